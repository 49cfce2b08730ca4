//! Where else one can go: the lines of the account's menu, and on a phone the sheet they stand in. The sheet is the
//! browser's own popover, so that it opens before the app is awake.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

use crate::home::print_page;
use crate::kit::{Icon, Sign};
use crate::session::use_session;
use crate::undo::UndoLines;
use crate::wishes::use_wishes;

/// Who is signed in, back and forth, and every page that has no place in the bar.
#[component]
pub fn MenuLines() -> impl IntoView {
    let session = use_session();
    let wishes = use_wishes();
    view! {
        <p class="who">{move || session.name()}</p>
        <UndoLines />
        <a href="/attention">"Needs attention"</a>
        <a href="/history">"History"</a>
        <a href="/trash">"Trash"</a>
        <a href="/sync">"Sync"</a>
        <a href="/wishes">
            "Wish list"
            {move || Some(wishes.reached()).filter(|count| *count > 0).map(|count| {
                view! { <span class="muted small">{format!(" \u{b7} {count} at your price")}</span> }
            })}
        </a>
        <a href="/portfolios">"Portfolios and locations"</a>
        <a href="/import">"Import"</a>
        <a href="/export">"Export"</a>
        <button type="button" on:click=move |_| print_page()>"Print"</button>
        <a href="/settings">"Settings and sign out"</a>
    }
}

/// The phone's sheet, and the button in its bar that opens it.
#[component]
pub fn More() -> impl IntoView {
    let sheet = NodeRef::<Div>::new();
    // Whatever was chosen there has been chosen.
    let close = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let chosen = target.and_then(|target| target.closest("a, button").ok().flatten()).is_some();
        if let Some(sheet) = sheet.get_untracked().filter(|_| chosen) {
            // One that is closed already needs no closing.
            let _ = sheet.hide_popover();
        }
    };
    view! {
        <button type="button" class="thumb-more" popovertarget="more">
            <Icon sign=Sign::Dots />
            "More"
        </button>
        <div class="more-sheet" id="more" popover="auto" role="group" aria-label="More pages" node_ref=sheet on:click=close>
            <MenuLines />
        </div>
    }
}
