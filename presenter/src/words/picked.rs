//! Words for what is picked and what was done with it.

use uuid::Uuid;
use vitrine_ledger::{Currency, Kind, Money, TagsChange};

use super::count;
use super::money;
use super::plural;
use crate::bulk::By;
use crate::collection::Picked;
use crate::engine::{MutateError, Rejection};

/// `1 card`, `3 cards`.
pub fn cards(n: usize) -> String {
    plural(n as i64, "card", "cards")
}

/// How much is picked, and how much of it is not to be seen.
pub fn picked(how: &Picked) -> String {
    let all = format!("{} selected", count(how.count as i64));
    match how.hidden {
        0 if how.all() && how.count > 1 => format!("All {all}"),
        0 => all,
        hidden => format!("{all}, {} not shown", count(hidden as i64)),
    }
}

/// Why an action on many cards was refused, with the name of the card it was refused for.
pub fn refused(why: &MutateError, name: impl FnOnce(Uuid) -> Option<String>) -> String {
    let said = super::mutate_error(why);
    let entry = match why {
        MutateError::Refused(Rejection::NotHeld { entry, .. }) => Some(*entry),
        MutateError::Refused(Rejection::Gone { key }) if key.kind == Kind::Entry => Some(key.id),
        _ => None,
    };
    match entry.and_then(name) {
        Some(name) => format!("{name}: {said} Nothing was changed."),
        None => said,
    }
}

/// How a price is spread.
pub fn spread_by(by: By) -> &'static str {
    match by {
        By::Cost => "By what they cost",
        By::Value => "By the prices you set",
        By::Hand => "By hand",
    }
}

/// Cards of which nothing is known to spread by, and what becomes of them.
pub fn equal_shares(by: By, unknown: usize, only: Option<Currency>) -> Option<String> {
    let without = match by {
        By::Hand => return None,
        By::Cost => "without a known cost",
        By::Value => "without a price of your own",
    };
    let only = only.map(|currency| format!(" in {currency}")).unwrap_or_default();
    (unknown > 0).then(|| format!("{} {without}{only}: an equal share for each such copy.", cards(unknown)))
}

/// Cards of a selection that cannot be sold.
pub fn nothing_left(n: usize) -> String {
    match n {
        1 => String::from("1 card has no copies left and stays out of this."),
        n => format!("{} have no copies left and stay out of this.", cards(n)),
    }
}

/// What is left of a price that is spread by hand.
pub fn left_to_spread(left: Money) -> String {
    match left.minor {
        0 => String::from("The whole price is spread."),
        minor if minor < 0 => format!("{} more than the price.", money(Money::new(-minor, left.currency))),
        _ => format!("{} left to spread.", money(left)),
    }
}

/// The prices by hand do not add up to the price in all.
pub fn not_spread(left: Money) -> String {
    format!("The prices do not add up: {}", left_to_spread(left))
}

/// What was done to the tags of so many cards.
pub fn tagged(cards: &str, change: &TagsChange) -> String {
    let list = |tags: &[String]| tags.join(", ");
    match (change.add.as_slice(), change.remove.as_slice()) {
        ([], []) => format!("Changed {cards}."),
        (add, []) => format!("Tagged {cards}: {}.", list(add)),
        ([], remove) => format!("Took {} off {cards}.", list(remove)),
        (add, remove) => format!("Tagged {cards}: {}, without {}.", list(add), list(remove)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_that_get_an_equal_share_are_counted_with_the_reason() {
        let said = |by, unknown, only| equal_shares(by, unknown, only).unwrap_or_default();
        assert_eq!(said(By::Cost, 1, None), "1 card without a known cost: an equal share for each such copy.");
        let usd = Some(Currency::USD);
        assert_eq!(said(By::Cost, 2, usd), "2 cards without a known cost in USD: an equal share for each such copy.");
        assert_eq!((said(By::Value, 0, None), said(By::Hand, 2, None)), (String::new(), String::new()));
    }

    #[test]
    fn what_is_picked_and_not_shown_is_said() {
        let said = |count, hidden, matching| picked(&Picked { count, hidden, matching });
        assert_eq!(said(12, 3, 40), "12 selected, 3 not shown");
        assert_eq!(said(1, 0, 40), "1 selected");
        assert_eq!(said(10_000, 0, 10_000), "All 10,000 selected");
    }
}
