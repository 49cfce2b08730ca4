//! Misfortunes: what strikes out of the blue. `recovery` tells how each ends.

use std::collections::BTreeSet;

use super::case::Held;
use super::device::{DeviceNo, Fate, Link, TabNo};
use super::faults::{Fault, FaultSet};
use super::server::Role;
use super::workload::Workload;
use super::world::{Event, Recovery, World};
use crate::client::Token;
use crate::{ClientId, Model};

/// What can strike, with its weight.
const BLOWS: [(Fault, u64); 22] = [
    (Fault::LinkDown, 8),
    (Fault::LinkFlaps, 3),
    (Fault::Portal, 4),
    (Fault::HalfOpen, 3),
    (Fault::SessionEnds, 4),
    (Fault::NotMember, 2),
    (Fault::Viewer, 4),
    (Fault::ServerKilled, 4),
    (Fault::Restored, 2),
    (Fault::Upgraded, 2),
    (Fault::StreamCut, 4),
    (Fault::StreamSilent, 4),
    (Fault::TabCrashed, 8),
    (Fault::DeviceCrashed, 6),
    (Fault::Frozen, 8),
    (Fault::LockStolen, 12),
    (Fault::Quota, 3),
    (Fault::Evicted, 1),
    (Fault::Cloned, 2),
    (Fault::ClockBack, 3),
    (Fault::ClockForward, 3),
    (Fault::AccountSwitched, 3),
];

impl<M: Model, W: Workload<M>> World<M, W> {
    pub(super) fn misfortune(&mut self) -> Held {
        if self.rng.chance(15) {
            self.server.back_up();
        }
        if self.case.quarrels() && self.rng.chance(60) {
            self.set_a_clock();
            return Ok(());
        }
        if self.case.restores_often() && self.rng.chance(70) {
            if self.rng.chance(50) {
                self.server.back_up();
            } else if self.swarm.has(Fault::Restored) {
                self.restore();
            }
            return Ok(());
        }
        if self.case.collects_often() && self.rng.chance(60) {
            return self.collect();
        }
        if self.case.corrupts() && self.rng.chance(70) {
            return self.corrupt_or_compare();
        }
        if self.case.clears_storage() && self.rng.chance(30) {
            return self.clear_storage();
        }
        let total: u64 = BLOWS.iter().map(|(_, weight)| weight).sum();
        let mut roll = self.rng.below(total);
        let struck = BLOWS.iter().find(|(_, weight)| {
            let here = roll < *weight;
            roll = roll.saturating_sub(*weight);
            here
        });
        let fault = struck.expect("BUG: the weights cover the roll").0;
        let device = self.rng.below(self.devices.len() as u64) as usize;
        if !self.swarm.has(fault) {
            return Ok(());
        }
        self.say(|| format!("misfortune on device {device}: {fault:?}"));
        self.strike(fault, device)
    }

    /// By less than the server corrects.
    fn set_a_clock(&mut self) {
        let device = self.rng.below(self.devices.len() as u64) as usize;
        let (back, ms) = (self.rng.chance(50), self.rng.below(60_000) as i64);
        if self.suffer(if back { Fault::ClockBack } else { Fault::ClockForward }) {
            self.devices[device].clock.set_by(if back { -ms } else { ms });
        }
    }

    fn strike(&mut self, fault: Fault, device: DeviceNo) -> Held {
        match fault {
            Fault::LinkDown => self.unplug(device, Link::Down, fault),
            Fault::Portal => self.unplug(device, Link::Portal, fault),
            Fault::HalfOpen => self.unplug(device, Link::Hole, fault),
            Fault::LinkFlaps => {
                self.note(fault);
                self.after(300, Event::Recover(Recovery::Flap(device, 12)));
            }
            Fault::SessionEnds => self.end_session(device),
            Fault::NotMember => self.change_role(device, Role::Nobody, fault),
            Fault::Viewer => self.change_role(device, Role::Viewer, fault),
            Fault::ServerKilled => self.kill_server(),
            Fault::Restored => self.restore(),
            Fault::Upgraded => self.upgrade(),
            Fault::StreamCut | Fault::StreamSilent => self.hit_stream(fault),
            Fault::TabCrashed | Fault::Frozen | Fault::LockStolen => return self.hit_tab(fault, device),
            Fault::DeviceCrashed => self.crash_device(device),
            Fault::Quota => {
                self.note(fault);
                self.devices[device].quota = true;
                let ms = 1_000 + self.rng.below(100_000);
                self.after(ms, Event::Recover(Recovery::Quota(device)));
            }
            Fault::Evicted => {
                self.note(fault);
                self.evict(device);
            }
            Fault::Cloned => self.clone_profile(device),
            Fault::ClockBack | Fault::ClockForward => {
                self.note(fault);
                let far = [5_000, 3_600_000, 172_800_000][self.rng.below(3) as usize];
                let ms = self.rng.below(far) as i64;
                self.devices[device].clock.set_by(if fault == Fault::ClockBack { -ms } else { ms });
            }
            Fault::AccountSwitched => return self.switch_account(device),
            _ => {}
        }
        Ok(())
    }

