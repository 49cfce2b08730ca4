//! The first page: the collection, or what Vitrine is for somebody who is not signed in.

use leptos::prelude::*;
use vitrine_ledger::sample;

use super::list::List;
use super::toolbar::Toolbar;
use super::totals::{TotalsLine, TotalsPanel};
use crate::account::Welcome;
use crate::collection::use_collection;
use crate::engine::{Phase, use_engine};
use crate::kit::{Case, Icon, Sign, Title};
use crate::session::use_session;
use crate::undo::use_actions;
use crate::value::ValueChart;

#[component]
pub fn HomePage() -> impl IntoView {
    let session = use_session();
    let collection = use_collection();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let first = session.first().await;
                collection.seed(&first);
                let inside = Memo::new(move |_| session.has_collection(&first));
                view! {
                    <Show when=move || inside.get() fallback=Welcome>
                        <TheCollection />
                    </Show>
                }
            })}
        </Suspense>
    }
}

#[component]
fn TheCollection() -> impl IntoView {
    let collection = use_collection();
    let empty = Memo::new(move |_| collection.sums().entries == 0);
    let nothing = Memo::new(move |_| collection.is_whole() && collection.count() == 0);
    view! {
        <Title text="Collection \u{b7} Vitrine" />
        <h1 class="quiet">"Collection"</h1>
        <Show when=move || !empty.get() fallback=Empty>
            <Summary />
            <Toolbar />
            <Show
                when=move || !nothing.get()
                fallback=move || view! {
                    <div class="empty">
                        <h2>"Nothing matches"</h2>
                        <button
                            type="button"
                            class="button"
                            on:click=move |_| collection.query.update(|query| *query = query.unfiltered())
                        >
                            "Show everything"
                        </button>
                    </div>
                }
            >
                <List />
            </Show>
        </Show>
    }
}

/// What all of it adds up to. On a phone a line that opens: the cards come first.
#[component]
fn Summary() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <section class="summary" class:open=move || open.get()>
            <button
                type="button"
                class="fold phone-only"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls="sums"
                data-testid="fold"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <TotalsLine />
                <Icon sign=Sign::Fold />
            </button>
            <div class="panel totals-panel" id="sums">
                <TotalsPanel />
            </div>
            <div class="panel">
                <ValueChart portfolio=RwSignal::new(None) compact=true />
            </div>
        </section>
    }
}

/// Nothing is in the collection, or nothing is known of it yet.
#[component]
fn Empty() -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let opening = move || matches!(engine.phase().get(), Phase::Opening);
    let frozen = move || engine.phase().get() != Phase::Ready;
    let samples = move |_| {
        if let Some(identity) = engine.identity().get_untracked() {
            let parts = sample::sample(identity.ledger);
            actions.run_all_undoable(String::from("Add sample cards"), parts, "Added sample cards.");
        }
    };
    view! {
        <div class="empty">
            <span class="case"><Case size=72 /></span>
            <Show
                when=move || !opening()
                fallback=|| view! { <p role="status">"Opening your collection\u{2026}"</p> }
            >
                <h2>"Your case is empty"</h2>
                <p>"Add a card, bring a file from another app, or look around with sample cards: Undo takes them out again."</p>
                <div class="actions">
                    <a class="button primary" href="/add">"Add a card"</a>
                    <a class="button" href="/import">"Import a file"</a>
                    <button type="button" class="button" disabled=frozen on:click=samples>"Try with sample cards"</button>
                </div>
            </Show>
        </div>
    }
}
