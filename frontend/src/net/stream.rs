//! The event stream (docs/engine.md#the-event-stream-says-the-head). One connection for the leading tab; the engine
//! says when, and opens it again by itself when it ends: the browser's own reconnecting is switched off by closing at
//! the first error.

use vitrine_app::api::EVENTS_PATH;
use vitrine_ledger::Domain;
use vitrine_sync::client::Input;
use vitrine_sync::{ClientId, LedgerId};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

pub(crate) struct Stream {
    source: EventSource,
    _on_event: Closure<dyn FnMut(Event)>,
}

impl Stream {
    /// Opens the stream; `heard` gets what it says until it is closed. None when the browser cannot.
    pub(crate) fn open(ledger: LedgerId, client: ClientId, heard: impl Fn(Input<Domain>) + 'static) -> Option<Self> {
        let source = EventSource::new(&format!("{EVENTS_PATH}?ledger={ledger}&client={client}")).ok()?;
        let on_event = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(input) = input(&event) {
                heard(input);
            }
        });
        let listener = on_event.as_ref().unchecked_ref();
        for name in ["open", "poke", "beat", "error"] {
            source.add_event_listener_with_callback(name, listener).ok()?;
        }
        Some(Self { source, _on_event: on_event })
    }
}

fn input(event: &Event) -> Option<Input<Domain>> {
    match event.type_().as_str() {
        "open" => Some(Input::StreamOpened),
        "error" => Some(Input::StreamClosed),
        _ => {
            let text = event.dyn_ref::<MessageEvent>()?.data().as_string()?;
            serde_json::from_str(&text).ok().map(Input::StreamEvent)
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
        let listener = self._on_event.as_ref().unchecked_ref();
        for name in ["open", "poke", "beat", "error"] {
            let _ = self.source.remove_event_listener_with_callback(name, listener);
        }
    }
}
