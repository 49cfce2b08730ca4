//! Who leads (docs/engine.md#one-tab-leads). Every tab may write edits; one sends, and writes what the server said.

use super::push::PushState;
use super::role::{ASK_AFTER_MS, Role, STEAL_AFTER_MS};
use super::stream::Stream;
use super::{Blocked, Engine, Hint, Nudge, Output};
use crate::Model;

impl<M: Model> Engine<M> {
    pub(super) fn handle_lead(&mut self, lease: u64) {
        // What was under way belongs to a lease that is over.
        self.stop_sending();
        // A reading under way may have begun before the last leader's last write.
        let read = !self.storage.is_reading();
        self.role = Role::Taking { lease, read };
        self.read_storage();
    }

    /// The storage was read: a tab that takes the lead may have waited for it.
    pub(super) fn finish_taking(&mut self) {
        match self.role {
            Role::Taking { lease, read: true } => {
                self.role = Role::Leader { lease };
                self.pull.want = true;
                self.announce_alive();
            }
            Role::Taking { lease, read: false } => self.role = Role::Taking { lease, read: true },
            Role::Leader { .. } | Role::Follower { .. } => {}
        }
    }

    pub(super) fn handle_follow(&mut self) {
        self.step_down();
        self.read_storage();
    }

    /// Whoever rests reads nothing: a frozen page could not end its transaction, and would hold up everybody's.
    pub(super) fn handle_suspend(&mut self) {
        self.step_down();
        self.handle_hidden();
    }

    pub(super) fn step_down(&mut self) {
        self.stop_sending();
        self.role = Role::Follower { heard_mono_ms: self.clock.mono_ms, visible: true, pinged: false };
        self.blocked = None;
    }

    /// Nothing more goes out; what is under way is forgotten, not undone.
    pub(super) fn stop_sending(&mut self) {
        if let PushState::InFlight { request, .. } = self.push.state {
            self.emit(Output::Cancel { request });
        }
        self.push.stop();
        self.cancel_pull();
        self.cancel_check();
        if self.stream != Stream::Closed {
            self.stream = Stream::Closed;
            self.emit(Output::CloseStream);
        }
    }

    pub(super) fn nudge(&mut self, nudge: Nudge) {
        match (&mut self.role, nudge) {
            (Role::Follower { visible, .. }, nudge) => {
                *visible |= nudge == Nudge::Visible;
                self.read_storage();
                // Should this tab lead before anybody has done it, it is done here.
                if nudge == Nudge::Check {
                    self.checks.wanted();
                }
                self.emit(Output::Announce(Hint::Nudge(nudge)));
                self.ask_leader();
            }
            (Role::Taking { .. } | Role::Leader { .. }, nudge) => self.try_at_once(nudge),
        }
    }

    /// A visible follower that has something for the leader asks whether it is there: what it waits for must not wait for
    /// a tab that was frozen without a word.
    pub(super) fn ask_leader(&mut self) {
        let now = self.clock.mono_ms;
        if let Role::Follower { heard_mono_ms, visible: true, pinged: pinged @ false } = &mut self.role {
            (*heard_mono_ms, *pinged) = (now, true);
            self.emit(Output::Announce(Hint::Ping));
        }
    }

    fn try_at_once(&mut self, nudge: Nudge) {
        match (self.blocked, nudge) {
            (Some(Blocked::SignedOut | Blocked::NoAccess | Blocked::Version), Nudge::SignedIn | Nudge::SyncNow) => {
                self.blocked = None;
                self.health.problem_since_ms = None;
            }
            (Some(Blocked::Storage), Nudge::SyncNow | Nudge::Visible) => self.retry_storage(),
            (Some(_), _) | (None, _) => {}
        }
        self.push.attempt = 0;
        self.push.retry_now(nudge == Nudge::SyncNow);
        self.pull.retry_now();
        self.pull.want = true;
        if nudge == Nudge::Check {
            self.checks.wanted();
        }
        if let Stream::Waiting { .. } = self.stream {
            self.stream = Stream::Closed;
        }
        self.announce_alive();
    }

    pub(super) fn handle_hidden(&mut self) {
        if let Role::Follower { visible, .. } = &mut self.role {
            *visible = false;
        }
    }

    pub(super) fn handle_heard(&mut self, hint: Hint) {
        match (&mut self.role, hint) {
            (_, Hint::Changed) => self.read_storage(),
            (Role::Follower { heard_mono_ms, pinged, .. }, Hint::Alive(health)) => {
                *heard_mono_ms = self.clock.mono_ms;
                *pinged = false;
                self.health = health;
            }
            (Role::Follower { .. }, Hint::Invalidated(poke)) => self.emit(Output::Invalidated(poke)),
            (Role::Follower { .. }, Hint::Ping | Hint::Nudge(_)) => {}
            (Role::Taking { .. } | Role::Leader { .. }, Hint::Ping) => self.announce_alive(),
            (Role::Taking { .. } | Role::Leader { .. }, Hint::Nudge(nudge)) => self.try_at_once(nudge),
            (Role::Taking { .. } | Role::Leader { .. }, Hint::Alive(_) | Hint::Invalidated(_)) => {}
        }
    }

    /// Asks a silent leader, then takes its place.
    pub(super) fn watch_leader(&mut self) {
        let now = self.clock.mono_ms;
        let Role::Follower { heard_mono_ms, visible: true, pinged } = &mut self.role else { return };
        if *pinged && now >= *heard_mono_ms + STEAL_AFTER_MS {
            (*heard_mono_ms, *pinged) = (now, false);
            self.emit(Output::Steal);
        } else if !*pinged && now >= *heard_mono_ms + ASK_AFTER_MS {
            self.ask_leader();
        }
    }

    pub(super) fn announce_alive(&mut self) {
        let health = self.health();
        self.emit(Output::Announce(Hint::Alive(health)));
    }
}
