//! The server shell.
fn main() {}
