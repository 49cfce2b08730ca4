//! One entry: its form, its copies, its mark. The form's base is frozen when it opens
//! (docs/engine.md#the-base-is-frozen-when-the-form-opens); when another device changes the card meanwhile, the form
//! says so and keeps what the person typed.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};
use uuid::Uuid;
use vitrine_ledger::{Entry, EntryPatch, Key, Mutation};
use vitrine_sync::Base;
use vitrine_sync::client::Token;

use super::entry_fields::EntryFields;
use super::entry_form::EntryForm;
use super::from_file::FromFile;
use super::lots::Lots;
use super::value::CardValue;
use super::which_card::WhichCard;
use crate::catalog::InCatalogue;
use crate::collection::{Row, use_collection};
use crate::conflict::Conflicts;
use crate::drafts::{Draft, DraftLine, Reopen};
use crate::engine::{Engine, Phase, use_engine};
use crate::form::{self, EntryValues, Fresh, Wrong};
use crate::history::History;
use crate::kit::{MarkDot, RecordStatusLine, Title};
use crate::sale::Sales;
use crate::session::use_session;
use crate::undo::use_actions;
use crate::words;

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

/// What the form was opened on.
#[derive(Clone, PartialEq)]
struct Opened {
    base: Base,
    entry: Entry,
    /// What the form said of it.
    shown: EntryValues,
}

#[component]
fn Living(id: Uuid) -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let collection = use_collection();
    let reopen = expect_context::<Reopen>();
    let navigate = use_navigate();
    let read = move || {
        let entry = engine.with_record(&Key::entry(id), |record| record.as_entry().map(|stored| stored.value.clone()));
        entry.flatten().map(|entry| {
            let shown = collection.with_groups(|groups| EntryValues::of(&entry, groups));
            Opened { base: engine.base(), entry, shown }
        })
    };
    let opened = RwSignal::new(untrack(read));
    let fresh = StoredValue::new(new_fresh(engine));
    let fields = EntryFields::new(opened.with_untracked(|opened| match opened {
        Some(opened) => opened.shown.clone(),
        None => EntryValues::default(),
    }));
    let draft = Draft::new(format!("card {id}"), fields.signals());
    let wrong = RwSignal::new(Wrong::new());
    let saving = RwSignal::new(None::<Token>);
    let refused = StoredValue::new(None::<Token>);
    let load = move |()| {
        let now = untrack(read);
        if let Some(now) = &now {
            fields.set(now.shown.clone());
        }
        // Nothing is typed any more; what the form says now is what it offers.
        draft.done();
        draft.offer();
        fresh.set_value(new_fresh(engine));
        opened.set(now);
        wrong.set(Wrong::new());
    };
    Effect::new(move |_| {
        if let Some(again) = reopen.patch(id)
            && let Some(opened) = opened.get_untracked()
        {
            refused.set_value(again.refused);
            draft.touch();
            let values = |groups: &_| EntryValues::with(&opened.entry, &again.edit, groups);
            fields.set(untrack(|| collection.with_groups(values)));
        }
    });

    let patch = Memo::new(move |_| {
        let values = fields.values();
        opened.with(|opened| {
            let Some(Opened { entry, shown, .. }) = opened else { return Ok(EntryPatch::default()) };
            collection.with_groups(|groups| values.patch((entry, shown), groups, fresh.get_value()))
        })
    });
    let dirty = move || patch.with(|patch| *patch != Ok(EntryPatch::default()));
    // Somebody else changed the card: an untouched form follows, a touched one says so.
    let current = Memo::new(move |_| {
        engine.revision().track();
        read().map(|now| (now.entry, now.shown))
    });
    let overtaken = move || {
        let now = current.get().map(|(entry, _)| entry);
        opened.with(|opened| opened.as_ref().map(|opened| &opened.entry) != now.as_ref())
    };
    Effect::new(move |_| {
        let now = current.get().map(|(_, shown)| shown);
        let renamed = opened.with_untracked(|opened| opened.as_ref().map(|opened| &opened.shown) != now.as_ref());
        if untrack(|| (renamed || overtaken()) && !dirty() && !draft.is_touched()) {
            load(());
        }
    });

    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(Opened { base, .. }) = opened.get() else { return };
        if !dirty() {
            return;
        }
        let patch = match patch.get() {
            Ok(patch) => patch,
            Err(unread) => return wrong.set(unread),
        };
        let location = patch.place.iter().flatten().map(|place| place.location).next();
        let mut parts = fields.values().new_groups(patch.portfolio.flatten(), location, fresh.get_value());
        let edit = Mutation::EditEntry { id, patch };
        let what = actions.describe(&edit);
        parts.push(edit);
        match actions.attempt_all(what, parts, Some(base)) {
            Ok(tokens) => {
                saving.set(tokens.last().copied());
                reopen.replaces(&tokens, refused.try_update_value(Option::take).flatten());
                load(());
            }
            Err(why) => wrong.set(form::refused(&why)),
        }
    };
    let said = move || match saving.get() {
        _ if dirty() => "",
        None => "",
        Some(token) if engine.is_saved(token) => "Saved on this device",
        Some(_) => "Saving\u{2026}",
    };
    let delete = move |_| {
        let name =
            opened.with(|opened| opened.as_ref().map(|opened| opened.entry.card.name.clone()).unwrap_or_default());
        if actions.run_undoable(Mutation::delete(id), format!("Deleted {name}.")) {
            navigate("/", Default::default());
        }
    };
    let keys = Signal::derive(move || collection.row(id).map(|row| row.keys()).unwrap_or_default());
    let title = move || current.get().map(|(entry, _)| entry.card.name).unwrap_or_default();
    let printing = move || collection.row(id).map(|row| row.printing());

    view! {
        <div class="page-head">
            <h1 dir="auto" translate="no">{title}</h1>
            <MarkDot keys />
            <div class="actions">
                <a class="button desk-only" href="/">"To the collection"</a>
                <button type="button" class="button danger" on:click=delete>"Delete"</button>
            </div>
            <p class="sub" translate="no">{printing}</p>
            <RecordStatusLine keys />
        </div>
        <div class="entry">
            <form class="form panel" on:submit=save on:input=move |_| draft.touch() on:change=move |_| draft.touch()>
                <DraftLine draft discarded=Callback::new(load) />
                <Show when=move || overtaken() && dirty()>
                    <p class="note warn" role="status">
                        "This card was changed elsewhere since you opened it. Saving keeps both: only the fields you changed are sent."
                        <button type="button" class="button" on:click=move |_| load(())>"Show the new values"</button>
                    </p>
                </Show>
                <EntryForm fields wrong />
                {move || wrong.with(|wrong| form::at(wrong, "form")).map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
                <div class="form-end">
                    <button class="button primary" disabled=move || !dirty()>"Save"</button>
                    <Show when=dirty>
                        <button
                            type="button"
                            class="button plain"
                            on:click=move |_| {
                                refused.set_value(None);
                                load(());
                            }
                        >
                            "Discard changes"
                        </button>
                    </Show>
                    <span class="muted small" role="status" translate="no" data-testid="saved">{said}</span>
                </div>
            </form>
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

/// Ids for what an edit may make, and the day.
fn new_fresh(engine: Engine) -> Fresh {
    Fresh { portfolio: engine.new_id(), location: engine.new_id(), today: engine.today().parse().ok() }
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
