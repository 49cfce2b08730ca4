//! Pictures of cards: fetched once from where the catalogue says, kept in a folder with a bound, served as our own. So no
//! other server learns who looks at which card, and a page needs no other host.
//!
//! The address comes from an imported file, so it is not trusted: https to a name (no number), a public address, no
//! redirect, an image by its first bytes, and no more than a megabyte. What failed is not asked again for a while.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use futures::StreamExt;
use reqwest::Url;
use sha2::{Digest, Sha256};
use tokio::sync::{OnceCell, Semaphore};
use uuid::Uuid;

use super::may_be_id;
use crate::config::Config;
use crate::core::{AppError, Core};
use crate::fetch::guarded;

const LARGEST: usize = 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a failure is believed.
const FAILED: Duration = Duration::from_secs(600);
/// Failures that are remembered.
const FAILURES: usize = 10_000;
const AT_ONCE: usize = 4;

/// An image and its type.
pub(crate) struct Picture {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: &'static str,
}

pub(crate) struct Pictures {
    folder: PathBuf,
    /// Bytes; 0: pictures are turned off.
    limit: u64,
    /// Tests stand in for the other server on this machine.
    anywhere: bool,
    client: OnceCell<reqwest::Client>,
    /// Bytes in the folder, as counted once and added up since.
    kept: OnceCell<AtomicU64>,
    fetching: Semaphore,
    failed: Mutex<HashMap<String, Instant>>,
}

