//! The sales of an entry: how copies went, when, for how much and with what gain. One that is wrong is reversed, and stays
//! to be seen as such.

use leptos::html::{Button, Li};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use uuid::Uuid;
use vitrine_ledger::{Key, Mutation, SaleOf};

use super::forgotten::AddForgotten;
use super::form::{SellForm, sale_form};
use crate::collection::{SaleLine, use_collection};
use crate::drafts::{Reopen, use_drafts};
use crate::kit::StatusDot;
use crate::undo::use_actions;
use vitrine_presenter::words;

/// In the address of a card whose page opens with the form that sells.
pub const SELL: &str = "sell";

#[component]
pub fn Sales(entry: Uuid) -> impl IntoView {
    let collection = use_collection();
    let query = use_query_map();
    let reopen = expect_context::<Reopen>();
    let selling = RwSignal::new(false);
    let again = RwSignal::new(None);
    Effect::new(move |_| {
        if query.with(|query| query.get_str(SELL).is_some()) {
            selling.set(true);
        }
    });
    Effect::new(move |_| {
        if let Some(sale) = reopen.sale(entry) {
            again.set(Some(sale));
            selling.set(true);
        }
    });
    use_drafts().open(sale_form(entry), selling);
    let button = NodeRef::<Button>::new();
    let navigate = use_navigate();
    let close = move |()| {
        selling.set(false);
        if untrack(|| query.with(|query| query.get_str(SELL).is_some())) {
            // Otherwise a reload would open the form again.
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&format!("/card/{entry}"), options);
        }
        again.set(None);
        if let Some(button) = button.get_untracked() {
            // It is on the page: nothing else can be wrong.
            let _ = button.focus();
        }
    };
    let close = Callback::new(close);
    let sales = Memo::new(move |_| {
        let mut sales = collection.row(entry).map(|row| row.sales.clone()).unwrap_or_default();
        // The latest first; those without a day before all.
        sales.sort_by_key(|line| std::cmp::Reverse((line.sale.date.is_none(), line.sale.date, line.id)));
        sales
    });
    let oversold = Memo::new(move |_| collection.row(entry).and_then(|row| row.oversold()));
    view! {
        <section class="panel stack" aria-label="Sales">
            <h2>"Sales"</h2>
            {move || oversold.get().map(|by| view! {
                <p class="note warn" role="status" data-testid="oversold">
                    <strong>{words::oversold(by)}</strong>
                    "More copies went than came. Reverse the sale that did not happen, or add what was forgotten."
                </p>
                <AddForgotten entry by=oversold />
            })}
            <ul class="lots sales" data-testid="sales">
                <For each=move || sales.get() key=|line| line.id let:line>
                    <SaleItem entry sale=line.id sales />
                </For>
            </ul>
            <div>
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || if selling.get() { "true" } else { "false" }
                    node_ref=button
                    on:click=move |_| selling.update(|selling| *selling = !*selling)
                >
                    "Mark as sold"
                </button>
            </div>
            {move || selling.get().then(|| view! { <SellForm entry again=again.get() close /> })}
        </section>
    }
}

#[component]
pub fn SaleItem(entry: Uuid, sale: Uuid, sales: Memo<Vec<SaleLine>>) -> impl IntoView {
    let actions = use_actions();
    let line = Memo::new(move |_| sales.with(|sales| sales.iter().find(|line| line.id == sale).cloned()));
    let reversed = Memo::new(move |_| line.with(|line| line.as_ref().is_some_and(SaleLine::reversed)));
    let said = Memo::new(move |_| line.with(|line| line.as_ref().map(about).unwrap_or_default()));
    let item = NodeRef::<Li>::new();
    let gain = move || {
        line.with(|line| line.as_ref().and_then(|line| line.realised.as_ref()).map(words::gain)).unwrap_or_default()
    };
    let reverse = move |_| {
        let mutation = Mutation::ReverseSale { sales: vec![SaleOf { entry, sale }] };
        if actions.run_undoable(mutation, "Reversed this sale.")
            && let Some(item) = item.get_untracked()
        {
            // The button is gone: the focus stays at what it was about.
            let _ = item.focus();
        }
    };
    view! {
        <li data-sale=sale.to_string() class:reversed=move || reversed.get() tabindex="-1" node_ref=item>
            <div class="lot-line">
                <StatusDot keys=Signal::stored(vec![Key::sale(sale)]) />
                <span class="grow" translate="no">
                    <span class="said" dir="auto">{said}</span>
                    <span class="muted small gain">
                        {move || if reversed.get() { String::from("reversed") } else { gain() }}
                    </span>
                </span>
                <Show when=move || !reversed.get()>
                    <button
                        type="button"
                        class="button plain"
                        aria-label=move || format!("Reverse: {}", said.get())
                        on:click=reverse
                    >
                        "Reverse"
                    </button>
                </Show>
            </div>
        </li>
    }
}

/// How copies went, how many, for how much, when and where.
fn about(line: &SaleLine) -> String {
    let sale = &line.sale;
    let mut parts = vec![format!("{} {}", words::sale_kind(sale.kind), words::count(sale.quantity))];
    match sale.gross {
        Some(gross) => parts.push(words::money(gross)),
        None if sale.kind.for_value() => parts.push(String::from("price unknown")),
        None => {}
    }
    parts.push(sale.date.map_or_else(|| String::from("no day"), words::date));
    if !sale.channel.is_empty() {
        parts.push(sale.channel.clone());
    }
    words::line(parts)
}
