//! What was deleted, and the way back: one thing, or all that are selected, as one action.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use vitrine_ledger::{Key, Record};

use crate::engine::{Phase, use_engine};
use crate::kit::{Title, VirtualList, use_clock};
use crate::undo::use_actions;
use vitrine_presenter::trash::{self, Gone};
use vitrine_presenter::words;

/// The rows that are chosen.
type Chosen = RwSignal<BTreeSet<Key>>;

#[component]
pub fn TrashPage() -> impl IntoView {
    let engine = use_engine();
    view! {
        <Title text="Trash \u{b7} Vitrine" />
        <div class="narrow">
            <div class="page-head">
                <h1>"Trash"</h1>
                <p class="sub">
                    "What was deleted. It counts nowhere, and comes back with everything it had. After 90 days, unless whoever \
                     runs this server says otherwise, it goes for good."
                </p>
            </div>
            {move || match engine.phase().get() {
                Phase::Ready => view! { <Deleted /> }.into_any(),
                Phase::Nobody => {
                    view! { <div class="empty"><a class="button primary" href="/sign-in">"Sign in"</a></div> }.into_any()
                }
                Phase::Waiting | Phase::Opening | Phase::NoStorage => {
                    view! { <p class="muted">"Opening your collection\u{2026}"</p> }.into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Deleted() -> impl IntoView {
    let engine = use_engine();
    let asked = RwSignal::new(String::new());
    let chosen: Chosen = RwSignal::new(BTreeSet::new());
    let all = Memo::new(move |_| {
        engine.revision().track();
        let living = |id| {
            let name = |record: &Record| record.alive().then(|| record.label().to_owned());
            engine.with_record(&Key::entry(id), name).flatten()
        };
        trash::read(|look| engine.for_each(look), living)
    });
    let found = Memo::new(move |_| all.with(|all| asked.with(|asked| trash::search(all, asked))));
    // Only what is shown is brought back.
    let wanted = Memo::new(move |_| {
        let keys = found.with(|found| found.iter().map(|gone| gone.key).collect::<Vec<_>>());
        chosen.with(|chosen| keys.into_iter().filter(|key| chosen.contains(key)).collect::<Vec<_>>())
    });
    view! {
        <Show
            when=move || !all.with(Vec::is_empty)
            fallback=|| view! { <div class="empty"><h2>"Nothing was deleted"</h2></div> }
        >
            <Tools asked chosen found wanted />
            <TrashList chosen found />
        </Show>
    }
}

/// The search, and what is done with many.
#[component]
fn Tools(
    asked: RwSignal<String>,
    chosen: Chosen,
    found: Memo<Vec<Arc<Gone>>>,
    wanted: Memo<Vec<Key>>,
) -> impl IntoView {
    let actions = use_actions();
    let count = move || found.with(Vec::len);
    let whole = move || wanted.with(Vec::len) == count() && count() > 0;
    let choose_all = move |_| {
        let all = !whole();
        chosen.update(|chosen| {
            found.with_untracked(|found| {
                for gone in found {
                    if all {
                        chosen.insert(gone.key);
                    } else {
                        chosen.remove(&gone.key);
                    }
                }
            });
        });
    };
    let restore = move |_| {
        let keys = wanted.get_untracked();
        let what = format!("Bring back {}", words::plural(keys.len() as i64, "thing", "things"));
        let said = format!("Brought back {}.", words::plural(keys.len() as i64, "thing", "things"));
        if actions.run_all_undoable(what, trash::restore(&keys), said) {
            chosen.set(BTreeSet::new());
        }
    };
    view! {
        <div class="trash-tools">
            <label class="check">
                <input type="checkbox" data-testid="choose-all" prop:checked=whole on:change=choose_all disabled=move || count() == 0 />
                <span data-testid="found">{move || words::plural(count() as i64, "deleted thing", "deleted things")}</span>
            </label>
            <input
                class="input"
                type="search"
                aria-label="Search the trash"
                placeholder="Search"
                prop:value=move || asked.get()
                on:input=move |event| asked.set(event_target_value(&event))
            />
            <button
                type="button"
                class="button primary"
                data-testid="restore"
                disabled=move || wanted.with(Vec::is_empty)
                on:click=restore
            >
                {move || match wanted.with(Vec::len) {
                    0 => String::from("Restore"),
                    count => format!("Restore {}", words::count(count as i64)),
                }}
            </button>
        </div>
    }
}

#[component]
fn TrashList(chosen: Chosen, found: Memo<Vec<Arc<Gone>>>) -> impl IntoView {
    let len = Memo::new(move |_| found.with(Vec::len));
    let list = VirtualList::new(len, 0..0).printed_whole();
    let drawn = move || {
        let range = list.range.get();
        found.with(|found| found[range.start.min(found.len())..range.end.min(found.len())].to_vec())
    };
    view! {
        <div class="trash" data-testid="trash">
            <Show when=move || len.get() == 0>
                <p class="muted">"Nothing that was deleted matches."</p>
            </Show>
            <div class="rows" role="list" aria-label="What was deleted" node_ref=list.rows>
                <For each=drawn key=|gone| (gone.key, gone.when_ms) let:gone>
                    <TrashItem gone chosen />
                </For>
            </div>
            <div class="ruler" node_ref=list.ruler aria-hidden="true"></div>
        </div>
    }
}

#[component]
fn TrashItem(gone: Arc<Gone>, chosen: Chosen) -> impl IntoView {
    let actions = use_actions();
    let clock = use_clock();
    let (key, when_ms) = (gone.key, gone.when_ms);
    let name = gone.name.clone();
    let choose = move |event| {
        let checked = event_target_checked(&event);
        chosen.update(|chosen| {
            if checked {
                chosen.insert(key);
            } else {
                chosen.remove(&key);
            }
        });
    };
    let said = format!("Brought back {name}.");
    let restore = move |_| {
        let what = format!("Bring back {name}");
        actions.run_all_undoable(what, trash::restore(&[key]), said.clone());
    };
    view! {
        <div class="trash-row" role="listitem">
            <label class="check">
                <input
                    type="checkbox"
                    aria-label=format!("Choose {}", gone.name)
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&key))
                    on:change=choose
                />
            </label>
            <div class="what">
                <span class="name" title=gone.name.clone()>{gone.name.clone()}</span>
                <span class="muted small" title=gone.about.clone()>
                    <span class="chip">{words::kind(key.kind)}</span>
                    " "
                    {move || words::ago(clock.now_ms(), when_ms)}
                    {(!gone.about.is_empty()).then(|| format!(" \u{b7} {}", gone.about))}
                </span>
            </div>
            <button type="button" class="button" aria-label=format!("Restore {}", gone.name) on:click=restore>
                "Restore"
            </button>
        </div>
    }
}
