//! Every state the server ever showed: what a base at a cursor must contain.

use std::collections::BTreeMap;

use crate::{Epoch, Model, Seq};

/// None: collected.
type Versions<R> = Vec<(Seq, Option<R>)>;
type Lines<M> = BTreeMap<<M as Model>::Key, Versions<<M as Model>::Record>>;

/// The versions of every record, by epoch.
#[derive(Debug)]
pub(super) struct History<M: Model> {
    epoch: Epoch,
    present: Lines<M>,
    past: BTreeMap<Epoch, Lines<M>>,
}

impl<M: Model> History<M> {
    pub(super) fn new(epoch: Epoch) -> Self {
        Self { epoch, present: BTreeMap::new(), past: BTreeMap::new() }
    }

    pub(super) fn note(&mut self, key: M::Key, seq: Seq, record: M::Record) {
        self.present.entry(key).or_default().push((seq, Some(record)));
    }

    /// Collected when the head was `head`.
    pub(super) fn forget(&mut self, key: M::Key, head: Seq) {
        self.present.entry(key).or_default().push((head, None));
    }

    /// `epoch` goes on from `head` of the epoch `from`, which need not be the present one.
    pub(super) fn restore(&mut self, from: Epoch, epoch: Epoch, head: Seq) {
        let mut kept = self.lines(from).cloned().unwrap_or_default();
        for versions in kept.values_mut() {
            versions.retain(|(seq, _)| *seq <= head);
        }
        kept.retain(|_, versions| !versions.is_empty());
        let present = std::mem::replace(&mut self.present, kept);
        self.past.insert(self.epoch, present);
        self.epoch = epoch;
    }

    /// The record as it stood after `cursor`.
    pub(super) fn get(&self, epoch: Epoch, cursor: Seq, key: &M::Key) -> Option<&M::Record> {
        at(self.lines(epoch)?.get(key)?, cursor)
    }

    /// Every record as it stood after `cursor`.
    pub(super) fn all(&self, epoch: Epoch, cursor: Seq) -> impl Iterator<Item = (&M::Key, &M::Record)> {
        let lines = self.lines(epoch).into_iter().flatten();
        lines.filter_map(move |(key, versions)| at(versions, cursor).map(|record| (key, record)))
    }

    fn lines(&self, epoch: Epoch) -> Option<&Lines<M>> {
        if epoch == self.epoch { Some(&self.present) } else { self.past.get(&epoch) }
    }
}

fn at<R>(versions: &[(Seq, Option<R>)], cursor: Seq) -> Option<&R> {
    // Almost always the last one.
    versions.iter().rev().find(|(seq, _)| *seq <= cursor)?.1.as_ref()
}
