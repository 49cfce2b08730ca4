//! What tells two notes apart, word by word: underlined what stands, struck through what lost. Never by colour alone.

use leptos::prelude::*;

use vitrine_presenter::conflict::DiffSpan;

#[component]
pub fn Difference(
    /// Of the value that lost and the one that stands.
    spans: Vec<DiffSpan>,
) -> impl IntoView {
    let span = |span: DiffSpan| match span {
        DiffSpan::Same(text) => view! { <span>{text}</span> }.into_any(),
        DiffSpan::First(text) => view! { <del>{text}</del> }.into_any(),
        DiffSpan::Second(text) => view! { <ins>{text}</ins> }.into_any(),
    };
    view! {
        <div class="difference" data-testid="difference">
            <p class="text">{spans.into_iter().map(span).collect_view()}</p>
            <p class="muted small"><ins>"Underlined"</ins>" stands now, "<del>"struck through"</del>" is in the other only."</p>
        </div>
    }
}
