//! A labelled field with its hint and the reason it was refused. The label is always visible; the reason is tied to the
//! field, so that a screen reader says it.

use leptos::prelude::*;

/// What a field of a form needs.
#[component]
pub fn Field(
    /// Unique on the page; the `id` of the input.
    name: &'static str,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into, optional)] wrong: MaybeProp<String>,
    #[prop(optional)] hint: &'static str,
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
    let list = format!("{name}-list");
    let said = format!("{name}-said");
    let input = NodeRef::<leptos::html::Input>::new();
    if focus {
        Effect::new(move |_| {
            if let Some(input) = input.get() {
                // A field that is gone again needs no focus.
                let _ = input.focus();
            }
        });
    }
    let is_wrong = move || wrong.get().is_some();
    view! {
        <div class=format!("field {class}")>
            <label for=name>{label}</label>
            <input
                class="input"
                id=name
                name=name
                type=kind
                inputmode=(!inputmode.is_empty()).then_some(inputmode)
                autocomplete=autocomplete
                placeholder=(!placeholder.is_empty()).then_some(placeholder)
                list=suggestions.get_untracked().is_some().then(|| list.clone())
                aria-invalid=move || is_wrong().then_some("true")
                aria-describedby=said.clone()
                disabled=move || disabled.get()
                node_ref=input
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            {suggestions.get_untracked().is_some().then(|| view! {
                <datalist id=list>
                    {move || {
                        suggestions
                            .get()
                            .unwrap_or_default()
                            .into_iter()
                            .map(|text| view! { <option value=text></option> })
                            .collect_view()
                    }}
                </datalist>
            })}
            <Said id=said wrong hint />
        </div>
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
    let said = format!("{name}-said");
    view! {
        <div class=format!("field {class}")>
            <label for=name>{label}</label>
            <textarea
                class="input"
                id=name
                name=name
                aria-invalid=move || wrong.get().is_some().then_some("true")
                aria-describedby=said.clone()
                prop:value=move || value.get()
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
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into, optional)] wrong: MaybeProp<String>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let said = format!("{name}-said");
    view! {
        <div class=format!("field {class}")>
            <label for=name>{label}</label>
            <select
                class="input"
                id=name
                name=name
                aria-describedby=said.clone()
                on:change=move |event| value.set(event_target_value(&event))
            >
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|(option, words)| {
                            let here = option.clone();
                            view! { <option value=option prop:selected=move || value.get() == here>{words}</option> }
                        })
                        .collect_view()
                }}
            </select>
            <Said id=said wrong hint="" />
        </div>
    }
}

#[component]
fn Said(id: String, wrong: MaybeProp<String>, hint: &'static str) -> impl IntoView {
    view! {
        <div id=id>
            {move || match wrong.get() {
                Some(why) => Some(view! { <span class="wrong">{why}</span> }.into_any()),
                None if !hint.is_empty() => Some(view! { <span class="hint">{hint}</span> }.into_any()),
                None => None,
            }}
        </div>
    }
}
