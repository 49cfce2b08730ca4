//! Sums agree with each other, however they are made.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::cost::cost_by_day;
use vitrine_ledger::totals::totals;
use vitrine_ledger::*;

use crate::some;
use crate::world::World;

/// By hand, copy by copy: shares nothing with the code under test.
fn by_hand(world: &World) -> (i64, i64, i64, BTreeMap<String, i64>) {
    let living = || world.records.iter().filter(|(_, record)| record.alive());
    let (mut entries, mut cards, mut unknown, mut cost) = (0, 0, 0, BTreeMap::<String, i64>::new());
    for (entry, _) in living().filter(|(key, _)| key.kind == Kind::Entry) {
        entries += 1;
        let mut lots: Vec<(Option<Date>, Uuid, &Lot)> = living()
            .filter_map(|(key, record)| Some((record.as_lot()?.value.acquired, key.id, &record.as_lot()?.value)))
            .filter(|(_, _, lot)| lot.entry == entry.id)
            .collect();
        lots.sort_by_key(|(acquired, id, _)| (*acquired, *id));
        // Each copy with its cost, the odd units on the first.
        let mut copies: Vec<(Uuid, Option<(String, i64)>)> = Vec::new();
        for (_, id, lot) in lots {
            cards += lot.quantity;
            let amounts: Vec<Money> = [lot.cost, lot.fees, lot.shipping, lot.tax].into_iter().flatten().collect();
            let one_currency = amounts.iter().all(|money| money.currency == amounts[0].currency);
            let known = lot.cost.filter(|_| one_currency);
            for copy in 0..lot.quantity {
                let part = known.map(|unit| {
                    let extra: i64 = amounts.iter().map(|money| money.minor).sum::<i64>() - unit.minor;
                    (
                        unit.currency.to_string(),
                        unit.minor + extra / lot.quantity + i64::from(copy < extra % lot.quantity),
                    )
                });
                copies.push((id, part));
            }
        }
        let far = Date::new(9999, 12, 31);
        let mut sales: Vec<(Option<Date>, Uuid, &Sale)> = living()
            .filter_map(|(key, record)| Some((key.id, &record.as_sale()?.value)))
            .filter(|(_, sale)| sale.entry == entry.id)
            .map(|(id, sale)| (sale.date.or(far), id, sale))
            .collect();
        sales.sort_by_key(|(date, id, _)| (*date, *id));
        let mut wanted: Vec<i64> = sales.iter().map(|(_, _, sale)| sale.quantity).collect();
        for ((_, _, sale), wanted) in sales.iter().zip(&mut wanted) {
            cards -= sale.quantity;
            for named in sale.lots.iter().flat_map(|taken| std::iter::repeat_n(taken.lot, taken.copies as usize)) {
                if let Some(at) = copies.iter().position(|(lot, _)| *lot == named) {
                    copies.remove(at);
                    *wanted -= 1;
                }
            }
        }
        let oldest: i64 = wanted.iter().sum();
        for (_, part) in copies.into_iter().skip(oldest as usize) {
            match part {
                Some((currency, minor)) => *cost.entry(currency).or_default() += minor,
                None => unknown += 1,
            }
        }
    }
    cost.retain(|_, minor| *minor != 0);
    (entries, cards, unknown, cost)
}

/// The holdings one by one, as a screen follows them.
fn by_holding(world: &World, settings: &Settings) -> Totals {
    let mut sum = Totals::default();
    for (key, record) in world.records.iter().filter(|(key, _)| key.kind == Kind::Entry) {
        let mine = || world.records.iter().filter(|(of, part)| part.alive() && part.entry(**of) == key.id);
        let lots = mine().filter_map(|(key, record)| Some((key.id, &record.as_lot()?.value)));
        let sales = mine().filter_map(|(key, record)| Some((key.id, &record.as_sale()?.value)));
        sum.add(&Totals::of_holding(record.alive(), &Holding::new(lots, sales), settings));
    }
    sum
}

