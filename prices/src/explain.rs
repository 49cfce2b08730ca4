//! Why the value of one day is not that of another.
//!
//! Every holding is gone through event by event. Between two events rates move what is held; on the day of an event first
//! the rate moves, then the price of the copies there were, then copies come and go at that day's price. In exact
//! arithmetic (parts of a minor unit, see [`PARTS`](crate::rates::PARTS)) these add up to the difference by themselves;
//! what rounding leaves over is given to the largest remainders, so that the whole units shown add up too.

use uuid::Uuid;
use vitrine_ledger::Currency;

use crate::by_card::{Step, Track};
use crate::day::Day;
use crate::held::Held;
use crate::rates::{PARTS, RateLine, Rates, rounded};
use crate::sweep::{State, sweep};

/// Parts of a move. In whole minor units when it is shown, in parts of them while it is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved<N> {
    /// The price of copies that were there.
    pub price: N,
    /// Copies that came, at the price of their day.
    pub buys: N,
    /// Copies that went.
    pub sales: N,
    /// Rates of exchange.
    pub rates: N,
    /// A price became known, or another source's or the owner's is used: nothing happened but what is known.
    pub known: N,
}

impl<N: Copy> Moved<N> {
    /// The five causes, in the order of the declaration.
    pub fn parts(&self) -> [N; 5] {
        [self.price, self.buys, self.sales, self.rates, self.known]
    }

    fn of([price, buys, sales, rates, known]: [N; 5]) -> Self {
        Self { price, buys, sales, rates, known }
    }
}

/// What one entry moved between two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card<N> {
    /// The entry's id.
    pub entry: Uuid,
    /// What moved its value, in minor units of the base currency.
    pub moved: Moved<N>,
    /// The price of one copy on the two days in the base currency, where one was known and could be converted.
    pub prices: (Option<i64>, Option<i64>),
    /// Copies on the two days.
    pub copies: (i64, i64),
}

/// Explains entry after entry.
pub struct Explainer<'r> {
    base: Currency,
    rates: &'r Rates,
    lines: Vec<(Currency, RateLine)>,
    before: Day,
    after: Day,
}

impl<'r> Explainer<'r> {
    /// Explains what moved between the ends of two days.
    pub fn new(base: Currency, rates: &'r Rates, before: Day, after: Day) -> Self {
        Self { base, rates, lines: Vec::new(), before, after }
    }

    fn place(&mut self, currency: Currency) -> usize {
        let at = self.lines.iter().position(|(known, _)| *known == currency);
        at.unwrap_or_else(|| {
            self.lines.push((currency, self.rates.line(currency, self.base)));
            self.lines.len() - 1
        })
    }

    /// What one entry moved, exactly; the sums of all its parts and of all entries are the exact difference.
    pub fn card(&mut self, entry: Uuid, held: &Held, track: &Track) -> Card<i128> {
        let places: Vec<usize> = track.of.iter().map(|of| self.place(of.currency)).collect();
        let lines = &self.lines;
        let (from, to) = (self.before, self.after);
        // One minor unit on a day, in parts; nothing without a rate.
        let rate = |step: Step, day| lines[places[usize::from(step.of)]].1.parts(day);
        let worth = |step: Option<Step>, day| {
            step.map_or(0, |step| i128::from(step.minor).saturating_mul(rate(step, day).unwrap_or(0)))
        };
        let mut moved = Moved::<i128>::default();
        let mut last = (from, State::first(held));
        let mut first = last.1;
        sweep(held, track, |event| {
            if event.day <= from {
                last.1 = event.after;
                first = event.after;
                return;
            }
            if event.day > to {
                return;
            }
            let (day, copies) = (event.day, i128::from(event.before.copies));
            let (was, is) = (event.before.step, event.after.step);
            let new = worth(is, day);
            let old = worth(was, day);
            moved.rates += copies * (old - worth(was, last.0));
            // The same series, or another one?
            let same = was.zip(is).is_some_and(|(was, is)| was.of == is.of);
            *(if same { &mut moved.price } else { &mut moved.known }) += copies * (new - old);
            moved.buys += i128::from(event.came) * new;
            moved.sales -= i128::from(event.went) * new;
            last = (day, event.after);
        });
        let end = last.1;
        moved.rates += i128::from(end.copies) * (worth(end.step, to) - worth(end.step, last.0));
        let price = |step: Option<Step>, day| {
            let step = step?;
            i64::try_from(rounded(i128::from(step.minor).saturating_mul(rate(step, day)?))).ok()
        };
        Card {
            entry,
            moved,
            prices: (price(first.step, from), price(end.step, to)),
            copies: (first.copies, end.copies),
        }
    }
}

/// Rounds exact parts to whole minor units that sum to `total`: each to its floor, and what is left over goes to the
/// largest remainders, to the earlier of equal ones. `total` is the rounded difference of two rounded values, so that
/// it may be a few units away from the exact sum; these go the same way.
pub fn whole(cards: &[Card<i128>], total: i64) -> Vec<Card<i64>> {
    let exact: Vec<i128> = cards.iter().flat_map(|card| card.moved.parts()).collect();
    let mut units: Vec<i128> = exact.iter().map(|parts| parts.div_euclid(PARTS)).collect();
    let mut order: Vec<usize> = (0..exact.len()).filter(|at| exact[*at] != 0).collect();
    order.sort_by_key(|at| std::cmp::Reverse(exact[*at].rem_euclid(PARTS)));
    let left = i128::from(total) - units.iter().sum::<i128>();
    let count = order.len() as i128;
    if count > 0 {
        for at in &order {
            units[*at] += left.div_euclid(count);
        }
        for at in order.iter().take(left.rem_euclid(count) as usize) {
            units[*at] += 1;
        }
    }
    let small = |n: i128| i64::try_from(n).unwrap_or(if n < 0 { i64::MIN } else { i64::MAX });
    let rows = units.as_chunks::<5>().0;
    let card = |(card, units): (&Card<i128>, &[i128; 5])| Card {
        entry: card.entry,
        moved: Moved::of(units.map(small)),
        prices: card.prices,
        copies: card.copies,
    };
    cards.iter().zip(rows).map(card).collect()
}
