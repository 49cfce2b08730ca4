//! Scryfall's bulk data: one array of cards, in no order of sets, in one language or in all.

use serde::Deserialize;

use super::cell::{day, language, parsed, picture, rarity};
use super::file::File;
use crate::set::{CatalogCard, CatalogSet, Finish};

#[derive(Deserialize)]
struct CardRow {
    id: String,
    name: String,
    lang: String,
    printed_name: Option<String>,
    set: String,
    set_name: String,
    collector_number: String,
    rarity: Option<String>,
    released_at: Option<String>,
    type_line: Option<String>,
    #[serde(default)]
    finishes: Vec<String>,
    tcgplayer_id: Option<u64>,
    tcgplayer_etched_id: Option<u64>,
    cardmarket_id: Option<u64>,
    image_uris: Option<Images>,
    #[serde(default)]
    card_faces: Vec<Face>,
}

#[derive(Deserialize)]
struct Images {
    small: Option<String>,
}

#[derive(Deserialize)]
struct Face {
    printed_name: Option<String>,
    image_uris: Option<Images>,
}

/// A card as it is in one language; its name in that language is among its names, unless that is English.
pub(super) fn card(row: &str) -> Result<(CatalogSet, CatalogCard), String> {
    let row: CardRow = parsed(row)?;
    let language = language(&row.lang);
    let faces: Vec<String> = row.card_faces.iter().filter_map(|face| face.printed_name.clone()).collect();
    let printed = row.printed_name.or_else(|| (!faces.is_empty()).then(|| faces.join(" // ")));
    let names = printed.filter(|_| language != "en").map(|name| (language, name));
    let images = row.image_uris.or_else(|| row.card_faces.into_iter().find_map(|face| face.image_uris));
    let finishes = row.finishes.iter().map(|finish| match finish.as_str() {
        "nonfoil" => Finish::new("Normal"),
        "etched" => Finish {
            name: "Etched".to_owned(),
            refs: row.tcgplayer_etched_id.map(|id| format!("tcgplayer:{id}")).into_iter().collect(),
        },
        other => Finish::new(&rarity(Some(other))),
    });
    let products = [("tcgplayer", row.tcgplayer_id), ("cardmarket", row.cardmarket_id)];
    let products = products.into_iter().filter_map(|(namespace, id)| Some(format!("{namespace}:{}", id?)));
    let card = CatalogCard {
        id: String::new(),
        number: row.collector_number,
        name: row.name,
        names: names.into_iter().collect(),
        rarity: rarity(row.rarity.as_deref()),
        kind: row.type_line.unwrap_or_default(),
        finishes: finishes.collect(),
        refs: products.chain([format!("scryfall:{}", row.id)]).collect(),
        picture: picture(images.and_then(|images| images.small)),
    };
    let set = CatalogSet {
        game: "mtg".to_owned(),
        id: row.set,
        name: row.set_name,
        released: day(row.released_at.as_deref()),
        ..CatalogSet::default()
    };
    Ok((set, card))
}

/// Adds a card; what differs from one already there in language only is the same card with one more name.
pub(super) fn add(file: &mut File, set: CatalogSet, card: CatalogCard) -> Result<(), String> {
    let key = (set.game.clone(), set.id.clone());
    let Some(known) = file.sets.get_mut(&key) else { return file.card((set, card)) };
    // A set came out with its first card.
    if !set.released.is_empty() && set.released < known.released {
        known.released.clone_from(&set.released);
    }
    // Languages of a printing stand near each other.
    let near = known.cards.iter_mut().rev().take(40);
    match near.into_iter().find(|other| other.number == card.number && other.name == card.name) {
        Some(other) => {
            if other.finishes.is_empty() || card.names.is_empty() {
                other.picture.clone_from(&card.picture);
            }
            other.names.extend(card.names);
            other.refs.extend(card.refs);
            for finish in card.finishes {
                if !other.finishes.iter().any(|known| known.name == finish.name) {
                    other.finishes.push(finish);
                }
            }
            Ok(())
        }
        None => file.card((set, card)),
    }
}
