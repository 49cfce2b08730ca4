//! PostgreSQL's LISTEN: pokes and ended sessions from other server processes on the same database (rule 17).
//!
//! One direct connection a process. While it is down notifications are lost, so when it is back every ledger somebody
//! waits for is poked, news or not.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::PgListener;
use uuid::Uuid;
use vitrine_sync::wire::Poke;
use vitrine_sync::{Epoch, LedgerId, Seq};

use crate::core::Core;
use crate::store::{NOTIFY_CHANNEL, StoreError};

const RETRY: Duration = Duration::from_millis(500);

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

async fn listen(core: &Core, url: &str) -> Result<(), StoreError> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(NOTIFY_CHANNEL).await?;
    poke_all(core).await?;
    loop {
        match listener.try_recv().await? {
            Some(notification) => match parse(notification.payload()) {
                Some(News::Poke(ledger, poke)) => core.hub.poke(ledger, poke),
                Some(News::End(session)) => core.hub.end(session),
                None => tracing::warn!(payload = notification.payload(), "a notification cannot be read"),
            },
            // The connection was lost and is back already: what was said meanwhile is lost.
            None => {
                core.metrics.listen_lost();
                tracing::warn!("the LISTEN connection was lost and regained");
                poke_all(core).await?;
            }
        }
    }
}

async fn poke_all(core: &Core) -> Result<(), StoreError> {
    for (ledger, poke) in core.store.pokes(&core.hub.awaited()).await? {
        core.hub.repeat(ledger, poke);
    }
    Ok(())
}

/// What another server process says.
#[derive(Debug, PartialEq)]
enum News {
    Poke(LedgerId, Poke),
    /// This session has ended.
    End(Uuid),
}

fn parse(payload: &str) -> Option<News> {
    if let Some(session) = payload.strip_prefix("end ") {
        return Uuid::try_parse(session).ok().map(News::End);
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
    fn a_notification_is_a_ledger_an_epoch_and_a_head_or_the_end_of_a_session() {
        let id = Uuid::from_u128(5);
        let poke = Poke { epoch: Epoch(2), head: Seq(77), reference: 0 };
        assert_eq!(parse(&format!("{id} 2 77")), Some(News::Poke(LedgerId(id), poke)));
        assert_eq!(parse(&format!("end {id}")), Some(News::End(id)));
        assert!(parse(&format!("{id} 2")).is_none() && parse(&format!("{id} 2 7 7")).is_none());
    }
}
