//! From bytes to text.

/// The text of a file, and whether it was Unicode. UTF-8 and UTF-16 (with its mark) are read as such; anything else as
/// Windows-1252, in which every byte means something. A file that was cut off inside a letter is still UTF-8.
pub fn decode(bytes: &[u8]) -> (String, bool) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes), true),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes), true),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(), true),
            Err(error) if error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii() => {
                (String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned(), true)
            }
            Err(_) => (bytes.iter().copied().map(windows_1252).collect(), false),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().copied().map(unit);
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows_1252(byte: u8) -> char {
    // The block in which Windows-1252 differs from Latin-1; five of its places are empty.
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_a_spreadsheet_writes_becomes_the_same_text() {
        let text = "Pokémon “Flabébé” €";
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let cp1252 = b"Pok\xe9mon \x93Flab\xe9b\xe9\x94 \x80";
        assert_eq!(decode(text.as_bytes()), (text.to_owned(), true));
        assert_eq!(decode(format!("\u{feff}{text}").as_bytes()), (text.to_owned(), true));
        assert_eq!(decode(&utf16), (text.to_owned(), true));
        assert_eq!(decode(cp1252), (text.to_owned(), false));
        let cut = &text.as_bytes()[..text.len() - 1];
        assert_eq!(decode(cut), ("Pokémon “Flabébé” \u{fffd}".to_owned(), true));
        assert_eq!(decode(b"Pok\xe9"), ("Poké".to_owned(), false));
    }
}
