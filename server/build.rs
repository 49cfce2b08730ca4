//! Makes the folder of the browser's files, so that the server compiles before they were built, and compiles it again
//! when they change: embedded files would be stale otherwise.

use std::path::Path;

fn main() {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    if let Err(error) = std::fs::create_dir_all(&site) {
        println!("cargo::warning=cannot make {}: {error}", site.display());
    }
    println!("cargo::rerun-if-changed={}", site.display());
    println!("cargo::rerun-if-changed=build.rs");
    // A release has the files inside, and would have old ones. (A debug build looks when it starts.)
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-env-changed=LEPTOS_SITE_ROOT");
        if let Ok(other) = std::env::var("LEPTOS_SITE_ROOT")
            && other.trim_end_matches('/') != "target/site"
        {
            println!(
                "cargo::error=the binary takes the browser's files from target/site, not from LEPTOS_SITE_ROOT={other}"
            );
        }
    }
    println!("cargo::rerun-if-changed=../migrations");
}
