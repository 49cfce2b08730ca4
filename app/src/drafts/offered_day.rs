//! The day a form offers: today's, also when midnight passes while the form is open, unless somebody chose another. On a
//! device whose clock is more than a day off it is the server's day, and the form says so.

use leptos::prelude::*;

use crate::drafts::Draft;
use crate::engine::{Engine, use_engine};
use crate::kit::use_clock;
use vitrine_presenter::words;

/// A day that follows the calendar until somebody changes it.
#[derive(Clone, Copy)]
pub struct OfferedDay {
    engine: Engine,
    day: RwSignal<String>,
    /// What was offered last.
    offered: StoredValue<String>,
    /// The draft of the form, and the field's name in it.
    draft: Option<(Draft, &'static str)>,
}

impl OfferedDay {
    /// Of a field that says today, or nothing yet.
    pub fn new(day: RwSignal<String>, draft: Option<(Draft, &'static str)>) -> Self {
        let offered = Self { engine: use_engine(), day, offered: StoredValue::new(day.get_untracked()), draft };
        let clock = use_clock();
        Effect::new(move |_| {
            clock.now_ms();
            // The server's clock is known a moment after the page.
            offered.engine.status().track();
            offered.refresh();
        });
        offered
    }

    /// Offers today's day where the one offered before still stands: once more when the form is sent.
    pub fn refresh(&self) {
        let today = self.engine.today();
        let stands = self.offered.with_value(|offered| self.day.with_untracked(|day| day == offered));
        if today.is_empty() || !stands || self.offered.with_value(|offered| *offered == today) {
            return;
        }
        if let Some((draft, name)) = self.draft {
            draft.offer_text(name, &today);
        }
        self.offered.set_value(today.clone());
        self.day.set(today);
    }

    /// The form begins anew with the day of today.
    pub fn restart(&self) {
        let today = self.engine.today();
        self.offered.set_value(today.clone());
        self.day.set(today);
    }
}

/// That the day is the server's, where this device's clock cannot be trusted.
pub(crate) fn wrong_clock() -> Signal<Option<String>> {
    let engine = use_engine();
    let offset_ms = Memo::new(move |_| engine.status().with(|status| status.health.clock_offset_ms));
    Signal::derive(move || words::wrong_clock(offset_ms.get()))
}
