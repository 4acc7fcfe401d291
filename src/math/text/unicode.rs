//! The text of a file from its bytes.

/// The text of a file in UTF-8, or in UTF-16 with a byte-order mark or without. The mark is left out.
///
/// # Errors
/// The first line that is neither.
pub fn decoded(bytes: &[u8]) -> Result<String, String> {
    match *bytes {
        [0xEF, 0xBB, 0xBF, ref rest @ ..] => from_utf8(rest),
        [0xFF, 0xFE, ref rest @ ..] => from_utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, ref rest @ ..] => from_utf16(rest, u16::from_be_bytes),
        // Experiments and tables begin with a character below 256.
        [first, 0, ..] if first != 0 => from_utf16(bytes, u16::from_le_bytes),
        [0, second, ..] if second != 0 => from_utf16(bytes, u16::from_be_bytes),
        _ => from_utf8(bytes),
    }
}

fn from_utf8(bytes: &[u8]) -> Result<String, String> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        format!("line {line} is neither UTF-8 nor UTF-16; save the file as UTF-8")
    })
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::new();
    // Half a character at the end is no character.
    let rest = (!rest.is_empty()).then_some(0xD800);
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair)).chain(rest)) {
        let Ok(character) = character else {
            let line = 1 + text.matches('\n').count();
            return Err(format!("line {line} is not UTF-16; save the file as UTF-8"));
        };
        text.push(character);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_every_unicode_form() {
        let text = "x;y\n0,5;−1,25 ü𝒩\n";
        let utf16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
        let (le, be) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        let with = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            with(&[0xEF, 0xBB, 0xBF], text.as_bytes()),
            with(&[0xFF, 0xFE], &le),
            with(&[0xFE, 0xFF], &be),
            le,
            be,
        ] {
            assert_eq!(decoded(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(decoded(b"").as_deref(), Ok(""));
        let refused = |bytes: &[u8]| decoded(bytes).unwrap_err();
        assert!(refused(b"x\ny\nGr\xF6\xDFe").starts_with("line 3 is neither"));
        assert!(refused(&[0xFF, 0xFE, b'1', 0, b'\n', 0, b'2']).starts_with("line 2 is not UTF-16"));
        assert!(refused(&[0xFF, 0xFE, 0, 0xDC]).starts_with("line 1 is not UTF-16"));
    }
}
