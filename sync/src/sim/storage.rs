//! The driver's side of the storage: transactions run one after the other, in the order they were asked for, and are
//! answered in that order. One that the browser aborts and the driver tries again is asked for anew.

use super::case::{Broken, Held, Rule};
use super::clearing::Met;
use super::device::{Fate, Job, TabNo, Transaction};
use super::faults::Fault;
use super::image::Done;
use super::kinds::Ended;
use super::workload::Workload;
use super::world::{Event, World};
use crate::client::{Id, Input, StoreError, Token, Write};
use crate::{AccountId, Model};

/// The longest an edit may wait for the storage: a transaction here takes less than a second.
const AT_ONCE_MS: u64 = 5_000;

impl<M: Model, W: Workload<M>> World<M, W> {
    pub(super) fn ask_storage(&mut self, no: TabNo, job: Job<M>) {
        let (device, account) = (self.tabs[&no].device, self.tabs[&no].account);
        let ms = 1 + self.mostly(5, 900, 6);
        let now = self.now;
        let profile = self.profile(device, account);
        profile.transactions.push_back(Transaction { tab: no, job, asked_at: now });
        profile.runs_at = profile.runs_at.max(now + ms);
        let at = profile.runs_at;
        self.at(at, Event::Transaction { device, account });
    }

    pub(super) fn run_transaction(&mut self, device: usize, account: AccountId) -> Held {
        if self.is_held_up(device, account) {
            return Ok(());
        }
        let Some(Transaction { tab, job, asked_at }) = self.profile(device, account).transactions.pop_front() else {
            return Ok(());
        };
        if let Job::Write { write: Write::Edit { .. }, .. } = job {
            self.check_promptness(device, account, tab, asked_at)?;
        }
        let alive = self.tabs.contains_key(&tab);
        let cleared = self.meets_cleared(device, account, tab, &job, asked_at);
        match cleared {
            Met::Nothing => return Ok(()),
            Met::TooEarly => {
                self.ask_storage(tab, job);
                return Ok(());
            }
            Met::Known | Met::AndCannotSay => {}
        }
        match job {
            Job::Read { have } => {
                let failed = self.strikes(Fault::ReadFailed, 2) || cleared == Met::AndCannotSay;
                let whole = self.rng.chance(15);
                let input = if failed {
                    Input::StoreFailed { id: 0, error: StoreError::Aborted }
                } else {
                    Input::Loaded(self.profile(device, account).disk.snapshot(have, whole))
                };
                if alive {
                    self.answer_from_storage(device, account, tab, input);
                }
            }
            Job::TakeLead => {
                let profile = self.profile(device, account);
                if profile.lock == Some(tab) && alive {
                    let lease = profile.disk.raise_lease();
                    self.answer_from_storage(device, account, tab, Input::Lead { lease });
                }
            }
            Job::Write { .. }
                if alive && self.case.writes_are_tried_again() && self.strikes(Fault::WriteRetried, 4) =>
            {
                self.ask_storage(tab, job);
            }
            Job::Write { id, write, promised } => self.write(device, account, tab, alive, id, &write, promised)?,
        }
        let some = self.rng.below(4) as usize;
        let mutant = self.case.mutant;
        self.profile(device, account).disk.sync_some(some, mutant);
        Ok(())
    }

    /// An edit is durable at once, whoever leads (docs/engine.md#durable-before-sent). Only a page that was
    /// frozen without a word can hold it up.
    fn check_promptness(&mut self, device: usize, account: AccountId, tab: TabNo, asked_at: u64) -> Held {
        let waits = self.tabs.get(&tab).is_some_and(|tab| !tab.frozen);
        let excused = asked_at <= self.profile(device, account).held_up_at;
        if waits && !excused && self.now > asked_at + AT_ONCE_MS {
            let ms = self.now - asked_at;
            return Err(Broken::new(Rule::DurableAtOnce, format!("an edit in tab {tab} was stored after {ms} ms")));
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments, reason = "a transaction is where everything meets")]
    fn write(
        &mut self,
        device: usize,
        account: AccountId,
        tab: TabNo,
        alive: bool,
        id: Id,
        write: &Write<M>,
        promised: Option<u64>,
    ) -> Held {
        // A browser may or may not finish the transaction of a tab that is gone.
        if !alive && self.strikes(Fault::WriteDropped, 60) {
            return Ok(());
        }
        let input = match self.try_write(device, account, write, promised)? {
            Ok(Done::Saved { n, stamp, .. }) => Input::Saved { id, n, stamp },
            Ok(Done::Stored) => Input::Stored { id },
            Ok(Done::BroughtBack(entries)) => Input::BroughtBack { id, entries },
            Err(error) => Input::StoreFailed { id, error },
        };
        let leaders = !matches!(write, Write::Edit { .. } | Write::Discard { .. });
        if alive && leaders && self.case.storage_goes_quiet() && self.strikes(Fault::StoredUnsaid, 4) {
            // Nobody waits for it as far as a person can see: whether the tab goes on is for the watchdog to prove.
            let tab = self.tab(tab);
            tab.writes = tab.writes.saturating_sub(1);
        } else if alive {
            let robbed = matches!(input, Input::StoreFailed { error: StoreError::LeaseLost, .. });
            self.answer_from_storage(device, account, tab, input);
            // The lock is still its own: nobody has stolen it, and a new lease puts that right.
            let awake = self.tabs.get(&tab).is_some_and(|tab| !tab.frozen);
            if robbed && awake && self.case.clears_storage() && self.profile(device, account).lock == Some(tab) {
                self.ask_storage(tab, Job::TakeLead);
            }
        }
        Ok(())
    }

