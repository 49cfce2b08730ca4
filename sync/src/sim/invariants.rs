//! What must hold after every step.

use std::collections::BTreeMap;

use super::case::{Broken, Held, Rule};
use super::device::{Fate, Tab, TabNo};
use super::history::History;
use super::server::{Arrival, LogLine, Role};
use super::workload::Workload;
use super::world::World;
use crate::client::{Engine, Entry, Position, Token};
use crate::wire::Outcome;
use crate::{AccountId, Author, Lookup, Model, MutationId, Seq};

/// The longest a leader may sit on a pending edit without sending anything: the longest back-off, the longest
/// Retry-After of this server, and room.
const STALL_MS: u64 = 5 * 60_000;

/// Records by their keys.
type Rows<M> = BTreeMap<<M as Model>::Key, <M as Model>::Record>;

impl<M: Model, W: Workload<M>> World<M, W> {
    /// After a step of a tab.
    pub(super) fn check_tab(&mut self, no: TabNo) -> Held {
        let Some(tab) = self.tabs.get(&no) else { return Ok(()) };
        if !tab.engine.is_open() {
            return Ok(());
        }
        let position = tab.engine.position();
        self.check_stall(no)?;
        if self.profile_of(no).cloned || self.profile_of(no).was_corrupted {
            return Ok(());
        }
        // Between a restore and the next pull the base belongs to a history that is no more.
        if position.epoch != self.server.db.epoch && position != Position::default() {
            return Ok(());
        }
        self.check_mine(no, position)?;
        let tab = &self.tabs[&no];
        self.check_view(no, tab, position)
    }

    fn check_stall(&mut self, no: TabNo) -> Held {
        let now = self.now;
        let holds_lock = self.profile_of(no).lock == Some(no);
        let tab = self.tabs.get_mut(&no).expect("BUG: just checked");
        let pending = tab.engine.queue().next().is_some();
        let status = pending.then(|| tab.engine.status(self.devices[tab.device].clock.shows(now)));
        let status = status.filter(|status| status.health.blocked.is_none());
        let leads = status.as_ref().is_some_and(|status| status.leader);
        let busy = !tab.requests.is_empty() || tab.writes > 0 || tab.reads > 0;
        // A tab that was given the lead must lead before long.
        if !(leads || (status.is_some() && holds_lock)) || busy {
            tab.last_sent = now;
            return Ok(());
        }
        if leads && tab.wake_at.is_none_or(|at| at > now + STALL_MS) {
            return Err(Broken::new(Rule::NoStall, format!("tab {no} leads, has edits, and waits for nothing")));
        }
        if now > tab.last_sent + STALL_MS {
            let first = tab.engine.queue().next().map(|entry| entry.n);
            let ms = now - tab.last_sent;
            let what =
                format!("tab {no} should send number {first:?}, leads: {leads}, and has done nothing for {ms} ms");
            return Err(Broken::new(Rule::NoStall, what));
        }
        Ok(())
    }

    /// What was done in this tab is on its way, refused in the tray, or in the base.
    fn check_mine(&mut self, no: TabNo, position: Position) -> Held {
        let Self { tabs, edits, decided, server, .. } = self;
        let tab = tabs.get_mut(&no).expect("BUG: just checked");
        let Tab { mine, engine, .. } = tab;
        let mut missing = None;
        mine.retain(|token| {
            let fate = edits[token].fate;
            if !matches!(fate, Fate::Unsaved | Fate::Stored) || server.undone.contains(token) {
                return false;
            }
            let here = engine.unsaved().any(|(unsaved, _)| unsaved == token)
                || engine.outbox().any(|entry| entry.token == *token)
                || engine.tray().any(|refusal| refusal.token == *token);
            let contained = decided.get(token).is_some_and(|(seq, done)| *done && *seq <= position.cursor);
            if !here && !contained {
                missing = Some(*token);
            }
            !contained
        });
        match missing {
            Some(token) => {
                let what = format!("tab {no} no longer shows its own edit {:?}", edits[&token].mutation);
                Err(Broken::new(Rule::ReadYourWrites, what))
            }
            None => Ok(()),
        }
    }

