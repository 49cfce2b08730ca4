//! Tokens as a filter. Parts that say nothing yet, or that nobody understands, leave no trace in it.

use vitrine_catalog::text::{sought, words};

use crate::field::{Field, Flag, Group, Has, Kind, Sort};
use crate::filter::{Filter, Source, Term, Test, Value};
use crate::lex::{Op, Token, What, lex};
use crate::near::nearest;
use crate::value::{Context, range};

/// So deep may parentheses stand in each other; deeper ones are passed over.
const DEEPEST: usize = 32;
/// Names that are no fields.
const OTHERS: [&str; 4] = ["is", "has", "sort", "group"];

/// A query as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// What a row is asked.
    pub filter: Filter,
    /// The order it names.
    pub order: Option<Order>,
    /// The headings it names.
    pub group: Option<Group>,
    /// What was not understood and left out, in order.
    pub notes: Vec<Note>,
}

/// An order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub sort: Sort,
    /// The largest first.
    pub descending: bool,
}

/// A part that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it stands, in bytes of the query.
    pub span: std::ops::Range<usize>,
    /// What is the matter with it.
    pub problem: Problem,
    /// What may have been meant, to stand in its place.
    pub suggestion: Option<String>,
}

/// Why a part was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// There is no such field.
    Field,
    /// It is no value of this field; an amount in another currency is none.
    Value(Field),
    /// It is no word that can stand behind `is`, `has`, `sort` or `group`.
    Word,
    /// Values of this field have no order to compare by.
    NoOrder,
}

/// Reads a query, whatever it is.
pub fn parse(text: &str, context: &Context) -> Parsed {
    let mut parser = Parser { tokens: &lex(text), at: 0, context, parsed: Parsed::default() };
    let mut all = Vec::new();
    while parser.at < parser.tokens.len() {
        all.extend(parser.any(0));
        // A parenthesis that closes nothing.
        parser.at += 1;
    }
    let mut parsed = parser.parsed;
    parsed.filter = joined(all, true).unwrap_or_default();
    parsed
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    context: &'a Context,
    parsed: Parsed,
}

/// Filters as one, without a level for its own sake; none of none.
fn joined(filters: Vec<Filter>, all: bool) -> Option<Filter> {
    let mut flat = Vec::with_capacity(filters.len());
    for filter in filters {
        match filter {
            Filter::All(inner) if all => flat.extend(inner),
            Filter::Any(inner) if !all => flat.extend(inner),
            other => flat.push(other),
        }
    }
    if flat.len() < 2 {
        return flat.pop();
    }
    Some(if all { Filter::All(flat) } else { Filter::Any(flat) })
}

