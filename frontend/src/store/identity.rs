//! Who was signed in, told by the databases themselves. `localStorage` says it faster, but a browser may take half a
//! minute to write that down, and edits are on the disk at once: after a power cut in between, they are found here.

use std::rc::Rc;

use vitrine_app::engine::Identity;
use wasm_bindgen::JsValue;

use super::meta::{self, IDENTITY};
use super::{Failure, META, PREFIX, Store, VERSION, make, name_for};
use crate::idb::{self, Database, Durability};

/// The owner of the one database there is. With more than one nobody can tell who was here last.
pub(crate) async fn only_identity() -> Option<Identity> {
    let mut names = idb::names().await;
    names.retain(|name| name.starts_with(PREFIX));
    let [name] = names.as_slice() else { return None };
    let db = Database::open(name, VERSION, make, |_| {}).await.ok()?;
    let transaction = db.begin(&[META], Durability::ReadOnly).ok()?;
    let identity: Identity = meta::get(&transaction, IDENTITY).await.ok()??;
    transaction.commit().await.ok()?;
    (name_for(&identity) == *name).then_some(identity)
}

impl Store {
    /// The owner signs out: should the database outlive that, nobody is to be taken for them.
    pub(crate) async fn disown(self: &Rc<Self>) -> Result<(), Failure> {
        let db = self.database().await?;
        let transaction = db.begin(&[META], Durability::Strict)?;
        transaction.delete(META, JsValue::from(IDENTITY))?;
        Ok(transaction.commit().await?)
    }
}
