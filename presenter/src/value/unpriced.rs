//! Copies without a price: grouped by the reason, and what each rule by which a price may stand in would do for them. From
//! what the server said last and the rows of this device, so that it is right offline.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;
use vitrine_ledger::{Currency, Money, Rate};

use crate::row::Row;
use crate::wire::value::{Lack, Quote, Unpriced};

/// Copies without a price for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    pub why: Lack,
    /// Of [`Lack::Other`]: the rules that would all have to be on.
    pub needs: Vec<String>,
    pub copies: i64,
    /// Their rows, by name.
    pub rows: Vec<Arc<Row>>,
}

/// What a rule does, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByRule {
    pub copies: i64,
    /// Together, in minor units of the currency everything is reckoned in; copies that no rate converts are not in it.
    pub value: i64,
}

impl ByRule {
    /// With so many copies at a price.
    pub fn add(&mut self, copies: i64, unit: Option<i64>) {
        self.copies += copies;
        self.value = self.value.saturating_add(unit.unwrap_or(0).saturating_mul(copies));
    }
}

/// The reasons, those somebody can do something about first. `row` gives the row of an entry that still has no price.
pub fn reasons(said: &Unpriced, row: impl Fn(Uuid) -> Option<Arc<Row>>) -> Vec<Reason> {
    let mut by: BTreeMap<(Lack, Vec<String>), Vec<Arc<Row>>> = BTreeMap::new();
    for entry in &said.entries {
        if let Some(row) = row(entry.entry) {
            by.entry((entry.why, entry.needs.clone())).or_default().push(row);
        }
    }
    let reason = |((why, needs), mut rows): ((Lack, Vec<String>), Vec<Arc<Row>>)| {
        rows.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Reason { why, needs, copies: rows.iter().map(|row| row.quantity).sum(), rows }
    };
    by.into_iter().map(reason).collect()
}

/// What a rule would do that is off.
pub fn would(said: &Unpriced, rule: &str, row: impl Fn(Uuid) -> Option<Arc<Row>>) -> ByRule {
    let mut sum = ByRule::default();
    for entry in &said.entries {
        let quote = entry.would.iter().find(|(word, _)| word == rule).map(|(_, quote)| quote);
        if let Some((quote, row)) = quote.zip(row(entry.entry)) {
            sum.add(row.quantity, reckoned(said, quote));
        }
    }
    sum
}

fn reckoned(said: &Unpriced, quote: &Quote) -> Option<i64> {
    let Money { minor, currency } = quote.price;
    let leads = |rate: &&Rate| (rate.from, rate.to) == (currency, said.currency);
    let rate = || said.rates.iter().map(|sourced| &sourced.rate).find(leads);
    if currency == said.currency { Some(minor) } else { rate()?.convert(quote.price).map(|money| money.minor) }
}

/// An amount of what a rule does.
pub fn sum_of(rule: ByRule, currency: Currency) -> Money {
    Money::new(rule.value, currency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::value::{MadeFrom, UnpricedEntry};
    use vitrine_ledger::{CardRef, Entry, NewLot, Stored};
    use vitrine_sync::{LedgerId, Version, Versions};

    fn row(id: u128, name: &str, copies: i64) -> Arc<Row> {
        let versions = || Versions::new(Version::NONE);
        let entry = Entry::new(CardRef { name: name.into(), ..CardRef::default() });
        let mut row =
            Row::new(Uuid::from_u128(id), &Stored { value: entry, alive: true, versions: versions() }).unwrap();
        let lot = NewLot { quantity: copies, ..NewLot::default() }.lot(Uuid::from_u128(id));
        row.add_lot(Uuid::nil(), &Stored { value: lot, alive: true, versions: versions() });
        row.settle(&crate::value::Reckoned::default());
        Arc::new(row)
    }

    fn said(entries: Vec<UnpricedEntry>) -> Unpriced {
        let (ledger, from) = (LedgerId(Uuid::nil()), MadeFrom::default());
        Unpriced { ledger, from, currency: Currency::USD, entries, rates: Vec::new(), time_ms: 0 }
    }

    #[test]
    fn issue_14_copies_without_a_price_are_grouped_and_each_rule_says_what_it_would_do() {
        let quote = |minor, currency| Quote {
            price: Money::new(minor, currency),
            date: "2026-11-20".parse().unwrap(),
            source: "x".into(),
            kind: "market".into(),
            stands_in: vec!["finish".into()],
        };
        let entry = |id, why, would: &[(&str, Quote)]| UnpricedEntry {
            entry: Uuid::from_u128(id),
            why,
            needs: would.iter().map(|(rule, _)| (*rule).to_owned()).collect(),
            would: would.iter().map(|(rule, quote)| ((*rule).to_owned(), quote.clone())).collect(),
            choices: Vec::new(),
        };
        let said = said(vec![
            entry(1, Lack::NoPrice, &[]),
            entry(2, Lack::Other, &[("finish", quote(150, Currency::USD))]),
            entry(3, Lack::Other, &[("finish", quote(999, Currency::EUR))]),
            entry(4, Lack::Other, &[("finish", quote(5, Currency::USD))]),
        ]);
        // The fourth has a price of its owner's by now, or is gone.
        let rows = [row(1, "Abra", 1), row(2, "Mew", 2), row(3, "Ditto", 3)];
        let find = |id: Uuid| rows.iter().find(|row| row.id == id).cloned();
        let told: Vec<_> = reasons(&said, find).into_iter().map(|one| (one.why, one.copies, one.rows.len())).collect();
        assert_eq!(told, [(Lack::Other, 5, 2), (Lack::NoPrice, 1, 1)]);
        let finish = would(&said, "finish", find);
        assert_eq!(finish, ByRule { copies: 5, value: 300 }, "no rate leads from the euros");
        assert_eq!(would(&said, "raw", find), ByRule::default());
    }
}
