//! The binary `vitrine`.

use clap::Parser;
use vitrine_server::cli::Cli;

fn main() -> anyhow::Result<()> {
    Cli::parse().run()
}
