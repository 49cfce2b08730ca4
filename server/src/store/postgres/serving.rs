//! The direct connection of a server process: it hears NOTIFY, and its lock says that the process is there. A restore must
//! not be declared under a running server.

use sqlx::postgres::{PgListener, PgPoolOptions};

use super::super::{NOTIFY_CHANNEL, Result, StoreError};
use super::pool::Tx;

/// Shared by all who serve; whoever declares a restore needs it alone.
const LOCK: i64 = 0x7669_7472_696e_6532;

/// Connects to `url`, which leads through no pooler, listens, and takes part in the lock of those who serve.
///
/// # Errors
/// When the database cannot be reached. The connection does not come back by itself: it ends, and is made anew.
pub(crate) async fn listener(url: &str) -> Result<PgListener> {
    let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    let pool = pool.connect_with(super::options(url)?).await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.eager_reconnect(false);
    // Of a connection that was cut on the way, the database's end would hold the lock for hours.
    for setting in ["tcp_keepalives_idle = 30", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3"] {
        sqlx::query(&format!("set {setting}")).persistent(false).execute(&mut listener).await?;
    }
    sqlx::query("select pg_advisory_lock_shared($1)").bind(LOCK).execute(&mut listener).await?;
    listener.listen(NOTIFY_CHANNEL).await?;
    Ok(listener)
}

/// Takes the lock for this transaction alone.
///
/// # Errors
/// `Serving`, with the connections of those who serve.
pub(super) async fn alone(tx: &mut Tx) -> Result<()> {
    let alone: bool =
        sqlx::query_scalar("select pg_try_advisory_xact_lock($1)").bind(LOCK).fetch_one(&mut **tx).await?;
    if alone {
        return Ok(());
    }
    let query = "select coalesce(host(a.client_addr), 'this machine') || ', process ' || a.pid || ', since ' || \
                 to_char(a.backend_start, 'YYYY-MM-DD HH24:MI') \
                 from pg_locks l join pg_stat_activity a on a.pid = l.pid \
                 where l.locktype = 'advisory' and l.objsubid = 1 and l.granted \
                 and (l.classid::bigint << 32) | l.objid::bigint = $1 and l.database = \
                 (select oid from pg_database where datname = current_database())";
    let held: Vec<String> = sqlx::query_scalar(query).bind(LOCK).fetch_all(&mut **tx).await?;
    Err(StoreError::Serving(held.join("; ")))
}