    /// The view is the server's state at the cursor with everything pending on top, replayed from scratch.
    fn check_view(&self, no: TabNo, tab: &Tab<M>, position: Position) -> Held {
        let engine = &tab.engine;
        let put_back = self.devices[tab.device].profiles.get(&tab.account).is_some_and(|profile| profile.put_back);
        // The base has it under another number, or another edit under this one, and this client cannot know yet.
        let mistaken = |entry: &Entry<M>| (entry.n <= position.last_n) != self.contains(position, &entry.token);
        if put_back && engine.outbox().any(mistaken) {
            return Ok(());
        }
        let below = self.base_of(position, engine);
        let mut expected = Expected { history: &self.server.history, position, below, over: BTreeMap::new() };
        for entry in engine.outbox() {
            let Some(mutation) = &entry.mutation else { continue };
            if self.contains(position, &entry.token) {
                continue;
            }
            let id = MutationId { client: engine.client(), n: entry.n };
            let saw = Author::saw(entry.base, position.epoch, position.epoch_start);
            expected.fold(mutation, &Author { id, stamp: entry.stamp, saw, seq: Seq::PROVISIONAL });
        }
        let mut exactly = true;
        for (token, mutation) in engine.unsaved() {
            let base = self.edits[token].base;
            if base != position.base() {
                // Which of two concurrent edits wins depends on a stamp that nobody has given yet.
                return Ok(());
            }
            exactly = false;
            let id = MutationId { client: engine.client(), n: 0 };
            let stamp = crate::Stamp::at(self.devices[tab.device].clock.shows(self.now));
            expected.fold(mutation, &Author { id, stamp, saw: base.cursor, seq: Seq::PROVISIONAL });
        }
        let mut shown = 0;
        for (key, record) in engine.records() {
            shown += 1;
            if !expected.get(key).is_some_and(|expected| W::same(expected, record, exactly)) {
                let expected = expected.get(key);
                let what = format!("tab {no} at {position:?} shows {key:?} as\n  {record:?}, not\n  {expected:?}");
                return Err(Broken::new(Rule::ViewIsBaseAndPending, what));
            }
        }
        if shown != expected.len() {
            let what = format!("tab {no} shows {shown} records, not {}", expected.len());
            return Err(Broken::new(Rule::ViewIsBaseAndPending, what));
        }
        Ok(())
    }

    fn contains(&self, position: Position, token: &Token) -> bool {
        self.decided.get(token).is_some_and(|(seq, _)| *seq <= position.cursor)
    }

    /// A base that is stored anew is right, and one that had been corrupted may be right again.
    pub(super) fn check_stored(&mut self, device: usize, account: AccountId) -> Held {
        let held = self.check_base(device, account);
        let epoch = self.server.db.epoch;
        let profile = self.profile(device, account);
        if !profile.corrupted {
            return held;
        }
        profile.corrupted = held.is_err() || profile.disk.now.position.epoch != epoch;
        Ok(())
    }

    /// Records that the server has collected may still be on a device: it hears of it with its next pull.
    pub(super) fn without_garbage(&self, mut rows: Rows<M>) -> Rows<M> {
        if self.server.db.floor > Seq::ZERO {
            for key in M::garbage(&mut rows.iter(), self.server.db.floor) {
                rows.remove(&key);
            }
        }
        rows
    }

    /// The base at `position`, with the garbage that the tab still has; none where nothing was ever collected.
    fn base_of(&self, position: Position, engine: &Engine<M>) -> Option<Rows<M>> {
        if self.server.db.floor == Seq::ZERO {
            return None;
        }
        let expected = self.server.history.all(position.epoch, position.cursor);
        let mut rows = self.without_garbage(expected.map(|(key, record)| (*key, record.clone())).collect());
        let has: Rows<M> = engine.base_records().map(|(key, record)| (*key, record.clone())).collect();
        for key in M::garbage(&mut has.iter(), self.server.db.floor) {
            rows.insert(key, has[&key].clone());
        }
        Some(rows)
    }

