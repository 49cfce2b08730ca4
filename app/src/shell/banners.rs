//! What must be said and never blocks: no network, session over, a new version, edits that could not be stored.

use std::ops::Range;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use vitrine_sync::client::SyncState;

use crate::drafts::Reopen;
use crate::engine::{Engine, NotSaved, Phase, use_engine};
use crate::session::use_session;
use crate::undo::use_actions;
use vitrine_presenter::words;

#[component]
pub fn Banners() -> impl IntoView {
    let engine = use_engine();
    let session = use_session();
    let state = Memo::new(move |_| engine.status().with(|status| status.state));
    let newer = move || engine.storage().with(|storage| storage.newer);
    let no_network = move || matches!(state.get(), SyncState::Offline { .. } | SyncState::Stale { .. });
    view! {
        <Show when=no_network>
            <p class="banner" role="status" data-testid="offline">
                "No connection to the server. Everything you do is saved here and sent later."
            </p>
        </Show>
        <Show when=move || state.get() == SyncState::SignIn>
            <p class="banner" role="status">
                "Your session has ended. Your edits are kept here." <a class="button" href="/sign-in">"Sign in"</a>
            </p>
        </Show>
        <Show when=newer>
            <p class="banner bad" role="alert" data-testid="older">
                "This tab is of an older version of Vitrine than another one: reload it to go on. Nothing more can be saved here."
                <button type="button" class="button" on:click=move |_| engine.update()>"Reload"</button>
            </p>
        </Show>
        <Show when=move || engine.phase().get() == Phase::NoStorage && !newer()>
            <p class="banner bad" role="alert">
                "This browser does not let Vitrine store anything: a private window, or an address without https. You can look, but not edit."
            </p>
        </Show>
        <Show when=move || engine.storage().with(|storage| storage.rebuilt)>
            <p class="banner bad" role="alert">
                "The storage of this browser was damaged and has been rebuilt from the server. Edits that were not sent were offered as a file."
            </p>
        </Show>
        {move || {
            let evicted = engine.storage().with(|storage| storage.evicted);
            (evicted > 0).then(|| view! { <p class="banner bad" role="alert">{words::evicted(evicted)}</p> })
        }}
        <Show when=move || !session.may_write()>
            <p class="banner">"You can look at this collection, but not change it."</p>
        </Show>
        {move || {
            let cleared = engine.storage().with(|storage| storage.cleared);
            cleared.map(|unsent| {
                view! { <p class="banner bad" role="alert" data-testid="cleared">{words::cleared(unsent)}</p> }
            })
        }}
        <Show when=move || !newer() && (engine.update_ready().get() || state.get() == SyncState::Update)>
            <p class="banner good">
                "A new version of Vitrine is ready."
                <button type="button" class="button" on:click=move |_| engine.update()>"Reload"</button>
            </p>
        </Show>
        <For each=move || unsaved(engine, 0..SHOWN) key=|edit| edit.token let:edit>
            <Unsaved edit />
        </For>
        <MoreUnsaved />
    }
}

/// Edits that could not be stored and have a line of their own; one action may be a hundred.
const SHOWN: usize = 2;

fn unsaved(engine: Engine, which: Range<usize>) -> Vec<NotSaved> {
    engine.not_saved().with(|all| all[which.start.min(all.len())..which.end.min(all.len())].to_vec())
}

/// The others.
#[component]
fn MoreUnsaved() -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let more = Memo::new(move |_| engine.not_saved().with(Vec::len).saturating_sub(SHOWN));
    let edits = move || words::plural(more.get_untracked() as i64, "edit", "edits");
    let take = move || {
        let rest = untrack(|| unsaved(engine, SHOWN..usize::MAX));
        rest.iter().for_each(|edit| engine.reopened(edit.token));
        rest.into_iter().map(|edit| edit.mutation).collect::<Vec<_>>()
    };
    let retry = move |_| {
        let what = edits();
        actions.run_all(what, take(), None);
    };
    view! {
        <Show when=move || more.get() != 0>
            <p class="banner bad" role="alert">
                {move || format!("Not saved: {} more.", words::plural(more.get() as i64, "edit", "edits"))}
                <button type="button" class="button" on:click=retry>"Try again"</button>
                <button type="button" class="button" on:click=move |_| drop(take())>"Give up"</button>
            </p>
        </Show>
    }
}

/// An edit that was taken back because it could not be stored: its form opens again with what was in it.
#[component]
fn Unsaved(edit: NotSaved) -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let reopen = expect_context::<Reopen>();
    let navigate = use_navigate();
    let token = edit.token;
    let again = edit.mutation.clone();
    // The form has a button that saves; a second one here would save the same thing twice.
    let form = reopen.open(&edit.mutation, None);
    if let Some(path) = &form {
        navigate(path, leptos_router::NavigateOptions::default());
    }
    let why = format!("Not saved: {}. {}", words::intent(&edit.mutation), words::not_saved(edit.error));
    let (end, where_now, again) =
        if form.is_some() { ("Close", " It is in its form again.", None) } else { ("Give up", "", Some(again)) };
    view! {
        <p class="banner bad" role="alert" data-testid="not-saved">
            {why}
            {where_now}
            {again.map(|again| {
                let retry = move |_| {
                    engine.reopened(token);
                    actions.run(again.clone(), None);
                };
                view! { <button type="button" class="button" on:click=retry>"Try again"</button> }
            })}
            <button type="button" class="button" on:click=move |_| engine.reopened(token)>{end}</button>
        </p>
    }
}
