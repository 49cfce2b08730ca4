//! What a browser does for the catalogues: fetching and keeping bytes. It decides nothing; `catalog` does.

use super::Later;

/// Where catalogues are kept. `frontend` implements it; what it keeps them in is not known here.
pub trait CatalogStorage {
    /// The bytes at an address of our own server; none without them.
    fn fetch(&self, path: String) -> Later<Option<Vec<u8>>>;
    /// Sends a file and gives the text of the answer; none without one.
    fn send(&self, path: String, file: web_sys::Blob) -> Later<Option<String>>;
    /// Every text that was put here, by name.
    fn texts(&self) -> Later<Vec<(String, String)>>;
    /// The hashes of the chunks that are here.
    fn chunk_names(&self) -> Later<Vec<String>>;
    /// The bytes of these chunks, in order; none when one is missing.
    fn chunks(&self, hashes: Vec<String>) -> Later<Option<Vec<Vec<u8>>>>;
    /// Puts away and throws out, all or nothing.
    fn change(&self, change: CatalogChange) -> Later<Result<(), NotKept>>;
    /// Is ready when the browser is idle.
    fn idle(&self) -> Later<()>;
}

/// What is stored and thrown out in one transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogChange {
    /// Texts by name; none throws one out.
    pub texts: Vec<(String, Option<String>)>,
    /// Chunks by hash.
    pub chunks: Vec<(String, Vec<u8>)>,
    /// Hashes of chunks nobody needs any more.
    pub gone: Vec<String>,
}

/// Why nothing was put away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotKept {
    /// The browser gives no more room.
    Full,
    /// There is no storage, or it failed.
    NoStorage,
}
