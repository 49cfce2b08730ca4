//! Catalogues on this device and on the way to it: what the app's [`CatalogStorage`] is in a browser.

use std::rc::Rc;

use vitrine_app::engine::{CatalogChange, CatalogStorage, Later, NotKept};
use web_sys::Blob;

use crate::idb::Fault;
use crate::store::Store;
use crate::{net, page};

/// The catalogues kept for whoever is signed in; none while nobody is.
pub(crate) struct Chunks(pub(crate) Option<Rc<Store>>);

impl CatalogStorage for Chunks {
    fn fetch(&self, path: String) -> Later<Option<Vec<u8>>> {
        Box::pin(async move { net::bytes(&path).await })
    }

    fn send(&self, path: String, file: Blob) -> Later<Option<String>> {
        Box::pin(async move { net::send(&path, &file).await })
    }

    fn texts(&self) -> Later<Vec<(String, String)>> {
        let store = self.0.clone();
        Box::pin(async move {
            match store {
                Some(store) => store.catalog_texts().await.unwrap_or_default(),
                None => Vec::new(),
            }
        })
    }

    fn chunk_names(&self) -> Later<Vec<String>> {
        let store = self.0.clone();
        Box::pin(async move {
            match store {
                Some(store) => store.chunk_names().await.unwrap_or_default(),
                None => Vec::new(),
            }
        })
    }

    fn chunks(&self, hashes: Vec<String>) -> Later<Option<Vec<Vec<u8>>>> {
        let store = self.0.clone();
        Box::pin(async move { store?.chunks(&hashes).await.ok() })
    }

    fn change(&self, change: CatalogChange) -> Later<Result<(), NotKept>> {
        let store = self.0.clone();
        Box::pin(async move {
            let store = store.ok_or(NotKept::NoStorage)?;
            store.change(&change).await.map_err(|fault| match fault {
                Fault::Quota => NotKept::Full,
                Fault::Newer | Fault::Other(_) => NotKept::NoStorage,
            })
        })
    }

    fn idle(&self) -> Later<()> {
        Box::pin(page::idle())
    }
}
