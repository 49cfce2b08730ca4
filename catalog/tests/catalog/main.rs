//! The catalogue from its files to what is found in its index.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod corrupt;
mod import;
mod laws;
mod search;

use vitrine_catalog::Index;
use vitrine_catalog::build::{Builder, order};
use vitrine_catalog::set::{CatalogCard, CatalogSet, Finish};

/// A set of a game with cards `(number, name)`.
pub(crate) fn set(
    game: &str,
    id: &str,
    name: &str,
    released: &str,
    official: u32,
    cards: &[(&str, &str)],
) -> CatalogSet {
    let card = |&(number, name): &(&str, &str)| CatalogCard {
        id: format!("{}-{}", id.to_lowercase(), vitrine_catalog::text::number_key(number)),
        number: number.into(),
        name: name.into(),
        rarity: "Rare".into(),
        ..CatalogCard::default()
    };
    CatalogSet {
        game: game.into(),
        id: id.into(),
        name: name.into(),
        released: released.into(),
        official,
        cards: cards.iter().map(card).collect(),
        ..CatalogSet::default()
    }
}

/// Some Pokémon sets, with names in other languages.
pub(crate) fn pokemon() -> Vec<CatalogSet> {
    let mut base = set(
        "pokemon",
        "base1",
        "Base",
        "1999-01-09",
        102,
        &[("1", "Alakazam"), ("4", "Charizard"), ("15", "Venusaur"), ("58", "Pikachu"), ("24", "Charmeleon")],
    );
    base.cards[1].names = [("de", "Glurak"), ("fr", "Dracaufeu"), ("ja", "リザードン")]
        .map(|(language, name)| (language.to_owned(), name.to_owned()))
        .into();
    base.cards[1].finishes = vec![Finish::new("Holofoil"), Finish::new("1st Edition Holofoil")];
    base.cards[1].refs = ["tcgplayer:42382".to_owned()].into();
    base.cards[1].picture = "https://example.org/4.png".into();
    base.cards[3].names = [("fr".to_owned(), "Pikaché".to_owned())].into();
    let base2 = set("pokemon", "base4", "Base Set 2", "2000-02-24", 130, &[("4", "Charizard"), ("1", "Alakazam")]);
    let neo = set(
        "pokemon",
        "neo1",
        "Neo Genesis",
        "2000-12-16",
        111,
        &[("9", "Lugia"), ("40", "Mareep"), ("4", "Feraligatr"), ("17", "Typhlosion")],
    );
    let mut promos = set(
        "pokemon",
        "swsh12tg",
        "Silver Tempest Trainer Gallery",
        "2022-11-11",
        30,
        &[("TG07", "Charizard"), ("TG03", "Flabébé"), ("TG30", "Dark Charizard"), ("TG04", "Lugia-GX")],
    );
    promos.code = "SIT".into();
    vec![base, base2, neo, promos]
}

pub(crate) fn chunks(mut sets: Vec<CatalogSet>) -> Vec<Vec<u8>> {
    sets.sort_by(order);
    let mut builder = Builder::new(&sets[0].game);
    sets.iter().for_each(|set| builder.add(set));
    builder.finish()
}

pub(crate) fn index(sets: Vec<CatalogSet>) -> Index {
    Index::open(&chunks(sets)).unwrap()
}

/// A file of the fuzzer's corpus.
pub(crate) fn corpus(name: &str) -> Vec<u8> {
    std::fs::read(corpus_folder().join(name)).unwrap()
}

pub(crate) fn corpus_names() -> Vec<String> {
    let files = std::fs::read_dir(corpus_folder()).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn corpus_folder() -> std::path::PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/catalog_file").into()
}

/// A generator of numbers that is the same each time (SplitMix64).
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }
}
