//! The server's history as a chart draws it: the part that is asked for, up to today. The days that the server's history
//! does not have yet, and those it has without the edits of this device, are what the rows of this device add up to.

use vitrine_ledger::Currency;

use super::{ChartLine, Course, Gain, Plot, Span};
use crate::value::Worth;
use crate::wire::value::ValueHistory;

/// A device that was away longer shows the gap as it is.
const FARTHEST: u32 = 3_660;

/// What the rows of this device add up to at the end of some days until today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    pub currency: Currency,
    /// The first of the days, since the year 1; the last is today. At least one.
    pub from: u32,
    pub worths: Vec<Worth>,
}

/// Value and cost of one day.
#[derive(Clone, Copy)]
struct Told {
    value: Option<i64>,
    cost: Option<i64>,
    unpriced: i64,
    gain: Option<Gain>,
}

/// The first of the days that this device knows better than a history does: the one after its last, which itself is one of
/// them where something of this device is not in it; but never one after today.
pub fn first_live(history: &ValueHistory, unsynced: bool, today: u32) -> u32 {
    let end = history.first.map(|first| first.ordinal() + history.value.len() as u32);
    let first = end.map_or(today, |end| end - u32::from(unsynced && end > first_day(history)));
    first.clamp(today.saturating_sub(FARTHEST), today)
}

fn first_day(history: &ValueHistory) -> u32 {
    history.first.map_or(0, vitrine_ledger::Date::ordinal)
}

/// What is drawn of `history`; none where nothing was ever held. `today` is the day where the person is, where that is
/// known: nothing is drawn after it, whatever day it is where the server stands.
pub fn plot(history: &ValueHistory, live: Option<&Live>, today: Option<u32>, span: Span) -> Option<Plot> {
    let live = live.filter(|live| live.currency == history.currency && !live.worths.is_empty());
    let begun = history.first.map(vitrine_ledger::Date::ordinal).filter(|_| !history.value.is_empty());
    // Everything there is was added since: the history begins when that did.
    let held = |live: &Live| live.worths.iter().position(|worth| worth.copies > 0).map(|at| live.from + at as u32);
    let first = begun.or_else(|| today.and(live).and_then(held))?;
    let last = first + history.value.len().max(1) as u32 - 1;
    let last = today.map_or(last, |today| today.min(last.saturating_add(FARTHEST)));
    let first = first.min(last);
    let (from, until) = span.days(first, last);

    let day = |day: u32| {
        let known = live.and_then(|live| live.worths.get(day.checked_sub(live.from)? as usize));
        known.map_or_else(|| of_server(history, begun.map_or(0, |begun| day.saturating_sub(begun) as usize)), of_rows)
    };
    let told: Vec<Told> = (from..=until).map(day).collect();
    let mut lines =
        vec![ChartLine { name: "Cost", course: Course::Steps, numbers: told.iter().map(|told| told.cost).collect() }];
    // Where no price was ever known there is no line of nothing but gaps.
    if told.iter().any(|told| told.value.is_some()) {
        let numbers = told.iter().map(|told| told.value).collect();
        lines.insert(0, ChartLine { name: "Value", course: Course::Surface, numbers });
    }
    let unpriced = told.iter().map(|told| told.unpriced).collect();
    let gains = told.iter().map(|told| told.gain).collect();
    Some(Plot { first: from, currency: history.currency, lines, signs: Vec::new(), unpriced, gains })
}

/// What the server's history has of a day; of one after its last, what it has of the last.
fn of_server(history: &ValueHistory, day: usize) -> Told {
    let at = day.min(history.value.len().saturating_sub(1));
    let number = |numbers: &[i64]| numbers.get(at).copied();
    let count = |numbers: &[i64]| number(numbers).unwrap_or(0);
    let unpriced = count(&history.unpriced);
    let value = number(&history.value).filter(|value| *value != 0 || unpriced + count(&history.unconverted) == 0);
    // Copies of which nobody knows the cost had not cost nothing.
    let cost = number(&history.cost).filter(|_| count(&history.uncosted) == 0 || count(&history.costed) > 0);
    let left_out = count(&history.costed) + count(&history.uncosted) - count(&history.compared);
    let gain = number(&history.compared).filter(|copies| left_out > 0 && *copies > 0).map(|copies| Gain {
        copies,
        value: count(&history.compared_value),
        cost: count(&history.compared_cost),
    });
    Told { value, cost, unpriced, gain }
}

