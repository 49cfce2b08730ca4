//! Makes one game's sets, index and lookup of its parts. Parts are read group by group, so that memory holds one set, one
//! chunk in the making, and what is written at the end: packed sets that changed, and packed chunks.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use vitrine_catalog::build::Builder;
use vitrine_catalog::merge::{Head, groups, merged};
use vitrine_catalog::set::CatalogSet;

use super::known::Lookup;
use super::{packed, unpacked};
use crate::core::{AppError, now_ms};
use crate::store::{ChunkRow, GameRow, SetRow, Store};

/// Chunks are compressed once and fetched by many phones.
const QUALITY: i32 = 9;

pub(super) async fn make(store: &Arc<dyn Store>, game: &str) -> Result<(), AppError> {
    let (here, game) = (Arc::clone(store), game.to_owned());
    let made = tokio::task::spawn_blocking(move || Handle::current().block_on(made(&here, &game))).await??;
    Ok(store.put_game(&made).await?)
}

async fn made(store: &Arc<dyn Store>, game: &str) -> Result<GameRow, AppError> {
    let parts = store.part_heads(game).await?;
    let heads = parts.iter().map(|part| Head {
        source: part.source.clone(),
        id: part.set.clone(),
        name: part.name.clone(),
        released: part.released.clone(),
        official: part.official,
    });
    let heads: Vec<Head> = heads.collect();
    let known: BTreeMap<String, Vec<u8>> = store.set_hashes(game).await?.into_iter().collect();
    let (mut builder, mut lookup) = (Builder::new(game), Lookup::default());
    let (mut sets, mut cards) = (Vec::new(), 0);
    for group in groups(&heads) {
        let mut bodies: Vec<CatalogSet> = Vec::new();
        for &part in &group.parts {
            if let Some(body) = store.part_body(&parts[part]).await? {
                bodies.push(unpacked(&body)?);
            }
        }
        let set = merged(&group.id, bodies);
        builder.add(&set);
        lookup.add(sets.len(), &set);
        cards += set.cards.len() as u64;
        let (hash, body) = packed(&set)?;
        let key = set.id.to_lowercase();
        let body = (known.get(&key) != Some(&hash)).then_some(body);
        sets.push(SetRow { key, ord: sets.len() as u64, cards: set.cards.len() as u64, hash, body });
    }
    let mut chunks = Vec::new();
    for chunk in builder.finish() {
        chunks.push(packed_chunk(store, game, &chunk).await?);
    }
    Ok(GameRow { game: game.to_owned(), cards, sets, chunks, lookup: lookup.into_bytes(), now_ms: now_ms() })
}

/// A chunk as it travels; one that is there already is not compressed again.
async fn packed_chunk(store: &Arc<dyn Store>, game: &str, chunk: &[u8]) -> Result<ChunkRow, AppError> {
    let hash = hex::encode(&Sha256::digest(chunk)[..16]);
    if let Some(known) = store.chunk(game, &hash).await? {
        return Ok(known);
    }
    let params = brotli::enc::BrotliEncoderParams {
        quality: QUALITY,
        lgwin: 22,
        size_hint: chunk.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut body = Vec::new();
    brotli::BrotliCompress(&mut &*chunk, &mut body, &params).expect("BUG: reading and writing memory does not fail");
    Ok(ChunkRow { hash, bytes: chunk.len() as u64, wire: body.len() as u64, body })
}
