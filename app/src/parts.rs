//! Pages whose code comes in a file of its own, so that the first screen does not wait for what it does not show.
//!
//! With the feature `split` (`cargo xtask serve` builds with it) the functions here are where the WebAssembly is cut; without
//! it, and on the server, everything is in one piece and each part is there at once. The browser loads the part of the
//! page it begins with before it takes the document over, and the others as soon as it has nothing else to do; the
//! service worker keeps them all. So a person meets a missing part only where a first visit loses its network.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::bulk::{self, Act, Doing};
use crate::pages::{
    AddPage, AttentionPage, CardPage, HistoryPage, ImportPage, OverviewPage, PortfoliosPage, SetPage, SetsPage,
    SettingsPage, SyncPage, TrashPage, WhyPage, WishesPage,
};

/// A page, or a sheet over one, that is not in the main file.
#[derive(Clone, Copy)]
#[allow(clippy::large_enum_variant, reason = "a page is opened now and then, and kept nowhere")]
pub(crate) enum Page {
    Add,
    Attention,
    Card,
    History,
    Import,
    Overview,
    Portfolios,
    Set,
    Sets,
    Settings,
    /// What is done with all cards that are picked.
    Sheet(Doing, Act),
    Sync,
    Trash,
    Why,
    Wishes,
}

/// Pages whose code comes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A card, how cards come in, and what is done with many.
    Cards,
    /// What the collection is worth, and the sets.
    Value,
    /// Settings, sync and what happened.
    House,
}

/// The file of a part did not come.
#[derive(Debug, Clone, Copy)]
struct Missing;

#[cfg(feature = "split")]
mod cut {
    //! What the splitting macro writes declares foreign functions.
    #![allow(unsafe_code, reason = "the loader's functions are linked in by the splitter")]

    use leptos::prelude::*;
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    use super::{Missing, Page, card_page, house_page, value_page};

    impl From<SplitLoaderError> for Missing {
        fn from(_: SplitLoaderError) -> Self {
            Self
        }
    }

    #[wasm_split(cards, wasm_split_path = ::leptos::wasm_split, preload(load_cards), fallible)]
    pub(super) fn cards(page: Page) -> Result<AnyView, Missing> {
        Ok(card_page(page))
    }

    #[wasm_split(value, wasm_split_path = ::leptos::wasm_split, preload(load_value), fallible)]
    pub(super) fn value(page: Page) -> Result<AnyView, Missing> {
        Ok(value_page(page))
    }

    #[wasm_split(house, wasm_split_path = ::leptos::wasm_split, preload(load_house), fallible)]
    pub(super) fn house(page: Page) -> Result<AnyView, Missing> {
        Ok(house_page(page))
    }
}

impl Part {
    /// All of them, in the order in which they are likely wanted.
    pub const ALL: [Self; 3] = [Self::Cards, Self::Value, Self::House];

    /// The part that the page at this path is in; none where it is in the main file.
    pub fn at(path: &str) -> Option<Self> {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        match first {
            "add" | "card" | "import" => Some(Self::Cards),
            "overview" | "why" | "sets" | "wishes" => Some(Self::Value),
            "attention" | "history" | "trash" | "sync" | "portfolios" | "settings" => Some(Self::House),
            _ => None,
        }
    }

    /// Fetches it; true once it is there. A failure is not remembered: it can be tried again.
    pub async fn load(self) -> bool {
        #[cfg(feature = "split")]
        let loaded = match self {
            Self::Cards => cut::load_cards().await,
            Self::Value => cut::load_value().await,
            Self::House => cut::load_house().await,
        }
        .is_ok();
        #[cfg(not(feature = "split"))]
        let loaded = true;
        loaded
    }
}

impl Page {
    fn part(self) -> Part {
        match self {
            Self::Add | Self::Card | Self::Import | Self::Sheet(..) => Part::Cards,
            Self::Overview | Self::Set | Self::Sets | Self::Why | Self::Wishes => Part::Value,
            Self::Attention | Self::History | Self::Portfolios | Self::Settings | Self::Sync | Self::Trash => {
                Part::House
            }
        }
    }

    async fn view(self) -> Result<AnyView, Missing> {
        #[cfg(feature = "split")]
        return match self.part() {
            Part::Cards => cut::cards(self).await,
            Part::Value => cut::value(self).await,
            Part::House => cut::house(self).await,
        };
        #[cfg(not(feature = "split"))]
        Ok(match self.part() {
            Part::Cards => card_page(self),
            Part::Value => value_page(self),
            Part::House => house_page(self),
        })
    }

    /// The page, where its part is there.
    fn at_once(self) -> Option<AnyView> {
        match pin!(self.view()).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(view)) => Some(view),
            Poll::Ready(Err(Missing)) | Poll::Pending => None,
        }
    }

    /// The page, or, until its part is there, that it is on its way.
    pub(crate) fn show(self) -> AnyView {
        self.at_once().unwrap_or_else(|| view! { <OnItsWay page=self /> }.into_any())
    }
}

#[component]
fn OnItsWay(page: Page) -> impl IntoView {
    // None: on its way.
    let came = RwSignal::new(None::<bool>);
    let fetch = move || {
        came.set(None);
        spawn_local(async move {
            let loaded = page.part().load().await;
            let _ = came.try_set(Some(loaded));
        });
    };
    fetch();
    move || match came.get() {
        Some(true) => page.at_once(),
        Some(false) => Some(
            view! {
                <div class="empty" role="alert">
                    <h1>"This did not come"</h1>
                    <p>"There seems to be no network, and this device has not kept this part of the app yet."</p>
                    <button type="button" class="button primary" on:click=move |_| fetch()>"Try again"</button>
                </div>
            }
            .into_any(),
        ),
        None => Some(view! { <p class="empty muted" role="status">"On its way\u{2026}"</p> }.into_any()),
    }
}

fn card_page(page: Page) -> AnyView {
    match page {
        Page::Add => AddPage().into_any(),
        Page::Import => ImportPage().into_any(),
        Page::Sheet(doing, act) => bulk::sheet(doing, act),
        _ => CardPage().into_any(),
    }
}

fn value_page(page: Page) -> AnyView {
    match page {
        Page::Why => WhyPage().into_any(),
        Page::Sets => SetsPage().into_any(),
        Page::Set => SetPage().into_any(),
        Page::Wishes => WishesPage().into_any(),
        _ => OverviewPage().into_any(),
    }
}

fn house_page(page: Page) -> AnyView {
    match page {
        Page::Attention => AttentionPage().into_any(),
        Page::History => HistoryPage().into_any(),
        Page::Portfolios => PortfoliosPage().into_any(),
        Page::Sync => SyncPage().into_any(),
        Page::Trash => TrashPage().into_any(),
        _ => SettingsPage().into_any(),
    }
}
