//! Words of the wish list.

use vitrine_ledger::{Priority, Wish};

use super::{count, grade, money};

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
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" \u{b7} ")
}

/// What it may cost and how many are wanted: `2 \u{b7} up to $10.00 each \u{b7} very much`.
pub fn wish_terms(wish: &Wish) -> String {
    let many = (wish.quantity != 1).then(|| count(wish.quantity));
    let each = if wish.quantity == 1 { "" } else { " each" };
    let target = wish.target.map(|target| format!("up to {}{each}", money(target)));
    let wanted = (wish.priority != Priority::Normal).then(|| priority(wish.priority).to_owned());
    many.into_iter().chain(target).chain(wanted).collect::<Vec<_>>().join(" \u{b7} ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::{CardRef, Currency, Money};

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
