//! SQLite's statements of the collection of garbage.

use serde_json::json;
use sqlx::{SqliteConnection, SqlitePool};
use vitrine_sync::LedgerId;

use super::super::collect::floor;
use super::super::*;
use super::sync::{ROW, RowTuple, hex, row};

pub(super) async fn note_cursor(pool: &SqlitePool, who: &Who, cursor: u64, now_ms: u64) -> Result<()> {
    sqlx::query(
        "insert into cursors (ledger, client, cursor, asked_ms) values (?1, ?2, ?3, ?4) \
         on conflict (ledger, client) do update set cursor = excluded.cursor, asked_ms = excluded.asked_ms",
    )
    .bind(who.ledger.0)
    .bind(who.client.0)
    .bind(signed(cursor))
    .bind(signed(now_ms))
    .execute(pool)
    .await?;
    sqlx::query(
        "delete from cursors where ledger = ?1 and client in \
         (select client from cursors where ledger = ?1 order by asked_ms desc limit -1 offset ?2)",
    )
    .bind(who.ledger.0)
    .bind(signed(DEVICES_REMEMBERED))
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn collect(
    pool: &SqlitePool,
    ledger: LedgerId,
    options: &CollectOptions,
    chooser: Chooser<'_>,
) -> Result<Collected> {
    let mut tx = pool.begin_with("begin immediate").await?;
    let present = mark(&mut tx, ledger, options.now_ms).await?;
    let floor = wanted_floor(&mut tx, ledger, options, present).await?;
    let mut collected = Collected { floor, ..Collected::default() };
    if floor > present {
        let rows: Vec<RowTuple> = sqlx::query_as(&format!(
            "select {ROW} from records where ledger = ?1 and (alive = 0 or kind = 'conflict' or parent in \
             (select id from records where ledger = ?1 and kind = 'entry' and alive = 0))"
        ))
        .bind(ledger.0)
        .fetch_all(&mut *tx)
        .await?;
        let gone = chooser(rows.into_iter().map(row).collect(), floor)?;
        let keys = json!(gone.iter().map(|key| json!([key.kind, hex(&key.id)])).collect::<Vec<_>>()).to_string();
        let deleted = sqlx::query(
            "delete from records where ledger = ?1 and (kind, id) in \
             (select value ->> 0, unhex(value ->> 1) from json_each(?2))",
        )
        .bind(ledger.0)
        .bind(keys)
        .execute(&mut *tx)
        .await?;
        collected.records = deleted.rows_affected();
        let raised = sqlx::query("update ledgers set floor = ?2 where id = ?1").bind(ledger.0).bind(signed(floor));
        raised.execute(&mut *tx).await?;
    }
    if let Some(before_ms) = options.history_before_ms {
        let upto = head_at(&mut tx, ledger, before_ms).await?;
        let deleted = sqlx::query("delete from history where ledger = ?1 and seq <= ?2");
        collected.history = deleted.bind(ledger.0).bind(signed(upto)).execute(&mut *tx).await?.rows_affected();
    }
    if collected.records + collected.history > 0 {
        // Two hundred for each row: `ROW_BYTES`.
        sqlx::query(
            "update ledgers set bytes = (select coalesce(sum(length(cast(body as blob)) + 200), 0) from records where ledger = ?1) \
             + (select coalesce(sum(length(cast(value_from as blob)) + length(cast(value_to as blob)) + 200), 0) from history where ledger = ?1) where id = ?1",
        )
        .bind(ledger.0)
        .execute(&mut *tx)
        .await?;
    }
    forget_marks(&mut tx, ledger, options).await?;
    if !options.dry_run {
        tx.commit().await?;
    }
    Ok(collected)
}

/// Notes where the head is now, and says where the floor is.
async fn mark(db: &mut SqliteConnection, ledger: LedgerId, now_ms: u64) -> Result<u64> {
    sqlx::query(
        "insert into marks (ledger, at_ms, head) select id, ?2, head from ledgers where id = ?1 and head > \
         coalesce((select max(head) from marks where ledger = ?1), 0) on conflict do nothing",
    )
    .bind(ledger.0)
    .bind(signed(now_ms))
    .execute(&mut *db)
    .await?;
    let floor: Option<i64> =
        sqlx::query_scalar("select floor from ledgers where id = ?1").bind(ledger.0).fetch_optional(db).await?;
    floor.map(unsigned).ok_or(StoreError::Missing)
}

async fn wanted_floor(
    db: &mut SqliteConnection,
    ledger: LedgerId,
    options: &CollectOptions,
    present: u64,
) -> Result<u64> {
    let old_enough = head_at(db, ledger, options.deleted_before_ms).await?;
    let older_than_any_wait = head_at(db, ledger, options.heard_since_ms).await?;
    let slowest: Option<i64> =
        sqlx::query_scalar("select min(cursor) from cursors where ledger = ?1 and asked_ms > ?2")
            .bind(ledger.0)
            .bind(signed(options.heard_since_ms))
            .fetch_one(db)
            .await?;
    Ok(floor(present, old_enough, older_than_any_wait, slowest.map(unsigned)))
}

/// Where the head was at a time, as far as it was noted.
async fn head_at(db: &mut SqliteConnection, ledger: LedgerId, at_ms: u64) -> Result<u64> {
    let query = sqlx::query_scalar("select max(head) from marks where ledger = ?1 and at_ms <= ?2");
    let head: Option<i64> = query.bind(ledger.0).bind(signed(at_ms)).fetch_one(db).await?;
    Ok(head.map_or(0, unsigned))
}

/// Forgets marks that no age is told by any more, and devices that are not waited for.
async fn forget_marks(db: &mut SqliteConnection, ledger: LedgerId, options: &CollectOptions) -> Result<()> {
    sqlx::query(
        "delete from marks where ledger = ?1 and at_ms < \
         (select max(at_ms) from marks where ledger = ?1 and at_ms <= ?2)",
    )
    .bind(ledger.0)
    .bind(signed(options.oldest_ms()))
    .execute(&mut *db)
    .await?;
    sqlx::query("delete from cursors where ledger = ?1 and asked_ms <= ?2")
        .bind(ledger.0)
        .bind(signed(options.heard_since_ms))
        .execute(db)
        .await?;
    Ok(())
}
