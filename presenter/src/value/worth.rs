//! What rows add up to in money of today. Follows every edit by difference: a row is subtracted as it was and added as it
//! is, never a sum over all of them. Added up exactly, by the currency of the prices; converted and rounded once, where it
//! is read, as the server does it.

use vitrine_ledger::{Currency, Date, Money};

use super::quotes::{Price, Quotes};
use crate::row::{Here, Row};

/// Exact sums, and the copies that are in none of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    here: Here,
    /// Copies nobody knows a price of.
    unpriced: i64,
    /// Those with a price, by its currency, in the order of the currencies.
    priced: Vec<(Currency, Priced)>,
}

/// Copies with a price in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Priced {
    copies: i64,
    value: i128,
    /// Those valued by a price that is not exactly theirs.
    standing_in: i64,
    /// Those whose cost is known, what they are worth and what they had cost.
    compared: i64,
    compared_value: i128,
    cost: i128,
}

/// What a tally comes to, in minor units of the currency everything is reckoned in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Worth {
    /// Copies held.
    pub copies: i64,
    value: i64,
    /// Copies nobody knows a price of.
    pub unpriced: i64,
    /// Copies with a price that no rate converts.
    pub unconverted: i64,
    /// Copies valued by a price that is not exactly theirs.
    pub standing_in: i64,
    /// Copies with a value and without a known cost to compare it with.
    pub left_out: i64,
    /// Copies without a known cost, priced or not.
    pub uncosted: i64,
    spent: i64,
    compared_value: i64,
    compared_cost: i64,
}

impl Tally {
    /// What the copies of one row add to a sum of worth.
    pub fn of(here: Here, price: Option<&Price>) -> Self {
        let Some(price) = price else { return Self { here, unpriced: here.copies, priced: Vec::new() } };
        let unit = i128::from(price.unit.minor);
        let priced = Priced {
            copies: here.copies,
            value: unit * i128::from(here.copies),
            standing_in: if price.stands_in { here.copies } else { 0 },
            compared: here.known,
            compared_value: unit * i128::from(here.known),
            cost: here.cost,
        };
        let mut tally = Self { here, unpriced: 0, priced: Vec::new() };
        tally.put(price.unit.currency, priced, 1);
        tally
    }

    pub fn add(&mut self, other: &Self) {
        self.combine(other, 1);
    }

    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, -1);
    }

    /// Converted and rounded, each currency once.
    pub fn worth(&self, quotes: &Quotes) -> Worth {
        let Here { copies, known, cost } = self.here;
        let (unpriced, uncosted) = (self.unpriced, copies - known);
        let mut worth = Worth { copies, unpriced, uncosted, spent: clamp(cost), ..Worth::default() };
        for (currency, priced) in &self.priced {
            let reckoned = |minor| quotes.reckoned(Money::new(clamp(minor), *currency));
            let both = reckoned(priced.value).zip(reckoned(priced.compared_value));
            let Some((value, compared)) = both else {
                worth.unconverted += priced.copies;
                continue;
            };
            worth.value = worth.value.saturating_add(value);
            worth.compared_value = worth.compared_value.saturating_add(compared);
            worth.compared_cost = worth.compared_cost.saturating_add(clamp(priced.cost));
            worth.standing_in += priced.standing_in;
            worth.left_out += priced.copies - priced.compared;
        }
        worth
    }

    fn combine(&mut self, other: &Self, sign: i64) {
        self.here.add(other.here, sign);
        self.unpriced += sign * other.unpriced;
        for (currency, priced) in &other.priced {
            self.put(*currency, *priced, sign);
        }
    }

    fn put(&mut self, currency: Currency, more: Priced, sign: i64) {
        let at = self.priced.binary_search_by_key(&currency, |(of, _)| *of).unwrap_or_else(|at| {
            self.priced.insert(at, (currency, Priced::default()));
            at
        });
        let sum = &mut self.priced[at].1;
        let wide = i128::from(sign);
        sum.copies += sign * more.copies;
        sum.value += wide * more.value;
        sum.standing_in += sign * more.standing_in;
        sum.compared += sign * more.compared;
        sum.compared_value += wide * more.compared_value;
        sum.cost += wide * more.cost;
        if *sum == Priced::default() {
            self.priced.remove(at);
        }
    }
}

impl Quotes {
    /// What a row adds to the sums.
    pub fn tally(&self, row: &Row) -> Tally {
        Tally::of(row.told(), self.price(row).as_ref())
    }

    /// What it added at the end of a day, with the copies that were there then.
    pub fn tally_on(&self, row: &Row, here: Here, on: Date) -> Tally {
        Tally::of(here, self.price_on(row, Some(on)).as_ref())
    }
}

impl Worth {
    /// What the copies with a price are worth, in minor units.
    pub fn value(&self) -> i64 {
        self.value
    }

    /// What they are worth more than they cost, of the copies of which both is known; none where that is so of no copy.
    pub fn gain(&self) -> Option<i64> {
        (self.compared() > 0).then(|| self.compared_value.saturating_sub(self.compared_cost))
    }

    /// What the copies that are compared had cost.
    pub fn cost(&self) -> i64 {
        self.compared_cost
    }

    /// What all copies had cost whose cost is known; none where that is so of no copy that is here.
    pub fn spent(&self) -> Option<i64> {
        (self.copies == 0 || self.uncosted < self.copies).then_some(self.spent)
    }

    /// Copies that have a value.
    pub fn priced(&self) -> i64 {
        self.copies - self.unpriced - self.unconverted
    }

    /// Copies that have a value and a known cost.
    pub fn compared(&self) -> i64 {
        self.priced() - self.left_out
    }

    /// Both sums in one: of the parts of a whole.
    pub fn add(&mut self, other: &Self) {
        self.copies += other.copies;
        self.unpriced += other.unpriced;
        self.unconverted += other.unconverted;
        self.standing_in += other.standing_in;
        self.left_out += other.left_out;
        self.uncosted += other.uncosted;
        self.value = self.value.saturating_add(other.value);
        self.spent = self.spent.saturating_add(other.spent);
        self.compared_value = self.compared_value.saturating_add(other.compared_value);
        self.compared_cost = self.compared_cost.saturating_add(other.compared_cost);
    }

    /// Adds the minor units that rounding left over, so that the shares add up to the whole.
    pub(super) fn round(&mut self, by: i64) {
        self.value = self.value.saturating_add(by);
    }
}

/// The value of what a row holds.
pub fn value_of(row: &Row, price: &Price) -> Option<i64> {
    price.of(row.here)
}

/// An amount in the currency everything is reckoned in.
pub fn amount(minor: i64, currency: Option<Currency>) -> Option<Money> {
    currency.map(|currency| Money::new(minor, currency))
}

fn clamp(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}
