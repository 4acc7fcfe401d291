//! Pseudo-languages: readable text that shows what a translation would break.

use std::borrow::Cow;

/// Letters with an accent, in the order of the alphabet.
const ACCENTED: &str = "áƀçđéƒğĥíĵķĺɱñóƥɋŕšţúṽŵẋýž";
/// The marks that begin and end text from right to left (Unicode: RLE, PDF).
const RIGHT_TO_LEFT: [char; 2] = ['\u{202b}', '\u{202c}'];

/// Text with accents, in which every letter is doubled. What stands in angle brackets is a name, and stays.
pub fn long(text: &str) -> Cow<'_, str> {
    let mut changed = String::with_capacity(3 * text.len());
    let mut is_name = false;
    for c in text.chars() {
        is_name = (is_name || c == '<') && c != '>';
        if is_name {
            changed.push(c);
            continue;
        }
        let letter = accented(c);
        changed.push(letter);
        if letter.is_alphabetic() {
            changed.push(letter);
        }
    }
    Cow::Owned(changed)
}

/// Text with each line marked as one from right to left.
pub fn mirrored(text: &str) -> Cow<'_, str> {
    let [begin, end] = RIGHT_TO_LEFT;
    let stays = |line: &str| line.is_empty() || line.starts_with('<') && line.ends_with('>');
    let line = |line: &str| if stays(line.trim()) { line.to_owned() } else { format!("{begin}{line}{end}") };
    Cow::Owned(text.split('\n').map(line).collect::<Vec<_>>().join("\n"))
}

fn accented(c: char) -> char {
    let index = u32::from(c.to_ascii_lowercase()).wrapping_sub(u32::from('a'));
    let found = if c.is_ascii_alphabetic() { ACCENTED.chars().nth(index as usize) } else { None };
    match found {
        Some(letter) if c.is_ascii_uppercase() => letter.to_uppercase().next().unwrap_or(letter),
        Some(letter) => letter,
        None => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudo_text_stays_readable() {
        assert_eq!(long("An end."), "ÁÁññ ééññđđ.");
        assert_eq!(mirrored("one\n\n<two>"), "\u{202b}one\u{202c}\n\n<two>");
        assert_eq!(long("<jump>"), "<jump>");
        assert_eq!(ACCENTED.chars().count(), 26);
    }
}
