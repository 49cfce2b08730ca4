//! The choice of the days that a chart shows.

use leptos::prelude::*;
use vitrine_ledger::Date;

use crate::kit::chart::Span;

#[component]
pub fn Spans(
    span: RwSignal<Span>,
    /// The days that are shown now, for whoever wants to change one of them.
    #[prop(into)]
    shown: Signal<Option<(Date, Date)>>,
) -> impl IntoView {
    let custom = move || matches!(span.get(), Span::Custom(..));
    let button = move |choice: Span| {
        let (short, long) = choice.label();
        view! {
            <button
                type="button"
                title=long
                aria-pressed=move || if span.get() == choice { "true" } else { "false" }
                on:click=move |_| span.set(choice)
            >
                {short}
            </button>
        }
    };
    let dates = move |_| {
        if let (false, Some((from, until))) = (untrack(custom), shown.get_untracked()) {
            span.set(Span::Custom(from, until));
        }
    };
    let field = move |label: &'static str, from: bool| {
        let here = move || match span.get() {
            Span::Custom(one, _) if from => one.to_string(),
            Span::Custom(_, other) => other.to_string(),
            _ => String::new(),
        };
        let change = move |event| {
            if let (Ok(day), Span::Custom(one, other)) = (event_target_value(&event).parse(), span.get_untracked()) {
                span.set(if from { Span::Custom(day, other) } else { Span::Custom(one, day) });
            }
        };
        view! { <input class="input" type="date" aria-label=label prop:value=here on:change=change /> }
    };
    view! {
        <div class="spans" role="group" aria-label="Days shown">
            {Span::FIXED.map(button).into_iter().collect_view()}
            <button
                type="button"
                title="Between two dates"
                aria-pressed=move || if custom() { "true" } else { "false" }
                on:click=dates
            >
                "Dates"
            </button>
            <Show when=custom>
                <span class="dates">{field("From", true)} {field("Until", false)}</span>
            </Show>
        </div>
    }
}
