//! Exact arithmetic against a slow model: every copy is a thing of its own, with its own minor units.

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

// ── the slow model ────────────────────────────────────────────────────────────────────────────────────────────────────

/// One copy: of which lot, since when, and what it cost.
#[derive(Debug, Clone)]
struct Copy {
    lot: Uuid,
    came: Option<Date>,
    cost: Result<(Currency, i64), Gap>,
}

/// `amount × rate`, as a fraction of whole numbers, to the nearest whole one, by trying its neighbours.
fn exchanged(minor: i128, rate: &Rate) -> i128 {
    let text = rate.rate.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let ten = |n: u32| (0..n).fold(1_i128, |p, _| p * 10);
    let above = minor * format!("{whole}{fraction}").parse::<i128>().unwrap() * ten(rate.to.exponent());
    let below = ten(fraction.len() as u32) * ten(rate.from.exponent());
    let near = above / below;
    let distance = |candidate: &i128| (candidate * below - above).abs();
    // Of two as near, the one further from zero.
    (near - 1..=near + 1).min_by_key(|candidate| (distance(candidate), -candidate.abs())).unwrap()
}

fn in_terms(
    currency: Currency,
    minor: i64,
    rate: Option<&Rate>,
    reporting: ReportingCurrency,
) -> Result<(Currency, i64), Gap> {
    match (reporting, rate) {
        (ReportingCurrency::Native, _) => Ok((currency, minor)),
        (ReportingCurrency::Base(base) | ReportingCurrency::Preferred(base), _) if base == currency || minor == 0 => {
            Ok((base, minor))
        }
        (ReportingCurrency::Base(base) | ReportingCurrency::Preferred(base), Some(rate))
            if rate.from == currency && rate.to == base =>
        {
            Ok((base, exchanged(minor.into(), rate) as i64))
        }
        (ReportingCurrency::Base(_), _) => Err(Gap::NoRate),
        (ReportingCurrency::Preferred(_), _) => Ok((currency, minor)),
    }
}

/// The copies of a lot: its cost dealt out one minor unit at a time.
fn copies(id: Uuid, lot: &Lot, reporting: ReportingCurrency) -> VecDeque<Copy> {
    let total = lot.cost.ok_or(Gap::Unknown).and_then(|unit| {
        let mut total: i64 = (0..lot.quantity).map(|_| unit.minor).sum();
        for extra in [lot.fees, lot.shipping, lot.tax].into_iter().flatten() {
            assert_eq!(extra.currency, unit.currency, "the books above are of one currency in each lot");
            total += extra.minor;
        }
        in_terms(unit.currency, total, lot.rate.as_ref(), reporting)
    });
    let mut dealt = vec![0_i64; lot.quantity.max(0) as usize];
    if let (Ok((_, total)), false) = (total, dealt.is_empty()) {
        let last = dealt.len();
        (0..total).for_each(|unit| dealt[unit as usize % last] += 1);
    }
    let copy = |minor| Copy { lot: id, came: lot.acquired, cost: total.map(|(currency, _)| (currency, minor)) };
    dealt.into_iter().map(copy).collect()
}

fn proceeds(sale: &Sale, reporting: ReportingCurrency) -> Result<Amounts, Gap> {
    if sale.gross.is_none() && matches!(sale.kind, SaleKind::Sell | SaleKind::Trade) {
        return Err(Gap::Unknown);
    }
    let minor = |money: Option<Money>| money.map_or(0, |money| money.minor);
    let net = minor(sale.gross) - minor(sale.fees) - minor(sale.shipping_paid) + minor(sale.shipping_charged)
        - minor(sale.tax);
    let Some(any) = sale.gross.or(sale.fees).or(sale.shipping_charged) else { return Ok(Amounts::new()) };
    let (currency, minor) = in_terms(any.currency, net, sale.rate.as_ref(), reporting)?;
    Ok(Amounts::from([(currency, minor)]).into_iter().filter(|(_, minor)| *minor != 0).collect())
}

/// A sale and the copies it took.
type Took = (Uuid, Sale, Vec<Copy>);

