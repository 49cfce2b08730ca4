//! The world: what is where, and what happens next. One seed decides everything.

use std::collections::{BTreeMap, VecDeque};

use uuid::Uuid;

use super::case::{Broken, Case, Held, Rule};
use super::clock::BEGIN_MS;
use super::counted::Counted;
use super::coverage::Coverage;
use super::device::{Device, DeviceNo, Edit, Link, Profile, Tab, TabNo};
use super::disk::Disk;
use super::faults::{Fault, FaultSet};
use super::flight::Flight;
use super::server::{Commit, Role, Server};
use super::workload::Workload;
use crate::client::{Input, Token};
use crate::mutant::Mutant;
use crate::rng::Rng;
use crate::wire::PullResponse;
use crate::{AccountId, ClientId, LedgerId, Model, Seq};

/// Something that happens at its time.
#[derive(Debug)]
pub(super) enum Event<M: Model> {
    Input {
        tab: TabNo,
        input: Input<M>,
    },
    /// A thawed tab hears the next thing it missed.
    Hear(TabNo),
    /// The storage runs the next transaction of a profile.
    Transaction {
        device: DeviceNo,
        account: AccountId,
    },
    /// A request reaches the server.
    Arrive(Box<Flight<M>>),
    /// The held commit number `.0` is done.
    Commit(u64),
    /// A tab's stream number `.1` reaches the server.
    Connect(TabNo, u64),
    Beat,
    Recover(Recovery),
}

/// A misfortune ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Recovery {
    Link(DeviceNo),
    Flap(DeviceNo, u32),
    Quota(DeviceNo),
    SignIn(DeviceNo),
    OpenTab(DeviceNo),
    Thaw(TabNo),
    Role(AccountId),
    Upgrade(DeviceNo),
}

/// A decided push that waits for its commit.
#[derive(Debug)]
pub(super) struct HeldCommit<M: Model> {
    pub(super) no: u64,
    pub(super) flight: Box<Flight<M>>,
    pub(super) commit: Commit<M>,
    /// What the author might do when it was decided.
    pub(super) role: Role,
}

pub(super) struct World<M: Model, W: Workload<M>> {
    pub(super) case: Case,
    pub(super) rng: Rng,
    pub(super) now: u64,
    queue: BTreeMap<(u64, u64), Event<M>>,
    next_event: u64,
    pub(super) next_no: u64,
    pub(super) next_tab: TabNo,
    pub(super) ledger: LedgerId,
    pub(super) accounts: Vec<AccountId>,
    pub(super) devices: Vec<Device<M>>,
    pub(super) tabs: BTreeMap<TabNo, Tab<M>>,
    pub(super) server: Server<M>,
    pub(super) held: Vec<HeldCommit<M>>,
    pub(super) queued: VecDeque<Box<Flight<M>>>,
    pub(super) edits: BTreeMap<Token, Edit<M>>,
    /// The newest request of each device that has arrived.
    pub(super) last_arrival: BTreeMap<DeviceNo, u64>,
    /// The event streams the server knows, by tab.
    pub(super) open_streams: BTreeMap<TabNo, u64>,
    /// Where each edit stands in the server's order, and whether it was carried out.
    pub(super) decided: BTreeMap<Token, (Seq, bool)>,
    /// The last pages each device was sent, for a cache that gives them again.
    pub(super) pages: BTreeMap<DeviceNo, VecDeque<PullResponse<M>>>,
    pub(super) swarm: FaultSet,
    /// How many of 100 steps are a person's: the fewer, the more time passes.
    pub(super) bustle: u64,
    /// No more misfortune: the world is to come to rest.
    pub(super) calm: bool,
    pub(super) seen: Coverage,
    pub(super) workload: W,
    /// A readable account of what happens, when somebody wants to read it.
    pub(super) log: Option<Vec<String>>,
}

