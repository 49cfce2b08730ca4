//! Portfolios and locations: which there are, and how much is in them.

use leptos::prelude::*;

use super::list::GroupList;
use crate::collection::{GroupKind, use_collection};
use crate::engine::{Phase, use_engine};
use crate::kit::Title;

#[component]
pub fn PortfoliosPage() -> impl IntoView {
    let engine = use_engine();
    let collection = use_collection();
    let nobody = Memo::new(move |_| engine.phase().get() == Phase::Nobody);
    let ready = Memo::new(move |_| collection.is_whole());
    view! {
        <Title text="Portfolios and locations \u{b7} Vitrine" />
        <div class="narrow stack">
            <div class="page-head">
                <h1>"Portfolios and locations"</h1>
                <p class="sub">"Deleting one never deletes a card."</p>
            </div>
            <Show
                when=move || !nobody.get()
                fallback=|| view! { <div class="empty"><a class="button primary" href="/sign-in">"Sign in"</a></div> }
            >
                <Show
                    when=move || ready.get()
                    fallback=|| view! { <p class="muted" role="status">"Opening your collection\u{2026}"</p> }
                >
                    <GroupList
                        kind=GroupKind::Portfolio
                        title="Portfolios"
                        empty="Cards that are counted together: to keep, to sell, your daughter's."
                    />
                    <GroupList
                        kind=GroupKind::Location
                        title="Locations"
                        empty="Where cards are kept: binders, boxes, decks."
                    />
                </Show>
            </Show>
        </div>
    }
}