/// Which copies each sale took, in the order of the sales; and those that are left.
fn fates(books: &Books, by_name: bool, reporting: ReportingCurrency) -> (Vec<Took>, Vec<Copy>) {
    let mut lots: Vec<(Option<Date>, Uuid, VecDeque<Copy>)> =
        books.lots.iter().map(|(id, lot)| (lot.acquired, *id, copies(*id, lot, reporting))).collect();
    lots.sort_by_key(|(came, id, _)| (*came, *id));
    let mut sales: Vec<Took> = books.sales.iter().map(|(id, sale)| (*id, sale.clone(), Vec::new())).collect();
    sales.sort_by_key(|(id, sale, _)| (sale.date.unwrap_or(far()), *id));
    for (_, sale, taken) in sales.iter_mut().filter(|_| by_name) {
        for named in &sale.lots {
            for _ in 0..named.copies {
                let of = lots.iter_mut().find(|(_, id, _)| *id == named.lot);
                taken.extend(of.and_then(|(_, _, copies)| copies.pop_front()));
            }
        }
    }
    for (_, sale, taken) in &mut sales {
        while (taken.len() as i64) < sale.quantity {
            let Some((_, _, copies)) = lots.iter_mut().find(|(_, _, copies)| !copies.is_empty()) else { break };
            taken.extend(copies.pop_front());
        }
    }
    (sales, lots.into_iter().flat_map(|(_, _, copies)| copies).collect())
}

fn costs(copies: &[Copy], reporting: ReportingCurrency) -> Costs {
    let mut costs = Costs { copies: copies.len() as i64, ..Costs::default() };
    for copy in copies {
        match copy.cost {
            Ok((currency, minor)) => {
                *costs.known.entry(currency).or_default() += minor;
                costs.no_rate += i64::from(matches!(reporting, ReportingCurrency::Preferred(base) if base != currency));
            }
            Err(Gap::Unknown) => costs.unknown += 1,
            Err(Gap::NoRate) => costs.no_rate += 1,
        }
    }
    costs.known.retain(|_, minor| *minor != 0);
    costs
}

/// A day, a moment of booking, and whether it went.
type Place = (Date, u128, bool);

/// The average method: every copy lies in a pool from when it came, or from the sale that took it if that was before,
/// until a sale. Answers what each sale took; and what lies in the pools at the end of a day, or of all days.
fn averaged(books: &Books, reporting: ReportingCurrency, until: Date) -> (Vec<(Uuid, Amounts)>, Amounts) {
    let booked = |id: Uuid| id.as_u128() >> 80;
    let came = |copy: &Copy| -> Place { (copy.came.unwrap_or(Date::new(1, 1, 1).unwrap()), booked(copy.lot), false) };
    let (sales, left) = fates(books, true, reporting);
    let mut waiting: Vec<(Place, (Currency, i64))> = Vec::new();
    let mut put = |copy: &Copy, at: Place| waiting.extend(copy.cost.ok().map(|cost| (at, cost)));
    left.iter().for_each(|copy| put(copy, came(copy)));
    for (id, sale, taken) in sales.iter().filter(|(_, sale, _)| sale.date.is_some()) {
        taken.iter().for_each(|copy| put(copy, came(copy).min((sale.date.unwrap(), booked(*id), true))));
    }
    // By currency: copies and their cost when one entered last, and how many went since.
    let mut pools: BTreeMap<Currency, (i64, i64, i64)> = BTreeMap::new();
    // The whole number nearest to that part of the pool; of two as near, the larger.
    let part = |(n, minor, _): (i64, i64, i64), k: i64| {
        (0..=minor).min_by_key(|x| ((x * n - minor * k).abs(), -x)).filter(|_| k > 0).unwrap_or(0)
    };
    let rest = |pool: (i64, i64, i64)| (pool.0 - pool.2, pool.1 - part(pool, pool.2), 0);
    let mut enter = |pools: &mut BTreeMap<Currency, (i64, i64, i64)>, at: Place| {
        waiting.retain(|(enters, (currency, minor))| {
            if *enters <= at {
                let pool = pools.entry(*currency).or_default();
                let (copies, cost, _) = rest(*pool);
                *pool = (copies + 1, cost + minor, 0);
            }
            *enters > at
        });
    };
    let mut results = Vec::new();
    for (id, sale, taken) in &sales {
        let Some(day) = sale.date else {
            results.push((*id, costs(taken, ReportingCurrency::Native).known));
            continue;
        };
        if day > until {
            continue;
        }
        enter(&mut pools, (day, booked(*id), true));
        let mut spent = Amounts::new();
        for (currency, pool) in &mut pools {
            let k = taken.iter().filter(|copy| copy.cost.is_ok_and(|(of, _)| of == *currency)).count() as i64;
            spent.insert(*currency, part(*pool, pool.2 + k) - part(*pool, pool.2));
            pool.2 += k;
        }
        spent.retain(|_, minor| *minor != 0);
        results.push((*id, spent));
    }
    enter(&mut pools, (until, u128::MAX, true));
    let rest = pools.into_iter().map(|(currency, pool)| (currency, rest(pool).1)).filter(|(_, minor)| *minor != 0);
    (results, rest.collect())
}

