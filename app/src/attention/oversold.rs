//! Cards of which more copies went than came: somebody has to say which sale did not happen, or that a copy was
//! forgotten. It follows from lots and sales, so that whatever mends the books settles it, on every device.

use leptos::prelude::*;
use uuid::Uuid;

use crate::collection::{SaleLine, use_collection};
use crate::sale::{AddForgotten, SaleItem};
use vitrine_presenter::words;

/// The list of all cards of which more copies went than came.
#[component]
pub fn OversoldCards() -> impl IntoView {
    let collection = use_collection();
    let cards = Memo::new(move |_| collection.oversold().iter().map(|row| row.id).collect::<Vec<_>>());
    view! {
        <Show when=move || !cards.with(Vec::is_empty)>
            <section class="stack small-gap" aria-label="Sold twice?" data-testid="oversold-cards">
                <h2>"Sold twice?" <Count of=Signal::derive(move || cards.with(Vec::len)) /></h2>
                <p class="muted">"More copies went than came. Reverse the sale that did not happen, or add the copy that was forgotten."</p>
                <ul class="waiting">
                    <For each=move || cards.get() key=|id| *id let:entry>
                        <li class="panel stack small-gap">
                            <Card entry />
                        </li>
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Card(entry: Uuid) -> impl IntoView {
    let collection = use_collection();
    let row = Memo::new(move |_| collection.row(entry));
    let by = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.oversold())));
    // Only those that hold: a reversed one took nothing.
    let sales = Memo::new(move |_| {
        let sales = row.with(|row| row.as_ref().map(|row| row.sales.clone()).unwrap_or_default());
        let mut standing: Vec<SaleLine> = sales.into_iter().filter(|line| !line.reversed()).collect();
        standing.sort_by_key(|line| std::cmp::Reverse((line.sale.date.is_none(), line.sale.date, line.id)));
        standing
    });
    view! {
        <CardName entry />
        <p><strong>{move || by.get().map(words::oversold)}</strong></p>
        <ul class="lots sales">
            <For each=move || sales.get() key=|line| line.id let:line>
                <SaleItem entry sale=line.id sales />
            </For>
        </ul>
        <AddForgotten entry by />
    }
}

/// A card's name with the way to it, and its printing.
#[component]
pub fn CardName(entry: Uuid) -> impl IntoView {
    let collection = use_collection();
    let row = Memo::new(move |_| collection.row(entry));
    let name = move || row.with(|row| row.as_ref().map(|row| row.name.clone()));
    let printing = move || row.with(|row| row.as_ref().map(|row| row.printing()));
    view! {
        <h3 class="card-name">
            <a href=format!("/card/{entry}")>{name}</a>
            <span class="muted small">{printing}</span>
        </h3>
    }
}

/// How many of a kind wait, beside their heading.
#[component]
pub fn Count(of: Signal<usize>) -> impl IntoView {
    view! { <span class="chip">{move || words::count(of.get() as i64)}</span> }
}
