//! An import: files are read in a thread of their own and handed over set by set, so that memory holds a few sets however
//! large the files are. A set that is here just so is passed over; that makes an import that broke off go on where it was.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use vitrine_app::api::catalog::{CatalogImport, ImportStage};
use vitrine_catalog::import::{BadFile, BadRow, Reader, Sink, open};
use vitrine_catalog::set::CatalogSet;

use super::{cache, make, packed};
use crate::core::AppError;
use crate::store::{PartHead, PartRow, Store};

/// Sets between reading and writing.
const WAITING: usize = 32;
/// Sets written at once.
const AT_ONCE: usize = 64;
/// Bad rows that are told one by one.
const TOLD: usize = 200;

/// Where catalogue files come from.
pub enum Source {
    /// A file, or a folder with everything in it.
    Path(PathBuf),
    /// A stream of bytes with a name for it.
    Stream(String, Box<dyn Read + Send>),
}

enum Event {
    Part(Box<PartRow>),
    /// This one is here already; so many cards.
    Same(usize),
    Bad(BadRow),
}

/// Reads everything, then makes what is out of date. What stands at the end in `progress` is the answer as well.
///
/// # Errors
/// A failure of the database; what is wrong with the files is in the answer.
pub async fn import(
    store: &Arc<dyn Store>,
    sources: Vec<Source>,
    progress: &watch::Sender<CatalogImport>,
) -> Result<CatalogImport, AppError> {
    progress.send_replace(CatalogImport { stage: ImportStage::Reading, ..CatalogImport::default() });
    let known: BTreeMap<_, _> = store.part_hashes().await?.into_iter().collect();
    let (events, mut received) = mpsc::channel(WAITING);
    let reading = tokio::task::spawn_blocking(move || read(sources, Handing { events, known }));
    let mut parts: Vec<PartRow> = Vec::new();
    while let Some(event) = received.recv().await {
        progress.send_modify(|state| note(state, &event));
        if let Event::Part(part) = event {
            parts.push(*part);
        }
        if parts.len() >= AT_ONCE {
            store.put_parts(&parts).await?;
            parts.clear();
        }
    }
    if !parts.is_empty() {
        store.put_parts(&parts).await?;
    }
    let outcome = reading.await?;
    progress.send_modify(|state| state.stage = ImportStage::Making);
    let mut made = Vec::new();
    let mut games = store.stale_games().await?;
    games.extend(cache::outdated(&**store).await?);
    games.sort();
    games.dedup();
    for game in games {
        progress.send_modify(|state| state.games.clone_from(&game));
        make::make(store, &game).await?;
        made.push(game);
    }
    progress.send_modify(|state| {
        state.games = made.join(", ");
        state.stage = ImportStage::Done;
        if let Err(error) = outcome {
            state.stage = ImportStage::Failed;
            state.error = error.to_string();
        }
    });
    Ok(progress.borrow().clone())
}

fn note(state: &mut CatalogImport, event: &Event) {
    match event {
        Event::Part(part) => {
            state.sets += 1;
            state.cards += part.cards;
        }
        Event::Same(cards) => {
            state.sets += 1;
            state.unchanged += 1;
            state.cards += *cards as u64;
        }
        Event::Bad(row) => {
            state.bad += 1;
            if state.bad_rows.len() < TOLD {
                state.bad_rows.push((row.place.clone(), row.reason.clone()));
            }
        }
    }
}

/// Packs what is read and hands it to the writer.
struct Handing {
    events: mpsc::Sender<Event>,
    known: BTreeMap<(String, String, String), Vec<u8>>,
}

impl Sink for Handing {
    fn set(&mut self, set: CatalogSet) -> Result<(), BadFile> {
        let cards = set.cards.len();
        let (hash, body) = packed(&set).map_err(|error| BadFile::Broken(set.id.clone(), error.to_string()))?;
        let name = (set.game.clone(), set.source.clone(), set.id.clone());
        let event = if self.known.get(&name) == Some(&hash) {
            Event::Same(cards)
        } else {
            self.known.insert(name, hash.clone());
            let head = PartHead {
                game: set.game,
                source: set.source,
                set: set.id,
                name: set.name,
                released: set.released,
                official: set.official,
            };
            Event::Part(Box::new(PartRow { head, cards: cards as u64, hash, body }))
        };
        self.events.blocking_send(event).map_err(|_| BadFile::Stopped)
    }

    fn bad(&mut self, row: BadRow) {
        // When nobody listens any more, the next set ends the reading.
        let _ = self.events.blocking_send(Event::Bad(row));
    }
}

fn read(sources: Vec<Source>, mut sink: Handing) -> Result<(), BadFile> {
    let mut reader = Reader::default();
    let mut read = 0;
    let mut names = Vec::new();
    for source in sources {
        match source {
            Source::Stream(name, mut content) => {
                read += open(&mut reader, &name, &mut content, &mut sink)?;
                names.push(name);
            }
            Source::Path(path) if path.is_dir() => {
                read += folder(&mut reader, &path, &mut sink)?;
                names.push(path.display().to_string());
            }
            Source::Path(path) => {
                let name = path.display().to_string();
                let mut file = File::open(&path).map_err(|error| BadFile::Broken(name.clone(), error.to_string()))?;
                read += open(&mut reader, &name, &mut file, &mut sink)?;
                names.push(name);
            }
        }
    }
    if read == 0 {
        return Err(BadFile::Unknown(names.join(", ")));
    }
    reader.finish(&mut sink)
}

/// Every file in a folder, those nearer to it first: lists of sets stand above their cards. A file that breaks off is told
/// and does not stop the others.
fn folder(reader: &mut Reader, path: &Path, sink: &mut Handing) -> Result<usize, BadFile> {
    let mut files = Vec::new();
    list(path, 0, &mut files);
    files.sort();
    let mut read = 0;
    for (_, file) in files {
        let name = file.strip_prefix(path).unwrap_or(&file).display().to_string();
        let opened = File::open(&file).map_err(|error| BadFile::Broken(name.clone(), error.to_string()));
        match opened.and_then(|mut content| open(reader, &name, &mut content, sink)) {
            Ok(count) => read += count,
            Err(BadFile::Unknown(_)) => {}
            Err(error @ (BadFile::Broken(..) | BadFile::LongRow(_))) => {
                sink.bad(BadRow { place: name, reason: error.to_string() });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

fn list(folder: &Path, depth: usize, files: &mut Vec<(usize, PathBuf)>) {
    const DEEPEST: usize = 8;
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().to_lowercase());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < DEEPEST => list(&path, depth + 1, files),
            Ok(kind) if kind.is_file() && [".json", ".gz", ".tar", ".tgz"].iter().any(|end| name.ends_with(end)) => {
                files.push((depth, path));
            }
            _ => {}
        }
    }
}
