//! The overview: what the collection is worth, how that came about, and what it is made of.

use leptos::ev;
use leptos::prelude::*;
use uuid::Uuid;

use super::breakdown::Breakdown;
use super::headline::Headline;
use super::movers::Movers;
use super::recent::{Recent, Waiting};
use super::sets_slot::SetsSlot;
use crate::account::Welcome;
use crate::collection::{GroupKind, use_collection};
use crate::kit::Title;
use crate::session::use_session;
use crate::value::{ValueChart, use_values};

#[component]
pub fn OverviewPage() -> impl IntoView {
    let session = use_session();
    let (collection, values) = (use_collection(), use_values());
    view! {
        <Title text="Overview \u{b7} Vitrine" />
        <Suspense>
            {move || Suspend::new(async move {
                let first = session.first().await;
                collection.seed(&first);
                if let Some(text) = &first.value_history {
                    values.seed(text);
                }
                let inside = Memo::new(move |_| session.has_collection(&first));
                view! {
                    <Show when=move || inside.get() fallback=Welcome>
                        <TheOverview />
                    </Show>
                }
            })}
        </Suspense>
    }
}

#[component]
fn TheOverview() -> impl IntoView {
    let collection = use_collection();
    let values = use_values();
    Effect::new(move |_| values.want());
    let portfolio = RwSignal::new(None::<Uuid>);
    let empty = Memo::new(move |_| collection.sums().entries == 0);
    // Rows and prices are here, and none of these is of any of those.
    let priceless = Memo::new(move |_| {
        collection.is_whole() && values.is_known() && collection.worth().priced() == 0 && !empty.get()
    });
    view! {
        <div class="page-head">
            <h1>"Overview"</h1>
            <PortfolioChoice portfolio />
        </div>
        <Show
            when=move || !empty.get()
            fallback=|| view! {
                <div class="empty">
                    <h2>"Nothing to look over yet"</h2>
                    <p>"Add a card or bring a file from another app: what it is worth stands here then."</p>
                    <div class="actions">
                        <a class="button primary" href="/add">"Add a card"</a>
                        <a class="button" href="/import">"Import a file"</a>
                    </div>
                </div>
            }
        >
            <div class="overview">
                <section class="panel stack wide" aria-label="Value">
                    <Headline portfolio />
                    <Show when=move || priceless.get()>
                        <p class="note" data-testid="no-prices">
                            <span>
                                "None of these copies has a price. A file of prices comes in under "
                                <a href="/settings#price-files">"Where prices come from"</a>
                                "; where nobody says a price of exactly your copy, "
                                <a href="/settings#prices">"that of a similar one may stand in"</a>
                                "; or open a card and set a price of your own."
                            </span>
                        </p>
                    </Show>
                    <ValueChart portfolio />
                </section>
                <Movers />
                <Breakdown />
                <div class="stack">
                    <Waiting />
                    <Recent />
                </div>
                <SetsSlot />
            </div>
        </Show>
    }
}

/// The whole ledger, or one of its portfolios; nothing while there are none.
#[component]
fn PortfolioChoice(portfolio: RwSignal<Option<Uuid>>) -> impl IntoView {
    let collection = use_collection();
    let kind = GroupKind::Portfolio;
    let groups = Memo::new(move |_| {
        collection.with_groups(|groups| {
            groups.sorted(kind).iter().map(|group| (group.id, group.name.clone())).collect::<Vec<_>>()
        })
    });
    let change = move |event: ev::Event| portfolio.set(Uuid::try_parse(&event_target_value(&event)).ok());
    view! {
        <Show when=move || groups.with(|groups| !groups.is_empty())>
            <div class="actions">
                <select class="input" aria-label="Portfolio" on:change=change>
                    <option value="" prop:selected=move || portfolio.get().is_none()>"Everything"</option>
                    {move || groups.get().into_iter().map(|(id, name)| view! {
                        <option value=id.to_string() prop:selected=move || portfolio.get() == Some(id)>{name}</option>
                    }).collect_view()}
                </select>
            </div>
        </Show>
    }
}
