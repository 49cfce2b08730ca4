//! The devices that are signed in to the account: each with a name, and a way to sign it out from here.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;
use vitrine_sync::client::SyncState;

use crate::api::{self, ApiError, DEVICE_NAME_MAX, SignedIn, SignedInDevice};
use crate::engine::{Phase, use_engine};
use crate::kit::{Toasts, use_toasts};
use vitrine_presenter::words;

/// How far the asking is.
#[derive(Debug, Clone, PartialEq)]
enum Known {
    Asking,
    Told(SignedIn),
    Offline,
    Failed(String),
}

/// Can the server be asked?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Likely,
    Offline,
    SignedOut,
}

/// What a person is asked about before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    Rename(Uuid),
    SignOut(Uuid),
    SignOutOthers,
}

/// The state that the list of devices shares with its rows.
#[derive(Clone, Copy)]
struct Board {
    known: RwSignal<Known>,
    asked: RwSignal<Asked>,
    /// Counts how often the list is to be asked for again.
    again: RwSignal<u32>,
    toasts: Toasts,
}

#[component]
pub fn Devices() -> impl IntoView {
    let engine = use_engine();
    let board = Board {
        known: RwSignal::new(Known::Asking),
        asked: RwSignal::new(Asked::Nothing),
        again: RwSignal::new(0),
        toasts: use_toasts(),
    };
    // Only what makes a difference here: the status moves with every step of the engine.
    let reach = Memo::new(move |_| {
        engine.status().with(|status| match status.state {
            SyncState::SignIn => Reach::SignedOut,
            SyncState::Offline { .. } | SyncState::Stale { .. } => Reach::Offline,
            _ => Reach::Likely,
        })
    });
    Effect::new(move |_| {
        board.again.track();
        match (engine.phase().get(), reach.get()) {
            (Phase::Waiting | Phase::Opening, _) => {}
            (Phase::Nobody, _) => board.known.set(Known::Failed(String::from("Nobody is signed in on this device."))),
            (_, Reach::SignedOut) => board.known.set(Known::Failed(String::from("Sign in to see the list."))),
            (_, Reach::Offline) => board.known.set(Known::Offline),
            (_, Reach::Likely) => board.load(),
        }
    });
    let said = move || match board.known.get() {
        Known::Asking => Some(String::from("Asking the server\u{2026}")),
        Known::Offline => Some(String::from("The list is on the server. It is shown when you are online again.")),
        Known::Failed(why) => Some(why),
        Known::Told(_) => None,
    };
    let devices = move || match board.known.get() {
        Known::Told(SignedIn { devices, time_ms }) => devices.into_iter().map(|device| (device, time_ms)).collect(),
        Known::Asking | Known::Offline | Known::Failed(_) => Vec::new(),
    };
    let others = move || devices().iter().filter(|(device, _)| !device.here).count();
    view! {
        <section class="panel stack" id="devices" data-testid="devices">
            <h2>"Signed-in devices"</h2>
            {move || said().map(|text| view! { <p class="muted" role="status">{text}</p> })}
            <ul class="devices">
                <For each=devices key=|(device, time_ms)| (device.id, device.name.clone(), *time_ms) let:found>
                    <OneDevice device=found.0 time_ms=found.1 board />
                </For>
            </ul>
            <Show when=move || { others() > 1 && board.asked.get() != Asked::SignOutOthers }>
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| board.asked.set(Asked::SignOutOthers)>
                        "Sign out all others"
                    </button>
                </div>
            </Show>
            <Show when=move || board.asked.get() == Asked::SignOutOthers>
                <Sure
                    text="Sign out every device but this one? What they have not sent stays on them."
                    board
                    done=move || spawn_local(async move {
                        board.settle(api::sign_out_others().await.map(|_| "The other devices are signed out."));
                    })
                />
            </Show>
        </section>
    }
}

impl Board {
    fn load(self) {
        spawn_local(async move {
            let answer = api::signed_in().await;
            let known = match answer {
                Ok(list) => Known::Told(list),
                Err(error) => Known::Failed(api::api_error(&error)),
            };
            // None: the page is gone.
            let _ = self.known.try_set(known);
        });
    }

    /// Says how it went and asks for the list again; a device that was signed out meanwhile is no failure to stop at.
    fn settle(self, answer: Result<&'static str, ApiError>) {
        let text = answer.map_or_else(|error| api::api_error(&error), String::from);
        if self.asked.try_set(Asked::Nothing).is_none() {
            self.again.update(|n| *n = n.wrapping_add(1));
        }
        self.toasts.say(text);
    }
}

#[component]
fn OneDevice(device: SignedInDevice, time_ms: u64, board: Board) -> impl IntoView {
    let SignedInDevice { id, here, .. } = device;
    let (name, since) = (words::signed_in_name(&device), words::signed_in_since(&device, time_ms));
    let label = name.clone();
    let question = format!("Sign out {name}? What it has not sent stays on it.");
    let own = StoredValue::new(device.name);
    view! {
        <li data-testid="device">
            <div class="device">
                <p class="grow">
                    <strong>{name.clone()}</strong>
                    {here.then(|| view! { <span class="chip">"this device"</span> })}
                    <span class="muted small">{since}</span>
                </p>
                <div class="actions">
                    <button
                        type="button"
                        class="button plain"
                        aria-label=format!("Rename {label}")
                        on:click=move |_| board.asked.set(Asked::Rename(id))
                    >
                        "Rename"
                    </button>
                    {(!here).then(|| view! {
                        <button
                            type="button"
                            class="button plain"
                            aria-label=format!("Sign out {label}")
                            on:click=move |_| board.asked.set(Asked::SignOut(id))
                        >
                            "Sign out"
                        </button>
                    })}
                </div>
            </div>
            <Show when=move || board.asked.get() == Asked::Rename(id)>
                <Rename id name=own.get_value() board />
            </Show>
            <Show when=move || board.asked.get() == Asked::SignOut(id)>
                <Sure
                    text=question.clone()
                    board
                    done=move || spawn_local(async move {
                        board.settle(api::sign_out_device(id).await.map(|()| "It is signed out."));
                    })
                />
            </Show>
        </li>
    }
}

#[component]
fn Rename(id: Uuid, name: String, board: Board) -> impl IntoView {
    let typed = RwSignal::new(name);
    let input = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
            input.select();
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = typed.get_untracked();
        spawn_local(async move {
            board.settle(api::name_device(id, name).await.map(|()| "Renamed, in the history too."));
        });
    };
    view! {
        <form class="rename" on:submit=save>
            <label class="field">
                <span class="label">"Name of the device"</span>
                <input
                    node_ref=input
                    class="input"
                    autocomplete="off"
                    maxlength=DEVICE_NAME_MAX
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </label>
            <div class="actions">
                <button class="button primary">"Save"</button>
                <button type="button" class="button" on:click=move |_| board.asked.set(Asked::Nothing)>"Cancel"</button>
            </div>
        </form>
    }
}

/// Asks before a device is signed out.
#[component]
fn Sure(#[prop(into)] text: String, board: Board, done: impl Fn() + 'static) -> impl IntoView {
    view! {
        <div class="note warn" role="alert">
            <p>{text}</p>
            <div class="actions">
                <button type="button" class="button danger" on:click=move |_| done()>"Sign out"</button>
                <button type="button" class="button" on:click=move |_| board.asked.set(Asked::Nothing)>"Cancel"</button>
            </div>
        </div>
    }
}
