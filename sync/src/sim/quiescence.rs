//! The end of a run: the faults stop, everything heals, time passes, and the world must come to rest with every device
//! showing what the server holds.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Broken, Held, Rule};
use super::device::{DeviceNo, Fate, Link, TabNo};
use super::server::Role;
use super::workload::{LogEntry, Workload};
use super::world::World;
use crate::client::{Blocked, Input, Nudge};
use crate::wire::Outcome;
use crate::{AccountId, Model};

/// How long coming to rest may take.
const STEPS: u32 = 6_000;
const TIME_MS: u64 = 40 * 60_000;

impl<M: Model, W: Workload<M>> World<M, W> {
    pub(super) fn come_to_rest(&mut self) -> Held {
        self.calm = true;
        self.say(|| "from here on nothing goes wrong".to_owned());
        for account in self.accounts.clone() {
            self.heal(account)?;
            self.settle(account)?;
            self.have_compared(account)?;
            self.check_all_equal(account)?;
        }
        self.check_nothing_lost()?;
        self.check_balances()
    }

    /// Every device that ever worked for `account` does so again, with nothing in its way.
    fn heal(&mut self, account: AccountId) -> Held {
        for account in self.accounts.clone() {
            self.server.roles.insert(account, Role::Editor);
        }
        for device in 0..self.devices.len() {
            let there = &mut self.devices[device];
            (there.link, there.quota, there.build) = (Link::Up, false, self.server.build);
            there.session = Some(account);
            let works = there.account == account || there.profiles.contains_key(&account);
            there.account = account;
            let old: Vec<_> = self.tabs_on(device);
            for no in old {
                let tab = &self.tabs[&no];
                if tab.account != account || tab.build < self.server.build {
                    self.crash_tab(no);
                } else {
                    self.thaw(no);
                }
            }
            if works && self.tabs_on(device).is_empty() {
                self.open_tab(device)?;
            }
            // Hidden tabs are shown: only a tab that somebody looks at must be up to date.
            self.tell_all(device, Nudge::Visible)?;
            self.tell_all(device, Nudge::SignedIn)?;
        }
        Ok(())
    }

    /// Where records have been corrupted, people have their devices compared, and that puts them right.
    fn have_compared(&mut self, account: AccountId) -> Held {
        if !self.case.corrupts() {
            return Ok(());
        }
        let (mut asked, until) = (BTreeSet::new(), self.now + TIME_MS);
        let corrupted = |world: &Self| {
            let profiles = world.devices.iter().filter_map(|device| device.profiles.get(&account));
            profiles.clone().any(|profile| profile.corrupted)
        };
        while corrupted(self) {
            if self.now > until {
                return Err(Broken::new(Rule::AllEqual, "records that have been corrupted were not put right"));
            }
            // In each tab once, those that open late too.
            let open: Vec<TabNo> = self.tabs.keys().copied().filter(|no| asked.insert(*no)).collect();
            for no in open {
                self.give(no, Input::Nudge(Nudge::Check))?;
            }
            self.go_on()?;
            self.sign_in_again()?;
        }
        self.settle(account)
    }

    fn settle(&mut self, account: AccountId) -> Held {
        let (mut steps, until) = (0, self.now + TIME_MS);
        while let Some(why) = self.unrest(account) {
            steps += 1;
            self.seen.step();
            if steps > STEPS || self.now > until {
                return Err(Broken::new(Rule::ComesToRest, format!("after {steps} steps: {why}")));
            }
            self.go_on()?;
            self.sign_in_again()?;
        }
        Ok(())
    }

    /// A refusal of an older request can still arrive: the person answers the question it leads to.
    fn sign_in_again(&mut self) -> Held {
        let asks = |tab: &super::device::Tab<M>| {
            let status = tab.engine.status(self.now);
            let asks = matches!(status.health.blocked, Some(Blocked::SignedOut | Blocked::NoAccess | Blocked::Version));
            status.leader && asks
        };
        let asking: Vec<_> = self.tabs.iter().filter(|(_, tab)| asks(tab)).map(|(no, _)| *no).collect();
        for no in asking {
            self.nudges(no, super::kinds::Act::SignedIn, Nudge::SignedIn)?;
        }
        Ok(())
    }

