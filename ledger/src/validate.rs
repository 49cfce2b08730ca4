//! What a mutation must be whatever the state: texts that fit, amounts that exist. Runs at intent and again wherever it
//! is applied, because a server does not trust a form.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::card::CardRef;
use crate::{
    Condition, Currency, Date, Entry, EntryPatch, Grade, LocationPatch, LotPatch, Money, Mutation, NewHolding, NewLot,
    NewSale, Place, PortfolioPatch, PriceOverride, Rate, Rejection, SalePatch, SettingsPatch, Step, TagsChange, Wish,
    WishPatch, limits,
};

/// Cards are older than this, but no collection's books are.
const FIRST_YEAR: u16 = 1900;

/// # Errors
/// The first thing that is wrong.
pub fn validate(mutation: &Mutation) -> Result<(), Rejection> {
    match mutation {
        Mutation::Add { holdings } => all(holdings),
        Mutation::Import { file, holdings } => {
            short("file", &file.name)?;
            short("file", &file.source)?;
            all(holdings)
        }
        Mutation::EditEntry { patch, .. } => {
            something(*patch == EntryPatch::default())?;
            entry_patch(patch)
        }
        Mutation::EditEntries { ids, patch } => {
            something(ids.is_empty() || *patch == EntryPatch::default())?;
            at_most("records", ids.len(), limits::RECORDS)?;
            entry_patch(patch)
        }
        Mutation::AddPortfolio { portfolio, .. } => group(Some(&portfolio.name), Some(&portfolio.about)),
        Mutation::EditPortfolio { patch, .. } => {
            something(*patch == PortfolioPatch::default())?;
            group(patch.name.as_ref(), patch.about.as_ref())
        }
        Mutation::AddLocation { location, .. } => group(Some(&location.name), Some(&location.about)),
        Mutation::EditLocation { patch, .. } => {
            something(*patch == LocationPatch::default())?;
            group(patch.name.as_ref(), patch.about.as_ref())
        }
        Mutation::EditSettings { patch } => {
            something(*patch == SettingsPatch::default())?;
            settings_patch(patch)
        }
        Mutation::AddWish { wish, .. } => wish_patch(&patch_of(wish)),
        Mutation::EditWish { patch, .. } => {
            something(*patch == WishPatch::default())?;
            wish_patch(patch)
        }
        Mutation::EditLot { patch, .. } => {
            something(*patch == LotPatch::default())?;
            lot_patch(patch)
        }
        Mutation::AddLot { lot, .. } => new_lot(lot),
        Mutation::Adjust { by, .. } => {
            something(*by == 0)?;
            difference(*by)
        }
        Mutation::Sell { sales, seen } => {
            something(sales.is_empty())?;
            at_most("sales", sales.len(), limits::HOLDINGS)?;
            at_most("records", seen.len(), limits::RECORDS)?;
            sales.iter().try_for_each(new_sale)
        }
        Mutation::EditSale { patch, .. } => {
            something(*patch == SalePatch::default())?;
            sale_patch(patch)
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
            steps.iter().try_for_each(|step| match step {
                Step::Entry { patch, .. } => entry_patch(patch),
                Step::Lot { patch, .. } => lot_patch(patch),
                Step::Sale { patch, .. } => sale_patch(patch),
                Step::Conflict { .. } => Ok(()),
                Step::Portfolio { patch, .. } => group(patch.name.as_ref(), patch.about.as_ref()),
                Step::Location { patch, .. } => group(patch.name.as_ref(), patch.about.as_ref()),
                Step::Settings { patch, .. } => settings_patch(patch),
                Step::Wish { patch, .. } => wish_patch(patch),
            })
        }
    }
}

fn all(holdings: &[NewHolding]) -> Result<(), Rejection> {
    something(holdings.is_empty())?;
    at_most("holdings", holdings.len(), limits::HOLDINGS)?;
    holdings.iter().try_for_each(holding)
}

fn holding(holding: &NewHolding) -> Result<(), Rejection> {
    entry(&holding.entry)?;
    at_most("lots", holding.lots.len(), limits::LOTS)?;
    holding.lots.iter().try_for_each(new_lot)
}

