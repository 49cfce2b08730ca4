//! A number as it is typed: which digits stand before the decimal mark, which after it.

/// A number in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) negative: bool,
    /// At least one digit.
    pub(super) whole: String,
    /// Empty where there is no decimal part.
    pub(super) fraction: String,
    /// The mark there is, `.` or `,`, whatever it stands for.
    pub(super) mark: Option<char>,
}

impl Parts {
    pub(super) fn is_whole(&self) -> bool {
        self.fraction.bytes().all(|digit| digit == b'0')
    }
}

/// Everything a text can mean: nothing, one number, or two, the larger first. Two where a lone mark stands before exactly
/// three digits.
pub(super) fn readings(text: &str) -> Vec<Parts> {
    let Some((negative, text)) = plain(text) else { return Vec::new() };
    let (wholes, mark, tail) = match text.rfind(['.', ',']) {
        Some(at) => (&text[..at], text[at..].chars().next(), &text[at + 1..]),
        None => (text.as_str(), None, ""),
    };
    let parts = |whole: &str, fraction: &str| Parts {
        negative,
        whole: if whole.is_empty() { String::from("0") } else { whole.to_owned() },
        fraction: fraction.to_owned(),
        mark,
    };
    let Some(mark) = mark else {
        return ungrouped(wholes, ' ').map(|whole| parts(&whole, "")).into_iter().collect();
    };
    if wholes.is_empty() && tail.is_empty() || tail.contains(' ') {
        return Vec::new();
    }
    if wholes.contains(mark) {
        // `1.234.567`: a mark that stands twice sets thousands apart.
        return ungrouped(&text, mark).map(|whole| parts(&whole, "")).into_iter().collect();
    }
    let grouping = wholes.chars().find(|c| !c.is_ascii_digit());
    let decimal = match grouping {
        // `1,234.50`, `1 234,50`: the last mark is the decimal one.
        Some(grouping) => ungrouped(wholes, grouping),
        None => Some(wholes.to_owned()),
    };
    let thousands =
        grouping.is_none() && tail.len() == 3 && (1..=3).contains(&wholes.len()) && !wholes.starts_with('0');
    let thousands = thousands.then(|| parts(&format!("{wholes}{tail}"), ""));
    thousands.into_iter().chain(decimal.map(|whole| parts(&whole, tail))).collect()
}

/// The sign, and the text in ASCII digits, marks and single spaces; none where there is anything else. `5,-` is 5.
fn plain(text: &str) -> Option<(bool, String)> {
    let (mut negative, mut out) = (false, String::new());
    let text = text.trim();
    for c in text.chars() {
        match c {
            '0'..='9' | '.' | ',' => out.push(c),
            '\u{ff10}'..='\u{ff19}' => out.push(char::from(b'0' + (c as u32 - 0xff10) as u8)),
            '\u{ff0e}' => out.push('.'),
            '\u{ff0c}' => out.push(','),
            '-' | '\u{2212}' if out.is_empty() && !negative => negative = true,
            '-' | '\u{2013}' | '\u{2014}' if out.ends_with(['.', ',']) && text.ends_with(c) => {
                out.pop();
            }
            '\'' | '\u{2019}' => out.push(' '),
            c if c.is_whitespace() => {
                if !out.is_empty() {
                    out.push(' ');
                }
            }
            _ => return None,
        }
    }
    out.bytes().any(|byte| byte.is_ascii_digit()).then_some((negative, out))
}

/// Digits without what sets thousands apart. Groups after the first one have exactly three, else it is another number.
fn ungrouped(text: &str, separator: char) -> Option<String> {
    let mut groups = text.split(separator);
    let first = groups.next()?;
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let rest: Vec<&str> = groups.collect();
    let well = digits(first)
        && rest.iter().all(|group| digits(group) && group.len() == 3)
        && (rest.is_empty() || first.len() <= 3);
    well.then(|| text.chars().filter(|c| *c != separator).collect())
}
