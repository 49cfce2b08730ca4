//! What tells two notes apart, word by word: underlined what stands, struck through what lost. Never by colour alone.

use leptos::prelude::*;

use vitrine_presenter::conflict::Part;

#[component]
pub fn Difference(
    /// Of the value that lost and the one that stands.
    parts: Vec<Part>,
) -> impl IntoView {
    let part = |part: Part| match part {
        Part::Same(text) => view! { <span>{text}</span> }.into_any(),
        Part::First(text) => view! { <del>{text}</del> }.into_any(),
        Part::Second(text) => view! { <ins>{text}</ins> }.into_any(),
    };
    view! {
        <div class="difference" data-testid="difference">
            <p class="text">{parts.into_iter().map(part).collect_view()}</p>
            <p class="muted small"><ins>"Underlined"</ins>" stands now, "<del>"struck through"</del>" is in the other only."</p>
        </div>
    }
}
