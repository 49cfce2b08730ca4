//! Words for an edit that did not come to pass: what it would have written, value by value.

use serde_json::Value;
use uuid::Uuid;
use vitrine_ledger::rules::Rule;
use vitrine_ledger::{Choice, Kind, Mutation, NewHolding};

use super::context::{copies, selling};
use super::count;
use super::history::{field_name, value};
use super::plural;
use crate::collection::Groups;

/// Lines at most; the rest are counted.
const LINES: usize = 4;
/// Characters of a text that is quoted.
const QUOTED: usize = 160;

/// The values of an edit, a line each. `name` finds the name of a card.
pub fn tried(mutation: &Mutation, groups: &Groups, name: &dyn Fn(Uuid) -> Option<String>) -> Vec<String> {
    let fields = |path: &str, kind| fields(mutation, groups, path, kind);
    let named = |entry: &Uuid| name(*entry).unwrap_or_else(|| String::from("a card that is not here"));
    let lines = match mutation {
        Mutation::EditEntry { .. } => fields("/edit_entry/patch", Kind::Entry),
        Mutation::EditLot { .. } => fields("/edit_lot/patch", Kind::Lot),
        Mutation::EditSale { .. } => fields("/edit_sale/patch", Kind::Sale),
        Mutation::Add { holdings } | Mutation::Import { holdings, .. } => holdings.iter().map(holding).collect(),
        Mutation::AddLot { entry, lot } => vec![copies(&lot.lot(*entry), "")],
        Mutation::Sell { sales, .. } if sales.len() == 1 => sales.iter().map(selling).collect(),
        Mutation::Sell { sales, .. } => {
            sales.iter().map(|sale| format!("{}: {}", named(&sale.entry), selling(sale))).collect()
        }
        Mutation::ReverseSale { sales } => sales.iter().map(|of| named(&of.entry)).collect(),
        Mutation::Delete(records) | Mutation::Restore(records) => records.entries.iter().map(named).collect(),
        Mutation::EditEntries { ids, .. } => {
            let to = fields("/edit_entries/patch", Kind::Entry);
            to.into_iter().chain(ids.iter().map(named)).collect()
        }
        Mutation::EditPortfolio { .. } => fields("/edit_portfolio/patch", Kind::Portfolio),
        Mutation::EditLocation { .. } => fields("/edit_location/patch", Kind::Location),
        Mutation::EditWish { .. } => fields("/edit_wish/patch", Kind::Wish),
        Mutation::EditSettings { .. } => fields("/edit_settings/patch", Kind::Settings),
        Mutation::Settle { choice: Choice::Keep, .. } => vec![String::from("Keep the value that stands")],
        Mutation::Settle { choice: Choice::UseLost, .. } => vec![String::from("Use the other value")],
        // Their titles say all.
        Mutation::Adjust { .. }
        | Mutation::AddPortfolio { .. }
        | Mutation::AddLocation { .. }
        | Mutation::AddWish { .. } => Vec::new(),
        Mutation::Revert { steps } => (0..steps.len())
            .flat_map(|at| {
                let of = move |(name, kind)| fields(&format!("/revert/steps/{at}/{name}/patch"), kind);
                [("entry", Kind::Entry), ("lot", Kind::Lot), ("sale", Kind::Sale)].into_iter().flat_map(of)
            })
            .collect(),
    };
    bounded(lines)
}

/// The fields of the patch that stands at `path` in the mutation's JSON.
fn fields(mutation: &Mutation, groups: &Groups, path: &str, kind: Kind) -> Vec<String> {
    let text = serde_json::to_string(mutation).expect("BUG: mutations serialise");
    let whole: Value = serde_json::from_str(&text).expect("BUG: what was just written reads back");
    let patch = whole.pointer(path).and_then(Value::as_object).into_iter().flatten();
    patch
        .map(|(field, to)| format!("{}: {}", field_name(kind, field), quoted(&written(kind, field, to, groups))))
        .collect()
}

