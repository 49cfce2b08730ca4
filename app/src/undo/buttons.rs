//! Back and forth, where a person would look: two signs in the bar of a laptop, two lines in the menu of a phone. The
//! tooltip says what would happen.

use leptos::prelude::*;

use crate::kit::{Icon, Sign};
use crate::undo::{Side, use_actions};
use vitrine_presenter::words;

/// The signs of the bar.
#[component]
pub fn UndoButtons() -> impl IntoView {
    let button = |side, sign, key| {
        let actions = use_actions();
        let next = Memo::new(move |_| actions.next(side));
        let label = move || next.with(|next| words::undo_label(side, next.as_deref()));
        view! {
            <button
                type="button"
                class="icon-button"
                aria-keyshortcuts=key
                aria-label=label
                title=label
                disabled=move || next.with(Option::is_none)
                on:click=move |_| actions.go_last(side)
            >
                <Icon sign />
            </button>
        }
    };
    view! {
        <div class="back-forth" data-testid="undo-bar">
            {button(Side::Done, Sign::Back, "Control+Z")} {button(Side::Undone, Sign::Forth, "Control+Shift+Z")}
        </div>
    }
}

/// The lines of the menu.
#[component]
pub fn UndoLines() -> impl IntoView {
    let line = |side| {
        let actions = use_actions();
        let next = Memo::new(move |_| actions.next(side));
        let label = move || next.with(|next| words::undo_label(side, next.as_deref()));
        view! {
            <button
                type="button"
                class="back-forth-line"
                disabled=move || next.with(Option::is_none)
                on:click=move |_| actions.go_last(side)
            >
                {label}
            </button>
        }
    };
    [line(Side::Done), line(Side::Undone)].collect_view()
}
