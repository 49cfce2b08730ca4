//! Words for portfolios and locations, for where a card is, and for what a group of cards adds up to.

use vitrine_ledger::{Kind, LocationKind, Money, Totals};

use super::count;
use super::game;
use super::money;
use super::plural;
use crate::collection::{GroupKind, Grouping, Groups, Row, Section, SectionKey, Show};

/// The heading over a group of the list.
pub fn section(section: &Section, first: &Row, groups: &Groups) -> String {
    match &section.key {
        SectionKey::Set(_) if first.set.is_empty() => format!("{}, no set noted", game(&first.game)),
        SectionKey::Set(_) => format!("{} \u{b7} {}", first.set, game(&first.game)),
        SectionKey::Group(kind, id) => {
            let name = groups.name(*kind, *id);
            String::from(if name.is_empty() { nowhere(*kind) } else { name })
        }
        SectionKey::Field(name, text) if text.is_empty() => format!("No {}", noun(name)),
        SectionKey::Field(_, text) => String::from(&**text),
    }
}

/// What the list shows.
pub fn show(show: Show) -> &'static str {
    match show {
        Show::All => "Everything",
        Show::Duplicates => "Duplicates",
        Show::ToTrade => "To trade",
        Show::NoCost => "Without a cost",
        Show::NoPrice => "Without a price",
    }
}

/// The name of a grouping in the menu.
pub fn grouping(group: Grouping) -> String {
    match group {
        Grouping::None => String::from("Ungrouped"),
        Grouping::Set => String::from("In sets"),
        Grouping::Location => String::from("In locations"),
        Grouping::Portfolio => String::from("In portfolios"),
        Grouping::Field(name) => format!("By {}", noun(name)),
    }
}

/// A field of an entry in a sentence.
fn noun(name: &str) -> &str {
    Kind::Entry.field(name).map_or(name, |field| field.noun)
}

/// In none of them.
pub fn nowhere(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Portfolio => "In no portfolio",
        GroupKind::Location => "In no location",
    }
}

/// What is said beside a name that nobody has given yet.
pub fn new_group(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Portfolio => "New: this portfolio is made with it.",
        GroupKind::Location => "New: this location is made with it.",
    }
}

/// What is special about a copy.
pub fn flag(flag: &str) -> &str {
    match flag {
        "signed" => "Signed",
        "altered" => "Altered",
        "misprint" => "Misprint",
        "proxy" => "Proxy",
        other => other,
    }
}

/// Where a card is: `Blue binder · p. 12 · slot 3`.
pub fn place(row: &Row, groups: &Groups) -> String {
    let name = groups.name(GroupKind::Location, row.location);
    if name.is_empty() {
        return String::new();
    }
    let part = |word: &str, text: &str| if text.is_empty() { String::new() } else { format!("{word} {text}") };
    let parts = [name.to_owned(), part("p.", &row.page), part("slot", &row.slot)];
    super::line(parts)
}

/// What something cost, with the copies of which nobody knows.
pub fn cost(sum: &Totals) -> String {
    let mut costs: Vec<Money> = sum.cost.iter().map(|(currency, minor)| Money::new(*minor, *currency)).collect();
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.minor));
    let costs = costs.into_iter().map(money).collect::<Vec<_>>().join(" + ");
    match (costs.is_empty(), sum.unknown_costs) {
        (true, 0) => String::new(),
        (true, unknown) => format!("{} without a cost", count(unknown)),
        (false, 0) => costs,
        (false, unknown) => format!("{costs} + {} unknown", count(unknown)),
    }
}

/// How many cards, and what they cost.
pub fn sum(sum: &Totals) -> String {
    let cards = plural(sum.cards, "card", "cards");
    let cost = cost(sum);
    if cost.is_empty() { cards } else { format!("{cards} \u{b7} {cost}") }
}

/// The message that a group was deleted and its cards were kept.
pub fn deleted_group(name: &str, cards: i64) -> String {
    match cards {
        0 => format!("Deleted {name}."),
        1 => format!("Deleted {name}. Its card stays."),
        cards => format!("Deleted {name}. Its {} cards stay.", count(cards)),
    }
}

/// The button that makes one.
pub fn add_group(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Portfolio => "Add a portfolio",
        GroupKind::Location => "Add a location",
    }
}

/// The kind in an id.
pub fn group_kind(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Portfolio => "portfolios",
        GroupKind::Location => "locations",
    }
}

/// What cards are kept in.
pub fn location_kind(kind: LocationKind) -> &'static str {
    match kind {
        LocationKind::Binder => "Binder",
        LocationKind::Box => "Box",
        LocationKind::Deck => "Deck",
        LocationKind::Display => "Display",
        LocationKind::Other => "Elsewhere",
    }
}
