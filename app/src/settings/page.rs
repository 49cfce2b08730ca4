//! The account on this device, and the way out. Signing out with edits that were never sent asks first: sync, save or
//! discard, the last one typed (docs/engine.md#storage-that-fails-is-told).

use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_sync::client::SyncState;

use super::catalog_import::CatalogueImport;
use super::ledger::LedgerSettings;
use super::price_files::PriceFiles;
use super::prices::PriceSettings;
use crate::account::Devices;
use crate::catalog::Catalogues;
use crate::engine::{SignOut, SignOutError, use_engine};
use crate::kit::{Title, use_toasts};
use crate::session::use_session;
use crate::words;

/// What a person types to throw edits away.
const WORD: &str = "discard";

#[component]
pub fn SettingsPage() -> impl IntoView {
    let engine = use_engine();
    let session = use_session();
    let toasts = use_toasts();
    let unsynced = RwSignal::new(None::<usize>);
    let typed = RwSignal::new(String::new());
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
    let export = move |_| {
        spawn_local(async move {
            let text = engine.export().await;
            engine.save_file("vitrine-unsent-edits.json", &text);
            toasts.say("Saved as vitrine-unsent-edits.json.");
        });
    };
    view! {
        <Title text="Settings \u{b7} Vitrine" />
        <div class="narrow stack">
            <div class="page-head">
                <h1>"Settings"</h1>
            </div>
            <section class="panel stack">
                <dl class="facts">
                    <dt>"Signed in as"</dt>
                    <dd>{move || session.name()}</dd>
                    <dt>"Storage of this device"</dt>
                    <dd>{move || words::storage(engine.storage().get())}</dd>
                    <dt>"Version"</dt>
                    <dd>{env!("CARGO_PKG_VERSION")}</dd>
                </dl>
            </section>
            <section class="panel">
                <p>"What was deleted waits in the " <a href="/trash">"trash"</a> " and can be brought back."</p>
            </section>
            <LedgerSettings />
            <Catalogues />
            <CatalogueImport />
            <PriceSettings />
            <PriceFiles />
            <Devices />
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
                            on:click=move |_| leave(SignOut::DiscardUnsynced)
                        >
                            "Discard them and sign out"
                        </button>
                    </div>
                </Show>
            </section>
        </div>
    }
}
