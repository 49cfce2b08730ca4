//! SQLite's questions about prices and rates; how they come in is in `staged`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use sqlx::{SqliteConnection, SqlitePool};
use vitrine_prices::{Day, PriceLine};

use super::super::prices::{ChunkTuple, LineTuple, RatesTuple, chunk, line, rates, rates_body};
use super::super::*;
use super::staged;

pub(super) const LINE: &str = "id, finish, grade, condition, language, source, kind, currency";
pub(super) const CHUNK: &str = "card, line, from_day, until_day, seen_day, body";

pub(super) async fn series(pool: &SqlitePool, cards: &[&str]) -> Result<SeriesRows> {
    let cards = json!(cards).to_string();
    let mut tx = pool.begin().await?;
    let lines: Vec<LineTuple> = sqlx::query_as(&format!("select {LINE} from price_lines")).fetch_all(&mut *tx).await?;
    let rows: Vec<ChunkTuple> = sqlx::query_as(&format!(
        "select {CHUNK} from price_chunks where card in (select value from json_each(?1)) \
         order by card, line, from_day"
    ))
    .bind(&cards)
    .fetch_all(&mut *tx)
    .await?;
    let rows = if staged::is_published(&mut tx).await? {
        staged::laid_over(&mut tx, rows, &cards, 0).await?
    } else {
        rows.into_iter().map(chunk).collect()
    };
    let lines = lines.into_iter().map(|tuple| line(tuple).map(|(id, line)| (id, Arc::new(line))));
    Ok(SeriesRows { lines: lines.collect::<Result<_>>()?, rows })
}

pub(super) async fn all_rates(pool: &SqlitePool) -> Result<Vec<RatesRow>> {
    let rows: Vec<RatesTuple> =
        sqlx::query_as("select base, quote, source, scale, body from rates order by base, quote, source")
            .fetch_all(pool)
            .await?;
    rows.into_iter().map(rates).collect()
}

pub(super) async fn infos(pool: &SqlitePool) -> Result<Vec<LineInfo>> {
    let mut tx = pool.begin().await?;
    let lines: Vec<LineTuple> = sqlx::query_as(&format!("select {LINE} from price_lines")).fetch_all(&mut *tx).await?;
    let counts: Vec<(i64, i64, i32, i32, i64)> = sqlx::query_as(
        "select line, count(distinct card), min(from_day), max(seen_day), sum(length(body)) from price_chunks \
         group by line order by line",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut lines: BTreeMap<i64, PriceLine> = lines.into_iter().map(line).collect::<Result<_>>()?;
    let info = |(id, cards, first, seen, bytes)| {
        let day = |day: i32| Day::try_from(day).unwrap_or(0);
        let line = lines.remove(&id)?;
        Some(LineInfo { line, cards: unsigned(cards), first: day(first), seen: day(seen), bytes: unsigned(bytes) })
    };
    Ok(counts.into_iter().filter_map(info).collect())
}

pub(super) async fn feed(pool: &SqlitePool, url: &str) -> Result<Option<Feed>> {
    let row: Option<(String, String, i64)> =
        sqlx::query_as("select etag, modified, fetched_ms from price_feeds where url = ?1")
            .bind(url)
            .fetch_optional(pool)
            .await?;
    Ok(row.map(|(etag, modified, fetched)| Feed { etag, modified, fetched_ms: unsigned(fetched) }))
}

pub(super) async fn put_rates(db: &mut SqliteConnection, row: &RatesRow) -> Result<()> {
    let (scale, body) = rates_body(row);
    sqlx::query(
        "insert into rates (base, quote, source, scale, body) values (?1, ?2, ?3, ?4, ?5) \
         on conflict (base, quote, source) do update set scale = excluded.scale, body = excluded.body",
    )
    .bind(row.base.as_str())
    .bind(row.quote.as_str())
    .bind(&row.source)
    .bind(scale)
    .bind(body)
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn put_feed(db: &mut SqliteConnection, url: &str, feed: &Feed) -> Result<()> {
    sqlx::query(
        "insert into price_feeds (url, etag, modified, fetched_ms) values (?1, ?2, ?3, ?4) on conflict (url) \
         do update set etag = excluded.etag, modified = excluded.modified, fetched_ms = excluded.fetched_ms",
    )
    .bind(url)
    .bind(&feed.etag)
    .bind(&feed.modified)
    .bind(signed(feed.fetched_ms))
    .execute(db)
    .await?;
    Ok(())
}
