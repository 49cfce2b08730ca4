//! Sums agree with each other, however they are made.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::basis::{Move, NoRates};
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
fn by_holding(world: &World, method: Method, reporting: ReportingCurrency) -> Totals {
    let mut sum = Totals::default();
    for (key, record) in world.records.iter().filter(|(key, _)| key.kind == Kind::Entry) {
        let mine = || world.records.iter().filter(|(of, part)| part.alive() && part.entry(**of) == key.id);
        let lots = mine().filter_map(|(key, record)| Some((key.id, &record.as_lot()?.value)));
        let sales = mine().filter_map(|(key, record)| Some((key.id, &record.as_sale()?.value)));
        sum.add(&Totals::of_holding(record.alive(), &Holding::new(lots, sales), method, reporting));
    }
    sum
}

/// What all came to on all days together, as a chart adds it up.
fn by_course(world: &World, method: Method, base: Currency) -> (i64, i64, i64) {
    let (mut copies, mut known, mut cost) = (0, 0, 0);
    for holding in basis::holdings(&world.records).values() {
        for each in holding.course(method, base, &NoRates).moves {
            (copies, known, cost) = (copies + each.came - each.went, known + each.known, cost + each.cost);
        }
    }
    (copies, known, cost)
}

proptest! {
    #[test]
    fn deleted_cards_count_nowhere_and_every_way_to_sum_agrees(world in some::world()) {
        let all = totals(&world.records, Method::default(), ReportingCurrency::Native);
        let cost: BTreeMap<String, i64> = all.cost.iter().map(|(c, minor)| (c.to_string(), *minor)).collect();
        prop_assert_eq!((all.entries, all.cards, all.unknown_costs, cost), by_hand(&world));
        prop_assert_eq!(by_holding(&world, Method::default(), ReportingCurrency::Native), all);
        for method in Method::ALL {
            for reporting in [ReportingCurrency::Base(Currency::USD), ReportingCurrency::Preferred(Currency::USD)] {
                let all = totals(&world.records, method, reporting);
                prop_assert_eq!(&by_holding(&world, method, reporting), &all);
                let remaining = |holding: &Holding<'_>| holding.basis(method, reporting).remaining;
                let left: Vec<_> = basis::holdings(&world.records).values().map(remaining).collect();
                let copies = left.iter().map(|costs| costs.copies).sum::<i64>();
                let told = left.iter().map(|costs| costs.told()).sum::<i64>();
                let cost = all.cost.get(&Currency::USD).copied().unwrap_or(0);
                prop_assert_eq!(by_course(&world, method, Currency::USD), (copies, told, cost));
            }
        }
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
    let course = |world: &World| -> Vec<(Option<Date>, i64, i64)> {
        let holdings = basis::holdings(&world.records);
        let mut moves = holdings[&entry].course(Method::Fifo, Currency::USD, &NoRates).moves;
        moves.sort_by_key(|each: &Move| (each.day, each.went, each.came));
        moves.iter().map(|each| (each.day, each.came - each.went, each.cost)).collect()
    };
    world.must(&Mutation::sell(vec![sale(0, 1, day(9))], []));
    assert_eq!(course(&world), [(day(1), 1, 100), (day(1), 3, 300), (day(9), -1, -100)]);
    let early = Date::new(2023, 1, 1);
    world.must(&Mutation::Sell {
        sales: vec![sale(1, 1, early), sale(2, 1, None)],
        seen: Vec::new(),
        held: BTreeMap::new(),
    });
    // Sold twice: the sale without a day comes last, so it is the one that finds nothing. What went before it came is
    // on no day.
    world.must(&Mutation::sell(vec![sale(3, 2, day(10))], []));
    let at = |course: &[(Option<Date>, i64, i64)], on: Option<Date>| {
        course
            .iter()
            .filter(|(of, ..)| *of <= on)
            .map(|(_, copies, cost)| (*copies, *cost))
            .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    };
    let course = course(&world);
    let seen: Vec<_> = [early, day(1), day(8), day(9), day(10)].map(|on| at(&course, on)).into();
    assert_eq!(seen, [(0, 0), (3, 300), (3, 300), (2, 200), (0, 0)]);
}
