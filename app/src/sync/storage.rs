//! What this browser keeps for Vitrine, and whether it promises to.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::{Phase, Room, use_engine};
use crate::kit::use_toasts;
use vitrine_presenter::words;

#[component]
pub fn SyncStorage() -> impl IntoView {
    let engine = use_engine();
    let toasts = use_toasts();
    let room = RwSignal::new(None::<Room>);
    let storage = engine.storage();
    Effect::new(move |_| {
        // The use of the storage changes with what is stored; a look at the beginning and when the queue moves is enough.
        engine.status().with(|status| status.queue == 0);
        if engine.phase().get() == Phase::Ready {
            spawn_local(async move {
                let answer = engine.room().await;
                // None: the page is gone.
                let _ = room.try_set(answer);
            });
        }
    });
    let ask = move |_| {
        engine.keep_storage();
        toasts.say("Asked. The answer stands here.");
    };
    view! {
        <section class="panel stack" aria-label="Storage" data-testid="storage">
            <h2>"Storage of this browser"</h2>
            <dl class="facts">
                <dt>"Used"</dt>
                <dd>{move || room.get().map_or_else(|| String::from("the browser does not say"), words::room)}</dd>
                <dt>"Promise"</dt>
                <dd>{move || words::storage(storage.get())}</dd>
            </dl>
            <Show when=move || storage.with(|storage| storage.persistent != Some(true)) && engine.phase().get() == Phase::Ready>
                <div class="actions">
                    <button type="button" class="button" on:click=ask>"Ask the browser to keep it"</button>
                </div>
                <p class="muted small">
                    "Browsers say yes more often to a site that is installed or bookmarked. What has been sent is on the server anyway."
                </p>
            </Show>
        </section>
    }
}
