//! Bundles: the files of code that pages are loaded with besides the main one, so that the first screen does not wait for
//! what it does not show.
//!
//! With the feature `split` (`cargo xtask serve` builds with it) the functions here are where the WebAssembly is cut;
//! without it, and on the server, everything is in one file and each bundle is there at once. The browser loads the bundle
//! of the page it begins with before it takes the document over, and the others as soon as it has nothing else to do;
//! the service worker keeps them all. So a person meets a missing bundle only where a first visit loses its network.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::add::AddPage;
use crate::attention::AttentionPage;
use crate::bulk_actions::{self, Act, Doing};
use crate::card::CardPage;
use crate::export::ExportPage;
use crate::history::HistoryPage;
use crate::import::ImportPage;
use crate::overview::{OverviewPage, UnpricedPage, WhyPage};
use crate::portfolios::PortfoliosPage;
use crate::sets::{SetPage, SetsPage};
use crate::settings::SettingsPage;
use crate::sync::SyncPage;
use crate::trash::TrashPage;
use crate::wishes::WishesPage;

/// A page, or a sheet over one, that is not in the main file, by the bundle it comes in.
#[derive(Clone, Copy)]
#[allow(clippy::large_enum_variant, reason = "a page is opened now and then, and kept nowhere")]
pub(crate) enum Page {
    Cards(Cards),
    Value(Value),
    Manage(Manage),
}

/// A card, how cards come in, and what is done with many.
#[derive(Clone, Copy)]
#[allow(clippy::large_enum_variant, reason = "as above")]
pub(crate) enum Cards {
    Add,
    Card,
    Export,
    Import,
    /// What is done with all cards that are picked.
    Sheet(Doing, Act),
}

/// What the collection is worth, and the sets.
#[derive(Clone, Copy)]
pub(crate) enum Value {
    Overview,
    Set,
    Sets,
    Unpriced,
    Why,
    Wishes,
}

/// What one manages the ledger with: portfolios, settings, sync, history, trash and what waits for a decision.
#[derive(Clone, Copy)]
pub(crate) enum Manage {
    Attention,
    History,
    Portfolios,
    Settings,
    Sync,
    Trash,
}

/// A file of code, with the pages in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bundle {
    Cards,
    Value,
    Manage,
}

/// The file of a bundle did not come.
#[derive(Debug, Clone, Copy)]
struct Missing;

#[cfg(feature = "split")]
mod cut {
    //! What the splitting macro writes declares foreign functions.
    #![allow(unsafe_code, reason = "the loader's functions are linked in by the splitter")]

    use leptos::prelude::*;
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    use super::{Cards, Manage, Missing, Value};

    impl From<SplitLoaderError> for Missing {
        fn from(_: SplitLoaderError) -> Self {
            Self
        }
    }

    #[wasm_split(cards, wasm_split_path = ::leptos::wasm_split, preload(load_cards), fallible)]
    pub(super) fn cards(page: Cards) -> Result<AnyView, Missing> {
        Ok(page.view())
    }

    #[wasm_split(value, wasm_split_path = ::leptos::wasm_split, preload(load_value), fallible)]
    pub(super) fn value(page: Value) -> Result<AnyView, Missing> {
        Ok(page.view())
    }

    #[wasm_split(manage, wasm_split_path = ::leptos::wasm_split, preload(load_manage), fallible)]
    pub(super) fn manage(page: Manage) -> Result<AnyView, Missing> {
        Ok(page.view())
    }
}

impl Bundle {
    /// All of them, in the order in which they are likely wanted.
    pub const ALL: [Self; 3] = [Self::Cards, Self::Value, Self::Manage];

    /// What the splitter calls it (see `cut`).
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cards => "cards",
            Self::Value => "value",
            Self::Manage => "manage",
        }
    }

    /// The bundle that the page at this path is in; none where it is in the main file.
    pub fn at(path: &str) -> Option<Self> {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        match first {
            "add" | "card" | "export" | "import" => Some(Self::Cards),
            "overview" | "unpriced" | "why" | "sets" | "wishes" => Some(Self::Value),
            "attention" | "history" | "trash" | "sync" | "portfolios" | "settings" => Some(Self::Manage),
            _ => None,
        }
    }

    /// Fetches it; true once it is there. A failure is not remembered: it can be tried again.
    pub async fn load(self) -> bool {
        #[cfg(feature = "split")]
        let loaded = match self {
            Self::Cards => cut::load_cards().await,
            Self::Value => cut::load_value().await,
            Self::Manage => cut::load_manage().await,
        }
        .is_ok();
        #[cfg(not(feature = "split"))]
        let loaded = true;
        loaded
    }
}

impl Page {
    fn bundle(self) -> Bundle {
        match self {
            Self::Cards(_) => Bundle::Cards,
            Self::Value(_) => Bundle::Value,
            Self::Manage(_) => Bundle::Manage,
        }
    }

    async fn view(self) -> Result<AnyView, Missing> {
        #[cfg(feature = "split")]
        return match self {
            Self::Cards(page) => cut::cards(page).await,
            Self::Value(page) => cut::value(page).await,
            Self::Manage(page) => cut::manage(page).await,
        };
        #[cfg(not(feature = "split"))]
        Ok(match self {
            Self::Cards(page) => page.view(),
            Self::Value(page) => page.view(),
            Self::Manage(page) => page.view(),
        })
    }

    /// The page, where its bundle is there.
    fn at_once(self) -> Option<AnyView> {
        match pin!(self.view()).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(view)) => Some(view),
            Poll::Ready(Err(Missing)) | Poll::Pending => None,
        }
    }

    /// The page, or, until its bundle is there, that it is on its way.
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
            let loaded = page.bundle().load().await;
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
                    <p>"This part of the app is not on this device yet, and it cannot be fetched just now."</p>
                    <button type="button" class="button primary" on:click=move |_| fetch()>"Try again"</button>
                </div>
            }
            .into_any(),
        ),
        None => Some(view! { <p class="empty muted" role="status">"On its way\u{2026}"</p> }.into_any()),
    }
}

impl Cards {
    fn view(self) -> AnyView {
        match self {
            Self::Add => AddPage().into_any(),
            Self::Card => CardPage().into_any(),
            Self::Export => ExportPage().into_any(),
            Self::Import => ImportPage().into_any(),
            Self::Sheet(doing, act) => bulk_actions::sheet(doing, act),
        }
    }
}

impl Value {
    fn view(self) -> AnyView {
        match self {
            Self::Overview => OverviewPage().into_any(),
            Self::Set => SetPage().into_any(),
            Self::Sets => SetsPage().into_any(),
            Self::Unpriced => UnpricedPage().into_any(),
            Self::Why => WhyPage().into_any(),
            Self::Wishes => WishesPage().into_any(),
        }
    }
}

impl Manage {
    fn view(self) -> AnyView {
        match self {
            Self::Attention => AttentionPage().into_any(),
            Self::History => HistoryPage().into_any(),
            Self::Portfolios => PortfoliosPage().into_any(),
            Self::Settings => SettingsPage().into_any(),
            Self::Sync => SyncPage().into_any(),
            Self::Trash => TrashPage().into_any(),
        }
    }
}
