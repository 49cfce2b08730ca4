//! `vitrine catalog`: reading catalogue files from the command line, and what is there.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Subcommand;
use tokio::sync::watch;
use vitrine_app::api::catalog::{CatalogImport, ImportStage};
use vitrine_catalog::set::game_name;

use super::{Source, import};
use crate::store::Store;

/// What `vitrine catalog` can do.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Reads catalogue files: rarebox, TCGdex, pokemon-tcg-data, Scryfall's bulk data. What is there already is passed
    /// over, so an import that broke off goes on where it was.
    Import {
        /// Files, folders, or addresses (https://…); JSON, also inside .gz and .tar.
        #[arg(required = true)]
        from: Vec<String>,
    },
    /// Says which games there are.
    List,
}

impl CatalogCommand {
    /// Does it, and talks about it.
    ///
    /// # Errors
    /// What went wrong, for the person at the terminal.
    pub async fn run(self, store: Arc<dyn Store>) -> anyhow::Result<()> {
        match self {
            Self::Import { from } => run_import(&store, from).await,
            Self::List => list(&store).await,
        }
    }
}

async fn run_import(store: &Arc<dyn Store>, from: Vec<String>) -> anyhow::Result<()> {
    let mut sources = Vec::new();
    for name in from {
        if name.starts_with("https://") || name.starts_with("http://") {
            let stream = crate::fetch::stream(&name).await.with_context(|| format!("cannot fetch {name}"))?;
            sources.push(Source::Stream(name, stream));
        } else {
            let path = PathBuf::from(&name);
            if !path.exists() {
                bail!("there is no {name}");
            }
            sources.push(Source::Path(path));
        }
    }
    let progress = watch::Sender::new(CatalogImport::default());
    let telling = tokio::spawn(tell(progress.subscribe()));
    let outcome = import(store, sources, &progress).await;
    telling.abort();
    let outcome = outcome?;
    for (place, reason) in &outcome.bad_rows {
        say(&format!("left out: {place}: {reason}"));
    }
    if outcome.bad > outcome.bad_rows.len() as u64 {
        say(&format!("and {} more rows left out", outcome.bad - outcome.bad_rows.len() as u64));
    }
    say(&line(&outcome));
    if outcome.stage == ImportStage::Failed {
        bail!("{}", outcome.error);
    }
    Ok(())
}

/// Says how it goes, on the other stream, so that the answer can be read by a program.
async fn tell(mut progress: watch::Receiver<CatalogImport>) {
    while progress.changed().await.is_ok() {
        let state = progress.borrow_and_update().clone();
        tracing::info!("{}", line(&state));
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

fn line(state: &CatalogImport) -> String {
    let read = format!(
        "{} cards in {} sets read, {} of them as they were; {} rows left out",
        state.cards, state.sets, state.unchanged, state.bad
    );
    match state.stage {
        ImportStage::None | ImportStage::Reading | ImportStage::Failed => read,
        ImportStage::Making => format!("{read}; making {}", state.games),
        ImportStage::Done if state.games.is_empty() => format!("{read}; nothing is new"),
        ImportStage::Done => format!("{read}; new: {}", state.games),
    }
}

async fn list(store: &Arc<dyn Store>) -> anyhow::Result<()> {
    let games = store.games().await?;
    if games.is_empty() {
        say("no catalogue yet: vitrine catalog import FILE");
    }
    for game in games {
        let sum = |of: fn(&crate::store::ChunkRow) -> u64| game.chunks.iter().map(of).sum::<u64>() / 1024;
        say(&format!(
            "{:<16} {:<24} {:>7} cards {:>5} sets {:>6} kB on a device {:>6} kB to fetch {:>3} chunks",
            game.game,
            game_name(&game.game),
            game.cards,
            game.sets,
            sum(|chunk| chunk.bytes),
            sum(|chunk| chunk.wire),
            game.chunks.len()
        ));
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn say(text: &str) {
    println!("{text}");
}
