//! Which sessions were used, until it is written down: by a task of its own, so that no request waits for the database's
//! writer only to say that somebody was here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use uuid::Uuid;

use crate::core::Core;

/// Sessions that may wait to be noted. More than this in use within a moment are noted with their next request.
const WAITING: usize = 10_000;

/// When a session was used, and until when it is valid, if that has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) seen_ms: u64,
    pub(super) expires_ms: Option<u64>,
}

#[derive(Default)]
pub(crate) struct Used {
    waiting: Mutex<HashMap<Uuid, Use>>,
    some: Notify,
}

impl Used {
    pub(super) fn note(&self, session: Uuid, new: Use) {
        let mut waiting = self.lock();
        if waiting.len() < WAITING || waiting.contains_key(&session) {
            let known = waiting.entry(session).or_insert(new);
            known.seen_ms = known.seen_ms.max(new.seen_ms);
            known.expires_ms = known.expires_ms.max(new.expires_ms);
            self.some.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Use>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes down which sessions were used, until the server stops. What cannot be written is left: the next request of that
/// session notes it again.
pub(crate) async fn write_uses(core: Arc<Core>) {
    loop {
        tokio::select! {
            () = core.used.some.notified() => {}
            () = core.stopping.cancelled() => return,
        }
        let some = std::mem::take(&mut *core.used.lock());
        for (session, Use { seen_ms, expires_ms }) in some {
            let written = match expires_ms {
                Some(expires_ms) => core.store.extend_session(session, expires_ms).await,
                None => Ok(()),
            };
            let seen = core.store.session_seen(session, seen_ms).await;
            if let Err(error) = written.and(seen) {
                tracing::warn!(%error, "cannot note that a session was used");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_that_is_used_a_thousand_times_waits_once_with_the_latest() {
        let used = Used::default();
        let session = Uuid::from_u128(1);
        for seen_ms in 1..=1_000 {
            used.note(session, Use { seen_ms, expires_ms: (seen_ms == 500).then_some(9_000) });
        }
        let waiting = used.lock();
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[&session], Use { seen_ms: 1_000, expires_ms: Some(9_000) });
    }
}
