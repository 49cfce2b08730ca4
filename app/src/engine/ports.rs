//! What a browser provides to the handle, in three ports. `frontend` implements them; nothing here names a browser. What a
//! driver has to say by itself it writes into the [`Feed`](super::Feed).

#![warn(missing_docs)]

use std::rc::Rc;

use uuid::Uuid;
use vitrine_ledger::Appearance;
use vitrine_sync::client::{StepNote, Token};
use vitrine_sync::{Base, ClientId};

use super::storage::CatalogStorage;

use super::{
    Cached, Identity, InQueue, Key, Later, Made, MutateError, Mutation, Record, RecordState, RecordStatus, Refusal,
    Room, SignOut, SignOutError,
};

/// The three ports; a driver may be one value behind all of them.
#[derive(Clone)]
pub struct Ports {
    /// The records and their changes.
    pub records: Rc<dyn RecordPort>,
    /// The sync, and the account it runs under.
    pub sync: Rc<dyn SyncPort>,
    /// Everything else of this device.
    pub device: Rc<dyn DevicePort>,
}

/// The records of whoever is signed in, with the edits of this device on them. Nobody signed in: there are none.
pub trait RecordPort {
    /// Calls `look` with the record under `key`, also with a deleted one; not at all when there is none. `look` must not
    /// change records.
    fn with_record(&self, key: &Key, look: &mut dyn FnMut(&Record));
    /// Calls `look` with every record in the order of the keys, deleted ones too. `look` must not change records.
    fn for_each(&self, look: &mut dyn FnMut(&Key, &Record));
    /// Whether the record is saved here, sent, or refused.
    fn state(&self, key: &Key) -> RecordState;
    /// Since when the record waits, how it was tried, how that ended.
    fn status(&self, key: &Key) -> RecordStatus;
    /// What the screen shows now, as the base of an edit whose form opens now.
    fn base(&self) -> Base;
    /// Carries out the parts of one action: all are checked first, all are shown at once and stored in one transaction.
    /// `base` is what their author had seen; none means what the screen shows now.
    ///
    /// # Errors
    /// Why one of them is not allowed: then none was carried out.
    fn mutate_all(&self, parts: Vec<Mutation>, base: Option<Base>) -> Result<Vec<Made>, MutateError>;
}

/// The sync: what waits, what was refused, and the account it runs under.
pub trait SyncPort {
    /// The oldest edits the server has not decided, at most `most`.
    fn queue(&self, most: usize) -> Vec<InQueue>;
    /// What the engine was told last, the newest first; at most 200.
    fn steps(&self) -> Vec<StepNote>;
    /// The refused edits, oldest first.
    fn tray(&self) -> Vec<Refusal>;
    /// Whether the server may have carried this refused edit out nevertheless: its answer is still awaited.
    fn is_undecided(&self, refusal: &Refusal) -> bool;
    /// The id under which this browser's edits are numbered; none before the storage was read.
    fn client(&self) -> Option<ClientId>;
    /// Sends and fetches at once, whatever was being waited for.
    fn sync_now(&self);
    /// Compares this device's records with the server's and repairs what differs.
    fn compare(&self);
    /// Deletes a refused edit from the tray for good.
    fn discard(&self, token: Token);
    /// Opens the storage of `identity` and remembers who it is for the next start.
    fn signed_in(&self, identity: Identity);
    /// Ends the session on the server, then removes everything of the account from this device.
    ///
    /// # Errors
    /// There are unsynced edits that were to be kept, or the server did not answer: nothing was removed.
    fn sign_out(&self, how: SignOut) -> Later<Result<(), SignOutError>>;
    /// Queue, tray, last steps and the recorded trace, as the JSON text of a file.
    fn export(&self) -> Later<String>;
}

/// Everything else of this device: its clock, its files, its network, and what is kept on it beside the records.
pub trait DevicePort {
    /// A new id for a record (UUID version 7).
    fn new_id(&self) -> Uuid;
    /// The device's clock, milliseconds since 1970.
    fn now_ms(&self) -> u64;
    /// The calendar day where the person is, `YYYY-MM-DD`, by the device's clock plus `offset_ms` milliseconds.
    fn today(&self, offset_ms: i64) -> String;
    /// Makes the screen light, dark or like the device, now and before anything is drawn at the next start.
    fn show_as(&self, appearance: Appearance);
    /// Offers `text` as a file called `name`.
    fn save_file(&self, name: &str, text: &str);
    /// Changes this tab to the newer build that waits, or loads it anew where none does.
    fn update(&self);
    /// Bytes used and available in the browser's storage; none when it does not say.
    fn room(&self) -> Later<Option<Room>>;
    /// Asks the browser never to clear the storage by itself; the feed gets the answer.
    fn keep_storage(&self);
    /// Posts `body` to a server function; the text of its answer, none without one or for a refusal.
    fn ask(&self, path: &'static str, body: String) -> Later<Option<String>>;
    /// The derived view kept under `name`.
    fn cached(&self, name: &str) -> Later<Option<Cached>>;
    /// Keeps a derived view; where that fails it is fetched again next time.
    fn keep(&self, name: &str, view: Cached);
    /// The undo entries of this tab by number, oldest first.
    fn undo_entries(&self) -> Later<Vec<(u64, String)>>;
    /// Deletes the undo entries numbered `gone` and keeps others.
    fn keep_undo_entries(&self, gone: Vec<u64>, kept: Vec<(u64, String)>);
    /// The drafts of this device by number, oldest first.
    fn drafts(&self) -> Later<Vec<(u64, String)>>;
    /// Deletes the drafts numbered `gone` and keeps others.
    fn keep_drafts(&self, gone: Vec<u64>, kept: Vec<(u64, String)>);
    /// What keeps the catalogues on this device.
    fn catalog_storage(&self) -> Rc<dyn CatalogStorage>;
}
