//! Plain lists, as Arena, MTGO and forums write them: `4 Lightning Bolt (M11) 146 *F*`, one card a line.

use vitrine_ledger::{CardRef, Entry};

use crate::row::list_row;
use crate::words::squashed;
use crate::{BadReason, BadRow, Parsed, Row};

/// Headings within such lists, squashed.
const HEADINGS: [&str; 7] = ["deck", "sideboard", "commander", "companion", "maybeboard", "mainboard", "about"];

/// Reads a list; none when fewer than half of its lines are cards: it is something else.
pub(crate) fn read(text: &str) -> Option<Parsed> {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let text = text.trim();
        let heading = HEADINGS.contains(&squashed(text).as_str());
        if text.is_empty() || heading || text.starts_with("//") || text.starts_with('#') {
            continue;
        }
        match row(line, text) {
            Some(row) => rows.push(row),
            None => bad.push(BadRow { line, text: text.to_owned(), reason: BadReason::NoCard }),
        }
    }
    let is_list = !rows.is_empty() && rows.len() >= bad.len();
    is_list.then(|| crate::row::finish_list(rows, bad))
}

/// `4x Lightning Bolt (M11) 146 *F*`; the count may be missing where a set is named.
fn row(line: u32, text: &str) -> Option<Row> {
    let (count, rest) = text.split_once(' ').unwrap_or((text, ""));
    let number = count.trim_end_matches(['x', 'X']).parse::<i64>().ok().filter(|n| (1..=100_000).contains(n));
    let (quantity, rest) = match number {
        Some(number) if !rest.is_empty() => (number, rest.trim()),
        _ => (1, text),
    };
    let (rest, finish) = foiled(rest);
    let (name, set, collector) = placed(rest);
    if name.is_empty() || (number.is_none() && set.is_empty()) {
        return None;
    }
    let card = CardRef {
        game: String::from("mtg"),
        set: set.to_owned(),
        number: collector.to_owned(),
        name: name.to_owned(),
        ..CardRef::default()
    };
    Some(list_row(line, Entry { finish: finish.to_owned(), ..Entry::new(card) }, quantity))
}

/// `*F*`, `*E*`, `(F)` at the end.
fn foiled(text: &str) -> (&str, &'static str) {
    for (sign, finish) in [("*F*", "Foil"), ("*E*", "Etched"), ("(F)", "Foil")] {
        if let Some(rest) = text.strip_suffix(sign) {
            return (rest.trim_end(), finish);
        }
    }
    (text, "")
}

/// Name, set and number: `Lightning Bolt (M11) 146`, `Lightning Bolt [M11]`.
fn placed(text: &str) -> (&str, &str, &str) {
    for (open, close) in [('(', ')'), ('[', ']')] {
        let Some((before, after)) = text.rsplit_once(close) else { continue };
        let Some((name, set)) = before.rsplit_once(open) else { continue };
        let (name, set, number) = (name.trim(), set.trim(), after.trim());
        let is_code = (2..=6).contains(&set.len()) && set.bytes().all(|b| b.is_ascii_alphanumeric());
        if is_code && !number.contains(' ') {
            return (name, set, number);
        }
    }
    (text.trim(), "", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    #[test]
    fn a_line_of_a_list_is_count_name_set_number_and_foil() {
        let text = "Deck\n4 Lightning Bolt (M11) 146 *F*\n1x Fire // Ice [APC]\n\nSideboard\n2 Opt\n";
        let parsed = read(text).expect("a list");
        let read: Vec<(i64, &str, &str, &str, &str)> = parsed
            .rows
            .iter()
            .map(|row| {
                let card = &row.entry.card;
                (row.quantity, card.name.as_str(), card.set.as_str(), card.number.as_str(), row.entry.finish.as_str())
            })
            .collect();
        let wanted =
            [(4, "Lightning Bolt", "M11", "146", "Foil"), (1, "Fire // Ice", "APC", "", ""), (2, "Opt", "", "", "")];
        assert_eq!((read.as_slice(), parsed.bad.len(), parsed.format), (&wanted[..], 0, Format::List));
        assert!(super::read("Dear all,\nthis is a letter.\n").is_none());
        assert_eq!(super::read("1 Opt\nwhat is this\n").map(|list| list.bad.len()), Some(1));
    }
}
