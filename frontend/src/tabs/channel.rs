//! What tabs tell each other: hints, no more. Whoever hears one reads the storage.

use vitrine_sync::client::Hint;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

pub(crate) struct Channel {
    raw: BroadcastChannel,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Joins the channel `name`; none when the browser has no such thing.
    pub(crate) fn open(name: &str, heard: impl Fn(Hint) + 'static) -> Option<Self> {
        let raw = BroadcastChannel::new(name).ok()?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            // A tab of another build may say what this one does not understand.
            let hint = event.data().as_string().and_then(|text| serde_json::from_str(&text).ok());
            if let Some(hint) = hint {
                heard(hint);
            }
        });
        raw.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Some(Self { raw, _on_message: on_message })
    }

    pub(crate) fn say(&self, hint: &Hint) {
        let text = serde_json::to_string(hint).expect("BUG: hints serialise");
        let _ = self.raw.post_message(&text.into());
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.raw.set_onmessage(None);
        self.raw.close();
    }
}
