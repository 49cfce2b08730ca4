//! The password is changed here: the old one and the new one, and every other device is signed out.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, AccountError, ApiError, PASSWORD_MIN};
use crate::kit::{Field, use_toasts};
use vitrine_presenter::words;

#[component]
pub fn PasswordPanel() -> impl IntoView {
    let toasts = use_toasts();
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let change = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wrong.set(None);
        busy.set(true);
        spawn_local(async move {
            let answer = api::change_password(old.get_untracked(), new.get_untracked()).await;
            busy.set(false);
            match answer {
                Ok(others) => {
                    old.set(String::new());
                    new.set(String::new());
                    toasts.say(said(others));
                }
                Err(error) => wrong.set(Some(why(&error))),
            }
        });
    };
    view! {
        <section class="panel stack" data-testid="password">
            <h2>"Password"</h2>
            <form class="stack small-gap" on:submit=change>
                <Field name="old-password" label="Old password" kind="password" value=old autocomplete="current-password" />
                <Field
                    name="new-password"
                    label="New password"
                    kind="password"
                    value=new
                    autocomplete="new-password"
                    hint="At least 10 characters. Your other devices are signed out; what they have not sent stays on them."
                />
                {move || wrong.get().map(|why| view! { <p class="note bad" role="alert">{why}</p> })}
                <div class="actions">
                    <button class="button" disabled=move || busy.get() || old.with(String::is_empty) || new.with(String::is_empty)>
                        "Change the password"
                    </button>
                </div>
            </form>
        </section>
    }
}

fn said(others: u64) -> String {
    match others {
        0 => String::from("The password is changed."),
        others => {
            let devices = words::plural(others as i64, "other device is", "other devices are");
            format!("The password is changed. {devices} signed out.")
        }
    }
}

fn why(error: &ApiError) -> String {
    match error {
        ApiError::Account(AccountError::WrongPassword) => String::from("The old password is not right."),
        ApiError::Account(AccountError::WeakPassword { .. }) => {
            format!("The new password needs at least {PASSWORD_MIN} characters.")
        }
        error => api::api_error(error),
    }
}
