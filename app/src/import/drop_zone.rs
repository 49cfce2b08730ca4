//! Where a file comes in: chosen, dropped or pasted. Owns the browser's ways of handing over bytes; refuses to know what
//! they mean.

use leptos::ev::DragEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

/// A file, or what was pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    pub name: String,
    pub bytes: Vec<u8>,
}

#[component]
pub fn DropZone(
    #[prop(into)] take: Callback<Incoming>,
    /// Says why a file could not be read.
    #[prop(into)]
    fail: Callback<String>,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let chosen = NodeRef::<Input>::new();
    let pasted = RwSignal::new(String::new());
    let pick = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(file) = input.as_ref().and_then(HtmlInputElement::files).and_then(|files| files.get(0)) {
            read(file, take, fail);
        }
        // The same file can be chosen again.
        if let Some(input) = input {
            input.set_value("");
        }
    };
    let drop_file = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
            read(file, take, fail);
        }
    };
    let paste = move |_| {
        let bytes = pasted.get().into_bytes();
        take.run(Incoming { name: String::from("pasted text"), bytes });
    };
    view! {
        <div
            class="drop"
            class:over=move || over.get()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=drop_file
        >
            <p>"Drop a file here, or"</p>
            <label class="button primary" for="file">"Choose a file"</label>
            <input
                id="file"
                class="quiet"
                type="file"
                accept=".csv,.tsv,.txt,text/csv"
                data-testid="file"
                node_ref=chosen
                on:change=pick
            />
            <p class="muted small">"The file of Collectr, Deckbox, Dragon Shield, ManaBox, Moxfield, PriceCharting, TCGplayer and others, or a plain list of cards."</p>
        </div>
        <details>
            <summary class="muted">"Or paste the text"</summary>
            <div class="field">
                <label for="pasted" class="quiet">"Text of the file"</label>
                <textarea
                    class="input"
                    id="pasted"
                    prop:value=move || pasted.get()
                    on:input=move |event| pasted.set(event_target_value(&event))
                ></textarea>
                <div>
                    <button type="button" class="button" disabled=move || pasted.with(|text| text.trim().is_empty()) on:click=paste>
                        "Look at it"
                    </button>
                </div>
            </div>
        </details>
    }
}

/// The largest file that is read: all of it stands in the page's memory, and again as rows. A collection of half a
/// million rows is smaller.
const MOST_MB: f64 = 64.0;

/// What is said about a file that is too large to be read; nothing about others.
fn too_large(name: &str, bytes: f64) -> Option<String> {
    let megabytes = bytes / 1_000_000.0;
    (megabytes > MOST_MB).then(|| {
        format!("{name} has {megabytes:.0} MB, and at most {MOST_MB:.0} MB can be read at once. Divide it into smaller files.")
    })
}

fn read(file: File, take: Callback<Incoming>, fail: Callback<String>) {
    if let Some(why) = too_large(&file.name(), file.size()) {
        return fail.run(why);
    }
    spawn_local(async move {
        let name = file.name();
        match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => take.run(Incoming { name, bytes: js_sys::Uint8Array::new(&buffer).to_vec() }),
            Err(_) => fail.run(format!("The browser could not read {name}.")),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::too_large;

    #[test]
    fn a_file_that_would_fill_the_memory_is_not_read() {
        assert_eq!(too_large("cards.csv", 12_000_000.0), None);
        let said = too_large("backup.zip", 3_200_000_000.0).unwrap_or_default();
        assert!(said.starts_with("backup.zip has 3200 MB, and at most 64 MB"), "{said}");
    }
}
