//! The catalogue on the server: `import` reads files into parts, `make` makes sets and indexes of them, `job` is an import
//! inside the running server, `find` says which card an entry is of and `known` what is known of it, `cache` keeps the catalogue in
//! memory, `pictures` fetches and keeps pictures.

mod cache;
mod command;
mod find;
mod import;
mod job;
mod known;
mod make;
mod pictures;

use std::io::{Read, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use sha2::{Digest, Sha256};
use vitrine_catalog::set::CatalogSet;

pub(crate) use cache::CatalogCache;
pub use command::CatalogCommand;
pub use import::{Source, import};
pub(crate) use job::Jobs;
pub use known::Known;
pub(crate) use pictures::Pictures;

use crate::core::{AppError, Core};
use crate::store::StoreError;

/// No body of ours is longer: a set has at most some thousand cards.
const LONGEST_BODY: u64 = 512 << 20;

/// Makes what an older version made of the catalogue anew, so that everything is found as this version finds it.
pub(crate) async fn renew(core: Arc<Core>) {
    let made = async {
        for game in cache::outdated(&*core.store).await? {
            make::make(&core.store, &game).await?;
        }
        core.look_at_reference().await?;
        Ok::<_, AppError>(())
    };
    if let Err(error) = made.await {
        tracing::warn!(%error, "the catalogue could not be made anew");
    }
}

/// A set as it is stored, and the hash of what it says.
fn packed(set: &CatalogSet) -> Result<(Vec<u8>, Vec<u8>), AppError> {
    let json = serde_json::to_vec(set)?;
    let hash = Sha256::digest(&json)[..16].to_vec();
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(json.len() / 4), Compression::fast());
    let body = encoder.write_all(&json).and_then(|()| encoder.finish());
    Ok((hash, body.map_err(|error| StoreError::Corrupt(error.to_string()))?))
}

fn unpacked(body: &[u8]) -> Result<CatalogSet, AppError> {
    let mut json = Vec::new();
    let read = ZlibDecoder::new(body).take(LONGEST_BODY).read_to_end(&mut json);
    read.map_err(|error| StoreError::Corrupt(format!("a set of the catalogue: {error}")))?;
    Ok(serde_json::from_slice(&json)?)
}

/// Can this be the id of something in the catalogue, or a hash? What comes in an address is looked for only if it can.
pub(crate) fn may_be_id(text: &str) -> bool {
    const LONGEST: usize = 200;
    const DASHES: usize = 24;
    let dashes = text.bytes().filter(|byte| *byte == b'-').count();
    (1..=LONGEST).contains(&text.len()) && dashes <= DASHES && !text.chars().any(char::is_control)
}
