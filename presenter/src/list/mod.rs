//! A long list, as arithmetic: which rows are worth drawing, and how wide its columns are.

pub mod columns;
pub mod window;
