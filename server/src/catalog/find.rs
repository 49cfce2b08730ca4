//! Which card of the catalogue an entry is a copy of.
//!
//! By its set and number; by its ids. Where these lead to different cards, nobody but its owner knows which it is: a price
//! of either might be another card's.

use std::collections::BTreeSet;
use std::sync::Arc;

use vitrine_catalog::place::{alike, asked, meant};
use vitrine_catalog::set::{CatalogCard, CatalogSet};
use vitrine_catalog::text::{same_number, words};
use vitrine_ledger::CardRef;

use super::cache::Table;
use super::known::Known;
use crate::core::{AppError, Core};

/// Cards somebody is asked to choose from, at most.
const ASKED: usize = 4;

/// Sets that are fetched with one question: they are kept in memory while their cards are gone through.
const FETCHED: usize = 64;

/// A card in its set.
#[derive(Debug, Clone)]
struct Found {
    set: Arc<CatalogSet>,
    at: usize,
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        (&self.set.id, self.at) == (&other.set.id, other.at)
    }
}

impl Found {
    fn card(&self) -> &CatalogCard {
        &self.set.cards[self.at]
    }

    fn has(&self, reference: &str) -> bool {
        has(self.card(), reference)
    }
}

/// Is it one of the card's names, or of one of its finishes?
fn has(card: &CatalogCard, reference: &str) -> bool {
    card.refs.contains(reference) || card.finishes.iter().any(|finish| finish.refs.contains(reference))
}

/// The cards of a set that fit.
fn fitting(set: &Arc<CatalogSet>, fits: impl Fn(&CatalogCard) -> bool) -> Vec<Found> {
    let at = (0..set.cards.len()).filter(|&at| fits(&set.cards[at]));
    at.map(|at| Found { set: Arc::clone(set), at }).collect()
}

/// Which card is meant.
enum Meant {
    /// No catalogue has it.
    Nothing,
    One(Found),
    /// One of several, and nothing tells which.
    Several,
    Between(Vec<Found>),
}

impl Core {
    /// What the catalogue knows of each of `cards`, in their order.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn catalog_refs(&self, cards: &[CardRef]) -> Result<Vec<Known>, AppError> {
        let mut known = vec![Known::default(); cards.len()];
        // Set by set, so that what is fetched for some cards at once is used before it goes.
        let mut order: Vec<usize> = (0..cards.len()).collect();
        order.sort_by_cached_key(|&at| (&cards[at].game, cards[at].set.to_lowercase()));
        for of_game in order.chunk_by(|&one, &other| cards[one].game == cards[other].game) {
            let Some(table) = self.table(&cards[of_game[0]].game).await? else {
                for &at in of_game {
                    known[at] = self.known(&cards[at]).await?;
                }
                continue;
            };
            let mut left = of_game;
            while !left.is_empty() {
                let mut keys = BTreeSet::new();
                let fits = left.iter().take_while(|&&at| {
                    let room = keys.len() < FETCHED;
                    keys.extend(sets_of(&cards[at], &table).filter(|_| room));
                    room
                });
                let (now, later) = left.split_at(fits.count());
                self.catalog_sets(&cards[now[0]].game, keys).await?;
                for &at in now {
                    known[at] = self.known(&cards[at]).await?;
                }
                left = later;
            }
        }
        Ok(known)
    }

    async fn known(&self, card: &CardRef) -> Result<Known, AppError> {
        let table = self.table(&card.game).await?;
        let placed = self.placed(card, table.as_deref()).await?;
        let named = self.named(card, &placed, table.as_deref()).await?;
        let own = card.ids.get("catalog").is_some_and(|id| id.contains('~'));
        match settle(card, &placed, &named) {
            Meant::One(found) => Ok(self.told(card, &found, &named, table.as_deref())),
            Meant::Between(cards) => {
                let contradiction = cards.iter().take(ASKED).map(|found| chosen(card, found, &placed, &named));
                Ok(Known { contradiction: contradiction.collect(), ..Known::default() })
            }
            Meant::Several => Ok(Known { shared: own || placed.len() > 1, ..Known::default() }),
            Meant::Nothing => Ok(Known { shared: own, ..Known::default() }),
        }
    }

    /// The cards that have its set and number.
    async fn placed(&self, card: &CardRef, table: Option<&Table>) -> Result<Vec<Found>, AppError> {
        let own = card.ids.get("catalog").filter(|id| id.contains('~'));
        if let Some(set) = self.catalog_set(&card.game, &card.set).await? {
            return Ok(fitting(&set, |found| match own {
                Some(id) => found.id == *id,
                None => same_number(&found.number, &card.number),
            }));
        }
        let Some(key) = table.filter(|_| !card.number.trim().is_empty()).and_then(|table| set_of_words(card, table))
        else {
            return Ok(Vec::new());
        };
        let Some(set) = self.catalog_set(&card.game, key).await? else { return Ok(Vec::new()) };
        Ok(fitting(&set, |found| {
            let names = found.names.values().chain([&found.name]).map(String::as_str);
            same_number(&found.number, &card.number) && alike(&card.name, names)
        }))
    }

    /// The cards that have its ids, by those of them that the catalogue knows.
    async fn named(
        &self,
        card: &CardRef,
        placed: &[Found],
        table: Option<&Table>,
    ) -> Result<Vec<(String, Vec<Found>)>, AppError> {
        let Some(table) = table else { return Ok(Vec::new()) };
        let mut named = Vec::new();
        for reference in ids(card) {
            // Nearly always it is one more name of the card that set and number say: no need to look at a whole set.
            if let [only] = placed
                && only.has(&reference)
                && table.sets(&reference).all(|key| key == only.set.id.to_lowercase())
                && !self.twice_in(&card.game, &only.set).contains(&reference)
            {
                named.push((reference, vec![only.clone()]));
                continue;
            }
            let mut having = Vec::new();
            for key in table.sets(&reference) {
                if let Some(set) = self.catalog_set(&card.game, key).await? {
                    having.extend(fitting(&set, |found| has(found, &reference)));
                }
            }
            if !having.is_empty() {
                named.push((reference, having));
            }
        }
        Ok(named)
    }

    /// What is known of the card, and which of its names are those of other cards as well.
    fn told(&self, card: &CardRef, found: &Found, named: &[(String, Vec<Found>)], table: Option<&Table>) -> Known {
        let mut known = Known::of(&card.game, &found.set, found.card());
        let twice = self.twice_in(&card.game, &found.set);
        let own = found.set.id.to_lowercase();
        let places = [(card.set.as_str(), card.number.as_str()), (found.set.id.as_str(), found.card().number.as_str())];
        let places =
            places.into_iter().flat_map(|(set, number)| vitrine_prices::wanted::place_refs(&card.game, set, number));
        let own_ids = named.iter().filter(|(_, having)| having.len() > 1).map(|(reference, _)| reference.clone());
        let elsewhere = |reference: &String| {
            twice.contains(reference) || table.is_some_and(|table| table.sets(reference).any(|key| key != own))
        };
        let all = known.refs.iter().chain(known.finish_refs.iter().map(|(_, reference)| reference)).cloned();
        let unsure: BTreeSet<String> = all.chain(places).filter(elsewhere).chain(own_ids).collect();
        known.refs.retain(|reference| !unsure.contains(reference));
        known.finish_refs.retain(|(_, reference)| !unsure.contains(reference));
        known.unsure = unsure.into_iter().collect();
        known
    }
}

