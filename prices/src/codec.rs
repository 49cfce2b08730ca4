//! Change points as few bytes: a column of days and a column of prices, both as differences in an adaptive Rice code.
//!
//! A chunk is `count, first day, first price` as variable length numbers, a byte that says how the days are written, the
//! bits, and two bytes of checksum. Prices move by small steps whose size differs from card to card by a factor of a
//! thousand and changes slowly: a Rice code that follows the average of the last steps comes within a few percent of what
//! is possible, and needs no table. Days are either gaps (a card that changes now and then) or lengths of runs of one gap
//! (one that changes daily): what is shorter.

use crate::day::{CEILING, Day};
use crate::point::Point;

/// Bytes that no chunk of ours has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored series cannot be read")]
pub struct BadChunk;

/// Points a chunk can have: more is not ours.
const MOST: usize = 4_096;
/// A quotient this long is no quotient: the number follows whole.
const ESCAPE: u32 = 24;

const GAPS: u8 = 0;
const RUNS: u8 = 1;

/// Encodes points in order of their days, one a day, neighbours of different prices (a Rice code has no use for the
/// step of zero).
pub fn encode(points: &[Point]) -> Vec<u8> {
    let Some(first) = points.first() else { return Vec::new() };
    debug_assert!(points.len() <= MOST, "BUG: a chunk has at most {MOST} points");
    let gaps: Vec<u64> = points.windows(2).map(|pair| u64::from(pair[1].day - pair[0].day)).collect();
    let steps = points.windows(2).map(|pair| zigzag(pair[1].minor.wrapping_sub(pair[0].minor)).wrapping_sub(1));
    let write = |mode: u8| {
        let mut bytes = Vec::new();
        number(&mut bytes, points.len() as u64);
        number(&mut bytes, u64::from(first.day));
        number(&mut bytes, zigzag(first.minor));
        bytes.push(mode);
        let mut bits = Writer { bytes, held: 0, free: 64 };
        write_days(&mut bits, &gaps, mode);
        bits
    };
    let (plain, runs) = (write(GAPS), write(RUNS));
    let mut bits = if runs.bytes.len() < plain.bytes.len() { runs } else { plain };
    let mut rice = Rice::default();
    steps.for_each(|step| rice.write(&mut bits, step));
    let mut bytes = bits.finish();
    bytes.extend(checksum(&bytes).to_le_bytes());
    bytes
}

/// Appends the points of a chunk to `points`.
///
/// # Errors
/// Whatever the bytes are: points or [`BadChunk`], and never more than a chunk can have.
pub fn decode(bytes: &[u8], points: &mut Vec<Point>) -> Result<(), BadChunk> {
    if bytes.is_empty() {
        return Ok(());
    }
    let (bytes, sum) = bytes.split_last_chunk::<2>().ok_or(BadChunk)?;
    // A fuzzer would hardly ever meet it.
    if checksum(bytes) != u16::from_le_bytes(*sum) && !cfg!(fuzzing) {
        return Err(BadChunk);
    }
    let mut rest = bytes;
    let count =
        usize::try_from(read_number(&mut rest)?).ok().filter(|count| (1..=MOST).contains(count)).ok_or(BadChunk)?;
    let mut day = Day::try_from(read_number(&mut rest)?).map_err(|_| BadChunk)?;
    let mut minor = unzigzag(read_number(&mut rest)?);
    let (mode, rest) = rest.split_first().ok_or(BadChunk)?;
    let at = points.len();
    points.reserve(count);
    let mut bits = Reader::new(rest);
    // Days first, prices after: two columns.
    points.push(Point { day, minor });
    read_days(&mut bits, *mode, count - 1, |gap| {
        let gap = u32::try_from(gap).ok().filter(|gap| *gap > 0).ok_or(BadChunk)?;
        day = day.checked_add(gap).ok_or(BadChunk)?;
        points.push(Point { day, minor: 0 });
        Ok(())
    })
    .inspect_err(|_| points.truncate(at))?;
    if day > CEILING {
        points.truncate(at);
        return Err(BadChunk);
    }
    let mut rice = Rice::default();
    for point in &mut points[at + 1..] {
        minor = minor.wrapping_add(unzigzag(rice.read(&mut bits).wrapping_add(1)));
        point.minor = minor;
    }
    if bits.overrun() {
        points.truncate(at);
        return Err(BadChunk);
    }
    Ok(())
}

fn write_days(bits: &mut Writer, gaps: &[u64], mode: u8) {
    let mut sizes = Rice::default();
    if mode == GAPS {
        gaps.iter().for_each(|gap| sizes.write(bits, gap - 1));
        return;
    }
    let mut lengths = Rice::default();
    for run in gaps.chunk_by(|a, b| a == b) {
        sizes.write(bits, run[0] - 1);
        lengths.write(bits, run.len() as u64 - 1);
    }
}

fn read_days(
    bits: &mut Reader<'_>,
    mode: u8,
    count: usize,
    mut gap: impl FnMut(u64) -> Result<(), BadChunk>,
) -> Result<(), BadChunk> {
    let mut sizes = Rice::default();
    match mode {
        GAPS => (0..count).try_for_each(|_| gap(sizes.read(bits).wrapping_add(1))),
        RUNS => {
            let mut lengths = Rice::default();
            let mut left = count;
            while left > 0 {
                let size = sizes.read(bits).wrapping_add(1);
                let length = usize::try_from(lengths.read(bits)).ok().and_then(|length| length.checked_add(1));
                let length = length.filter(|length| *length <= left).ok_or(BadChunk)?;
                (0..length).try_for_each(|_| gap(size))?;
                left -= length;
            }
            Ok(())
        }
        _ => Err(BadChunk),
    }
}

