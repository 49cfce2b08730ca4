//! An import of prices on SQLite, where there is one writer: what a file says is laid beside what is there, in short
//! transactions between which others write, and published by one that changes two numbers. From then on readers lay it over
//! the rest; bit by bit it is moved to where it belongs. So a file is seen whole or not at all, and nobody waits for it.
//!
//! What was laid and never published is nothing: the next import throws it away.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;
use vitrine_prices::{Day, PriceLine};

use super::super::prices::{ChunkTuple, LineTuple, chunk, day_number, line};
use super::super::*;
use super::prices::{CHUNK, LINE, all_rates, put_feed, put_rates};

/// Rows that are laid, moved or thrown away in one transaction.
const AT_ONCE: usize = 2_000;
/// An import of another process that has laid nothing for this long is over.
const SILENT_MS: u64 = 20_000;
/// How often it is looked whether it is.
const LOOK: Duration = Duration::from_millis(200);

/// As [`ChunkTuple`]; without a body: the chunk goes.
type StagedTuple = (String, i64, i32, i32, i32, Option<Vec<u8>>);

/// Which import there is.
type Present = Option<(Uuid, Uuid, i64, bool)>;

/// The import of this process, or of nobody.
pub(super) struct StagedReference {
    writer: SqlitePool,
    readers: SqlitePool,
    id: Uuid,
    rates: Vec<RatesRow>,
    feed: Option<(String, Feed)>,
    /// Imports of one process wait for each other here.
    turn: Option<OwnedMutexGuard<()>>,
}

impl StagedReference {
    /// Begins an import as soon as there is no other. `process` tells those of this process, which hold `turn`.
    pub(super) async fn begin(
        writer: &SqlitePool,
        readers: &SqlitePool,
        process: Uuid,
        turn: OwnedMutexGuard<()>,
    ) -> Result<Self> {
        let id = Uuid::now_v7();
        while !claim(writer, id, process).await? {
            tokio::time::sleep(LOOK).await;
        }
        let (writer, readers) = (writer.clone(), readers.clone());
        let mut begun = Self { writer, readers, id, rates: Vec::new(), feed: None, turn: Some(turn) };
        // What another one left.
        begun.clear().await?;
        Ok(begun)
    }

