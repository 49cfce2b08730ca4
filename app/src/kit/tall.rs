//! A list of any length of which as many rows are drawn as fit the screen. The page scrolls, not a box in it. Rows have
//! the height of the ruler; the style sheet gives both.

use std::ops::Range;

use leptos::ev;
use leptos::html::Div;
use leptos::leptos_dom::helpers::window_event_listener;
use leptos::prelude::*;
use leptos::web_sys;
use vitrine_presenter::list::window::visible;

use super::{screen, scrolled};

/// The elements to draw, and the rows to draw into them.
#[derive(Clone, Copy)]
pub struct Tall {
    pub rows: NodeRef<Div>,
    pub ruler: NodeRef<Div>,
    pub range: RwSignal<Range<usize>>,
}

impl Tall {
    /// Follows the page for a list of `len` rows.
    pub fn new(len: Memo<usize>) -> Self {
        let tall = Self { rows: NodeRef::new(), ruler: NodeRef::new(), range: RwSignal::new(0..0) };
        let height = RwSignal::new(0.0_f64);
        let measure = move || {
            let (Some(rows), Some(ruler)) = (tall.rows.get_untracked(), tall.ruler.get_untracked()) else { return };
            let row = f64::from(ruler.offset_height());
            if height.get_untracked() != row {
                height.set(row);
            }
            let next = visible(scrolled(&rows), screen(), row, len.get_untracked());
            if tall.range.with_untracked(|range| *range != next) {
                tall.range.set(next);
            }
        };
        Effect::new(move |_| {
            len.track();
            tall.rows.track();
            measure();
        });
        Effect::new(move |_| {
            let scroll = window_event_listener(ev::scroll, move |_| measure());
            let resize = window_event_listener(ev::resize, move |_| measure());
            // Paper has all of them. What was printed from the menu has been told before the browser was.
            let paper = window_event_listener(ev::beforeprint, move |_| tall.range.set(0..len.get_untracked()));
            let screen = window_event_listener(ev::afterprint, move |_| measure());
            on_cleanup(move || {
                [scroll, resize, paper, screen].into_iter().for_each(|listener| listener.remove());
            });
        });
        // Written by script: a style attribute in the document would break the content security policy.
        Effect::new(move |_| {
            let Some(rows) = tall.rows.get() else { return };
            let (height, start, len) = (height.get(), tall.range.with(|range| range.start), len.get());
            let style = web_sys::HtmlElement::style(&rows);
            let _ = style.set_property("height", &format!("{}px", height * len as f64));
            let _ = style.set_property("padding-top", &format!("{}px", height * start as f64));
        });
        tall
    }
}
