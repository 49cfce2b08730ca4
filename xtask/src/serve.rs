//! `serve`: from a fresh clone to a running Vitrine on an embedded SQLite file.

use crate::shell::{self, Outcome, command};
use crate::site;

pub(crate) fn run(args: &[String]) -> Outcome {
    let addr = option(args, "--addr").unwrap_or("127.0.0.1:3210");
    let data = option(args, "--data-dir").unwrap_or("data");
    let binary = site::build()?;
    println!("\nVitrine is at http://{addr} and keeps its data in {data}. Ctrl-C stops it.\n");
    shell::run(command(binary, &["serve", "--addr", addr, "--data-dir", data]))
}

fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    let at = args.iter().position(|arg| arg == name)?;
    args.get(at + 1).map(String::as_str)
}
