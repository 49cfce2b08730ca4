//! What Vitrine is, for somebody who is not signed in.

use leptos::prelude::*;

use crate::account::is_sign_up_closed;
use crate::api;
use crate::kit::{Showcase, Title};

#[component]
pub fn Welcome() -> impl IntoView {
    let closed = is_sign_up_closed();
    view! {
        <Title text="Vitrine" />
        <section class="welcome">
            <div>
                <h1>"A ledger for your card collection"</h1>
                <p>
                    "Vitrine keeps what you own and what you paid for it, lot by lot. "
                    "It works without a network: what you enter is on this device at once, and on your other devices as soon as they can be reached. "
                    "Nothing you saved is lost; where two devices disagree, both values are kept."
                </p>
                <div class="actions">
                    {(!closed)
                        .then(|| view! { <a class="button primary" href="/sign-up">"Create an account"</a> })}
                    <a class="button" class:primary=closed href="/sign-in">"Sign in"</a>
                </div>
                {closed.then(|| view! { <p class="muted">{api::SIGN_UP_CLOSED}</p> })}
            </div>
            <Showcase />
        </section>
    }
}
