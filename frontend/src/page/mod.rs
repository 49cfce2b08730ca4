//! The page around the app: timers, what the browser remembers, files, its events, the service worker.

mod anew;
mod bundles;
mod events;
mod file;
mod memory;
mod tab;
mod timer;
mod worker;

pub(crate) use anew::{clear, must_draw_anew, taken_over, type_again, watch};
pub(crate) use bundles::{load_other_bundles, load_own_bundle};
pub(crate) use events::{PageEvent, listen};
pub(crate) use file::save_file;
pub(crate) use memory::{
    ask_to_persist, forget_everything, is_identity_key, is_signed_out, last_identity, numbers_lost, persisted,
    remember_identity, remember_numbers, room, show_as,
};
pub(crate) use tab::{forget_name, leave_name, take_name};
pub(crate) use timer::{Timer, idle, sleep};
pub(crate) use worker::{Worker, shed_pictures};

/// Says on the document that the server's page is alive now: whoever drives a browser can wait for it.
pub(crate) fn mark_hydrated() {
    let body = web_sys::window().and_then(|window| window.document()).and_then(|document| document.body());
    if let Some(body) = body {
        // Nothing of ours reads it.
        let _ = body.set_attribute("data-hydrated", "");
    }
}

/// Starts this page over.
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}
