//! Every field's rule, run as a generated concurrent pair in both orders of arrival. The fields come from the table: one
//! without values to try fails.

use proptest::prelude::*;
use serde_json::{Value, json};
use vitrine_ledger::rules::{Field, Fields, LIFE, Rule};
use vitrine_ledger::{
    CardRef, Entry, Key, Location, LocationKind, Lot, LotKind, Mutation, NewHolding, NewLot, NewSale, Portfolio, Sale,
    Settings,
};
use vitrine_sync::MergeResult;

use crate::some::{entry_id, location_id, lot_id, portfolio_id, sale_id, wish_id};
use crate::world::{By, World, plain};

/// Changes to try, for each field that can change. Those of a register differ from what the record is made with.
fn values(kind: &str, field: &str) -> Vec<Value> {
    let fees = json!([{"minor": 2_500, "currency": "USD"}, {"minor": 0, "currency": "EUR"}, null]);
    let all = json!({
        "entry": {
            "card": [{"game": "mtg", "name": "one"}, {"game": "pokemon", "name": "two", "number": "4/102"}],
            "finish": ["Foil", "Etched", ""],
            "language": ["ja", "pt-BR"],
            "condition": [{"scale": "tcg", "code": "LP"}, {"scale": "cm", "code": "EX"}, null],
            "grade": [{"company": "PSA", "value": "9"}, {"company": "BGS", "value": "9.5", "cert": "77"}, null],
            "notes": ["mine", "theirs", "a third one"],
            "place": [{"location": location_id(0), "page": "4"}, {"location": location_id(1)}, null],
            "portfolio": [portfolio_id(0), portfolio_id(1), null],
            "price": [
                {"price": {"minor": 900, "currency": "USD"}, "date": "2024-05-01", "reason": "auction"},
                {"price": {"minor": 0, "currency": "EUR"}, "date": "2024-05-02"},
                null
            ],
            "flags": [{"add": ["x"]}, {"remove": ["kept"]}, {"add": ["x", "y"], "remove": ["kept"]}, {"add": ["kept"]}],
            "for_trade": [1, 2],
            "stamp": ["Prerelease", "Staff", ""],
            "tags": [{"add": ["x"]}, {"remove": ["kept"]}, {"add": ["x", "y"], "remove": ["kept"]}, {"add": ["kept"]}],
        },
        "lot": {
            "quantity": [1, -1, -2, 5],
            "cost": [{"minor": 20_000, "currency": "USD"}, {"minor": 1_000, "currency": "EUR"}, null],
            "acquired": ["2024-02-29", "2025-01-01", null],
            "kind": ["pull", "grading"],
            "fees": [{"minor": 150, "currency": "USD"}, {"minor": 99, "currency": "EUR"}, null],
            "shipping": [{"minor": 450, "currency": "USD"}, null],
            "tax": [{"minor": 1, "currency": "USD"}, {"minor": 0, "currency": "USD"}],
            "rate": [{"from": "USD", "to": "EUR", "rate": "0.92", "date": "2024-05-01"}, null],
            "source": ["card show", "Ada", ""],
            "total": [{"minor": 1_000, "currency": "USD"}, {"minor": 0, "currency": "USD"}, null],
        },
        "sale": {
            "rate": [{"from": "USD", "to": "EUR", "rate": "0.92", "date": "2024-05-01"}, null],
            "channel": ["eBay", "card show"],
            "buyer": ["Ada", "Bob", ""],
            "note": ["sleeved", "signed"],
        },
        "portfolio": { "name": ["To keep", "Shop"], "about": ["Ada's", ""] },
        "location": { "name": ["Binder 1", "Box 2"], "kind": ["box", "other"], "about": ["on the shelf", ""] },
        "wish": {
            "card": [{"game": "mtg", "name": "one"}, {"game": "pokemon", "name": "two", "number": "4/102"}],
            "finish": ["Foil", ""],
            "language": ["ja", ""],
            "grade": [{"company": "PSA", "value": "9"}, null],
            "target": [{"minor": 900, "currency": "USD"}, {"minor": 0, "currency": "EUR"}, null],
            "quantity": [2, 3],
            "priority": ["high", "low"],
            "note": ["for Ada", ""],
        },
        "settings": {
            "currency": ["EUR", "USD", null],
            "method": ["fifo", "average"],
            "appearance": ["light", "dark"],
            "psa_fee": fees, "bgs_fee": fees, "cgc_fee": fees, "sgc_fee": fees, "tag_fee": fees, "ace_fee": fees,
            "substitutes": [{"add": ["x"]}, {"remove": ["x"]}, {"add": ["x", "y"], "remove": ["kept"]}, {"add": ["kept"]}],
        },
    });
    all[kind][field].as_array().unwrap_or_else(|| panic!("no values to try for {kind}.{field}")).clone()
}

