//! One entry: its form, its copies, its status; or that it was deleted, or is not here.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};
use uuid::Uuid;
use vitrine_ledger::{Key, Mutation};

use super::editing::Editing;
use super::entry_form::EntryForm;
use super::from_file::FromFile;
use super::lots::Lots;
use super::value::CardValue;
use super::which_card::WhichCard;
use crate::catalog::InCatalogue;
use crate::collection::{Row, use_collection};
use crate::conflict::Conflicts;
use crate::drafts::DraftLine;
use crate::engine::{Phase, use_engine};
use crate::history::History;
use crate::kit::{RecordStatusLine, StatusDot, Title};
use crate::sale::Sales;
use crate::session::use_session;
use crate::undo::use_actions;
use vitrine_presenter::form;
use vitrine_presenter::words;

#[component]
pub fn CardPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| Uuid::try_parse(&id).ok())));
    let engine = use_engine();
    // Alive, deleted, or not on this device.
    let alive = Memo::new(move |_| {
        engine.revision().track();
        id.get().and_then(|id| engine.with_record(&Key::entry(id), vitrine_ledger::Record::alive))
    });
    let session = use_session();
    let collection = use_collection();
    let known = move || id.get().and_then(|id| collection.row(id));
    let title =
        move || format!("{} \u{b7} Vitrine", known().map_or_else(|| String::from("Card"), |row| row.name.clone()));
    let page = move || match (engine.phase().get(), id.get(), alive.get()) {
        (Phase::Ready, Some(id), Some(true)) => view! { <Living id /> }.into_any(),
        (Phase::Ready, Some(id), Some(false)) => view! { <Deleted id /> }.into_any(),
        (Phase::Ready, ..) => view! {
            <div class="empty">
                <h1>"This card is not here"</h1>
                <p>"It may be on another device that has not synced yet, or the address is mistyped."</p>
                <a class="button" href="/">"To the collection"</a>
            </div>
        }
        .into_any(),
        (Phase::Nobody, ..) => view! {
            <div class="empty">
                <h1>"Sign in to see this card"</h1>
                <a class="button primary" href="/sign-in">"Sign in"</a>
            </div>
        }
        .into_any(),
        (Phase::Waiting | Phase::Opening | Phase::NoStorage, ..) => match known() {
            Some(row) => view! { <FirstLook row /> }.into_any(),
            None => view! {
                <div class="empty">
                    <h1 class="quiet">"Card"</h1>
                    <p role="status">"Opening\u{2026}"</p>
                </div>
            }
            .into_any(),
        },
    };
    view! {
        <Title text=title />
        <Suspense>
            {move || Suspend::new(async move {
                let first = session.first().await;
                collection.seed(&first);
                page
            })}
        </Suspense>
    }
}

/// What the server knows of a card, to be read until the form can be filled in.
#[component]
fn FirstLook(row: Arc<Row>) -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 dir="auto" translate="no">{row.name.clone()}</h1>
            <p class="sub" translate="no">{row.printing()}</p>
        </div>
        <section class="panel stack" aria-label="Copies">
            <h2>"Copies"</h2>
            <ul class="lots">
                {row.lots
                    .iter()
                    .rev()
                    .map(|lot| view! { <li translate="no">{format!("{} \u{d7} {}", words::count(lot.quantity), words::lot(lot))}</li> })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Living(id: Uuid) -> impl IntoView {
    let actions = use_actions();
    let collection = use_collection();
    let navigate = use_navigate();
    let state = Editing::new(id);
    let delete = move |_| {
        let name = state.name();
        if actions.run_undoable(Mutation::delete(id), format!("Deleted {name}.")) {
            navigate("/", Default::default());
        }
    };
    let keys = Signal::derive(move || collection.row(id).map(|row| row.keys()).unwrap_or_default());
    let title = move || state.current_name();
    let printing = move || collection.row(id).map(|row| row.printing());

    view! {
        <div class="page-head">
            <h1 dir="auto" translate="no">{title}</h1>
            <StatusDot keys />
            <div class="actions">
                <a class="button desk-only" href="/">"To the collection"</a>
                <button type="button" class="button danger" on:click=delete>"Delete"</button>
            </div>
            <p class="sub" translate="no">{printing}</p>
            <RecordStatusLine keys />
        </div>
        <div class="entry">
            <EditForm state />
            <div class="stack">
                <Conflicts entry=id />
                <WhichCard entry=id />
                <InCatalogue entry=id />
                <CardValue entry=id />
                <Lots entry=id />
                <Sales entry=id />
                <FromFile entry=id />
                <History entry=id />
            </div>
        </div>
    }
}

#[component]
fn EditForm(state: Editing) -> impl IntoView {
    let Editing { draft, wrong, .. } = state;
    view! {
        <form class="form panel" on:submit=move |event| state.save(&event) on:input=move |_| draft.touch() on:change=move |_| draft.touch()>
            <DraftLine draft discarded=Callback::new(move |()| state.load()) />
            <Show when=move || state.is_overtaken() && state.is_dirty()>
                <p class="note warn" role="status">
                    "This card was changed elsewhere since you opened it. Saving keeps both: only the fields you changed are sent."
                    <button type="button" class="button" on:click=move |_| state.load()>"Show the new values"</button>
                </p>
            </Show>
            <EntryForm fields=state.fields wrong />
            {move || wrong.with(|wrong| form::at(wrong, "form")).map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
            <div class="form-end">
                <button class="button primary" disabled=move || !state.is_dirty()>"Save"</button>
                <Show when=move || state.is_dirty()>
                    <button
                        type="button"
                        class="button plain"
                        on:click=move |_| {
                            state.forget_refused();
                            state.load();
                        }
                    >
                        "Discard changes"
                    </button>
                </Show>
                <span class="muted small" role="status" translate="no" data-testid="saved">{move || state.said()}</span>
            </div>
        </form>
    }
}

#[component]
fn Deleted(id: Uuid) -> impl IntoView {
    let actions = use_actions();
    view! {
        <div class="empty">
            <h1>"This card was deleted"</h1>
            <p>"It counts nowhere any more. You can bring it back with everything it had."</p>
            <div class="actions">
                <button
                    type="button"
                    class="button primary"
                    on:click=move |_| { actions.run(Mutation::restore(id), None); }
                >
                    "Bring it back"
                </button>
                <a class="button" href="/">"To the collection"</a>
            </div>
        </div>
        <div class="narrow">
            <History entry=id />
        </div>
    }
}
