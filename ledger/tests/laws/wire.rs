//! The JSON of records and mutations: stored on devices and servers, so it may grow but not change.

use proptest::prelude::*;
use serde_json::json;
use vitrine_ledger::*;

use crate::some;
use crate::world::{By, World};

proptest! {
    #[test]
    fn mutations_and_records_come_back_from_json(world in some::world(), m in some::mutation(), by in some::by()) {
        let text = serde_json::to_string(&m).unwrap();
        prop_assert_eq!(serde_json::from_str::<Mutation>(&text).unwrap(), m.clone());
        let mut world = world;
        if let Ok(effect) = world.send(By { saw: by.saw.min(world.head), ..by }, &m) {
            let text = serde_json::to_string(&effect.inverse).unwrap();
            prop_assert_eq!(serde_json::from_str::<Option<Mutation>>(&text).unwrap(), effect.inverse);
        }
        for (key, record) in &world.records {
            let text = serde_json::to_string(&(key, record)).unwrap();
            prop_assert_eq!(serde_json::from_str::<(Key, Record)>(&text).unwrap(), (*key, record.clone()));
        }
    }
}

#[test]
fn an_absent_field_is_not_an_empty_one() {
    let patch: LotPatch = serde_json::from_value(json!({"cost": null})).unwrap();
    assert_eq!((patch.cost, patch.acquired), (Some(None), None));
    assert_eq!(serde_json::to_value(&patch).unwrap(), json!({"cost": null}));
}

#[test]
fn the_shape_on_the_wire_is_this() {
    let adjust = Mutation::Adjust { entry: some::entry_id(1), lot: some::lot_id(1, 0), by: -1 };
    let (entry, lot) = (some::entry_id(1).to_string(), some::lot_id(1, 0).to_string());
    assert_eq!(serde_json::to_value(&adjust).unwrap(), json!({"adjust": {"entry": entry, "lot": lot, "by": -1}}));

    let card = CardRef { game: "mtg".to_owned(), name: "Opt".to_owned(), ..CardRef::default() };
    let lot = NewLot { id: some::lot_id(1, 0), quantity: 2, ..NewLot::default() };
    let mut world = World::default();
    let mutation = Mutation::add(NewHolding { id: some::entry_id(1), entry: Entry::new(card), lots: vec![lot] });
    world.send(By { client: 7, ms: 1, saw: 0 }, &mutation).unwrap();
    let at = json!({"v": [1, "0000000000100000", "00000000-0000-0000-0000-000000000007"]});
    let key = Key::entry(some::entry_id(1));
    assert_eq!(
        serde_json::to_value(&world.records[&key]).unwrap(),
        json!({"entry": {"is": {"card": {"game": "mtg", "name": "Opt"}}, "at": at}})
    );
    assert_eq!(
        serde_json::to_value(&world.records[&Key::lot(some::lot_id(1, 0))]).unwrap(),
        json!({"lot": {"is": {"entry": entry, "quantity": 2, "kind": "buy"}, "at": at}})
    );
    let refused = Rejection::TooLong { field: "notes".to_owned(), max: 5 };
    assert_eq!(serde_json::to_value(refused).unwrap(), json!({"code": "too_long", "field": "notes", "max": 5}));
}

#[test]
fn what_was_written_before_lots_had_fees_is_still_read() {
    let (entry, lot) = (some::entry_id(1), some::lot_id(1, 0));
    let at = json!({"v": [1, "0000000000100000", "00000000-0000-0000-0000-000000000007"]});
    let cost = json!({"minor": 500, "currency": "EUR"});
    let stored = json!({"lot": {"is": {"entry": entry, "quantity": 2, "cost": cost, "kind": "trade"}, "at": at}});
    let record: Record = serde_json::from_str(&stored.to_string()).unwrap();
    let made =
        NewLot { quantity: 2, cost: Some(Money::new(500, Currency::EUR)), kind: LotKind::Trade, ..NewLot::default() };
    assert_eq!(record.as_lot().unwrap().value, made.lot(entry));
    assert_eq!(serde_json::to_value(&record).unwrap(), stored, "and is written the same");

    let mutation =
        json!({"add_lot": {"entry": entry, "lot": {"id": lot, "quantity": 2, "cost": cost, "kind": "trade"}}});
    let read: Mutation = serde_json::from_str(&mutation.to_string()).unwrap();
    assert_eq!(read, Mutation::AddLot { entry, lot: NewLot { id: lot, ..made } });
    assert_eq!(serde_json::to_value(&read).unwrap(), mutation);
    let patch: LotPatch = serde_json::from_value(json!({"quantity": 1, "acquired": null})).unwrap();
    assert_eq!(patch, LotPatch { quantity: Some(1), acquired: Some(None), ..LotPatch::default() });
}

#[test]
fn a_sale_on_the_wire_is_this() {
    let (entry, sale, lot) = (some::entry_id(1), some::sale_id(1, 0), some::lot_id(1, 0));
    let new = NewSale {
        id: sale,
        entry,
        quantity: 2,
        gross: Some(Money::new(4_500, Currency::USD)),
        date: Date::new(2024, 5, 1),
        lots: vec![Taken { lot, copies: 2 }],
        rate: Some(Rate {
            from: Currency::USD,
            to: Currency::EUR,
            rate: "0.92".parse().unwrap(),
            date: Date::new(2024, 5, 1).unwrap(),
        }),
        ..NewSale::default()
    };
    let sell = Mutation::sell(vec![new.clone()], [Key::lot(lot), Key::entry(entry)]);
    let facts = json!({
        "entry": entry, "kind": "sell", "quantity": 2, "gross": {"minor": 4_500, "currency": "USD"},
        "date": "2024-05-01", "lots": [{"lot": lot, "copies": 2}],
        "rate": {"from": "USD", "to": "EUR", "rate": "0.92", "date": "2024-05-01"},
    });
    assert_eq!(serde_json::to_value(new.sale()).unwrap(), facts);
    let mut with_id = facts;
    with_id["id"] = json!(sale);
    assert_eq!(serde_json::to_value(&sell).unwrap(), json!({"sell": {"sales": [with_id], "seen": [Key::lot(lot)]}}));
    let reverse = Mutation::ReverseSale { sales: vec![SaleOf { entry, sale }] };
    assert_eq!(
        serde_json::to_value(&reverse).unwrap(),
        json!({"reverse_sale": {"sales": [{"entry": entry, "sale": sale}]}})
    );
}
