//! Sums agree with each other, however they are made.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::cost::cost_by_day;
use vitrine_ledger::totals::totals;
use vitrine_ledger::*;

use crate::some;
use crate::world::World;

/// By hand, in one loop over lots: shares nothing with the code under test.
fn by_hand(world: &World) -> (i64, i64, i64, BTreeMap<String, i64>) {
    let alive = |id: &Uuid| world.records.get(&Key::entry(*id)).is_some_and(Record::alive);
    let (mut cards, mut unknown, mut cost) = (0, 0, BTreeMap::<String, i64>::new());
    for lot in world.records.values().filter(|r| r.alive()).filter_map(Record::as_lot) {
        let lot = &lot.value;
        if alive(&lot.entry) {
            cards += lot.quantity;
            match lot.cost {
                Some(money) => *cost.entry(money.currency.to_string()).or_default() += money.minor * lot.quantity,
                None => unknown += lot.quantity,
            }
        }
    }
    cost.retain(|_, minor| *minor != 0);
    let entries = world.records.values().filter(|r| r.alive() && r.as_entry().is_some()).count() as i64;
    (entries, cards, unknown, cost)
}

/// The holdings one by one, as a screen follows them.
fn by_holding(world: &World) -> Totals {
    let mut sum = Totals::default();
    for (key, record) in world.records.iter().filter(|(key, _)| key.kind == Kind::Entry) {
        let lots = world.records.values().filter_map(Record::as_lot);
        let lots = lots.filter(|lot| lot.alive && lot.value.entry == key.id).map(|lot| &lot.value);
        sum.add(&Totals::of_holding(record.alive(), lots));
    }
    sum
}

proptest! {
    #[test]
    fn deleted_cards_count_nowhere_and_every_way_to_sum_agrees(world in some::world()) {
        let all = totals(&world.records);
        let cost: BTreeMap<String, i64> = all.cost.iter().map(|(c, minor)| (c.to_string(), *minor)).collect();
        prop_assert_eq!((all.entries, all.cards, all.unknown_costs, cost), by_hand(&world));
        prop_assert_eq!(by_holding(&world), all.clone());

        let curve = cost_by_day(&world.records);
        let (cards, unknown) = curve.days.last().map_or((0, 0), |last| (last.cards, last.unknown));
        prop_assert_eq!(cards + curve.undated.cards, all.cards);
        prop_assert_eq!(unknown + curve.undated.unknown_costs, all.unknown_costs);
        let mut whole = curve.undated.cost.clone();
        for (currency, minor) in curve.days.last().into_iter().flat_map(|last| &last.cost) {
            *whole.entry(*currency).or_default() += minor;
        }
        whole.retain(|_, minor| *minor != 0);
        prop_assert_eq!(whole, all.cost);
        prop_assert!(curve.days.windows(2).all(|pair| pair[0].date < pair[1].date));
    }
}

#[test]
fn the_curve_steps_on_the_day_a_lot_came() {
    let holdings = sample::sample_holdings(vitrine_sync::LedgerId(Uuid::from_u128(1)));
    let mut world = World::default();
    world.must(&Mutation::Add { holdings });
    let curve = cost_by_day(&world.records);
    let first = &curve.days[0];
    assert_eq!((first.date.to_string().as_str(), first.cards), ("2021-03-06", 1));
    assert!(curve.undated.cards > 0);
    world.must(&Mutation::delete(world.records.keys().next().unwrap().id));
    assert_ne!(cost_by_day(&world.records), curve);
}
