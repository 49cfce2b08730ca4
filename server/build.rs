//! Makes the folder of the browser's files, so that the server compiles before they were built. A release has them inside:
//! it is compiled again when they change, because embedded files would be stale otherwise. A debug build reads the folder
//! when it runs, and need not be compiled again for it.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../migrations");
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    if let Err(error) = std::fs::create_dir_all(&site) {
        println!("cargo::warning=cannot make {}: {error}", site.display());
    }
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={}", site.display());
        println!("cargo::rerun-if-env-changed=LEPTOS_SITE_ROOT");
        if let Ok(other) = std::env::var("LEPTOS_SITE_ROOT")
            && other.trim_end_matches('/') != "target/site"
        {
            println!(
                "cargo::error=the binary takes the browser's files from target/site, not from LEPTOS_SITE_ROOT={other}"
            );
        }
    }
}
