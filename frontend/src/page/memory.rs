//! What stands in localStorage, outside every database: who was signed in last, so that a start without a network knows
//! which database to open; a canary that tells when the browser threw a database away
//! (docs/engine.md#storage-that-fails-is-told); and the appearance, which the document reads before anything is drawn.

use js_sys::Reflect;
use serde::{Deserialize, Serialize};
use vitrine_app::engine::{Feed, Identity, Room};
use vitrine_ledger::Appearance;
use vitrine_sync::ClientId;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Storage, StorageManager};

const LAST: &str = "vitrine:last";
/// Stands where somebody has signed out and nobody signed in since: nothing of that person, only that they did so, and
/// not a browser that was cleared.
const OUT: &str = "vitrine:signed-out";
const PREFIX: &str = "vitrine:";

/// Who was signed in on this device last, and has not signed out.
pub(crate) fn last_identity() -> Option<Identity> {
    read(LAST)
}

pub(crate) fn remember_identity(identity: &Identity) {
    write(LAST, identity);
    if let Some(storage) = storage() {
        let _ = storage.remove_item(OUT);
    }
}

/// Has whoever was here signed out? If not, and nobody is known, the browser was cleared.
pub(crate) fn is_signed_out() -> bool {
    last_identity().is_none() && storage().is_some_and(|storage| storage.get_item(OUT).ok().flatten().is_some())
}

/// Is this the key under which tabs see each other's sign-in and sign-out?
pub(crate) fn is_identity_key(key: &str) -> bool {
    key == LAST
}

/// Shows the page light, dark or as the device, now and at the next start.
pub(crate) fn show_as(appearance: Appearance) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let (Some(root), Some(storage)) = (root, storage()) {
        // A matter of taste: nothing depends on it.
        let _ = match appearance {
            Appearance::Auto => root.remove_attribute(vitrine_app::APPEARANCE),
            Appearance::Light | Appearance::Dark => root.set_attribute(vitrine_app::APPEARANCE, appearance.as_str()),
        };
        let _ = match appearance {
            Appearance::Auto => storage.remove_item(vitrine_app::APPEARANCE_KEPT),
            Appearance::Light | Appearance::Dark => storage.set_item(vitrine_app::APPEARANCE_KEPT, appearance.as_str()),
        };
    }
}

/// Somebody signs out: removes everything we ever wrote here.
pub(crate) fn forget_everything() {
    let Some(storage) = storage() else { return };
    // First: a tab that sees the rest go must know why.
    let _ = storage.set_item(OUT, "1");
    let keys: Vec<String> = (0..storage.length().unwrap_or(0)).filter_map(|i| storage.key(i).ok().flatten()).collect();
    for key in keys.iter().filter(|key| key.starts_with(PREFIX) && *key != OUT) {
        let _ = storage.remove_item(key);
    }
}

/// How many edits a client had not sent when it last said so.
#[derive(Serialize, Deserialize)]
struct Canary {
    client: ClientId,
    unsent: usize,
}

pub(crate) fn remember_numbers(identity: &Identity, client: ClientId, unsent: usize) {
    write(&canary_key(identity), &Canary { client, unsent });
}

/// How many unsent edits went with a database that is gone: the one that is there now has another client id.
pub(crate) fn numbers_lost(identity: &Identity, client: ClientId) -> Option<u64> {
    let canary: Canary = read(&canary_key(identity))?;
    (canary.client != client && canary.unsent > 0).then_some(canary.unsent as u64)
}

fn canary_key(identity: &Identity) -> String {
    format!("{PREFIX}canary:{}:{}", identity.account, identity.ledger)
}

/// Asks the browser not to throw the storage away, and tells the screens what it says.
pub(crate) fn ask_to_persist(feed: Feed) {
    spawn_local(async move {
        if let Some(promised) = persist().await {
            feed.storage(|storage| storage.persistent = Some(promised));
        }
    });
}

/// None when the browser cannot be asked.
async fn persist() -> Option<bool> {
    answer(manager()?.persist().ok()?).await
}

/// How much this site has stored, and how much it may; none when the browser does not say.
pub(crate) async fn room() -> Option<Room> {
    let estimate = JsFuture::from(manager()?.estimate().ok()?).await.ok()?;
    let bytes = |name: &str| Reflect::get(&estimate, &JsValue::from_str(name)).ok()?.as_f64().map(|bytes| bytes as u64);
    Some(Room { used: bytes("usage")?, quota: bytes("quota")? })
}

/// Has the browser promised it before?
pub(crate) async fn persisted() -> Option<bool> {
    answer(manager()?.persisted().ok()?).await
}

async fn answer(promise: js_sys::Promise) -> Option<bool> {
    JsFuture::from(promise).await.ok()?.as_bool()
}

fn manager() -> Option<StorageManager> {
    let navigator = web_sys::window()?.navigator();
    // Missing without a secure address; `web-sys` does not know that.
    let there = Reflect::has(&navigator, &JsValue::from_str("storage")).ok()?;
    there.then(|| navigator.storage())
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn read<T: serde::de::DeserializeOwned>(key: &str) -> Option<T> {
    let text = storage()?.get_item(key).ok()??;
    serde_json::from_str(&text).ok()
}

fn write(key: &str, value: &impl Serialize) {
    let text = serde_json::to_string(value).expect("BUG: our types serialise");
    if let Some(storage) = storage() {
        // A convenience: without it a start without a network asks who is there.
        let _ = storage.set_item(key, &text);
    }
}