/// What the rows of this device say of a day.
fn of_rows(worth: &Worth) -> Told {
    let value = (worth.priced() > 0 || worth.copies == 0).then(|| worth.value());
    let gain = worth.gain().filter(|_| worth.compared() < worth.copies);
    let gain = gain.map(|gain| Gain { copies: worth.compared(), value: worth.cost() + gain, cost: worth.cost() });
    Told { value, cost: worth.spent(), unpriced: worth.unpriced, gain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::value::MadeFrom;
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
            costed: Vec::new(),
            uncosted: Vec::new(),
            compared: Vec::new(),
            compared_value: Vec::new(),
            compared_cost: Vec::new(),
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

    fn nothing_held_from(day: u8) -> Live {
        Live { currency: Currency::USD, from: self::day(day).unwrap(), worths: vec![Worth::default(); 1] }
    }

    #[test]
    fn the_last_day_is_what_this_device_knows_and_only_if_it_is_shown() {
        let live = nothing_held_from(2);
        let whole = plot(&history(&[100, 200], &[0, 0]), Some(&live), day(2), Span::All).unwrap();
        assert_eq!(whole.lines[0].numbers, [Some(100), Some(0)]);
        assert_eq!(whole.lines[1].numbers, [Some(70), Some(0)]);
        let past = Span::Custom(Date::new(2026, 11, 1).unwrap(), Date::new(2026, 11, 1).unwrap());
        let past = plot(&history(&[100, 200], &[0, 0]), Some(&live), day(2), past).unwrap();
        assert_eq!(past.lines[0].numbers, [Some(100)]);
        let yen = Live { currency: Currency::JPY, ..live };
        let other = plot(&history(&[100, 200], &[0, 0]), Some(&yen), day(2), Span::All).unwrap();
        assert_eq!(other.lines[0].numbers, [Some(100), Some(200)], "sums in other money are left alone");
    }

    #[test]
    fn field_24_nothing_is_drawn_after_the_day_where_the_person_is() {
        let live = nothing_held_from(2);
        let plot = plot(&history(&[100, 200, 300], &[0; 3]), Some(&live), day(2), Span::All).unwrap();
        assert_eq!((plot.days(), plot.date(1)), (2, Date::new(2026, 11, 2)));
        assert_eq!(plot.lines[0].numbers, [Some(100), Some(0)]);
    }

    #[test]
    fn the_days_of_this_device_begin_where_the_history_ends_and_one_before_with_edits_of_its_own() {
        let two = history(&[100, 200], &[0, 0]);
        let first = |unsynced, today| first_live(&two, unsynced, day(today).unwrap()) - day(1).unwrap() + 1;
        assert_eq!((first(false, 5), first(true, 5)), (3, 2));
        assert_eq!((first(false, 2), first(true, 2), first(true, 1)), (2, 2, 1), "today is always one of them");
        let empty = ValueHistory { first: None, ..history(&[], &[]) };
        assert_eq!(first_live(&empty, true, day(5).unwrap()), day(5).unwrap());
    }

    #[test]
    fn a_cost_that_nobody_knows_is_a_gap_and_not_nothing() {
        let (costed, uncosted, compared) = (vec![0, 1], vec![2, 2], vec![0, 1]);
        let (compared_value, compared_cost, cost) = (vec![0, 90], vec![0, 60], vec![0, 60]);
        let some = history(&[500, 500], &[0, 0]);
        let some = ValueHistory { costed, uncosted, compared, compared_value, compared_cost, cost, ..some };
        let plot = plot(&some, None, None, Span::All).unwrap();
        assert_eq!(plot.lines[1].numbers, [None, Some(60)]);
        assert_eq!(plot.gains, [None, Some(Gain { copies: 1, value: 90, cost: 60 })], "of the one that has both");
    }

    #[test]
    fn where_nothing_was_ever_held_nothing_is_drawn() {
        let empty = ValueHistory { first: None, ..history(&[], &[]) };
        assert_eq!(plot(&empty, None, day(2), Span::All), None);
    }
}
