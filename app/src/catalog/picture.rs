//! The picture of a card, over a drawn back that stays where there is no picture, no network, or none yet.

use leptos::prelude::*;

use crate::catalog::Missing;

#[component]
pub fn Picture(
    /// The game's letter, for the drawn back.
    initial: String,
    /// Where the picture is; none: the catalogue knows of none.
    path: Option<String>,
) -> impl IntoView {
    let missing = expect_context::<Missing>();
    let drawn = path.filter(|path| !missing.has(path)).map(|path| {
        let gone = RwSignal::new(false);
        let asked = path.clone();
        let fail = move |_| {
            missing.note(&asked);
            gone.set(true);
        };
        view! {
            <Show when=move || !gone.get()>
                <img
                    src=path.clone()
                    alt=""
                    width="245"
                    height="342"
                    loading="lazy"
                    decoding="async"
                    on:error=fail.clone()
                />
            </Show>
        }
    });
    view! { <span class="picture" data-initial=initial aria-hidden="true">{drawn}</span> }
}
