//! A filter as a query that is read as the same filter.

use std::fmt::{self, Display, Formatter};

use crate::filter::{Filter, Source, Term};
use crate::lex::{Op, What, lex};
use crate::parse::Parsed;

impl Op {
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Has => ":",
            Self::Is => "=",
            Self::IsNot => "!=",
            Self::Less => "<",
            Self::Most => "<=",
            Self::More => ">",
            Self::Least => ">=",
        }
    }
}

impl Display for Parsed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if !self.filter.is_empty() {
            // What follows would belong to the last of several.
            let several = matches!(self.filter, Filter::Any(_)) && (self.order.is_some() || self.group.is_some());
            parts.push(if several { format!("({})", self.filter) } else { self.filter.to_string() });
        }
        parts.extend(self.order.map(|order| {
            let sign = if order.descending { '-' } else { '+' };
            format!("sort:{}{sign}", order.sort.name())
        }));
        parts.extend(self.group.map(|group| format!("group:{}", group.name())));
        f.write_str(&parts.join(" "))
    }
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(all) => separated(f, all, " ", |f, one| match one {
                Self::Any(_) => write!(f, "({one})"),
                _ => one.fmt(f),
            }),
            Self::Any(any) => separated(f, any, " or ", |f, one| one.fmt(f)),
            Self::Not(one) if matches!(**one, Self::One(_)) => write!(f, "-{one}"),
            Self::Not(several) => write!(f, "-({several})"),
            Self::One(term) => term.fmt(f),
        }
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(_, text) => match &lex(text)[..] {
                [token] if token.what == What::Word(text.clone()) => f.write_str(text),
                _ => write!(f, "\"{text}\""),
            },
            Self::Field(field, _, Source { op, values }) => {
                write!(f, "{}{op}", field.name())?;
                separated(f, values, ",", |f, value| {
                    let quoted = value.contains(|c: char| c.is_whitespace() || "(),|".contains(c));
                    // Behind `<`, a sign of equality would be read as a part of it.
                    if quoted || value.starts_with('=') { write!(f, "\"{value}\"") } else { f.write_str(value) }
                })
            }
            Self::Is(flags) => {
                f.write_str("is:")?;
                separated(f, flags, ",", |f, flag| f.write_str(flag.name()))
            }
            Self::Has(all) => {
                f.write_str("has:")?;
                separated(f, all, ",", |f, has| f.write_str(has.name()))
            }
        }
    }
}

fn separated<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    between: &str,
    write: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        write(f, item)?;
    }
    Ok(())
}
