//! What stands in the search box, where it is more than words: `worth>50 -is:graded` (docs/query.md).

use vitrine_ledger::finish::finish_key;
use vitrine_ledger::{Currency, Date, suggest};
use vitrine_query::{Context, Field, Filter, Flag, Has, Parsed, Subject, Term, parse};

use super::groups::{GroupKind, Groups};
use super::printings::Printings;
use crate::row::Row;
use crate::value::{Quotes, value_of};

/// The 1st of January 1970, of which dates are counted.
const EPOCH: i64 = 719_162;
const DAY_MS: u64 = 86_400_000;

/// The question a search asks; none where it is words alone, which the list looks for in its own way.
pub(super) fn question(search: &str, today: Option<Date>, base: Option<Currency>) -> Option<Parsed> {
    if !search.contains([':', '=', '<', '>', '"', '(', '|', '-']) && !search.split(' ').any(is_joining) {
        return None;
    }
    let today = today.or_else(|| Date::from_ordinal(EPOCH as u32))?;
    let parsed = parse(search, &Context { today, base });
    let words_alone = parsed.notes.is_empty() && parsed.order.is_none() && parsed.group.is_none();
    // Half typed, it leaves nothing out; as words it would.
    let is_plain =
        |parsed: &Parsed| words_alone && !search.contains('"') && !parsed.filter.is_empty() && is_words(&parsed.filter);
    Some(parsed).filter(|parsed| !is_plain(parsed))
}

fn is_joining(word: &str) -> bool {
    word.eq_ignore_ascii_case("or") || word.eq_ignore_ascii_case("not")
}

fn is_words(filter: &Filter) -> bool {
    match filter {
        Filter::All(all) => all.iter().all(is_words),
        Filter::One(Term::Words(..)) => true,
        Filter::Any(_) | Filter::Not(_) | Filter::One(_) => false,
    }
}

/// A row with what it needs to answer.
pub(super) struct Answering<'a> {
    pub(super) row: &'a Row,
    pub(super) groups: &'a Groups,
    pub(super) printings: Option<&'a Printings>,
    pub(super) quotes: &'a Quotes,
}

impl Answering<'_> {
    fn worth(&self) -> Option<i64> {
        self.quotes.price(self.row).and_then(|price| value_of(self.row, &price))
    }

    /// None where the cost of a copy is unknown, or where there is no rate to one currency.
    fn cost(&self) -> Option<i64> {
        let known = self.row.unknown == 0 && self.row.no_rate == 0 && self.row.here > 0;
        match self.row.costs.as_slice() {
            [] if known => Some(0),
            [one] if known => Some(one.minor),
            _ => None,
        }
    }

    fn place(&self) -> &str {
        self.groups.name(GroupKind::Location, self.row.location)
    }
}

impl Subject for Answering<'_> {
    fn haystack(&self) -> &str {
        &self.row.haystack
    }

    fn texts(&self, field: Field, say: &mut dyn FnMut(&str)) {
        let row = self.row;
        match field {
            Field::Name => say(&row.name),
            Field::Set => {
                say(&row.set);
                say(&row.set_code);
            }
            Field::Number => say(&row.number),
            Field::Game => {
                say(&row.game);
                let names = suggest::GAMES.iter().filter(|(id, _)| *id == row.game);
                names.for_each(|(_, name)| say(name));
            }
            Field::Rarity => say(&row.rarity),
            Field::Finish => say(&row.finish),
            Field::Language => say(&row.language),
            Field::Condition => say(&row.condition),
            Field::Grade => say(row.grade.as_deref().unwrap_or_default()),
            Field::Cert => say(&row.cert),
            Field::Tag => row.tags.iter().for_each(|tag| say(tag)),
            Field::Note => say(&row.note),
            Field::Portfolio => say(self.groups.name(GroupKind::Portfolio, row.portfolio)),
            Field::Location => say(self.place()),
            Field::Page => say(&row.page),
            _ => {}
        }
    }

    fn numbers(&self, field: Field, say: &mut dyn FnMut(i64)) {
        let row = self.row;
        match field {
            Field::Quantity => say(row.quantity),
            Field::Grade => row.grade.as_deref().and_then(hundredths).into_iter().for_each(say),
            Field::Cost => self.cost().into_iter().for_each(say),
            Field::Paid => {
                let base = self.quotes.currency();
                let paid = row
                    .lots
                    .iter()
                    .filter_map(|lot| lot.cost)
                    .filter(|cost| base.is_none_or(|base| cost.currency == base));
                paid.map(|cost| cost.minor).for_each(say);
            }
            Field::Worth => self.worth().into_iter().for_each(say),
            Field::Gain => {
                let gain = self.worth().and_then(|worth| Some(worth - self.cost()?));
                gain.into_iter().for_each(say);
            }
            Field::Bought => row.lots.iter().filter_map(|lot| lot.acquired).map(day).for_each(say),
            Field::Sold => {
                let sold = row.sales.iter().filter(|sale| !sale.reversed());
                sold.filter_map(|sale| sale.sale.date).map(day).for_each(say);
            }
            Field::Added => say(i64::try_from(row.added_ms / DAY_MS).unwrap_or(i64::MAX - EPOCH) + EPOCH),
            _ => {}
        }
    }

    fn is(&self, flag: Flag) -> bool {
        let row = self.row;
        match flag {
            Flag::Foil => !matches!(finish_key(&row.finish).as_str(), "" | "normal" | "unlimited" | "1st edition"),
            Flag::Graded => row.grade.is_some(),
            Flag::Sealed => row.sealed,
            Flag::Signed => row.marks.iter().any(|mark| mark == "signed"),
            Flag::Duplicate => self.printings.is_some_and(|printings| printings.is_double(row)),
            Flag::Trade => row.for_trade > 0,
            Flag::Unpriced => row.here > 0 && self.worth().is_none(),
            Flag::Uncosted => row.unknown > 0,
            Flag::Overridden => row.own_price.is_some(),
            Flag::Unplaced => self.place().is_empty(),
        }
    }

    fn has(&self, what: Has) -> bool {
        let row = self.row;
        match what {
            Has::Note => !row.note.is_empty(),
            Has::Cert => !row.cert.is_empty(),
            Has::Tag => !row.tags.is_empty(),
            Has::Sale => row.sales.iter().any(|sale| !sale.reversed()),
        }
    }
}

fn day(date: Date) -> i64 {
    i64::from(date.ordinal())
}

/// `PSA 9.5` is 950.
fn hundredths(grade: &str) -> Option<i64> {
    let number = grade.split(' ').find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let part = format!("{part:0<2}");
    Some(whole.parse::<i64>().ok()?.checked_mul(100)? + part.get(..2)?.parse::<i64>().ok()?)
}