fn far() -> Date {
    Date::new(9999, 12, 31).unwrap()
}

fn less(a: &Amounts, b: &Amounts) -> Amounts {
    let mut difference = a.clone();
    for (currency, minor) in b {
        *difference.entry(*currency).or_default() -= minor;
    }
    difference.retain(|_, minor| *minor != 0);
    difference
}

// ── the laws ──────────────────────────────────────────────────────────────────────────────────────────────────────────

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_went_and_what_is_left_is_told_copy_by_copy(books in books(), reporting in reporting(), method in some_method()) {
        let basis = books.holding().basis(method, reporting);
        let (sales, left) = fates(&books, method != Method::Fifo, reporting);
        let (averages, rest) = averaged(&books, reporting, far());
        let known = |fifo: Amounts, average: &Amounts| if method == Method::Average { average.clone() } else { fifo };
        prop_assert_eq!(basis.sales.len(), sales.len());
        for ((realised, (id, sale, taken)), (_, average)) in basis.sales.iter().zip(&sales).zip(&averages) {
            let expected = costs(taken, reporting);
            let expected = Costs { known: known(expected.known.clone(), average), ..expected };
            prop_assert_eq!(&realised.costs, &expected);
            let missing = sale.quantity - taken.len() as i64;
            let early = taken.iter().filter(|copy| matches!((copy.came, sale.date), (Some(a), Some(b)) if a > b)).count();
            prop_assert_eq!((realised.sale, realised.missing, realised.early), (*id, missing, early as i64));
            let mut of: BTreeMap<Uuid, i64> = BTreeMap::new();
            taken.iter().for_each(|copy| *of.entry(copy.lot).or_default() += 1);
            let of: Vec<Taken> = of.into_iter().map(|(lot, copies)| Taken { lot, copies }).collect();
            prop_assert_eq!(&realised.taken, &of);
            let brought = proceeds(sale, reporting);
            prop_assert_eq!(&realised.proceeds, &brought);
            let whole = missing == 0 && taken.iter().all(|copy| copy.cost.is_ok());
            let one = |brought: &Amounts| match reporting {
                ReportingCurrency::Preferred(_) if matches!(sale.kind, SaleKind::Sell | SaleKind::Trade) => {
                    brought.keys().chain(expected.known.keys()).collect::<BTreeSet<_>>().len() <= 1
                }
                _ => true,
            };
            let gain = brought.ok().filter(|brought| whole && one(brought)).map(|brought| less(&brought, &expected.known));
            prop_assert_eq!(&realised.gain, &gain);
        }
        let expected = costs(&left, reporting);
        prop_assert_eq!(&basis.remaining, &Costs { known: known(expected.known.clone(), &rest), ..expected });
        prop_assert_eq!(basis.left.iter().map(|left| left.copies).sum::<i64>(), left.len() as i64);
    }

    #[test]
    fn the_cost_of_what_went_and_of_what_is_left_is_the_cost_of_all(
        books in books(), reporting in reporting(), method in some_method()
    ) {
        let basis = books.holding().basis(method, reporting);
        let mut all = Amounts::new();
        for (_, lot) in books.lots.iter().filter(|(_, lot)| lot.quantity > 0) {
            if let Ok(cost) = cost_of(lot, reporting) {
                *all.entry(cost.currency).or_default() += cost.minor;
            }
        }
        let sold = basis.sales.iter().map(|realised| &realised.costs.known);
        let rest = sold.chain([&basis.remaining.known]).fold(all, |all, part| less(&all, part));
        prop_assert_eq!(rest, Amounts::new());
        let copies = basis.sales.iter().map(|realised| realised.costs.copies + realised.missing).sum::<i64>();
        prop_assert_eq!(copies, books.sales.iter().map(|(_, sale)| sale.quantity).sum::<i64>());
    }

    #[test]
    fn the_cost_of_a_day_is_that_of_the_copies_that_are_here_at_its_end(
        books in books(), base in prop_oneof![Just(Currency::USD), Just(Currency::EUR)], method in some_method(), on in 1_u8..7
    ) {
        let (reporting, on) = (ReportingCurrency::Base(base), Date::new(2024, 5, on).unwrap());
        let moves = books.holding().course(method, base, &NoRates).moves;
        let mut told = (0, 0, 0);
        for each in moves.iter().filter(|each| each.day.is_none_or(|day| day <= on)) {
            told = (told.0 + each.came - each.went, told.1 + each.known, told.2 + each.cost);
        }
        let (sales, left) = fates(&books, method != Method::Fifo, reporting);
        let mut here: Vec<Copy> = left.into_iter().filter(|copy| copy.came.is_none_or(|came| came <= on)).collect();
        for (_, sale, taken) in sales {
            let Some(went) = sale.date else { continue };
            let stays = |copy: &Copy| copy.came.is_none_or(|came| came <= on && came < went) && on < went;
            here.extend(taken.into_iter().filter(stays));
        }
        let expected = costs(&here, reporting);
        let known = if method == Method::Average { averaged(&books, reporting, on).1 } else { expected.known.clone() };
        let cost = known.get(&base).copied().unwrap_or(0);
        prop_assert_eq!(told, (here.len() as i64, expected.told(), cost));
    }

    #[test]
    fn what_goes_in_several_sales_of_a_day_costs_what_it_costs_in_one(
        lots in vec(lot(1..5), 1..5), method in some_method(), before in 0_i64..3, parts in vec(1_i64..3, 1..4)
    ) {
        let lots: Vec<(Uuid, Lot)> = (0..).map(id).zip(lots).collect();
        // Booked one after the other, and no lot between them.
        let sold = |n: u128, quantity| (Uuid::from_u128(20 << 80 | 7 << 76 | 2 << 62 | n), sold(quantity, 0, may(3)));
        let earlier = (before > 0).then(|| (id(100), NewSale { quantity: before, date: may(2), ..NewSale::default() }.sale()));
        let cost = |sales: Vec<(Uuid, Sale)>| {
            let sales = earlier.clone().into_iter().chain(sales).collect();
            let basis = Books { lots: lots.clone(), sales }.holding().basis(method, ReportingCurrency::Native);
            let mut all = Amounts::new();
            for (currency, minor) in basis.sales.iter().flat_map(|sale| sale.costs.known.clone()) {
                *all.entry(currency).or_default() += minor;
            }
            (all, basis.remaining)
        };
        let several: Vec<_> = (0..).zip(&parts).map(|(n, quantity)| sold(n, *quantity)).collect();
        prop_assert_eq!(cost(several), cost(vec![sold(0, parts.iter().sum())]));
    }

    #[test]
    fn held_is_what_came_less_what_went_on_any_day(books in books(), day in date()) {
        let holding = books.holding();
        let came = |until: Option<Date>| {
            let until = until.unwrap_or_else(|| Date::new(9999, 12, 31).unwrap());
            let mut copies = 0;
            for (_, lot) in &books.lots {
                copies += if lot.acquired.is_some_and(|came| came > until) { 0 } else { lot.quantity };
            }
            copies
        };
        let mut went = 0;
        let mut went_until = 0;
        for (_, sale) in &books.sales {
            went += sale.quantity;
            went_until += if sale.date.is_some_and(|went| went <= day) { sale.quantity } else { 0 };
        }
        prop_assert_eq!(holding.held(), came(None) - went);
        prop_assert_eq!(holding.held_on(day), came(Some(day)) - went_until);
        let short = went - came(None);
        prop_assert_eq!(holding.oversold(), (short > 0 && went > 0).then_some(short));
    }

    #[test]
    fn the_order_in_which_one_reads_changes_nothing(
        (books, shuffled) in books().prop_flat_map(|books| {
            let shuffled = (Just(books.lots.clone()).prop_shuffle(), Just(books.sales.clone()).prop_shuffle());
            (Just(books), shuffled.prop_map(|(lots, sales)| Books { lots, sales }))
        }),
        reporting in reporting(), method in some_method()
    ) {
        prop_assert_eq!(books.holding().basis(method, reporting), shuffled.holding().basis(method, reporting));
    }

    #[test]
    fn the_gains_of_several_entries_are_the_sum_of_each(
        all in vec(books(), 0..4).prop_shuffle(), reporting in reporting(), method in some_method()
    ) {
        let holdings: Vec<Holding<'_>> = all.iter().map(Books::holding).collect();
        let sum = gains(&holdings, method, reporting);
        let mut by_hand = Gains::default();
        for realised in holdings.iter().flat_map(|holding| holding.basis(method, reporting).sales) {
            by_hand.count(&realised);
        }
        prop_assert_eq!(&sum, &by_hand);
        let backwards: Vec<&Holding<'_>> = holdings.iter().rev().collect();
        prop_assert_eq!(gains(backwards, method, reporting), sum);
    }

    #[test]
    fn shares_sum_to_the_total_and_are_their_exact_part_rounded(
        total in -10_000_i64..10_000, weights in vec(prop_oneof![1 => Just(0_u64), 4 => 0_u64..50], 0..8)
    ) {
        let shares = allocate(total, &weights);
        prop_assert_eq!(shares.len(), weights.len());
        if weights.is_empty() {
            return Ok(());
        }
        prop_assert_eq!(shares.iter().sum::<i64>(), total);
        let sum = weights.iter().sum::<u64>() as i64;
        for (share, weight) in shares.iter().zip(&weights).filter(|_| sum > 0) {
            let off = (share * sum - total * *weight as i64).abs();
            prop_assert!(off < sum, "{} of {} for {} of {}", share, total, weight, sum);
            prop_assert!(*weight > 0 || *share == 0);
        }
        // More weight never gets less, and of equal weights the earlier does not.
        for (i, j) in (0..shares.len()).flat_map(|j| (0..j).map(move |i| (i, j))) {
            let (larger, smaller) = if weights[i] >= weights[j] { (i, j) } else { (j, i) };
            prop_assert!(shares[larger].abs() >= shares[smaller].abs());
        }
        prop_assert_eq!(allocate(-total, &weights), shares.iter().map(|share| -share).collect::<Vec<_>>());
    }
}

