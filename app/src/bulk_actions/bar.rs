//! The bar that is there while something is picked: how much, and what can be done with it.

use leptos::prelude::*;

use super::sheet::Sheets;
use super::{Doing, delete};
use crate::collection::use_collection;
use crate::kit::{Icon, Sign, use_toasts};
use crate::undo::use_actions;
use vitrine_presenter::words;

#[component]
pub fn BulkBar(doing: RwSignal<Option<Doing>>) -> impl IntoView {
    let collection = use_collection();
    let picking = Memo::new(move |_| collection.is_picking());
    let said = Memo::new(move |_| if picking.get() { words::picked(&collection.how_picked()) } else { String::new() });
    // Always there, so that it is heard when something is picked and when nothing is any more.
    view! {
        <div class="quiet" role="status" aria-live="polite">
            {move || if picking.get() { said.get() } else { String::new() }}
        </div>
        <Show when=move || picking.get()>
            <Bar doing said />
        </Show>
        <Sheets doing />
    }
}

#[component]
fn Bar(doing: RwSignal<Option<Doing>>, said: Memo<String>) -> impl IntoView {
    let collection = use_collection();
    let actions = use_actions();
    let toasts = use_toasts();
    let how = Memo::new(move |_| collection.how_picked());
    let button = move |sign: Sign, label: &'static str, opens: Doing| {
        view! {
            <button type="button" class="button" aria-haspopup="dialog" on:click=move |_| doing.set(Some(opens))>
                <Icon sign />
                {label}
            </button>
        }
    };
    view! {
        <section class="bulk-bar" aria-label="Selected cards" data-testid="bulk">
            <div class="bulk-count">
                <strong aria-hidden="true" translate="no" data-testid="picked">{said}</strong>
                <Show when=move || !how.get().all()>
                    <button type="button" class="link" on:click=move |_| collection.pick_all()>
                        {move || format!("Select all {}", words::count(how.get().matching as i64))}
                    </button>
                </Show>
                <button type="button" class="icon-button" aria-label="Clear the selection" title="Clear (Esc)" on:click=move |_| collection.pick_nothing()>
                    <Icon sign=Sign::Close />
                </button>
            </div>
            <div class="bulk-acts">
                {button(Sign::Drawer, "Move", Doing::Move)}
                {button(Sign::Tag, "Tag", Doing::Tag)}
                {button(Sign::Check, "Condition", Doing::Condition)}
                {button(Sign::Coin, "Sell", Doing::Sell)}
                {button(Sign::Cards, "Duplicate", Doing::Duplicate)}
                <button type="button" class="button danger" on:click=move |_| delete(collection, actions, toasts)>
                    <Icon sign=Sign::Bin />
                    "Delete"
                </button>
            </div>
        </section>
    }
}
