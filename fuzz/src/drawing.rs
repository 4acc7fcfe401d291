use scorefield::math::{
    dataset::{DatasetConfig, Drawing},
    registry::Configured,
};

use super::{
    meter::{assert_short, text, within},
    sound::assert_finite_data,
};

/// Four characters are three bytes, and those a touch of six.
const PER_BYTE: usize = 16;

/// The text form of a drawing, in links and files.
pub fn drawing(bytes: &[u8]) {
    let text = text(bytes);
    let mut drawing = Drawing::default();
    match within(PER_BYTE, bytes, || drawing.set_payload(&text)) {
        Ok(()) => {
            let (_, again) = drawing.payload().expect("a drawing has a text");
            assert!(again.len() <= text.len(), "{again} is longer than {text}");
            let mut copy = Drawing::default();
            copy.set_payload(&again).expect("a drawing is read again");
            assert_eq!(copy, drawing, "{again}");
            let json = serde_json::to_string(&drawing).expect("a drawing is written");
            assert_eq!(serde_json::from_str::<Drawing>(&json).ok().as_ref(), Some(&drawing), "{json}");
            match drawing.validate() {
                Ok(()) => assert_finite_data(&DatasetConfig::Drawing(drawing)),
                Err((field, error)) => {
                    assert_eq!(field, "dabs");
                    assert_short(&error);
                }
            }
        }
        Err(error) => {
            assert_short(&error);
            assert!(drawing.dabs().is_empty());
        }
    }
}
