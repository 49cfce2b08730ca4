//! What a mutation must be whatever the state: texts that fit, amounts that exist. Runs at intent and again wherever it
//! is applied, because a server does not trust a form. What one value must be is said where its field is (`record!`, by the
//! functions of [`values`](crate::values)); here is what concerns several values, and how many there may be.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::rules::Fields;
use crate::values::at_most;
use crate::{
    Entry, EntryPatch, Location, LocationPatch, Lot, LotPatch, Money, Mutation, NewHolding, NewLot, NewSale, Portfolio,
    PortfolioPatch, Rejection, Sale, SalePatch, Settings, SettingsPatch, Step, Wish, WishPatch, limits, values,
};

/// # Errors
/// The first thing that is wrong.
pub fn validate(mutation: &Mutation) -> Result<(), Rejection> {
    match mutation {
        Mutation::Add { holdings } => all(holdings),
        Mutation::Import { file, holdings } => {
            values::text("file", &file.name)?;
            values::text("file", &file.source)?;
            all(holdings)
        }
        Mutation::EditEntry { patch, .. } => {
            something(*patch == EntryPatch::default())?;
            Entry::check_patch(patch)
        }
        Mutation::EditEntries { ids, patch } => {
            something(ids.is_empty() || *patch == EntryPatch::default())?;
            at_most("records", ids.len(), limits::RECORDS)?;
            Entry::check_patch(patch)
        }
        Mutation::AddPortfolio { portfolio, .. } => portfolio.check(),
        Mutation::EditPortfolio { patch, .. } => {
            something(*patch == PortfolioPatch::default())?;
            Portfolio::check_patch(patch)
        }
        Mutation::AddLocation { location, .. } => location.check(),
        Mutation::EditLocation { patch, .. } => {
            something(*patch == LocationPatch::default())?;
            Location::check_patch(patch)
        }
        Mutation::EditSettings { patch } => {
            something(*patch == SettingsPatch::default())?;
            Settings::check_patch(patch)
        }
        Mutation::AddWish { wish, .. } => wish.check(),
        Mutation::EditWish { patch, .. } => {
            something(*patch == WishPatch::default())?;
            Wish::check_patch(patch)
        }
        Mutation::EditLot { patch, .. } => {
            something(*patch == LotPatch::default())?;
            Lot::check_patch(patch)
        }
        Mutation::AddLot { lot, .. } => new_lot(lot),
        Mutation::Adjust { by, .. } => {
            something(*by == 0)?;
            values::difference("quantity", by)
        }
        Mutation::Sell { sales, seen, held } => {
            something(sales.is_empty())?;
            at_most("sales", sales.len(), limits::HOLDINGS)?;
            at_most("records", seen.len(), limits::RECORDS)?;
            at_most("sales", held.len(), limits::HOLDINGS)?;
            sales.iter().try_for_each(new_sale)
        }
        Mutation::EditSale { patch, .. } => {
            something(*patch == SalePatch::default())?;
            Sale::check_patch(patch)
        }
        Mutation::ReverseSale { sales } => {
            something(sales.is_empty())?;
            at_most("sales", sales.len(), limits::HOLDINGS)
        }
        Mutation::Delete(records) | Mutation::Restore(records) => {
            something(records.is_empty())?;
            at_most("records", records.len(), limits::RECORDS)
        }
        Mutation::Settle { .. } => Ok(()),
        Mutation::Revert { steps } => {
            something(steps.is_empty())?;
            at_most("records", steps.len(), limits::RECORDS)?;
            steps.iter().try_for_each(step)
        }
    }
}

fn step(step: &Step) -> Result<(), Rejection> {
    match step {
        Step::Entry { patch, .. } => Entry::check_patch(patch),
        Step::Lot { patch, .. } => Lot::check_patch(patch),
        Step::Sale { patch, .. } => Sale::check_patch(patch),
        Step::Conflict { .. } => Ok(()),
        Step::Portfolio { patch, .. } => Portfolio::check_patch(patch),
        Step::Location { patch, .. } => Location::check_patch(patch),
        Step::Settings { patch, .. } => Settings::check_patch(patch),
        Step::Wish { patch, .. } => Wish::check_patch(patch),
    }
}

fn all(holdings: &[NewHolding]) -> Result<(), Rejection> {
    something(holdings.is_empty())?;
    at_most("holdings", holdings.len(), limits::HOLDINGS)?;
    holdings.iter().try_for_each(holding)
}

fn holding(holding: &NewHolding) -> Result<(), Rejection> {
    holding.entry.check()?;
    at_most("lots", holding.lots.len(), limits::LOTS)?;
    holding.lots.iter().try_for_each(new_lot)
}

fn new_lot(new: &NewLot) -> Result<(), Rejection> {
    values::some("quantity", &new.quantity)?;
    new.lot(Uuid::nil()).check()?;
    one_currency([new.cost, new.total, new.fees, new.shipping, new.tax])
}

fn new_sale(new: &NewSale) -> Result<(), Rejection> {
    new.sale().check()?;
    one_currency([new.gross, new.fees, new.shipping_paid, new.shipping_charged, new.tax])?;
    let copies =
        new.lots.iter().try_fold(0_i64, |sum, taken| (taken.copies > 0).then(|| sum.checked_add(taken.copies))?);
    let lots: BTreeSet<Uuid> = new.lots.iter().map(|taken| taken.lot).collect();
    let whole = new.lots.is_empty() || (copies == Some(new.quantity) && lots.len() == new.lots.len());
    if whole { Ok(()) } else { Err(Rejection::WrongLots { quantity: new.quantity }) }
}

/// Amounts that belong together are added up, and two currencies cannot be.
pub(crate) fn one_currency(amounts: impl IntoIterator<Item = Option<Money>>) -> Result<(), Rejection> {
    let mut currencies = amounts.into_iter().flatten().map(|money| money.currency);
    let first = currencies.next();
    if currencies.all(|currency| Some(currency) == first) { Ok(()) } else { Err(Rejection::SeveralCurrencies) }
}

fn something(nothing: bool) -> Result<(), Rejection> {
    if nothing { Err(Rejection::Nothing) } else { Ok(()) }
}
