//! Who is signed in, and the way out. Signing out with edits that were never sent asks first.

use leptos::html::Details;
use leptos::prelude::*;

use super::icon::{Icon, Sign};
use super::undo_buttons::UndoLines;
use crate::session::use_session;
use crate::wishes::use_wishes;

#[component]
pub fn AccountMenu() -> impl IntoView {
    let session = use_session();
    let wishes = use_wishes();
    let open = RwSignal::new(false);
    let menu = NodeRef::<Details>::new();
    super::close_outside(menu, open);
    view! {
        <details class="menu" node_ref=menu prop:open=move || open.get()>
            <summary
                class="icon-button"
                aria-label="Account"
                data-testid="account"
                on:click=move |event| {
                    event.prevent_default();
                    open.update(|open| *open = !*open);
                }
            >
                <Icon sign=Sign::Person />
            </summary>
            <div class="menu-list">
                <p class="who">{move || session.name()}</p>
                <UndoLines />
                <a href="/sets">"Sets"</a>
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
                <a href="/settings">"Settings and sign out"</a>
            </div>
        </details>
    }
}