/// A Rice code whose parameter follows the numbers: the average of the last sixteen or so, times sixteen.
struct Rice {
    average: u64,
}

impl Default for Rice {
    fn default() -> Self {
        // Nothing is known yet: eight.
        Self { average: 8 << 4 }
    }
}

impl Rice {
    /// Bits that are written as they are: the largest power of two that is not above ln 2 times the average.
    fn width(&self) -> u32 {
        let scaled = self.average.saturating_mul(11) >> 8;
        64 - (scaled | 1).leading_zeros() - 1
    }

    fn learn(&mut self, value: u64) {
        // Capped, so that one escape does not spoil what follows.
        let value = value.min(1 << 40);
        self.average = self.average - (self.average >> 4) + value;
    }

    fn write(&mut self, bits: &mut Writer, value: u64) {
        let width = self.width();
        let quotient = value >> width;
        if quotient < u64::from(ESCAPE) {
            // So many zeros, a one, and the rest.
            bits.put(1, quotient as u32 + 1);
            bits.put(value & ((1 << width) - 1), width);
        } else {
            bits.put(0, ESCAPE);
            bits.put(value >> 32, 32);
            bits.put(value & 0xffff_ffff, 32);
        }
        self.learn(value);
    }

    fn read(&mut self, bits: &mut Reader<'_>) -> u64 {
        let width = self.width();
        let quotient = bits.zeros();
        let value = if quotient < ESCAPE {
            u64::from(quotient) << width | bits.take(width)
        } else {
            bits.take(32) << 32 | bits.take(32)
        };
        self.learn(value);
        value
    }
}

struct Writer {
    bytes: Vec<u8>,
    held: u64,
    free: u32,
}

impl Writer {
    /// The lowest `width` bits of `value`, which has no others; at most 56.
    fn put(&mut self, value: u64, width: u32) {
        if width == 0 {
            return;
        }
        if width > self.free {
            self.flush();
        }
        self.free -= width;
        self.held |= value << self.free;
    }

    /// Writes whole bytes out.
    fn flush(&mut self) {
        while self.free <= 56 {
            self.bytes.push((self.held >> 56) as u8);
            self.held <<= 8;
            self.free += 8;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.flush();
        if self.free < 64 {
            self.bytes.push((self.held >> 56) as u8);
        }
        self.bytes
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u64,
    /// Bits of `held` that are there; the highest ones.
    count: u32,
    /// Bits that were wanted and were not there.
    missing: u32,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, held: 0, count: 0, missing: 0 }
    }

    /// At least 56 bits, as far as there are any; zeros after the end.
    fn fill(&mut self) {
        if let Some(eight) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<8>) {
            self.held |= u64::from_be_bytes(*eight) >> self.count;
            let whole = (63 - self.count) >> 3;
            self.at += whole as usize;
            self.count += whole * 8;
            // Bits beyond the whole bytes are read again: they are the same.
            return;
        }
        while self.count <= 56 {
            let byte = self.bytes.get(self.at).copied();
            if byte.is_none() {
                self.missing += 8;
            }
            self.held |= u64::from(byte.unwrap_or(0)) << (56 - self.count);
            self.at += 1;
            self.count += 8;
        }
    }

    fn drop(&mut self, width: u32) {
        self.held <<= width;
        self.count -= width;
    }

    /// At most 32.
    fn take(&mut self, width: u32) -> u64 {
        if width == 0 {
            return 0;
        }
        if width > 32 {
            return self.take(width - 32) << 32 | self.take(32);
        }
        if self.count < width {
            self.fill();
        }
        let value = self.held >> (64 - width);
        self.drop(width);
        value
    }

    /// Zeros before the next one, which is taken too; no more than an escape has.
    fn zeros(&mut self) -> u32 {
        if self.count < ESCAPE + 1 {
            self.fill();
        }
        let zeros = self.held.leading_zeros();
        if zeros >= ESCAPE {
            self.drop(ESCAPE);
            return ESCAPE;
        }
        self.drop(zeros + 1);
        zeros
    }

    /// Whether more bits were read than there are: the chunk is broken.
    fn overrun(&self) -> bool {
        self.missing > self.count
    }
}

fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

fn number(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn read_number(bytes: &mut &[u8]) -> Result<u64, BadChunk> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(BadChunk)?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(BadChunk)
}

/// In the manner of FNV-1a. Each step is a bijection, so that one changed byte always changes the sum: a flipped bit on a
/// disk must not become a price.
fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0x9dc5, |sum: u16, byte| (sum ^ u16::from(*byte)).wrapping_mul(0x0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_days_costs_next_to_nothing() {
        let daily: Vec<Point> = (0..512).map(|n| Point { day: 737_000 + n, minor: 500 + i64::from(n % 2) }).collect();
        let bytes = encode(&daily);
        assert!(bytes.len() < 150, "{} bytes for 512 points that move by a cent", bytes.len());
        let mut read = Vec::new();
        decode(&bytes, &mut read).unwrap();
        assert_eq!(read, daily);
    }

    #[test]
    fn what_is_out_of_all_proportion_is_written_whole() {
        let points = [(1, 0), (2, i64::MAX), (3, i64::MIN), (700_000, 5), (700_001, -1)];
        let points = points.map(|(day, minor)| Point { day, minor });
        let mut read = Vec::new();
        decode(&encode(&points), &mut read).unwrap();
        assert_eq!(read, points);
    }
}
