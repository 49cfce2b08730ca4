//! One less, how many, one more.

use leptos::prelude::*;

use crate::kit::{Icon, Sign};
use vitrine_presenter::words;

#[component]
pub fn Stepper(
    #[prop(into)] quantity: Signal<i64>,
    /// Whose copies, for the labels.
    #[prop(into)]
    name: Signal<String>,
    #[prop(into)] step: Callback<i64>,
    #[prop(into, optional)] disabled: Signal<bool>,
    /// Whether the Tab key passes over the buttons, where the row has keys of its own for them.
    #[prop(optional)]
    skipped: bool,
) -> impl IntoView {
    let tabindex = skipped.then_some("-1");
    view! {
        <span class="stepper">
            <button
                type="button"
                class="icon-button"
                tabindex=tabindex
                aria-label=move || format!("One less of {}", name.get())
                disabled=move || disabled.get() || quantity.get() <= 0
                on:click=move |_| step.run(-1)
            >
                <Icon sign=Sign::Minus />
            </button>
            <span class="count" translate="no" data-testid="quantity">{move || words::count(quantity.get())}</span>
            <button
                type="button"
                class="icon-button"
                tabindex=tabindex
                aria-label=move || format!("One more of {}", name.get())
                disabled=move || disabled.get()
                on:click=move |_| step.run(1)
            >
                <Icon sign=Sign::Plus />
            </button>
        </span>
    }
}
