//! How every sheet ends.

use leptos::prelude::*;

use super::Act;

/// The end of every sheet: why it was refused, the button that does it, and the one that does not.
#[component]
pub fn SheetEnd(act: Act, label: &'static str, #[prop(into, optional)] disabled: Signal<bool>) -> impl IntoView {
    view! {
        {move || act.wrong.get().map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
        <div class="actions">
            <button class="button primary" disabled=move || disabled.get()>{label}</button>
            <button type="button" class="button plain" on:click=move |_| act.doing.set(None)>"Cancel"</button>
        </div>
    }
}
