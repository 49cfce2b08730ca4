//! How catalogues come to this device: what is kept is opened, what the server has changed is fetched chunk by chunk, and
//! a game changes to its new index in one step.

use leptos::prelude::*;
use vitrine_catalog::Index;

use super::offer::{self, unneeded};
use super::state::{Catalog, GAME, Here, LIST, State, WANTED};
use crate::api::catalog::{CATALOG_PATH, Catalog as Offer, CatalogGame as Game};
use crate::engine::{CatalogChange, Identity, NotKept};

impl Catalog {
    /// Opens what is kept, then looks whether it has a successor.
    pub(super) async fn load(&self) {
        let Some(storage) = self.engine.catalog_storage() else { return };
        let texts = storage.texts().await;
        let read = |text: &str| serde_json::from_str::<Game>(text).ok();
        if let Some(offer) = texts.iter().find(|(name, _)| name == LIST) {
            self.offer.set(serde_json::from_str(&offer.1).ok());
        }
        let kept: Vec<Game> =
            texts.iter().filter(|(name, _)| name.starts_with(GAME)).filter_map(|(_, text)| read(text)).collect();
        self.state.set(if kept.is_empty() { State::Empty } else { State::Opening });
        let mut wanted: Vec<String> =
            texts.iter().filter_map(|(name, _)| name.strip_prefix(WANTED)).map(str::to_owned).collect();
        for game in kept {
            storage.idle().await;
            // Chunks may have been thrown out to make room for an edit.
            match storage.chunks(offer::hashes(&game)).await.and_then(|chunks| Index::open(&chunks).ok()) {
                Some(index) => self.put(game, index),
                None => wanted.push(game.game),
            }
        }
        for game in wanted {
            self.here.update(|here| {
                here.entry(game).or_insert(Here::Failed("It is not whole on this device."));
            });
        }
        self.settle();
        self.update().await;
    }

    /// Asks the server what there is, and fetches what has changed of what is kept or wanted.
    pub(super) async fn update(&self) {
        if !self.ask().await {
            return;
        }
        let Some(offer) = self.offer.get_untracked() else { return };
        let old = |game: &Game, here: &Here| match here {
            Here::Kept(kept) => kept.hash != game.hash,
            Here::Failed(_) => true,
            Here::Fetching { .. } => false,
        };
        let stale: Vec<String> = self.here.with_untracked(|here| {
            let is_old = |(name, here): (&String, &Here)| {
                offer.games.iter().find(|game| game.game == *name).filter(|game| old(game, here)).map(|_| name.clone())
            };
            here.iter().filter_map(is_old).collect()
        });
        for game in stale {
            self.fetch(&game).await;
        }
    }

    /// Asks for the list; true with an answer. Without one the list that is kept goes on.
    pub(super) async fn ask(&self) -> bool {
        let Some(storage) = self.engine.catalog_storage() else { return false };
        let answer = storage.fetch(String::from(CATALOG_PATH)).await.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some((text, offer)) =
            answer.and_then(|text| serde_json::from_str(&text).ok().map(|offer: Offer| (text, offer)))
        else {
            return false;
        };
        if self.offer.with_untracked(|known| known.as_ref() != Some(&offer)) {
            let texts = vec![(String::from(LIST), Some(text))];
            // For the time without a network; without it there is nothing to choose from then.
            let _ = storage.change(CatalogChange { texts, ..CatalogChange::default() }).await;
            self.offer.set(Some(offer));
        }
        true
    }

    /// Fetches the chunks of a game that are not here, each stored as it comes, so that a broken-off fetch goes on where
    /// it was; then changes to the new index in one step.
    pub(super) async fn fetch(&self, game: &str) {
        if matches!(untrack(|| self.here(game)), Some(Here::Fetching { .. })) {
            return;
        }
        let person = self.engine.identity().get_untracked();
        let before = untrack(|| self.here(game));
        let fetched = self.fetch_all(game, person.as_ref()).await;
        if self.engine.identity().get_untracked() != person {
            return;
        }
        if let Err(why) = fetched {
            // The index that is open goes on.
            let stays = before.filter(|here| matches!(here, Here::Kept(_)));
            self.say(game, stays.unwrap_or(Here::Failed(why)));
        }
        self.settle();
    }

    async fn fetch_all(&self, game: &str, person: Option<&Identity>) -> Result<(), &'static str> {
        const LOST: &str = "The server does not answer. It goes on when there is a network.";
        let storage = self.engine.catalog_storage().ok_or(LOST)?;
        let wanted = self
            .offer
            .with_untracked(|offer| {
                offer.as_ref().and_then(|offer| offer.games.iter().find(|known| known.game == game).cloned())
            })
            .ok_or(LOST)?;
        let names = storage.chunk_names().await;
        let of = offer::wire_bytes(&wanted, &names);
        let mut done = 0;
        for chunk in offer::missing(&wanted, &names) {
            self.say(game, Here::Fetching { done, of });
            let bytes = storage.fetch(offer::path(&wanted, chunk)).await.ok_or(LOST)?;
            let chunks = vec![(chunk.hash.clone(), bytes)];
            storage.change(CatalogChange { chunks, ..CatalogChange::default() }).await.map_err(unkept)?;
            done += chunk.wire_bytes;
        }
        let chunks = storage.chunks(offer::hashes(&wanted)).await.ok_or("This browser does not store it.")?;
        let opened = Index::open(&chunks);
        drop(chunks);
        let Ok(index) = opened else {
            let gone = offer::hashes(&wanted);
            // Fetched again next time.
            let _ = storage.change(CatalogChange { gone, ..CatalogChange::default() }).await;
            return Err("What came cannot be read. It is fetched again later.");
        };
        if self.engine.identity().get_untracked().as_ref() != person {
            // Somebody else is here now: this was not for them.
            return Err(LOST);
        }
        let others = self.kept();
        let kept: Vec<&Game> = others.iter().filter(|other| other.game != game).chain([&wanted]).collect();
        let gone = unneeded(&storage.chunk_names().await, &kept);
        let text = serde_json::to_string(&wanted).expect("BUG: our types serialise");
        let texts = vec![(format!("{GAME}{game}"), Some(text)), (format!("{WANTED}{game}"), None)];
        storage.change(CatalogChange { texts, gone, ..CatalogChange::default() }).await.map_err(unkept)?;
        self.put(wanted, index);
        Ok(())
    }
}

fn unkept(why: NotKept) -> &'static str {
    match why {
        NotKept::Full => "There is no room for it on this device.",
        NotKept::NoStorage => "This browser does not store it.",
    }
}
