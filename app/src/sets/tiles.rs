//! The cards of a set, to be gone through without a mouse: arrows move, digits say how many copies there are, 0 takes them
//! out; for a thumb, a tap adds one and a long press opens the form.

use std::time::Duration;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use leptos_router::hooks::use_navigate;
use vitrine_catalog::Index;

use super::tile::Tile;
use crate::catalog::{Hands, Owned, Spot, use_catalog, use_hands};

/// A press as long as this opens the form.
const LONG: Duration = Duration::from_millis(500);

/// Which cards of a set are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    All,
    Missing,
    Here,
}

impl Shown {
    pub const ALL: [Self; 3] = [Self::All, Self::Missing, Self::Here];

    pub fn said(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Missing => "Missing",
            Self::Here => "Here",
        }
    }

    /// Is the card one of them? With a finish, only cards that were printed so are.
    pub fn has(self, index: &Index, spot: Spot, finish: Option<&str>, owned: &Owned) -> bool {
        let copies = match finish {
            None if self == Self::All => return true,
            None => owned.copies(spot),
            Some(finish) => {
                let finishes = index.card(spot.card).finishes;
                if !finishes.contains(&finish) {
                    return false;
                }
                owned.in_finish(spot, &finishes, finish)
            }
        };
        match self {
            Self::All => true,
            Self::Missing => copies == 0,
            Self::Here => copies > 0,
        }
    }
}

/// The path of the form with a card in it.
pub fn form_path(game: &str, card: &str) -> String {
    format!("/add?game={game}&card={}", vitrine_presenter::words::escaped(card))
}

#[component]
pub fn Tiles(
    #[prop(into)] cards: Signal<Vec<Spot>>,
    /// The finish that is counted; none: whatever it is, and copies are added in the plain one.
    finish: RwSignal<Option<String>>,
    as_list: RwSignal<bool>,
) -> impl IntoView {
    let catalog = use_catalog();
    let navigate = use_navigate();
    let form = Callback::new(move |spot: Spot| {
        let path = catalog.with_card(spot, |index, card, _| form_path(index.game(), &card.id));
        if let Some(path) = path {
            navigate(&path, Default::default());
        }
    });
    let keyboard = Walk { cards, finish, form, at: RwSignal::new(None), grid: NodeRef::new(), hands: use_hands() };
    let Walk { at, grid, .. } = keyboard;
    keyboard.follow();
    let finger = Press::new(keyboard);
    let first = Memo::new(move |_| cards.with(|cards| cards.first().copied()));
    let current = Memo::new(move |_| at.get().filter(|at| cards.with(|cards| cards.contains(at))).or(first.get()));
    view! {
        <p class="muted small desk-only screen-only">
            <kbd>"Arrows"</kbd>" move \u{b7} "<kbd>"1"</kbd>"\u{2013}"<kbd>"9"</kbd>" so many \u{b7} "<kbd>"0"</kbd>
            " none \u{b7} "<kbd>"Enter"</kbd>" opens the form"
        </p>
        <div
            class="tiles"
            class:as-list=move || as_list.get()
            role="grid"
            aria-label="Cards of the set"
            data-testid="tiles"
            node_ref=grid
            on:keydown=move |event| keyboard.key(&event)
            on:pointerdown=move |event| finger.down(&event)
            on:pointerup=move |event| finger.up(&event)
            on:pointercancel=move |_| finger.lost()
            on:contextmenu=move |event| {
                if finger.is_down() {
                    event.prevent_default();
                }
            }
        >
            <For each=move || { let version = catalog.version(); cards.get().into_iter().map(move |spot| (version, spot)) } key=|card| *card let:card>
                <Tile spot=card.1 finish here=Signal::derive(move || current.get() == Some(card.1)) at />
            </For>
        </div>
        <Show when=move || cards.with(Vec::is_empty)>
            <p class="muted">"No card to show."</p>
        </Show>
    }
}

/// Where the keyboard is among the tiles, and what its keys do.
#[derive(Clone, Copy)]
struct Walk {
    cards: Signal<Vec<Spot>>,
    finish: RwSignal<Option<String>>,
    /// Opens the form with a card in it.
    form: Callback<Spot>,
    at: RwSignal<Option<Spot>>,
    grid: NodeRef<Div>,
    hands: Hands,
}

