//! What is left of a query when it was read: nothing but what a row is asked.

use vitrine_catalog::text::{Sought, words};

use crate::field::{Field, Flag, Has};
use crate::value::Range;

/// A question with an answer for every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of these; of none, everything.
    All(Vec<Filter>),
    /// One of these at least.
    Any(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// A single question.
    One(Term),
}

/// A single question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// Words that stand somewhere, and how they were typed.
    Words(Vec<Sought>, String),
    /// What a field says.
    Field(Field, Test, Source),
    /// What it is.
    Is(Vec<Flag>),
    /// What it has.
    Has(Vec<Has>),
}

/// The operator and the values as they were typed, to be written again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub(crate) op: &'static str,
    pub(crate) values: Vec<String>,
}

/// What is asked of a field. Of several values of a field one has to fit; with `apart` none may, and there must be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    pub(crate) apart: bool,
    pub(crate) values: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Whatever there is.
    Anything,
    /// A folded text within another.
    Within(String),
    /// The whole of a folded text.
    Whole(String),
    /// A number of a set, with or without how many there are.
    Number(String),
    Range(Range),
}

/// What a query is asked of.
pub trait Subject {
    /// All words of it, as made by `vitrine_catalog::text::look_through`.
    fn haystack(&self) -> &str;
    /// The texts of a field, as they stand; an empty one is none.
    fn texts(&self, field: Field, say: &mut dyn FnMut(&str));
    /// The numbers of a field: copies, minor units of the base currency, [ordinals](vitrine_ledger::Date::ordinal) of days,
    /// hundredths of a grade. What is unknown is not said.
    fn numbers(&self, field: Field, say: &mut dyn FnMut(i64));
    /// Is it so?
    fn is(&self, flag: Flag) -> bool;
    /// Has it any?
    fn has(&self, what: Has) -> bool;
}

impl Default for Filter {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Filter {
    /// Does it let everything through?
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::All(all) if all.is_empty())
    }

    /// Does the subject match?
    pub fn matches(&self, subject: &impl Subject) -> bool {
        match self {
            Self::All(all) => all.iter().all(|filter| filter.matches(subject)),
            Self::Any(any) => any.iter().any(|filter| filter.matches(subject)),
            Self::Not(filter) => !filter.matches(subject),
            Self::One(Term::Words(words, _)) => words.iter().all(|word| word.is_in(subject.haystack())),
            Self::One(Term::Field(field, test, _)) => test.fits(*field, subject),
            Self::One(Term::Is(flags)) => flags.iter().any(|flag| subject.is(*flag)),
            Self::One(Term::Has(all)) => all.iter().any(|has| subject.has(*has)),
        }
    }
}

impl Test {
    fn fits(&self, field: Field, subject: &impl Subject) -> bool {
        let (mut some, mut fits) = (false, false);
        let texts = self.values.iter().any(|value| !matches!(value, Value::Range(_))) || field.is_ranked();
        if texts {
            subject.texts(field, &mut |text| {
                let folded = words(text).join(" ");
                if folded.is_empty() {
                    return;
                }
                let rank = field.rank(&folded);
                let compared = self.values.iter().any(|value| !matches!(value, Value::Range(_)));
                some |= compared || rank.is_some();
                fits |= self
                    .values
                    .iter()
                    .any(|value| value.is_text(&folded, text) || rank.is_some_and(|n| value.is_number(n)));
            });
        }
        subject.numbers(field, &mut |n| {
            some = true;
            fits |= self.values.iter().any(|value| value.is_number(n));
        });
        some && fits != self.apart
    }
}

impl Value {
    fn is_text(&self, folded: &str, text: &str) -> bool {
        match self {
            Self::Anything => true,
            Self::Within(value) => folded.contains(value.as_str()),
            Self::Whole(value) => folded == value,
            Self::Number(value) => {
                let plain = |text: &str| words(text.trim_start_matches('0')).join(" ");
                folded == value
                    || plain(text) == *value
                    || text.split_once('/').is_some_and(|(no, _)| plain(no) == *value)
            }
            Self::Range(_) => false,
        }
    }

    fn is_number(&self, n: i64) -> bool {
        match self {
            Self::Anything => true,
            Self::Range(range) => range.contains(n),
            Self::Within(_) | Self::Whole(_) | Self::Number(_) => false,
        }
    }
}