/// How many mutations [`start`] is made of: what is tried has seen them.
const SEEN: u64 = 5;

fn start() -> World {
    let card = CardRef { game: "mtg".to_owned(), name: "start".to_owned(), ..CardRef::default() };
    let kept = vitrine_ledger::Tags::new(["kept"]);
    let entry = Entry { tags: kept.clone(), flags: kept, ..Entry::new(card) };
    let cost = Some("5.00").map(|text| vitrine_ledger::typed::amount(text, vitrine_ledger::Currency::USD).unwrap());
    let lot = NewLot { id: lot_id(0, 0), quantity: 3, cost, acquired: None, kind: LotKind::Buy, ..NewLot::default() };
    let mut world = World::default();
    world.must(&Mutation::add(NewHolding { id: entry_id(0), entry, lots: vec![lot] }));
    let sale = NewSale { id: sale_id(0, 0), entry: entry_id(0), quantity: 1, ..NewSale::default() };
    world.must(&Mutation::sell(vec![sale], [Key::lot(lot_id(0, 0))]));
    let text = || String::from("start");
    let portfolio = Portfolio { name: text(), about: text() };
    world.must(&Mutation::AddPortfolio { id: portfolio_id(0), portfolio });
    let location = Location { name: text(), kind: LocationKind::Binder, about: text() };
    world.must(&Mutation::AddLocation { id: location_id(0), location });
    let wanted = CardRef { game: "mtg".to_owned(), name: "start".to_owned(), ..CardRef::default() };
    let text = || String::from("start");
    let wish =
        vitrine_ledger::Wish { finish: text(), language: text(), note: text(), ..vitrine_ledger::Wish::new(wanted) };
    world.must(&Mutation::AddWish { id: wish_id(0), wish });
    world
}

fn edit(kind: &str, field: &str, value: &Value) -> Mutation {
    let patch = json!({ field: value });
    match kind {
        "entry" => Mutation::EditEntry { id: entry_id(0), patch: serde_json::from_value(patch).unwrap() },
        "sale" => {
            Mutation::EditSale { entry: entry_id(0), id: sale_id(0, 0), patch: serde_json::from_value(patch).unwrap() }
        }
        "portfolio" => Mutation::EditPortfolio { id: portfolio_id(0), patch: serde_json::from_value(patch).unwrap() },
        "location" => Mutation::EditLocation { id: location_id(0), patch: serde_json::from_value(patch).unwrap() },
        "wish" => Mutation::EditWish { id: wish_id(0), patch: serde_json::from_value(patch).unwrap() },
        "settings" => Mutation::EditSettings { patch: serde_json::from_value(patch).unwrap() },
        _ => Mutation::EditLot { entry: entry_id(0), id: lot_id(0, 0), patch: serde_json::from_value(patch).unwrap() },
    }
}

