//! What one value must be: texts that fit, amounts and days that exist. Each function checks the value of a field, or a change
//! of it, and refuses it under the field's name; the tables of fields say which is whose.

use std::collections::BTreeMap;

use crate::{CardRef, Condition, Currency, Date, Grade, Money, Rate, Rejection, TagsChange, limits};

/// Cards are older than this, but no collection's books are.
const FIRST_YEAR: u16 = 1900;

/// What has no wrong value: an id, a word of a closed list.
pub(crate) fn any<T>(_: &str, _: &T) -> Result<(), Rejection> {
    Ok(())
}

/// A short text.
pub(crate) fn text(field: &str, text: &str) -> Result<(), Rejection> {
    fits(field, text, limits::TEXT)
}

/// A text of several lines.
pub(crate) fn notes(field: &str, text: &str) -> Result<(), Rejection> {
    fits(field, text, limits::NOTES)
}

/// A short text that is not empty.
pub(crate) fn name(field: &str, name: &str) -> Result<(), Rejection> {
    if name.trim().is_empty() {
        return Err(Rejection::Empty { field: field.to_owned() });
    }
    text(field, name)
}

pub(crate) fn card(_: &str, card: &CardRef) -> Result<(), Rejection> {
    name("name", &card.name)?;
    name("game", &card.game)?;
    let texts = [
        ("set", &card.set),
        ("set_name", &card.set_name),
        ("number", &card.number),
        ("rarity", &card.rarity),
        ("product", &card.product),
    ];
    texts.into_iter().try_for_each(|(field, value)| text(field, value))?;
    at_most("ids", card.ids.len(), limits::IDS)?;
    card.ids.iter().try_for_each(|(name, id)| text("ids", name).and_then(|()| text("ids", id)))
}

pub(crate) fn condition(field: &str, condition: &Option<Condition>) -> Result<(), Rejection> {
    let Some(Condition { scale, code }) = condition else { return Ok(()) };
    text(field, scale)?;
    text(field, code)
}

pub(crate) fn grade(field: &str, grade: &Option<Grade>) -> Result<(), Rejection> {
    let Some(Grade { company, value, label, cert, subs }) = grade else { return Ok(()) };
    subs.parts().into_iter().try_for_each(|(_, part)| text(field, part))?;
    name(field, company)?;
    [value, label, cert].into_iter().try_for_each(|part| text(field, part))
}

/// A change of a set of words.
pub(crate) fn tags(field: &str, change: &TagsChange) -> Result<(), Rejection> {
    for tag in change.add.iter().chain(&change.remove) {
        if tag.trim().is_empty() {
            return Err(Rejection::Empty { field: field.to_owned() });
        }
        fits(field, tag, limits::TAG)?;
    }
    at_most(field, change.add.len(), limits::TAGS)?;
    at_most(field, change.remove.len(), limits::RECORDS)
}

/// Columns of a file that mean nothing to us.
pub(crate) fn extra(field: &str, extra: &BTreeMap<String, String>) -> Result<(), Rejection> {
    at_most(field, extra.len(), limits::EXTRA)?;
    extra.iter().try_for_each(|(name, value)| {
        text(field, name)?;
        fits(field, value, limits::EXTRA_VALUE)
    })
}

/// A number of copies, or none.
pub(crate) fn copies(_: &str, copies: &i64) -> Result<(), Rejection> {
    within(*copies, 0)
}

/// One copy at least.
pub(crate) fn some(_: &str, copies: &i64) -> Result<(), Rejection> {
    within(*copies, 1)
}

/// So many copies more, or fewer.
pub(crate) fn difference(_: &str, by: &i64) -> Result<(), Rejection> {
    within(*by, -limits::QUANTITY)
}

fn within(copies: i64, least: i64) -> Result<(), Rejection> {
    let fits = (least..=limits::QUANTITY).contains(&copies);
    if fits { Ok(()) } else { Err(Rejection::BadQuantity { max: limits::QUANTITY }) }
}

/// An amount of money: not negative, in a currency there is.
pub(crate) fn amount(field: &str, amount: &Option<Money>) -> Result<(), Rejection> {
    let Some(money) = amount else { return Ok(()) };
    currency(field, &Some(money.currency))?;
    match ((0..=limits::COST).contains(&money.minor), field) {
        (true, _) => Ok(()),
        (false, "cost") => Err(Rejection::BadCost { max: limits::COST }),
        (false, field) => Err(Rejection::BadAmount { field: field.to_owned(), max: limits::COST }),
    }
}

pub(crate) fn rate(field: &str, rate: &Option<Rate>) -> Result<(), Rejection> {
    let Some(Rate { from, to, rate: _, date }) = rate else { return Ok(()) };
    currency(field, &Some(*from))?;
    currency(field, &Some(*to))?;
    day(field, &Some(*date))
}

pub(crate) fn currency(_: &str, currency: &Option<Currency>) -> Result<(), Rejection> {
    match currency {
        Some(currency) if !currency.is_known() => Err(Rejection::BadCurrency { currency: currency.to_string() }),
        Some(_) | None => Ok(()),
    }
}

pub(crate) fn day(field: &str, date: &Option<Date>) -> Result<(), Rejection> {
    match date {
        Some(date) if date.year() < FIRST_YEAR => Err(Rejection::BadDate { field: field.to_owned() }),
        Some(_) | None => Ok(()),
    }
}

pub(crate) fn at_most(field: &str, count: usize, max: usize) -> Result<(), Rejection> {
    if count > max { Err(Rejection::TooMany { field: field.to_owned(), max }) } else { Ok(()) }
}

fn fits(field: &str, text: &str, max: usize) -> Result<(), Rejection> {
    // Bytes first: a text that is short in bytes is short in characters.
    let long = text.len() > max && text.chars().count() > max;
    if long { Err(Rejection::TooLong { field: field.to_owned(), max }) } else { Ok(()) }
}
