//! rarebox: a folder a game with `sets.json` and `sets/<id>.json`.
//!
//! Its quirks: Japanese cards say they are `pokemon` and have `_lang`; numbers and ids are shared by printings of one card,
//! and so are the keys of its price files, which then name none of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::cell::{day, parsed, picture, rarity};
use crate::set::{CatalogCard, CatalogSet};
use crate::text::number_key;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SetRow {
    id: String,
    name: String,
    printed_total: Option<u32>,
    release_date: Option<String>,
    series: Option<String>,
}

/// The game is the name of the folder the file lies in.
pub(super) fn set(row: &str, path: &str) -> Result<CatalogSet, String> {
    let row: SetRow = parsed(row)?;
    let game = path.rsplit('/').nth(1).unwrap_or_default();
    if game.is_empty() {
        return Err("its game is not known: the name of its folder should say it".to_owned());
    }
    Ok(CatalogSet {
        game: game.to_owned(),
        id: row.id,
        name: row.name,
        series: row.series.unwrap_or_default(),
        released: day(row.release_date.as_deref()),
        official: row.printed_total.unwrap_or(0),
        ..CatalogSet::default()
    })
}

#[derive(Deserialize)]
struct CardRow {
    id: String,
    game: String,
    #[serde(rename = "_lang")]
    language: Option<String>,
    name: String,
    number: String,
    set: SetOfCard,
    rarity: Option<String>,
    supertype: Option<String>,
    image: Option<String>,
    #[serde(rename = "tcgplayerId")]
    tcgplayer: Option<String>,
}

#[derive(Deserialize)]
struct SetOfCard {
    id: String,
    name: String,
}

pub(super) fn card(row: &str) -> Result<(CatalogSet, CatalogCard), String> {
    let row: CardRow = parsed(row)?;
    let game = match row.language.as_deref() {
        None | Some("en") => row.game,
        Some(language) => format!("{}-{language}", row.game),
    };
    let picture = picture(row.image);
    let mut refs: BTreeSet<String> = [own_id(&game, &row.id, &row.set.id)].into_iter().flatten().collect();
    let in_picture =
        picture.strip_prefix("https://tcgplayer-cdn.tcgplayer.com/product/").and_then(|rest| rest.split('_').next());
    if let Some(product) = row.tcgplayer.as_deref().or(in_picture).filter(|id| id.parse::<u32>().is_ok()) {
        refs.insert(format!("tcgplayer:{product}"));
    }
    // The id for the moment: `keys` makes refs of it when the set is whole.
    let card = CatalogCard {
        id: row.id,
        number: row.number,
        name: row.name,
        rarity: rarity(row.rarity.as_deref()),
        kind: row.supertype.unwrap_or_default(),
        refs,
        picture,
        ..CatalogCard::default()
    };
    Ok((CatalogSet { game, id: row.set.id, name: row.set.name, ..CatalogSet::default() }, card))
}

fn own_id(game: &str, id: &str, set: &str) -> Option<String> {
    match game {
        "mtg" => Some(format!("scryfall:{id}")),
        // Sets that begin with `x-` are rarebox's own.
        "pokemon" if !set.starts_with("x-") => Some(format!("pokemontcg:{id}")),
        "lorcana" => Some(format!("lorcast:{id}")),
        "riftbound" => Some(format!("riftbound:{id}")),
        _ => None,
    }
}

/// Gives the cards of a whole set the keys of the price files: `<set>-<number>` or the card's own id; of Yu-Gi-Oh!,
/// where the rarity is a part of what a card is, `<set>|<id>|<rarity>` too. A key that several printings share is that
/// of the only one without an addition to its name (`(Alternate Art)`), or else of none.
pub(super) fn keys(set: &mut CatalogSet) {
    let keys = |card: &CatalogCard| -> BTreeSet<String> {
        let rarity = (set.game == "yugioh").then(|| slug(&card.rarity)).filter(|rarity| !rarity.is_empty());
        let exact = rarity.map(|rarity| format!("{}|{}|{rarity}", set.id, card.id));
        let place = [format!("{}-{}", set.id, number_key(&card.number)), card.id.clone()];
        let all = place.into_iter().chain(exact);
        all.map(|key| format!("rarebox:{}/{}", set.game, key.to_lowercase())).collect()
    };
    let mut owners: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, card) in set.cards.iter().enumerate() {
        for key in keys(card) {
            owners.entry(key).or_default().push(i);
        }
    }
    for (key, owners) in owners {
        let plain: Vec<usize> = owners.iter().copied().filter(|&i| !set.cards[i].name.contains('(')).collect();
        if let ([owner], _) | (_, [owner]) = (owners.as_slice(), plain.as_slice()) {
            set.cards[*owner].refs.insert(key);
        }
    }
    for card in &mut set.cards {
        card.id.clear();
    }
    set.code = code(set);
}

/// A rarity as the price files write it: `Collector's Rare` is `collector-s-rare`.
fn slug(text: &str) -> String {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// What stands before the number on all cards of a set, where the set's id says something else: `LOB` of `LOB-EN001`.
fn code(set: &CatalogSet) -> String {
    let fronts: BTreeSet<&str> = set
        .cards
        .iter()
        .flat_map(|card| card.refs.iter().filter_map(|key| own_key(key)))
        .filter_map(|key| key.rsplit_once('-').map(|(front, _)| front))
        .filter(|front| *front != set.id.to_lowercase())
        .collect();
    match fronts.into_iter().collect::<Vec<_>>().as_slice() {
        [only] if set.game == "yugioh" => only.to_uppercase(),
        _ => String::new(),
    }
}

/// A key with nothing but set and number in it.
fn own_key(key: &str) -> Option<&str> {
    let (_, key) = key.strip_prefix("rarebox:")?.split_once('/')?;
    (!key.contains('|')).then_some(key)
}
