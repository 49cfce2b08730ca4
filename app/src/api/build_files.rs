//! The names of the browser's files in this build.

use std::collections::BTreeMap;

/// What the document must link: paths from the root, below the name of the build where there is one.
/// `server` provides it through context; the component that writes the document's head reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildFiles {
    /// The JavaScript module that loads the WASM.
    pub js: String,
    pub wasm: String,
    pub css: String,
    /// The files the bundles' code is split into, and what loads them; empty where it is in one file.
    pub parts: Vec<String>,
    /// Which of them each bundle needs, by its name (`crate::bundles::Bundle::name`).
    pub needed: BTreeMap<String, Vec<String>>,
    /// Changes with every build: the service worker's cache is named after it.
    pub build: String,
}
