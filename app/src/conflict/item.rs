//! One conflict, to be settled: what stands and what lost side by side, each with its device and time, and the choices.

use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::{Choice, ConflictKind, Key, Mutation};

use super::by_hand::ByHandForm;
use super::focus::{focus_on, place_of};
use super::note_diff::Difference;
use crate::engine::{Engine, use_engine};
use crate::history::use_device_names;
use crate::kit::{exact, iso, use_clock};
use crate::session::use_session;
use crate::undo::use_actions;
use vitrine_presenter::conflict::{OpenConflict, Side, diff, settle_all};
use vitrine_presenter::words;

/// Characters of a value that a button's name repeats.
const NAMED: usize = 40;
/// Notes longer than this are compared word by word.
const SHORT: usize = 60;

/// The open conflict that is stored as `id`; none once it is settled.
pub(crate) fn find(engine: Engine, id: Uuid) -> Option<OpenConflict> {
    let stored = engine.with_record(&Key::conflict(id), |record| record.as_conflict().cloned()).flatten();
    let conflict = stored.filter(|stored| stored.alive)?.value;
    engine.with_record(&conflict.of, |record| OpenConflict::new(id, &conflict, record))
}

#[component]
pub fn ConflictItem(
    id: Uuid,
    /// Called when it is being settled.
    settled: Callback<Uuid>,
) -> impl IntoView {
    let engine = use_engine();
    let conflict = Memo::new(move |_| {
        engine.revision().track();
        find(engine, id)
    });
    let by_hand = RwSignal::new(false);
    let close = Callback::new(move |()| {
        by_hand.set(false);
        focus_on(&place_of(id));
    });
    view! {
        <div class="conflict">
            {move || conflict.get().map(|conflict| view! { <Said conflict=conflict.clone() /><Sides conflict by_hand settled /> })}
            // Outside of what changes with the record: nothing that was typed is lost when it does.
            <Show when=move || by_hand.get()>
                {find(engine, id).map(|conflict| view! { <ByHandForm conflict settled close /> })}
            </Show>
        </div>
    }
}

/// What happened, and what else is known of the record.
#[component]
fn Said(conflict: OpenConflict) -> impl IntoView {
    let engine = use_engine();
    let context = engine.with_record(&conflict.of, |record| words::context(record, &conflict.field));
    let more = match conflict.kind {
        ConflictKind::Overwritten if conflict.deleted => Some("It was deleted since."),
        ConflictKind::Overwritten if !conflict.has_choice() => Some("Both say the same by now."),
        ConflictKind::Overwritten | ConflictKind::Negative => None,
    };
    view! {
        <p>{words::conflict(conflict.kind, conflict.of.kind, &conflict.field)} " " {more}</p>
        {context.filter(|text| !text.is_empty()).map(|text| view! { <p class="muted small">{text}</p> })}
    }
}

#[component]
fn Sides(conflict: OpenConflict, by_hand: RwSignal<bool>, settled: Callback<Uuid>) -> impl IntoView {
    let session = use_session();
    if !conflict.has_choice() {
        return view! { <Known conflict settled /> }.into_any();
    }
    let actions = use_actions();
    let texts = conflict.texts().filter(|(a, b)| [a, b].iter().any(|text| text.len() > SHORT || text.contains('\n')));
    let difference = texts.map(|(stands, other)| view! { <Difference spans=diff(other, stands) /> });
    let values = difference.is_none();
    let [stands, other] = [&conflict.stands, &conflict.other].map(|side| conflict.says(side));
    let [keep, using] = [short(&stands), short(&other)];
    let id = conflict.id;
    let sides = [conflict.stands.clone(), conflict.other.clone()];
    let conflict = StoredValue::new(conflict);
    let settle = move |choice: Choice, said: String| {
        let mutation = conflict.with_value(|conflict| settle_all(std::slice::from_ref(conflict), &choice)).pop();
        if mutation.is_some_and(|mutation| actions.run_undoable(mutation, said)) {
            settled.run(id);
        }
    };
    let [stands_now, lost] = sides;
    let may_not = move || !session.may_write();
    let (keep_it, use_it) = (format!("Keep {keep}"), format!("Use {using}"));
    view! {
        {difference}
        <div class="sides">
            <div class="side stands">
                <Who title="Stands now" side=stands_now />
                {values.then(|| view! { <p class="side-value">{stands}</p> })}
                <button
                    type="button"
                    class="button"
                    aria-label=keep_it
                    hidden=may_not
                    on:click=move |_| settle(Choice::Keep, format!("Kept {keep}."))
                >
                    "Keep"
                </button>
            </div>
            <div class="side">
                <Who title="The other" side=lost />
                {values.then(|| view! { <p class="side-value">{other}</p> })}
                <button
                    type="button"
                    class="button"
                    aria-label=use_it
                    hidden=may_not
                    on:click=move |_| settle(Choice::UseLost, format!("{using} stands again."))
                >
                    "Use"
                </button>
            </div>
        </div>
        <div hidden=may_not>
            <button
                type="button"
                class="button plain"
                aria-expanded=move || by_hand.get().to_string()
                on:click=move |_| by_hand.update(|by_hand| *by_hand = !*by_hand)
            >
                "Edit by hand"
            </button>
        </div>
    }
    .into_any()
}

/// Whose value it is, and since when.
#[component]
fn Who(title: &'static str, side: Side) -> impl IntoView {
    let clock = use_clock();
    let Side { client, ms, .. } = side;
    let names = use_device_names(client);
    view! {
        <p class="side-who">
            <strong>{title}</strong>
            <span class="muted small">
                {move || names.of(client)} " \u{b7} "
                <time datetime=iso(ms) title=exact(ms)>{move || words::ago(clock.now_ms(), ms)}</time>
            </span>
        </p>
    }
}

/// A conflict without two values to choose from: it can only be put right elsewhere, or taken note of.
#[component]
fn Known(conflict: OpenConflict, settled: Callback<Uuid>) -> impl IntoView {
    let session = use_session();
    let actions = use_actions();
    let id = conflict.id;
    let below = conflict.stands.value.as_i64().filter(|held| conflict.kind == ConflictKind::Negative && *held < 0);
    let act = move |mutation: Option<Mutation>, said: &str| {
        if mutation.is_some_and(|mutation| actions.run_undoable(mutation, said)) {
            settled.run(id);
        }
    };
    let mend = below.filter(|_| !conflict.deleted).map(|held| {
        let mutation = Mutation::Adjust { entry: conflict.entry, lot: conflict.of.id, by: -held };
        let click = move |_| act(Some(mutation.clone()), "Set to none.");
        view! { <button type="button" class="button" on:click=click>{format!("Set {} to 0", words::count(held))}</button> }
    });
    let seen = move |_| act(settle_all(std::slice::from_ref(&conflict), &Choice::Keep).pop(), "Settled.");
    view! {
        <div class="actions" hidden=move || !session.may_write()>
            {mend}
            <button type="button" class="button" on:click=seen>"I have seen it"</button>
        </div>
    }
}

/// The beginning of a value, in one line.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(NAMED) {
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
        None => line,
    }
}