    fn try_write(
        &mut self,
        device: usize,
        account: AccountId,
        write: &Write<M>,
        promised: Option<u64>,
    ) -> Result<Result<Done<M>, StoreError>, Broken> {
        let needs_room = !matches!(write, Write::Discard { .. });
        if self.devices[device].quota && needs_room {
            return Ok(Err(StoreError::Quota));
        }
        if self.strikes(Fault::WriteAborted, 1) {
            return Ok(Err(StoreError::Aborted));
        }
        let mutant = self.case.mutant;
        let disk = &mut self.profile(device, account).disk;
        let last_stamp = disk.last_stamp;
        let before = disk.now.outbox.len();
        let kept: Vec<Token> = disk.now.kept.values().map(|(_, entry)| entry.token).collect();
        let done = match disk.transact(write, promised, mutant) {
            Ok(done) => done,
            Err(error) => return Ok(Err(error)),
        };
        let overwritten = disk.now.outbox.len() == before;
        match write {
            Write::Page { .. } => self.check_stored(device, account)?,
            Write::Repair { rows, gone, compared_ms, .. } => {
                let repairs = compared_ms.is_some() && !(rows.is_empty() && gone.is_empty());
                let profile = self.profile(device, account);
                if repairs && !profile.corrupted && !profile.cloned {
                    return Err(Broken::new(Rule::ViewIsBaseAndPending, "a base was repaired that was right"));
                }
                self.check_stored(device, account)?;
            }
            Write::Results { refused, .. } => refused.iter().for_each(|_| self.seen.note(Ended::InTray)),
            Write::Quarantine { .. } => self.seen.note(Ended::InTray),
            // What was kept goes with the old id. Should the server just have lost it, it is lost.
            Write::Fork { .. } => {
                let lost = kept.into_iter().filter(|token| !self.decided.contains_key(token));
                self.server.undone.extend(lost);
            }
            Write::Edit { .. } | Write::Discard { .. } => {}
        }
        if let Done::Saved { token, stamp, .. } = done {
            if overwritten {
                return Err(Broken::new(Rule::NothingLost, "two edits were stored under one number"));
            }
            if last_stamp.is_some_and(|last| stamp <= last) {
                return Err(Broken::new(Rule::StampsGrow, format!("{stamp} follows a later stamp")));
            }
            let edit = self.edits.get_mut(&token).expect("BUG: an edit is known before it is written");
            if edit.account != account {
                return Err(Broken::new(Rule::OwnAccount, "an edit was stored under another account"));
            }
            edit.fate = Fate::Stored;
        }
        Ok(Ok(done))
    }

    fn answer_from_storage(&mut self, device: usize, account: AccountId, tab: TabNo, input: Input<M>) {
        let earliest = self.now + self.rng.below(4);
        let follows_at = self.tabs.get(&tab).map_or(0, |tab| tab.follows_at);
        let earliest = if matches!(input, Input::Lead { .. }) { earliest.max(follows_at) } else { earliest };
        let profile = self.profile(device, account);
        profile.answers_at = profile.answers_at.max(earliest);
        let at = profile.answers_at;
        self.at(at, Event::Input { tab, input });
    }

    // ── the lock of a profile's tabs ──────────────────────────────────────────────────────────────────────────────

    pub(super) fn want_lock(&mut self, no: TabNo) {
        let profile = self.profile_of(no);
        if profile.lock.is_none() {
            profile.lock = Some(no);
            self.ask_storage(no, Job::TakeLead);
        } else if !profile.waiting.contains(&no) {
            profile.waiting.push_back(no);
        }
    }

    pub(super) fn release_lock(&mut self, no: TabNo) {
        let profile = self.profile_of(no);
        profile.waiting.retain(|waiting| *waiting != no);
        if profile.lock == Some(no) {
            profile.lock = profile.waiting.pop_front();
            if let Some(next) = profile.lock {
                self.ask_storage(next, Job::TakeLead);
            }
        }
    }

    /// The lock goes to whoever steals it, even from itself; the robbed tab hears of it, when it can hear, and queues
    /// again.
    pub(super) fn steal(&mut self, no: TabNo) {
        let profile = self.profile_of(no);
        profile.waiting.retain(|waiting| *waiting != no);
        let robbed = profile.lock.replace(no);
        self.seen.note(Fault::LockStolen);
        if let Some(robbed) = robbed {
            if robbed != no {
                self.profile_of(robbed).waiting.push_back(robbed);
            }
            let ms = 1 + self.mostly(40, 20, 3_000);
            let at = self.now + ms;
            self.tab(robbed).follows_at = at;
            self.at(at, Event::Input { tab: robbed, input: Input::Follow });
        }
        self.ask_storage(no, Job::TakeLead);
    }
}
