//! Where sets that are close to completion stand.

use leptos::prelude::*;

#[component]
pub fn SetsSlot() -> impl IntoView {}
