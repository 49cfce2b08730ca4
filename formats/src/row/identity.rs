//! What a row is a statement about. Not everything that stands in it: a new column, today's price or another order of the
//! rows do not make other copies.

use uuid::Uuid;
use vitrine_ledger::card::number_key;
use vitrine_ledger::finish::finish_key;
use vitrine_ledger::{LocationKind, ids};

use crate::words::squashed;
use crate::{Format, Row};

/// The ids that name a printing, the one that files keep longest first. `sku` names the copies' state too, and what that
/// says stands in columns of its own.
const PRINTINGS: [&str; 9] =
    ["tcgplayer", "scryfall", "cardmarket", "manabox", "deckbox", "multiverse", "pricecharting", "ygo", "sku"];

/// The hash of the printing (by the app's id; else by set, number and name), its state, and what it is kept in. `variation`
/// tells printings apart that have no number.
pub(super) fn of(format: Format, row: &Row, variation: &str) -> Uuid {
    let (entry, card) = (&row.entry, &row.entry.card);
    let id = PRINTINGS.iter().find_map(|name| card.ids.get(*name).map(|id| format!("{name}:{id}")));
    let printing = id.unwrap_or_else(|| {
        let set = if card.set.is_empty() { &card.set_name } else { &card.set };
        [&squashed(set), &number_key(&card.number), &squashed(&card.name), &squashed(variation)]
            .map(String::as_str)
            .join("/")
    });
    let condition = entry.condition.as_ref().map_or(String::new(), |condition| squashed(&condition.code));
    let grade = entry.grade.as_ref().map_or(String::new(), |grade| {
        [&grade.company, &grade.value, &grade.label, &grade.cert].map(|part| squashed(part)).join("/")
    });
    // Files that say no finish and files that say `Normal` are about the same copies.
    let finish = Some(finish_key(&entry.finish)).filter(|finish| finish != "normal").unwrap_or_default();
    let flags = entry.flags.iter().map(squashed).collect::<Vec<_>>().join(",");
    let place = row.place.as_ref().map_or(String::new(), |(name, kind)| match kind {
        LocationKind::Deck => format!("deck {}", squashed(name)),
        _ => squashed(name),
    });
    let portfolio = row.portfolio.as_deref().map(squashed).unwrap_or_default();
    let wanted = if row.wanted { "yes" } else { "" };
    ids::row_hash([
        ("format", format.source()),
        ("printing", printing.as_str()),
        ("finish", finish.as_str()),
        ("language", entry.language.to_lowercase().as_str()),
        ("condition", condition.as_str()),
        ("grade", grade.as_str()),
        ("flags", flags.as_str()),
        ("stamp", squashed(&entry.stamp).as_str()),
        ("place", place.as_str()),
        ("portfolio", portfolio.as_str()),
        ("wanted", wanted),
    ])
}
