//! The few facts a database has one of, each a row of `meta`.

use std::future::Future;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vitrine_sync::client::Position;
use vitrine_sync::{ClientId, Stamp};

use super::{Failure, META, json};
use crate::idb::Transaction;

/// The right of one tab to write what the server said: a number that grows with every leader.
pub(super) const LEASE: &str = "lease";
/// Server time minus local time, milliseconds; the name it is stored under is older than the constant.
pub(super) const CLOCK_OFFSET: &str = "theta";
/// Whose database this is, for a browser that has forgotten who was signed in.
pub(super) const IDENTITY: &str = "identity";
/// A random id of this database: it is another one when all of it was cleared and made anew.
pub(super) const DATABASE_ID: &str = "making";
const COUNTER: &str = "counter";
const BASE_HEAD: &str = "base";

/// Who this client is, and what it has given away.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Counter {
    pub(super) client: ClientId,
    pub(super) next_n: u64,
    pub(super) last_stamp: Stamp,
}

/// Where the stored base stands, and how its chunks are numbered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BaseHead {
    pub(super) position: Position,
    /// Grows whenever the base is replaced.
    pub(super) generation: u64,
    /// The number of the next chunk.
    pub(super) next_chunk: u64,
    /// Chunks and rows written since the base was last written as a whole.
    pub(super) chunks: u64,
    pub(super) rows: u64,
}

impl Counter {
    /// Reads the counter; a database that has none yet gets one, with an id for this client. The transaction must be
    /// able to write.
    pub(super) async fn get_or_make(transaction: &Transaction) -> Result<Self, Failure> {
        match get(transaction, COUNTER).await? {
            Some(counter) => Ok(counter),
            None => {
                let client = ClientId(crate::random::uuid_v4());
                let counter = Self { client, next_n: 1, last_stamp: Stamp::MIN };
                counter.put(transaction)?;
                Ok(counter)
            }
        }
    }

    /// Reads the counter of a database that this tab knows to have one.
    pub(super) async fn get(transaction: &Transaction) -> Result<Self, Failure> {
        get(transaction, COUNTER).await?.ok_or(Failure::Cleared)
    }

    /// Asks for the counter now; what is returned waits for it. None in a database that was never read.
    pub(super) fn ask(
        transaction: &Transaction,
    ) -> Result<impl Future<Output = Result<Option<Self>, Failure>> + use<>, Failure> {
        ask(transaction, COUNTER)
    }

    pub(super) fn put(&self, transaction: &Transaction) -> Result<(), Failure> {
        put(transaction, COUNTER, self)
    }
}

impl BaseHead {
    pub(super) async fn get(transaction: &Transaction) -> Result<Self, Failure> {
        Ok(get(transaction, BASE_HEAD).await?.unwrap_or_default())
    }

    /// Asks for the head now; what is returned waits for it.
    pub(super) fn ask(
        transaction: &Transaction,
    ) -> Result<impl Future<Output = Result<Self, Failure>> + use<>, Failure> {
        let asked = ask(transaction, BASE_HEAD)?;
        Ok(async move { Ok(asked.await?.unwrap_or_default()) })
    }

    pub(super) fn put(&self, transaction: &Transaction) -> Result<(), Failure> {
        put(transaction, BASE_HEAD, self)
    }
}

/// The fact `name`, if it was ever written.
pub(super) async fn get<T: DeserializeOwned>(
    transaction: &Transaction,
    name: &'static str,
) -> Result<Option<T>, Failure> {
    ask(transaction, name)?.await
}

/// Asks for the fact `name` now; what is returned waits for it.
pub(super) fn ask<T: DeserializeOwned>(
    transaction: &Transaction,
    name: &'static str,
) -> Result<impl Future<Output = Result<Option<T>, Failure>> + use<T>, Failure> {
    let asked = transaction.ask(META, &name.into())?;
    Ok(async move {
        let value = asked.await?;
        if value.is_undefined() {
            return Ok(None);
        }
        let text = value.as_string().ok_or(Failure::Unreadable(name))?;
        serde_json::from_str(&text).map(Some).map_err(|_| Failure::Unreadable(name))
    })
}

pub(super) fn put(transaction: &Transaction, name: &str, value: &impl Serialize) -> Result<(), Failure> {
    Ok(transaction.put(META, &name.into(), &json(value))?)
}
