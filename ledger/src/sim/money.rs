//! The judge's till: every copy that came with what it cost, taken away one by one as it was sold. The totals of the
//! screen must be what is left.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::model::{Collection, Thing};
use crate::{Key, Kind, Method, Record, ReportingCurrency};

/// What is in the till.
#[derive(Debug, Default, PartialEq, Eq)]
struct Till {
    entries: i64,
    cards: i64,
    unknown: i64,
    money: BTreeMap<String, i64>,
}

/// A copy: of which lot, and what it cost in which currency.
type Copy = (Uuid, Option<(String, i64)>);

/// # Errors
/// When the screen shows something else.
pub(super) fn same_money(c: &Collection, rows: &[(&Key, &Record)]) -> Result<(), String> {
    let shown = crate::totals::totals(
        rows.iter().map(|(key, record)| (*key, *record)),
        Method::default(),
        ReportingCurrency::Native,
    );
    let money = shown.cost.iter().map(|(currency, minor)| (currency.to_string(), *minor)).collect();
    let shown = Till { entries: shown.entries, cards: shown.cards, unknown: shown.unknown_costs, money };
    let mut till = Till::default();
    for (entry, _) in c.things.iter().filter(|(key, thing)| key.kind == Kind::Entry && thing.alive) {
        count(&mut till, c, entry.id);
    }
    till.money.retain(|_, sum| *sum != 0);
    if shown == till { Ok(()) } else { Err(format!("the totals are {shown:?}, not {till:?}")) }
}

fn count(till: &mut Till, c: &Collection, entry: Uuid) {
    till.entries += 1;
    let of = |kind| {
        let mine = c.things.iter().filter(move |(key, thing)| key.kind == kind && thing.alive);
        mine.filter(move |(_, thing)| thing.entry == Some(entry))
    };
    let mut lots: Vec<(&str, Uuid, &Thing)> =
        of(Kind::Lot).map(|(key, lot)| (text(lot, "acquired").unwrap_or(""), key.id, lot)).collect();
    lots.sort_by_key(|(day, id, _)| (*day, booked_ms(*id), *id));
    let mut copies: Vec<Copy> = Vec::new();
    for (_, id, lot) in lots {
        till.cards += lot.quantity;
        copies.extend((0..lot.quantity).map(|copy| (id, share(lot, copy))));
    }
    let mut sales: Vec<(&str, Uuid, &Thing)> =
        of(Kind::Sale).map(|(key, sale)| (text(sale, "date").unwrap_or("9999-99-99"), key.id, sale)).collect();
    sales.sort_by_key(|(day, id, _)| (*day, booked_ms(*id), *id));
    let mut nameless = 0;
    for (_, _, sale) in sales {
        till.cards -= sale.quantity;
        nameless += sale.quantity;
        for taken in sale.fields.get("lots").and_then(Value::as_array).into_iter().flatten() {
            for _ in 0..taken["copies"].as_i64().unwrap_or(0) {
                let named = copies.iter().position(|(lot, _)| taken["lot"] == lot.to_string().as_str());
                if let Some(at) = named {
                    copies.remove(at);
                    nameless -= 1;
                }
            }
        }
    }
    // Who names no lot takes the oldest that nobody named.
    for (_, cost) in copies.into_iter().skip(nameless.max(0) as usize) {
        match cost {
            Some((currency, minor)) => *till.money.entry(currency).or_default() += minor,
            None => till.unknown += 1,
        }
    }
}

/// Within a day the order is that of the booking; an imported record, whose id has no time, was booked before all of it.
fn booked_ms(id: Uuid) -> u64 {
    if id.get_version_num() == 7 { id.as_u64_pair().0 >> 16 } else { 0 }
}

/// What one copy of a lot cost: its price, and its part of the fees and of what all cost together. The odd units are with
/// the first copies.
fn share(lot: &Thing, copy: i64) -> Option<(String, i64)> {
    let (currency, unit, mut fees) = match (amount(lot, "cost"), amount(lot, "total")) {
        (Some((currency, unit)), _) => (currency, unit, 0),
        (None, Some((currency, all))) => (currency, 0, all),
        (None, None) => return None,
    };
    for (of, fee) in ["fees", "shipping", "tax"].into_iter().filter_map(|field| amount(lot, field)) {
        if of != currency {
            return None;
        }
        fees += fee;
    }
    Some((currency, unit + fees / lot.quantity + i64::from(copy < fees % lot.quantity)))
}

fn amount(thing: &Thing, field: &str) -> Option<(String, i64)> {
    let money = thing.fields.get(field).filter(|money| !money.is_null())?;
    Some((money["currency"].as_str()?.to_owned(), money["minor"].as_i64()?))
}

fn text<'a>(thing: &'a Thing, field: &str) -> Option<&'a str> {
    thing.fields.get(field)?.as_str()
}
