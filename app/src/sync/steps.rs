//! The engine's last steps, the newest first: for whoever wants to know exactly, or reports a problem.

use leptos::html::Details;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::engine::use_engine;
use crate::kit::{second, use_toasts};

#[component]
pub fn SyncSteps() -> impl IntoView {
    let engine = use_engine();
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let details = NodeRef::<Details>::new();
    let toggle = move |_| open.set(details.get_untracked().is_some_and(|details| details.open()));
    let save = move |_| {
        spawn_local(async move {
            let text = engine.export().await;
            engine.save_file("vitrine-sync.json", &text);
            toasts.say("Saved as vitrine-sync.json.");
        });
    };
    view! {
        <details class="panel steps" node_ref=details on:toggle=toggle data-testid="steps">
            <summary><h2>"Last steps"</h2></summary>
            <Show when=move || open.get()>
                <Table />
            </Show>
        </details>
        <section class="panel stack" aria-label="Report">
            <h2>"Report a problem"</h2>
            <div class="actions">
                <button type="button" class="button" on:click=save>"Save edits and trace as a file"</button>
            </div>
            <p class="muted small">
                "It holds what waits to be sent and all that happened since this tab was opened, and so contains your cards. Whoever has the source of Vitrine sees it happen again with "
                <code>"cargo xtask replay vitrine-sync.json"</code> "."
            </p>
        </section>
    }
}

/// As of the last step; a list that moves while it is read would help nobody, so it moves when asked.
#[component]
fn Table() -> impl IntoView {
    let engine = use_engine();
    let steps = RwSignal::new(engine.steps());
    view! {
        <div class="actions">
            <button type="button" class="button" on:click=move |_| steps.set(engine.steps())>"Look again"</button>
        </div>
        <div class="table-box" tabindex="0" role="group" aria-label="Last steps">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        <th scope="col">"What"</th>
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        let row = |step: vitrine_sync::client::StepNote| {
                            view! { <tr><td class="num">{second(step.at_ms)}</td><td>{step.what}</td></tr> }
                        };
                        steps.get().into_iter().map(row).collect_view()
                    }}
                </tbody>
            </table>
        </div>
    }
}