    /// A stored base is the server's state at its cursor, no more and no less.
    pub(super) fn check_base(&mut self, device: usize, account: AccountId) -> Held {
        let epoch = self.server.db.epoch;
        let image = &self.profile(device, account).disk.now;
        let position = image.position;
        if position.epoch != epoch {
            return Ok(());
        }
        let rows: Rows<M> = image.rows.iter().map(|(key, (_, record))| (*key, record.clone())).collect();
        let expected = self.server.history.all(position.epoch, position.cursor);
        let expected = expected.map(|(key, record)| (*key, record.clone())).collect();
        if self.without_garbage(rows) == self.without_garbage(expected) {
            return Ok(());
        }
        let what = format!("device {device} stored a base that is not the server's state at {}", position.cursor);
        Err(Broken::new(Rule::ViewIsBaseAndPending, what))
    }

    /// Who may write did write, in their own name, once.
    pub(super) fn check_commit(&mut self, push: &Arrival<M>, role: Role, lines: &[LogLine<M>]) -> Held {
        for line in lines {
            let done = matches!(line.outcome, Outcome::Done(_));
            if line.clamped {
                self.seen.note(super::kinds::Ended::Clamped);
            }
            if done && role != Role::Editor {
                return Err(Broken::new(Rule::RolesHold, format!("{} was written by somebody who may not", line.id)));
            }
            let Some(token) = line.token else { continue };
            if line.mutation.is_some() && Some(self.edits[&token].account) != push.session {
                let what = format!("{} was accepted under another account", line.id);
                return Err(Broken::new(Rule::OwnAccount, what));
            }
            let before = self.decided.insert(token, (line.seq, done));
            if done && before.is_some_and(|(_, done)| done) {
                let what = format!("{:?} was carried out twice", self.edits[&token].mutation);
                return Err(Broken::new(Rule::AppliedOnce, what));
            }
        }
        Ok(())
    }

    /// After a restore: what the server still knows to have decided.
    pub(super) fn recount_decided(&mut self) {
        let lines = self.server.db.log.iter();
        let decided =
            lines.filter_map(|line| Some((line.token?, (line.seq, matches!(line.outcome, Outcome::Done(_))))));
        self.decided = decided.collect();
    }
}

/// What a tab should show.
struct Expected<'a, M: Model> {
    history: &'a History<M>,
    position: Position,
    /// The base, where it is not simply the history at the position.
    below: Option<Rows<M>>,
    over: BTreeMap<M::Key, M::Record>,
}

impl<M: Model> Expected<'_, M> {
    fn fold(&mut self, mutation: &M::Mutation, author: &Author) {
        // What fails on this base has no effect here: the server decides (docs/engine.md#check-once-apply-always).
        if let Ok(effect) = M::apply(mutation, self, author) {
            self.over.extend(effect.patch);
        }
    }

    fn len(&self) -> usize {
        let Position { epoch, cursor, .. } = self.position;
        if let Some(below) = &self.below {
            return below.keys().filter(|key| !self.over.contains_key(key)).count() + self.over.len();
        }
        let below = self.history.all(epoch, cursor).filter(|(key, _)| !self.over.contains_key(key)).count();
        below + self.over.len()
    }
}

impl<M: Model> Lookup<M> for Expected<'_, M> {
    fn get(&self, key: &M::Key) -> Option<&M::Record> {
        let Position { epoch, cursor, .. } = self.position;
        let below = || match &self.below {
            Some(below) => below.get(key),
            None => self.history.get(epoch, cursor, key),
        };
        self.over.get(key).or_else(below)
    }
}
