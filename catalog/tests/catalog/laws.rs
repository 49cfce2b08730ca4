//! The laws of merging, and what arbitrary damage does to files.

use proptest::prelude::*;
use vitrine_catalog::import::{Reader, open};
use vitrine_catalog::merge::{Head, groups, merged};
use vitrine_catalog::set::{CatalogCard, CatalogSet, Finish};

use crate::import::Out;
use crate::{Seeded, corpus, corpus_names};

/// A catalogue of a game's parts, as the server makes it: merged sets in the order of their index.
fn catalog(parts: &[CatalogSet]) -> Vec<CatalogSet> {
    let head = |part: &CatalogSet| Head {
        source: part.source.clone(),
        id: part.id.clone(),
        name: part.name.clone(),
        released: part.released.clone(),
        official: part.official,
    };
    let heads: Vec<Head> = parts.iter().map(head).collect();
    let of = |indexes: &[usize]| indexes.iter().map(|&i| parts[i].clone()).collect();
    groups(&heads).iter().map(|group| merged(&group.id, of(&group.parts))).collect()
}

fn card() -> impl Strategy<Value = CatalogCard> {
    let name = prop::sample::select(vec!["Charizard", "Dark Charizard", "Lugia", "Water Energy", "リザードン"]);
    let finish = prop::sample::select(vec!["Normal", "Holofoil", "Reverse Holofoil"]);
    (1..6u8, name, prop::option::of(finish), 0..9u16, prop::sample::select(vec!["", "Rare", "Common"])).prop_map(
        |(number, name, finish, product, rarity)| CatalogCard {
            number: format!("{number:03}"),
            name: name.into(),
            rarity: rarity.into(),
            finishes: finish.map(Finish::new).into_iter().collect(),
            refs: [format!("tcgplayer:{product}"), format!("scryfall:{}", product / 2)].into(),
            ..CatalogCard::default()
        },
    )
}

fn part() -> impl Strategy<Value = CatalogSet> {
    let source = prop::sample::select(vec!["rarebox", "tcgdex", "pokemontcg", "somebody"]);
    let id = prop::sample::select(vec!["base1", "BASE1", "me01", "me1", "sv3pt5", "sv03.5", "neo1"]);
    let name = prop::sample::select(vec!["Base", "Base Set", "Mega", "151"]);
    let day = prop::sample::select(vec!["", "1999-01-09", "1999-01-20", "2023-09-22"]);
    (source, id, name, day, prop::sample::select(vec![0, 102, 165]), prop::collection::vec(card(), 1..6)).prop_map(
        |(source, id, name, released, official, mut cards)| {
            cards.sort();
            CatalogSet {
                game: "pokemon".into(),
                source: source.into(),
                id: id.into(),
                name: name.into(),
                released: released.into(),
                official,
                cards,
                ..CatalogSet::default()
            }
        },
    )
}

/// As a database holds them: one of each source and id.
fn parts() -> impl Strategy<Value = Vec<CatalogSet>> {
    prop::collection::vec(part(), 1..8).prop_map(|mut parts| {
        parts.sort_by(|a, b| (&a.source, &a.id).cmp(&(&b.source, &b.id)));
        parts.dedup_by(|a, b| (&a.source, &a.id) == (&b.source, &b.id));
        parts
    })
}

proptest! {
    #[test]
    fn the_order_of_imports_makes_no_difference((parts, shuffled) in parts().prop_flat_map(|parts| (Just(parts.clone()), Just(parts).prop_shuffle()))) {
        prop_assert_eq!(catalog(&parts), catalog(&shuffled));
    }

    #[test]
    fn no_card_and_no_name_of_it_is_lost(parts in parts()) {
        let sets = catalog(&parts);
        for part in &parts {
            for card in &part.cards {
                let found = sets.iter().flat_map(|set| &set.cards).any(|merged| card.refs.is_subset(&merged.refs));
                prop_assert!(found, "{:?}", card);
            }
        }
    }

    #[test]
    fn every_card_has_an_id_of_its_own_and_every_set_too(parts in parts()) {
        let sets = catalog(&parts);
        let mut ids: Vec<&str> = sets.iter().flat_map(|set| &set.cards).map(|card| card.id.as_str()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), count);
        let mut keys: Vec<String> = sets.iter().map(|set| set.id.to_lowercase()).collect();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), sets.len());
    }
}

/// Files that are cut and changed anywhere are read or refused; nothing else happens.
#[test]
fn damaged_files_are_read_or_refused() {
    let mut seeded = Seeded(9);
    let mut refused = 0;
    for name in corpus_names() {
        let whole = corpus(&name);
        for _ in 0..150 {
            let mut bytes = whole.clone();
            bytes.truncate(seeded.below(bytes.len() + 1));
            for _ in 0..seeded.below(4) {
                if !bytes.is_empty() {
                    let at = seeded.below(bytes.len());
                    bytes[at] = seeded.below(256) as u8;
                }
            }
            let (mut reader, mut out) = (Reader::default(), Out::default());
            refused += usize::from(open(&mut reader, &name, &mut bytes.as_slice(), &mut out).is_err());
            let _ = reader.finish(&mut out);
            catalog(&out.sets);
        }
    }
    assert!(refused > 500, "{refused}");
}