impl Parser<'_> {
    fn any(&mut self, depth: usize) -> Option<Filter> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.all(depth));
            if self.peek() != Some(&What::Or) {
                return joined(parts, false);
            }
            self.at += 1;
        }
    }

    fn all(&mut self, depth: usize) -> Option<Filter> {
        let mut parts = Vec::new();
        while self.peek().is_some_and(|what| !matches!(what, What::Or | What::Close)) {
            parts.extend(self.not(depth));
        }
        joined(parts, true)
    }

    fn not(&mut self, depth: usize) -> Option<Filter> {
        let mut not = false;
        while self.peek() == Some(&What::Not) {
            not = !not;
            self.at += 1;
        }
        let filter = self.term(depth)?;
        Some(match filter {
            Filter::Not(inner) if not => *inner,
            filter if not => Filter::Not(Box::new(filter)),
            filter => filter,
        })
    }

    fn term(&mut self, depth: usize) -> Option<Filter> {
        let tokens = self.tokens;
        let token = tokens.get(self.at).filter(|token| !matches!(token.what, What::Or | What::Close))?;
        self.at += 1;
        match &token.what {
            What::Open if depth < DEEPEST => {
                let inner = self.any(depth + 1);
                self.at += usize::from(self.peek() == Some(&What::Close));
                inner
            }
            What::Word(text) | What::Quoted(text) => {
                let sought = sought(text);
                (!sought.is_empty()).then(|| Filter::One(Term::Words(sought, text.clone())))
            }
            What::Ask(name, op, values) => self.ask(token, name, *op, values),
            What::Open | What::Close | What::Or | What::Not => None,
        }
    }

    fn peek(&self) -> Option<&What> {
        self.tokens.get(self.at).map(|token| &token.what)
    }

    fn note(&mut self, span: std::ops::Range<usize>, problem: Problem, suggestion: Option<&str>) {
        self.parsed.notes.push(Note { span, problem, suggestion: suggestion.map(str::to_owned) });
    }

    fn ask(&mut self, token: &Token, name: &str, op: Op, values: &[Typed]) -> Option<Filter> {
        match name {
            "is" => self.named(op, values, Flag::NAMES).map(|flags| negated(Term::Is(flags), op)),
            "has" => self.named(op, values, Has::NAMES).map(|all| negated(Term::Has(all), op)),
            "sort" => {
                let last = values.last()?;
                let bare = last.0.trim_end_matches(['-', '+']);
                let end = last.1.start + bare.len();
                let sort = *self.named(op, &[(bare.to_owned(), last.1.start..end)], Sort::NAMES)?.first()?;
                let large = matches!(sort, Sort::Quantity | Sort::Cost | Sort::Worth | Sort::Added);
                let descending = last.0.ends_with('-') || large && !last.0.ends_with('+');
                self.parsed.order = Some(Order { sort, descending });
                None
            }
            "group" => {
                self.parsed.group = self.named(op, values, Group::NAMES)?.pop();
                None
            }
            _ => match Field::from_name(name) {
                Some(field) => self.field(token, field, op, values),
                None => {
                    let names = Field::NAMES.iter().map(|(name, _)| *name).chain(OTHERS);
                    let start = token.span.start;
                    self.note(start..start + name_length(token, op, values), Problem::Field, nearest(name, names));
                    None
                }
            },
        }
    }

    /// Values that are names; none where there is none.
    fn named<T: Copy>(&mut self, op: Op, values: &[Typed], names: &[(&'static str, T)]) -> Option<Vec<T>> {
        if !matches!(op, Op::Has | Op::Is | Op::IsNot) {
            if let Some((_, span)) = values.first() {
                self.note(span.clone(), Problem::NoOrder, None);
            }
            return None;
        }
        let mut found = Vec::new();
        for (text, span) in values {
            let lower = text.to_lowercase();
            match names.iter().find(|(name, _)| *name == lower) {
                Some((_, named)) => found.push(*named),
                None => {
                    let near = nearest(&lower, names.iter().map(|(name, _)| *name));
                    self.note(span.clone(), Problem::Word, near);
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    fn field(&mut self, token: &Token, field: Field, op: Op, values: &[Typed]) -> Option<Filter> {
        let equal = matches!(op, Op::Has | Op::Is | Op::IsNot);
        if !equal && field.kind() == Kind::Text {
            self.note(token.span.clone(), Problem::NoOrder, None);
            return None;
        }
        let joined = decimal_comma(field, values);
        let (mut kept, mut typed) = (Vec::new(), Vec::new());
        for (text, span) in joined.as_deref().unwrap_or(values) {
            match value(field, op, text, self.context) {
                Some(value) => {
                    kept.push(value);
                    typed.push(text.clone());
                }
                None => {
                    let near = field.rank_names().and_then(|names| nearest(&text.to_lowercase(), names));
                    self.note(span.clone(), Problem::Value(field), near);
                }
            }
        }
        let test = Test { apart: op == Op::IsNot, values: kept };
        let source = Source { op: op.sign(), values: typed };
        (!source.values.is_empty()).then_some(Filter::One(Term::Field(field, test, source)))
    }
}

type Typed = (String, std::ops::Range<usize>);

fn negated(term: Term, op: Op) -> Filter {
    let one = Filter::One(term);
    if op == Op::IsNot { Filter::Not(Box::new(one)) } else { one }
}

/// How many bytes the name before an operator has: lower case may have others.
fn name_length(token: &Token, op: Op, values: &[Typed]) -> usize {
    let end = values.first().map_or(token.span.end, |(_, span)| span.start);
    end.saturating_sub(op.sign().len() + token.span.start)
}

/// `5,50` is an amount, and no list of five and fifty.
fn decimal_comma(field: Field, values: &[Typed]) -> Option<Vec<Typed>> {
    let [(whole, first), (part, second)] = values else { return None };
    let cents = part.get(..2).is_some_and(|cents| cents.bytes().all(|byte| byte.is_ascii_digit()))
        && !part[2..].starts_with(|c: char| c.is_ascii_digit());
    let amount = field.kind() == Kind::Money && cents && whole.ends_with(|c: char| c.is_ascii_digit());
    amount.then(|| vec![(format!("{whole},{part}"), first.start..second.end)])
}

fn value(field: Field, op: Op, text: &str, context: &Context) -> Option<Value> {
    let equal = matches!(op, Op::Has | Op::Is | Op::IsNot);
    if text == "*" {
        return equal.then_some(Value::Anything);
    }
    let range = || range(field, text, op, context).map(Value::Range);
    let folded = || Some(words(text).join(" ")).filter(|folded| equal && !folded.is_empty());
    let as_text = || folded().map(|folded| if op == Op::Has { Value::Within(folded) } else { Value::Whole(folded) });
    match (field, field.kind()) {
        (Field::Number, _) => {
            let zeros = text.trim_start_matches('0');
            folded()
                .map(|all| Value::Number(Some(words(zeros).join(" ")).filter(|rest| !rest.is_empty()).unwrap_or(all)))
        }
        (_, Kind::Text) => as_text(),
        (Field::Rarity, _) if equal && !text.contains("..") => as_text(),
        (_, Kind::Grade) => range().or_else(as_text),
        (_, Kind::Ranked(_) | Kind::Count | Kind::Money | Kind::Day) => range(),
    }
}