/// Every field that can change, with two of the values to try.
fn pair() -> impl Strategy<Value = (&'static str, &'static Field, Value, Value)> {
    let entry = Entry::TABLE.iter().map(|field| ("entry", field));
    let lot = Lot::TABLE.iter().map(|field| ("lot", field));
    let sale = Sale::TABLE.iter().map(|field| ("sale", field));
    let portfolio = Portfolio::TABLE.iter().map(|field| ("portfolio", field));
    let location = Location::TABLE.iter().map(|field| ("location", field));
    let wish = vitrine_ledger::Wish::TABLE.iter().map(|field| ("wish", field));
    let settings = Settings::TABLE.iter().map(|field| ("settings", field));
    let fields: Vec<_> =
        entry.chain(lot).chain(sale).chain(portfolio).chain(location).chain(settings).chain(wish).collect();
    let fields: Vec<_> = fields.into_iter().filter(|(_, field)| field.rule != Rule::Immutable).collect();
    prop::sample::select(fields).prop_flat_map(|(kind, field)| {
        let values = values(kind, field.name);
        let some = prop::sample::select(values);
        (some.clone(), some).prop_map(move |(a, b)| (kind, field, a, b))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn concurrent_writes_end_the_same_in_both_orders((kind, field, a, b) in pair(), ms_a in 0_u64..4, ms_b in 0_u64..4) {
        let (by_a, by_b) = (By { client: 1, ms: ms_a, saw: SEEN }, By { client: 2, ms: ms_b, saw: SEEN });
        let (edit_a, edit_b) = (edit(kind, field.name, &a), edit(kind, field.name, &b));
        let (mut ab, mut ba) = (start(), start());
        ab.send(by_a, &edit_a).unwrap();
        let second = ab.send(by_b, &edit_b).unwrap();
        ba.send(by_b, &edit_b).unwrap();
        ba.send(by_a, &edit_a).unwrap();
        prop_assert_eq!(ab.seen(), ba.seen());

        let key = match kind {
            "entry" => Key::entry(entry_id(0)),
            "sale" => Key::sale(sale_id(0, 0)),
            "portfolio" => Key::portfolio(portfolio_id(0)),
            "wish" => Key::wish(wish_id(0)),
            "location" => Key::location(location_id(0)),
            "settings" => Settings::key(),
            _ => Key::lot(lot_id(0, 0)),
        };
        let is = plain(&ab.records[&key])[field.name].clone();
        let b_wins = ms_b >= ms_a;
        let (winner, loser) = if b_wins { (&b, &a) } else { (&a, &b) };
        let conflicts = ab.open_conflicts();
        match field.rule {
            Rule::Register | Rule::Guarded => {
                // Empty values are left out of the JSON.
                let same = is == *winner || (is.is_null() && (winner.is_null() || *winner == json!("")));
                prop_assert!(same || field.name == "card" && is["name"] == winner["name"], "{} instead of {}", is, winner);
                let expected = if a == b { MergeResult::Applied } else if b_wins { MergeResult::Merged } else { MergeResult::Superseded };
                prop_assert_eq!(second.merge_result, expected);
                let kept: Vec<&Value> = conflicts.iter().map(|(_, conflict)| &conflict.lost).collect();
                if field.rule == Rule::Guarded && a != b {
                    prop_assert_eq!(kept, [loser]);
                    prop_assert_eq!(&conflicts, &ba.open_conflicts(), "the same conflict under the same id");
                } else {
                    prop_assert!(kept.is_empty());
                }
            }
            Rule::Counter => {
                let sum = 3 + a.as_i64().unwrap() + b.as_i64().unwrap();
                prop_assert_eq!(is.as_i64(), Some(sum));
                prop_assert_eq!(conflicts.len(), usize::from(sum < 0));
            }
            Rule::Set => {
                let listed = |change: &Value, list: &str, tag: &str| {
                    change[list].as_array().is_some_and(|tags| tags.contains(&json!(tag)))
                };
                for tag in ["x", "y", "kept"] {
                    let added = listed(&a, "add", tag) || listed(&b, "add", tag);
                    let removed = listed(&a, "remove", tag) || listed(&b, "remove", tag);
                    let there = added || (tag == "kept" && kind == "entry" && !removed);
                    prop_assert_eq!(is.as_array().unwrap().contains(&json!(tag)), there, "{}", tag);
                }
            }
            Rule::Immutable | Rule::Life => unreachable!("not among the fields tried"),
        }
    }

    /// Two devices: each predicts its own edit, the server orders them, each replays what is pending over what it pulled.
    #[test]
    fn two_devices_agree_with_the_server((kind, field, a, b) in pair(), ms_a in 0_u64..4, ms_b in 0_u64..4) {
        let (by_a, by_b) = (By { client: 1, ms: ms_a, saw: SEEN }, By { client: 2, ms: ms_b, saw: SEEN });
        let mut server = start();
        server.send(by_a, &edit(kind, field.name, &a)).unwrap();
        let mut device = server.clone();
        let effect = vitrine_ledger::apply::apply(
            &edit(kind, field.name, &b), &device, &by_b.author(vitrine_sync::Seq::PROVISIONAL),
        ).unwrap();
        device.records.extend(effect.patch);
        server.send(by_b, &edit(kind, field.name, &b)).unwrap();
        prop_assert_eq!(device.seen(), server.seen());
        prop_assert_eq!(device.open_conflicts(), server.open_conflicts());
    }

    /// Causality before clocks: whoever saw a value may replace it, and it is not a conflict.
    #[test]
    fn a_write_that_saw_the_other_wins_whatever_its_clock((kind, field, a, b) in pair(), ms in 0_u64..4) {
        let mut world = start();
        world.send(By { client: 1, ms: 1_000, saw: SEEN }, &edit(kind, field.name, &a)).unwrap();
        let effect = world.send(By { client: 2, ms, saw: SEEN + 1 }, &edit(kind, field.name, &b)).unwrap();
        prop_assert_eq!(effect.merge_result, MergeResult::Applied);
        let negative = world.records[&Key::lot(lot_id(0, 0))].as_lot().unwrap().value.quantity < 0;
        prop_assert_eq!(world.open_conflicts().len(), usize::from(negative));
    }

    /// The third write is concurrent to both others; it may stand between their clocks.
    #[test]
    fn who_loses_against_a_value_loses_against_what_knowingly_replaced_it(
        (kind, field, a, b) in pair(), c in 0_usize..8, ms_a in 0_u64..6, ms_b in 0_u64..6, ms_c in 0_u64..6
    ) {
        prop_assume!(ms_c != ms_a);
        let values = values(kind, field.name);
        let c = edit(kind, field.name, &values[c % values.len()]);
        let (a, b) = (edit(kind, field.name, &a), edit(kind, field.name, &b));
        let (by_a, by_c) = (By { client: 1, ms: ms_a, saw: SEEN }, By { client: 3, ms: ms_c, saw: SEEN });
        let by_b = By { client: 2, ms: ms_b, saw: SEEN + 1 };
        let (mut last, mut between) = (start(), start());
        last.send(by_a, &a).unwrap();
        last.send(by_b, &b).unwrap();
        last.send(by_c, &c).unwrap();
        between.send(by_a, &a).unwrap();
        between.send(by_c, &c).unwrap();
        between.send(by_b, &b).unwrap();
        // Which tags were seen is another matter: an addition holds up a tag on its own.
        if field.rule != Rule::Set {
            prop_assert_eq!(last.seen(), between.seen());
        }
    }
}

#[test]
fn a_price_corrected_on_a_slow_clock_counts_as_later_than_the_price_it_corrects() {
    let cost = |minor: i64| edit("lot", "cost", &json!({"minor": minor, "currency": "USD"}));
    let mut world = start();
    world.send(By { client: 1, ms: 100, saw: SEEN }, &cost(1_000)).unwrap();
    world.send(By { client: 2, ms: 50, saw: SEEN + 1 }, &cost(20_000)).unwrap();
    // Offline all the time, with a clock between the two.
    let third = world.send(By { client: 3, ms: 75, saw: SEEN }, &cost(7)).unwrap();
    assert_eq!(third.merge_result, MergeResult::Superseded);
    let lot = &world.records[&Key::lot(lot_id(0, 0))].as_lot().unwrap().value;
    assert_eq!(lot.cost.map(|cost| cost.minor), Some(20_000));
    let lost: Vec<Value> = world.open_conflicts().into_iter().map(|(_, conflict)| conflict.lost).collect();
    assert_eq!(lost, [json!({"minor": 7, "currency": "USD"})]);
}

#[test]
fn edits_of_one_device_apply_in_their_order_though_its_clock_runs_backwards() {
    let mut world = start();
    for (ms, minor) in [(900, 1_000), (500, 2_000), (100, 20_000)] {
        let cost = json!({"minor": minor, "currency": "USD"});
        // It has seen nothing since the record was made: all three were made offline.
        world.send(By { client: 1, ms, saw: SEEN }, &edit("lot", "cost", &cost)).unwrap();
    }
    let lot = &world.records[&Key::lot(lot_id(0, 0))].as_lot().unwrap().value;
    assert_eq!(lot.cost.map(|cost| cost.minor), Some(20_000));
    assert!(world.open_conflicts().is_empty());
}

/// Stored versions speak of these numbers. Which field has which, each schema's `fields.txt` holds (`stored`); the entry's
/// number 8 was never released.
#[test]
fn field_numbers_are_unique() {
    for table in vitrine_ledger::record::TABLES {
        let mut numbers: Vec<u8> = table.iter().chain([&LIFE]).map(|field| field.number).collect();
        numbers.sort_unstable();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
    }
}