pub(crate) fn entry(entry: &Entry) -> Result<(), Rejection> {
    let tags = TagsChange { add: entry.tags.iter().map(str::to_owned).collect(), remove: Vec::new() };
    card(&entry.card)?;
    short("finish", &entry.finish)?;
    short("language", &entry.language)?;
    condition(entry.condition.as_ref())?;
    grade(entry.grade.as_ref())?;
    tags_change("tags", &tags)?;
    fits("notes", &entry.notes, limits::NOTES)?;
    place(entry.place.as_ref())?;
    price(entry.price.as_ref())?;
    tags_change("flags", &TagsChange { add: entry.flags.iter().map(str::to_owned).collect(), remove: Vec::new() })?;
    for_trade(entry.for_trade)?;
    at_most("extra", entry.extra.len(), limits::EXTRA)?;
    for (name, value) in &entry.extra {
        short("extra", name)?;
        fits("extra", value, limits::EXTRA_VALUE)?;
    }
    Ok(())
}

fn entry_patch(patch: &EntryPatch) -> Result<(), Rejection> {
    patch.card.as_ref().map_or(Ok(()), card)?;
    patch.finish.as_ref().map_or(Ok(()), |text| short("finish", text))?;
    patch.language.as_ref().map_or(Ok(()), |text| short("language", text))?;
    patch.condition.as_ref().map_or(Ok(()), |value| condition(value.as_ref()))?;
    patch.grade.as_ref().map_or(Ok(()), |value| grade(value.as_ref()))?;
    patch.tags.as_ref().map_or(Ok(()), |change| tags_change("tags", change))?;
    patch.notes.as_ref().map_or(Ok(()), |text| fits("notes", text, limits::NOTES))?;
    patch.place.as_ref().map_or(Ok(()), |value| place(value.as_ref()))?;
    patch.price.as_ref().map_or(Ok(()), |value| price(value.as_ref()))?;
    patch.flags.as_ref().map_or(Ok(()), |change| tags_change("flags", change))?;
    patch.for_trade.map_or(Ok(()), for_trade)
}

fn place(place: Option<&Place>) -> Result<(), Rejection> {
    let Some(Place { page, slot, .. }) = place else { return Ok(()) };
    short("place", page)?;
    short("place", slot)
}

fn price(price: Option<&PriceOverride>) -> Result<(), Rejection> {
    let Some(PriceOverride { price, date, reason }) = price else { return Ok(()) };
    cost("price", Some(*price))?;
    plausible("price", Some(*date))?;
    short("price", reason)
}

fn for_trade(copies: i64) -> Result<(), Rejection> {
    let fits = (0..=limits::QUANTITY).contains(&copies);
    if fits { Ok(()) } else { Err(Rejection::BadQuantity { max: limits::QUANTITY }) }
}

fn new_lot(lot: &NewLot) -> Result<(), Rejection> {
    if !(1..=limits::QUANTITY).contains(&lot.quantity) {
        return Err(Rejection::BadQuantity { max: limits::QUANTITY });
    }
    cost("cost", lot.cost)?;
    cost("total", lot.total)?;
    let others = [("fees", lot.fees), ("shipping", lot.shipping), ("tax", lot.tax)];
    others.into_iter().try_for_each(|(field, amount)| cost(field, amount))?;
    one_currency([lot.cost, lot.total, lot.fees, lot.shipping, lot.tax])?;
    rate(lot.rate)?;
    short("source", &lot.source)?;
    acquired(lot.acquired)
}

fn lot_patch(patch: &LotPatch) -> Result<(), Rejection> {
    patch.quantity.map_or(Ok(()), difference)?;
    let amounts = [
        ("cost", patch.cost),
        ("total", patch.total),
        ("fees", patch.fees),
        ("shipping", patch.shipping),
        ("tax", patch.tax),
    ];
    amounts.into_iter().try_for_each(|(field, amount)| amount.map_or(Ok(()), |amount| cost(field, amount)))?;
    patch.rate.map_or(Ok(()), rate)?;
    patch.source.as_ref().map_or(Ok(()), |text| short("source", text))?;
    patch.acquired.map_or(Ok(()), acquired)
}

