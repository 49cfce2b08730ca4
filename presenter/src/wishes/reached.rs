//! Has a price come down to what a wish may cost?

use vitrine_ledger::{Money, Rate, Wish};

/// How the price stands to the wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// It costs no more than it may: so much less, in the currency of the target.
    Yes { below: Money },
    /// It costs more: so much more.
    No { above: Money },
    /// The price is in another currency, and no rate leads from one to the other.
    NoRate,
}

/// Compares the price of one copy with the target; none while there is no target.
pub fn reached(wish: &Wish, price: Money, rates: &[Rate]) -> Option<Reached> {
    let target = wish.target?;
    let Some(price) = in_money_of(price, target, rates) else { return Some(Reached::NoRate) };
    let apart = Money::new((price.minor - target.minor).abs(), target.currency);
    Some(if price.minor <= target.minor { Reached::Yes { below: apart } } else { Reached::No { above: apart } })
}

/// The price in the target's currency; by way of a third one where both lead there is no guess worth making.
fn in_money_of(price: Money, target: Money, rates: &[Rate]) -> Option<Money> {
    if price.currency == target.currency {
        return Some(price);
    }
    let rate = rates.iter().find(|rate| rate.from == price.currency && rate.to == target.currency)?;
    rate.convert(price)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::{CardRef, Currency, Date};

    fn wish(target: Option<Money>) -> Wish {
        Wish { target, ..Wish::new(CardRef::default()) }
    }

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    #[test]
    fn a_price_at_the_target_has_reached_it_and_a_cent_above_has_not() {
        let wish = wish(Some(usd(1_000)));
        assert_eq!(reached(&wish, usd(1_000), &[]), Some(Reached::Yes { below: usd(0) }));
        assert_eq!(reached(&wish, usd(1_001), &[]), Some(Reached::No { above: usd(1) }));
        assert_eq!(reached(&wish, usd(0), &[]), Some(Reached::Yes { below: usd(1_000) }), "nothing is a price");
    }

    #[test]
    fn without_a_target_nothing_is_reached_and_without_a_rate_nobody_knows() {
        let euros = Money::new(900, Currency::EUR);
        assert_eq!(reached(&wish(None), usd(1), &[]), None);
        assert_eq!(reached(&wish(Some(usd(1_000))), euros, &[]), Some(Reached::NoRate));
        let date = Date::new(2026, 1, 2).unwrap();
        let rate = Rate { from: Currency::EUR, to: Currency::USD, rate: "1.1".parse().unwrap(), date };
        assert_eq!(reached(&wish(Some(usd(1_000))), euros, &[rate]), Some(Reached::Yes { below: usd(10) }));
    }
}
