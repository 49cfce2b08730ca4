//! The HTML document around the app. Owns `<head>`; refuses to know any page.
//!
//! Two variants: the one a page is rendered into, and the neutral one without any markup of the app or data of a
//! person. The service worker keeps the neutral one and answers with it when there is no network; `frontend` then
//! mounts the app instead of hydrating it. It tells them apart by `data-shell` on the body.

use std::collections::BTreeMap;

use leptos::attr::media;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::account::SignUpMeta;
use crate::api::BuildFiles;
use crate::bundles::Bundle;
use crate::routes::App;

/// The attribute of the neutral document's body.
pub const NEUTRAL: &str = "data-shell";

/// The attribute of the document's root that makes it light or dark, whatever the device is.
pub const APPEARANCE: &str = "data-appearance";

/// Under which name the browser keeps it: it is set before anything is drawn, with and without a network.
pub const APPEARANCE_KEPT: &str = "vitrine:appearance";

/// Loads the app's two files and starts it.
const START: &str = include_str!("start.js");

/// A page, rendered.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <Head options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The document without a page, the same for everybody.
pub fn neutral_shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <title>"Vitrine"</title>
                <Head options />
            </head>
            <body data-shell="">
                <noscript>"Vitrine needs JavaScript to work without a network."</noscript>
            </body>
        </html>
    }
}

#[component]
fn Head(options: LeptosOptions) -> impl IntoView {
    let files = use_context::<BuildFiles>().unwrap_or_else(|| unhashed(&options));
    let nonce = use_nonce();
    let start: Vec<&str> = START.lines().filter(|line| !line.starts_with("//")).collect();
    let start = start.join("\n").replace("$JS", &format!("{:?}", files.js));
    let start = start.replace("$WASM", &format!("{:?}", files.wasm));
    let scripts = files.parts.iter().filter(|file| file.ends_with(".js"));
    let modules: Vec<_> = scripts.map(|file| view! { <link rel="modulepreload" href=file.clone() /> }).collect();
    let early = std::iter::once(&files.wasm).chain(own_bundle(&files)).map(|file| {
        view! { <link rel="preload" href=file.clone() r#as="fetch" r#type="application/wasm" crossorigin="" /> }
    });
    let early: Vec<_> = early.collect();
    let look = format!(
        "try {{ const look = localStorage.getItem({APPEARANCE_KEPT:?}); \
         if (look) document.documentElement.setAttribute({APPEARANCE:?}, look); }} catch {{}}"
    );
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="description" content="A ledger for your card collection that works without a network." />
        <meta name="theme-color" content="#ffffff" {..media("(prefers-color-scheme: light)")} />
        <meta name="theme-color" content="#151c1a" {..media("(prefers-color-scheme: dark)")} />
        <meta name="color-scheme" content="light dark" />
        <meta name="vitrine-build" content=files.build.clone() />
        // For the service worker, which keeps what this document names.
        <meta name="vitrine-parts" content=files.parts.join(" ") />
        <SignUpMeta />
        <script nonce=nonce.clone()>{look}</script>
        <link rel="manifest" href="/manifest.webmanifest" />
        <link rel="icon" href="/icons/icon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icons/icon-192.png" />
        <link rel="stylesheet" href=files.css.clone() />
        <link rel="modulepreload" href=files.js.clone() />
        {modules}
        {early}
        <script type="module" nonce=nonce>
            {start}
        </script>
        <AutoReload options />
    }
}

/// The files of the bundle that the rendered page is in. It cannot live without them: they are asked for together with the
/// main file, not when that has come and asks for them.
fn own_bundle(files: &BuildFiles) -> &[String] {
    #[cfg(feature = "ssr")]
    let bundle = crate::session::path().as_deref().and_then(Bundle::at);
    #[cfg(not(feature = "ssr"))]
    let bundle: Option<Bundle> = None;
    bundle.and_then(|bundle| files.needed.get(bundle.name())).map_or(&[], Vec::as_slice)
}

/// The names in a development build, where the server provides none.
fn unhashed(options: &LeptosOptions) -> BuildFiles {
    let (folder, name) = (&options.site_pkg_dir, &options.output_name);
    BuildFiles {
        js: format!("/{folder}/{name}.js"),
        wasm: format!("/{folder}/{name}.wasm"),
        css: format!("/{folder}/{name}.css"),
        parts: Vec::new(),
        needed: BTreeMap::new(),
        build: String::from("dev"),
    }
}
