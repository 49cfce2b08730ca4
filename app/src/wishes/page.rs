//! The wish list.

use leptos::prelude::*;

use super::form::AddWish;
use super::list::WishList;
use crate::engine::{Phase, use_engine};
use crate::kit::Title;
use crate::session::use_session;

#[component]
pub fn WishesPage() -> impl IntoView {
    let engine = use_engine();
    let session = use_session();
    view! {
        <Title text="Wish list \u{b7} Vitrine" />
        <div class="narrow stack">
            <div class="page-head">
                <h1>"Wish list"</h1>
                <p class="sub">"What you look for. Nothing here counts as yours."</p>
            </div>
            {move || match engine.phase().get() {
                Phase::Ready => view! {
                    <section class="panel stack" aria-label="Wish list"><WishList /></section>
                    <Show when=move || session.may_write()>
                        <section class="panel stack" aria-label="Add a wish">
                            <h2>"Add a wish"</h2>
                            <AddWish />
                        </section>
                    </Show>
                }
                .into_any(),
                Phase::Nobody => {
                    view! { <div class="empty"><a class="button primary" href="/sign-in">"Sign in"</a></div> }.into_any()
                }
                Phase::Waiting | Phase::Opening | Phase::NoStorage => {
                    view! { <p class="muted">"Opening your collection\u{2026}"</p> }.into_any()
                }
            }}
        </div>
    }
}
