//! The slow model: every copy is a thing of its own, with its own minor units.

use super::*;

/// One copy: of which lot, since when, and what it cost.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    pub(super) lot: Uuid,
    pub(super) came: Option<Date>,
    pub(super) cost: Result<(Currency, i64), Gap>,
}

/// `amount × rate`, as a fraction of whole numbers, to the nearest whole one, by trying its neighbours.
pub(super) fn exchanged(minor: i128, rate: &Rate) -> i128 {
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

pub(super) fn in_terms(
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
pub(super) fn copies(id: Uuid, lot: &Lot, reporting: ReportingCurrency) -> VecDeque<Copy> {
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

pub(super) fn proceeds(sale: &Sale, reporting: ReportingCurrency) -> Result<Amounts, Gap> {
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
pub(super) type Took = (Uuid, Sale, Vec<Copy>);

/// Which copies each sale took, in the order of the sales; and those that are left.
pub(super) fn fates(books: &Books, by_name: bool, reporting: ReportingCurrency) -> (Vec<Took>, Vec<Copy>) {
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

pub(super) fn costs(copies: &[Copy], reporting: ReportingCurrency) -> Costs {
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
pub(super) type Place = (Date, u128, bool);

/// The average method: every copy lies in a pool from when it came, or from the sale that took it if that was before,
/// until a sale. Answers what each sale took; and what lies in the pools at the end of a day, or of all days.
pub(super) fn averaged(books: &Books, reporting: ReportingCurrency, until: Date) -> (Vec<(Uuid, Amounts)>, Amounts) {
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

pub(super) fn far() -> Date {
    Date::new(9999, 12, 31).unwrap()
}

pub(super) fn less(a: &Amounts, b: &Amounts) -> Amounts {
    let mut difference = a.clone();
    for (currency, minor) in b {
        *difference.entry(*currency).or_default() -= minor;
    }
    difference.retain(|_, minor| *minor != 0);
    difference
}
