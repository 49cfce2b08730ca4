//! Several files as one, for a server that takes one at a time: an archive (tar) that a browser puts together without
//! reading the files.

use web_sys::{Blob, File};

/// Bytes of a header; what comes after a file is filled up to a multiple of it.
const BLOCK: usize = 512;

/// What stands in an archive before a file of `size` bytes; of a long name its end.
pub fn header(name: &str, size: u64) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
    let cut = name.char_indices().map(|(at, _)| at).find(|at| name.len() - at < 100).unwrap_or(name.len());
    put(0, &name.as_bytes()[cut..]);
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{:011o}\0", size.min(0o77_777_777_777)).as_bytes());
    put(136, b"00000000000\0");
    // The sum is taken with blanks in its place.
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().copied().map(u32::from).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// How many zeros come after a file of `size` bytes.
pub fn padding(size: u64) -> usize {
    (BLOCK - (size % BLOCK as u64) as usize) % BLOCK
}

/// What is to be sent: the one file as it is, several in an archive; none without any.
pub fn packed(files: &[File]) -> Option<Blob> {
    if let [only] = files {
        return Some(only.clone().into());
    }
    let parts = js_sys::Array::new();
    let bytes = |bytes: &[u8]| js_sys::Uint8Array::from(bytes);
    for file in files {
        // The size of a file is a whole number that a double can be.
        let size = file.size() as u64;
        parts.push(&bytes(&header(&file.name(), size)));
        parts.push(file);
        parts.push(&bytes(&[0; BLOCK][..padding(size)]));
    }
    parts.push(&bytes(&[0; 2 * BLOCK]));
    (!files.is_empty()).then(|| Blob::new_with_blob_sequence(&parts).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_name_and_size_and_its_sum() {
        let block = header("cards.json", 1_253_005);
        assert_eq!(
            (&block[..12], &block[124..136], &block[257..265]),
            (&b"cards.json\0\0"[..], &b"00004617215\0"[..], &b"ustar\x0000"[..])
        );
        let blank =
            block.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) });
        assert_eq!(block[148..156], *format!("{:06o}\0 ", blank.sum::<u32>()).as_bytes());
        assert_eq!([0, 1, 511, 512].map(padding), [0, 511, 1, 0]);
    }

    #[test]
    fn a_long_name_keeps_its_end_and_whole_letters() {
        let block = header(&format!("{}.json", "é".repeat(80)), 0);
        let name = block[..100].split(|byte| *byte == 0).next().unwrap();
        let name = std::str::from_utf8(name).unwrap();
        assert!(name.ends_with("é.json") && name.len() > 90, "{name}");
    }
}
