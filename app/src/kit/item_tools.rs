//! The pen and the bin at the end of a line of a list.

use leptos::prelude::*;

use super::icon::{Icon, Sign};

#[component]
pub fn ItemTools(
    /// What the line is of.
    #[prop(into)]
    name: Signal<String>,
    editing: RwSignal<bool>,
    delete: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=move || format!("Edit {}", name.get())
            aria-expanded=move || if editing.get() { "true" } else { "false" }
            on:click=move |_| editing.update(|editing| *editing = !*editing)
        >
            <Icon sign=Sign::Pen />
        </button>
        <button
            type="button"
            class="icon-button danger"
            aria-label=move || format!("Delete {}", name.get())
            on:click=move |_| delete.run(())
        >
            <Icon sign=Sign::Bin />
        </button>
    }
}
