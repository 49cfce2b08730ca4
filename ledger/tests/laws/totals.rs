//! Sums agree with each other, however they are made.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::basis::{Fate, Stay};
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
            let total = lot.total.filter(|_| lot.cost.is_none());
            let amounts: Vec<Money> =
                [lot.cost.or(total), lot.fees, lot.shipping, lot.tax].into_iter().flatten().collect();
            let one_currency = amounts.iter().all(|money| money.currency == amounts[0].currency);
            // What all cost together is shared out like the fees: no copy has a price of its own.
            let together = total.map(|total| Money::new(0, total.currency));
            let known = lot.cost.or(together).filter(|_| one_currency);
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

/// What became of every copy, as a chart adds it up.
fn stays(world: &World, settings: &Settings) -> Vec<Stay> {
    let stays = |holding: &Holding<'_>| holding.stays(settings.method, settings.terms());
    basis::holdings(&world.records).values().flat_map(stays).collect()
}

/// Copies, those of unknown cost, and what is there of each currency.
fn by_stay(world: &World, settings: &Settings) -> (i64, i64, BTreeMap<Currency, i64>) {
    let (mut cards, mut unknown, mut cost) = (0, 0, BTreeMap::<Currency, i64>::new());
    for stay in stays(world, settings) {
        match (stay.fate, stay.cost) {
            (Fate::Here, Some(paid)) => *cost.entry(paid.currency).or_default() += paid.minor,
            (Fate::Here, None) => unknown += stay.copies,
            (Fate::Went(_) | Fate::Never, _) => {}
        }
        cards += match stay.fate {
            Fate::Here => stay.copies,
            Fate::Went(_) => 0,
            Fate::Never => -stay.copies,
        };
    }
    cost.retain(|_, minor| *minor != 0);
    (cards, unknown, cost)
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

        prop_assert_eq!(by_stay(&world, &Settings::default()), (all.cards, all.unknown_costs, all.cost));
    }
}

#[test]
fn every_copy_is_somewhere_from_the_day_it_came_until_the_day_it_went() {
    let (entry, lot, day) = (some::entry_id(0), some::lot_id(0, 0), |day| Date::new(2024, 5, day));
    let card = CardRef { game: "mtg".to_owned(), name: "Opt".to_owned(), ..CardRef::default() };
    let cost = Some(Money::new(100, Currency::USD));
    let lot = NewLot { id: lot, quantity: 4, cost, acquired: day(1), ..NewLot::default() };
    let mut world = World::default();
    world.must(&Mutation::add(NewHolding { id: entry, entry: Entry::new(card), lots: vec![lot] }));
    let sale = |j, quantity, date| NewSale { id: some::sale_id(0, j), entry, quantity, date, ..NewSale::default() };
    let fates = |world: &World| -> Vec<(i64, Option<Date>, Fate)> {
        let stays = stays(world, &Settings::default());
        stays.iter().map(|stay| (stay.copies, stay.came, stay.fate)).collect()
    };
    world.must(&Mutation::sell(vec![sale(0, 1, day(9))], []));
    assert_eq!(fates(&world), [(3, day(1), Fate::Here), (1, day(1), Fate::Went(day(9)))]);
    let early = Date::new(2023, 1, 1);
    world.must(&Mutation::Sell { sales: vec![sale(1, 1, early), sale(2, 1, None)], seen: Vec::new() });
    // Sold twice: the sale without a day comes last, so it is the one that finds nothing.
    world.must(&Mutation::sell(vec![sale(3, 2, day(10))], []));
    let mut sold = fates(&world);
    sold.sort_by_key(|(_, came, fate)| (*came, format!("{fate:?}")));
    assert_eq!(sold.iter().map(|(copies, ..)| copies).sum::<i64>(), 5);
    assert!(sold.contains(&(1, None, Fate::Never)), "{sold:?}");
    for went in [(1, day(1), Fate::Went(early)), (1, day(1), Fate::Went(day(9))), (2, day(1), Fate::Went(day(10)))] {
        assert!(sold.contains(&went), "{went:?} in {sold:?}");
    }
}
