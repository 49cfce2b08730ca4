//! Copies and prices over days, run through together.

use crate::by_card::{Step, Track};
use crate::day::Day;
use crate::held::{Held, Traffic};

/// The copies held at the end of a day, what they cost, and the step of the price that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) copies: i64,
    /// Those of them whose cost is known, and that cost.
    pub(crate) known: i64,
    pub(crate) cost: i64,
    pub(crate) step: Option<Step>,
}

impl State {
    /// Before everything that has a day.
    pub(crate) fn first(held: &Held) -> Self {
        let Traffic { came, known, cost, .. } = held.always;
        Self { copies: came, known, cost, step: None }
    }
}

/// A day on which copies or price change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    pub(crate) day: Day,
    pub(crate) before: State,
    pub(crate) after: State,
    pub(crate) came: i64,
    pub(crate) went: i64,
}

/// Calls `each` for every day on which something changes, in order. Before the first one there are the copies that were
/// always here, without a price.
#[inline]
pub(crate) fn sweep(held: &Held, track: &Track, mut each: impl FnMut(Event)) {
    let mut state = State::first(held);
    let (mut steps, mut traffic) = (track.steps.iter().peekable(), held.traffic.iter().peekable());
    loop {
        let day = match (steps.peek(), traffic.peek()) {
            (Some(step), Some(traffic)) => step.day.min(traffic.day),
            (Some(step), None) => step.day,
            (None, Some(traffic)) => traffic.day,
            (None, None) => return,
        };
        let before = state;
        if let Some(step) = steps.next_if(|step| step.day == day) {
            state.step = Some(*step);
        }
        let Traffic { came, went, known, cost, .. } =
            traffic.next_if(|traffic| traffic.day == day).copied().unwrap_or_default();
        state.copies += came - went;
        (state.known, state.cost) = (state.known + known, state.cost.saturating_add(cost));
        each(Event { day, before, after: state, came, went });
    }
}
