//! Which page stands where, and what every page may rely on. Each of these addresses works without a network too.

use leptos::ev;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_navigate;
use leptos_router::path;

use crate::account::{SignInPage, SignUpPage};
use crate::bulk_actions::SheetContent;
use crate::bundles::{Cards, Manage, Page, Value};
use crate::catalog::{Catalog, Missing};
use crate::collection::Collection;
use crate::derived::Views;
use crate::drafts::{Drafts, Reopen, use_drafts};
use crate::engine::{Engine, use_engine};
use crate::history::DeviceNames;
use crate::home::HomePage;
use crate::kit::{Clock, Toasts, is_in_form, is_typing};
use crate::session::Session;
use crate::shell::{Frame, NotFoundPage};
use crate::undo::{Actions, Side, use_actions};
use crate::value::Values;
use crate::wishes::Wishes;

/// The app. `frontend` provides the [`Engine`] before it mounts or hydrates this; on the server an empty one is made.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let engine = use_engine();
    provide_context::<Engine>(engine);
    Clock::provide();
    Toasts::provide();
    Actions::provide();
    Reopen::provide();
    Drafts::provide();
    Views::provide();
    Collection::provide();
    Values::provide();
    Wishes::provide();
    Catalog::provide();
    Missing::provide();
    DeviceNames::provide();
    Session::provide();
    SheetContent::provide(|doing, act| Page::Cards(Cards::Sheet(doing, act)).show());

    view! {
        <Router>
            <Keys />
            <Frame>
                <Routes fallback=NotFoundPage>
                    <Route path=path!("/") view=HomePage />
                    <Route path=path!("/overview") view=|| Page::Value(Value::Overview).show() />
                    <Route path=path!("/unpriced") view=|| Page::Value(Value::Unpriced).show() />
                    <Route path=path!("/why") view=|| Page::Value(Value::Why).show() />
                    <Route path=path!("/card/:id") view=|| Page::Cards(Cards::Card).show() />
                    <Route path=path!("/add") view=|| Page::Cards(Cards::Add).show() />
                    <Route path=path!("/sets") view=|| Page::Value(Value::Sets).show() />
                    <Route path=path!("/sets/:game/:set") view=|| Page::Value(Value::Set).show() />
                    <Route path=path!("/import") view=|| Page::Cards(Cards::Import).show() />
                    <Route path=path!("/export") view=|| Page::Cards(Cards::Export).show() />
                    <Route path=path!("/attention") view=|| Page::Manage(Manage::Attention).show() />
                    <Route path=path!("/history") view=|| Page::Manage(Manage::History).show() />
                    <Route path=path!("/trash") view=|| Page::Manage(Manage::Trash).show() />
                    <Route path=path!("/sync") view=|| Page::Manage(Manage::Sync).show() />
                    <Route path=path!("/wishes") view=|| Page::Value(Value::Wishes).show() />
                    <Route path=path!("/portfolios") view=|| Page::Manage(Manage::Portfolios).show() />
                    <Route path=path!("/settings") view=|| Page::Manage(Manage::Settings).show() />
                    <Route path=path!("/sign-in") view=SignInPage />
                    <Route path=path!("/sign-up") view=SignUpPage />
                </Routes>
            </Frame>
        </Router>
    }
}

/// The keys that work on every page: `a` adds; with ctrl or cmd, z takes back, shift and z, or y, does again.
#[component]
fn Keys() -> impl IntoView {
    let actions = use_actions();
    let navigate = use_navigate();
    let drafts = use_drafts();
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let keys = window_event_listener(ev::keydown, move |event| {
            if is_typing(&event) || event.alt_key() {
                return;
            }
            let command = event.ctrl_key() || event.meta_key();
            match (event.key().to_lowercase().as_str(), command) {
                ("z", true) if !event.shift_key() => actions.go_last(Side::Done),
                ("z" | "y", true) => actions.go_last(Side::Undone),
                // Not away from a form, whatever has the focus, and not while something is typed.
                ("a", false) if !is_in_form(&event) && !untrack(|| drafts.is_typing()) => {
                    navigate("/add", Default::default());
                }
                _ => return,
            }
            event.prevent_default();
        });
        on_cleanup(move || keys.remove());
    });
}
