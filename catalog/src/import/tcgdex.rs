//! TCGdex, compiled: an array of cards, and one of sets.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::cell::{day, language, parsed, rarity};
use crate::set::{CatalogCard, CatalogSet, Finish};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SetRow {
    id: String,
    name: Option<String>,
    #[serde(default)]
    names: BTreeMap<String, String>,
    series: Option<String>,
    abbr: Option<String>,
    tcg_online: Option<String>,
    official: Option<u32>,
    release_date: Option<String>,
}

pub(super) fn set(row: &str) -> Result<CatalogSet, String> {
    let row: SetRow = parsed(row)?;
    let series = row.series.unwrap_or_default();
    let (name, names) = named(row.name, row.names);
    let code = row.abbr.or(row.tcg_online).unwrap_or_default();
    Ok(CatalogSet {
        game: game(&series).to_owned(),
        id: row.id,
        name,
        names,
        code,
        series,
        released: day(row.release_date.as_deref()),
        official: row.official.unwrap_or(0),
        ..CatalogSet::default()
    })
}

/// The cards of the game for phones are no cards one could hold.
fn game(series: &str) -> &'static str {
    if series == "tcgp" { "pokemon-pocket" } else { "pokemon" }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CardRow {
    id: String,
    set: String,
    num: String,
    name: Option<String>,
    #[serde(default)]
    names: BTreeMap<String, String>,
    rarity: Option<String>,
    category: Option<String>,
    #[serde(default)]
    variants: Vec<Variant>,
    #[serde(default)]
    third_party: BTreeMap<String, Ids>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Variant {
    #[serde(rename = "type")]
    kind: String,
    subtype: Option<String>,
    #[serde(default)]
    stamp: Vec<String>,
    foil: Option<String>,
    size: Option<String>,
    #[serde(default)]
    third_party: BTreeMap<String, Ids>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Ids {
    One(u64),
    Many(Vec<u64>),
}

/// The game is not known from a card: it is that of its set, which the list of sets says.
pub(super) fn card(row: &str) -> Result<(CatalogSet, CatalogCard), String> {
    let row: CardRow = parsed(row)?;
    let (name, names) = named(row.name, row.names);
    let mut refs: BTreeSet<String> = [format!("tcgdex:{}", row.id)].into();
    refs.extend(products(&row.third_party));
    let finishes = finishes(row.variants, &mut refs);
    let card = CatalogCard {
        id: String::new(),
        number: row.num,
        name,
        names,
        rarity: rarity(row.rarity.as_deref()),
        kind: row.category.unwrap_or_default(),
        finishes,
        refs,
        picture: String::new(),
    };
    Ok((CatalogSet { game: game("").to_owned(), id: row.set, ..CatalogSet::default() }, card))
}

/// The name: the English one, or else the first; and all the others.
fn named(name: Option<String>, names: BTreeMap<String, String>) -> (String, BTreeMap<String, String>) {
    let mut names: BTreeMap<String, String> = names
        .into_iter()
        .map(|(tag, name)| (language(&tag), name))
        .filter(|(_, name)| !name.trim().is_empty())
        .collect();
    let name = name.or_else(|| names.get("en").cloned()).or_else(|| names.values().next().cloned()).unwrap_or_default();
    names.retain(|tag, other| tag != "en" && *other != name);
    (name, names)
}

fn products(ids: &BTreeMap<String, Ids>) -> BTreeSet<String> {
    let known = ids.iter().filter(|(namespace, _)| ["tcgplayer", "cardmarket"].contains(&namespace.as_str()));
    known
        .flat_map(|(namespace, ids)| {
            let ids = match ids {
                Ids::One(id) => std::slice::from_ref(id),
                Ids::Many(ids) => ids,
            };
            ids.iter().map(move |id| format!("{namespace}:{id}"))
        })
        .collect()
}

/// The finishes, plain ones first. A product of the plain finishes is one of the card if they agree on it; every other
/// product is one of its finish.
fn finishes(variants: Vec<Variant>, refs: &mut BTreeSet<String>) -> Vec<Finish> {
    let is_plain = |variant: &Variant| {
        variant.subtype.is_none() && variant.foil.is_none() && variant.size.is_none() && variant.stamp.is_empty()
    };
    for namespace in ["tcgplayer:", "cardmarket:"] {
        let plain =
            variants.iter().filter(|variant| is_plain(variant)).flat_map(|variant| products(&variant.third_party));
        let plain: BTreeSet<String> = plain.filter(|product| product.starts_with(namespace)).collect();
        if plain.len() == 1 && !refs.iter().any(|known| known.starts_with(namespace)) {
            refs.extend(plain);
        }
    }
    let mut found: Vec<(bool, Finish)> = Vec::new();
    for variant in variants {
        let name = finish_name(&variant);
        let own = products(&variant.third_party).into_iter().filter(|product| !refs.contains(product));
        match found.iter_mut().find(|(_, finish)| finish.name == name) {
            Some((_, finish)) => finish.refs.extend(own),
            None => found.push((!is_plain(&variant), Finish { name, refs: own.collect() })),
        }
    }
    let place =
        |name: &str| ["Normal", "Holofoil", "Reverse Holofoil"].iter().position(|plain| *plain == name).unwrap_or(3);
    found.sort_by_key(|(special, finish)| (*special, place(&finish.name)));
    found.into_iter().map(|(_, finish)| finish).collect()
}

/// As TCGplayer says it, with what sets it apart behind: `Reverse Holofoil (Master Ball)`.
fn finish_name(variant: &Variant) -> String {
    let is_first = variant.stamp.iter().any(|stamp| stamp == "1st-edition");
    let is_unlimited = variant.subtype.as_deref() == Some("unlimited");
    let kind = variant.kind.as_str();
    let base = match (kind, is_first, is_unlimited) {
        ("normal", true, _) => "1st Edition".to_owned(),
        ("normal", _, true) => "Unlimited".to_owned(),
        ("normal", ..) => "Normal".to_owned(),
        ("holo", true, _) => "1st Edition Holofoil".to_owned(),
        ("holo", _, true) => "Unlimited Holofoil".to_owned(),
        ("holo", ..) => "Holofoil".to_owned(),
        ("reverse", ..) => "Reverse Holofoil".to_owned(),
        (other, ..) => spoken(other),
    };
    let subtype = variant.subtype.iter().filter(|subtype| *subtype != "unlimited");
    let stamps = variant.stamp.iter().filter(|stamp| *stamp != "1st-edition");
    let size = variant.size.iter().filter(|size| *size != "standard");
    let apart: Vec<String> = subtype.chain(&variant.foil).chain(stamps).chain(size).map(|word| spoken(word)).collect();
    if apart.is_empty() { base } else { format!("{base} ({})", apart.join(", ")) }
}

/// `cracked-ice` is `Cracked Ice`.
fn spoken(word: &str) -> String {
    let word = match word {
        "pokeball" => "poke-ball",
        "masterball" => "master-ball",
        other => other,
    };
    rarity(Some(&word.replace('-', " ")))
}
