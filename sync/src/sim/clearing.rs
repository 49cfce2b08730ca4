//! A browser that clears what it stores under open tabs: what the drivers do about it. A tab that reads another making of the
//! database than it knows writes again what it still has; a page that is loaded in between begins anew.

use std::collections::BTreeSet;

use super::case::Held;
use super::device::{DeviceNo, Fate, Job, TabNo};
use super::faults::Fault;
use super::workload::Workload;
use super::world::{Event, World};
use crate::client::{Hint, Input, Token, Write};
use crate::{AccountId, ClientId, Model};

/// What a transaction of a tab meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// The database the tab knows, or one that it has put right.
    Known,
    /// One that was cleared, and the page is frozen: it can write nothing again.
    AndCannotSay,
    /// Nothing: it was asked of the database before by a page that is gone.
    Nothing,
    /// One that was cleared, and the page has not heard everything the one before answered: it comes again.
    TooEarly,
}

impl<M: Model, W: Workload<M>> World<M, W> {
    /// The person, or the browser, clears the site's data. The tabs hear of it sooner or later.
    pub(super) fn clear_storage(&mut self) -> Held {
        let device = self.rng.below(self.devices.len() as u64) as usize;
        let account = self.devices[device].account;
        if self.tabs_on(device).is_empty() || !self.suffer(Fault::Cleared) {
            return Ok(());
        }
        self.say(|| format!("device {device}: the storage is cleared"));
        let fresh = ClientId(self.uuid());
        let now = self.now;
        let disk = &mut self.profile(device, account).disk;
        let undecided = disk.now.outbox.values().filter(|entry| entry.acked.is_none()).map(|entry| entry.token);
        let at_stake: BTreeSet<Token> = undecided.chain(disk.now.held()).chain(disk.now.tray.keys().copied()).collect();
        disk.clear(fresh, now);
        // Lost, unless a tab puts them back; what the server has decided is found there.
        for token in at_stake {
            if let Some(edit) = self.edits.get_mut(&token).filter(|edit| edit.fate == Fate::Stored) {
                edit.fate = Fate::Evicted;
            }
        }
        for no in self.tabs_on(device) {
            let ms = 1 + self.mostly(60, 900, 8_000);
            self.after(ms, Event::Input { tab: no, input: Input::Heard(Hint::Changed) });
        }
        // Some browsers load a page again, and people open others.
        if self.rng.chance(40)
            && let Some(no) = self.rng.pick(&self.tabs_on(device)).copied()
            && self.tabs_on(device).len() > 1
        {
            self.crash_tab(no);
        }
        if self.rng.chance(60) { self.open_tab(device) } else { Ok(()) }
    }

    /// Before a transaction runs: is it the database the tab knows?
    pub(super) fn meets_cleared(
        &mut self,
        device: DeviceNo,
        account: AccountId,
        no: TabNo,
        job: &Job<M>,
        asked_at: u64,
    ) -> Met {
        let (made, making, cleared_at) = {
            let disk = &self.profile(device, account).disk;
            (disk.made, disk.making, disk.cleared_at)
        };
        let Some(tab) = self.tabs.get_mut(&no) else {
            return if asked_at <= cleared_at || !made { Met::Nothing } else { Met::Known };
        };
        let reads = matches!(job, Job::Read { .. });
        let other = match job {
            Job::Read { .. } => tab.making.is_some_and(|known| known != making),
            Job::Write { write: Write::Edit { .. }, .. } => !made && tab.making.is_some(),
            Job::Write { .. } | Job::TakeLead => false,
        };
        if other && tab.frozen {
            return Met::AndCannotSay;
        }
        let (now, unheard) = (self.now, !tab.inbox.is_empty());
        if other && (unheard || self.profile(device, account).answers_at >= now) {
            return Met::TooEarly;
        }
        let Some(tab) = self.tabs.get_mut(&no) else { return Met::Nothing };
        // A tab that has read nothing yet knows nothing: to it, it is a new database.
        let memory = tab.engine.remembered().filter(|_| other);
        if let Some(memory) = memory {
            tab.making = Some(making);
            self.put_back(device, account, no, &memory);
        } else if reads {
            tab.making = Some(making);
            self.profile(device, account).disk.made = true;
        }
        Met::Known
    }

    fn put_back(&mut self, device: DeviceNo, account: AccountId, no: TabNo, memory: &crate::client::Snapshot<M>) {
        let mutant = self.case.mutant;
        let profile = self.profile(device, account);
        let anew = profile.disk.put_back(memory, mutant);
        profile.put_back = true;
        let leads = profile.lock == Some(no);
        let there: BTreeSet<Token> = profile.disk.now.held().chain(profile.disk.now.tray.keys().copied()).collect();
        for token in there {
            if let Some(edit) = self.edits.get_mut(&token).filter(|edit| edit.fate == Fate::Evicted) {
                edit.fate = Fate::Stored;
            }
        }
        if anew {
            self.note(Fault::PutBackAnew);
        }
        self.say(|| format!("tab {no} writes again what it knows; somebody began anew: {anew}"));
        if leads {
            self.ask_storage(no, Job::TakeLead);
        }
    }
}
