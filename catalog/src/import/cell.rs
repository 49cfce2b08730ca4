//! Reading what stands in a row, the same in every format.

use serde::Deserialize;

/// A row as a type.
pub(super) fn parsed<'a, T: Deserialize<'a>>(row: &'a str) -> Result<T, String> {
    serde_json::from_str(row).map_err(|error| {
        let text = error.to_string();
        // The line and column of a row alone would mislead.
        text.split(" at line ").next().unwrap_or_default().to_owned()
    })
}

/// A day as `YYYY-MM-DD`; anything else is unknown.
pub(super) fn day(text: Option<&str>) -> String {
    let text = text.unwrap_or_default().replace('/', "-");
    let is_digit = |i: usize| text.as_bytes().get(i).is_some_and(u8::is_ascii_digit);
    let is_day = text.len() == 10 && (0..10).all(|i| if [4, 7].contains(&i) { !is_digit(i) } else { is_digit(i) });
    if is_day { text } else { String::new() }
}

/// The address of a picture, if it can be fetched safely.
pub(super) fn picture(url: Option<String>) -> String {
    url.filter(|url| url.starts_with("https://")).unwrap_or_default()
}

/// `Super_rare` and `uncommon` as people write them.
pub(super) fn rarity(text: Option<&str>) -> String {
    let words = text.unwrap_or_default().split(['_', ' ']).filter(|word| !word.is_empty() && *word != "None");
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    words.map(capital).collect::<Vec<_>>().join(" ")
}

/// The language as BCP 47 writes it: `es-mx` is `es-MX`, Scryfall's `zhs` is `zh-Hans`.
pub(super) fn language(text: &str) -> String {
    let known = vitrine_ledger::suggest::language(text);
    match known.split_once('-') {
        Some((language, region)) if region.len() == 2 => format!("{language}-{}", region.to_uppercase()),
        _ => known,
    }
}