fn some_method() -> impl Strategy<Value = Method> {
    prop::sample::select(Method::ALL.to_vec())
}

// ── the rules, one by one ─────────────────────────────────────────────────────────────────────────────────────────────

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

fn realised(lots: &[Lot], sales: &[Sale], method: Method) -> Vec<Realised> {
    let lots = (0..).map(id).zip(lots.iter().cloned()).collect();
    let sales = (100..).map(id).zip(sales.iter().cloned()).collect();
    Books { lots, sales }.holding().basis(method, ReportingCurrency::Native).sales
}

fn gain(realised: &Realised) -> Option<i64> {
    realised.gain.as_ref().map(|gain| gain.get(&Currency::USD).copied().unwrap_or(0))
}

#[test]
fn the_gain_of_a_sale_by_each_method() {
    let lots = [bought(1, usd(1_000), may(1)), bought(1, usd(2_000), may(2))];
    let mut second = sold(1, 5_000, may(3));
    let by = |sale: &Sale, method| gain(&realised(&lots, std::slice::from_ref(sale), method)[0]);
    assert_eq!(by(&second, Method::Fifo), Some(4_000));
    assert_eq!(by(&second, Method::Average), Some(3_500));
    assert_eq!(by(&second, Method::Specific), Some(4_000), "nothing is named: the oldest");
    second.lots = vec![Taken { lot: id(1), copies: 1 }];
    assert_eq!(by(&second, Method::Specific), Some(3_000));
    assert_eq!(by(&second, Method::Fifo), Some(4_000));
    (second.fees, second.shipping_paid, second.shipping_charged, second.tax) = (usd(100), usd(450), usd(500), usd(7));
    assert_eq!(by(&second, Method::Specific), Some(3_000 - 100 - 450 + 500 - 7));
}

