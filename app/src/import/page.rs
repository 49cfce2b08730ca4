//! Importing a file, in three steps: choose, look, import. Nothing is sent anywhere to be read, so it works without a
//! network; the mutations sync like any other. The same file again changes nothing, and a newer one changes what differs.

use leptos::prelude::*;
use vitrine_formats::{Question, backup};
use vitrine_ledger::Mutation;

use super::drop_zone::{DropZone, Incoming};
use super::preview::ImportPreview;
use super::reading::Reading;
use super::restoring::{RestorePreview, Restoring};
use super::running::{Importing, Progress};
use crate::engine::{Engine, Phase, use_engine};
use crate::kit::{Title, use_toasts};
use crate::undo::use_actions;
use vitrine_presenter::words;

/// A file that was read: another app's, or our own.
#[derive(Clone)]
enum Chosen {
    App(Reading),
    Ours(Restoring),
}

impl Chosen {
    fn of(engine: Engine, incoming: Incoming) -> Result<Self, String> {
        if backup::is_ours(&incoming.bytes) {
            Restoring::of(engine, &incoming).map(Self::Ours)
        } else {
            Reading::of(engine, incoming).map(Self::App)
        }
    }

    /// How many entries would come in or change; of our own file, how many records. Reactive.
    fn count(&self) -> usize {
        match self {
            Self::App(reading) => reading.count(),
            Self::Ours(restoring) => restoring.count(),
        }
    }

    /// What the button says. Reactive.
    fn label(&self) -> String {
        match (self.count() as i64, self) {
            (0, _) => String::from("Nothing new to import"),
            (count, Self::App(_)) => format!("Import {}", words::plural(count, "entry", "entries")),
            (count, Self::Ours(_)) => format!("Bring back {}", words::plural(count, "record", "records")),
        }
    }

    fn mutations(&self) -> Vec<Mutation> {
        match self {
            Self::App(reading) => reading.mutations(),
            Self::Ours(restoring) => restoring.restore.mutations.clone(),
        }
    }

    /// What came, once it came: `250 entries`.
    fn done(&self) -> String {
        let count = untrack(|| self.count()) as i64;
        match self {
            Self::App(_) => words::plural(count, "entry", "entries"),
            Self::Ours(_) => words::plural(count, "record", "records"),
        }
    }
}

#[component]
pub fn ImportPage() -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let toasts = use_toasts();
    let chosen = RwSignal::new(None::<Chosen>);
    let wrong = RwSignal::new(None::<String>);
    let progress = RwSignal::new(None::<Progress>);
    let imported = RwSignal::new(None::<String>);
    let ready = move || engine.phase().get() == Phase::Ready;
    let looks = move || chosen.with(Option::is_some) && imported.with(Option::is_none);

    let take = move |incoming: Incoming| {
        wrong.set(None);
        imported.set(None);
        chosen.set(None);
        match Chosen::of(engine, incoming) {
            Ok(read) => chosen.set(Some(read)),
            Err(why) => wrong.set(Some(why)),
        }
    };
    let start = move || {
        let Some(file) = chosen.get_untracked() else { return };
        let done = file.done();
        let what = format!("Import of {done}");
        let finish = move |result: Result<(), String>| {
            progress.set(None);
            match result {
                Ok(()) => imported.set(Some(done.clone())),
                Err(why) => toasts.say(why),
            }
        };
        Importing::start(engine, actions, what, file.mutations(), progress, Callback::new(finish));
    };

    view! {
        <Title text="Import \u{b7} Vitrine" />
        <div class="importing stack">
            <div class="page-head">
                <h1>"Import"</h1>
                <p class="sub">"You see what would happen before anything does. The same file again changes nothing; a newer one changes what differs."</p>
            </div>
            <Show when=ready fallback=|| view! { <p class="muted" role="status">"Your collection is opening\u{2026}"</p> }>
                <div hidden=looks>
                    <DropZone take fail=move |why| wrong.set(Some(why)) />
                </div>
            </Show>
            {move || wrong.get().map(|why| view! { <p class="note bad" role="alert" data-testid="import-wrong">{why}</p> })}
            {move || imported.get().map(|what| view! {
                <p class="note good" role="status" data-testid="imported">
                    {format!("Imported {what}.")}
                    <a class="button" href="/">"To the collection"</a>
                </p>
            })}
            {move || looks().then(|| chosen.get()).flatten().map(|file| preview(engine, chosen, file))}
            {move || progress.get().map(progress_bar)}
            <Show when=looks>
                <Go chosen progress start />
            </Show>
        </div>
    }
}

/// What the file would do.
fn preview(engine: Engine, chosen: RwSignal<Option<Chosen>>, file: Chosen) -> AnyView {
    let change = move |change: &mut dyn FnMut(&mut Reading)| {
        chosen.update(|chosen| {
            if let Some(Chosen::App(reading)) = chosen {
                change(reading);
            }
        });
    };
    let set_game = move |game: String| change(&mut |reading| reading.set_game(engine, &game));
    let answer = move |(question, second): (Question, bool)| {
        change(&mut |reading| reading.answer(engine, &question, second));
    };
    match file {
        Chosen::App(reading) => view! { <ImportPreview reading set_game answer /> }.into_any(),
        Chosen::Ours(restoring) => view! { <RestorePreview restoring /> }.into_any(),
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
    chosen: RwSignal<Option<Chosen>>,
    progress: RwSignal<Option<Progress>>,
    start: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let nothing = move || chosen.with(|file| file.as_ref().is_none_or(|file| file.count() == 0));
    let label = move || chosen.with(|file| file.as_ref().map(Chosen::label));
    view! {
        <div class="actions import-go">
            <button
                type="button"
                class="button primary"
                data-testid="import"
                disabled=move || nothing() || progress.get().is_some()
                on:click=move |_| start()
            >
                {label}
            </button>
            <button type="button" class="button plain" on:click=move |_| chosen.set(None)>"Cancel"</button>
        </div>
    }
}
