//! What a JSON reader must never be given: a text or a number that does not end. It would be collected in memory.

use std::io::{self, BufRead, Read};

/// Bytes between two of JSON's signs.
const LONGEST: usize = 256 * 1024;

/// Passes bytes on and counts how long a text or a number is.
pub(super) struct Guard<R> {
    inner: R,
    run: usize,
    in_text: bool,
    escaped: bool,
}

impl<R: BufRead> Guard<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, run: 0, in_text: false, escaped: false }
    }

    fn look(&mut self, bytes: &[u8]) -> io::Result<()> {
        for byte in bytes {
            self.run += 1;
            if self.in_text {
                if self.escaped {
                    self.escaped = false;
                } else if *byte == b'\\' {
                    self.escaped = true;
                } else if *byte == b'"' {
                    (self.in_text, self.run) = (false, 0);
                }
            } else {
                match byte {
                    b'"' => (self.in_text, self.run) = (true, 0),
                    b',' | b':' | b'{' | b'}' | b'[' | b']' | b' ' | b'\n' | b'\r' | b'\t' => self.run = 0,
                    _ => {}
                }
            }
            if self.run > LONGEST {
                return Err(io::Error::other("a text or a number in it does not end"));
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.look(&into[..count])?;
        Ok(count)
    }
}
