//! The history as the server tells it, in parts. Owns asking; refuses to keep anything: without a network there is none.

use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;
use vitrine_ledger::Kind;
use vitrine_sync::client::SyncState;
use vitrine_sync::{ClientId, Seq};

use crate::api::{self, Action, Device, HISTORY_MAX, HistoryRequest};
use crate::engine::{Engine, Phase, use_engine};

/// Actions asked for at a time.
const PART: u32 = 20;

/// What is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Asked {
    pub entry: Option<Uuid>,
    pub kind: Option<Kind>,
    pub client: Option<ClientId>,
    pub from_ms: Option<u64>,
    pub until_ms: Option<u64>,
}

/// How far the asking is.
#[derive(Debug, Clone, PartialEq)]
pub enum Telling {
    Asking,
    Told,
    Offline,
    Failed(String),
}

#[derive(Clone, Copy)]
pub struct HistoryFeed {
    pub actions: RwSignal<Vec<Action>>,
    pub devices: RwSignal<Vec<Device>>,
    pub telling: RwSignal<Telling>,
    /// Where to go on; none at the beginning of everything.
    before: RwSignal<Option<Seq>>,
    asked: Signal<Asked>,
    /// Moves with every question: an answer to an older one is not looked at.
    turn: StoredValue<u32>,
    engine: Engine,
}

impl HistoryFeed {
    /// Asks at once, again whenever something was changed anywhere, and when the network is back.
    pub fn new(asked: Signal<Asked>) -> Self {
        let engine = use_engine();
        let feed = Self {
            actions: RwSignal::new(Vec::new()),
            devices: RwSignal::new(Vec::new()),
            telling: RwSignal::new(Telling::Asking),
            before: RwSignal::new(None),
            asked,
            turn: StoredValue::new(0),
            engine,
        };
        let offline = Memo::new(move |_| {
            engine.status().with(|status| matches!(status.state, SyncState::Offline { .. } | SyncState::Stale { .. }))
        });
        Effect::new(move |before: Option<Asked>| {
            let asked = asked.get();
            engine.invalidated().track();
            if engine.phase().get() == Phase::Ready {
                if offline.get() {
                    feed.telling.set(Telling::Offline);
                } else {
                    let other = before != Some(asked);
                    let shown = if other { 0 } else { feed.actions.with_untracked(Vec::len) };
                    feed.ask(None, PART.max(u32::try_from(shown).unwrap_or(PART)));
                }
            }
            asked
        });
        feed
    }

    /// Is there more to tell?
    pub fn has_more(&self) -> bool {
        self.before.with(Option::is_some)
    }

    /// Asks for the next part.
    pub fn more(&self) {
        self.ask(self.before.get_untracked(), PART);
    }

    /// Asks for the newest part anew.
    pub fn again(&self) {
        self.ask(None, PART);
    }

    fn ask(&self, before: Option<Seq>, limit: u32) {
        let Some(identity) = self.engine.identity().get_untracked() else { return };
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.telling.set(Telling::Asking);
        let Asked { entry, kind, client, from_ms, until_ms } = self.asked.get_untracked();
        let limit = limit.min(HISTORY_MAX);
        let request = HistoryRequest { ledger: identity.ledger, entry, kind, client, from_ms, until_ms, before, limit };
        let feed = *self;
        spawn_local(async move {
            let answer = api::history(request).await;
            // None: the page is gone.
            if feed.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(history) => {
                    feed.actions.update(|actions| match before {
                        Some(_) => actions.extend(history.actions),
                        None => *actions = history.actions,
                    });
                    feed.devices.set(history.devices);
                    feed.before.set(history.before);
                    feed.telling.set(Telling::Told);
                }
                Err(error) => feed.telling.set(Telling::Failed(api::api_error(&error))),
            }
        });
    }
}
