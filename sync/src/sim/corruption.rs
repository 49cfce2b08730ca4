//! What goes wrong in storage over time: the server collects garbage, stored records are corrupted, and people have their
//! device compared.

use super::case::Held;
use super::faults::Fault;
use super::kinds::Act;
use super::workload::Workload;
use super::world::{Event, Recovery, World};
use crate::client::Nudge;
use crate::{Model, Seq};

impl<M: Model, W: Workload<M>> World<M, W> {
    /// Up to the head, or to some place before it; whoever is behind has to begin anew.
    pub(super) fn collect(&mut self) -> Held {
        let head = self.server.db.head.0;
        let floor = if self.rng.chance(50) { head } else { self.rng.below(head + 1) };
        // A collection takes the ledger's lock.
        if self.held.is_empty() && self.suffer(Fault::Collected) {
            self.server.collect(Seq(floor));
            let count = self.server.db.collected.values().map(Vec::len).sum::<usize>();
            self.say(|| format!("the server has collected up to {floor}: {count} records in all"));
        }
        if self.rng.chance(20) { self.compare() } else { Ok(()) }
    }

    pub(super) fn corrupt_or_compare(&mut self) -> Held {
        if self.rng.chance(50) {
            return self.compare();
        }
        let device = self.rng.below(self.devices.len() as u64) as usize;
        if !self.suffer(Fault::Corrupted) {
            return Ok(());
        }
        for no in self.tabs_on(device) {
            self.crash_tab(no);
        }
        let account = self.devices[device].account;
        let keys: Vec<M::Key> = self.profile(device, account).disk.now.rows.keys().copied().collect();
        let position = self.profile(device, account).disk.now.position;
        for _ in 0..1 + self.rng.below(3) {
            let Some(key) = self.rng.pick(&keys).copied() else { break };
            let before = Seq(self.rng.below(position.cursor.0 + 1));
            let older = self.server.history.get(position.epoch, before, &key).cloned();
            self.say(|| format!("device {device}: {key:?} is corrupted"));
            let mutant = self.case.mutant;
            let profile = self.profile(device, account);
            profile.disk.corrupt(key, older.as_ref(), mutant);
            (profile.corrupted, profile.was_corrupted) = (true, true);
        }
        self.after(1_000, Event::Recover(Recovery::OpenTab(device)));
        Ok(())
    }

    fn compare(&mut self) -> Held {
        let tabs: Vec<_> = self.tabs.iter().filter(|(_, tab)| !tab.frozen).map(|(no, _)| *no).collect();
        match self.rng.pick(&tabs).copied() {
            Some(no) => self.nudges(no, Act::Compared, Nudge::Check),
            None => Ok(()),
        }
    }
}
