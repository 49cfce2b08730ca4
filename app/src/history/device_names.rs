//! What the devices are called that wrote something here: asked of the server when a screen wants to say it, kept on
//! this device for the time without a network.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_sync::ClientId;
use vitrine_sync::client::SyncState;

use super::timeline::device_names;
use crate::api::{self, Device, HistoryRequest};
use crate::engine::{Cached, Engine, Identity, Phase, use_engine};

/// The view's name in the device's storage.
const NAME: &str = "devices";

/// The names, in the context of every page.
#[derive(Clone, Copy)]
pub struct DeviceNames {
    devices: RwSignal<Vec<Device>>,
    /// The devices whose names were wanted since the page was loaded. Each new one is a reason to ask, once.
    wanted: RwSignal<BTreeSet<ClientId>>,
    engine: Engine,
}

/// The names of the devices; asks for the name of this one, unless it is the device itself.
pub fn use_device_names(client: ClientId) -> DeviceNames {
    let names = expect_context::<DeviceNames>();
    // In an effect: only a browser has somebody who reads.
    Effect::new(move |_| {
        let new = names.wanted.with_untracked(|wanted| !wanted.contains(&client));
        if new && names.engine.client() != Some(client) {
            names.wanted.update(|wanted| {
                wanted.insert(client);
            });
        }
    });
    names
}

impl DeviceNames {
    pub fn provide() {
        let names =
            Self { devices: RwSignal::new(Vec::new()), wanted: RwSignal::new(BTreeSet::new()), engine: use_engine() };
        provide_context(names);
        let engine = names.engine;
        let offline = Memo::new(move |_| {
            engine.status().with(|status| matches!(status.state, SyncState::Offline { .. } | SyncState::Stale { .. }))
        });
        Effect::new(move |before: Option<Option<Identity>>| {
            let person = engine.identity().get();
            if before.is_some_and(|before| before != person) {
                names.devices.set(Vec::new());
            }
            let (ready, online) = (engine.phase().get() == Phase::Ready, !offline.get());
            if let Some(person) = person.clone().filter(|_| ready && names.wanted.with(|wanted| !wanted.is_empty())) {
                spawn_local(async move { names.load(person, online).await });
            }
            person
        });
    }

    /// What a device is called in a sentence; reactive.
    pub fn of(&self, client: ClientId) -> String {
        let own = self.engine.client();
        if own == Some(client) {
            return String::from("this device");
        }
        let names = self.devices.with(|devices| device_names(devices, own));
        let known = names.into_iter().find(|(known, _)| *known == client);
        known.map_or_else(|| String::from("another device"), |(_, name)| name)
    }

    async fn load(self, person: Identity, online: bool) {
        let is_his = || self.engine.identity().try_get_untracked().flatten().as_ref() == Some(&person);
        if self.devices.with_untracked(Vec::is_empty)
            && let Some(cached) = self.engine.cached(NAME).await
            && let Ok(devices) = serde_json::from_str(&cached.text)
            && is_his()
        {
            self.devices.set(devices);
        }
        if !online {
            return;
        }
        let asked = HistoryRequest {
            ledger: person.ledger,
            entry: None,
            kind: None,
            client: None,
            from_ms: None,
            until_ms: None,
            before: None,
            limit: 1,
        };
        // Without an answer they keep the names they have.
        if let Ok(told) = api::history(asked).await
            && is_his()
            && self.devices.with_untracked(|known| *known != told.devices)
        {
            let json = serde_json::to_string(&told.devices).expect("BUG: devices serialise");
            self.engine.keep(NAME, Cached { what: String::new(), made_ms: self.engine.now_ms(), text: json });
            self.devices.set(told.devices);
        }
    }
}