/// The sets a card may be in, by its own word and by its ids.
fn sets_of(card: &CardRef, table: &Table) -> impl Iterator<Item = String> {
    let own = Some(card.set.to_lowercase()).filter(|key| table.has(key));
    let own = own.or_else(|| set_of_words(card, table).map(str::to_owned));
    let named = ids(card).flat_map(|reference| table.sets(&reference).map(str::to_owned).collect::<Vec<_>>());
    own.into_iter().chain(named)
}

/// The names a card has of its own.
fn ids(card: &CardRef) -> impl Iterator<Item = String> {
    let ids = card.ids.iter().filter(|(namespace, _)| !["catalog", "sku"].contains(&namespace.as_str()));
    ids.map(|(namespace, id)| format!("{}:{}", namespace.trim().to_lowercase(), id.trim().to_lowercase()))
}

/// The key of the set that a file means which does not write its id.
fn set_of_words<'t>(card: &CardRef, table: &'t Table) -> Option<&'t str> {
    let (code, names) = asked(card);
    let by_code: BTreeSet<&str> = code.iter().flat_map(|word| table.sets(word)).collect();
    let by_name: BTreeSet<&str> = names.iter().flat_map(|word| table.sets(word)).collect();
    meant(&by_code, &by_name)
}

/// The one card that set and number, and every id, can mean. Of several that are left, the only one of its rarity.
fn settle(card: &CardRef, placed: &[Found], named: &[(String, Vec<Found>)]) -> Meant {
    let facts = [placed].into_iter().chain(named.iter().map(|(_, having)| &having[..])).filter(|fact| !fact.is_empty());
    let facts: Vec<&[Found]> = facts.collect();
    let Some((first, others)) = facts.split_first() else { return Meant::Nothing };
    let left: Vec<&Found> = first.iter().filter(|found| others.iter().all(|fact| fact.contains(found))).collect();
    let rarity = words(&card.rarity);
    let of_rarity: Vec<&Found> =
        left.iter().copied().filter(|found| !rarity.is_empty() && words(&found.card().rarity) == rarity).collect();
    match (&left[..], &of_rarity[..]) {
        ([only], _) | (_, [only]) => Meant::One((*only).clone()),
        ([], _) => {
            let mut between: Vec<Found> = Vec::new();
            for found in facts.into_iter().flatten() {
                if !between.contains(found) {
                    between.push(found.clone());
                }
            }
            Meant::Between(between)
        }
        _ => Meant::Several,
    }
}

/// What the entry's card is if it is `found`: the ids that are not its own go; where set and number are not, these are
/// what the catalogue says.
fn chosen(card: &CardRef, found: &Found, placed: &[Found], named: &[(String, Vec<Found>)]) -> CardRef {
    let mut chosen = card.clone();
    for (reference, _) in named.iter().filter(|(_, having)| !having.contains(found)) {
        let (namespace, _) = reference.split_once(':').unwrap_or_default();
        chosen.ids.retain(|name, _| name.trim().to_lowercase() != namespace);
        // The article number is one of the product.
        if namespace == "tcgplayer" {
            chosen.ids.remove("sku");
        }
    }
    if !placed.contains(found) {
        let of = found.card();
        chosen.set.clone_from(&found.set.id);
        chosen.set_name.clone_from(&found.set.name);
        chosen.number.clone_from(&of.number);
        chosen.name.clone_from(&of.name);
        chosen.rarity.clone_from(&of.rarity);
    }
    chosen.ids.remove("catalog");
    if found.card().id.contains('~') {
        chosen.ids.insert("catalog".to_owned(), found.card().id.clone());
    }
    chosen
}
