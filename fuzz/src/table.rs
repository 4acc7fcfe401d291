use scorefield::math::{
    dataset::{DatasetConfig, FinitePoints},
    registry::Configured,
    text::decoded,
};

use super::{
    meter::{assert_short, text, within},
    sound::assert_finite_data,
};

/// Two bytes are an entry of some 100 bytes, in lists that grow by doubling.
const PER_BYTE: usize = 250;

/// A table of points: a file given as data, or a text pasted into the box of points.
pub fn table(bytes: &[u8]) {
    let file = decoded(bytes);
    if let Err(error) = &file {
        assert_short(error);
    }
    let text = file.unwrap_or_else(|_| text(bytes).into_owned());
    let mut points = FinitePoints::default();
    match within(PER_BYTE, bytes, || points.type_payload(&text)) {
        Ok(said) => {
            assert!(said.chars().count() <= 1000, "{said}");
            let mut again = FinitePoints::default();
            // The form of links has the same meaning for a person and for a link.
            let (_, link) = points.payload().expect("points have a text");
            again.set_payload(&link).expect("points are read again");
            assert_eq!(again, points, "{link}");
            again.type_payload(&link).expect("points are typed again");
            assert_eq!(again, points, "{link}");
            assert_eq!(points.validate(), Ok(()), "{link}");
            assert_finite_data(&DatasetConfig::FinitePoints(points));
        }
        Err(error) => {
            assert_short(&error);
            assert_eq!(points, FinitePoints::default());
        }
    }
}
