//! What copies cost and what sales gained: the books that are tried, the slow model they are compared with, and the rules.

mod laws;
mod model;
mod rules;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use uuid::Uuid;
use vitrine_ledger::basis::{Amounts, Costs, Gains, Gap, NoRates, Realised, cost_of, gains};
use vitrine_ledger::*;

use crate::some::{date, rate};

/// The lots and sales of one entry, by their ids.
#[derive(Debug, Clone)]
struct Books {
    lots: Vec<(Uuid, Lot)>,
    sales: Vec<(Uuid, Sale)>,
}

impl Books {
    fn holding(&self) -> Holding<'_> {
        Holding::new(self.lots.iter().map(|(id, lot)| (*id, lot)), self.sales.iter().map(|(id, sale)| (*id, sale)))
    }
}

/// Booked at one of a few moments, so that what came and what went on one day stand in any order.
fn id(n: u128) -> Uuid {
    let booked_ms = [3, 1, 4, 1, 5, 9, 2, 6][n as usize % 8];
    Uuid::from_u128(booked_ms << 80 | 7 << 76 | 2 << 62 | n)
}

/// Few days, so that things meet on one.
fn day() -> impl Strategy<Value = Option<Date>> {
    option::weighted(0.8, (1_u8..6).prop_map(|day| Date::new(2024, 5, day).unwrap()))
}

fn currency() -> impl Strategy<Value = Currency> {
    prop_oneof![3 => Just(Currency::USD), 1 => Just(Currency::JPY)]
}

fn lot(quantity: std::ops::Range<i64>) -> impl Strategy<Value = Lot> {
    let amount = || option::of(0_i64..40);
    let amounts = (option::weighted(0.8, 0_i64..60), amount(), amount(), currency());
    (quantity, amounts, option::of(rate()), day()).prop_map(
        |(quantity, (cost, fees, tax, currency), rate, acquired)| {
            let money = |minor: Option<i64>| minor.map(|minor| Money::new(minor, currency));
            let (cost, fees, tax) = (money(cost), money(fees), money(tax));
            NewLot { quantity, cost, fees, tax, rate, acquired, ..NewLot::default() }.lot(Uuid::nil())
        },
    )
}

fn sale(lots: u128) -> impl Strategy<Value = Sale> {
    let named = option::of((0..lots.max(1), 1_i64..4));
    let kind = prop_oneof![3 => Just(SaleKind::Sell), 1 => Just(SaleKind::Lost)];
    let amounts = (option::weighted(0.8, 0_i64..300), option::of(0_i64..20), option::of(0_i64..20), currency());
    (1_i64..4, named, kind, amounts, option::of(rate()), day()).prop_map(
        |(quantity, named, kind, amounts, rate, date)| {
            let (gross, fees, shipping, currency) = amounts;
            let money = |minor: Option<i64>| minor.map(|minor| Money::new(minor, currency));
            let lots: Vec<Taken> = named.map(|(lot, copies)| Taken { lot: id(lot), copies }).into_iter().collect();
            let quantity = lots.first().map_or(quantity, |taken| taken.copies);
            let (gross, fees, shipping_charged) = (money(gross), money(fees), money(shipping));
            NewSale { quantity, kind, gross, fees, shipping_charged, rate, date, lots, ..NewSale::default() }.sale()
        },
    )
}

fn books() -> impl Strategy<Value = Books> {
    // Now and then more is sold than there is, and a lot is below zero.
    vec(lot(-1..5), 0..5).prop_flat_map(|lots| {
        let lots: Vec<(Uuid, Lot)> = (0..).map(id).zip(lots).collect();
        vec(sale(lots.len() as u128), 0..5).prop_map(move |sales| {
            let sales = (100..).map(id).zip(sales).collect();
            Books { lots: lots.clone(), sales }
        })
    })
}

fn reporting() -> impl Strategy<Value = ReportingCurrency> {
    let either = || prop_oneof![Just(Currency::USD), Just(Currency::EUR)];
    prop_oneof![
        Just(ReportingCurrency::Native),
        either().prop_map(ReportingCurrency::Base),
        either().prop_map(ReportingCurrency::Preferred)
    ]
}

fn usd(minor: i64) -> Option<Money> {
    Some(Money::new(minor, Currency::USD))
}

fn may(day: u8) -> Option<Date> {
    Date::new(2024, 5, day)
}

fn bought(quantity: i64, cost: Option<Money>, acquired: Option<Date>) -> Lot {
    NewLot { quantity, cost, acquired, ..NewLot::default() }.lot(Uuid::nil())
}

fn sold(quantity: i64, gross: i64, date: Option<Date>) -> Sale {
    NewSale { quantity, gross: usd(gross), date, ..NewSale::default() }.sale()
}
