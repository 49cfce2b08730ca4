//! What the server offers, and what of it has to be fetched: an index is told from its successor by the hashes of its
//! chunks, so that an update is only what has changed.

use std::collections::BTreeSet;

use crate::wire::catalog::{CatalogChunk, CatalogGame, catalog_chunk_path};

/// Bytes on the device.
pub fn bytes(game: &CatalogGame) -> u64 {
    game.chunks.iter().map(|chunk| chunk.bytes).sum()
}

/// Bytes on the wire, without the chunks that are here.
pub fn wire_bytes(game: &CatalogGame, here: &[String]) -> u64 {
    missing(game, here).map(|chunk| chunk.wire_bytes).sum()
}

/// The chunks that are not here, in order, each once.
pub fn missing<'a>(game: &'a CatalogGame, here: &'a [String]) -> impl Iterator<Item = &'a CatalogChunk> {
    let mut seen = BTreeSet::new();
    game.chunks.iter().filter(move |chunk| !here.contains(&chunk.hash) && seen.insert(&chunk.hash))
}

/// All chunks, in the order in which they are opened.
pub fn hashes(game: &CatalogGame) -> Vec<String> {
    game.chunks.iter().map(|chunk| chunk.hash.clone()).collect()
}

/// Where the server has a chunk.
pub fn path(game: &CatalogGame, chunk: &CatalogChunk) -> String {
    catalog_chunk_path(&game.game, &chunk.hash)
}

/// The chunks that are here and that none of these games needs.
pub fn unneeded(here: &[String], kept: &[&CatalogGame]) -> Vec<String> {
    let needed = |hash: &String| kept.iter().any(|game| game.chunks.iter().any(|chunk| chunk.hash == *hash));
    here.iter().filter(|hash| !needed(hash)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(name: &str, chunks: &[&str]) -> CatalogGame {
        let chunk = |hash: &&str| CatalogChunk { hash: (*hash).to_owned(), bytes: 100, wire_bytes: 10 };
        CatalogGame { game: name.to_owned(), chunks: chunks.iter().map(chunk).collect(), ..CatalogGame::default() }
    }

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn an_update_is_what_has_changed() {
        let new = game("mtg", &["a", "b2", "c"]);
        let here = names(&["a", "b1", "c"]);
        assert_eq!(missing(&new, &here).map(|chunk| chunk.hash.as_str()).collect::<Vec<_>>(), ["b2"]);
        assert_eq!((wire_bytes(&new, &here), bytes(&new)), (10, 300));
        assert_eq!(unneeded(&here, &[&new]), names(&["b1"]));
    }

    #[test]
    fn a_chunk_that_another_game_needs_stays() {
        let (one, other) = (game("pokemon", &["a"]), game("lorcana", &["b"]));
        let here = names(&["a", "b", "c"]);
        assert_eq!(unneeded(&here, &[&one, &other]), names(&["c"]));
        assert_eq!(unneeded(&here, &[]), here);
    }
}
