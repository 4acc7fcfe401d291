use scorefield::math::{
    dataset::{DatasetConfig, FinitePoints, GaussianMixture},
    registry::Configured,
    typed,
    world::Dragged,
};

use super::{
    meter::{assert_short, text, within},
    sound::assert_finite_data,
};

/// Two bytes are an entry of some 100 bytes, in lists that grow by doubling.
const PER_BYTE: usize = 250;

/// Lists and numbers, in links and as a person types them: points, Gaussians, paths.
pub fn list(bytes: &[u8]) {
    let text = text(bytes);
    let mixture = read(GaussianMixture::default(), &text);
    let points = read(FinitePoints::default(), &text);
    read(Dragged::default(), &text);
    mixture.into_iter().for_each(|mixture| assert_finite_data(&DatasetConfig::GaussianMixture(mixture)));
    points.into_iter().for_each(|points| assert_finite_data(&DatasetConfig::FinitePoints(points)));
    number(&text);
}

/// Reads the text in both forms; whatever either reads is written and read again. The last one that was read.
fn read<T: Configured + Clone + PartialEq + std::fmt::Debug>(config: T, text: &str) -> Option<T> {
    let mut found = None;
    let strict = |config: &mut T| config.set_payload(text).map(|()| String::new());
    let typed = |config: &mut T| config.type_payload(text);
    for form in [&strict as &dyn Fn(&mut T) -> _, &typed] {
        let mut read = config.clone();
        match within(PER_BYTE, text.as_bytes(), || form(&mut read)) {
            Ok(said) => {
                // A sentence for each path.
                assert!(said.chars().count() <= 64 * 500, "{said}");
                let (_, link) = read.payload().expect("a list has a text");
                let mut again = config.clone();
                assert_eq!(again.set_payload(&link), Ok(()), "{link}");
                assert_eq!(again, read, "{link}");
                if let Err((_, error)) = read.validate() {
                    assert_short(&error);
                }
                found = Some(read);
            }
            Err(error) => {
                assert_short(&error);
                assert_eq!(read, config, "changed by a text that was refused");
            }
        }
    }
    found
}

/// A number has one meaning, or is said to have two.
fn number(text: &str) {
    if let Some(value) = typed::number(text) {
        assert!(!value.is_nan());
        let again = typed::number(&value.to_string());
        assert!(value.is_infinite() || again == Some(value), "{value} was {again:?}");
    }
    match typed::whole(text) {
        Ok(value) => assert_eq!(typed::whole(&value.to_string()), Ok(value)),
        Err(error) => assert_short(&error),
    }
}