#[test]
fn report_b8_what_was_booked_after_a_sale_of_its_day_is_not_in_the_average_of_that_sale() {
    let booked = |ms: u128| Uuid::from_u128(ms << 80 | 7 << 76 | 2 << 62);
    let basis = |second: u128| {
        let lots = vec![(booked(1), bought(2, usd(1_000), may(3))), (booked(second), bought(2, usd(2_000), may(10)))];
        let books = Books { lots, sales: vec![(booked(5), sold(2, 3_000, may(10)))] };
        let basis = books.holding().basis(Method::Average, ReportingCurrency::Native);
        let moves = books.holding().course(Method::Average, Currency::USD, &NoRates).moves;
        let chart = moves.iter().map(|each| each.cost).sum::<i64>();
        (gain(&basis.sales[0]), basis.remaining.known[&Currency::USD], chart)
    };
    assert_eq!(basis(6), (Some(1_000), 4_000, 4_000));
    assert_eq!(basis(4), (Some(0), 3_000, 3_000), "it was there when they were sold");
}

#[test]
fn report_b8_by_the_average_a_chart_has_the_cost_of_the_pool_and_not_of_the_lots() {
    let lots = vec![(id(0), bought(1, usd(1_000), may(3))), (id(1), bought(1, usd(2_000), may(5)))];
    let books = Books { lots, sales: vec![(id(100), sold(1, 3_000, may(10)))] };
    let moves = books.holding().course(Method::Average, Currency::USD, &NoRates).moves;
    let on = |day| moves.iter().filter(|each| each.day <= may(day)).map(|each| each.cost).sum::<i64>();
    assert_eq!([2, 3, 5, 9, 10].map(on), [0, 1_000, 3_000, 3_000, 1_500]);
    let basis = books.holding().basis(Method::Average, ReportingCurrency::Native);
    assert_eq!((gain(&basis.sales[0]), basis.remaining.known[&Currency::USD]), (Some(1_500), 1_500));
}

