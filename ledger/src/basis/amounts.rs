//! Amounts in several currencies, and what a lot cost and a sale brought.

use std::collections::BTreeMap;

use super::{Gap, Reckoning};
use crate::{Currency, Date, Lot, Money, Sale};

/// Minor units by currency. A currency without any is absent, so that nothing is nothing in every currency.
pub type Amounts = BTreeMap<Currency, i64>;

/// Adds one amount.
pub(crate) fn put(amounts: &mut Amounts, money: Money) {
    let sum = amounts.entry(money.currency).or_default();
    *sum = sum.saturating_add(money.minor);
    if *sum == 0 {
        amounts.remove(&money.currency);
    }
}

/// Adds `other` as often as `times`: -1 subtracts.
pub(crate) fn add(amounts: &mut Amounts, other: &Amounts, times: i64) {
    for (currency, minor) in other {
        put(amounts, Money::new(minor.saturating_mul(times), *currency));
    }
}

/// What all copies of a lot cost: quantity × unit, or what they cost together, + fees + shipping + tax. A lot without
/// copies cost nothing: there is no copy that could carry its fees.
///
/// # Errors
/// When that is unknown.
pub fn cost_of<'r>(lot: &Lot, reckoning: impl Into<Reckoning<'r>>) -> Result<Money, Gap> {
    let copies = lot.quantity.max(0);
    let once = i64::from(copies > 0);
    let paid = lot.cost.map(|unit| (unit, copies)).or(lot.total.map(|all| (all, once))).ok_or(Gap::Unknown)?;
    let extras = [lot.fees, lot.shipping, lot.tax];
    let extras = extras.into_iter().flatten().map(|extra| (extra, once));
    let total = sum(std::iter::once(paid).chain(extras))?;
    total.map_or(Err(Gap::Unknown), |total| reckoning.into().money(total, lot.rate, lot.acquired))
}

/// What a sale brought: gross − fees − shipping paid + shipping charged − tax. Without a price that is unknown where
/// something is paid, and nothing but its expenses where nothing is.
///
/// # Errors
/// When that is unknown.
pub fn proceeds_of<'r>(sale: &Sale, reckoning: impl Into<Reckoning<'r>>) -> Result<Amounts, Gap> {
    if sale.gross.is_none() && sale.kind.for_value() {
        return Err(Gap::Unknown);
    }
    let parts =
        [(sale.gross, 1), (sale.fees, -1), (sale.shipping_paid, -1), (sale.shipping_charged, 1), (sale.tax, -1)];
    let mut amounts = Amounts::new();
    if let Some(net) = sum(parts.into_iter().filter_map(|(part, sign)| Some((part?, sign))))? {
        put(&mut amounts, reckoning.into().money(net, sale.rate, sale.date)?);
    }
    Ok(amounts)
}

/// The sum of amounts, each so many times; none of none.
fn sum(parts: impl IntoIterator<Item = (Money, i64)>) -> Result<Option<Money>, Gap> {
    let mut sum: Option<(i128, Currency)> = None;
    for (part, times) in parts {
        let (so_far, currency) = sum.unwrap_or((0, part.currency));
        if part.currency != currency {
            return Err(Gap::Unknown);
        }
        sum = Some((so_far + i128::from(part.minor) * i128::from(times), currency));
    }
    let Some((minor, currency)) = sum else { return Ok(None) };
    let minor = i64::try_from(minor).map_err(|_| Gap::Unknown)?;
    Ok(Some(Money::new(minor, currency)))
}

/// The currency a lot was paid in, where its cost is known, with the day whose rate of exchange it counts by.
pub fn paid_on(lot: &Lot) -> Option<(Currency, Date)> {
    Some((lot.cost.or(lot.total)?.currency, lot.acquired?))
}

/// The same of what a sale brought or cost.
pub fn sold_on(sale: &Sale) -> Option<(Currency, Date)> {
    let parts = [sale.gross, sale.fees, sale.shipping_paid, sale.shipping_charged, sale.tax];
    let any = parts.into_iter().flatten().next()?;
    Some((any.currency, sale.date?))
}
