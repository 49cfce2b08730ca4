//! The edits the server has not decided: what each does to which card, how it was tried, and why that failed.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::Key;
use vitrine_sync::client::Tries;

use crate::collection::{Groups, use_collection};
use crate::engine::{Engine, InQueue, use_engine};
use crate::kit::use_clock;
use vitrine_presenter::words;

/// Edits shown one by one; the rest are counted.
const LISTED: usize = 30;

/// An edit, as it is shown.
#[derive(Debug, Clone, PartialEq)]
struct QueuedEdit {
    n: u64,
    what: String,
    card: Option<(Uuid, String)>,
    values: String,
    made_ms: u64,
    tries: Option<Tries>,
}

#[component]
pub fn SyncQueue() -> impl IntoView {
    let engine = use_engine();
    let collection = use_collection();
    let lines = Memo::new(move |_| {
        engine.pulse().track();
        let queue = engine.queue(LISTED);
        collection.with_groups(|groups| queue.iter().map(|queued| line(engine, groups, queued)).collect::<Vec<_>>())
    });
    let more = move || engine.status().with(|status| status.queue).saturating_sub(LISTED);
    view! {
        <section class="panel stack" aria-label="Waiting to be sent" data-testid="queue">
            <h2>"Waiting to be sent"</h2>
            <Show
                when=move || !lines.with(Vec::is_empty)
                fallback=|| view! { <p class="muted">"Nothing. What you change is sent at once when there is a network."</p> }
            >
                <ol class="queue">
                    // With its tries: an edit that was tried again is another line.
                    <For each=move || lines.get() key=|line| (line.n, line.tries.map(|tries| (tries.count, tries.problem.is_some()))) let:line>
                        <Edit line />
                    </For>
                </ol>
                <Show when=move || { more() > 0 }>
                    <p class="muted small">{move || format!("and {} more", words::count(more() as i64))}</p>
                </Show>
            </Show>
        </section>
    }
}

#[component]
fn Edit(line: QueuedEdit) -> impl IntoView {
    let (engine, clock) = (use_engine(), use_clock());
    let QueuedEdit { what, card, values, made_ms, tries, .. } = line;
    let problem = tries.and_then(|tries| tries.problem).map(words::problem);
    view! {
        <li>
            <p>
                {what}
                {card.map(|(id, name)| view! { " \u{b7} " <a href=format!("/card/{id}")>{name}</a> })}
                {(!values.is_empty()).then(|| view! { <span class="muted">" \u{b7} " {values}</span> })}
            </p>
            <p class="muted small">
                {move || {
                    let (now, sends) = (clock.now_ms(), engine.status().with(|status| status.leader));
                    format!("made {}, {}", words::ago(now, made_ms), words::tries(tries.as_ref(), sends, now))
                }}
                {problem.map(|problem| view! { <span class="trouble">" \u{b7} " {problem}</span> })}
            </p>
        </li>
    }
}

fn line(engine: Engine, groups: &Groups, queued: &InQueue) -> QueuedEdit {
    let InQueue { entry, tries } = queued;
    let name = |id: Uuid| engine.with_record(&Key::entry(id), |record| record.label().to_owned());
    let (what, card, values) = match &entry.mutation {
        None => (String::from("Set aside: its number is used up"), None, String::new()),
        Some(mutation) => {
            let what = words::intent(mutation);
            let card = mutation.entry().and_then(|id| Some((id, name(id)?)));
            // Where the title names the card already.
            let card = card.filter(|(_, name)| !what.contains(name.as_str()));
            let values = if mutation.things() > 1 { Vec::new() } else { words::tried(mutation, groups, &name) };
            (what, card, values.join(", "))
        }
    };
    QueuedEdit { n: entry.n, what, card, values, made_ms: entry.created_ms, tries: *tries }
}