proptest! {
    #[test]
    fn deleted_cards_count_nowhere_and_every_way_to_sum_agrees(world in some::world()) {
        let all = totals(&world.records, &Settings::default());
        let cost: BTreeMap<String, i64> = all.cost.iter().map(|(c, minor)| (c.to_string(), *minor)).collect();
        prop_assert_eq!((all.entries, all.cards, all.unknown_costs, cost), by_hand(&world));
        prop_assert_eq!(by_holding(&world, &Settings::default()), all.clone());
        let settings = Settings::among(&world.records);
        prop_assert_eq!(by_holding(&world, &settings), totals(&world.records, &settings));

        let curve = cost_by_day(&world.records, &Settings::default());
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
    let Some(Mutation::Add { holdings }) = sample::sample(vitrine_sync::LedgerId(Uuid::from_u128(1))).pop() else {
        panic!("the cards come last")
    };
    let mut world = World::default();
    world.must(&Mutation::Add { holdings });
    let curve = cost_by_day(&world.records, &Settings::default());
    let first = &curve.days[0];
    assert_eq!((first.date.to_string().as_str(), first.cards), ("2021-03-06", 1));
    assert!(curve.undated.cards > 0);
    world.must(&Mutation::delete(world.records.keys().next().unwrap().id));
    assert_ne!(cost_by_day(&world.records, &Settings::default()), curve);
}

#[test]
fn the_curve_steps_down_on_the_day_a_copy_was_sold() {
    let (entry, lot, day) = (some::entry_id(0), some::lot_id(0, 0), |day| Date::new(2024, 5, day));
    let card = CardRef { game: "mtg".to_owned(), name: "Opt".to_owned(), ..CardRef::default() };
    let cost = Some(Money::new(100, Currency::USD));
    let lot = NewLot { id: lot, quantity: 4, cost, acquired: day(1), ..NewLot::default() };
    let mut world = World::default();
    world.must(&Mutation::add(NewHolding { id: entry, entry: Entry::new(card), lots: vec![lot] }));
    let sale = |j, quantity, date| NewSale { id: some::sale_id(0, j), entry, quantity, date, ..NewSale::default() };
    let points = |world: &World| -> Vec<(String, i64, i64)> {
        let usd = |point: &CostPoint| point.cost.get(&Currency::USD).copied().unwrap_or(0);
        let days = cost_by_day(&world.records, &Settings::default()).days;
        days.iter().map(|point| (point.date.to_string(), point.cards, usd(point))).collect()
    };
    let expected = |points: &[(&str, i64, i64)]| -> Vec<(String, i64, i64)> {
        points.iter().map(|(day, cards, cost)| ((*day).to_owned(), *cards, *cost)).collect()
    };
    world.must(&Mutation::sell(vec![sale(0, 1, day(9))], []));
    assert_eq!(points(&world), expected(&[("2024-05-01", 4, 400), ("2024-05-09", 3, 300)]));
    // Went before it came, by its day: never there. Went some day: on no day at all.
    world.must(&Mutation::Sell { sales: vec![sale(1, 1, Date::new(2023, 1, 1)), sale(2, 1, None)], seen: Vec::new() });
    assert_eq!(points(&world), expected(&[("2024-05-01", 2, 200), ("2024-05-09", 1, 100)]));
    // Sold twice: the sale without a day comes last, so it is the one that finds nothing.
    world.must(&Mutation::sell(vec![sale(3, 2, day(10))], []));
    assert_eq!(points(&world), expected(&[("2024-05-01", 3, 300), ("2024-05-09", 2, 200), ("2024-05-10", 0, 0)]));
    assert_eq!(
        (
            totals(&world.records, &Settings::default()).cards,
            cost_by_day(&world.records, &Settings::default()).undated.cards
        ),
        (-1, -1)
    );
}