impl Walk {
    fn go(&self, by: isize) {
        let next = self.cards.with_untracked(|cards| {
            let now = self.at.get_untracked().and_then(|at| cards.iter().position(|spot| *spot == at));
            let next = now.map_or(0, |now| now.saturating_add_signed(by).min(cards.len().saturating_sub(1)));
            cards.get(next).map(|spot| (next, *spot))
        });
        if let Some((place, spot)) = next {
            self.at.set(Some(spot));
            focus(self.grid, place);
        }
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowRight" => self.go(1),
            "ArrowLeft" => self.go(-1),
            "ArrowDown" => self.go(columns(self.grid)),
            "ArrowUp" => self.go(-columns(self.grid)),
            "Home" => self.go(isize::MIN / 2),
            "End" => self.go(isize::MAX / 2),
            key => {
                let Some(spot) = self.at.get_untracked() else { return };
                match (key, key.parse::<i64>()) {
                    (_, Ok(many @ 0..=9)) => set_copies(self.hands, spot, self.finish.get_untracked(), many),
                    ("+" | "=", _) => self.change(spot, 1),
                    ("-", _) => self.change(spot, -1),
                    ("Enter" | "e", _) => self.form.run(spot),
                    _ => return,
                }
            }
        }
        event.prevent_default();
    }

    fn change(&self, spot: Spot, by: i64) {
        self.hands.change(spot, self.finish.get_untracked().as_deref(), by);
    }

    /// A card that is no longer among those shown leaves the keyboard where it was: at the one that took its place.
    fn follow(self) {
        let Self { cards, at, grid, .. } = self;
        let place = StoredValue::new(0_usize);
        Effect::new(move |_| {
            let next = cards.with(|cards| {
                let at = at.get()?;
                match cards.iter().position(|spot| *spot == at) {
                    Some(now) => {
                        place.set_value(now);
                        None
                    }
                    None => cards.get(place.get_value().min(cards.len().checked_sub(1)?)).copied(),
                }
            });
            if let Some(next) = next {
                at.set(Some(next));
                set_timeout(move || focus(grid, place.get_value()), Duration::ZERO);
            }
        });
    }
}

/// A finger on a tile: one that stays where it came down for so long wants the form; one that goes up before, a copy.
#[derive(Clone, Copy)]
struct Press {
    /// The tile, and where the finger came down.
    pressing: StoredValue<Option<(Spot, i32, i32)>>,
    walk: Walk,
}

impl Press {
    fn new(walk: Walk) -> Self {
        Self { pressing: StoredValue::new(None), walk }
    }

    fn down(self, event: &PointerEvent) {
        if event.pointer_type() != "touch" {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let Some(target) = target.filter(|target| target.closest("button").ok().flatten().is_none()) else { return };
        let Some(spot) = spot_of(&target) else { return };
        let press = (spot, event.client_x(), event.client_y());
        self.pressing.set_value(Some(press));
        set_timeout(
            move || {
                if self.pressing.try_get_value().flatten() == Some(press) {
                    self.lost();
                    self.walk.form.run(spot);
                }
            },
            LONG,
        );
    }

    fn up(&self, event: &PointerEvent) {
        let Some((spot, x, y)) = self.pressing.try_update_value(Option::take).flatten() else { return };
        if (event.client_x() - x).abs() < 10 && (event.client_y() - y).abs() < 10 {
            self.walk.at.set(Some(spot));
            self.walk.change(spot, 1);
        }
    }

    fn is_down(&self) -> bool {
        self.pressing.with_value(Option::is_some)
    }

    fn lost(&self) {
        self.pressing.set_value(None);
    }
}

/// Makes it so many copies.
fn set_copies(hands: Hands, spot: Spot, finish: Option<String>, many: i64) {
    let finish = finish.or_else(|| hands.copy(spot, None).map(|copy| copy.finish));
    let now = untrack(|| hands.copies(spot, finish.as_deref()));
    hands.change(spot, finish.as_deref(), many - now);
}

fn tiles(grid: NodeRef<Div>) -> Vec<HtmlElement> {
    let Some(grid) = grid.get_untracked() else { return Vec::new() };
    let children = grid.children();
    (0..children.length()).filter_map(|i| children.item(i)?.dyn_into().ok()).collect()
}

/// How many tiles stand side by side.
fn columns(grid: NodeRef<Div>) -> isize {
    let tiles = tiles(grid);
    let top = tiles.first().map(HtmlElement::offset_top);
    tiles.iter().take_while(|tile| Some(tile.offset_top()) == top).count().max(1) as isize
}

fn focus(grid: NodeRef<Div>, place: usize) {
    if let Some(tile) = tiles(grid).get(place) {
        // A tile that is gone again needs no focus.
        let _ = tile.focus();
    }
}

/// The card of the tile an element stands in.
fn spot_of(element: &HtmlElement) -> Option<Spot> {
    let tile = element.closest(".tile").ok()??;
    let (index, card) = (tile.get_attribute("data-index")?, tile.get_attribute("data-card")?);
    Some(Spot { index: index.parse().ok()?, card: card.parse().ok()? })
}