fn new_sale(sale: &NewSale) -> Result<(), Rejection> {
    if !(1..=limits::QUANTITY).contains(&sale.quantity) {
        return Err(Rejection::BadQuantity { max: limits::QUANTITY });
    }
    let NewSale { gross, fees, shipping_paid, shipping_charged, tax, .. } = *sale;
    let names = ["gross", "fees", "shipping_paid", "shipping_charged", "tax"];
    let amounts = [gross, fees, shipping_paid, shipping_charged, tax];
    names.into_iter().zip(amounts).try_for_each(|(field, amount)| cost(field, amount))?;
    one_currency(amounts)?;
    rate(sale.rate)?;
    plausible("date", sale.date)?;
    at_most("lots", sale.lots.len(), limits::LOTS)?;
    let lots: BTreeSet<Uuid> = sale.lots.iter().map(|taken| taken.lot).collect();
    let copies =
        sale.lots.iter().try_fold(0_i64, |sum, taken| (taken.copies > 0).then(|| sum.checked_add(taken.copies))?);
    let whole = sale.lots.is_empty() || (copies == Some(sale.quantity) && lots.len() == sale.lots.len());
    if !whole {
        return Err(Rejection::WrongLots { quantity: sale.quantity });
    }
    words([&sale.channel, &sale.buyer, &sale.note].map(Some))
}

fn sale_patch(patch: &SalePatch) -> Result<(), Rejection> {
    patch.rate.map_or(Ok(()), rate)?;
    words([&patch.channel, &patch.buyer, &patch.note].map(Option::as_ref))
}

/// Channel, buyer and note of a sale.
fn words([channel, buyer, note]: [Option<&String>; 3]) -> Result<(), Rejection> {
    channel.map_or(Ok(()), |text| short("channel", text))?;
    buyer.map_or(Ok(()), |text| short("buyer", text))?;
    note.map_or(Ok(()), |text| fits("note", text, limits::NOTES))
}

fn card(card: &CardRef) -> Result<(), Rejection> {
    if card.name.trim().is_empty() {
        return Err(Rejection::Empty { field: "name".to_owned() });
    }
    if card.game.trim().is_empty() {
        return Err(Rejection::Empty { field: "game".to_owned() });
    }
    let texts = [
        ("name", &card.name),
        ("game", &card.game),
        ("set", &card.set),
        ("set_name", &card.set_name),
        ("number", &card.number),
        ("rarity", &card.rarity),
        ("product", &card.product),
    ];
    texts.into_iter().try_for_each(|(field, text)| short(field, text))?;
    at_most("ids", card.ids.len(), limits::IDS)?;
    card.ids.iter().try_for_each(|(name, id)| short("ids", name).and_then(|()| short("ids", id)))
}

fn condition(condition: Option<&Condition>) -> Result<(), Rejection> {
    let Some(Condition { scale, code }) = condition else { return Ok(()) };
    short("condition", scale)?;
    short("condition", code)
}

fn grade(grade: Option<&Grade>) -> Result<(), Rejection> {
    let Some(Grade { company, value, label, cert, subs }) = grade else { return Ok(()) };
    subs.parts().into_iter().try_for_each(|(_, text)| short("grade", text))?;
    if company.trim().is_empty() {
        return Err(Rejection::Empty { field: "grade".to_owned() });
    }
    [company, value, label, cert].into_iter().try_for_each(|text| short("grade", text))
}

fn tags_change(field: &str, change: &TagsChange) -> Result<(), Rejection> {
    for tag in change.add.iter().chain(&change.remove) {
        if tag.trim().is_empty() {
            return Err(Rejection::Empty { field: field.to_owned() });
        }
        fits(field, tag, limits::TAG)?;
    }
    at_most(field, change.add.len(), limits::TAGS)?;
    at_most(field, change.remove.len(), limits::RECORDS)
}

fn cost(field: &str, cost: Option<Money>) -> Result<(), Rejection> {
    let Some(money) = cost else { return Ok(()) };
    currency(money.currency)?;
    match ((0..=limits::COST).contains(&money.minor), field) {
        (true, _) => Ok(()),
        (false, "cost") => Err(Rejection::BadCost { max: limits::COST }),
        (false, field) => Err(Rejection::BadAmount { field: field.to_owned(), max: limits::COST }),
    }
}

