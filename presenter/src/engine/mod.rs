//! What the handle to the sync engine speaks of: the domain's types under short names, how a record and the storage stand,
//! and which records changed when. The handle itself is `app::engine`.

mod changes;
mod types;

pub use changes::{Changed, Changes};
pub use types::{
    Cached, Identity, InQueue, Key, Made, MutateError, Mutation, NotSaved, Phase, Queued, Record, RecordState,
    RecordStatus, Refusal, Rejection, Room, SignOut, SignOutError, Storage, nothing_known,
};
