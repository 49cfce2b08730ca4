//! Files out of what was given: gzip and tar are opened, inside each other too.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::{BadFile, BadRow, Reader, Sink};

/// Bytes of one file after unpacking; the largest real one has some 3 GB.
const LARGEST: u64 = 8 << 30;
/// Files in one archive.
const MOST_FILES: usize = 100_000;
/// Gzip inside gzip is somebody's joke.
const MOST_LAYERS: usize = 2;

/// Reads a file: JSON, gzip, or an archive of these. In an archive what is no catalogue file is passed over; the number of
/// those that were one is the answer.
///
/// # Errors
/// Nothing in it is a catalogue file, or one breaks off.
pub fn open(reader: &mut Reader, path: &str, content: &mut dyn Read, sink: &mut dyn Sink) -> Result<usize, BadFile> {
    layer(reader, path, &mut BufReader::new(content), sink, MOST_LAYERS)
}

fn layer(
    reader: &mut Reader,
    path: &str,
    content: &mut dyn BufRead,
    sink: &mut dyn Sink,
    layers: usize,
) -> Result<usize, BadFile> {
    let broken = |error: io::Error| BadFile::Broken(path.to_owned(), error.to_string());
    let head = content.fill_buf().map_err(broken)?;
    if head.starts_with(&[0x1f, 0x8b]) && layers > 0 {
        let mut inside = BufReader::new(MultiGzDecoder::new(content).take(LARGEST));
        return layer(reader, path, &mut inside, sink, layers - 1);
    }
    if head.get(257..262) == Some(b"ustar") {
        return tar(reader, content, sink).map_err(|error| match error {
            Tar::Bad(error) => error,
            Tar::Io(error) => broken(error),
        });
    }
    reader.file(path, &mut content.take(LARGEST), sink).map(|()| 1)
}

enum Tar {
    Bad(BadFile),
    Io(io::Error),
}

fn tar(reader: &mut Reader, content: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<usize, Tar> {
    let mut read = 0;
    let mut archive = tar::Archive::new(content);
    for entry in archive.entries().map_err(Tar::Io)?.take(MOST_FILES) {
        let mut entry = entry.map_err(Tar::Io)?;
        let path = entry.path().map_err(Tar::Io)?.to_string_lossy().into_owned();
        let is_json = entry.header().entry_type().is_file() && path.ends_with(".json");
        if !is_json {
            continue;
        }
        match reader.file(&path, &mut entry, sink) {
            Ok(()) => read += 1,
            Err(BadFile::Unknown(_)) => {}
            Err(error @ BadFile::LongRow(_)) if read == 0 => return Err(Tar::Bad(error)),
            Err(error @ (BadFile::Broken(..) | BadFile::LongRow(_))) => {
                sink.bad(BadRow { place: path, reason: error.to_string() });
            }
            Err(error) => return Err(Tar::Bad(error)),
        }
    }
    Ok(read)
}
