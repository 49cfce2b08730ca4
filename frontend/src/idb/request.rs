//! One IndexedDB request as a future.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, IdbRequest};

use super::{Fault, Slot, fill, filled};

/// Waits for the request's result. Inside a transaction nothing else may be awaited: its events run in the same turn.
pub(crate) async fn wait(request: &IdbRequest) -> Result<JsValue, Fault> {
    let slot: Slot<Result<JsValue, Fault>> = Slot::default();
    let handler = {
        let (slot, request) = (slot.clone(), request.clone());
        Closure::<dyn FnMut(Event)>::new(move |_| fill(&slot, outcome(&request)))
    };
    request.set_onsuccess(Some(handler.as_ref().unchecked_ref()));
    request.set_onerror(Some(handler.as_ref().unchecked_ref()));
    let result = filled(&slot).await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    result
}

fn outcome(request: &IdbRequest) -> Result<JsValue, Fault> {
    match request.error()? {
        Some(error) => Err(Fault::named(&error.name())),
        None => Ok(request.result()?),
    }
}
