//! Short messages at the lower edge, with at most one thing to do. Read out politely; gone after a while.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::kit::{Icon, Sign};

/// How long a message is shown: long enough to read it twice and reach for the button.
const SHOWN: Duration = Duration::from_secs(9);
/// More than this would hide the list.
const AT_ONCE: usize = 2;

/// What the button does. Not a `Callback`: that would live in the arena of the component that showed the message, which
/// is often gone before the message is.
type Act = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    id: u64,
    text: String,
    act: Option<(&'static str, Answer)>,
}

#[derive(Clone)]
enum Answer {
    Do(Act),
    /// A page to look at.
    Go(String),
}

/// The messages, in the context of every page.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

/// The messages of this page.
pub fn use_toasts() -> Toasts {
    expect_context::<Toasts>()
}

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    /// Shows a message.
    pub fn say(&self, text: impl Into<String>) {
        self.show(text.into(), None);
    }

    /// Shows a message with a button.
    pub fn offer(&self, text: impl Into<String>, label: &'static str, act: impl Fn() + Send + Sync + 'static) {
        self.show(text.into(), Some((label, Answer::Do(Arc::new(act)))));
    }

    /// Shows a message with a link.
    pub fn link(&self, text: impl Into<String>, label: &'static str, path: String) {
        self.show(text.into(), Some((label, Answer::Go(path))));
    }

    fn show(&self, text: String, act: Option<(&'static str, Answer)>) {
        let id = self.next.get_value() + 1;
        self.next.set_value(id);
        self.list.update(|list| {
            list.push(Toast { id, text, act });
            let surplus = list.len().saturating_sub(AT_ONCE);
            list.drain(..surplus);
        });
        let toasts = *self;
        set_timeout(move || toasts.close(id), SHOWN);
    }

    fn close(&self, id: u64) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }
}

#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <div class="toast">
                    <span class="text">{toast.text}</span>
                    {toast.act.map(|(label, answer)| match answer {
                        Answer::Do(act) => {
                            let click = move |_| {
                                toasts.close(toast.id);
                                act();
                            };
                            view! { <button type="button" class="act" on:click=click>{label}</button> }.into_any()
                        }
                        Answer::Go(path) => {
                            view! { <a class="act" href=path on:click=move |_| toasts.close(toast.id)>{label}</a> }.into_any()
                        }
                    })}
                    <button type="button" aria-label="Close" on:click=move |_| toasts.close(toast.id)>
                        <Icon sign=Sign::Close />
                    </button>
                </div>
            </For>
        </div>
    }
}
