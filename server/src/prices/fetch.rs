//! Fetching a feed, only if it has changed, onto the disk: it may be larger than the memory.

use std::fs::File;
use std::io::{Seek, Write};
use std::time::Duration;

use futures::StreamExt;
use reqwest::StatusCode;
use reqwest::header::{ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};

use crate::core::now_ms;
use crate::store::Feed;

/// Bytes a file may have.
const MOST: u64 = 4 << 30;
/// How long the other side may say nothing.
const SILENCE: Duration = Duration::from_secs(60);

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("the answer was {0}")]
    Status(StatusCode),
    #[error("it has more than {} GiB", MOST >> 30)]
    TooLarge,
    #[error("it cannot be kept: {0}")]
    Io(#[from] std::io::Error),
}

/// A file that was fetched. It has no name, and is gone when it is closed.
pub(crate) struct Fetched {
    pub(crate) file: File,
    pub(crate) feed: Feed,
}

/// Fetches `url` unless it is as it was when it said `known` about itself: then none.
///
/// # Errors
/// When it cannot be had.
pub(crate) async fn fetch(url: &str, known: Option<&Feed>) -> Result<Option<Fetched>, FetchError> {
    let client = crate::fetch::builder().read_timeout(SILENCE).build()?;
    let mut request = client.get(url);
    for (name, value) in
        known.into_iter().flat_map(|feed| [(IF_NONE_MATCH, &feed.etag), (IF_MODIFIED_SINCE, &feed.modified)])
    {
        if !value.is_empty() {
            request = request.header(name, value);
        }
    }
    let response = request.send().await?;
    match response.status() {
        StatusCode::NOT_MODIFIED => return Ok(None),
        status if !status.is_success() => return Err(FetchError::Status(status)),
        _ => {}
    }
    let said = |headers: &HeaderMap, name: HeaderName| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let feed = Feed {
        etag: said(response.headers(), ETAG),
        modified: said(response.headers(), LAST_MODIFIED),
        fetched_ms: now_ms(),
    };
    let mut file = tempfile::tempfile()?;
    let mut pieces = response.bytes_stream();
    let mut size = 0;
    while let Some(piece) = pieces.next().await {
        let piece = piece?;
        size += piece.len() as u64;
        if size > MOST {
            return Err(FetchError::TooLarge);
        }
        file.write_all(&piece)?;
    }
    file.rewind()?;
    Ok(Some(Fetched { file, feed }))
}
