//! PostgreSQL's statements of a new epoch.

use super::super::*;
use super::pool::{Conn, Pool};
use super::serving;

pub(super) async fn begin(db: &mut Conn) -> Result<u64> {
    // On the right of an assignment stand the values before; `now()` is when the transaction began.
    let query = sqlx::query(
        "update ledgers set epoch = greatest(epoch + 1, extract(epoch from now())::bigint), epoch_start = head, \
         epochs = (epochs::jsonb || jsonb_build_array(jsonb_build_array( \
         greatest(epoch + 1, extract(epoch from now())::bigint), head)))::text",
    );
    Ok(query.execute(db).await?.rows_affected())
}

/// While nobody serves.
pub(super) async fn restored(pool: &Pool, sessions: Sessions) -> Result<u64> {
    let mut tx = pool.begin().await?;
    serving::alone(&mut tx).await?;
    let ledgers = begin(&mut tx).await?;
    if sessions == Sessions::End {
        sqlx::query("delete from sessions").execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(ledgers)
}
