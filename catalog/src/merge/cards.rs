//! Which cards of two sources are the same, and what they are together.

use std::collections::BTreeMap;

use crate::set::CatalogCard;
use crate::text::{number_key, words};

/// Refs that name one printing: who shares one is the same card.
const IDENTITY: [&str; 2] = ["scryfall:", "pokemontcg:"];

/// Merges the cards of a lower source into `cards`. The same are those that share an identity, or have the same number,
/// each as the only one on its side, and a word of their names in common. The others stand beside each other.
pub(super) fn merge(cards: &mut Vec<CatalogCard>, others: Vec<CatalogCard>) {
    let mut by_identity: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_number: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, card) in cards.iter().enumerate() {
        by_identity.extend(identities(card).map(|identity| (identity.clone(), i)));
        by_number.entry(number_key(&card.number)).or_default().push(i);
    }
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for other in &others {
        *count.entry(number_key(&other.number)).or_default() += 1;
    }
    let mut taken = vec![false; cards.len()];
    let mut left = Vec::new();
    for other in others {
        let known = identities(&other).find_map(|identity| by_identity.get(identity).copied());
        let number = number_key(&other.number);
        let alone = match by_number.get(&number).map(Vec::as_slice) {
            Some([only]) if count.get(&number) == Some(&1) && alike(&cards[*only], &other) => Some(*only),
            _ => None,
        };
        match known.or(alone).filter(|&i| !taken[i]) {
            Some(i) => {
                taken[i] = true;
                absorb(&mut cards[i], other);
            }
            None => left.push(other),
        }
    }
    cards.extend(left);
}

fn identities(card: &CatalogCard) -> impl Iterator<Item = &String> {
    card.refs.iter().filter(|name| IDENTITY.iter().any(|identity| name.starts_with(identity)))
}

/// Have two names of the cards a word in common?
fn alike(a: &CatalogCard, b: &CatalogCard) -> bool {
    let all = |card: &CatalogCard| -> Vec<String> {
        card.names.values().chain([&card.name]).flat_map(|name| words(name)).collect()
    };
    let other = all(b);
    all(a).iter().any(|word| other.contains(word))
}

fn absorb(card: &mut CatalogCard, other: CatalogCard) {
    for (field, value) in
        [(&mut card.rarity, other.rarity), (&mut card.kind, other.kind), (&mut card.picture, other.picture)]
    {
        if field.is_empty() {
            *field = value;
        }
    }
    for (language, name) in other.names {
        card.names.entry(language).or_insert(name);
    }
    card.refs.extend(other.refs);
    for finish in other.finishes {
        match card.finishes.iter_mut().find(|known| known.name == finish.name) {
            Some(known) => known.refs.extend(finish.refs),
            None => card.finishes.push(finish),
        }
    }
}

/// Sorts cards as a binder has them: numbers as numbers, those with letters in front after them.
pub(super) fn order(cards: &mut [CatalogCard]) {
    cards.sort_by_cached_key(|card| {
        let key = number_key(&card.number);
        let digits = key.find(|c: char| c.is_ascii_digit()).unwrap_or(key.len());
        let (front, rest) = key.split_at(digits);
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: u64 = rest[..end].parse().unwrap_or(u64::MAX);
        (front.to_owned(), number, rest[end..].to_owned(), card.name.clone(), card.clone())
    });
}

/// Gives each card its id: set and number, and where cards share these, what tells all of them apart: name, or rarity, or
/// both, or at last their order.
pub(super) fn name(set: &str, cards: &mut [CatalogCard]) {
    let set = set.to_lowercase();
    let mut shared: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, card) in cards.iter().enumerate() {
        shared.entry(number_key(&card.number)).or_default().push(i);
    }
    for (number, all) in shared {
        let base = format!("{set}-{number}");
        if let [only] = all.as_slice() {
            cards[*only].id = base;
            continue;
        }
        let ways: [fn(&CatalogCard) -> String; 3] =
            [|card| slug(&[&card.name]), |card| slug(&[&card.rarity]), |card| slug(&[&card.name, &card.rarity])];
        let tells = ways.iter().map(|way| all.iter().map(|&i| way(&cards[i])).collect::<Vec<_>>()).find(|tells| {
            let mut sorted = tells.clone();
            sorted.sort();
            sorted.dedup();
            sorted.len() == tells.len() && tells.iter().all(|tell| !tell.is_empty())
        });
        let tells = tells.unwrap_or_else(|| (1..=all.len()).map(|i| i.to_string()).collect());
        for (&i, tell) in all.iter().zip(tells) {
            cards[i].id = format!("{base}~{tell}");
        }
    }
}

fn slug(texts: &[&str]) -> String {
    texts.iter().flat_map(|text| words(text)).collect::<Vec<_>>().join("-")
}
