//! PostgreSQL's statements of accounts and members.

use super::super::*;
use super::pool::Pool;
use crate::accounts::Look;
use uuid::Uuid;

pub(super) async fn create(pool: &Pool, new: &NewAccount) -> Result<()> {
    let mut tx = pool.begin().await?;
    let made = sqlx::query(
        "insert into accounts (id, name, name_key, password, created_ms, look, shape) select $1, $2, $3, $4, $5, $6, $7 \
         where not exists (select 1 from accounts where look = $6 or shape = $7) on conflict (name_key) do nothing",
    )
    .bind(new.account.id.0)
    .bind(&new.account.name)
    .bind(&new.name_key)
    .bind(&new.account.password)
    .bind(signed(new.now_ms))
    .bind(&new.look.look)
    .bind(&new.look.shape)
    .execute(&mut *tx)
    .await?;
    if made.rows_affected() == 0 {
        return Err(StoreError::NameTaken);
    }
    sqlx::query("insert into ledgers (id, name, created_ms) values ($1, $2, $3)")
        .bind(new.ledger.0)
        .bind(&new.ledger_name)
        .bind(signed(new.now_ms))
        .execute(&mut *tx)
        .await?;
    sqlx::query("insert into members (ledger, account, role) values ($1, $2, 'owner')")
        .bind(new.ledger.0)
        .bind(new.account.id.0)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Notes how names look that were given before that was noted. Some of these may look alike: they stay.
pub(super) async fn fill_looks(pool: &Pool) -> Result<()> {
    let query = "select id, name from accounts where look = ''";
    let names: Vec<(Uuid, String)> = sqlx::query_as(query).fetch_all(pool).await?;
    for (id, name) in names {
        let look = Look::of(&name);
        let query = sqlx::query("update accounts set look = $2, shape = $3 where id = $1");
        query.bind(id).bind(look.look).bind(look.shape).execute(pool).await?;
    }
    Ok(())
}

pub(super) async fn identity(pool: &Pool) -> Result<String> {
    Ok(sqlx::query_scalar("select id from identity").fetch_one(pool).await?)
}

pub(super) async fn members(pool: &Pool, ledger: LedgerId) -> Result<Vec<(String, Role)>> {
    let query = "select a.name, m.role from members m join accounts a on a.id = m.account where m.ledger = $1 \
                 order by m.role <> 'owner', a.name";
    let rows: Vec<(String, String)> = sqlx::query_as(query).bind(ledger.0).fetch_all(pool).await?;
    rows.into_iter().map(|(name, role)| Ok((name, role_of(&role)?))).collect()
}

pub(super) async fn is_last_owner(pool: &Pool, ledger: LedgerId, account: AccountId) -> Result<bool> {
    let query = "select count(*) = 1 and bool_or(account = $2) from members where ledger = $1 and role = 'owner'";
    let last: Option<bool> = sqlx::query_scalar(query).bind(ledger.0).bind(account.0).fetch_one(pool).await?;
    Ok(last == Some(true))
}

pub(super) async fn all(pool: &Pool) -> Result<Vec<(String, u64)>> {
    let query = "select name, created_ms from accounts order by name_key";
    let rows: Vec<(String, i64)> = sqlx::query_as(query).fetch_all(pool).await?;
    Ok(rows.into_iter().map(|(name, created_ms)| (name, unsigned(created_ms))).collect())
}

pub(super) async fn set_password(pool: &Pool, account: AccountId, password: &str) -> Result<()> {
    let query = sqlx::query("update accounts set password = $2 where id = $1");
    query.bind(account.0).bind(password).execute(pool).await?;
    Ok(())
}
