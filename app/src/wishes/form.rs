//! Making a wish, and saying other things of it.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::rules::Fields;
use vitrine_ledger::{Mutation, Priority, Wish, suggest};

use crate::collection::use_collection;
use crate::drafts::{Draft, DraftLine, fields};
use crate::engine::use_engine;
use crate::kit::choices::{games, languages};
use crate::kit::{Choice, Field, Prefix, is_escape};
use crate::undo::use_actions;
use vitrine_presenter::form::{self, Reads, WishValues, Wrong};
use vitrine_presenter::words;

fields!(WishFields of WishValues {
    name,
    game,
    set_name,
    set,
    number,
    finish,
    language,
    company,
    grade,
    target,
    currency,
    quantity,
    priority,
    note,
});

#[component]
pub fn AddWish() -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let collection = use_collection();
    let base = move || untrack(|| collection.with_groups(|groups| groups.settings().currency));
    let fields = StoredValue::new(WishFields::new(WishValues::fresh(base())));
    let draft = StoredValue::new(Draft::new(String::from("wish"), fields.get_value().signals()));
    let round = RwSignal::new(0_u32);
    let wrong = RwSignal::new(Wrong::new());
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = untrack(|| fields.get_value().values());
        let wish = match typed.wish(None) {
            Ok(wish) => wish,
            Err(why) => return wrong.set(why),
        };
        let said = words::wish_added(&wish.card.name);
        match actions.attempt_undoable(Mutation::AddWish { id: engine.new_id(), wish }, None, said) {
            Ok(_) => {
                wrong.set(Wrong::new());
                // The next one is likely of the same game.
                draft.get_value().done();
                fields.get_value().set(WishValues { game: typed.game, ..WishValues::fresh(base()) });
                round.update(|round| *round += 1);
            }
            Err(why) => wrong.set(form::refused(&why)),
        }
    };
    provide_context(Prefix(String::from("new-wish")));
    view! {
        <form class="form" on:submit=add data-testid="add-wish" on:input=move |_| draft.get_value().touch() on:change=move |_| draft.get_value().touch()>
            <DraftLine draft=draft.get_value() />
            {move || {
                let again = round.get() > 0;
                view! { <WishForm fields=fields.get_value() wrong focus=again /> }
            }}
            <div class="actions">
                <button class="button primary">"Add to the wish list"</button>
            </div>
        </form>
    }
}

/// The name of the form, for its draft.
pub(super) fn wish_form(id: Uuid) -> String {
    format!("wish {id}")
}

#[component]
pub fn EditWish(id: Uuid, wish: Wish, editing: RwSignal<bool>) -> impl IntoView {
    let actions = use_actions();
    // Frozen when the form opens (docs/engine.md#the-base-is-frozen-when-the-form-opens).
    let base = use_engine().base();
    let fields = WishFields::new(WishValues::of(&wish, None));
    let draft = Draft::new(wish_form(id), fields.signals());
    let close = move || {
        draft.done();
        editing.set(false);
    };
    let wrong = RwSignal::new(Wrong::new());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let patch = match untrack(|| fields.values()).wish(Some(&wish)) {
            Ok(wanted) => wish.change_to(&wanted),
            Err(why) => return wrong.set(why),
        };
        let same = Wish::is_empty(&patch);
        match if same { Ok(()) } else { actions.attempt(Mutation::EditWish { id, patch }, Some(base)).map(drop) } {
            Ok(()) => close(),
            Err(why) => wrong.set(form::refused(&why)),
        }
    };
    let escape = move |event: KeyboardEvent| {
        if is_escape(&event) {
            close();
        }
    };
    provide_context(Prefix(id.to_string()));
    view! {
        <form class="form" on:submit=save on:keydown=escape on:input=move |_| draft.touch() on:change=move |_| draft.touch()>
            <DraftLine draft />
            <WishForm fields wrong focus=true />
            <div class="actions">
                <button class="button primary">"Save"</button>
                <button type="button" class="button plain" on:click=move |_| close()>"Cancel"</button>
            </div>
        </form>
    }
}

#[component]
fn WishForm(fields: WishFields, wrong: RwSignal<Wrong>, focus: bool) -> impl IntoView {
    let at = move |field: &'static str| Signal::derive(move || wrong.with(|wrong| form::at(wrong, field)));
    let name_wrong =
        Signal::derive(move || wrong.with(|wrong| form::at(wrong, "name").or_else(|| form::at(wrong, "form"))));
    let finishes = Signal::derive(move || {
        fields.game.with(|game| suggest::finishes(game)).iter().map(|text| String::from(*text)).collect::<Vec<_>>()
    });
    let graders = suggest::GRADERS.iter().map(|text| String::from(*text)).collect::<Vec<_>>();
    let priorities =
        Priority::ALL.map(|priority| (priority.as_str().to_owned(), words::priority(priority).to_owned())).to_vec();
    view! {
        <div class="form-part">
            <Field name="name" label="Name" class="span-8" value=fields.name wrong=name_wrong focus />
            <Choice name="game" label="Game" class="span-4" value=fields.game options=games(fields.game) />
            <Field name="set_name" label="Set" class="span-6" value=fields.set_name wrong=at("set_name") />
            <Field name="set" label="Set code" class="span-3 half" value=fields.set wrong=at("set") />
            <Field name="number" label="Number" class="span-3 half" value=fields.number wrong=at("number") />
            <Field name="target" label="May cost" class="span-3 half" value=fields.target reads=Reads::Amount currency=fields.currency hint="of one copy" wrong=at("target") />
            <Field name="currency" label="Currency" class="span-3 half" value=fields.currency />
            <Field name="quantity" label="How many" class="span-3 half" value=fields.quantity reads=Reads::Copies wrong=at("quantity") />
            <Choice name="priority" label="Wanted" class="span-3 half" value=fields.priority options=priorities />
        </div>
        <details class="more">
            <summary>"Finish, language, grade, note"</summary>
            <div class="form-part">
                <Field name="finish" label="Finish" class="span-3 half" value=fields.finish suggestions=finishes placeholder="any" wrong=at("finish") />
                <Choice name="language" label="Language" class="span-3 half" value=fields.language options=languages(fields.language) />
                <Field name="company" label="Grader" class="span-3 half" value=fields.company suggestions=graders wrong=at("grade") />
                <Field name="grade" label="Grade" class="span-3 half" value=fields.grade />
                <Field name="note" label="Note" class="span-12" value=fields.note wrong=at("note") />
            </div>
        </details>
    }
}
