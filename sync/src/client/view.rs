//! View = base ⊕ pending (docs/engine.md#the-view-is-base-and-pending). An edit folds in at the cost of the records it
//! touches; a new base refolds only the mutations that can notice the difference
//! (docs/engine.md#cost-grows-with-the-change).

use std::collections::{BTreeMap, BTreeSet};

use super::outbox::Outbox;
use super::pending::PendingId;
use super::{Entry, Position};
use crate::{Author, ClientId, Effect, Lookup, Model, MutationId, Seq};

#[derive(Debug, Clone)]
pub(super) struct View<M: Model> {
    pub(super) position: Position,
    pub(super) base: BTreeMap<M::Key, M::Record>,
    /// Records as the folded mutations leave them; shadows `base`.
    over: BTreeMap<M::Key, M::Record>,
    /// What every folded mutation touches or wrote.
    folds: BTreeMap<PendingId, Vec<M::Key>>,
    by_key: BTreeMap<M::Key, BTreeSet<PendingId>>,
    /// A rule broken on purpose: what is pending is not replayed.
    #[cfg(feature = "sim")]
    pub(super) forgets_pending: bool,
}

impl<M: Model> View<M> {
    pub(super) fn new() -> Self {
        Self {
            position: Position::default(),
            base: BTreeMap::new(),
            over: BTreeMap::new(),
            folds: BTreeMap::new(),
            by_key: BTreeMap::new(),
            #[cfg(feature = "sim")]
            forgets_pending: false,
        }
    }

    /// Every record of the view in key order.
    pub(super) fn records(&self) -> impl Iterator<Item = (&M::Key, &M::Record)> {
        Merged::<M> { base: self.base.iter().peekable(), over: self.over.iter().peekable() }
    }

    /// The pending mutations that touch a record.
    pub(super) fn pending_of(&self, key: &M::Key) -> impl DoubleEndedIterator<Item = PendingId> {
        self.by_key.get(key).into_iter().flatten().copied()
    }

    /// What the folded mutations touch; may name a record twice.
    pub(super) fn folded_keys(&self) -> impl Iterator<Item = M::Key> {
        self.folds.values().flatten().copied()
    }

    /// The stored mutations that fold here although a base with `last_n` contains them.
    pub(super) fn folded_up_to(&self, last_n: u64) -> Vec<PendingId> {
        self.folds.range(..=PendingId::Stored(last_n)).map(|(pending_id, _)| *pending_id).collect()
    }

    /// What `mutation` would do now; the view is not changed.
    pub(super) fn predict(&self, mutation: &M::Mutation, author: &Author) -> Result<Effect<M>, M::Rejection> {
        M::apply(mutation, self, author)
    }

    /// Puts a mutation on top of everything folded before.
    pub(super) fn fold(&mut self, pending_id: PendingId, touches: Vec<M::Key>, patch: Vec<(M::Key, M::Record)>) {
        let mut keys = touches;
        for (key, record) in patch {
            keys.push(key);
            self.over.insert(key, record);
        }
        keys.sort_unstable();
        keys.dedup();
        for key in &keys {
            self.by_key.entry(*key).or_default().insert(pending_id);
        }
        self.folds.insert(pending_id, keys);
    }

    /// The mutation that folded at `from` folds at `to`, with the same effect at the same place in the order.
    pub(super) fn rename(&mut self, from: PendingId, to: PendingId) {
        let keys = self.unfold(from);
        for key in &keys {
            self.by_key.entry(*key).or_default().insert(to);
        }
        self.folds.insert(to, keys);
    }

    /// Did the mutation at `pending_id` write nothing but what it declared? (A conflict's id follows from the number.)
    pub(super) fn wrote_only(&self, pending_id: PendingId, touches: &[M::Key]) -> bool {
        self.folds.get(&pending_id).is_some_and(|keys| keys.iter().all(|key| touches.contains(key)))
    }

    /// Makes the view right again after the base under `dirty` changed, the mutations `gone` ceased to fold and those in
    /// `come` began to: replays what touches any record concerned. Returns every record that may have changed.
    pub(super) fn refold(
        &mut self,
        mut dirty: BTreeSet<M::Key>,
        gone: &[PendingId],
        come: &[PendingId],
        outbox: &Outbox<M>,
        client: ClientId,
    ) -> BTreeSet<M::Key> {
        for pending_id in gone {
            dirty.extend(self.unfold(*pending_id));
        }
        for pending_id in come {
            dirty.extend(touches_of(*pending_id, outbox));
        }
        let mut replay: BTreeSet<PendingId> = come.iter().copied().collect();
        self.close_over(&mut dirty, &mut replay);
        for pending_id in &replay {
            dirty.extend(self.unfold(*pending_id));
        }
        for key in &dirty {
            self.over.remove(key);
        }
        for pending_id in replay {
            dirty.extend(self.replay(pending_id, outbox, client));
        }
        dirty
    }

    /// Folds everything anew: for a storage that was read as a whole.
    pub(super) fn refold_all(&mut self, outbox: &Outbox<M>, client: ClientId) {
        self.over.clear();
        self.folds.clear();
        self.by_key.clear();
        let pending_ids: Vec<PendingId> = self.pending_to_fold(outbox).collect();
        for pending_id in pending_ids {
            self.replay(pending_id, outbox, client);
        }
    }

