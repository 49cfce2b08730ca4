//! The last steps, by name: what a person reads in the sync centre and sends with a report
//! (docs/engine.md#the-sync-can-be-watched).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Engine, Hint, Input, Nudge, Reply, StoreError};
use crate::Model;

/// How many are kept.
pub(super) const STEPS_KEPT: usize = 200;

/// One input, without its contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepNote {
    /// Local clock, milliseconds since 1970.
    pub at_ms: u64,
    /// The input, in a few words.
    pub what: Cow<'static, str>,
}

impl<M: Model> Engine<M> {
    pub(super) fn note(&mut self, what: impl Into<Cow<'static, str>>) {
        if self.steps.len() == STEPS_KEPT {
            self.steps.pop_front();
        }
        self.steps.push_back(StepNote { at_ms: self.clock.now_ms, what: what.into() });
    }
}

pub(super) fn name<M: Model>(input: &Input<M>) -> Cow<'static, str> {
    Cow::Borrowed(match input {
        Input::Mutate { .. } => "edit made",
        Input::Discard { .. } => "refused edit given up",
        Input::Nudge(Nudge::SyncNow) => "asked to sync now",
        Input::Nudge(Nudge::Online) => "the browser says it is online",
        Input::Nudge(Nudge::Visible) => "tab in sight",
        Input::Nudge(Nudge::SignedIn) => "signed in",
        Input::Nudge(Nudge::Check) => "asked to compare with the server",
        Input::Hidden => "tab out of sight",
        Input::Suspend => "the page is frozen or left",
        Input::Loaded(_) => "storage read",
        Input::Saved { .. } => "edit stored",
        Input::Stored { .. } => "the server's word stored",
        Input::BroughtBack { entries, .. } => {
            return Cow::Owned(format!("a base stored, {} edits it lacks are sent again", entries.len()));
        }
        Input::StoreFailed { error, .. } => match error {
            StoreError::Quota => "not stored: no room",
            StoreError::Aborted => "not stored: the browser gave up",
            StoreError::Newer => "not stored: a newer version has changed the storage",
            StoreError::LeaseLost => "not stored: another tab took over",
        },
        Input::Pushed { reply, .. } => return answer("edits", reply),
        Input::Pulled { reply, .. } => return answer("changes", reply),
        Input::Checked { reply, .. } => return answer("comparison", reply),
        Input::StreamOpened => "event stream open",
        Input::StreamEvent(poke) => return Cow::Owned(format!("the server is at {}", poke.head)),
        Input::StreamClosed => "event stream closed",
        Input::Lead { .. } => "this tab leads",
        Input::Follow => "this tab follows",
        Input::Heard(Hint::Changed) => "another tab stored something",
        Input::Heard(Hint::Ping) => "another tab asks for the leader",
        Input::Heard(Hint::Alive(_)) => "the leading tab is alive",
        Input::Heard(Hint::Invalidated(_)) => "another tab has caught up",
        Input::Heard(Hint::Nudge(_)) => "another tab wants to sync now",
        Input::Tick => "timer",
    })
}

fn answer<T>(what: &str, reply: &Reply<T>) -> Cow<'static, str> {
    Cow::Owned(match reply {
        Reply::Ok(_) => format!("{what}: the server answered"),
        Reply::Refused { status, .. } => format!("{what}: the server refused, {status}"),
        Reply::Foreign { status } => format!("{what}: somebody else answered, {status}"),
        Reply::Lost => format!("{what}: no answer"),
    })
}
