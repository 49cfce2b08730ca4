//! The browser's shell: starts the app and puts the engine's driver behind its handle.
//!
//! Owns everything that is a browser: IndexedDB (`idb`, `store`), the network (`net`), tabs (`tabs`), the page and its
//! service worker (`page`). Refuses to decide anything about sync: `session` feeds `vitrine-sync` and does what it
//! says. Reading order: here, `driver`, `session`, then the rest.

mod catalogs;
mod driver;
mod idb;
mod net;
mod page;
mod random;
mod session;
mod store;
mod tabs;

use leptos::mount::{hydrate_body, mount_to_body};
use vitrine_app::App;
use vitrine_app::engine::Engine;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use driver::Browser;

/// Starts the app. On a page the server rendered it takes over what is there; on the neutral page, which the service
/// worker gives when there is no network, and on one that a translation has changed, it draws everything itself.
#[wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    spawn_local(async {
        page::load_own_bundle(is_neutral()).await;
        start();
        page::load_other_bundles().await;
    });
}

fn start() {
    let neutral = is_neutral();
    if neutral || page::must_draw_anew() {
        let typed = page::clear();
        mount_to_body(|| {
            // Nothing was rendered that a first drawing would have to agree with.
            install().start();
            App()
        });
        spawn_local(page::type_again(typed));
        if !neutral {
            page::mark_hydrated();
        }
    } else {
        page::watch();
        hydrate_body(|| {
            let browser = install();
            spawn_local(async move {
                // Everything that the server rendered is taken over in this turn of the event loop. What the screens
                // read must not change before that, or they would not agree with the document.
                page::sleep(0).await;
                browser.start();
                page::mark_hydrated();
            });
            App()
        });
        page::taken_over();
    }
}

fn install() -> Browser {
    let engine = Engine::provide();
    let browser = Browser::new(engine.feed());
    engine.install(browser.ports());
    browser
}

fn is_neutral() -> bool {
    let body = web_sys::window().and_then(|window| window.document()).and_then(|document| document.body());
    body.is_some_and(|body| body.has_attribute(vitrine_app::NEUTRAL))
}

/// For whoever reads the console: what went wrong and was handled.
fn say(text: &str) {
    web_sys::console::warn_1(&text.into());
}