    /// What folds on the present base, in order: what it does not contain, and what is not stored yet.
    pub(super) fn pending_to_fold<'a>(&self, outbox: &'a Outbox<M>) -> impl Iterator<Item = PendingId> + use<'a, M> {
        let stored = outbox.entries().range(self.position.last_n.saturating_add(1)..);
        let stored = stored.filter(|(_, entry)| entry.mutation.is_some()).map(|(n, _)| PendingId::Stored(*n));
        stored.chain(outbox.unsaved.keys().map(|id| PendingId::Unsaved(*id)))
    }

    /// What is folded, in order.
    pub(super) fn folded(&self) -> impl Iterator<Item = PendingId> {
        self.folds.keys().copied()
    }

    /// What a folded mutation touches or wrote.
    pub(super) fn keys_of(&self, pending_id: PendingId) -> &[M::Key] {
        self.folds.get(&pending_id).map_or(&[], Vec::as_slice)
    }

    /// Everything that reads what is dirty is replayed, and what that writes is dirty too, until nothing is added.
    fn close_over(&self, dirty: &mut BTreeSet<M::Key>, replay: &mut BTreeSet<PendingId>) {
        let mut work: Vec<M::Key> = dirty.iter().copied().collect();
        while let Some(key) = work.pop() {
            for pending_id in self.pending_of(&key) {
                if replay.insert(pending_id) {
                    let keys = self.folds.get(&pending_id).into_iter().flatten();
                    work.extend(keys.filter(|key| dirty.insert(**key)));
                }
            }
        }
    }

    fn unfold(&mut self, pending_id: PendingId) -> Vec<M::Key> {
        let keys = self.folds.remove(&pending_id).unwrap_or_default();
        for key in &keys {
            if let Some(pending_ids) = self.by_key.get_mut(key) {
                pending_ids.remove(&pending_id);
                if pending_ids.is_empty() {
                    self.by_key.remove(key);
                }
            }
        }
        keys
    }

    fn replay(&mut self, pending_id: PendingId, outbox: &Outbox<M>, client: ClientId) -> Vec<M::Key> {
        #[cfg(feature = "sim")]
        if self.forgets_pending {
            return Vec::new();
        }
        let Some((mutation, author)) = pending(pending_id, outbox, &self.position, client) else { return Vec::new() };
        // A mutation that fails on the new base has no effect here and stays queued: the server decides
        // (docs/engine.md#check-once-apply-always).
        let patch = self.predict(mutation, &author).map(|effect| effect.patch).unwrap_or_default();
        let keys = patch.iter().map(|(key, _)| *key).collect();
        self.fold(pending_id, M::touches(mutation), patch);
        keys
    }
}

impl<M: Model> Lookup<M> for View<M> {
    fn get(&self, key: &M::Key) -> Option<&M::Record> {
        self.over.get(key).or_else(|| self.base.get(key))
    }
}

fn touches_of<M: Model>(pending_id: PendingId, outbox: &Outbox<M>) -> Vec<M::Key> {
    let mutation = match pending_id {
        PendingId::Stored(n) => outbox.entries().get(&n).and_then(|entry| entry.mutation.as_ref()),
        PendingId::Unsaved(id) => outbox.unsaved.get(&id).map(|unsaved| &unsaved.mutation),
    };
    mutation.map(M::touches).unwrap_or_default()
}

fn pending<'a, M: Model>(
    pending_id: PendingId,
    outbox: &'a Outbox<M>,
    position: &Position,
    client: ClientId,
) -> Option<(&'a M::Mutation, Author)> {
    let (n, stamp, base, mutation) = match pending_id {
        PendingId::Stored(n) => {
            let Entry { stamp, base, mutation, .. } = outbox.entries().get(&n)?;
            (n, *stamp, *base, mutation.as_ref()?)
        }
        PendingId::Unsaved(id) => {
            let unsaved = outbox.unsaved.get(&id)?;
            (0, unsaved.stamp, unsaved.base, &unsaved.mutation)
        }
    };
    let saw = Author::saw(base, position.epoch, position.epoch_start);
    Some((mutation, Author { id: MutationId { client, n }, stamp, saw, seq: Seq::PROVISIONAL }))
}

/// Two sorted maps as one; the upper one shadows.
struct Merged<'a, M: Model> {
    base: std::iter::Peekable<std::collections::btree_map::Iter<'a, M::Key, M::Record>>,
    over: std::iter::Peekable<std::collections::btree_map::Iter<'a, M::Key, M::Record>>,
}

impl<'a, M: Model> Iterator for Merged<'a, M> {
    type Item = (&'a M::Key, &'a M::Record);

    fn next(&mut self) -> Option<Self::Item> {
        match (self.base.peek(), self.over.peek()) {
            (Some((low, _)), Some((high, _))) if low < high => self.base.next(),
            (Some((low, _)), Some((high, _))) => {
                if low == high {
                    self.base.next();
                }
                self.over.next()
            }
            (Some(_), None) => self.base.next(),
            (None, _) => self.over.next(),
        }
    }
}
