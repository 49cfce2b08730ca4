//! The sheet over the page: at the lower edge of a phone, in the middle of a laptop's screen. Its content is drawn when it
//! opens, and forgotten when it closes.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::condition::ConditionSheet;
use super::duplicate::DuplicateSheet;
use super::moving::MoveSheet;
use super::sell::SellSheet;
use super::tags::TagSheet;
use super::{Act, Doing};

/// Draws what a sheet holds. Its code comes in a part of the app; which one, and what stands there until it is here, `parts`
/// knows, and provides this in the context of every page.
#[derive(Clone, Copy)]
pub struct SheetContent(fn(Doing, Act) -> AnyView);

impl SheetContent {
    pub fn provide(draw: fn(Doing, Act) -> AnyView) {
        provide_context(Self(draw));
    }

    fn draw(self, doing: Doing, act: Act) -> AnyView {
        (self.0)(doing, act)
    }
}

#[component]
pub fn Sheets(doing: RwSignal<Option<Doing>>) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let content = expect_context::<SheetContent>();
    // The same again is not opened again.
    let open = Memo::new(move |_| doing.get());
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get().is_some(), dialog.open()) {
            // It is in the document: nothing else can be wrong.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let name = move || match open.get() {
        Some(Doing::Move) => "Move the selected cards",
        Some(Doing::Tag) => "Tags of the selected cards",
        Some(Doing::Condition) => "Condition of the selected cards",
        Some(Doing::Sell) => "Mark the selected cards as sold",
        Some(Doing::Duplicate) => "Duplicate the selected cards",
        None => "Selected cards",
    };
    let drawn = move || {
        let act = untrack(|| Act::new(doing));
        open.get().map(|doing| content.draw(doing, act))
    };
    view! {
        <dialog
            class="sheet"
            class:wide=move || open.get() == Some(Doing::Sell)
            aria-label=name
            data-testid="sheet"
            node_ref=dialog
            on:close=move |_| doing.set(None)
        >
            {drawn}
        </dialog>
    }
}

/// What a sheet holds; its code comes with a part of the app.
pub(crate) fn sheet(doing: Doing, act: Act) -> AnyView {
    match doing {
        Doing::Move => view! { <MoveSheet act /> }.into_any(),
        Doing::Tag => view! { <TagSheet act /> }.into_any(),
        Doing::Condition => view! { <ConditionSheet act /> }.into_any(),
        Doing::Sell => view! { <SellSheet act /> }.into_any(),
        Doing::Duplicate => view! { <DuplicateSheet act /> }.into_any(),
    }
}
