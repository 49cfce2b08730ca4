//! Files out of what was given: gzip and tar are opened, inside each other too.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::{BadFile, BadRow, Reader, Sink};

/// Bytes of one file after unpacking; the largest real one has some 3 GB.
const LARGEST: u64 = 8 << 30;
/// Files in one archive.
const MOST_FILES: usize = 100_000;
/// Bytes of what stands beside the files: a long name.
const ASIDE: u64 = 64 * 1024;
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
    let mut long_name = None;
    // Raw, because otherwise a name of gigabytes would be taken into memory.
    for entry in archive.entries().map_err(Tar::Io)?.raw(true).take(MOST_FILES) {
        let mut entry = entry.map_err(Tar::Io)?;
        if !entry.header().entry_type().is_file() {
            long_name = name_beside(&mut entry).map_err(Tar::Io)?.or(long_name);
            continue;
        }
        let short = || String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let path = long_name.take().unwrap_or_else(short);
        if !path.trim_end_matches(".gz").ends_with(".json") {
            continue;
        }
        let read_it = if path.ends_with(".gz") {
            reader.file(&path, &mut MultiGzDecoder::new(BufReader::new(entry)).take(LARGEST), sink)
        } else {
            reader.file(&path, &mut entry, sink)
        };
        match read_it {
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

/// The name of the next file, where it is too long to stand with the file.
fn name_beside(entry: &mut tar::Entry<'_, &mut dyn BufRead>) -> io::Result<Option<String>> {
    if entry.size() > ASIDE {
        return Err(io::Error::other("the archive holds something large that is no file"));
    }
    let kind = entry.header().entry_type();
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes)?;
    let name = if kind.is_gnu_longname() {
        Some(bytes.strip_suffix(&[0]).unwrap_or(&bytes))
    } else if kind.is_pax_local_extensions() {
        let mut values = tar::PaxExtensions::new(&bytes).flatten();
        values.find(|value| value.key_bytes() == b"path").map(|value| value.value_bytes())
    } else {
        None
    };
    Ok(name.map(|name| String::from_utf8_lossy(name).into_owned()))
}
