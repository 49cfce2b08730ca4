//! SQLite's statements of sessions: the devices that are signed in.

use sqlx::SqlitePool;
use uuid::Uuid;
use vitrine_sync::AccountId;

use super::super::*;

pub(super) async fn create(pool: &SqlitePool, session: &Session, device: &str) -> Result<()> {
    sqlx::query(
        "insert into sessions (token_hash, id, account, created_ms, expires_ms, seen_ms, device) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .bind(&session.token.0[..])
    .bind(session.id)
    .bind(session.account.0)
    .bind(signed(session.created_ms))
    .bind(signed(session.expires_ms))
    .bind(signed(session.seen_ms))
    .bind(device)
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn find(pool: &SqlitePool, token: &TokenHash, now_ms: u64) -> Result<Option<Session>> {
    let row: Option<(Uuid, Uuid, i64, i64, i64)> = sqlx::query_as(
        "select id, account, created_ms, expires_ms, seen_ms from sessions where token_hash = ?1 and expires_ms > ?2",
    )
    .bind(&token.0[..])
    .bind(signed(now_ms))
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|(id, account, created, expires, seen)| Session {
        token: *token,
        id,
        account: AccountId(account),
        created_ms: unsigned(created),
        expires_ms: unsigned(expires),
        seen_ms: unsigned(seen),
    }))
}

pub(super) async fn extend(pool: &SqlitePool, id: Uuid, expires_ms: u64) -> Result<()> {
    sqlx::query("update sessions set expires_ms = ?2 where id = ?1 and expires_ms < ?2")
        .bind(id)
        .bind(signed(expires_ms))
        .execute(pool)
        .await?;
    Ok(())
}

pub(super) async fn seen(pool: &SqlitePool, id: Uuid, now_ms: u64) -> Result<()> {
    sqlx::query("update sessions set seen_ms = ?2 where id = ?1 and seen_ms < ?2")
        .bind(id)
        .bind(signed(now_ms))
        .execute(pool)
        .await?;
    Ok(())
}

pub(super) async fn of(pool: &SqlitePool, account: AccountId, now_ms: u64) -> Result<Vec<SessionRow>> {
    // A device that signed in again is called what it was called before, if its client has pushed since.
    let rows: Vec<(Uuid, String, String, i64, i64)> = sqlx::query_as(
        "select s.id, case when s.name <> '' then s.name else coalesce((select max(c.name) from clients c \
         where c.session = s.id), '') end, s.device, s.created_ms, s.seen_ms from sessions s \
         where s.account = ?1 and s.expires_ms > ?2 order by s.seen_ms desc, s.id",
    )
    .bind(account.0)
    .bind(signed(now_ms))
    .fetch_all(pool)
    .await?;
    let row = |(id, name, device, created, seen)| SessionRow {
        id,
        name,
        device,
        created_ms: unsigned(created),
        seen_ms: unsigned(seen),
    };
    Ok(rows.into_iter().map(row).collect())
}

pub(super) async fn name(pool: &SqlitePool, account: AccountId, id: Uuid, name: &str) -> Result<bool> {
    let mut tx = pool.begin_with("begin immediate").await?;
    let named = sqlx::query("update sessions set name = ?3 where account = ?1 and id = ?2")
        .bind(account.0)
        .bind(id)
        .bind(name)
        .execute(&mut *tx)
        .await?;
    sqlx::query("update clients set name = ?3 where account = ?1 and session = ?2")
        .bind(account.0)
        .bind(id)
        .bind(name)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(named.rows_affected() > 0)
}

pub(super) async fn end(pool: &SqlitePool, account: AccountId, which: Ending) -> Result<Vec<Uuid>> {
    let (one, but) = match which {
        Ending::One(id) => (Some(id), None),
        Ending::AllBut(id) => (None, Some(id)),
        // No session is called so.
        Ending::All => (None, Some(Uuid::nil())),
    };
    let ended = sqlx::query_scalar("delete from sessions where account = ?1 and (id = ?2 or id <> ?3) returning id")
        .bind(account.0)
        .bind(one)
        .bind(but)
        .fetch_all(pool)
        .await?;
    Ok(ended)
}

pub(super) async fn delete_expired(pool: &SqlitePool, now_ms: u64) -> Result<u64> {
    let query = sqlx::query("delete from sessions where expires_ms <= ?1").bind(signed(now_ms));
    Ok(query.execute(pool).await?.rows_affected())
}