    // ── the network ───────────────────────────────────────────────────────────────────────────────────────────────

    fn unplug(&mut self, device: DeviceNo, link: Link, fault: Fault) {
        if self.devices[device].link != Link::Up {
            return;
        }
        self.note(fault);
        self.devices[device].link = link;
        for no in self.tabs_on(device) {
            if link != Link::Hole && self.rng.chance(60) {
                self.close_stream(no);
            }
        }
        let ms = 500 + self.mostly(60, 20_000, 900_000);
        self.after(ms, Event::Recover(Recovery::Link(device)));
    }

    fn hit_stream(&mut self, fault: Fault) {
        let open: Vec<TabNo> = self.open_streams.keys().copied().collect();
        if let Some(no) = self.rng.pick(&open).copied() {
            self.note(fault);
            if fault == Fault::StreamCut {
                self.close_stream(no);
            } else {
                self.open_streams.remove(&no);
            }
        }
    }

    // ── accounts ──────────────────────────────────────────────────────────────────────────────────────────────────

    fn end_session(&mut self, device: DeviceNo) {
        if self.devices[device].session.take().is_some() {
            self.note(Fault::SessionEnds);
            for no in self.tabs_on(device) {
                self.close_stream(no);
            }
            let ms = 2_000 + self.rng.below(90_000);
            self.after(ms, Event::Recover(Recovery::SignIn(device)));
        }
    }

    fn change_role(&mut self, device: DeviceNo, role: Role, fault: Fault) {
        self.note(fault);
        let account = self.devices[device].account;
        self.server.roles.insert(account, role);
        if role == Role::Nobody {
            let theirs: Vec<TabNo> =
                self.tabs.iter().filter(|(_, tab)| tab.account == account).map(|(no, _)| *no).collect();
            for no in theirs {
                self.close_stream(no);
            }
        }
        let ms = 1_000 + self.rng.below(90_000);
        self.after(ms, Event::Recover(Recovery::Role(account)));
    }

    /// Somebody else signs in. The tabs of the first may stay open: they must not speak in the other's name.
    fn switch_account(&mut self, device: DeviceNo) -> Held {
        self.note(Fault::AccountSwitched);
        let other = self.accounts.iter().copied().find(|account| *account != self.devices[device].account);
        let account = other.expect("BUG: there are two accounts");
        if self.rng.chance(60) {
            for no in self.tabs_on(device) {
                self.crash_tab(no);
            }
        }
        self.devices[device].account = account;
        self.devices[device].session = Some(account);
        self.open_tab(device)
    }

    // ── the server ────────────────────────────────────────────────────────────────────────────────────────────────

    fn kill_server(&mut self) {
        self.note(Fault::ServerKilled);
        self.drop_commits();
    }

    fn restore(&mut self) {
        self.note(Fault::Restored);
        self.drop_commits();
        let held = self.held_by_clients();
        self.server.restore(&held);
        self.recount_decided();
        self.say(|| "the server's last backup is put back".to_owned());
    }

    /// Every edit that a device has in its outbox, or keeps for a server that is restored.
    fn held_by_clients(&self) -> BTreeSet<Token> {
        let profiles = self.devices.iter().flat_map(|device| device.profiles.values());
        profiles.flat_map(|profile| profile.disk.now.held()).collect()
    }

