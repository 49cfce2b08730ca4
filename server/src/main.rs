//! The binary `vitrine`.

use vitrine_server::cli::Cli;

fn main() -> anyhow::Result<()> {
    Cli::read(std::env::args_os()).unwrap_or_else(|error| error.exit()).run()
}
