//! Text as tokens with their places.

use std::ops::Range;

/// A piece of a query, with the bytes it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) span: Range<usize>,
    pub(crate) what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Open,
    Close,
    Or,
    Not,
    Word(String),
    Quoted(String),
    /// Name, operator, values; a value knows where it stands.
    Ask(String, Op, Vec<(String, Range<usize>)>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Has,
    Is,
    IsNot,
    Less,
    Most,
    More,
    Least,
}

const OPS: [(&str, Op); 7] = [
    ("!=", Op::IsNot),
    ("<=", Op::Most),
    (">=", Op::Least),
    (":", Op::Has),
    ("=", Op::Is),
    ("<", Op::Less),
    (">", Op::More),
];

pub(crate) fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        let what = match c {
            c if c.is_whitespace() => continue,
            '(' => What::Open,
            ')' => What::Close,
            '|' => What::Or,
            // A dash between words is one.
            '-' if text[at..].starts_with(char::is_whitespace) || at == text.len() => continue,
            '-' => What::Not,
            '"' => quoted(text, &mut at).map_or(What::Word(String::new()), What::Quoted),
            _ => {
                at = start;
                piece(text, &mut at)
            }
        };
        tokens.push(Token { span: start..at, what });
    }
    tokens
}

/// Behind an opening quote: what stands up to the closing one, or to the end where it is not typed yet.
fn quoted(text: &str, at: &mut usize) -> Option<String> {
    let rest = &text[*at..];
    let end = rest.find('"').unwrap_or(rest.len());
    *at = (*at + end + 1).min(text.len());
    Some(rest[..end].to_owned()).filter(|text| !text.is_empty())
}

/// A word, or a name with what is asked of it.
fn piece(text: &str, at: &mut usize) -> What {
    let rest = &text[*at..];
    let name = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
    let op = OPS.iter().find(|(sign, _)| rest[name.len()..].starts_with(sign));
    if let Some((sign, op)) = op.filter(|_| name.starts_with(char::is_alphabetic)) {
        let after = *at + name.len() + sign.len();
        let mut end = after;
        let values = values(text, &mut end);
        // "Oh: what" is how people write, not a question.
        if end > after || after == text.len() || *op != Op::Has {
            *at = end;
            return What::Ask(name.to_lowercase(), *op, values);
        }
    }
    let word = &rest[..rest.find(|c: char| c.is_whitespace() || "()|\"".contains(c)).unwrap_or(rest.len())];
    *at += word.len();
    match word {
        "or" | "OR" => What::Or,
        "not" | "NOT" => What::Not,
        _ => What::Word(word.to_owned()),
    }
}

fn values(text: &str, at: &mut usize) -> Vec<(String, Range<usize>)> {
    let mut values = Vec::new();
    loop {
        let start = *at;
        let rest = &text[start..];
        if rest.starts_with('"') {
            *at += 1;
            values.extend(quoted(text, at).map(|value| (value, start..*at)));
        } else {
            let ends = |c: char| c.is_whitespace() || "(),|\"".contains(c);
            let bare = &rest[..rest.find(ends).unwrap_or(rest.len())];
            *at += bare.len();
            if !bare.is_empty() {
                values.push((bare.to_owned(), start..*at));
            }
        }
        if !text[*at..].starts_with(',') {
            return values;
        }
        *at += 1;
    }
}