#[test]
fn one_and_one_are_two_to_the_cent_by_the_average() {
    let lots = [bought(1, usd(1), may(1)), bought(2, usd(2), may(1))];
    let one = realised(&lots, &[sold(2, 0, may(2))], Method::Average);
    let two = realised(&lots, &[sold(1, 0, may(2)), sold(1, 0, may(2))], Method::Average);
    assert_eq!(one.iter().map(gain).collect::<Vec<_>>(), [Some(-3)]);
    assert_eq!(two.iter().map(gain).collect::<Vec<_>>(), [Some(-2), Some(-1)]);
}

#[test]
fn what_went_on_an_unknown_day_was_in_no_pool() {
    let lots = [bought(1, usd(100), may(1)), bought(1, usd(300), may(2))];
    let sales = realised(&lots, &[sold(1, 500, None)], Method::Average);
    assert_eq!(gain(&sales[0]), Some(400));
}

#[test]
fn where_no_rate_leads_an_amount_stays_in_its_own_money_and_what_is_in_the_other_is_the_same_by_all_terms() {
    let euros = Lot { cost: Some(Money::new(1_000, Currency::EUR)), ..bought(1, None, may(1)) };
    let books = Books {
        lots: vec![(id(0), euros), (id(1), bought(1, usd(700), may(1)))],
        sales: vec![(id(100), Sale { lots: vec![Taken { lot: id(0), copies: 1 }], ..sold(1, 2_000, may(2)) })],
    };
    let basis = books.holding().basis(Method::Specific, ReportingCurrency::Preferred(Currency::USD));
    assert_eq!((gain(&basis.sales[0]), basis.sales[0].costs.no_rate), (None, 1), "bought in euros, sold in dollars");
    assert_eq!(basis.remaining.known, Amounts::from([(Currency::USD, 700)]));
}