    /// What is still going on, if anything.
    fn unrest(&self, account: AccountId) -> Option<String> {
        if !self.held.is_empty() {
            return Some("a commit is held".to_owned());
        }
        let target = (self.server.db.epoch, self.server.db.head);
        for (no, tab) in self.tabs.iter().filter(|(_, tab)| tab.account == account) {
            let position = tab.engine.position();
            if (position.epoch, position.cursor) != target {
                let (epoch, cursor) = (position.epoch.0, position.cursor);
                return Some(format!("tab {no} stands at {epoch}/{cursor}, the server at {}/{}", target.0.0, target.1));
            }
            let disk = self.devices[tab.device].profiles.get(&account).map(|profile| &profile.disk);
            if disk.is_some_and(|disk| tab.making.is_some_and(|read| read != disk.making)) {
                return Some(format!("tab {no} has not noticed that the storage was cleared"));
            }
            let stored = disk.map(|disk| disk.now.position);
            if stored.is_some_and(|stored| stored.repaired != position.repaired) {
                return Some(format!("tab {no} has not read what was put right"));
            }
            if tab.engine.outbox().next().is_some() || tab.engine.unsaved().next().is_some() {
                return Some(format!("tab {no} has pending edits: {:?}", tab.engine.outbox().next()));
            }
        }
        (0..self.devices.len()).find_map(|device| self.unrest_of_disk(device, account))
    }

    fn unrest_of_disk(&self, device: DeviceNo, account: AccountId) -> Option<String> {
        let profile = self.devices[device].profiles.get(&account)?;
        if let Some(entry) = profile.disk.now.outbox.values().next() {
            return Some(format!("device {device} still stores {entry:?}"));
        }
        (!profile.transactions.is_empty()).then(|| format!("device {device} still writes"))
    }

    fn check_all_equal(&mut self, account: AccountId) -> Held {
        let rows = &self.server.db.rows;
        let rows: BTreeMap<M::Key, M::Record> = rows.iter().map(|(key, (_, record))| (*key, record.clone())).collect();
        for (no, tab) in self.tabs.iter().filter(|(_, tab)| tab.account == account) {
            let shown = tab.engine.records().map(|(key, record)| (*key, record.clone())).collect();
            let shown = self.without_garbage(shown);
            if shown != rows {
                let differs = rows.iter().find(|(key, record)| shown.get(key) != Some(record));
                let what = format!(
                    "tab {no} shows {} records, the server has {}; first missing or different: {differs:?}",
                    shown.len(),
                    rows.len()
                );
                return Err(Broken::new(Rule::AllEqual, what));
            }
        }
        for device in 0..self.devices.len() {
            let Some(profile) = self.devices[device].profiles.get(&account) else { continue };
            let stored = profile.disk.now.rows.iter().map(|(key, (_, record))| (*key, record.clone())).collect();
            if self.without_garbage(stored) != rows {
                return Err(Broken::new(
                    Rule::AllEqual,
                    format!("device {device} stores something else than the server"),
                ));
            }
        }
        Ok(())
    }

    /// Every stored edit is in the ledger, or in a tray, or was given up; or a restore took it back.
    fn check_nothing_lost(&self) -> Held {
        let profiles = || self.devices.iter().flat_map(|device| device.profiles.values());
        for (token, edit) in self.edits.iter().filter(|(_, edit)| edit.fate == Fate::Stored) {
            let done = self.decided.get(token).is_some_and(|(_, done)| *done);
            let in_tray = profiles().any(|profile| profile.disk.now.tray.contains_key(token));
            if done && in_tray {
                let what = format!("{:?} was carried out and is in the tray as well", edit.mutation);
                return Err(Broken::new(Rule::NothingLost, what));
            }
            if !done && !in_tray && !self.server.undone.contains(token) {
                return Err(Broken::new(Rule::NothingLost, format!("{token} {:?} is nowhere", edit.mutation)));
            }
        }
        Ok(())
    }

    fn check_balances(&self) -> Held {
        let log: Vec<LogEntry<'_, M>> = self
            .server
            .db
            .log
            .iter()
            .map(|line| {
                let meant = line.token.map_or(line.base, |token| self.edits[&token].base);
                LogEntry {
                    id: line.id,
                    seq: line.seq,
                    stamp: line.stamp,
                    saw: self.server.really_saw(meant),
                    mutation: line.mutation.as_ref(),
                    outcome: &line.outcome,
                    changes: &line.changes,
                    collected: self.server.db.collected.get(&line.seq).map_or(&[], Vec::as_slice),
                }
            })
            .collect();
        debug_assert!(log.iter().all(|line| line.mutation.is_some() || matches!(line.outcome, Outcome::Skipped)));
        let rows: Vec<_> = self.server.db.rows.iter().map(|(key, (_, record))| (key, record)).collect();
        self.workload.judge(&log, &rows).map_err(|what| Broken::new(Rule::Balances, what))
    }
}
