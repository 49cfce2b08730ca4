//! The server's history as a chart draws it: the part that is asked for, up to today, and the last day as this device
//! knows it better.

use vitrine_ledger::Currency;

use super::Worth;
use crate::api::value::ValueHistory;
use crate::components::chart::{Course, Line, Plot, Span};

/// A device that was away longer shows the gap as it is.
const FARTHEST: u32 = 3_660;

/// What the rows of this device add up to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Live {
    pub currency: Currency,
    pub worth: Worth,
    /// What everything held had cost; none where a part of it is in other money.
    pub cost: Option<i64>,
    /// With edits that the server has not seen.
    pub unsynced: bool,
}

/// What is drawn of `history`; none where nothing was ever held. `today` is the day where the person is, where that is
/// known.
pub(super) fn plot(history: &ValueHistory, live: Option<Live>, today: Option<u32>, span: Span) -> Option<Plot> {
    let live = live.filter(|live| live.currency == history.currency);
    let begun = history.first.map(vitrine_ledger::Date::ordinal).filter(|_| !history.value.is_empty());
    // Everything there is was added since: the history begins today.
    let first = begun.or(today.filter(|_| live.is_some_and(|live| live.worth.copies > 0)))?;
    let known = history.value.len() as u32;
    let last = first + known.max(1) - 1;
    let last = today.map_or(last, |today| today.clamp(last, last.saturating_add(FARTHEST)));
    let (from, until) = span.days(first, last);

    let column = |numbers: &[i64], at: u32| {
        let at = (at - first) as usize;
        numbers.get(at).or(numbers.last()).copied()
    };
    let days = from..=until;
    let mut value: Vec<Option<i64>> = days.clone().map(|day| known_value(history, (day - first) as usize)).collect();
    let mut cost: Vec<Option<i64>> = days.clone().map(|day| column(&history.cost, day)).collect();
    let mut unpriced: Vec<i64> = days.map(|day| column(&history.unpriced, day).unwrap_or(0)).collect();
    if let (Some(Live { worth, cost: spent, unsynced, .. }), true) = (live, until == last) {
        // The server's own cost stays, as long as it has seen everything: it converts what this device cannot.
        if let (Some(value), Some(cost), Some(unpriced)) = (value.last_mut(), cost.last_mut(), unpriced.last_mut()) {
            *value = (worth.priced() > 0 || worth.copies == 0).then(|| worth.value());
            *unpriced = worth.unpriced;
            if unsynced || cost.is_none() {
                *cost = spent.or(*cost);
            }
        }
    }
    let mut lines = vec![Line { name: "Cost", course: Course::Steps, numbers: cost }];
    // Where no price was ever known there is no line of nothing but gaps.
    if value.iter().any(Option::is_some) {
        lines.insert(0, Line { name: "Value", course: Course::Surface, numbers: value });
    }
    Some(Plot { first: from, currency: history.currency, lines, signs: Vec::new(), unpriced })
}

/// The value of a day; none where copies were held and no price was known of any of them.
fn known_value(history: &ValueHistory, day: usize) -> Option<i64> {
    let at = day.min(history.value.len().checked_sub(1)?);
    let value = history.value[at];
    let count = |numbers: &[i64]| numbers.get(at).copied().unwrap_or(0);
    let unknown = count(&history.unpriced) + count(&history.unconverted);
    (value != 0 || unknown == 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::value::MadeFrom;
    use uuid::Uuid;
    use vitrine_ledger::Date;
    use vitrine_sync::LedgerId;

    fn history(value: &[i64], unpriced: &[i64]) -> ValueHistory {
        ValueHistory {
            ledger: LedgerId(Uuid::nil()),
            portfolio: None,
            from: MadeFrom::default(),
            currency: Currency::USD,
            first: Date::new(2026, 11, 1),
            value: value.to_vec(),
            cost: vec![70; value.len()],
            realised: vec![0; value.len()],
            unpriced: unpriced.to_vec(),
            unconverted: vec![0; value.len()],
            undated: 0,
            time_ms: 0,
        }
    }

    fn day(day: u8) -> Option<u32> {
        Date::new(2026, 11, day).map(Date::ordinal)
    }

    #[test]
    fn a_day_on_which_no_price_was_known_is_a_gap_and_not_nothing() {
        let plot = plot(&history(&[0, 0, 500], &[2, 0, 1]), None, None, Span::All).unwrap();
        assert_eq!(plot.lines[0].numbers, [None, Some(0), Some(500)]);
        assert_eq!(plot.lines[1].numbers, [Some(70); 3]);
    }

    #[test]
    fn without_any_price_the_cost_is_what_is_drawn() {
        let plot = plot(&history(&[0, 0], &[2, 2]), None, None, Span::All).unwrap();
        assert_eq!(plot.lines.iter().map(|line| line.name).collect::<Vec<_>>(), ["Cost"]);
    }

    #[test]
    fn the_line_goes_on_to_the_day_where_the_person_is() {
        let plot = plot(&history(&[100, 200], &[0, 0]), None, day(4), Span::All).unwrap();
        assert_eq!(plot.lines[0].numbers, [Some(100), Some(200), Some(200), Some(200)]);
        assert_eq!(plot.first, day(1).unwrap());
    }

    #[test]
    fn the_last_day_is_what_this_device_knows_and_only_if_it_is_shown() {
        let live = Some(Live { currency: Currency::USD, worth: Worth::default(), cost: Some(0), unsynced: true });
        let whole = plot(&history(&[100, 200], &[0, 0]), live, day(2), Span::All).unwrap();
        assert_eq!(whole.lines[0].numbers, [Some(100), Some(0)]);
        assert_eq!(whole.lines[1].numbers, [Some(70), Some(0)]);
        let past = Span::Custom(Date::new(2026, 11, 1).unwrap(), Date::new(2026, 11, 1).unwrap());
        let past = plot(&history(&[100, 200], &[0, 0]), live, day(2), past).unwrap();
        assert_eq!(past.lines[0].numbers, [Some(100)]);
        let yen = live.map(|live| Live { currency: Currency::JPY, ..live });
        let other = plot(&history(&[100, 200], &[0, 0]), yen, day(2), Span::All).unwrap();
        assert_eq!(other.lines[0].numbers, [Some(100), Some(200)], "sums in other money are left alone");
    }

    #[test]
    fn where_nothing_was_ever_held_nothing_is_drawn() {
        let empty = ValueHistory { first: None, ..history(&[], &[]) };
        assert_eq!(plot(&empty, None, day(2), Span::All), None);
    }
}
