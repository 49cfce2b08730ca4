//! Values, typed by their field. Whatever has an order is a range of whole numbers: counts, minor units of money, days
//! since the year 1, hundredths of a grade, places in a list.

use vitrine_ledger::{Currency, Date};

use crate::field::{Field, Kind};
use crate::lex::Op;

/// When and in which money a query is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// The day "three weeks ago" is counted from.
    pub today: Date,
    /// The currency everything is reckoned in.
    pub base: Option<Currency>,
}

/// Whole numbers from one to another, both included; open where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub from: Option<i64>,
    /// The most.
    pub to: Option<i64>,
}

impl Range {
    /// Does it contain the number?
    pub fn contains(self, n: i64) -> bool {
        self.from.is_none_or(|from| from <= n) && self.to.is_none_or(|to| n <= to)
    }

    /// What an operator makes of a value that is itself a range: a year, say.
    pub(crate) fn asked(self, op: Op) -> Self {
        let Self { from, to } = self;
        match op {
            Op::Has | Op::Is | Op::IsNot => self,
            Op::Less => Self { from: None, to: from.map(|n| n.saturating_sub(1)) },
            Op::Most => Self { from: None, to },
            Op::More => Self { from: to.map(|n| n.saturating_add(1)), to: None },
            Op::Least => Self { from, to: None },
        }
    }
}

/// A value, or two with `..` between them, as a range; none where it is no value of the field.
pub(crate) fn range(field: Field, text: &str, op: Op, context: &Context) -> Option<Range> {
    let single = |text: &str| one(field, text.trim(), context);
    let Some((from, to)) = text.split_once("..") else {
        let value = single(text)?;
        // "In the last seven days", while "earlier than seven days ago" is counted from that day.
        let since = matches!(op, Op::Has | Op::Is | Op::IsNot) && relative(text, context).is_some();
        let today = i64::from(context.today.ordinal());
        return Some(if since && field.kind() == Kind::Day {
            Range { from: value.from, to: Some(today) }
        } else {
            value
        })
        .map(|value| value.asked(op));
    };
    let from = if from.is_empty() { None } else { Some(single(from)?) };
    let to = if to.is_empty() { None } else { Some(single(to)?) };
    if from.is_none() && to.is_none() {
        return None;
    }
    Some(Range { from: from.and_then(|range| range.from), to: to.and_then(|range| range.to) }.asked(op))
}

fn one(field: Field, text: &str, context: &Context) -> Option<Range> {
    let exact = |n: i64| Range { from: Some(n), to: Some(n) };
    match field.kind() {
        Kind::Text => None,
        Kind::Ranked(_) => field.rank(&vitrine_catalog::text::words(text).join(" ")).map(exact),
        Kind::Grade => decimal(text, 2).map(exact),
        Kind::Count => decimal(text, 0).map(exact),
        Kind::Money => money(text, context.base?).map(exact),
        Kind::Day => relative(text, context).map(exact).or_else(|| day(text)),
    }
}

/// An amount in the minor units of a currency, which may stand before or behind it; none in any other currency.
fn money(text: &str, base: Currency) -> Option<i64> {
    let symbol = match base.as_str() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        code => code,
    };
    let lower = text.to_lowercase();
    let code = base.as_str().to_lowercase();
    let (minus, plain) = lower.strip_prefix('-').map_or((false, lower.as_str()), |plain| (true, plain));
    let plain = [symbol, code.as_str()]
        .iter()
        .fold(plain, |text, mark| text.strip_prefix(mark).or_else(|| text.strip_suffix(mark)).unwrap_or(text).trim());
    let minor = decimal(plain, base.exponent())?;
    Some(if minus { -minor } else { minor })
}

/// A number with at most so many digits behind a point or a comma, without the point.
fn decimal(text: &str, digits: u32) -> Option<i64> {
    let (minus, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let good = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let length = u32::try_from(part.len()).ok()?;
    if whole.is_empty() || !good(whole) || !good(part) || length > digits {
        return None;
    }
    let part: i64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    let whole = whole.parse::<i64>().ok()?.checked_mul(10_i64.pow(digits))?;
    let n = whole.checked_add(part * 10_i64.pow(digits - length))?;
    Some(if minus { -n } else { n })
}

/// A year, a month or a day, as its first and its last day.
fn day(text: &str) -> Option<Range> {
    let mut parts = text.split('-');
    let year: u16 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut two = || parts.next().map(|part| if part.len() <= 2 { part.parse::<u8>().ok() } else { None });
    let (month, day) = (two(), two());
    if parts.next().is_some() {
        return None;
    }
    let (from, to) = match (month, day) {
        (None, _) => (Date::new(year, 1, 1)?, Date::new(year, 12, 31)?),
        (Some(month), None) => {
            let month = month?;
            (Date::new(year, month, 1)?, (28..=31).rev().find_map(|day| Date::new(year, month, day))?)
        }
        (Some(month), Some(day)) => (Date::new(year, month?, day?)?, Date::new(year, month?, day?)?),
    };
    Some(Range { from: Some(from.ordinal().into()), to: Some(to.ordinal().into()) })
}

/// So many days, weeks, months of 30 or years of 365 days ago: `7d`.
fn relative(text: &str, context: &Context) -> Option<i64> {
    let (number, days) = [("d", 1), ("w", 7), ("m", 30), ("y", 365)]
        .iter()
        .find_map(|(unit, days)| text.strip_suffix(unit).map(|number| (number, *days)))?;
    let count = i64::from(number.parse::<u16>().ok().filter(|_| !number.starts_with('+'))?);
    Some(i64::from(context.today.ordinal()) - count * days)
}