    /// A transaction of this import; an error when another one has taken its place.
    async fn own(&self) -> Result<Transaction<'static, Sqlite>> {
        let mut tx = self.writer.begin_with("begin immediate").await?;
        let own = sqlx::query("update price_import set beat_ms = ?2 where id = ?1 and not published")
            .bind(self.id)
            .bind(signed(crate::core::now_ms()))
            .execute(&mut *tx)
            .await?;
        if own.rows_affected() == 1 { Ok(tx) } else { Err(StoreError::ImportUnderWay) }
    }

    async fn lay(&self, rows: impl Iterator<Item = serde_json::Value>) -> Result<()> {
        let rows: Vec<_> = rows.collect();
        for part in rows.chunks(AT_ONCE) {
            let mut tx = self.own().await?;
            sqlx::query(&format!(
                "insert into price_staged ({CHUNK}) \
                 select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, unhex(value ->> 5) \
                 from json_each(?1) where true on conflict (card, line, from_day) do update set \
                 until_day = excluded.until_day, seen_day = excluded.seen_day, body = excluded.body"
            ))
            .bind(json!(part).to_string())
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn clear(&mut self) -> Result<()> {
        loop {
            let mut tx = self.own().await?;
            let query = "delete from price_staged where rowid in (select rowid from price_staged limit ?1)";
            let gone = sqlx::query(query).bind(signed(AT_ONCE as u64)).execute(&mut *tx).await?;
            tx.commit().await?;
            if gone.rows_affected() == 0 {
                return Ok(());
            }
        }
    }

    async fn end(&mut self) -> Result<()> {
        self.clear().await?;
        let mut tx = self.own().await?;
        sqlx::query("delete from price_import where id = ?1").bind(self.id).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }
}

/// Takes the place of the import there is, unless another process is at it. What was published is moved first.
async fn claim(writer: &SqlitePool, id: Uuid, process: Uuid) -> Result<bool> {
    loop {
        let now = crate::core::now_ms();
        let mut tx = writer.begin_with("begin immediate").await?;
        let present: Present =
            sqlx::query_as("select id, process, beat_ms, published from price_import").fetch_optional(&mut *tx).await?;
        match present {
            Some((.., true)) => {
                drop(tx);
                move_all(writer).await?;
            }
            Some((_, other, beat, false)) if other != process && now < unsigned(beat) + SILENT_MS => {
                tracing::info!("another process imports prices: waiting for it");
                return Ok(false);
            }
            _ => {
                sqlx::query("insert or replace into price_import (one, id, process, beat_ms) values (1, ?1, ?2, ?3)")
                    .bind(id)
                    .bind(process)
                    .bind(signed(now))
                    .execute(&mut *tx)
                    .await?;
                tx.commit().await?;
                return Ok(true);
            }
        }
    }
}

/// Moves what is published to where it belongs; after each transaction readers see the same as before.
async fn move_all(writer: &SqlitePool) -> Result<()> {
    while move_some(writer).await? {}
    Ok(())
}

async fn move_some(writer: &SqlitePool) -> Result<bool> {
    let mut tx = writer.begin_with("begin immediate").await?;
    if !is_published(&mut tx).await? {
        return Ok(false);
    }
    let last: Option<i64> =
        sqlx::query_scalar("select max(rowid) from (select rowid from price_staged order by rowid limit ?1)")
            .bind(signed(AT_ONCE as u64))
            .fetch_one(&mut *tx)
            .await?;
    let Some(last) = last else {
        sqlx::query("delete from price_import").execute(&mut *tx).await?;
        tx.commit().await?;
        return Ok(false);
    };
    for query in [
        "delete from price_chunks where rowid in (select c.rowid from price_staged s cross join price_chunks c \
         on c.card = s.card and c.line = s.line and c.from_day = s.from_day where s.rowid <= ?1 and s.body is null)",
        "insert into price_chunks (card, line, from_day, until_day, seen_day, body) \
         select card, line, from_day, until_day, seen_day, body from price_staged where rowid <= ?1 and body is not null \
         on conflict (card, line, from_day) do update set \
         until_day = excluded.until_day, seen_day = excluded.seen_day, body = excluded.body",
        "delete from price_staged where rowid <= ?1",
    ] {
        sqlx::query(query).bind(last).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn is_published(db: &mut SqliteConnection) -> Result<bool> {
    let published = sqlx::query_scalar("select published from price_import").fetch_optional(db).await?;
    Ok(published.unwrap_or(false))
}

/// What is laid of some cards, laid over `base`; of days from `from` on.
pub(super) async fn laid_over(
    db: &mut SqliteConnection,
    base: Vec<ChunkTuple>,
    cards: &str,
    from: Day,
) -> Result<Vec<SeriesChunk>> {
    let staged: Vec<StagedTuple> =
        sqlx::query_as(&format!("select {CHUNK} from price_staged where card in (select value from json_each(?1))"))
            .bind(cards)
            .fetch_all(db)
            .await?;
    let key = |row: &SeriesChunk| (row.card.clone(), row.line, row.chunk.from);
    let base = base.into_iter().map(chunk);
    if staged.is_empty() {
        return Ok(base.collect());
    }
    let mut rows: BTreeMap<_, SeriesChunk> = base.map(|row| (key(&row), row)).collect();
    for (card, line, from_day, until, seen, body) in staged {
        let goes = body.is_none();
        let row = chunk((card, line, from_day, until, seen, body.unwrap_or_default()));
        if goes || row.chunk.until < from {
            rows.remove(&key(&row));
        } else {
            rows.insert(key(&row), row);
        }
    }
    Ok(rows.into_values().collect())
}

#[async_trait]
impl Reference for StagedReference {
    async fn lines(&mut self) -> Result<BTreeMap<i64, PriceLine>> {
        let query = format!("select {LINE} from price_lines");
        let lines: Vec<LineTuple> = sqlx::query_as(&query).fetch_all(&self.readers).await?;
        lines.into_iter().map(line).collect()
    }

    /// A line without prices is nothing anybody sees.
    async fn add_line(&mut self, line: &PriceLine) -> Result<i64> {
        let mut tx = self.own().await?;
        let query = "insert into price_lines (finish, grade, condition, language, source, kind, currency) \
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?7) returning id";
        let mut query = sqlx::query_scalar(query);
        for text in [&line.finish, &line.grade, &line.condition, &line.language, &line.source, &line.kind] {
            query = query.bind(text);
        }
        let id = query.bind(line.currency.as_str()).fetch_one(&mut *tx).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn chunks(&mut self, cards: &[&str], from: Day) -> Result<Vec<SeriesChunk>> {
        let cards = json!(cards).to_string();
        let mut tx = self.readers.begin().await?;
        let base: Vec<ChunkTuple> = sqlx::query_as(&format!(
            "select {CHUNK} from price_chunks where card in (select value from json_each(?1)) and until_day >= ?2 \
             order by card, line, from_day"
        ))
        .bind(&cards)
        .bind(day_number(from))
        .fetch_all(&mut *tx)
        .await?;
        laid_over(&mut tx, base, &cards, from).await
    }

    async fn put_chunks(&mut self, rows: &[SeriesChunk]) -> Result<()> {
        let row = |row: &SeriesChunk| {
            let chunk = &row.chunk;
            json!([row.card, row.line, chunk.from, chunk.until, chunk.seen, hex(&chunk.body)])
        };
        self.lay(rows.iter().map(row)).await
    }

    async fn drop_chunks(&mut self, rows: &[(String, i64, Day)]) -> Result<()> {
        self.lay(rows.iter().map(|(card, line, from)| json!([card, line, from, 0, 0, null]))).await
    }

    async fn rates(&mut self) -> Result<Vec<RatesRow>> {
        all_rates(&self.readers).await
    }

    async fn put_rates(&mut self, row: &RatesRow) -> Result<()> {
        self.rates.push(row.clone());
        Ok(())
    }

    async fn put_feed(&mut self, url: &str, feed: &Feed) -> Result<()> {
        self.feed = Some((url.to_owned(), feed.clone()));
        Ok(())
    }

    async fn commit(mut self: Box<Self>, changed: bool) -> Result<u64> {
        let mut tx = self.own().await?;
        for row in &self.rates {
            put_rates(&mut tx, row).await?;
        }
        if let Some((url, feed)) = &self.feed {
            put_feed(&mut tx, url, feed).await?;
        }
        if changed {
            sqlx::query("update reference set version = version + 1").execute(&mut *tx).await?;
        }
        let version = sqlx::query_scalar("select version from reference").fetch_one(&mut *tx).await?;
        sqlx::query("update price_import set published = true").execute(&mut *tx).await?;
        tx.commit().await?;
        // It is done, whatever comes: readers lay it over the rest until it is moved, by the next import if need be.
        let turn = self.turn.take();
        if let Err(error) = move_all(&self.writer).await {
            tracing::warn!(%error, "imported prices are not where they belong yet");
        }
        drop(turn);
        Ok(unsigned(version))
    }

    async fn abandon(mut self: Box<Self>) -> Result<()> {
        let ended = self.end().await;
        self.turn = None;
        ended
    }
}

impl Drop for StagedReference {
    fn drop(&mut self) {
        // Neither finished nor given up: its task was ended. What it laid is thrown away now, and not with the next one.
        if let (Some(turn), Ok(runtime)) = (self.turn.take(), tokio::runtime::Handle::try_current()) {
            let (writer, readers, id) = (self.writer.clone(), self.readers.clone(), self.id);
            runtime.spawn(async move {
                let mut left = Self { writer, readers, id, rates: Vec::new(), feed: None, turn: None };
                if let Err(error) = left.end().await {
                    tracing::debug!(%error, "what an import left is not thrown away yet");
                }
                drop(turn);
            });
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