impl<M: Model, W: Workload<M>> World<M, W> {
    pub(super) fn new(case: Case) -> Self {
        let mut rng = Rng::new(case.seed);
        let swarm = FaultSet::swarm(&mut rng).without(case.masked);
        let accounts: Vec<AccountId> = (0..2).map(|_| AccountId(random_uuid(&mut rng))).collect();
        let ledger = LedgerId(random_uuid(&mut rng));
        let page = [3, 5, 5, 20][rng.below(4) as usize];
        let server = Server::new(&accounts, page, case.mutant);
        let mut world = Self {
            now: BEGIN_MS,
            queue: BTreeMap::new(),
            next_event: 0,
            next_no: 1,
            next_tab: 1,
            ledger,
            devices: Vec::new(),
            tabs: BTreeMap::new(),
            server,
            held: Vec::new(),
            queued: VecDeque::new(),
            edits: BTreeMap::new(),
            last_arrival: BTreeMap::new(),
            open_streams: BTreeMap::new(),
            decided: BTreeMap::new(),
            pages: BTreeMap::new(),
            swarm,
            bustle: [14, 14, 6, 3][rng.below(4) as usize],
            calm: false,
            seen: Coverage::default(),
            workload: W::new(case.quarrels() || case.restores_often()),
            log: None,
            accounts,
            rng,
            case,
        };
        world.populate();
        world
    }

    fn populate(&mut self) {
        let devices = 2 + usize::from(self.rng.chance(35));
        for device in 0..devices {
            // The first account sits at most devices; a second person shares the ledger.
            let account = self.accounts[usize::from(device > 0 && self.rng.chance(25))];
            self.devices.push(Device {
                clock: Default::default(),
                session: Some(account),
                account,
                link: Link::Up,
                quota: false,
                no_stream: false,
                build: 1,
                profiles: BTreeMap::new(),
            });
            self.devices[device].no_stream = self.rng.chance(15) && self.suffer(Fault::StreamHangs);
            let skew = self.rng.below(2 * 172_800_000) as i64 - 172_800_000;
            if self.rng.chance(40) && self.suffer(Fault::ClockSkewed) {
                self.devices[device].clock.set_by(skew);
            }
        }
        self.after(20_000, Event::Beat);
    }

    // ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn at(&mut self, time: u64, event: Event<M>) {
        self.next_event += 1;
        self.queue.insert((time.max(self.now), self.next_event), event);
    }

    pub(super) fn after(&mut self, ms: u64, event: Event<M>) {
        self.at(self.now + ms, event);
    }

    /// The next thing that happens: an event, or a tab's timer.
    pub(super) fn go_on(&mut self) -> Held {
        let wake = self.tabs.iter().filter(|(_, tab)| !tab.frozen);
        let wake = wake.filter_map(|(no, tab)| tab.wake_at.map(|at| (at, *no))).min();
        let wake = wake.filter(|_| self.case.mutant != Some(Mutant::TimersLost));
        match (self.queue.first_key_value(), wake) {
            (Some(((at, _), _)), Some((wake_at, _))) if *at <= wake_at => self.next_from_queue(),
            (_, Some((wake_at, tab))) => {
                self.now = self.now.max(wake_at);
                self.count_tick(tab)?;
                self.give(tab, Input::Tick)
            }
            (Some(_), None) => self.next_from_queue(),
            (None, None) => Err(Broken::new(Rule::ComesToRest, "nothing will ever happen again")),
        }
    }

    fn count_tick(&mut self, no: TabNo) -> Held {
        let tab = self.tabs.get_mut(&no).expect("BUG: just seen");
        tab.wake_at = None;
        let (since, count) = tab.ticks;
        tab.ticks = if self.now > since + 1_000 { (self.now, 1) } else { (since, count + 1) };
        if count > 50 {
            return Err(Broken::new(
                Rule::NoSpin,
                format!("tab {no}: {:?} is due again and again", tab.engine.poll_timeout()),
            ));
        }
        Ok(())
    }

    fn next_from_queue(&mut self) -> Held {
        let ((at, _), event) = self.queue.pop_first().expect("BUG: just seen");
        self.now = self.now.max(at);
        match event {
            Event::Input { tab, input } => self.give(tab, input),
            Event::Hear(tab) => self.hear(tab),
            Event::Transaction { device, account } => self.run_transaction(device, account),
            Event::Arrive(flight) => self.arrive(flight),
            Event::Commit(no) => self.finish_commit(no),
            Event::Connect(tab, stream) => {
                self.connect(tab, stream);
                Ok(())
            }
            Event::Beat => {
                self.poke_all();
                self.after(20_000, Event::Beat);
                Ok(())
            }
            Event::Recover(recovery) => self.recover(recovery),
        }
    }

    // ── chance ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// Does `fault` happen, when its turn has come? Counts it.
    pub(super) fn suffer(&mut self, fault: Fault) -> bool {
        let happens = !self.calm && self.swarm.has(fault);
        if happens {
            self.seen.note(fault);
        }
        happens
    }

    /// Does `fault` happen now, in `percent` of 100 cases? The dice are thrown whether it may or not, so that masking a
    /// fault leaves the rest of the run alone as long as possible.
    pub(super) fn strikes(&mut self, fault: Fault, percent: u64) -> bool {
        self.rng.chance(percent) && self.suffer(fault)
    }

    /// A time below `short` in `percent` of 100 cases, below `long` in the others.
    pub(super) fn mostly(&mut self, percent: u64, short: u64, long: u64) -> u64 {
        let bound = if self.rng.chance(percent) { short } else { long };
        self.rng.below(bound)
    }

    pub(super) fn uuid(&mut self) -> Uuid {
        random_uuid(&mut self.rng)
    }

    pub(super) fn number(&mut self) -> u64 {
        self.next_no += 1;
        self.next_no
    }

    // ── finding things ────────────────────────────────────────────────────────────────────────────────────────────

    /// The database an account's tabs on a device use.
    pub(super) fn profile(&mut self, device: DeviceNo, account: AccountId) -> &mut Profile<M> {
        let account = if self.case.mutant == Some(Mutant::SharedDatabase) { self.accounts[0] } else { account };
        let Self { devices, rng, .. } = self;
        let fresh = || Profile::new(Disk::new(ClientId(random_uuid(rng))));
        devices[device].profiles.entry(account).or_insert_with(fresh)
    }

    pub(super) fn profile_of(&mut self, tab: TabNo) -> &mut Profile<M> {
        let tab = &self.tabs[&tab];
        self.profile(tab.device, tab.account)
    }

    /// The other tabs that share the profile.
    pub(super) fn siblings(&self, tab: TabNo) -> Vec<TabNo> {
        let me = &self.tabs[&tab];
        let same = |other: &Tab<M>| other.device == me.device && other.account == me.account;
        self.tabs.iter().filter(|(no, other)| **no != tab && same(other)).map(|(no, _)| *no).collect()
    }

    pub(super) fn device_count(&self) -> usize {
        self.devices.len()
    }

    pub(super) fn tabs_on(&self, device: DeviceNo) -> Vec<TabNo> {
        self.tabs.iter().filter(|(_, tab)| tab.device == device).map(|(no, _)| *no).collect()
    }

    pub(super) fn note<C: Counted>(&mut self, kind: C) {
        self.seen.note(kind);
    }

    /// Writes a line of the readable account.
    pub(super) fn say(&mut self, what: impl FnOnce() -> String) {
        if let Some(log) = &mut self.log {
            log.push(format!("{:>10.3} s  {}", (self.now - BEGIN_MS) as f64 / 1_000.0, what()));
        }
    }
}

fn random_uuid(rng: &mut Rng) -> Uuid {
    Uuid::from_u64_pair(rng.next_u64(), rng.next_u64())
}
