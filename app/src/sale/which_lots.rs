//! Which copies a sale is of, where an entry has copies of several lots and somebody wants to say it. Without a choice they
//! are the oldest.

use leptos::prelude::*;
use uuid::Uuid;

use crate::collection::LotLine;
use vitrine_presenter::words;

/// How many of each lot, in a signal of its own.
#[derive(Clone)]
pub struct LotChoice(Vec<(LotLine, RwSignal<String>)>);

impl LotChoice {
    /// `chosen`: what stood in the form before.
    pub fn new(lots: &[LotLine], chosen: &[(Uuid, String)]) -> Self {
        let said = |lot: &LotLine| chosen.iter().find(|(id, _)| *id == lot.id).map(|(_, copies)| copies.clone());
        let some = lots.iter().filter(|lot| lot.left > 0 || said(lot).is_some());
        Self(some.map(|lot| (*lot, RwSignal::new(said(lot).unwrap_or_default()))).collect())
    }

    /// Each by its lot, for the draft.
    pub fn signals(&self) -> impl Iterator<Item = (String, RwSignal<String>)> + '_ {
        self.0.iter().map(|(lot, copies)| (format!("lot {}", lot.id), *copies))
    }

    pub fn values(&self) -> Vec<(Uuid, String)> {
        self.0.iter().map(|(lot, copies)| (lot.id, copies.get())).collect()
    }
}

#[component]
pub fn WhichLots(choice: LotChoice, #[prop(into)] wrong: MaybeProp<String>) -> impl IntoView {
    // With one lot there is nothing to choose.
    (choice.0.len() > 1).then(|| {
        let fields = choice.0.into_iter().map(|(lot, copies)| {
            let id = format!("lot-{}", lot.id);
            view! {
                <li>
                    <label class="grow" for=id.clone()>{words::lot(&lot)}</label>
                    <input
                        class="input copies"
                        id=id
                        inputmode="numeric"
                        autocomplete="off"
                        placeholder="0"
                        prop:value=move || copies.get()
                        on:input=move |event| copies.set(event_target_value(&event))
                    />
                </li>
            }
        });
        view! {
            <fieldset class="which-lots">
                <legend>"Which copies"</legend>
                <p class="hint">"The oldest, unless you say how many of which."</p>
                <ul class="lots">{fields.collect_view()}</ul>
                {move || wrong.get().map(|why| view! { <p class="wrong" role="alert">{why}</p> })}
            </fieldset>
        }
    })
}
