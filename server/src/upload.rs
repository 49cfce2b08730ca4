//! A file that somebody sends: it is put on the disk before anything is done with it, so that a slow line holds up nobody but
//! its owner.

use std::fs::File;
use std::io::{Seek, Write};
use std::time::Duration;

use axum::body::BodyDataStream;
use futures::StreamExt;
use tokio::time::{Instant, timeout_at};

/// Files an account may send at a time, and all accounts together: each lies on the disk meanwhile.
pub(crate) const EACH: usize = 2;
pub(crate) const ALL: usize = 8;
/// Bytes per second that must come after the first moments.
const RATE: u64 = 32 * 1024;
/// How long the other side may send nothing.
const SILENCE: Duration = Duration::from_secs(60);
/// How long the longest file may take.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Why a file was not taken whole. The words are for whoever sent it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTaken {
    #[error("the file broke off on its way")]
    BrokeOff,
    #[error("the file came too slowly")]
    TooSlow,
    #[error("a file that is sent may have {} MB; larger ones are imported on the command line", .0 >> 20)]
    TooLarge(u64),
    #[error("the server has no room for it: {0}")]
    Io(#[from] std::io::Error),
}

/// Puts a body of at most `most` bytes onto the disk, into a file that is gone when it is closed. It has `grace` to begin
/// with, and then as long as its bytes are worth. `told` hears how many have come.
pub(crate) async fn receive(
    mut body: BodyDataStream,
    most: u64,
    grace: Duration,
    told: impl Fn(u64),
) -> Result<File, NotTaken> {
    let begun = Instant::now();
    let mut file = tempfile::tempfile()?;
    let mut bytes = 0;
    loop {
        let by = begun + (grace + Duration::from_secs(bytes / RATE)).min(LONGEST);
        let piece = timeout_at(by.min(Instant::now() + SILENCE), body.next()).await;
        let Some(piece) = piece.map_err(|_| NotTaken::TooSlow)? else { break };
        let piece = piece.map_err(|_| NotTaken::BrokeOff)?;
        bytes += piece.len() as u64;
        if bytes > most {
            return Err(NotTaken::TooLarge(most));
        }
        file.write_all(&piece)?;
        told(bytes);
    }
    file.rewind()?;
    Ok(file)
}
