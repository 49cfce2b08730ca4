//! What the catalogue knows of a card that an entry names: all its refs, and its finishes. `find` says which card that is.
//! What is read of the catalogue for it is kept in memory (`cache`).

use vitrine_catalog::place::set_words;
use vitrine_catalog::set::{CatalogCard, CatalogSet};
use vitrine_catalog::text::hash;
use vitrine_ledger::CardRef;

/// What is known of a card; nothing when the catalogue does not have it, or cannot tell which one is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its id in the catalogue.
    pub id: String,
    /// Its set and number, as the catalogue writes them.
    pub place: Option<(String, String)>,
    /// Its names, `namespace:id`, its key among them where it is the only card with it.
    pub refs: Vec<String>,
    /// How it was printed; empty: its sources do not say.
    pub finishes: Vec<String>,
    /// Names of products that are the card in one finish: `(finish, ref)`.
    pub finish_refs: Vec<(String, String)>,
    pub rarity: String,
    /// Several cards have its set and number: these do not name it.
    pub shared: bool,
    /// Names that other cards have too.
    pub unsure: Vec<String>,
    /// Its ids, and its set and number, are of different cards: what it would be if it were each of them.
    pub contradiction: Vec<CardRef>,
}

impl Known {
    pub(super) fn of(game: &str, set: &CatalogSet, card: &CatalogCard) -> Self {
        let key = (!card.id.contains('~')).then(|| format!("{game}:{}", card.id));
        let of_finish = |finish: &vitrine_catalog::set::Finish| {
            let name = finish.name.clone();
            finish.refs.iter().map(move |found| (name.clone(), found.clone())).collect::<Vec<_>>()
        };
        Self {
            id: card.id.clone(),
            place: Some((set.id.clone(), card.number.clone())),
            refs: key.into_iter().chain(card.refs.iter().cloned()).collect(),
            finishes: card.finishes.iter().map(|finish| finish.name.clone()).collect(),
            finish_refs: card.finishes.iter().flat_map(of_finish).collect(),
            rarity: card.rarity.clone(),
            shared: card.id.contains('~'),
            ..Self::default()
        }
    }
}

impl From<Known> for vitrine_prices::Known {
    fn from(known: Known) -> Self {
        let Known { place, refs, finishes, finish_refs, rarity, shared, unsure, contradiction, .. } = known;
        Self { refs, finishes, finish_refs, shared, place, rarity, unsure, contradiction }
    }
}

/// Where each ref of a game is, and each word its sets are found by: hashes, sorted, with the places of their sets.
#[derive(Default)]
pub(super) struct Lookup(Vec<(u64, u16)>);

/// A word every lookup has that is made as it is today: one without is made anew.
pub(super) const MADE: &str = "made:2";

impl Lookup {
    pub(super) fn add(&mut self, place: usize, set: &CatalogSet) {
        let Ok(place) = u16::try_from(place) else { return };
        for card in &set.cards {
            let of_finishes = card.finishes.iter().flat_map(|finish| &finish.refs);
            self.0.extend(card.refs.iter().chain(of_finishes).map(|found| (hash(found), place)));
        }
        let names = set.names.values().map(String::as_str);
        let words = set_words([&set.id, &set.code, &set.name, &set.series], names);
        self.0.extend(words.iter().map(|word| (hash(word), place)));
        self.0.push((hash(MADE), 0));
    }

    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.iter().flat_map(|(hash, place)| hash.to_le_bytes().into_iter().chain(place.to_le_bytes())).collect()
    }
}