impl Pictures {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            folder: config.pictures_dir.clone(),
            limit: config.pictures_mb * 1024 * 1024,
            anywhere: config.pictures_from_anywhere,
            client: OnceCell::new(),
            kept: OnceCell::new(),
            fetching: Semaphore::new(AT_ONCE),
            failed: Mutex::default(),
        }
    }

    async fn get(&self, address: &str) -> Option<Picture> {
        if self.limit == 0 {
            return None;
        }
        let path = self.folder.join(hex::encode(&Sha256::digest(address)[..16]));
        if let Some(picture) = read(&path).await {
            return Some(picture);
        }
        if self.has_failed(address) {
            return None;
        }
        let _turn = self.fetching.acquire().await.ok()?;
        // Somebody else may have fetched it while this one waited.
        if let Some(picture) = read(&path).await {
            return Some(picture);
        }
        match self.fetch(address).await {
            Ok(picture) => {
                if let Err(error) = self.keep(&path, &picture.bytes).await {
                    tracing::warn!(%error, "a picture cannot be kept");
                }
                Some(picture)
            }
            Err(reason) => {
                tracing::debug!(address, reason, "a picture cannot be fetched");
                let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
                if failed.len() >= FAILURES {
                    failed.clear();
                }
                failed.insert(address.to_owned(), Instant::now());
                None
            }
        }
    }

    fn has_failed(&self, address: &str) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get(address).is_some_and(|at| at.elapsed() < FAILED)
    }

    async fn fetch(&self, address: &str) -> Result<Picture, String> {
        let url = Url::parse(address).map_err(|error| error.to_string())?;
        if !self.anywhere && !is_sound(&url) {
            return Err("not an address to fetch from".to_owned());
        }
        let client = self.client.get_or_try_init(|| async { guarded(self.anywhere, PATIENCE) }).await;
        let response = client.map_err(|error| error.to_string())?.get(url).send().await;
        let response = response.map_err(|error| error.to_string())?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(format!("the answer was {}", response.status()));
        }
        let mut bytes = Vec::new();
        let mut stream = response.bytes_stream();
        while let Some(piece) = stream.next().await {
            bytes.extend_from_slice(&piece.map_err(|error| error.to_string())?);
            if bytes.len() > LARGEST {
                return Err("it is too large".to_owned());
            }
        }
        let kind = kind_of(&bytes).ok_or("it is no image")?;
        Ok(Picture { bytes, kind })
    }

    async fn keep(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let kept = self.kept.get_or_init(|| async { AtomicU64::new(size_of(&self.folder).await) }).await;
        // Under another name first: a process that ends here leaves no half of a picture.
        let writing = self.folder.join(format!("{}.new", Uuid::now_v7().simple()));
        tokio::fs::write(&writing, bytes).await?;
        tokio::fs::rename(&writing, path).await?;
        if kept.fetch_add(bytes.len() as u64, Ordering::Relaxed) + bytes.len() as u64 > self.limit {
            let (folder, limit) = (self.folder.clone(), self.limit);
            let left = tokio::task::spawn_blocking(move || make_room(&folder, limit)).await.unwrap_or(0);
            kept.store(left, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl Core {
    /// The picture of a card by its id in the catalogue; none when there is none, or none now.
    ///
    /// # Errors
    /// A failure of the database.
    pub(crate) async fn picture(&self, game: &str, card: &str) -> Result<Option<Picture>, AppError> {
        if !may_be_id(game) || !may_be_id(card) {
            return Ok(None);
        }
        // An id begins with that of its set; which of the dashes ends it is known without asking the database.
        let Some(table) = self.table(game).await? else { return Ok(None) };
        let front = card.split('~').next().unwrap_or_default();
        let sets = front.match_indices('-').map(|(at, _)| front[..at].to_lowercase()).filter(|key| table.has(key));
        for set in self.catalog_sets(game, sets.collect()).await?.into_values() {
            if let Some(found) = set.cards.iter().find(|found| found.id == card && !found.picture.is_empty()) {
                return Ok(self.pictures.get(&found.picture).await);
            }
        }
        Ok(None)
    }
}

/// https to a name, at its usual port. A number as host would pass by the resolver that looks at addresses.
fn is_sound(url: &Url) -> bool {
    let named = url.domain().is_some_and(|name| name.contains('.'));
    url.scheme() == "https" && named && url.port().is_none() && url.username().is_empty() && url.password().is_none()
}

/// What an image is, by its first bytes; what the other server calls it does not count.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f' | b's', ..] => Some("image/avif"),
        _ => None,
    }
}

async fn read(path: &Path) -> Option<Picture> {
    let bytes = tokio::fs::read(path).await.ok()?;
    let kind = kind_of(&bytes)?;
    Some(Picture { bytes, kind })
}

async fn size_of(folder: &Path) -> u64 {
    let folder = folder.to_owned();
    let files = tokio::task::spawn_blocking(move || files(&folder)).await.unwrap_or_default();
    files.iter().map(|(_, size, _)| size).sum()
}

fn files(folder: &Path) -> Vec<(SystemTime, u64, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let file = |entry: std::fs::DirEntry| {
        let about = entry.metadata().ok()?;
        Some((about.modified().ok()?, about.len(), entry.path()))
    };
    entries.filter_map(file).collect()
}

/// Removes the oldest until a tenth is free. Answers the bytes that are left.
fn make_room(folder: &Path, limit: u64) -> u64 {
    let mut files = files(folder);
    files.sort();
    let mut left: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in files {
        if left <= limit / 10 * 9 {
            break;
        }
        if std::fs::remove_file(path).is_ok() {
            left -= size;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_over_https_are_asked() {
        let sound = |text: &str| is_sound(&Url::parse(text).unwrap());
        assert!(sound("https://cards.example.org/a.png?1"));
        for text in [
            "http://cards.example.org/a.png",
            "https://127.0.0.1/a.png",
            "https://[::1]/a.png",
            "https://2130706433/a.png",
            "https://localhost/a.png",
            "https://cards.example.org:8443/a.png",
            "https://somebody@cards.example.org/a.png",
            "file:///etc/passwd",
        ] {
            assert!(!sound(text), "{text}");
        }
    }

    #[test]
    fn an_image_is_told_by_its_first_bytes() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        assert_eq!(kind_of(b"RIFF\x10\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(kind_of(b"\0\0\0\x20ftypavif\0"), Some("image/avif"));
        for bytes in [&b"<svg xmlns"[..], b"<html>", b"", b"\x89PN"] {
            assert_eq!(kind_of(bytes), None);
        }
    }
}
