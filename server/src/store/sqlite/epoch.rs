//! SQLite's statements of a new epoch.

use sqlx::SqliteConnection;

use super::super::*;

pub(super) async fn begin(db: &mut SqliteConnection) -> Result<u64> {
    // On the right of an assignment stand the values before.
    let query = sqlx::query(
        "update ledgers set epoch = max(epoch + 1, unixepoch()), epoch_start = head, \
         epochs = json_insert(epochs, '$[#]', json_array(max(epoch + 1, unixepoch()), head))",
    );
    Ok(query.execute(db).await?.rows_affected())
}

pub(super) async fn restored(pool: &sqlx::SqlitePool, sessions: Sessions) -> Result<u64> {
    let mut tx = pool.begin_with("begin immediate").await?;
    let ledgers = begin(&mut tx).await?;
    if sessions == Sessions::End {
        sqlx::query("delete from sessions").execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(ledgers)
}
