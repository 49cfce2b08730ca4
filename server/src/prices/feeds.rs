//! Files of prices that are fetched at the start and then daily. A feed that fails is tried again the next day; what is
//! known stays.

use std::sync::Arc;
use std::time::Duration;

use vitrine_prices::import::BadFile;

use super::fetch::{FetchError, fetch};
use super::import::{Imported, Options, import};
use super::{ImportError, import_rates};
use crate::core::Core;
use crate::store::StoreError;

const DAILY: Duration = Duration::from_secs(24 * 60 * 60);
/// One bad row in a hundred is a slip of theirs; more is another format.
const BAD_PER_MILLE: u64 = 10;

/// Fetches until the server stops.
pub(crate) async fn run(core: Arc<Core>) {
    while !core.config.price_feeds.is_empty() {
        for url in &core.config.price_feeds {
            tokio::select! {
                done = once(&core, url) => match done {
                    Ok(Some(imported)) => tracing::info!(url, series = imported.counts.series, changed = imported.counts.changed, bad_rows = imported.summary.bad_rows, "fetched prices"),
                    Ok(None) => tracing::info!(url, "a price feed has not changed"),
                    Err(error) => tracing::warn!(url, %error, "cannot fetch prices"),
                },
                () = core.stopping.cancelled() => return,
            }
        }
        tokio::select! {
            () = tokio::time::sleep(DAILY) => {}
            () = core.stopping.cancelled() => return,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum FeedError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("it cannot be read twice: {0}")]
    Io(#[from] std::io::Error),
}

/// Fetches one feed; none when it has not changed since the last time.
async fn once(core: &Core, said: &str) -> Result<Option<Imported>, FeedError> {
    let (url, game) = said.split_once('#').map_or((said, None), |(url, game)| (url, Some(game.to_owned())));
    let known = core.store.feed(url).await?;
    let Some(fetched) = fetch(url, known.as_ref()).await? else { return Ok(None) };
    let today = fetched.feed.fetched_ms / 86_400_000 + u64::from(vitrine_prices::day::FLOOR);
    let options = Options {
        file: url.to_owned(),
        game,
        date: u32::try_from(today).ok().map(vitrine_prices::day::date),
        bad_per_mille: BAD_PER_MILLE,
        feed: Some((url.to_owned(), fetched.feed)),
    };
    let again = fetched.file.try_clone()?;
    let imported = match import(&*core.store, fetched.file, options.clone()).await {
        // Not prices: rates, perhaps.
        Err(ImportError::File(BadFile::Unknown(_))) => {
            let mut again = again;
            std::io::Seek::rewind(&mut again)?;
            import_rates(&*core.store, again, &options).await?
        }
        other => other?,
    };
    core.look_at_reference().await?;
    Ok(Some(imported))
}
