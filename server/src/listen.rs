//! PostgreSQL's LISTEN: pokes and ended sessions from other server processes on the same database
//! (docs/engine.md#the-event-stream-says-the-head).
//!
//! One direct connection a process. While it is down notifications are lost, so when it is back every ledger somebody
//! waits for is poked, news or not. A connection can also be dead without anybody being told, when a firewall or a router
//! forgot it; so each process now and then tells itself something, and a connection that does not hear it is given up.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;
use vitrine_sync::wire::Poke;
use vitrine_sync::{Epoch, LedgerId, Seq};

use crate::core::Core;
use crate::store::{StoreError, listener};

const RETRY: Duration = Duration::from_millis(500);
/// For a connection to be made.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the connection was given up.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("it was closed")]
    Closed,
    #[error("it is silent: what this process tells itself does not arrive")]
    Silent,
    #[error("it is not made in time")]
    Slow,
}

/// Listens until the server stops.
pub(crate) async fn run(core: Arc<Core>, url: String) {
    loop {
        tokio::select! {
            ended = listen(&core, &url) => if let Err(error) = ended {
                core.metrics.listen_lost();
                tracing::warn!(%error, "the LISTEN connection is lost");
            },
            () = core.stopping.cancelled() => return,
        }
        tokio::time::sleep(RETRY).await;
    }
}

async fn listen(core: &Core, url: &str) -> Result<(), Lost> {
    let mut listener = timeout(PATIENCE, listener(url)).await.map_err(|_| Lost::Slow)??;
    poke_all(core).await?;
    let me = Uuid::now_v7();
    loop {
        hear(core, &mut listener, me, Instant::now() + core.config.listen_check()).await?;
        // What is told while the database is away is told to nobody.
        if let Err(error) = core.store.tell(&format!("{HELLO}{me}")).await {
            tracing::warn!(%error, "cannot try the LISTEN connection");
            continue;
        }
        if !hear(core, &mut listener, me, Instant::now() + core.config.listen_check()).await? {
            return Err(Lost::Silent);
        }
    }
}

/// Passes on what is heard: until this process hears itself, which is answered with true, or until `end`.
async fn hear(core: &Core, listener: &mut PgListener, me: Uuid, end: Instant) -> Result<bool, Lost> {
    while let Ok(heard) = timeout_at(end, listener.try_recv()).await {
        let notification = heard?.ok_or(Lost::Closed)?;
        match parse(notification.payload()) {
            Some(News::Poke(ledger, poke)) => core.hub.poke(ledger, poke),
            Some(News::End(session)) => core.hub.end(session),
            Some(News::Hello(who)) if who == me => return Ok(true),
            Some(News::Hello(_)) => {}
            None => tracing::warn!(payload = notification.payload(), "a notification cannot be read"),
        }
    }
    Ok(false)
}

async fn poke_all(core: &Core) -> Result<(), StoreError> {
    for (ledger, poke) in core.store.pokes(&core.hub.awaited()).await? {
        core.hub.repeat(ledger, poke);
    }
    Ok(())
}

const HELLO: &str = "hello ";

/// What a server process says.
#[derive(Debug, PartialEq)]
enum News {
    Poke(LedgerId, Poke),
    /// This session has ended.
    End(Uuid),
    /// A process tries whether it hears itself.
    Hello(Uuid),
}

fn parse(payload: &str) -> Option<News> {
    if let Some(session) = payload.strip_prefix("end ") {
        return Uuid::try_parse(session).ok().map(News::End);
    }
    if let Some(process) = payload.strip_prefix(HELLO) {
        return Uuid::try_parse(process).ok().map(News::Hello);
    }
    let mut words = payload.split(' ');
    let ledger = LedgerId(Uuid::try_parse(words.next()?).ok()?);
    let epoch = Epoch(words.next()?.parse().ok()?);
    let head = Seq(words.next()?.parse().ok()?);
    words.next().is_none().then_some(News::Poke(ledger, Poke { epoch, head, reference: 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_is_a_ledger_an_epoch_and_a_head_or_the_end_of_a_session_or_a_hello() {
        let id = Uuid::from_u128(5);
        let poke = Poke { epoch: Epoch(2), head: Seq(77), reference: 0 };
        assert_eq!(parse(&format!("{id} 2 77")), Some(News::Poke(LedgerId(id), poke)));
        assert_eq!(parse(&format!("end {id}")), Some(News::End(id)));
        assert_eq!(parse(&format!("hello {id}")), Some(News::Hello(id)));
        assert!(parse(&format!("{id} 2")).is_none() && parse(&format!("{id} 2 7 7")).is_none());
    }
}
