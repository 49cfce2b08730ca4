//! The rest of a record in a line: what else is known of the copies, the card or the sale that a value belongs to.

use vitrine_ledger::{Entry, Lot, NewSale, Record, Sale};

use super::date;
use super::grade;
use super::lot_cost;
use super::lot_kind;
use super::money;
use super::plural;
use super::sale_kind;

/// A record in a line, but for the field that is shown beside it. Empty when there is nothing to say.
pub fn context(record: &Record, without: &str) -> String {
    match record {
        Record::Entry(stored) => entry(&stored.value, without),
        Record::Lot(stored) => copies(&stored.value, without),
        Record::Sale(stored) => sale(&stored.value),
        Record::Conflict(_) | Record::Portfolio(_) | Record::Location(_) | Record::Settings(_) | Record::Wish(_) => {
            String::new()
        }
    }
}

/// Copies that came: `2 copies · Bought · $12.00 each · 3 Nov 2026`.
pub(super) fn copies(lot: &Lot, without: &str) -> String {
    let mut parts =
        Parts { without, said: vec![plural(lot.quantity, "copy", "copies"), lot_kind(lot.kind).to_owned()] };
    let cost = lot_cost(lot.cost, lot.total).unwrap_or_else(|| String::from("cost unknown"));
    parts.say(if without == "total" { "total" } else { "cost" }, Some(cost));
    parts.say("acquired", lot.acquired.map(date));
    parts.say("fees", lot.fees.map(|amount| format!("fees {}", money(amount))));
    parts.say("shipping", lot.shipping.map(|amount| format!("shipping {}", money(amount))));
    parts.say("tax", lot.tax.map(|amount| format!("tax {}", money(amount))));
    parts.say("source", filled(&lot.source).map(|source| format!("from {source}")));
    parts.line()
}

/// Copies that are about to go: `Sold 2 · $30.00 · 3 Nov 2026 · eBay`.
pub(super) fn selling(new: &NewSale) -> String {
    sale(&new.sale())
}

fn sale(sale: &Sale) -> String {
    let mut parts =
        Parts { without: "", said: vec![format!("{} {}", sale_kind(sale.kind), super::count(sale.quantity))] };
    let unknown = sale.kind.for_value().then(|| String::from("price unknown"));
    parts.say("gross", sale.gross.map(money).or(unknown));
    parts.say("date", sale.date.map(date));
    parts.say("channel", filled(&sale.channel).map(str::to_owned));
    parts.line()
}

fn entry(entry: &Entry, without: &str) -> String {
    let mut parts = Parts { without, said: Vec::new() };
    parts.say("finish", filled(&entry.finish).map(str::to_owned));
    parts.say("language", filled(&entry.language).map(str::to_owned));
    parts.say("condition", entry.condition.as_ref().map(|condition| condition.code.clone()));
    parts.say("grade", entry.grade.as_ref().map(grade));
    parts.say("price", entry.price.as_ref().map(|own| format!("own price {}", money(own.price))));
    let mut tags: Vec<String> = Vec::new();
    entry.chips(&mut |word| tags.push(word.to_owned()));
    tags.extend(entry.tags.iter().map(str::to_owned));
    parts.say("tags", (!tags.is_empty()).then(|| tags.join(", ")));
    parts.line()
}

struct Parts<'a> {
    without: &'a str,
    said: Vec<String>,
}

impl Parts<'_> {
    fn say(&mut self, field: &str, text: Option<String>) {
        self.said.extend(text.filter(|_| field != self.without));
    }

    fn line(self) -> String {
        super::line(self.said)
    }
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use vitrine_ledger::{CardRef, Condition, Currency, Money, NewLot};

    #[test]
    fn the_field_that_is_shown_beside_it_is_left_out() {
        let cost = Some(Money::new(1_200, Currency::USD));
        let lot =
            NewLot { quantity: 2, cost, acquired: "2026-11-03".parse().ok(), ..NewLot::default() }.lot(Uuid::nil());
        assert_eq!(copies(&lot, "cost"), "2 copies \u{b7} Bought \u{b7} 3 Nov 2026");
        assert_eq!(copies(&lot, "acquired"), "2 copies \u{b7} Bought \u{b7} $12.00 each");
        let together = Lot { total: cost, cost: None, ..lot };
        assert_eq!(copies(&together, "acquired"), "2 copies \u{b7} Bought \u{b7} $12.00 together");
        assert_eq!(copies(&together, "total"), "2 copies \u{b7} Bought \u{b7} 3 Nov 2026");
        let card = Entry {
            finish: "holo".into(),
            condition: Some(Condition::new("tcg", "NM")),
            ..Entry::new(CardRef::default())
        };
        assert_eq!(entry(&card, "notes"), "holo \u{b7} NM");
    }
}
