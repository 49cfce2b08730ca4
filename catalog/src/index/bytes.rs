//! Reading and writing the bytes of a segment: little-endian numbers, numbers of variable length, texts with their length.

/// The number of two bytes at position `i` of a column.
pub(super) fn u16_at(column: &[u8], i: usize) -> Option<u16> {
    Some(u16::from_le_bytes(column.get(i * 2..i * 2 + 2)?.try_into().ok()?))
}

/// The number of four bytes at position `i` of a column.
pub(super) fn u32_at(column: &[u8], i: usize) -> Option<u32> {
    Some(u32::from_le_bytes(column.get(i * 4..i * 4 + 4)?.try_into().ok()?))
}

/// Takes a number of variable length from the front.
pub(super) fn take_varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0u32;
    for shift in [0, 7, 14, 21, 28] {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// Takes a text with its length from the front.
pub(super) fn take_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = take_varint(bytes)? as usize;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}

#[cfg(feature = "import")]
pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(feature = "import")]
pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_varint(out, u32::try_from(text.len()).unwrap_or(u32::MAX));
    out.extend_from_slice(text.as_bytes());
}
