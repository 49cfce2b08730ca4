//! pokemon-tcg-data: `sets/en.json` and `cards/en/<set>.json`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::cell::{day, parsed, picture, rarity};
use crate::set::{CatalogCard, CatalogSet, Finish};

const GAME: &str = "pokemon";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SetRow {
    id: String,
    name: String,
    series: String,
    printed_total: Option<u32>,
    ptcgo_code: Option<String>,
    release_date: Option<String>,
}

pub(super) fn set(row: &str) -> Result<CatalogSet, String> {
    let row: SetRow = parsed(row)?;
    Ok(CatalogSet {
        game: GAME.to_owned(),
        id: row.id,
        name: row.name,
        code: row.ptcgo_code.unwrap_or_default(),
        series: row.series,
        released: day(row.release_date.as_deref()),
        official: row.printed_total.unwrap_or(0),
        ..CatalogSet::default()
    })
}

#[derive(Deserialize)]
struct CardRow {
    id: String,
    name: String,
    supertype: String,
    number: String,
    rarity: Option<String>,
    images: Images,
    tcgplayer: Option<Market>,
}

#[derive(Deserialize)]
struct Images {
    small: Option<String>,
}

#[derive(Deserialize)]
struct Market {
    #[serde(default)]
    prices: BTreeMap<String, IgnoredAny>,
}

pub(super) fn card(row: &str) -> Result<(CatalogSet, CatalogCard), String> {
    let row: CardRow = parsed(row)?;
    let Some((set, _)) = row.id.rsplit_once('-') else { return Err(format!("its id {:?} names no set", row.id)) };
    let set = CatalogSet { game: GAME.to_owned(), id: set.to_owned(), ..CatalogSet::default() };
    let prices = row.tcgplayer.map(|market| market.prices).unwrap_or_default();
    let finishes = [
        ("normal", "Normal"),
        ("holofoil", "Holofoil"),
        ("reverseHolofoil", "Reverse Holofoil"),
        ("1stEdition", "1st Edition"),
        ("1stEditionHolofoil", "1st Edition Holofoil"),
        ("unlimited", "Unlimited"),
        ("unlimitedHolofoil", "Unlimited Holofoil"),
    ];
    let card = CatalogCard {
        refs: [format!("pokemontcg:{}", row.id)].into(),
        number: row.number,
        name: row.name,
        rarity: rarity(row.rarity.as_deref()),
        kind: row.supertype,
        finishes: finishes
            .iter()
            .filter(|(key, _)| prices.contains_key(*key))
            .map(|(_, name)| Finish::new(name))
            .collect(),
        picture: picture(row.images.small),
        ..CatalogCard::default()
    };
    Ok((set, card))
}