/// Amounts that belong together are added up, and two currencies cannot be.
pub(crate) fn one_currency(amounts: impl IntoIterator<Item = Option<Money>>) -> Result<(), Rejection> {
    let mut currencies = amounts.into_iter().flatten().map(|money| money.currency);
    let first = currencies.next();
    if currencies.all(|currency| Some(currency) == first) { Ok(()) } else { Err(Rejection::SeveralCurrencies) }
}

fn rate(rate: Option<Rate>) -> Result<(), Rejection> {
    let Some(Rate { from, to, date, .. }) = rate else { return Ok(()) };
    currency(from)?;
    currency(to)?;
    plausible("rate", Some(date))
}

fn currency(currency: Currency) -> Result<(), Rejection> {
    if currency.is_known() { Ok(()) } else { Err(Rejection::BadCurrency { currency: currency.to_string() }) }
}

fn acquired(date: Option<Date>) -> Result<(), Rejection> {
    plausible("acquired", date)
}

fn plausible(field: &str, date: Option<Date>) -> Result<(), Rejection> {
    match date {
        Some(date) if date.year() < FIRST_YEAR => Err(Rejection::BadDate { field: field.to_owned() }),
        Some(_) | None => Ok(()),
    }
}

fn difference(by: i64) -> Result<(), Rejection> {
    let fits = (-limits::QUANTITY..=limits::QUANTITY).contains(&by);
    if fits { Ok(()) } else { Err(Rejection::BadQuantity { max: limits::QUANTITY }) }
}

/// Name and description of a portfolio or a location.
fn group(name: Option<&String>, about: Option<&String>) -> Result<(), Rejection> {
    if name.is_some_and(|name| name.trim().is_empty()) {
        return Err(Rejection::Empty { field: "name".to_owned() });
    }
    name.map_or(Ok(()), |name| short("name", name))?;
    about.map_or(Ok(()), |about| fits("about", about, limits::NOTES))
}

fn settings_patch(patch: &SettingsPatch) -> Result<(), Rejection> {
    patch.substitutes.as_ref().map_or(Ok(()), |change| tags_change("substitutes", change))?;
    patch.grading_fees().into_iter().try_for_each(|(field, fee)| cost(field, fee))?;
    patch.currency.flatten().map_or(Ok(()), currency)
}

/// All of a new wish, as if it had been written into it.
fn patch_of(wish: &Wish) -> WishPatch {
    let Wish { card, finish, language, grade, target, quantity, priority, note } = wish.clone();
    WishPatch {
        card: Some(card),
        finish: Some(finish),
        language: Some(language),
        grade: Some(grade),
        target: Some(target),
        quantity: Some(quantity),
        priority: Some(priority),
        note: Some(note),
    }
}

fn wish_patch(patch: &WishPatch) -> Result<(), Rejection> {
    patch.card.as_ref().map_or(Ok(()), card)?;
    patch.finish.as_ref().map_or(Ok(()), |text| short("finish", text))?;
    patch.language.as_ref().map_or(Ok(()), |text| short("language", text))?;
    grade(patch.grade.as_ref().and_then(Option::as_ref))?;
    cost("target", patch.target.flatten())?;
    patch.note.as_ref().map_or(Ok(()), |text| fits("note", text, limits::NOTES))?;
    match patch.quantity {
        Some(quantity) if !(1..=limits::QUANTITY).contains(&quantity) => {
            Err(Rejection::BadQuantity { max: limits::QUANTITY })
        }
        Some(_) | None => Ok(()),
    }
}

fn short(field: &str, text: &str) -> Result<(), Rejection> {
    fits(field, text, limits::TEXT)
}

fn fits(field: &str, text: &str, max: usize) -> Result<(), Rejection> {
    // Bytes first: a text that is short in bytes is short in characters.
    let long = text.len() > max && text.chars().count() > max;
    if long { Err(Rejection::TooLong { field: field.to_owned(), max }) } else { Ok(()) }
}

fn at_most(field: &str, count: usize, max: usize) -> Result<(), Rejection> {
    if count > max { Err(Rejection::TooMany { field: field.to_owned(), max }) } else { Ok(()) }
}

fn something(nothing: bool) -> Result<(), Rejection> {
    if nothing { Err(Rejection::Nothing) } else { Ok(()) }
}
