//! The catalogue as the server offers it: which games, in which chunks; and how an import stands. Plain `GET`s and one
//! `POST` with a file as its body, no server functions: chunks are bytes, and they are cached for ever.

use serde::{Deserialize, Serialize};

/// `GET`: a [`Catalog`].
pub const CATALOG_PATH: &str = "/api/v1/catalog";
/// `POST` with the bytes of a catalogue file as the body: reads it, and answers with the [`CatalogImport`] at its end.
/// `GET`: the [`CatalogImport`] as it stands now.
pub const CATALOG_IMPORT_PATH: &str = "/api/v1/catalog/import";

/// Where a chunk is (`GET`): bytes for `vitrine_catalog::Index`, which never change.
pub fn catalog_chunk_path(game: &str, hash: &str) -> String {
    format!("{CATALOG_PATH}/{game}/{hash}")
}

/// Where a card's picture is (`GET`): an image, or 204 where there is none. `card` is its id in the catalogue.
pub fn picture_path(game: &str, card: &str) -> String {
    let mut path = format!("/pictures/{game}/");
    for byte in card.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => path.push(char::from(byte)),
            other => {
                path.push('%');
                path.extend([other >> 4, other & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])));
            }
        }
    }
    path
}

/// The games the server has catalogues of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    pub games: Vec<CatalogGame>,
    /// May this account import catalogue files?
    pub may_import: bool,
}

/// One game's catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogGame {
    pub game: String,
    /// For people.
    pub name: String,
    pub cards: u64,
    pub sets: u64,
    /// Of all chunks together: another one, another index.
    pub hash: String,
    /// In the order an index is opened with.
    pub chunks: Vec<CatalogChunk>,
    /// When it was made, milliseconds since 1970.
    pub updated_ms: u64,
}

/// A part of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogChunk {
    pub hash: String,
    /// On the device.
    pub bytes: u64,
    /// Over the network, to a browser that takes Brotli.
    pub wire_bytes: u64,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportStage {
    /// None has been asked for since the server started.
    #[default]
    None,
    /// Reading the file.
    Reading,
    /// Putting sources together and making the index.
    Making,
    Done,
    Failed,
}

/// An import, under way or over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogImport {
    pub stage: ImportStage,
    /// Sets read, and how many of them were here already just so.
    pub sets: u64,
    pub unchanged: u64,
    pub cards: u64,
    /// Rows left out; the first of them with their place and the reason.
    pub bad: u64,
    pub bad_rows: Vec<(String, String)>,
    /// The game whose index is being made; after the end the games whose index is new, with commas.
    pub games: String,
    /// Why it failed, for a person.
    pub error: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_picture_is_one_segment_whatever_the_card_is_called() {
        assert_eq!(picture_path("mtg", "10e-1"), "/pictures/mtg/10e-1");
        assert_eq!(picture_path("mtg", "a/b-★"), "/pictures/mtg/a%2Fb-%E2%98%85");
    }
}
