//! Prices in the index: what is kept by difference against what one would add up again.

use super::line_tests::{Dice, some, some_query};
use super::tests::{Records, entry, key_entry, key_lot, lot, rebuilt, refresh, same};
use super::*;
use crate::collection::Sort;
use crate::value::Division;
use crate::wire::value::{MadeFrom, Quote, SourcedRate, Valuation};
use vitrine_ledger::{Currency, Date, Money, Rate};
use vitrine_sync::LedgerId;

fn some_valuation(dice: &mut Dice, whole: bool) -> Valuation {
    let currency = if dice.roll(6) == 0 { Currency::EUR } else { Currency::USD };
    let date = Date::new(2026, 1, 1 + dice.roll(2) as u8).unwrap();
    let other = if currency == Currency::EUR { Currency::USD } else { Currency::EUR };
    let rate = Rate { from: other, to: currency, rate: "1.5".parse().unwrap(), date };
    let rates = (dice.roll(5) > 0).then(|| SourcedRate { rate, source: "ecb".into() });
    let quote = |dice: &mut Dice| Quote {
        price: Money::new(
            dice.roll(900) as i64,
            [Currency::USD, Currency::USD, Currency::EUR, Currency::JPY][dice.roll(4) as usize],
        ),
        date,
        source: "tcgplayer".into(),
        kind: "market".into(),
        stands_in: if dice.roll(4) == 0 { vec!["finish".into()] } else { Vec::new() },
    };
    let quotes = (0..if whole { 12 } else { 1 + dice.roll(3) })
        .map(|_| (Uuid::from_u128(dice.roll(12)), (dice.roll(4) > 0).then(|| quote(dice))))
        .collect();
    Valuation {
        ledger: LedgerId(Uuid::nil()),
        from: MadeFrom::default(),
        whole,
        currency,
        quotes,
        under: Vec::new(),
        rates: rates.into_iter().collect(),
        dated: Default::default(),
        today: Some(date),
        time_ms: 0,
    }
}

#[test]
fn whatever_changes_the_worth_is_that_of_somebody_who_adds_everything_up_again() {
    let mut dice = Dice(11);
    let mut records = Records::new();
    let mut index = Index::default();
    for step in 0..2_000 {
        if step % 50 == 0 {
            index.divide((step % 100 == 0).then(|| Division::ALL[dice.roll(6) as usize]));
        }
        match step % 12 {
            0 => drop(index.ask(&Query { sort: Sort::Value, ..some_query(&mut dice) })),
            4 => drop(index.ask(&Query { show: Show::NoPrice, ..some_query(&mut dice) })),
            _ => {}
        }
        match dice.roll(9) {
            0 => index.value(some_valuation(&mut dice, true)),
            1..4 => index.value_more(some_valuation(&mut dice, false)),
            4 if dice.roll(3) == 0 => index.set_today(Date::new(2026, 1, 1 + dice.roll(4) as u8)),
            _ => {
                let (key, record) = some(&mut dice);
                records.insert(key, record);
                refresh(&mut index, &records, &[key]);
            }
        }
        let (query, quotes, reckoned) = (index.query.clone(), index.quotes.clone(), index.reckoned.clone());
        let mut again = Index { query, quotes, reckoned, ..Index::default() };
        again.rebuild(|put| records.iter().for_each(|(key, record)| put(key, record)));
        same(&index, &again);
        // Exactly, by currency; converted and rounded once.
        let value = |group: Option<Uuid>| {
            let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
            let there = |row: &&Arc<Row>| group.is_none() || [row.location, row.portfolio].contains(&group);
            for (row, price) in
                index.rows.values().filter(there).filter_map(|row| Some((row, index.quotes.price(row)?)))
            {
                *sums.entry(price.unit.currency).or_default() += price.unit.minor * row.here;
            }
            let rate = |from| index.quotes.rates().iter().map(|sourced| sourced.rate).find(|rate| rate.from == from);
            let minor = |(currency, minor): (Currency, i64)| match index.quotes.currency() == Some(currency) {
                true => Some(minor),
                false => Some(rate(currency)?.convert(Money::new(minor, currency))?.minor),
            };
            sums.into_iter().filter_map(minor).sum::<i64>()
        };
        assert_eq!(index.worth().value(), value(None));
        let day = Date::new(2026, 1, 1).unwrap().ordinal() - 1;
        assert_eq!(index.worth_on(None, day, day + 4), again.worth_on(None, day, day + 4), "the last days");
        if let Some(shares) = index.shares() {
            again.divide(Some(shares.division()));
            let counted = again.shares().unwrap();
            assert_eq!((index.breakdown(), shares.newest(3)), (again.breakdown(), counted.newest(3)));
            let breakdown = index.breakdown().unwrap();
            assert_eq!(breakdown.iter().map(|(_, worth)| worth.value()).sum::<i64>(), index.worth().value());
            assert_eq!((shares.top(2), shares.valued()), (counted.top(2), counted.valued()));
        }
        for group in (100..104).chain(200..203).map(Uuid::from_u128) {
            assert_eq!(index.worth_of(group), again.worth_of(group), "the worth of a group");
            assert_eq!(index.worth_of(group).value(), value(Some(group)));
        }
    }
}

/// An edit today redraws the chart's last days: what that looks at grows with what changed since, not with the collection.
#[test]
fn one_edit_among_ten_thousand_looks_at_one_row_for_the_last_days() {
    let day = |day| Date::new(2026, 3, day).unwrap();
    let bought = |entry: u128, on: Date| {
        let Record::Lot(mut stored) = lot(entry, 1, Some(100)) else { panic!("a lot") };
        stored.value.acquired = Some(on);
        Record::Lot(stored)
    };
    let mut records = Records::new();
    for id in 1..=10_000_u128 {
        records.insert(key_entry(id), entry(&format!("card {id}")));
        records.insert(key_lot(20_000 + id), bought(id, day(1)));
    }
    let mut index = rebuilt(&records, &Query::default());
    index.value(some_valuation(&mut Dice(1), true));
    let yesterday = day(8).ordinal();
    assert_eq!(index.changed_after(yesterday).count(), 0);
    records.insert(key_lot(40_000), bought(77, day(9)));
    refresh(&mut index, &records, &[key_lot(40_000)]);
    let looked_at: Vec<Uuid> = index.changed_after(yesterday).map(|row| row.id).collect();
    assert_eq!(looked_at, [Uuid::from_u128(77)]);
    let copies: Vec<i64> =
        index.worth_on(None, yesterday, day(10).ordinal()).iter().map(|worth| worth.copies).collect();
    assert_eq!(copies, [10_000, 10_001], "yesterday, and the day of the edit");
    records.insert(key_lot(40_000), bought(77, day(1)));
    refresh(&mut index, &records, &[key_lot(40_000)]);
    assert_eq!(index.changed_after(yesterday).count(), 0, "and it is forgotten with its reason");
}
