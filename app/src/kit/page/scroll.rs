//! Where the page is scrolled to, in pixels.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys;

/// How far the element's top lies above the screen's.
pub(crate) fn scrolled(element: &web_sys::HtmlElement) -> f64 {
    let mut top = 0;
    let mut next = Some(element.clone());
    while let Some(element) = next {
        top += element.offset_top();
        next = element.offset_parent().and_then(|parent| parent.dyn_into().ok());
    }
    window().scroll_y().unwrap_or_default() - f64::from(top)
}

/// How high the screen is.
pub(crate) fn screen() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(900.0)
}
