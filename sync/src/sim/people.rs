//! What people do: edit, at once or in a form that stays open, take back, look away, come back, give up.

use super::case::{Broken, Held, Rule};
use super::device::{DeviceNo, Edit, Fate, Poison, Tab, TabNo};
use super::faults::Fault;
use super::kinds::Act;
use super::workload::Workload;
use super::world::{Recovery, World};
use crate::client::{Config, Engine, Input, MutateError, Nudge};
use crate::{Base, Model};

impl<M: Model, W: Workload<M>> World<M, W> {
    /// Somebody does something, if anybody can.
    pub(super) fn person_acts(&mut self) -> Held {
        let awake: Vec<TabNo> = self.tabs.iter().filter(|(_, tab)| !tab.frozen).map(|(no, _)| *no).collect();
        let Some(no) = self.rng.pick(&awake).copied() else {
            let device = self.rng.below(self.devices.len() as u64) as usize;
            return self.open_tab(device);
        };
        match self.rng.below(100) {
            0..56 => self.edits_now(no),
            56..64 => self.opens_form(no),
            64..74 => self.submits_form(no),
            74..80 => self.takes_back(no),
            80..84 => self.gives_up(no),
            84..88 => self.nudges(no, Act::SyncNow, Nudge::SyncNow),
            88..92 => self.nudges(no, Act::ShowedTab, Nudge::Visible),
            92..94 => {
                self.note(Act::HidTab);
                self.give(no, Input::Hidden)
            }
            94..98 => {
                let device = self.tabs[&no].device;
                if self.tabs_on(device).len() < 3 { self.open_tab(device) } else { Ok(()) }
            }
            _ => {
                self.note(Act::ClosedTab);
                self.crash_tab(no);
                Ok(())
            }
        }
    }

    fn intends(&mut self, no: TabNo) -> Option<(M::Mutation, Base)> {
        let Self { tabs, workload, rng, .. } = self;
        let tab = tabs.get(&no)?;
        let mutation = workload.intend(&tab.engine, rng)?;
        Some((mutation, tab.engine.position().base()))
    }

    fn edits_now(&mut self, no: TabNo) -> Held {
        let Some((mutation, base)) = self.intends(no) else { return Ok(()) };
        self.mutate(no, Act::Edited, mutation, base)
    }

    fn opens_form(&mut self, no: TabNo) -> Held {
        let form = self.intends(no);
        if form.is_some() && self.tabs[&no].form.is_none() {
            self.note(Act::OpenedForm);
            self.tab(no).form = form;
        }
        Ok(())
    }

    fn submits_form(&mut self, no: TabNo) -> Held {
        let Some((mutation, base)) = self.tab(no).form.take() else { return Ok(()) };
        self.mutate(no, Act::SubmittedForm, mutation, base)
    }

    fn takes_back(&mut self, no: TabNo) -> Held {
        let Some(mutation) = self.tab(no).undo.take() else { return Ok(()) };
        let base = self.tabs[&no].engine.position().base();
        self.mutate(no, Act::Undid, mutation, base)
    }

    fn gives_up(&mut self, no: TabNo) -> Held {
        let Some(token) = self.tabs[&no].engine.tray().next().map(|refusal| refusal.token) else { return Ok(()) };
        self.note(Act::DiscardedRefusal);
        if let Some(edit) = self.edits.get_mut(&token) {
            edit.fate = Fate::Discarded;
        }
        self.give(no, Input::Discard { token })
    }

    pub(super) fn nudges(&mut self, no: TabNo, act: Act, nudge: Nudge) -> Held {
        self.note(act);
        self.give(no, Input::Nudge(nudge))
    }

    fn mutate(&mut self, no: TabNo, act: Act, mutation: M::Mutation, base: Base) -> Held {
        let poison = self.poison();
        self.say(|| format!("tab {no}: a person does {mutation:?} having seen {base:?}"));
        let tab = self.tabs.get_mut(&no).expect("BUG: people sit in front of living tabs");
        let now = self.devices[tab.device].clock.shows(self.now);
        match tab.engine.mutate(now, mutation.clone(), base) {
            Ok(made) => {
                tab.undo = made.inverse;
                tab.mine.push(made.token);
                let account = tab.account;
                let edit = Edit { account, mutation, base, fate: Fate::Unsaved, poison };
                if self.edits.insert(made.token, edit).is_some() {
                    return Err(Broken::new(Rule::NothingLost, "one token was given to two edits"));
                }
                self.note(act);
            }
            Err(MutateError::Opening) => self.note(Act::TooEarly),
            Err(MutateError::Rejected(_)) => self.note(Act::RefusedAtIntent),
        }
        self.drain(no)
    }

    fn poison(&mut self) -> Option<Poison> {
        let poisons = [
            (Fault::PoisonNamed, Poison::Named),
            (Fault::PoisonUnnamed, Poison::Unnamed),
            (Fault::PoisonError, Poison::Error),
            (Fault::PoisonLarge, Poison::Large),
        ];
        let (fault, poison) = poisons[self.rng.below(4) as usize];
        self.strikes(fault, 4).then_some(poison)
    }

    // ── tabs come and go ──────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn open_tab(&mut self, device: DeviceNo) -> Held {
        self.note(Act::OpenedTab);
        let no = self.next_tab;
        self.next_tab += 1;
        let Some(there) = self.devices.get(device) else { return Ok(()) };
        let (account, build) = (there.account, there.build);
        let config = Config { account, ledger: self.ledger, seed: self.rng.next_u64() };
        let mut engine = Engine::new(config);
        engine.set_mutant(self.case.mutant);
        let tab = Tab {
            device,
            account,
            build,
            engine,
            frozen: false,
            rests: false,
            holds_until: 0,
            held: Vec::new(),
            inbox: Default::default(),
            wake_at: None,
            requests: Default::default(),
            writes: 0,
            reads: 0,
            stream: None,
            form: None,
            undo: None,
            mine: Vec::new(),
            making: None,
            last_sent: self.now,
            follows_at: 0,
            ticks: (self.now, 0),
        };
        self.tabs.insert(no, tab);
        self.say(|| format!("tab {no} opens on device {device}"));
        self.drain(no)?;
        if self.tabs.contains_key(&no) {
            self.want_lock(no);
        }
        Ok(())
    }

    /// The tab is gone at once; what it asked of the storage may or may not be carried out.
    pub(super) fn crash_tab(&mut self, no: TabNo) {
        if !self.tabs.contains_key(&no) {
            return;
        }
        self.say(|| format!("tab {no} is gone"));
        self.release_lock(no);
        self.open_streams.remove(&no);
        let (device, account, frozen) = (self.tabs[&no].device, self.tabs[&no].account, self.tabs[&no].frozen);
        self.tabs.remove(&no);
        if frozen {
            self.let_transactions_go_on(device, account);
        }
        if self.tabs_on(device).is_empty() && !self.calm {
            let ms = self.rng.below(30_000);
            self.after(ms, super::world::Event::Recover(Recovery::OpenTab(device)));
        }
    }
}
