//! PostgreSQL's statements of prices and rates.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use vitrine_prices::{Day, PriceLine};

use super::super::prices::{ChunkTuple, LineTuple, RatesTuple, chunk, day_number, line, rates, rates_body};
use super::super::*;
use super::may_be;
use super::pool::{Pool, Tx};
use super::sync::SNAPSHOT;

const LINE: &str = "id, finish, grade, condition, language, source, kind, currency";
const CHUNK: &str = "card, line, from_day, until_day, seen_day, body";

pub(super) async fn series(pool: &Pool, cards: &[&str]) -> Result<SeriesRows> {
    let cards: Vec<&str> = cards.iter().copied().filter(|card| may_be(card)).collect();
    let mut tx = pool.begin_with(SNAPSHOT).await?;
    let lines: Vec<LineTuple> = sqlx::query_as(&format!("select {LINE} from price_lines")).fetch_all(&mut *tx).await?;
    let rows: Vec<ChunkTuple> =
        sqlx::query_as(&format!("select {CHUNK} from price_chunks where card = any($1) order by card, line, from_day"))
            .bind(cards)
            .fetch_all(&mut *tx)
            .await?;
    let lines = lines.into_iter().map(|tuple| line(tuple).map(|(id, line)| (id, Arc::new(line))));
    Ok(SeriesRows { lines: lines.collect::<Result<_>>()?, rows: rows.into_iter().map(chunk).collect() })
}

pub(super) async fn all_rates(pool: &Pool) -> Result<Vec<RatesRow>> {
    let rows: Vec<RatesTuple> =
        sqlx::query_as("select base, quote, source, scale, body from rates order by base, quote, source")
            .fetch_all(pool)
            .await?;
    rows.into_iter().map(rates).collect()
}

pub(super) async fn infos(pool: &Pool) -> Result<Vec<LineInfo>> {
    let mut tx = pool.begin_with(SNAPSHOT).await?;
    let lines: Vec<LineTuple> = sqlx::query_as(&format!("select {LINE} from price_lines")).fetch_all(&mut *tx).await?;
    let counts: Vec<(i64, i64, i32, i32, i64)> = sqlx::query_as(
        "select line, count(distinct card), min(from_day), max(seen_day), sum(length(body))::bigint from price_chunks \
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

pub(super) async fn feed(pool: &Pool, url: &str) -> Result<Option<Feed>> {
    let row: Option<(String, String, i64)> =
        sqlx::query_as("select etag, modified, fetched_ms from price_feeds where url = $1")
            .bind(url)
            .fetch_optional(pool)
            .await?;
    Ok(row.map(|(etag, modified, fetched)| Feed { etag, modified, fetched_ms: unsigned(fetched) }))
}

/// The writing transaction of an import.
pub(super) struct PostgresReference(Tx);

impl PostgresReference {
    pub(super) async fn begin(pool: &Pool) -> Result<Self> {
        let mut tx = pool.begin().await?;
        // One import at a time: the second one reads what the first one wrote.
        sqlx::query("select version from reference for update").execute(&mut *tx).await?;
        Ok(Self(tx))
    }
}

#[async_trait]
impl Reference for PostgresReference {
    async fn lines(&mut self) -> Result<BTreeMap<i64, PriceLine>> {
        let lines: Vec<LineTuple> =
            sqlx::query_as(&format!("select {LINE} from price_lines")).fetch_all(&mut *self.0).await?;
        lines.into_iter().map(line).collect()
    }

    async fn add_line(&mut self, line: &PriceLine) -> Result<i64> {
        let query = "insert into price_lines (finish, grade, condition, language, source, kind, currency) \
                     values ($1, $2, $3, $4, $5, $6, $7) returning id";
        let mut query = sqlx::query_scalar(query);
        for text in [&line.finish, &line.grade, &line.condition, &line.language, &line.source, &line.kind] {
            query = query.bind(text);
        }
        Ok(query.bind(line.currency.as_str()).fetch_one(&mut *self.0).await?)
    }

    async fn chunks(&mut self, cards: &[&str], from: Day) -> Result<Vec<SeriesChunk>> {
        let rows: Vec<ChunkTuple> = sqlx::query_as(&format!(
            "select {CHUNK} from price_chunks where card = any($1) and until_day >= $2 order by card, line, from_day"
        ))
        .bind(cards)
        .bind(day_number(from))
        .fetch_all(&mut *self.0)
        .await?;
        Ok(rows.into_iter().map(chunk).collect())
    }

    async fn put_chunks(&mut self, rows: &[SeriesChunk]) -> Result<()> {
        sqlx::query(&format!(
            "insert into price_chunks ({CHUNK}) select * from \
             unnest($1::text[], $2::bigint[], $3::integer[], $4::integer[], $5::integer[], $6::bytea[]) \
             on conflict (card, line, from_day) do update set \
             until_day = excluded.until_day, seen_day = excluded.seen_day, body = excluded.body"
        ))
        .bind(rows.iter().map(|row| row.card.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.line).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| day_number(row.chunk.from)).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| day_number(row.chunk.until)).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| day_number(row.chunk.seen)).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.chunk.body.as_slice()).collect::<Vec<_>>())
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn drop_chunks(&mut self, rows: &[(String, i64, Day)]) -> Result<()> {
        sqlx::query(
            "delete from price_chunks c using unnest($1::text[], $2::bigint[], $3::integer[]) g (card, line, from_day) \
             where c.card = g.card and c.line = g.line and c.from_day = g.from_day",
        )
        .bind(rows.iter().map(|row| row.0.as_str()).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.1).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| day_number(row.2)).collect::<Vec<_>>())
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn rates(&mut self) -> Result<Vec<RatesRow>> {
        let rows: Vec<RatesTuple> =
            sqlx::query_as("select base, quote, source, scale, body from rates").fetch_all(&mut *self.0).await?;
        rows.into_iter().map(rates).collect()
    }

    async fn put_rates(&mut self, row: &RatesRow) -> Result<()> {
        let (scale, body) = rates_body(row);
        sqlx::query(
            "insert into rates (base, quote, source, scale, body) values ($1, $2, $3, $4, $5) \
             on conflict (base, quote, source) do update set scale = excluded.scale, body = excluded.body",
        )
        .bind(row.base.as_str())
        .bind(row.quote.as_str())
        .bind(&row.source)
        .bind(scale)
        .bind(body)
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn put_feed(&mut self, url: &str, feed: &Feed) -> Result<()> {
        sqlx::query(
            "insert into price_feeds (url, etag, modified, fetched_ms) values ($1, $2, $3, $4) on conflict (url) \
             do update set etag = excluded.etag, modified = excluded.modified, fetched_ms = excluded.fetched_ms",
        )
        .bind(url)
        .bind(&feed.etag)
        .bind(&feed.modified)
        .bind(signed(feed.fetched_ms))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn commit(mut self: Box<Self>, changed: bool) -> Result<u64> {
        if changed {
            sqlx::query("update reference set version = version + 1").execute(&mut *self.0).await?;
        }
        let version = sqlx::query_scalar("select version from reference").fetch_one(&mut *self.0).await?;
        self.0.commit().await?;
        Ok(unsigned(version))
    }

    async fn abandon(self: Box<Self>) -> Result<()> {
        Ok(self.0.rollback().await?)
    }
}
