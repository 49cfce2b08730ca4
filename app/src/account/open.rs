//! Does this server take new accounts? Its documents say when not, in a `<meta>` that outlives every step inside the page;
//! the document that the service worker keeps says nothing, and then the server answers whoever tries.

use leptos::prelude::*;

/// In the context of a rendered document: new accounts are not taken.
#[derive(Debug, Clone, Copy)]
pub struct SignUpClosed;

/// Of the `<meta>` element.
const NAME: &str = "vitrine-sign-up";

/// New accounts are not taken, as far as this document knows.
pub fn is_sign_up_closed() -> bool {
    #[cfg(feature = "ssr")]
    let closed = use_context::<SignUpClosed>().is_some();
    #[cfg(not(feature = "ssr"))]
    let closed = document().query_selector(&format!("meta[name={NAME:?}]")).ok().flatten().is_some();
    closed
}

/// What the document says of it.
#[component]
pub fn SignUpMeta() -> impl IntoView {
    use_context::<SignUpClosed>().map(|_| view! { <meta name=NAME content="closed" /> })
}
