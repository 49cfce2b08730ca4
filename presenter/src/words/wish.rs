//! Words of the wish list.

use vitrine_ledger::{Money, Priority, Wish};

use super::{count, grade, money};
use crate::wire::value::Quote;
use crate::wishes::Reached;

/// How much it is wanted.
pub fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::High => "very much",
        Priority::Normal => "gladly",
        Priority::Low => "some day",
    }
}

/// It stands in the list now.
pub fn wish_added(name: &str) -> String {
    format!("{name} is on the wish list.")
}

/// Which card it is: `Base Set \u{b7} 4/102 \u{b7} Holofoil \u{b7} PSA 9`.
pub fn wished(wish: &Wish) -> String {
    let card = &wish.card;
    let set = if card.set_name.is_empty() { &card.set } else { &card.set_name };
    let graded = wish.grade.as_ref().map(grade).unwrap_or_default();
    let parts = [set, &card.number, &wish.finish, &wish.language, &graded, &wish.note];
    super::line(parts)
}

/// What it may cost and how many are wanted: `2 \u{b7} up to $10.00 each \u{b7} very much`.
pub fn wish_terms(wish: &Wish) -> String {
    let many = (wish.quantity != 1).then(|| count(wish.quantity));
    let each = if wish.quantity == 1 { "" } else { " each" };
    let target = wish.target.map(|target| format!("up to {}{each}", money(target)));
    let wanted = (wish.priority != Priority::Normal).then(|| priority(wish.priority).to_owned());
    many.into_iter().chain(target).chain(wanted).collect::<Vec<_>>().join(" \u{b7} ")
}

/// What it costs now, and how that stands to what it may cost.
pub fn wish_price(quote: &Quote, reached: Option<Reached>) -> String {
    let now = format!("now {}", money(quote.price));
    match reached {
        Some(Reached::Yes { below }) if below.minor == 0 => format!("{now}: at your price"),
        Some(Reached::Yes { below }) => format!("{now}: {} below your price", money(below)),
        Some(Reached::No { above }) => format!("{now}, {} above your price", money(above)),
        Some(Reached::NoRate) | None => now,
    }
}

/// A price has come down.
pub fn wish_reached(name: &str, price: Money) -> String {
    format!("{name} has come down to {}.", money(price))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::{CardRef, Currency};

    #[test]
    fn a_price_says_how_it_stands_to_the_wish() {
        let usd = |minor| Money::new(minor, Currency::USD);
        let quote = Quote {
            price: usd(900),
            date: "2026-11-01".parse().unwrap(),
            source: "x".into(),
            kind: String::new(),
            stands_in: Vec::new(),
        };
        let said = |reached| wish_price(&quote, reached);
        assert_eq!(said(None), "now $9.00");
        assert_eq!(said(Some(Reached::Yes { below: usd(100) })), "now $9.00: $1.00 below your price");
        assert_eq!(said(Some(Reached::Yes { below: usd(0) })), "now $9.00: at your price");
        assert_eq!(said(Some(Reached::No { above: usd(50) })), "now $9.00, $0.50 above your price");
    }

    #[test]
    fn a_wish_says_how_many_at_which_price_and_how_much_it_is_wanted() {
        let wish = Wish::new(CardRef { set: "base1".into(), number: "4/102".into(), ..CardRef::default() });
        assert_eq!((wished(&wish).as_str(), wish_terms(&wish).as_str()), ("base1 \u{b7} 4/102", ""));
        let target = Some(Money::new(1_000, Currency::USD));
        assert_eq!(wish_terms(&Wish { target, ..wish.clone() }), "up to $10.00");
        let many = Wish { target, quantity: 3, priority: Priority::High, ..wish };
        assert_eq!(wish_terms(&many), "3 \u{b7} up to $10.00 each \u{b7} very much");
    }
}
