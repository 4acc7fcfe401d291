use scorefield::protocol::{decode_both, encode_both, parse, unescaped};

use super::{
    meter::{assert_short, text, within},
    sound::assert_sound,
};

/// Every change of settings holds the whole task, and has at least twenty bytes.
const PER_BYTE: usize = 600;

/// A link, as the page reads its address and the command line its argument.
pub fn link(bytes: &[u8]) {
    let text = text(bytes);
    if !text.trim_start().starts_with(['{', '[']) {
        match within(PER_BYTE, bytes, || parse(&text)) {
            Ok(experiment) => assert_sound(&experiment),
            Err(error) => assert_short(&error),
        }
    }
    match within(2 * PER_BYTE, bytes, || decode_both(&unescaped(&text))) {
        Ok((left, right)) => {
            let again = encode_both(&left, right.as_ref());
            // A preset has up to thirty settings that the link need not name.
            let most = 4000 + 4 * text.len();
            assert!(again.len() <= most, "{} bytes of {}: {again}", again.len(), text.len());
            let both = (left, right);
            assert_eq!(decode_both(&again).as_ref(), Ok(&both), "{again}");
            assert_sound(&both.0);
            both.1.iter().for_each(assert_sound);
        }
        Err(error) => assert_short(&error),
    }
}