    /// Whatever was not committed is gone, and so is every connection.
    fn drop_commits(&mut self) {
        self.held.clear();
        self.queued.clear();
        self.server.forget_held();
        let listeners: Vec<TabNo> = self.open_streams.keys().copied().collect();
        for no in listeners {
            self.close_stream(no);
        }
    }

    fn upgrade(&mut self) {
        self.note(Fault::Upgraded);
        self.server.build += 1;
        for device in 0..self.devices.len() {
            let ms = 1_000 + self.rng.below(100_000);
            self.after(ms, Event::Recover(Recovery::Upgrade(device)));
        }
    }

    // ── devices and tabs ──────────────────────────────────────────────────────────────────────────────────────────

    fn hit_tab(&mut self, fault: Fault, device: DeviceNo) -> Held {
        let Some(no) = self.rng.pick(&self.tabs_on(device)).copied() else { return Ok(()) };
        match fault {
            Fault::TabCrashed => {
                self.note(fault);
                self.crash_tab(no);
            }
            Fault::Frozen => return self.freeze(no),
            // A page that is frozen takes nothing from anybody.
            _ if self.tabs[&no].frozen => {}
            _ => self.steal(no),
        }
        Ok(())
    }

    pub(super) fn crash_device(&mut self, device: DeviceNo) {
        self.note(Fault::DeviceCrashed);
        for no in self.tabs_on(device) {
            self.tabs.remove(&no);
            self.open_streams.remove(&no);
        }
        let Self { devices, rng, seen, case, .. } = self;
        for profile in devices[device].profiles.values_mut() {
            profile.transactions.clear();
            profile.lock = None;
            profile.waiting.clear();
            let lost = rng.below(profile.disk.unsynced() as u64 + 1) as usize;
            if lost > 0 {
                seen.note(Fault::UnsyncedLost);
            }
            profile.disk.lose_power(lost, case.mutant);
            profile.corrupted |= profile.was_corrupted;
        }
        let ms = 500 + self.rng.below(30_000);
        self.after(ms, Event::Recover(Recovery::OpenTab(device)));
    }

    /// The browser needs room and throws a profile away; nobody has it open.
    fn evict(&mut self, device: DeviceNo) {
        for no in self.tabs_on(device) {
            self.crash_tab(no);
        }
        let fresh = ClientId(self.uuid());
        let account = self.devices[device].account;
        let profile = self.profile(device, account);
        profile.transactions.clear();
        let disk = std::mem::replace(&mut profile.disk, super::disk::Disk::new(fresh));
        let undecided = disk.now.outbox.values().filter(|entry| entry.acked.is_none()).map(|entry| entry.token);
        // What a restore took back was expected from here.
        let expected = disk.now.held().filter(|token| !self.decided.contains_key(token));
        for token in undecided.chain(expected).chain(disk.now.tray.keys().copied()).collect::<BTreeSet<_>>() {
            self.note(Fault::EditsEvicted);
            if let Some(edit) = self.edits.get_mut(&token) {
                edit.fate = Fate::Evicted;
            }
        }
    }

    /// Somebody copies a browser profile to another machine, over what was there. The copy is made of a profile at
    /// rest, once, and not in a world whose server forgets: two copies that both send the same undecided edit under
    /// different names cannot be told from two people who did the same.
    fn clone_profile(&mut self, device: DeviceNo) {
        let target = (device + 1) % self.devices.len();
        let account = self.devices[device].account;
        let epoch = self.server.db.epoch;
        let there = &self.profile(device, account).disk.now;
        // A restore it has not heard of would bring the same edits back from both.
        let at_rest = there.outbox.is_empty() && there.position.epoch == epoch;
        if self.devices[target].account != account || !at_rest {
            return;
        }
        self.swarm = self.swarm.without(FaultSet::NONE.with(Fault::Cloned).with(Fault::Restored));
        self.note(Fault::Cloned);
        self.evict(target);
        let original = self.profile(device, account);
        original.cloned = true;
        let disk = original.disk.clone();
        let was_corrupted = original.was_corrupted;
        let profile = self.profile(target, account);
        (profile.cloned, profile.corrupted, profile.was_corrupted) = (true, was_corrupted, was_corrupted);
        profile.transactions.clear();
        profile.disk = disk;
    }
}
