//! A document that is not as the server made it: a translation or an extension has changed it before the app could take it
//! over. Taking it over then fails in the middle, and what is left looks alive and is not. So what can be seen beforehand
//! is drawn anew at once; and where the taking over does not come to its end, the page is loaded once more, to be drawn.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, HtmlElement, Storage};

/// Stands in sessionStorage between the failure and the next start of this tab.
const ANEW: &str = "vitrine:anew";
/// What browsers and their extensions put around the texts they translate. No page of ours has one.
const FOREIGN: &str = "font, [_msttexthash], [class^=immersive-translate], grammarly-extension";

/// How often, and at what intervals, a field that was typed into is looked for.
const LOOKS: u32 = 40;
const LOOK_MS: i32 = 50;

thread_local! {
    static TAKEN_OVER: Cell<bool> = const { Cell::new(false) };
}

/// Is the document to be drawn anew instead of taken over?
pub(crate) fn must_draw_anew() -> bool {
    let failed = storage().is_some_and(|storage| {
        let failed = storage.get_item(ANEW).ok().flatten().is_some();
        // Once: the next document has its own chance.
        let _ = storage.remove_item(ANEW);
        failed
    });
    let changed = body().is_some_and(|body| body.query_selector(FOREIGN).is_ok_and(|found| found.is_some()));
    failed || changed
}

/// Empties the page. Returns what was typed into it, by the id of the field.
pub(crate) fn clear() -> Vec<(String, String)> {
    let Some(body) = body() else { return Vec::new() };
    let typed = fields(&body);
    body.set_inner_html("");
    typed
}

/// Puts back what was typed, as soon as the fields are there again.
pub(crate) async fn type_again(mut typed: Vec<(String, String)>) {
    for _ in 0..LOOKS {
        if typed.is_empty() {
            return;
        }
        super::sleep(LOOK_MS).await;
        typed.retain(|(id, value)| !type_into(id, value));
    }
}

/// False when there is no such field.
fn type_into(id: &str, value: &str) -> bool {
    let Some(field) = document().and_then(|document| document.get_element_by_id(id)) else { return false };
    // The two kinds have the same property.
    let _ = js_sys::Reflect::set(&field, &"value".into(), &value.into());
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict("input", &options) {
        let _ = field.dispatch_event(&event);
    }
    true
}

/// Call it before taking the document over: should that not have come to its end when this turn of the event loop is
/// over, by a panic or by an exception of the browser's, the page is loaded once more and drawn.
pub(crate) fn watch() {
    let Some(window) = web_sys::window() else { return };
    let look = Closure::once_into_js(|| {
        if !TAKEN_OVER.get() {
            begin_anew();
        }
    });
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(look.unchecked_ref(), 0);
}

/// The document was taken over as a whole.
pub(crate) fn taken_over() {
    TAKEN_OVER.set(true);
}

fn begin_anew() {
    crate::say("the document is not as the server made it: it is drawn anew");
    // Where nothing can be noted, a second try would end like the first.
    if storage().is_some_and(|storage| storage.set_item(ANEW, "1").is_ok()) {
        super::reload();
    }
}

fn fields(body: &HtmlElement) -> Vec<(String, String)> {
    let Ok(found) =
        body.query_selector_all("input[id]:not([type=checkbox]):not([type=radio]):not([type=file]), textarea[id]")
    else {
        return Vec::new();
    };
    let typed = (0..found.length()).filter_map(|at| {
        let field = found.get(at)?.dyn_into::<web_sys::Element>().ok()?;
        let text = |name: &str| js_sys::Reflect::get(&field, &name.into()).ok()?.as_string();
        let (value, first) = (text("value")?, text("defaultValue")?);
        (value != first).then(|| (field.id(), value))
    });
    typed.collect()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn body() -> Option<HtmlElement> {
    document()?.body()
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
