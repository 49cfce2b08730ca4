//! From bytes to records of text. Nothing here knows what a column means.

pub(crate) mod csv;
mod decode;

pub use decode::decode;
