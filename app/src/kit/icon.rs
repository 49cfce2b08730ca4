//! The few signs Vitrine uses, drawn on a grid of 20. Decoration only: the words stand beside them or in the label.

use leptos::prelude::*;

/// Which sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Minus,
    Plus,
    Bin,
    Pen,
    Tag,
    Close,
    More,
    Person,
    Sliders,
    Cards,
    Chart,
    Sync,
    Drawer,
    Check,
    Coin,
    Up,
    Down,
    Back,
    Forth,
    Scales,
    /// Three dots beside one another: what else there is.
    Dots,
    /// An arrow down: something unfolds.
    Fold,
    Stack,
}

impl Sign {
    fn path(self) -> &'static str {
        match self {
            Self::Minus => "M4.5 10h11",
            Self::Plus => "M10 4.5v11M4.5 10h11",
            Self::Bin => "M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4.5M11.5 9v4.5",
            Self::Pen => "M4 16l.8-3.4L13 4.4l2.6 2.6-8.2 8.2zM11.4 6l2.6 2.6",
            Self::Tag => "M4 4h6l6.5 6.5-6 6L4 10zM7.3 7.3h.01",
            Self::Close => "M5 5l10 10M15 5L5 15",
            Self::More => "M10 4a.5.5 0 1 0 .01 0zM10 9.5a.5.5 0 1 0 .01 0zM10 15a.5.5 0 1 0 .01 0z",
            Self::Person => "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5c.8-2.6 3-4 6-4s5.2 1.4 6 4",
            Self::Sliders => "M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4",
            Self::Cards => "M4 6.5h8v10H4zM7.5 6.5v-3h8.5v10h-4",
            Self::Chart => "M3.5 3.5v13h13M6.5 12.5l3-4 2.5 2 4-5.5",
            Self::Sync => "M15.5 8A6 6 0 0 0 5 6.5L4 8M4 4.5V8h3.5M4.5 12a6 6 0 0 0 10.5 1.5l1-1.5M16 15.5V12h-3.5",
            Self::Drawer => "M3.5 4h13v12h-13zM3.5 12h4l1 1.5h3l1-1.5h4",
            Self::Check => "M4 10.5l4 4 8-9",
            Self::Coin => {
                "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM12 8q-.5-1-2-1-2 0-2 1.5T10 10t2 1.5T10 13q-1.5 0-2-1M10 5.5v9"
            }
            Self::Up => "M10 15V5M6 9l4-4 4 4",
            Self::Back => "M8 4.5L4 8.5l4 4M4 8.5h8a3.8 3.8 0 0 1 0 7.5H8",
            Self::Forth => "M12 4.5l4 4-4 4M16 8.5H8A3.8 3.8 0 0 0 8 16h4",
            Self::Down => "M10 5v10M6 11l4 4 4-4",
            Self::Dots => "M4.5 9.5a.5.5 0 1 0 .01 0zM10 9.5a.5.5 0 1 0 .01 0zM15.5 9.5a.5.5 0 1 0 .01 0z",
            Self::Fold => "M5 8l5 5 5-5",
            Self::Stack => "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z",
            Self::Scales => "M10 4v12M6.5 16h7M4 6h12M4 6l-2 5.5h4zM16 6l-2 5.5h4z",
        }
    }
}

#[component]
pub fn Icon(sign: Sign) -> impl IntoView {
    view! {
        <svg
            width="20"
            height="20"
            viewBox="0 0 20 20"
            fill="none"
            stroke="currentColor"
            stroke-width="1.6"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=sign.path() />
        </svg>
    }
}

/// The display case: a pane, a shelf, and the light on the glass.
#[component]
pub fn Case(#[prop(default = 24)] size: u32) -> impl IntoView {
    view! {
        <svg width=size height=size viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">
            <rect x="3" y="3" width="18" height="18" rx="2.5" />
            <path d="M3 15.5h18" />
            <rect x="8.5" y="7" width="5" height="7" rx="0.8" />
            <path d="M15.5 6l3 3M15.5 9.5l1.5 1.5" stroke-linecap="round" opacity="0.55" />
        </svg>
    }
}

/// The case with cards in it, for the welcome page.
#[component]
pub fn Showcase() -> impl IntoView {
    let cards = [
        (38, 36, false),
        (92, 36, true),
        (146, 36, false),
        (200, 36, false),
        (56, 132, false),
        (128, 132, false),
        (182, 132, true),
    ];
    let card = |(x, y, lit): (u32, u32, bool)| {
        view! {
            <rect class="slab" x=x y=y width="38" height="54" rx="4" />
            <rect class="art" class:lit=lit x=x + 5 y=y + 6 width="28" height="24" rx="2" />
        }
    };
    view! {
        <svg class="showcase" width="360" height="300" viewBox="0 0 276 230" fill="none" stroke-width="2" aria-hidden="true">
            <rect class="pane" x="10" y="10" width="256" height="200" rx="10" />
            {cards.map(card)}
            <path class="shelf" d="M10 94h256M10 190h256M28 210v12M248 210v12" stroke-linecap="round" />
            <path class="light" d="M206 22l44 44M226 20l26 26" stroke-width="4" stroke-linecap="round" />
        </svg>
    }
}
