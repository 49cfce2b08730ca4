//! The last steps, by name: what a person reads in the sync centre and sends with a report (rule 20).

use serde::{Deserialize, Serialize};

use super::{Engine, Input, Nudge};
use crate::Model;

/// How many are kept.
pub(super) const STEPS_KEPT: usize = 200;

/// One input, without its contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepNote {
    /// Local clock, milliseconds since 1970.
    pub at_ms: u64,
    pub what: std::borrow::Cow<'static, str>,
}

impl<M: Model> Engine<M> {
    pub(super) fn note(&mut self, what: &'static str) {
        if self.steps.len() == STEPS_KEPT {
            self.steps.pop_front();
        }
        self.steps.push_back(StepNote { at_ms: self.clock.now_ms, what: what.into() });
    }
}

pub(super) fn name<M: Model>(input: &Input<M>) -> &'static str {
    match input {
        Input::Mutate { .. } => "mutate",
        Input::Discard { .. } => "discard",
        Input::Nudge(Nudge::SyncNow) => "sync now",
        Input::Nudge(Nudge::Online) => "online",
        Input::Nudge(Nudge::Visible) => "visible",
        Input::Nudge(Nudge::SignedIn) => "signed in",
        Input::Hidden => "hidden",
        Input::Loaded(_) => "storage read",
        Input::Saved { .. } => "edit saved",
        Input::Stored { .. } => "write stored",
        Input::StoreFailed { .. } => "write failed",
        Input::Pushed { .. } => "push answered",
        Input::Pulled { .. } => "pull answered",
        Input::StreamOpened => "stream opened",
        Input::StreamEvent(_) => "poke",
        Input::StreamClosed => "stream closed",
        Input::Lead { .. } => "leads",
        Input::Follow => "follows",
        Input::Heard(_) => "heard another tab",
        Input::Tick => "timer",
    }
}
