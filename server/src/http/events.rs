//! The event stream: "the head is now here" (docs/engine.md#the-event-stream-says-the-head).
//!
//! Sent on connect, when the head moves (`poke`), and as a named heartbeat (`beat`). Ends with its session, its role, or
//! the server; the client then learns why from its next request.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use uuid::Uuid;
use vitrine_app::api::ApiError;
use vitrine_sync::wire::{Poke, ProtocolError};
use vitrine_sync::{AccountId, ClientId, Epoch, LedgerId, Seq};

use super::{caller, refuse};
use crate::core::{AppError, Core, now_ms};
use crate::seats::{NoSeat, Seat};
use crate::store::{Place, Session};

/// When a stream that was one too many may be tried again.
const TOO_MANY_RETRY_S: u64 = 60;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    ledger: LedgerId,
    client: ClientId,
}

pub(super) async fn events(
    State(core): State<Arc<Core>>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
    request: Request,
) -> Response {
    let session = caller::of(&request).session;
    let opened = async move {
        let session = session.ok_or(ProtocolError::SignedOut)?;
        let Query(asked) = asked.map_err(|e| ApiError::malformed(e.body_text())).map_err(AppError::Answer)?;
        let events = Events::open(core, session, &asked).await?;
        Ok::<_, AppError>(Sse::new(events.stream()).into_response())
    };
    let mut response = match opened.await {
        Ok(response) => response,
        Err(error) => return refuse(&error.into()),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would collect events until it has a buffer full.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// One open stream.
struct Events {
    core: Arc<Core>,
    session: Session,
    ledger: LedgerId,
    pokes: watch::Receiver<Poke>,
    ended: broadcast::Receiver<Uuid>,
    beat: Interval,
    /// Not sent yet.
    first: Option<Poke>,
    last: Poke,
    /// Dropped after `pokes`.
    _open: Open,
}

impl Events {
    async fn open(core: Arc<Core>, session: Session, asked: &Asked) -> Result<Self, AppError> {
        let open = Open::new(&core, session.account, asked.ledger)?;
        // First subscribe, then look: a commit in between is seen twice rather than never.
        let nothing = Poke { epoch: Epoch(0), head: Seq(0), reference: 0 };
        let pokes = core.hub.subscribe(asked.ledger, nothing);
        let ended = core.hub.ended();
        let (_, place) = core.store.place(asked.ledger, session.account).await?.ok_or(ProtocolError::NoLedger)?;
        let period: Duration = core.config.beat();
        let mut beat = interval_at(Instant::now() + period, period);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let first = poke_at(&core, &place);
        tracing::debug!(ledger = %asked.ledger, client = %asked.client, "an event stream opens");
        Ok(Self {
            core,
            session,
            ledger: asked.ledger,
            pokes,
            ended,
            beat,
            first: Some(first),
            last: first,
            _open: open,
        })
    }

    fn stream(self) -> impl Stream<Item = Result<Event, axum::Error>> {
        futures::stream::unfold(self, |mut events| async move {
            let (name, poke) = events.next().await?;
            Some((Event::default().event(name).json_data(poke), events))
        })
    }

    /// The next thing to say; none at the end of the stream.
    async fn next(&mut self) -> Option<(&'static str, Poke)> {
        if let Some(first) = self.first.take() {
            return Some(("poke", first));
        }
        let stopping = self.core.stopping.clone();
        loop {
            tokio::select! {
                () = stopping.cancelled() => return None,
                ended = self.ended.recv() => match ended {
                    Ok(session) if session == self.session.id => return None,
                    Ok(_) => {}
                    // Too many sessions ended at once to have heard of each.
                    Err(RecvError::Lagged(_)) => {
                        self.place().await?;
                    }
                    Err(RecvError::Closed) => return None,
                },
                changed = self.pokes.changed() => {
                    changed.ok()?;
                    let mut poke = *self.pokes.borrow_and_update();
                    // Who says a head need not know it.
                    poke.reference = self.core.reference();
                    // This stream has said so already.
                    if poke != self.last {
                        self.last = poke;
                        return Some(("poke", poke));
                    }
                }
                _ = self.beat.tick() => {
                    let place = self.place().await?;
                    // A poke that got lost on the way is made up for by the heartbeat.
                    let name = if place == self.last { "beat" } else { "poke" };
                    self.last = place;
                    return Some((name, place));
                }
            }
        }
    }

    /// Where the ledger stands; none when the session is over or the role is gone.
    async fn place(&self) -> Option<Poke> {
        let session = self.core.store.session(&self.session.token, now_ms()).await;
        match session {
            // Who listens is there, even without doing anything.
            Ok(Some(session)) => self.core.seen(&session, now_ms()),
            Ok(None) => return None,
            // The database is away for a moment: the stream lives on with what it knows.
            Err(_) => return Some(self.last),
        }
        match self.core.store.place(self.ledger, self.session.account).await {
            Ok(found) => found.map(|(_, place)| poke_at(&self.core, &place)),
            Err(_) => Some(self.last),
        }
    }
}

fn poke_at(core: &Core, place: &Place) -> Poke {
    Poke { epoch: Epoch(place.epoch), head: Seq(place.head), reference: core.reference() }
}

/// Counts the open streams, of this account and of all; the last one of a ledger leaves nothing in the hub.
struct Open {
    core: Arc<Core>,
    ledger: LedgerId,
    _seat: Seat<AccountId>,
}

impl Open {
    fn new(core: &Arc<Core>, account: AccountId, ledger: LedgerId) -> Result<Self, ProtocolError> {
        let (each, all) = (core.config.streams_per_account, core.config.streams());
        let seat = core.streams.take(account, each, all).map_err(|why| {
            tracing::warn!(%account, ?why, "an event stream too many");
            match why {
                NoSeat::OfKey => ProtocolError::TooMany { retry_after_s: TOO_MANY_RETRY_S },
                NoSeat::OfAll => ProtocolError::Unavailable { retry_after_s: TOO_MANY_RETRY_S },
            }
        })?;
        core.metrics.stream_opened();
        Ok(Self { core: Arc::clone(core), ledger, _seat: seat })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.core.hub.forget(self.ledger);
        self.core.metrics.stream_closed();
    }
}
