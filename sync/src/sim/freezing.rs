//! Pages that are frozen and thaw again. A frozen page hears nothing and can end no transaction, but its browser nearly
//! always says so first: then it lets the lead go and takes back what it has not committed, to ask for it again when it
//! thaws. Where nobody said so its transaction stays open, until the browser aborts it for the others' sake.

use super::case::Held;
use super::device::{Job, TabNo};
use super::faults::Fault;
use super::workload::Workload;
use super::world::{Event, Recovery, World};
use crate::client::{Input, Nudge};
use crate::mutant::Mutant;
use crate::{AccountId, Model};

/// After this long a browser aborts a transaction that somebody waits for and whose page does nothing.
const HELD_MS: u64 = 60_000;

impl<M: Model, W: Workload<M>> World<M, W> {
    pub(super) fn freeze(&mut self, no: TabNo) -> Held {
        if self.tab(no).frozen {
            return Ok(());
        }
        self.note(Fault::Frozen);
        let told = self.rng.chance(70);
        if told {
            self.give(no, Input::Suspend)?;
            // Carrying out what it wants may have ended it.
            if !self.tabs.contains_key(&no) {
                return Ok(());
            }
            self.release_lock(no);
            if self.case.mutant != Some(Mutant::FrozenHoldsStorage) {
                self.take_back(no);
            }
        } else {
            self.note(Fault::FrozenUnsaid);
        }
        let until = self.now + HELD_MS;
        let tab = self.tab(no);
        (tab.frozen, tab.rests, tab.holds_until) = (true, told, until);
        let ms = 1_000 + self.mostly(70, 30_000, 400_000);
        self.after(ms, Event::Recover(Recovery::Thaw(no)));
        Ok(())
    }

    pub(super) fn thaw(&mut self, no: TabNo) {
        let Some(tab) = self.tabs.get_mut(&no).filter(|tab| tab.frozen) else { return };
        tab.frozen = false;
        tab.last_sent = self.now;
        let (missed, rests, held) = (tab.inbox.len(), std::mem::take(&mut tab.rests), std::mem::take(&mut tab.held));
        let (device, account) = (tab.device, tab.account);
        self.note(Fault::Thawed);
        for _ in 0..missed {
            self.after(0, Event::Hear(no));
        }
        for job in held {
            self.ask_storage(no, job);
        }
        if rests {
            self.after(0, Event::Input { tab: no, input: Input::Nudge(Nudge::Visible) });
            self.want_lock(no);
        }
        self.let_transactions_go_on(device, account);
    }

    /// What stood behind an open transaction of a page that has thawed, or is gone, goes on.
    pub(super) fn let_transactions_go_on(&mut self, device: usize, account: AccountId) {
        let waiting = self.profile(device, account).transactions.len();
        for _ in 0..waiting {
            self.after(1, Event::Transaction { device, account });
        }
    }

    /// The page aborts what it has not committed.
    fn take_back(&mut self, no: TabNo) {
        let profile = self.profile_of(no);
        let (own, others) = std::mem::take(&mut profile.transactions).into_iter().partition(|open| open.tab == no);
        profile.transactions = others;
        let own: Vec<Job<M>> = own.into_iter().map(|open| open.job).collect();
        for job in own {
            self.note(Fault::TakenBack);
            // The lock was let go as well.
            if !matches!(job, Job::TakeLead) {
                self.tab(no).held.push(job);
            }
        }
    }

    /// Does the next transaction of the profile wait for a page that is frozen? Looks again when that is over.
    pub(super) fn is_held_up(&mut self, device: usize, account: AccountId) -> bool {
        let broken = self.case.mutant == Some(Mutant::FrozenHoldsStorage);
        let now = self.now;
        let Some(first) = self.profile(device, account).transactions.front() else { return false };
        // A reading asks for everything at once and needs its page no more.
        let needs_page = broken || !matches!(first.job, Job::Read { .. });
        let no = first.tab;
        let Some(tab) = self.tabs.get(&no).filter(|tab| tab.frozen && needs_page) else { return false };
        let (said, until) = (tab.rests, tab.holds_until);
        if !said {
            self.profile(device, account).held_up_at = now;
        }
        if now < until {
            self.note(Fault::HeldUp);
            self.at(until, Event::Transaction { device, account });
            return true;
        }
        let aborted = self.profile(device, account).transactions.pop_front().expect("BUG: just seen");
        self.tab(no).held.push(aborted.job);
        self.is_held_up(device, account)
    }
}
