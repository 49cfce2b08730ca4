//! Who is signed in, and every page that has no place in the bar; a phone has them in the sheet behind its *More*.

use leptos::html::Details;
use leptos::prelude::*;

use super::more::MenuLines;
use crate::kit::{Icon, Sign};

#[component]
pub fn AccountMenu() -> impl IntoView {
    let open = RwSignal::new(false);
    let menu = NodeRef::<Details>::new();
    crate::kit::close_outside(menu, open);
    view! {
        <details class="menu desk-only" node_ref=menu prop:open=move || open.get()>
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
                <MenuLines />
            </div>
        </details>
    }
}
