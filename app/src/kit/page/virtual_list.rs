//! A list of any length of which as many rows are drawn as fit the screen. The page scrolls, not a box in it. Rows have
//! the height of the ruler; the style sheet gives both.

use std::ops::Range;

use leptos::ev;
use leptos::html::Div;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::web_sys;
use vitrine_presenter::list::window::{scroll_to, visible};

use super::{screen, scrolled};

/// The elements to draw, and the rows to draw into them.
#[derive(Clone, Copy)]
pub struct VirtualList {
    /// The box of the rows; its height is that of all of them.
    pub rows: NodeRef<Div>,
    /// An invisible element of the height of a row, to measure it.
    pub ruler: NodeRef<Div>,
    /// The rows to draw.
    pub range: RwSignal<Range<usize>>,
    /// A row's height in pixels; zero until it is measured.
    row_height: RwSignal<f64>,
    len: Memo<usize>,
}

impl VirtualList {
    /// Follows the page for a list of `len` rows. `first`: the rows that are drawn until anything is measured, as on the
    /// server.
    pub fn new(len: Memo<usize>, first: Range<usize>) -> Self {
        let list = Self {
            rows: NodeRef::new(),
            ruler: NodeRef::new(),
            range: RwSignal::new(first),
            row_height: RwSignal::new(0.0),
            len,
        };
        // Measuring makes the browser lay out the page at once: not for every edit.
        Effect::new(move |_| {
            len.track();
            list.rows.track();
            list.measure();
        });
        Effect::new(move |_| {
            let scroll = window_event_listener(ev::scroll, move |_| list.measure());
            let resize = window_event_listener(ev::resize, move |_| list.measure());
            on_cleanup(move || {
                scroll.remove();
                resize.remove();
            });
        });
        list.place();
        list
    }

    /// Paper has all rows. What was printed from the menu has been told before the browser was.
    pub fn printed_whole(self) -> Self {
        Effect::new(move |_| {
            let paper = window_event_listener(ev::beforeprint, move |_| self.range.set(0..self.len.get_untracked()));
            let screen = window_event_listener(ev::afterprint, move |_| self.measure());
            on_cleanup(move || {
                paper.remove();
                screen.remove();
            });
        });
        self
    }

    /// Scrolls so far that the row is in sight, below `head` pixels and above `foot` pixels of what sticks to the screen's
    /// edges. Does nothing while the list is not drawn.
    pub fn scroll_to(&self, row: usize, head: f64, foot: f64) {
        let Some(rows) = self.rows.get_untracked() else { return };
        if let Some(by) = scroll_to(row, scrolled(&rows), screen(), self.row_height.get_untracked(), head, foot) {
            window().scroll_by_with_x_and_y(0.0, by);
            self.measure();
        }
    }

    /// Sees how high a row is, and which of them are on the screen.
    fn measure(&self) {
        let (Some(rows), Some(ruler)) = (self.rows.get_untracked(), self.ruler.get_untracked()) else { return };
        let height = f64::from(ruler.offset_height());
        if self.row_height.get_untracked() != height {
            self.row_height.set(height);
        }
        let next = visible(scrolled(&rows), screen(), height, self.len.get_untracked());
        if self.range.with_untracked(|range| *range != next) {
            self.range.set(next);
        }
    }

    /// Gives the box the height of all rows, and puts those that are drawn where they belong.
    fn place(self) {
        // Written by script: a style attribute in the document would break the content security policy.
        Effect::new(move |_| {
            let Some(rows) = self.rows.get() else { return };
            let (height, start, len) = (self.row_height.get(), self.range.with(|range| range.start), self.len.get());
            if height > 0.0 {
                let style = web_sys::HtmlElement::style(&rows);
                let _ = style.set_property("height", &format!("{}px", height * len as f64));
                let _ = style.set_property("padding-top", &format!("{}px", height * start as f64));
            }
        });
    }
}
