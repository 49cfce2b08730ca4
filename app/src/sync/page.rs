//! The sync centre: how things stand and why, what waits, what this browser keeps, and the steps that led here.

use leptos::prelude::*;

use super::compare::SyncCompare;
use super::panel::SyncFacts;
use super::queue::SyncQueue;
use super::state::SyncState;
use super::steps::SyncSteps;
use super::storage::SyncStorage;
use crate::kit::Title;

#[component]
pub fn SyncPage() -> impl IntoView {
    view! {
        <Title text="Sync \u{b7} Vitrine" />
        <div class="narrow stack sync-centre">
            <div class="page-head">
                <h1>"Sync"</h1>
            </div>
            <section class="panel stack" aria-label="State">
                <SyncState />
                <SyncFacts />
            </section>
            <SyncQueue />
            <SyncCompare />
            <SyncStorage />
            <p>
                <a href="/settings#devices">"Signed-in devices"</a>
                <span class="muted">": who else has this collection, and signing one out."</span>
            </p>
            <SyncSteps />
        </div>
    }
}