#[test]
fn a_named_copy_is_not_given_to_an_earlier_sale_that_names_none() {
    let lots = [bought(1, usd(1_000), may(1)), bought(1, usd(2_000), may(2))];
    let mut late = sold(1, 5_000, may(4));
    late.lots = vec![Taken { lot: id(0), copies: 1 }];
    let gains: Vec<_> = realised(&lots, &[sold(1, 5_000, may(3)), late], Method::Specific).iter().map(gain).collect();
    assert_eq!(gains, [Some(3_000), Some(4_000)]);
}

#[test]
fn fees_of_a_lot_are_shared_to_the_last_cent() {
    let lot = Lot { fees: usd(100), ..bought(3, usd(0), may(1)) };
    let sales = [sold(1, 0, may(2)), sold(1, 0, may(3)), sold(1, 0, may(4))];
    let gains: Vec<_> = realised(&[lot], &sales, Method::Fifo).iter().map(gain).collect();
    assert_eq!(gains, [Some(-34), Some(-33), Some(-33)]);
}

#[test]
fn report_b6_copies_bought_together_cost_their_shares_to_the_cent() {
    let lot = Lot { total: usd(1_000), ..bought(3, None, may(1)) };
    for method in Method::ALL {
        let books = Books { lots: vec![(id(0), lot.clone())], sales: vec![(id(100), sold(1, 500, may(2)))] };
        let basis = books.holding().basis(method, ReportingCurrency::Native);
        let cents = |costs: &Costs| costs.known.get(&Currency::USD).copied();
        let went = cents(&basis.sales[0].costs).unwrap();
        assert!((went, cents(&basis.remaining)) == (334, Some(666)) || method == Method::Average, "{method:?}");
        assert_eq!(went + cents(&basis.remaining).unwrap(), 1_000, "{method:?}");
        assert_eq!(basis.remaining.unknown, 0);
    }
    let sales = [sold(1, 0, may(2)), sold(1, 0, may(3)), sold(1, 0, may(4))];
    let gains: Vec<_> = realised(&[lot], &sales, Method::Fifo).iter().map(gain).collect();
    assert_eq!(gains, [Some(-334), Some(-333), Some(-333)]);
}

#[test]
fn report_b6_what_is_said_together_takes_its_fees_with_it_and_one_copy_s_cost_counts_first() {
    let cost = |lot: &Lot| cost_of(lot, ReportingCurrency::Native).map(|cost| cost.minor);
    let together = Lot { total: usd(1_000), fees: usd(50), ..bought(3, None, None) };
    assert_eq!(cost(&together), Ok(1_050));
    assert_eq!(cost(&Lot { quantity: 4, ..together.clone() }), Ok(1_050), "one more was among them");
    assert_eq!(cost(&Lot { quantity: 0, ..together.clone() }), Ok(0));
    assert_eq!(cost(&Lot { cost: usd(400), ..together.clone() }), Ok(1_250));
    assert_eq!(cost(&Lot { fees: Some(Money::new(5, Currency::EUR)), ..together }), Err(Gap::Unknown));
}

#[test]
fn a_sale_that_takes_a_copy_of_unknown_cost_has_no_gain_and_says_how_many() {
    let lots = [bought(2, None, None), bought(3, usd(100), may(1))];
    let sales = realised(&lots, &[sold(3, 900, may(2)), sold(1, 900, may(3))], Method::Fifo);
    assert_eq!((gain(&sales[0]), sales[0].costs.unknown, sales[0].costs.copies), (None, 2, 3));
    assert_eq!(gain(&sales[1]), Some(800));
}

#[test]
fn a_copy_sold_twice_is_missing_and_has_no_gain_while_the_first_keeps_its_own() {
    let books = Books {
        lots: vec![(id(0), bought(1, usd(100), may(1)))],
        sales: vec![(id(100), sold(1, 900, may(2))), (id(101), sold(1, 800, may(2)))],
    };
    let basis = books.holding().basis(Method::Fifo, ReportingCurrency::Native);
    assert_eq!((basis.held, books.holding().oversold()), (-1, Some(1)));
    assert_eq!((gain(&basis.sales[0]), gain(&basis.sales[1]), basis.sales[1].missing), (Some(800), None, 1));
    assert_eq!(basis.remaining, Costs::default());
}