/// A changed value; a number of copies and tags are changed by differences.
fn written(kind: Kind, field: &str, to: &Value, groups: &Groups) -> String {
    let tags = |part: &str, sign: &str| {
        let tags = to.get(part).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        tags.map(|tag| format!("{sign}{tag}")).collect::<Vec<_>>()
    };
    match (kind.field(field).map(|field| field.rule), to.as_i64()) {
        (Some(Rule::Counter), Some(by)) if by > 0 => format!("{} more", count(by)),
        (Some(Rule::Counter), Some(by)) => format!("{} fewer", count(-by)),
        (Some(Rule::Set), _) => [tags("add", "+"), tags("remove", "\u{2212}")].concat().join(", "),
        _ => value(field, to, groups),
    }
}

fn holding(new: &NewHolding) -> String {
    let lots = new.lots.iter().map(|lot| copies(&lot.lot(new.id), ""));
    std::iter::once(new.entry.card.name.clone()).chain(lots).collect::<Vec<_>>().join(" \u{b7} ")
}

/// The beginning of a text, with a sign that it goes on.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}\u{2026}", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

fn bounded(mut lines: Vec<String>) -> Vec<String> {
    let more = lines.len().saturating_sub(LINES);
    if more > 0 {
        lines.truncate(LINES);
        lines.push(format!("and {}", plural(more as i64, "other", "others")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_ledger::{
        CardRef, Currency, Entry, EntryPatch, Key, LotPatch, Money, NewLot, NewSale, Step, TagsChange,
    };

    const ID: Uuid = Uuid::from_u128(7);

    fn said(mutation: &Mutation) -> Vec<String> {
        tried(mutation, &Groups::default(), &|id| (id == ID).then(|| String::from("Charizard")))
    }

    fn cost() -> Option<Money> {
        Some(Money::new(1_200, Currency::USD))
    }

    #[test]
    fn every_value_of_an_edit_is_said() {
        let patch = LotPatch { cost: Some(cost()), quantity: Some(-2), ..LotPatch::default() };
        let edit = Mutation::EditLot { entry: ID, id: ID, patch: patch.clone() };
        assert_eq!(said(&edit), ["Cost of one: $12.00", "How many: 2 fewer"]);
        let tags = TagsChange { add: vec!["grail".into()], remove: vec!["sold".into()] };
        let patch = EntryPatch { tags: Some(tags), notes: Some("n".repeat(500)), ..EntryPatch::default() };
        let lines = said(&Mutation::EditEntry { id: ID, patch });
        assert_eq!(lines[1], "Tags: +grail, \u{2212}sold");
        assert!(lines[0].starts_with("Notes: nnn") && lines[0].ends_with("n\u{2026}") && lines[0].len() < 200);
        let undo = Mutation::Revert { steps: vec![Step::Lot { id: ID, patch: lot(), alive: true }] };
        assert_eq!(said(&undo), ["Cost of one: $12.00"]);
    }

    fn lot() -> LotPatch {
        LotPatch { cost: Some(cost()), ..LotPatch::default() }
    }

    #[test]
    fn what_was_to_be_added_or_sold_is_said_with_its_price() {
        let new = NewLot { quantity: 2, cost: cost(), ..NewLot::default() };
        let entry = Entry::new(CardRef { name: "Charizard".into(), ..CardRef::default() });
        let add = Mutation::add(NewHolding { id: ID, entry, lots: vec![new] });
        assert_eq!(said(&add), ["Charizard \u{b7} 2 copies \u{b7} Bought \u{b7} $12.00 each"]);
        let sale = NewSale { entry: ID, quantity: 1, gross: cost(), ..NewSale::default() };
        assert_eq!(said(&Mutation::sell(vec![sale], [])), ["Sold 1 \u{b7} $12.00"]);
    }

    #[test]
    fn of_many_the_first_are_named_and_the_others_counted() {
        let nine = (0..9).map(|i| Key::entry(Uuid::from_u128(7 + i)));
        let lines = said(&Mutation::Delete(nine.collect()));
        assert_eq!((lines[0].as_str(), lines.len(), lines[LINES].as_str()), ("Charizard", LINES + 1, "and 5 others"));
    }
}
