//! The catalogue's rows, and what the server asks of a database about them. Bodies are bytes here.

use async_trait::async_trait;

use super::Result;

/// What one source says about one set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRow {
    pub head: PartHead,
    pub cards: u64,
    /// Of the body before compression.
    pub hash: Vec<u8>,
    pub body: Vec<u8>,
}

/// Which part it is, and what its set is recognised by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartHead {
    pub game: String,
    pub source: String,
    pub set: String,
    pub name: String,
    pub released: String,
    pub official: u32,
}

/// A set as all sources together say it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRow {
    /// The id in lower case.
    pub key: String,
    pub ord: u64,
    pub cards: u64,
    pub hash: Vec<u8>,
    /// None: it is there already.
    pub body: Option<Vec<u8>>,
}

/// A chunk of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkRow {
    pub hash: String,
    /// Before compression.
    pub bytes: u64,
    /// After it; in a list of chunks the body is left out.
    pub wire: u64,
    pub body: Vec<u8>,
}

/// All that is made of one game's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GameRow {
    pub game: String,
    pub cards: u64,
    pub sets: Vec<SetRow>,
    pub chunks: Vec<ChunkRow>,
    pub lookup: Vec<u8>,
    pub now_ms: u64,
}

/// A game as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedGame {
    pub game: String,
    pub cards: u64,
    pub sets: u64,
    pub updated_ms: u64,
    /// Without bodies.
    pub chunks: Vec<ChunkRow>,
}

/// What the server keeps of the catalogue.
#[async_trait]
pub trait CatalogStore: Send + Sync {
    /// The hash of every part there is, as `(game, source, set)` and hash.
    async fn part_hashes(&self) -> Result<Vec<((String, String, String), Vec<u8>)>>;
    /// Writes parts, each in the place of the one there was, and notes that their games are stale: all or nothing.
    async fn put_parts(&self, parts: &[PartRow]) -> Result<()>;
    /// Games whose parts have changed since their index was made.
    async fn stale_games(&self) -> Result<Vec<String>>;
    async fn part_heads(&self, game: &str) -> Result<Vec<PartHead>>;
    async fn part_body(&self, part: &PartHead) -> Result<Option<Vec<u8>>>;
    /// The hash of every merged set of a game by its key.
    async fn set_hashes(&self, game: &str) -> Result<Vec<(String, Vec<u8>)>>;
    /// Puts what was made of a game in the place of what there was, and moves the version of the reference data: all or
    /// nothing.
    async fn put_game(&self, game: &GameRow) -> Result<()>;
    /// The games that have an index, by their id.
    async fn games(&self) -> Result<Vec<ListedGame>>;
    async fn chunk(&self, game: &str, hash: &str) -> Result<Option<ChunkRow>>;
    /// The keys and bodies of those merged sets that are there.
    async fn merged_sets(&self, game: &str, keys: &[String]) -> Result<Vec<(String, Vec<u8>)>>;
    /// The keys of a game's sets by their place in the index, and where each ref is.
    async fn lookup(&self, game: &str) -> Result<Option<(Vec<String>, Vec<u8>)>>;
}
