//! The time as the screen shows it: moves every 15 seconds, so that "3 min ago" stays true.

use std::time::Duration;

use leptos::prelude::*;

use crate::engine::{Engine, use_engine};

const TICK: Duration = Duration::from_secs(15);

/// The device's clock in a signal; 0 on the server.
#[derive(Clone, Copy)]
pub struct Clock {
    ticks: RwSignal<u32>,
    engine: Engine,
}

/// The clock of this page.
pub fn use_clock() -> Clock {
    expect_context::<Clock>()
}

impl Clock {
    pub fn provide() {
        let clock = Self { ticks: RwSignal::new(0), engine: use_engine() };
        provide_context(clock);
        Effect::new(move |_| set_interval(move || clock.ticks.update(|ticks| *ticks = ticks.wrapping_add(1)), TICK));
    }

    /// Milliseconds since 1970, reactive.
    pub fn now_ms(&self) -> u64 {
        self.ticks.track();
        self.engine.now_ms()
    }
}
