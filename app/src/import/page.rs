//! Importing a file, in three steps: choose, look, import. Nothing is sent anywhere to be read, so it works without a
//! network; the mutations sync like any other. The same file again changes nothing, and a newer one changes what differs.

use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;
use vitrine_formats::Question;
use vitrine_ledger::Mutation;

use super::drop_zone::{DropZone, Incoming};
use super::preview::ImportPreview;
use super::reading::Reading;
use crate::engine::{Engine, Made, Phase, use_engine};
use crate::kit::{Title, use_toasts};
use crate::undo::{Actions, use_actions};
use vitrine_presenter::words;

/// How far the import is, in batches.
#[derive(Clone, Copy, PartialEq)]
struct Progress {
    done: usize,
    all: usize,
}

#[component]
pub fn ImportPage() -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let toasts = use_toasts();
    let reading = RwSignal::new(None::<Reading>);
    let wrong = RwSignal::new(None::<String>);
    let progress = RwSignal::new(None::<Progress>);
    let imported = RwSignal::new(None::<usize>);
    let ready = move || engine.phase().get() == Phase::Ready;

    let take = move |incoming: Incoming| {
        wrong.set(None);
        imported.set(None);
        match Reading::of(engine, incoming) {
            Ok(read) => reading.set(Some(read)),
            Err(why) => {
                reading.set(None);
                wrong.set(Some(why));
            }
        }
    };
    let set_game = move |game: String| {
        reading.update(|reading| reading.iter_mut().for_each(|reading| reading.set_game(engine, &game)));
    };
    let answer = move |(question, second): (Question, bool)| {
        reading.update(|reading| reading.iter_mut().for_each(|reading| reading.answer(engine, &question, second)));
    };
    let start = move || {
        let Some(reading) = reading.get_untracked() else { return };
        let (count, batches) = (untrack(|| reading.count()), reading.mutations());
        let all = batches.len();
        progress.set(Some(Progress { done: 0, all }));
        let finish = move |result: Result<(), String>| {
            progress.set(None);
            match result {
                Ok(()) => imported.set(Some(count)),
                Err(why) => toasts.say(why),
            }
        };
        let what = format!("Import of {}", words::plural(count as i64, "entry", "entries"));
        let (left, finish) = (batches.into(), Callback::new(finish));
        import_next(Importing { engine, actions, what, left, made: Vec::new(), all, progress, finish });
    };

    view! {
        <Title text="Import \u{b7} Vitrine" />
        <div class="importing stack">
            <div class="page-head">
                <h1>"Import"</h1>
                <p class="sub">"You see what would happen before anything does. The same file again changes nothing; a newer one changes what differs."</p>
            </div>
            <Show when=ready fallback=|| view! { <p class="muted" role="status">"Your collection is opening\u{2026}"</p> }>
                <div hidden=move || reading.with(Option::is_some) && imported.get().is_none()>
                    <DropZone take fail=move |why| wrong.set(Some(why)) />
                </div>
            </Show>
            {move || wrong.get().map(|why| view! { <p class="note bad" role="alert" data-testid="import-wrong">{why}</p> })}
            {move || imported.get().map(|count| view! {
                <p class="note good" role="status" data-testid="imported">
                    {format!("Imported {}.", words::plural(count as i64, "entry", "entries"))}
                    <a class="button" href="/">"To the collection"</a>
                </p>
            })}
            {move || (imported.get().is_none()).then(|| reading.get()).flatten().map(|read| view! {
                <ImportPreview reading=read set_game answer />
            })}
            {move || progress.get().map(progress_bar)}
            <Show when=move || reading.with(Option::is_some) && imported.get().is_none()>
                <Go reading progress start />
            </Show>
        </div>
    }
}

fn progress_bar(Progress { done, all }: Progress) -> impl IntoView {
    view! {
        <label>
            <span class="quiet">"Progress"</span>
            <progress class="progress" value=done max=all></progress>
        </label>
    }
}

/// The button that imports, which says how much, and the one that does not.
#[component]
fn Go(
    reading: RwSignal<Option<Reading>>,
    progress: RwSignal<Option<Progress>>,
    start: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let can_import = move || reading.with(|reading| reading.as_ref().map_or(0, Reading::count));
    view! {
        <div class="actions import-go">
            <button
                type="button"
                class="button primary"
                data-testid="import"
                disabled=move || can_import() == 0 || progress.get().is_some()
                on:click=move |_| start()
            >
                {move || match can_import() {
                    0 => String::from("Nothing new to import"),
                    count => format!("Import {}", words::plural(count as i64, "entry", "entries")),
                }}
            </button>
            <button type="button" class="button plain" on:click=move |_| reading.set(None)>"Cancel"</button>
        </div>
    }
}

/// An import under way. The person may leave the page: it goes on, and nobody watches.
struct Importing {
    engine: Engine,
    actions: Actions,
    what: String,
    left: VecDeque<Mutation>,
    made: Vec<Made>,
    all: usize,
    progress: RwSignal<Option<Progress>>,
    finish: Callback<Result<(), String>>,
}

/// Makes one batch after the other, so that the screen moves in between. All of them are one action to take back.
fn import_next(mut this: Importing) {
    let batch = this.left.pop_front();
    let end = match batch.map(|batch| this.engine.mutate(batch, None)) {
        Some(Ok(made)) => {
            this.made.push(made);
            let _ = this.progress.try_set(Some(Progress { done: this.made.len(), all: this.all }));
            set_timeout(move || import_next(this), Duration::from_millis(1));
            return;
        }
        Some(Err(why)) => Err(format!(
            "{} Stopped after {} of {} parts; what was imported stays.",
            words::mutate_error(&why),
            this.made.len(),
            this.all
        )),
        None => Ok(()),
    };
    this.actions.did(this.what, this.made);
    let _ = this.finish.try_run(end);
}
