//! What Vitrine is, for somebody who is not signed in.

use leptos::prelude::*;

use crate::kit::{Showcase, Title};

#[component]
pub fn Welcome() -> impl IntoView {
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
                    <a class="button primary" href="/sign-up">"Create an account"</a>
                    <a class="button" href="/sign-in">"Sign in"</a>
                </div>
            </div>
            <Showcase />
        </section>
    }
}
