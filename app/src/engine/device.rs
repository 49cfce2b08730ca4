//! The handle's device: clock, files, network, and what is kept on it beside the records.

use std::rc::Rc;

use leptos::prelude::*;
use uuid::Uuid;

use super::storage::CatalogStorage;
use super::{Cached, Engine, Room};

const DAY_MS: u64 = 86_400_000;

impl Engine {
    /// A fresh id for a record (UUIDv7). Nil where there is no browser.
    pub fn new_id(&self) -> Uuid {
        self.device().map_or(Uuid::nil(), |port| port.new_id())
    }

    /// The device's clock, milliseconds since 1970; 0 where there is no browser.
    pub fn now_ms(&self) -> u64 {
        self.device().map_or(0, |port| port.now_ms())
    }

    /// Today where the person is, `YYYY-MM-DD`, by the server's clock where this device's is more than a day off; empty where there is no browser.
    pub fn today(&self) -> String {
        let offset_ms = self.feed.status.with_untracked(|status| status.health.clock_offset_ms);
        // A clock that is more than a day off does not know the day; the server's does, as this device's zone has it.
        let offset_ms = if offset_ms.unsigned_abs() > DAY_MS { offset_ms } else { 0 };
        self.device().map(|port| port.today(offset_ms)).unwrap_or_default()
    }

    /// Makes the screen light, dark or like the device; also at the next start, before anything is drawn.
    pub fn show_as(&self, appearance: vitrine_ledger::Appearance) {
        if let Some(port) = self.device() {
            port.show_as(appearance);
        }
    }

    /// Offers `text` as a file to save.
    pub fn save_file(&self, name: &str, text: &str) {
        if let Some(port) = self.device() {
            port.save_file(name, text);
        }
    }

    /// Changes to the new version: reloads every tab in which nothing is typed, and this one.
    pub fn update(&self) {
        if let Some(port) = self.device() {
            port.update();
        }
    }

    /// How much of the browser's storage is used; none when it does not say.
    pub async fn room(&self) -> Option<Room> {
        self.device()?.room().await
    }

    /// Asks the browser not to throw the storage away; the answer stands in [`Engine::storage`].
    pub fn keep_storage(&self) {
        if let Some(port) = self.device() {
            port.keep_storage();
        }
    }

    /// Asks a server function of our own; its answer, or none when there was none or a refusal.
    pub async fn ask(&self, path: &'static str, body: String) -> Option<String> {
        self.device()?.ask(path, body).await
    }

    /// The derived view `name` as it was last stored on this device.
    pub async fn cached(&self, name: &str) -> Option<Cached> {
        self.device()?.cached(name).await
    }

    /// Keeps a derived view for the time without a network.
    pub fn keep(&self, name: &str, view: Cached) {
        if let Some(port) = self.device() {
            port.keep(name, view);
        }
    }

    /// The ways back that this tab has kept on this device, oldest first, by number: also from before it was reloaded.
    pub async fn undo_entries(&self) -> Vec<(u64, String)> {
        match self.device() {
            Some(port) => port.undo_entries().await,
            None => Vec::new(),
        }
    }

    /// Keeps ways back on this device for this tab, and forgets others.
    pub fn keep_undo_entries(&self, gone: Vec<u64>, kept: Vec<(u64, String)>) {
        if let Some(port) = self.device() {
            port.keep_undo_entries(gone, kept);
        }
    }

    /// What was typed into forms on this device and not saved, by number, oldest first.
    pub async fn drafts(&self) -> Vec<(u64, String)> {
        match self.device() {
            Some(port) => port.drafts().await,
            None => Vec::new(),
        }
    }

    /// Keeps what is typed, and forgets what was before.
    pub fn keep_drafts(&self, gone: Vec<u64>, kept: Vec<(u64, String)>) {
        if let Some(port) = self.device() {
            port.keep_drafts(gone, kept);
        }
    }

    /// What keeps the catalogues on this device; none where there is no browser.
    pub fn catalog_storage(&self) -> Option<Rc<dyn CatalogStorage>> {
        self.device().map(|port| port.catalog_storage())
    }
}
