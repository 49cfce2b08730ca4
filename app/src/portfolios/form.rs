//! Making a portfolio or a location, and saying other things of it.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use uuid::Uuid;
use vitrine_ledger::rules::Fields;
use vitrine_ledger::{Location, LocationKind, Mutation, Portfolio};

use crate::collection::{Group, GroupKind};
use crate::drafts::{Draft, DraftLine, Signals};
use crate::engine::use_engine;
use crate::kit::{Choice, Field, Prefix, is_escape};
use crate::undo::use_actions;
use vitrine_presenter::form::{self, Wrong};
use vitrine_presenter::words;

/// What stands in the fields.
#[derive(Clone, Copy)]
struct Texts {
    name: RwSignal<String>,
    about: RwSignal<String>,
    /// What kind of location it is; unused for a portfolio.
    kind: RwSignal<String>,
}

impl Texts {
    fn new(name: &str, about: &str, kind: LocationKind) -> Self {
        let signal = |text: &str| RwSignal::new(text.to_owned());
        Self { name: signal(name), about: signal(about), kind: signal(kind.as_str()) }
    }

    fn signals(self) -> Signals {
        [("name", self.name), ("about", self.about), ("kind", self.kind)]
            .map(|(name, text)| (name.into(), text))
            .to_vec()
    }

    fn portfolio(self) -> Portfolio {
        let [name, about] = [self.name, self.about].map(|text| text.get_untracked().trim().to_owned());
        Portfolio { name, about }
    }

    fn location(self) -> Location {
        let Portfolio { name, about } = self.portfolio();
        let kind = self.kind.with_untracked(|code| LocationKind::ALL.into_iter().find(|kind| kind.as_str() == code));
        Location { name, kind: kind.unwrap_or_default(), about }
    }
}

#[component]
pub fn AddGroup(kind: GroupKind) -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    let texts = Texts::new("", "", LocationKind::default());
    let draft = Draft::new(format!("new {}", words::group_kind(kind)), texts.signals());
    let wrong = RwSignal::new(Wrong::new());
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let id = engine.new_id();
        let mutation = match kind {
            GroupKind::Portfolio => Mutation::AddPortfolio { id, portfolio: texts.portfolio() },
            GroupKind::Location => Mutation::AddLocation { id, location: texts.location() },
        };
        match actions.attempt(mutation, None) {
            Ok(_) => {
                wrong.set(Wrong::new());
                draft.done();
                texts.name.set(String::new());
                texts.about.set(String::new());
            }
            Err(why) => wrong.set(form::refused(&why)),
        }
    };
    provide_context(Prefix(format!("new-{}", words::group_kind(kind))));
    view! {
        <form class="form" on:submit=add on:input=move |_| draft.touch() on:change=move |_| draft.touch()>
            <DraftLine draft />
            <GroupFields kind texts wrong />
            <div class="actions">
                <button class="button">{words::add_group(kind)}</button>
            </div>
        </form>
    }
}

/// The name of the form, for its draft.
pub(super) fn group_form(id: Uuid) -> String {
    format!("group {id}")
}

#[component]
pub fn EditGroup(kind: GroupKind, group: Group, editing: RwSignal<bool>) -> impl IntoView {
    let engine = use_engine();
    let actions = use_actions();
    // Frozen when the form opens (docs/engine.md#the-base-is-frozen-when-the-form-opens).
    let base = engine.base();
    let id = group.id;
    let texts = Texts::new(&group.name, &group.about, group.kind.unwrap_or_default());
    let draft = Draft::new(group_form(id), texts.signals());
    let close = move || {
        draft.done();
        editing.set(false);
    };
    let wrong = RwSignal::new(Wrong::new());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let before = Portfolio { name: group.name.clone(), about: group.about.clone() };
        let (mutation, same) = match kind {
            GroupKind::Portfolio => {
                let patch = before.change_to(&texts.portfolio());
                let same = Portfolio::is_empty(&patch);
                (Mutation::EditPortfolio { id, patch }, same)
            }
            GroupKind::Location => {
                let before = Location { name: before.name, kind: group.kind.unwrap_or_default(), about: before.about };
                let patch = before.change_to(&texts.location());
                let same = Location::is_empty(&patch);
                (Mutation::EditLocation { id, patch }, same)
            }
        };
        match if same { Ok(()) } else { actions.attempt(mutation, Some(base)).map(drop) } {
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
            <GroupFields kind texts wrong focus=true />
            <div class="actions">
                <button class="button primary">"Save"</button>
                <button type="button" class="button plain" on:click=move |_| close()>"Cancel"</button>
            </div>
        </form>
    }
}

#[component]
fn GroupFields(kind: GroupKind, texts: Texts, wrong: RwSignal<Wrong>, #[prop(optional)] focus: bool) -> impl IntoView {
    let at = move |field: &'static str| Signal::derive(move || wrong.with(|wrong| form::at(wrong, field)));
    let kinds =
        || LocationKind::ALL.map(|kind| (kind.as_str().to_owned(), words::location_kind(kind).to_owned())).to_vec();
    let name = Signal::derive(move || wrong.with(|wrong| form::at(wrong, "name").or_else(|| form::at(wrong, "form"))));
    view! {
        <div class="form-part">
            <Field name="name" label="Name" class=if kind == GroupKind::Location { "span-4" } else { "span-6" } value=texts.name wrong=name focus />
            {(kind == GroupKind::Location)
                .then(|| view! { <Choice name="kind" label="Kind" class="span-2" value=texts.kind options=kinds() /> })}
            <Field name="about" label="About" class="span-6" value=texts.about wrong=at("about") />
        </div>
    }
}
