//! Texts, before there are words for anything: names within a line of others, and lists that somebody typed.

/// A name within a line of others: where it holds letters of a script that runs from right to left, it is set apart, so
/// that it does not take the numbers beside it to its other side.
pub fn isolated(text: &str) -> std::borrow::Cow<'_, str> {
    let from_the_right = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if text.chars().any(from_the_right) { format!("\u{2068}{text}\u{2069}").into() } else { text.into() }
}

/// The words of a list, which commas set apart; one in double quotes may have commas of its own, and a doubled quote in
/// it is one.
pub fn listed(text: &str) -> Vec<String> {
    let (mut all, mut word, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                word.push('"');
            }
            '"' if quoted => quoted = false,
            // A quote inside a word (7" single) is a letter like any other.
            '"' if word.trim().is_empty() && closes(rest.clone()) => {
                word.clear();
                quoted = true;
            }
            ',' if !quoted => all.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    all.push(word);
    all.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

/// The list as [`listed`] reads it back.
pub fn as_list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let written = |word: &str| {
        if word.contains(',') || word.starts_with('"') {
            format!("\"{}\"", word.replace('"', "\"\""))
        } else {
            word.to_owned()
        }
    };
    words.into_iter().map(written).collect::<Vec<_>>().join(", ")
}

/// Is there another quote, at the end of a word?
fn closes(rest: impl Iterator<Item = char>) -> bool {
    let rest: String = rest.collect();
    let mut from = 0;
    while let Some(at) = rest[from..].find('"').map(|at| at + from) {
        let after = &rest[at + 1..];
        if let Some(doubled) = after.strip_prefix('"') {
            from = rest.len() - doubled.len();
            continue;
        }
        return after.trim_start().is_empty() || after.trim_start().starts_with(',');
    }
    false
}
