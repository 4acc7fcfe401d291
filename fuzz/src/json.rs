use scorefield::{math::text::decoded, protocol::parse};

use super::{
    meter::{assert_short, within},
    sound::assert_sound,
};

/// serde_json holds each of the shortest values, `0,` or `[],`, as one of 32 bytes and more, and maps as nodes of 600.
const PER_BYTE: usize = 800;

/// A file with an experiment, as the command line reads it.
pub fn json(bytes: &[u8]) {
    let read = within(PER_BYTE, bytes, || decoded(bytes).map(|text| parse(&text)));
    match read {
        Ok(Ok(experiment)) => {
            // A link may begin with an empty drawing; a file may not.
            assert_sound(&experiment);
        }
        Ok(Err(error)) => assert_short(&error),
        Err(error) => assert_short(&error),
    }
}
