//! The catalogues on this device: texts that say which there are, and the bytes of their indexes, each under the hash of
//! its content. Which of them are needed is the app's to say; losing them is a download.

use std::rc::Rc;

use js_sys::Uint8Array;
use vitrine_app::engine::CatalogChange;
use wasm_bindgen::{JsCast, JsValue};

use super::{CATALOGS, CHUNKS, Failure, Store};
use crate::idb::{Durability, Fault};

impl Store {
    /// Every text, by name; nothing where the storage does not answer.
    pub(crate) async fn catalog_texts(self: &Rc<Self>) -> Result<Vec<(String, String)>, Fault> {
        let db = self.database().await?;
        let transaction = db.begin(&[CATALOGS], Durability::ReadOnly)?;
        let (names, texts) = (transaction.ask_keys(CATALOGS)?, transaction.ask_all(CATALOGS, None)?);
        transaction.seal();
        let (names, texts) = (names.await?, texts.await?);
        Ok(names.iter().zip(&texts).filter_map(|(name, text)| Some((name.as_string()?, text.as_string()?))).collect())
    }

    /// The hashes of the chunks that are here.
    pub(crate) async fn chunk_names(self: &Rc<Self>) -> Result<Vec<String>, Fault> {
        let db = self.database().await?;
        let transaction = db.begin(&[CHUNKS], Durability::ReadOnly)?;
        Ok(transaction.keys(CHUNKS).await?.iter().filter_map(JsValue::as_string).collect())
    }

    /// The bytes of these chunks; nothing when one of them is missing.
    pub(crate) async fn chunks(self: &Rc<Self>, hashes: &[String]) -> Result<Vec<Vec<u8>>, Failure> {
        let db = self.database().await?;
        let transaction = db.begin(&[CHUNKS], Durability::ReadOnly)?;
        let asked = hashes.iter().map(|hash| transaction.ask(CHUNKS, &hash.into()));
        let asked = asked.collect::<Result<Vec<_>, _>>()?;
        transaction.seal();
        let mut chunks = Vec::with_capacity(hashes.len());
        for bytes in asked {
            let bytes = bytes.await?;
            let bytes = bytes.dyn_into::<Uint8Array>().map_err(|_| Failure::Unreadable(CHUNKS))?;
            chunks.push(bytes.to_vec());
        }
        Ok(chunks)
    }

    /// Puts away and throws out, in one transaction. Where there is no room, views and pictures go first.
    pub(crate) async fn change(self: &Rc<Self>, change: &CatalogChange) -> Result<(), Fault> {
        match self.change_once(change).await {
            Err(Fault::Quota) => {
                self.shed().await;
                self.change_once(change).await
            }
            done => done,
        }
    }

    async fn change_once(self: &Rc<Self>, change: &CatalogChange) -> Result<(), Fault> {
        let db = self.database().await?;
        let transaction = db.begin(&[CATALOGS, CHUNKS], Durability::Relaxed)?;
        for (name, text) in &change.texts {
            match text {
                Some(text) => transaction.put(CATALOGS, &name.into(), text)?,
                None => transaction.delete(CATALOGS, JsValue::from(name))?,
            }
        }
        for hash in &change.gone {
            transaction.delete(CHUNKS, JsValue::from(hash))?;
        }
        for (hash, bytes) in &change.chunks {
            transaction.put_bytes(CHUNKS, &hash.into(), bytes)?;
        }
        transaction.commit().await
    }

    /// Makes room for an edit: catalogues can be fetched again, edits cannot.
    pub(super) async fn shed_catalogues(self: &Rc<Self>) {
        let Ok(db) = self.database().await else { return };
        if let Ok(transaction) = db.begin(&[CHUNKS], Durability::Relaxed)
            && transaction.clear(CHUNKS).is_ok()
        {
            // Whether it helped shows when the write is tried again.
            let _ = transaction.commit().await;
        }
    }
}