#[test]
fn a_sale_before_its_lot_came_is_counted_as_early_and_has_a_gain() {
    let books =
        Books { lots: vec![(id(0), bought(1, usd(100), may(5)))], sales: vec![(id(100), sold(1, 900, may(2)))] };
    for method in Method::ALL {
        let basis = books.holding().basis(method, ReportingCurrency::Native);
        assert_eq!((basis.held, basis.sales[0].early, gain(&basis.sales[0])), (0, 1, Some(800)));
    }
    assert_eq!(books.holding().held_on(may(3).unwrap()), -1);
}

#[test]
fn a_sale_without_a_day_comes_last_and_a_lot_without_one_first() {
    let lots = [bought(1, usd(100), may(1)), bought(1, usd(700), None)];
    let sales = realised(&lots, &[sold(1, 900, None), sold(1, 900, may(1))], Method::Fifo);
    assert_eq!(sales.iter().map(|sale| sale.date).collect::<Vec<_>>(), [may(1), None]);
    assert_eq!(sales.iter().map(gain).collect::<Vec<_>>(), [Some(200), Some(800)]);
}

#[test]
fn what_is_given_away_or_lost_is_no_gain_but_what_it_cost_is_said() {
    let lost = Sale { kind: SaleKind::Lost, gross: None, ..sold(1, 0, may(2)) };
    let books = Books {
        lots: vec![(id(0), bought(2, usd(100), may(1)))],
        sales: vec![(id(100), lost), (id(101), sold(1, 250, may(3)))],
    };
    let sums = gains([&books.holding()], Method::Fifo, ReportingCurrency::Native);
    let usd = |minor| Amounts::from([(Currency::USD, minor)]);
    assert_eq!((sums.gain, sums.cost, sums.away, sums.sales), (usd(150), usd(100), usd(-100), 2));
}

#[test]
fn without_a_rate_a_gain_in_the_base_currency_is_unknown_and_in_their_own_it_is_not() {
    let euros = Lot { cost: Some(Money::new(1_000, Currency::EUR)), ..bought(1, None, may(1)) };
    let to_usd = Rate { from: Currency::EUR, to: Currency::USD, rate: "1.1".parse().unwrap(), date: may(1).unwrap() };
    let books = |rate| Books {
        lots: vec![(id(0), Lot { rate, ..euros.clone() })],
        sales: vec![(id(100), sold(1, 2_000, may(2)))],
    };
    let sale = |books: &Books, reporting| books.holding().basis(Method::Fifo, reporting).sales.remove(0);
    let native = sale(&books(None), ReportingCurrency::Native);
    assert_eq!(native.gain, Some(Amounts::from([(Currency::USD, 2_000), (Currency::EUR, -1_000)])));
    let unrated = sale(&books(None), ReportingCurrency::Base(Currency::USD));
    assert_eq!((unrated.gain, unrated.costs.no_rate), (None, 1));
    assert_eq!(gain(&sale(&books(Some(to_usd)), ReportingCurrency::Base(Currency::USD))), Some(900));
}

#[test]
fn amounts_of_several_currencies_in_one_lot_are_not_added() {
    let lot = Lot { fees: Some(Money::new(5, Currency::EUR)), ..bought(1, usd(100), None) };
    assert_eq!(cost_of(&lot, ReportingCurrency::Native), Err(Gap::Unknown));
}

#[test]
fn a_lot_without_copies_cost_nothing_and_counts_against_what_is_held() {
    for quantity in [0, -2] {
        let lot = Lot { fees: usd(50), ..bought(quantity, usd(100), may(1)) };
        assert_eq!(cost_of(&lot, ReportingCurrency::Native).map(|cost| cost.minor), Ok(0));
        let other = bought(3, usd(7), may(1));
        let holding = Holding::new([(id(0), &lot), (id(1), &other)], []);
        let basis = holding.basis(Method::Average, ReportingCurrency::Native);
        assert_eq!((basis.held, basis.remaining.copies, holding.oversold()), (3 + quantity, 3, None));
        assert_eq!(basis.remaining.known, Amounts::from([(Currency::USD, 21)]));
    }
}
