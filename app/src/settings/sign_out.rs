//! The way out of the account on this device. Signing out with edits that were never sent asks first: sync, save or
//! discard, the last one typed (docs/engine.md#storage-that-fails-is-told).

use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_sync::client::SyncState;

use crate::engine::{SignOut, SignOutError, use_engine};
use crate::kit::use_toasts;
use vitrine_presenter::words;

/// What a person types to throw edits away.
const WORD: &str = "discard";

#[component]
pub fn SignOutPanel() -> impl IntoView {
    let engine = use_engine();
    let toasts = use_toasts();
    let unsynced = RwSignal::new(None::<usize>);
    let busy = RwSignal::new(false);
    let unreachable = move || {
        engine.status().with(|status| matches!(status.state, SyncState::Offline { .. } | SyncState::Stale { .. }))
    };
    let leave = move |how: SignOut| {
        busy.set(true);
        spawn_local(async move {
            let answer = engine.sign_out(how).await;
            busy.set(false);
            match answer {
                // A whole new page: nothing of this one may stay.
                Ok(()) => drop(window().location().set_href("/")),
                Err(SignOutError::Unsynced(count)) => unsynced.set(Some(count)),
                Err(SignOutError::NoAnswer) => {
                    toasts.say("The server does not answer. Signing out needs it; nothing was removed.");
                }
            }
        });
    };
    view! {
        <section class="panel stack">
            <h2>"Sign out"</h2>
            <p class="muted">"Everything of this account is removed from this device. The server keeps it."</p>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    data-testid="sign-out"
                    disabled=move || busy.get()
                    on:click=move |_| leave(SignOut::KeepUnsynced)
                >
                    "Sign out"
                </button>
                <Show when=unreachable>
                    <span class="muted small">"Needs the network; the server cannot be reached now."</span>
                </Show>
            </div>
            <Show when=move || unsynced.get().is_some()>
                <Unsynced unsynced busy discard=move || leave(SignOut::DiscardUnsynced) />
            </Show>
        </section>
    }
}

/// What is lost by signing out now, and how to keep it.
#[component]
fn Unsynced(
    unsynced: RwSignal<Option<usize>>,
    busy: RwSignal<bool>,
    /// Signs out and throws the edits away.
    discard: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let engine = use_engine();
    let toasts = use_toasts();
    let typed = RwSignal::new(String::new());
    let export = move |_| {
        spawn_local(async move {
            let text = engine.export().await;
            engine.save_file("vitrine-unsent-edits.json", &text);
            toasts.say("Saved as vitrine-unsent-edits.json.");
        });
    };
    view! {
        <div class="note warn" role="alert" data-testid="unsynced">
            <p>
                {move || {
                    let count = unsynced.get().unwrap_or_default() as i64;
                    format!("{} on this device and nowhere else.", words::plural(count, "edit is", "edits are"))
                }}
            </p>
            <div class="actions">
                <button type="button" class="button primary" on:click=move |_| engine.sync_now()>"Sync first"</button>
                <button type="button" class="button" on:click=export>"Save them as a file"</button>
            </div>
            <label class="field">
                <span class="label">{format!("To throw them away, type {WORD}")}</span>
                <input
                    class="input"
                    autocomplete="off"
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </label>
            <button
                type="button"
                class="button danger"
                disabled=move || typed.with(|typed| typed.trim() != WORD) || busy.get()
                on:click=move |_| discard()
            >
                "Discard them and sign out"
            </button>
        </div>
    }
}
