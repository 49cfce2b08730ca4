//! Signing up and signing in: the two things that need the network, because only the server knows who is who.

use leptos::prelude::*;

use crate::account::is_sign_up_closed;
use crate::api::{self, ApiError, Me, PASSWORD_MIN};
use crate::kit::{Field, Title, standing_in};
use crate::session::use_session;

#[component]
pub fn SignInPage() -> impl IntoView {
    view! {
        <Title text="Sign in \u{b7} Vitrine" />
        <Door new=false />
    }
}

#[component]
pub fn SignUpPage() -> impl IntoView {
    view! {
        <Title text="Create an account \u{b7} Vitrine" />
        {if is_sign_up_closed() { view! { <Closed /> }.into_any() } else { view! { <Door new=true /> }.into_any() }}
    }
}

/// What stands in the place of the form where new accounts are not taken.
#[component]
fn Closed() -> impl IntoView {
    view! {
        <section class="door">
            <h1>"Create an account"</h1>
            <div class="form panel" data-testid="sign-up-closed">
                <p>{api::SIGN_UP_CLOSED}</p>
                <p class="muted small">"You have an account? " <a href="/sign-in">"Sign in"</a></p>
            </div>
        </section>
    }
}

#[component]
fn Door(new: bool) -> impl IntoView {
    let session = use_session();
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    // Until the browser part runs nobody would take what is sent, and a disabled button also stops the Enter key.
    let (ready, set_ready) = signal(false);
    Effect::new(move |_| set_ready.set(true));

    let knock = Action::new_local(move |(name, password): &(String, String)| {
        let (name, password) = (name.clone(), password.clone());
        async move {
            let answer: Result<Me, ApiError> =
                if new { api::sign_up(name, password).await } else { api::sign_in(name, password).await };
            match answer {
                Ok(me) => {
                    session.begin(me);
                    // A whole new page: it comes with the person's first rows.
                    let _ = window().location().set_href("/");
                }
                Err(error) => wrong.set(Some(api::api_error(&error))),
            }
        }
    });
    let busy = move || knock.pending().get();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wrong.set(None);
        name.set(standing_in("name"));
        password.set(standing_in("password"));
        if new && password.with(|password| password.chars().count() < PASSWORD_MIN) {
            wrong.set(Some(api::api_error(&api::AccountError::WeakPassword { min: PASSWORD_MIN }.into())));
            return;
        }
        knock.dispatch_local((name.get().trim().to_owned(), password.get()));
    };
    let (title, button) = if new { ("Create an account", "Create account") } else { ("Sign in", "Sign in") };

    view! {
        <section class="door">
            <h1>{title}</h1>
            <form class="form panel" method="post" on:submit=submit>
                <Field name="name" label="Name" value=name autocomplete="username" focus=true />
                <Field
                    name="password"
                    label="Password"
                    kind="password"
                    value=password
                    autocomplete=if new { "new-password" } else { "current-password" }
                    hint=if new { "At least 10 characters." } else { "" }
                />
                {move || wrong.get().map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
                <button class="button primary" disabled=move || !ready.get() || busy()>
                    {move || if busy() { "One moment\u{2026}" } else { button }}
                </button>
                <p class="muted small">
                    {if new {
                        view! { "You have an account? " <a href="/sign-in">"Sign in"</a> }.into_any()
                    } else if is_sign_up_closed() {
                        api::SIGN_UP_CLOSED.into_any()
                    } else {
                        view! { "New here? " <a href="/sign-up">"Create an account"</a> }.into_any()
                    }}
                </p>
            </form>
        </section>
    }
}
