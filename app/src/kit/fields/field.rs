//! A labelled field with its hint and the reason it was refused. The label is always visible; the reason is tied to the
//! field, so that a screen reader says it.

use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::asking::Asking;
use vitrine_presenter::form::Reads;

/// Before the ids of a form's fields, where several forms of a kind can be open; in the context of the form.
#[derive(Clone)]
pub(crate) struct Prefix(pub(crate) String);

/// The id of a field. Without a prefix it is the field's name.
fn id_of(name: &str) -> String {
    use_context::<Prefix>().map_or_else(|| name.to_owned(), |Prefix(prefix)| format!("{prefix}-{name}"))
}

/// What a field of a form needs.
#[component]
pub fn Field(
    /// Unique in the form.
    name: &'static str,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(into, optional)] wrong: MaybeProp<String>,
    /// What it reads: what can be read in two ways is asked about, right here.
    #[prop(optional)]
    reads: Reads,
    /// The currency its amount is in, unless it says another.
    #[prop(optional)]
    currency: Option<RwSignal<String>>,
    /// The other amounts of the form: while they are empty, an amount that says its currency says the form's.
    #[prop(optional)]
    beside: Vec<RwSignal<String>>,
    #[prop(optional)] hint: &'static str,
    /// A hint that comes and goes.
    #[prop(into, optional)]
    says: MaybeProp<String>,
    /// Classes for the place in the grid.
    #[prop(optional)]
    class: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] inputmode: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] placeholder: &'static str,
    /// Suggestions; the field stays open for anything else.
    #[prop(into, optional)]
    suggestions: MaybeProp<Vec<String>>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(optional)] focus: bool,
) -> impl IntoView {
    let inputmode = if inputmode.is_empty() { reads.inputmode() } else { inputmode };
    let id = id_of(name);
    let list = format!("{id}-list");
    let said = format!("{id}-said");
    let input = NodeRef::<leptos::html::Input>::new();
    let rendered = value.get_untracked();
    tie(input, rendered.clone(), move || value.get(), move |typed| value.set(typed));
    if focus {
        take_focus(input);
    }
    let asking = Asking::new(reads, value, currency, wrong);
    let says = Signal::derive(move || asking.own.get().map(|own| format!("In {own}.")).or_else(|| says.get()));
    let left = move |_| asking.left(&beside);
    let typed = move |event| asking.typed(event_target_value(&event));
    // The question says it already.
    let reason = Signal::derive(move || asking.wrong().filter(|_| asking.meanings.with(Vec::is_empty)));
    let is_wrong = move || asking.wrong().is_some() || asking.meanings.with(|meanings| !meanings.is_empty());
    view! {
        <div class=format!("field {class}")>
            <label for=id.clone()>{move || label.get()}</label>
            <input
                class="input"
                id=id
                name=name
                type=kind
                dir=(kind == "text" && reads == Reads::Text).then_some("auto")
                inputmode=(!inputmode.is_empty()).then_some(inputmode)
                autocomplete=autocomplete
                placeholder=(!placeholder.is_empty()).then_some(placeholder)
                list=suggestions.get_untracked().is_some().then(|| list.clone())
                aria-invalid=move || is_wrong().then_some("true")
                aria-describedby=said.clone()
                disabled=move || disabled.get()
                node_ref=input
                value=rendered
                on:input=typed
                on:change=left
            />
            {suggestions.get_untracked().is_some().then(|| datalist(list, suggestions))}
            <Said id=said wrong=reason hint says>
                <Meant meanings=asking.meanings value changed=asking.changed />
            </Said>
        </div>
    }
}

/// Puts the cursor into the field, once it is there.
fn take_focus(input: NodeRef<leptos::html::Input>) {
    Effect::new(move |_| {
        // Not away from another field: on a page of the server's a person may be writing already.
        if let Some(input) = input.get()
            && !is_field(document().active_element())
        {
            // A field that is gone again needs no focus.
            let _ = input.focus();
        }
    });
}

fn datalist(id: String, suggestions: MaybeProp<Vec<String>>) -> impl IntoView {
    view! {
        <datalist id=id>
            {move || {
                suggestions
                    .get()
                    .unwrap_or_default()
                    .into_iter()
                    .map(|text| view! { <option value=text></option> })
                    .collect_view()
            }}
        </datalist>
    }
}

