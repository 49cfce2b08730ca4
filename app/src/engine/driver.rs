//! What a browser shell provides. `frontend` implements it; nothing here names a browser.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use uuid::Uuid;
use vitrine_sync::client::{StepNote, Token};
use vitrine_sync::{Base, ClientId};

use vitrine_ledger::Appearance;

use crate::catalog::CatalogStorage;

use super::{
    Cached, Identity, InQueue, Key, Made, MutateError, Mutation, Record, RecordState, RecordStatus, Refusal, Room,
    SignOut, SignOutError,
};

/// An answer that needs the storage or the network.
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// The engine and its shell, as [`super::Engine`] calls them. What the driver has to say by itself it writes into the
/// [`super::Feed`].
pub trait Driver {
    fn with_record(&self, key: &Key, look: &mut dyn FnMut(&Record));
    fn for_each(&self, look: &mut dyn FnMut(&Key, &Record));
    fn record_state(&self, key: &Key) -> RecordState;
    fn record_status(&self, key: &Key) -> RecordStatus;
    fn queue(&self, most: usize) -> Vec<InQueue>;
    fn steps(&self) -> Vec<StepNote>;
    fn room(&self) -> Later<Option<Room>>;
    fn keep_storage(&self);
    fn tray(&self) -> Vec<Refusal>;
    fn is_undecided(&self, refusal: &Refusal) -> bool;
    fn base(&self) -> Base;
    fn client(&self) -> Option<ClientId>;
    /// # Errors
    /// See [`super::Engine::mutate_all`].
    fn mutate_all(&self, parts: Vec<Mutation>, base: Option<Base>) -> Result<Vec<Made>, MutateError>;
    fn sync_now(&self);
    fn compare(&self);
    fn discard(&self, token: Token);
    fn signed_in(&self, identity: Identity);
    fn sign_out(&self, how: SignOut) -> Later<Result<(), SignOutError>>;
    fn export(&self) -> Later<String>;
    fn save_file(&self, name: &str, text: &str);
    fn ask(&self, path: &'static str, body: String) -> Later<Option<String>>;
    fn cached(&self, name: &str) -> Later<Option<Cached>>;
    fn keep(&self, name: &str, view: Cached);
    fn undo_entries(&self) -> Later<Vec<(u64, String)>>;
    fn keep_undo_entries(&self, gone: Vec<u64>, kept: Vec<(u64, String)>);
    fn drafts(&self) -> Later<Vec<(u64, String)>>;
    fn keep_drafts(&self, gone: Vec<u64>, kept: Vec<(u64, String)>);
    /// Something is being typed on this page, or nothing any more: a new version waits for it.
    fn typing(&self, typing: bool);
    fn update(&self);
    fn new_id(&self) -> Uuid;
    fn now_ms(&self) -> u64;
    /// The day where the person is, when the device's clock and so many milliseconds are added up.
    fn today(&self, clock_offset_ms: i64) -> String;
    fn show_as(&self, appearance: Appearance);
    /// What keeps the catalogues on this device.
    fn catalog_storage(&self) -> Rc<dyn CatalogStorage>;
}
