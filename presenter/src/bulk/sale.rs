//! One sale of many cards: what each of them weighs when the price is spread, and the sales it becomes.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;
use vitrine_ledger::{Currency, Money, NewSale, Seen, Weight, spread};

use crate::collection::Row;
use crate::value::Reckoned;

/// How one price is divided among the cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// By what the copies cost.
    #[default]
    Cost,
    /// By the prices their owner set.
    Value,
    /// As written beside each card.
    Hand,
}

impl By {
    pub const ALL: [Self; 3] = [Self::Cost, Self::Value, Self::Hand];

    /// The name in a form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Value => "value",
            Self::Hand => "hand",
        }
    }

    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|by| by.code() == code).unwrap_or_default()
    }
}

/// Copies of one entry that go.
#[derive(Debug, Clone, PartialEq)]
pub struct Going {
    pub row: Arc<Row>,
    pub copies: i64,
    /// The price of one that its owner set.
    pub price: Option<Money>,
}

/// The weights a price is spread by, and which copies have none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weighed {
    pub weights: Vec<Weight>,
    /// Cards with copies of which nothing is known: they get an equal share.
    pub unknown: usize,
    /// The currency that counts, where some of those are only known in another.
    pub only: Option<Currency>,
}

impl Weighed {
    /// By cost or by value. Amounts of several currencies cannot be compared: those in the one most cards have count, the
    /// others are as good as unknown.
    pub fn new(going: &[Going], by: By, reckoned: &Reckoned) -> Self {
        let known: Vec<(BTreeMap<Currency, i64>, i64)> = going.iter().map(|going| known(going, by, reckoned)).collect();
        let mut cards: BTreeMap<Currency, usize> = BTreeMap::new();
        for currency in known.iter().flat_map(|(amounts, _)| amounts.keys()) {
            *cards.entry(*currency).or_default() += 1;
        }
        let main = cards.iter().max_by_key(|(_, count)| **count).map(|(currency, _)| *currency);
        let mut weighed = Self::default();
        for (going, (amounts, unknown)) in going.iter().zip(known) {
            let foreign = amounts.keys().any(|currency| Some(*currency) != main);
            let unknown = if foreign { going.copies } else { unknown };
            let minor = amounts.values().next().copied().filter(|_| !foreign).unwrap_or(0);
            weighed.unknown += usize::from(unknown > 0);
            weighed.only = weighed.only.or(main.filter(|_| foreign));
            weighed.weights.push(Weight {
                copies: going.copies.max(0) as u64,
                unknown: unknown.max(0) as u64,
                known_minor: minor.max(0) as u64,
            });
        }
        weighed
    }

    /// By amounts that stand beside the cards.
    pub fn by_hand(amounts: &[Option<i64>]) -> Self {
        let weigh =
            |amount: &Option<i64>| Weight { copies: 1, unknown: 0, known_minor: amount.unwrap_or(0).max(0) as u64 };
        Self { weights: amounts.iter().map(weigh).collect(), ..Self::default() }
    }

    /// The shares of an amount.
    pub fn shares(&self, of: Option<Money>) -> Vec<Option<Money>> {
        match of {
            Some(Money { minor, currency }) => {
                spread(minor, &self.weights).into_iter().map(|share| Some(Money::new(share, currency))).collect()
            }
            None => vec![None; self.weights.len()],
        }
    }
}

/// What is known of the copies that go, and of how many nothing is.
fn known(going: &Going, by: By, reckoned: &Reckoned) -> (BTreeMap<Currency, i64>, i64) {
    match by {
        By::Cost => {
            let costs = going.row.next_costs(going.copies, reckoned);
            (costs.known, costs.unknown)
        }
        By::Value | By::Hand => match going.price {
            Some(price) => (BTreeMap::from([(price.currency, price.minor.saturating_mul(going.copies))]), 0),
            None => (BTreeMap::new(), going.copies),
        },
    }
}