/// What a text may mean, to choose from.
#[component]
fn Meant(meanings: Memo<Vec<(String, String)>>, value: RwSignal<String>, changed: RwSignal<bool>) -> impl IntoView {
    move || {
        let all = meanings.get();
        (!all.is_empty()).then(|| {
            let choice = |(text, words): (String, String)| {
                let choose = move |_| {
                    changed.set(true);
                    value.set(text.clone());
                };
                view! { <button type="button" class="button" translate="no" on:click=choose>{words}</button> }
            };
            view! {
                <span class="meant" role="alert" data-testid="meant">
                    <span>"Did you mean"</span>
                    {all.into_iter().map(choice).collect_view()}
                </span>
            }
        })
    }
}

/// Several lines of text.
#[component]
pub fn Area(
    name: &'static str,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into, optional)] wrong: MaybeProp<String>,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let id = id_of(name);
    let said = format!("{id}-said");
    let area = NodeRef::<leptos::html::Textarea>::new();
    // Rendered empty: the text is written by the script.
    tie(area, String::new(), move || value.get(), move |typed| value.set(typed));
    view! {
        <div class=format!("field {class}")>
            <label for=id.clone()>{label}</label>
            <textarea
                class="input"
                dir="auto"
                id=id
                name=name
                aria-invalid=move || wrong.get().is_some().then_some("true")
                aria-describedby=said.clone()
                node_ref=area
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            <Said id=said wrong hint />
        </div>
    }
}

/// One of a closed list: `(value, words)`.
#[component]
pub fn Choice(
    name: &'static str,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    options: Vec<(String, String)>,
    #[prop(into, optional)] wrong: MaybeProp<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let id = id_of(name);
    let said = format!("{id}-said");
    let select = NodeRef::<leptos::html::Select>::new();
    let rendered = value.get_untracked();
    let options = options
        .into_iter()
        .map(|(option, words)| {
            let chosen = option == rendered;
            view! { <option value=option selected=chosen>{words}</option> }
        })
        .collect_view();
    tie(select, rendered, move || value.get(), move |typed| value.set(typed));
    view! {
        <div class=format!("field {class}")>
            <label for=id.clone()>{label}</label>
            <select
                class="input"
                id=id
                name=name
                aria-describedby=said.clone()
                node_ref=select
                on:change=move |event| value.set(event_target_value(&event))
            >
                {options}
            </select>
            <Said id=said wrong hint="" />
        </div>
    }
}

/// Keeps what stands in a control the same as what `get` gives. What a person, or a password manager, wrote into a
/// control of the server's document before this part of the page ran is taken over with `set`: writing the property at
/// once, as `prop:value` does, would wipe it away. `rendered` is what the server put there.
pub(crate) fn tie<E>(
    control: NodeRef<E>,
    rendered: String,
    get: impl Fn() -> String + 'static,
    set: impl Fn(String) + 'static,
) where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    // A control that is drawn here was touched by nobody, and may show a text otherwise than it was written.
    let hydrating = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    Effect::new(move |tied: Option<bool>| {
        let wanted = get();
        let Some(control) = control.get() else { return false };
        let control = valued(control);
        let here = control.value();
        if hydrating && tied != Some(true) && here != rendered {
            set(here);
        } else if here != wanted {
            control.set_value(&wanted);
        }
        true
    });
}

/// Is this something one writes into?
pub(crate) fn is_field(element: Option<Element>) -> bool {
    element.is_some_and(|element| match element.tag_name().as_str() {
        "INPUT" => element.get_attribute("type").as_deref() != Some("checkbox"),
        "TEXTAREA" | "SELECT" => true,
        _ => false,
    })
}

/// What stands in the control of this name now. Some password managers fill in without an event.
pub fn standing_in(name: &str) -> String {
    document().get_element_by_id(name).map(|control| valued(control).value()).unwrap_or_default()
}

/// Inputs, selects and text areas all have a `value`, and the binding only names the property.
fn valued(control: impl JsCast) -> HtmlInputElement {
    control.unchecked_into()
}

#[component]
fn Said(
    id: String,
    #[prop(into)] wrong: MaybeProp<String>,
    hint: &'static str,
    #[prop(into, optional)] says: MaybeProp<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div id=id>
            {children.map(|children| children())}
            {move || match wrong.get() {
                Some(why) => Some(view! { <span class="wrong">{why}</span> }.into_any()),
                None => {
                    let hint = says.get().unwrap_or_else(|| hint.to_owned());
                    (!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> }.into_any())
                }
            }}
        </div>
    }
}
