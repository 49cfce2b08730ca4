//! An address that leads nowhere.

use leptos::prelude::*;

use crate::kit::Title;

#[component]
pub fn NotFoundPage() -> impl IntoView {
    // The browser is told the truth too, not only the person.
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found \u{b7} Vitrine" />
        <div class="empty">
            <h1>"There is nothing here"</h1>
            <p>"The address may be mistyped, or the page may have moved."</p>
            <a class="button primary" href="/">"To the collection"</a>
        </div>
    }
}