/// The sales of all that go, one for each card, with what their author sees of it. `total` says what is the same for all
/// and the amounts to spread; `gross` are the shares of the price.
pub fn sales(
    total: &NewSale,
    going: &[Going],
    gross: &[Option<Money>],
    weighed: &Weighed,
    mut new_id: impl FnMut() -> Uuid,
) -> Vec<(NewSale, Seen)> {
    let [fees, paid, charged, tax] =
        [total.fees, total.shipping_paid, total.shipping_charged, total.tax].map(|amount| weighed.shares(amount));
    let of = |(at, going): (usize, &Going)| {
        let sale = NewSale {
            id: new_id(),
            entry: going.row.id,
            quantity: going.copies,
            gross: gross[at],
            fees: fees[at],
            shipping_paid: paid[at],
            shipping_charged: charged[at],
            tax: tax[at],
            ..total.clone()
        };
        let seen = going.row.seen(&sale.lots);
        (sale, seen)
    };
    going.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::{CardRef, Entry, NewLot, Stored};
    use vitrine_sync::{Version, Versions};

    fn usd(minor: i64) -> Option<Money> {
        Some(Money::new(minor, Currency::USD))
    }

    /// A card with lots of so many copies at such a cost, of which so many go.
    fn going(lots: &[(i64, Option<Money>)], copies: i64) -> Going {
        let stored = |value| Stored { value, alive: true, versions: Versions::new(Version::NONE) };
        let entry =
            Stored { value: Entry::new(CardRef::default()), alive: true, versions: Versions::new(Version::NONE) };
        let mut row = Row::new(Uuid::from_u128(1), &entry).unwrap();
        for (n, (quantity, cost)) in lots.iter().enumerate() {
            let lot = NewLot { quantity: *quantity, cost: *cost, ..NewLot::default() }.lot(row.id);
            row.add_lot(Uuid::from_u128(n as u128), &stored(lot));
        }
        row.settle(&Reckoned::default());
        Going { row: Arc::new(row), copies, price: None }
    }

    fn shares(weighed: &Weighed, minor: i64) -> Vec<i64> {
        weighed.shares(usd(minor)).into_iter().map(|share| share.unwrap().minor).collect()
    }

    #[test]
    fn the_price_goes_by_the_cost_of_the_very_copies_that_go() {
        let cards = [going(&[(1, usd(1_000)), (2, usd(3_000))], 2), going(&[(5, usd(1_000))], 1)];
        let weighed = Weighed::new(&cards, By::Cost, &Reckoned::default());
        assert_eq!(weighed.weights.iter().map(|weight| weight.known_minor).collect::<Vec<_>>(), [4_000, 1_000]);
        assert_eq!(shares(&weighed, 10_001), [8_001, 2_000]);
    }

    #[test]
    fn a_card_of_which_nothing_is_known_gets_an_equal_share() {
        let cards = [going(&[(1, usd(100))], 1), going(&[(1, usd(300))], 1), going(&[(1, None)], 1)];
        let weighed = Weighed::new(&cards, By::Cost, &Reckoned::default());
        assert_eq!((weighed.unknown, shares(&weighed, 6_000)), (1, vec![1_000, 3_000, 2_000]));
        let nothing = Weighed::new(&cards, By::Value, &Reckoned::default());
        assert_eq!((nothing.unknown, shares(&nothing, 100)), (3, vec![34, 33, 33]));
    }

    #[test]
    fn what_cost_another_currency_than_most_counts_as_unknown() {
        let eur = Some(Money::new(999_999, Currency::EUR));
        let cards = [going(&[(1, usd(100))], 1), going(&[(1, usd(300))], 1), going(&[(1, eur)], 1)];
        let weighed = Weighed::new(&cards, By::Cost, &Reckoned::default());
        assert_eq!((weighed.unknown, shares(&weighed, 600)), (1, vec![100, 300, 200]));
        assert_eq!(weighed.only, Some(Currency::USD));
    }

    #[test]
    fn a_price_set_by_hand_is_that_of_one_copy() {
        let mut cards = [going(&[(3, None)], 3), going(&[(1, None)], 1)];
        cards[0].price = usd(100);
        cards[1].price = usd(300);
        assert_eq!(shares(&Weighed::new(&cards, By::Value, &Reckoned::default()), 1_000), [500, 500]);
    }

    #[test]
    fn the_sales_of_one_action_add_up_to_its_amounts() {
        let cards = [going(&[(1, usd(100))], 1), going(&[(3, usd(100))], 2)];
        let weighed = Weighed::new(&cards, By::Cost, &Reckoned::default());
        let total = NewSale { gross: usd(1_000), fees: usd(100), ..NewSale::default() };
        let made = sales(&total, &cards, &weighed.shares(total.gross), &weighed, Uuid::nil);
        let amounts: Vec<_> = made.iter().map(|(sale, _)| (sale.quantity, sale.gross, sale.fees)).collect();
        assert_eq!(amounts, [(1, usd(333), usd(33)), (2, usd(667), usd(67))]);
        assert_eq!(made[1].1.keys.len(), 1, "the lot it sees");
    }
}
