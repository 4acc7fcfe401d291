//! Numbers in JSON, which has no form for NaN and the infinities: they are written as `"NaN"`, `"inf"` and `"-inf"`.
//!
//! For fields with `#[serde(with = "crate::math::number")]`. Without it such a number is written as `null`, which cannot be
//! read back as a number.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The types of fields that may hold such numbers.
pub trait Number: Sized {
    /// # Errors
    /// Whatever the format reports.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// # Errors
    /// When the value is no such number.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Writes a field.
///
/// # Errors
/// Whatever the format reports.
pub fn serialize<T: Number, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
    number.write(serializer)
}

/// Reads a field.
///
/// # Errors
/// When the value is no such number.
pub fn deserialize<'de, T: Number, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// The texts and their values.
const TEXTS: [(&str, f64); 3] = [("NaN", f64::NAN), ("inf", f64::INFINITY), ("-inf", f64::NEG_INFINITY)];

impl Number for f64 {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = TEXTS.iter().find(|(_, number)| number == self || number.is_nan() && self.is_nan());
        match text {
            Some((text, _)) => serializer.serialize_str(text),
            None => serializer.serialize_f64(*self),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl de::Visitor<'_> for Reader {
            type Value = f64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<f64, E> {
                Ok(number)
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<f64, E> {
                Ok(number as f64)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<f64, E> {
                Ok(number as f64)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<f64, E> {
                let known = TEXTS.iter().find(|(known, _)| *known == text);
                known.map(|(_, number)| *number).ok_or_else(|| E::invalid_type(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

/// A number within another value.
struct Within<T>(T);

impl<T: Number> Serialize for Within<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<'de, T: Number> Deserialize<'de> for Within<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl Number for Option<f64> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.map(Within).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Within<f64>>::deserialize(deserializer)?.map(|Within(number)| number))
    }
}

/// Losses by their steps.
impl Number for Vec<(u64, f64)> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|(step, number)| (step, Within(*number))))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Vec::<(u64, Within<f64>)>::deserialize(deserializer)?;
        Ok(read.into_iter().map(|(step, Within(number))| (step, number)).collect())
    }
}

/// Types that JSON can write in full.
macro_rules! plain {
    ($($name:ty),+) => {
        $(impl Number for $name {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.serialize(serializer)
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        })+
    };
}

plain!(u32, bool);

#[cfg(test)]
mod tests {
    use rand_core::RngCore as _;

    use super::*;
    use crate::math::rng::{Purpose, Stream};

    #[derive(Debug, Serialize, Deserialize)]
    struct Example {
        #[serde(with = "super")]
        one: f64,
        #[serde(with = "super")]
        maybe: Option<f64>,
        #[serde(with = "super")]
        losses: Vec<(u64, f64)>,
    }

    #[test]
    fn every_number_is_read_back() {
        for x in [0.1, -0.0, 3.0, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let example = Example { one: x, maybe: Some(x), losses: vec![(1, 0.5), (2, x)] };
            let text = serde_json::to_string(&example).unwrap();
            let read: Example = serde_json::from_str(&text).unwrap();
            assert_eq!(format!("{read:?}"), format!("{example:?}"), "{text}");
            assert!(!text.contains("null"), "{text}");
        }
        let absent = r#"{"one": 2, "maybe": null, "losses": []}"#;
        let read: Example = serde_json::from_str(absent).unwrap();
        assert_eq!((read.one, read.maybe, read.losses.len()), (2.0, None, 0));
        for wrong in ["null", "\"nan\"", "\"1\"", "true"] {
            let text = format!(r#"{{"one": {wrong}, "maybe": null, "losses": []}}"#);
            let error = serde_json::from_str::<Example>(&text).unwrap_err().to_string();
            assert!(error.contains("expected a number at line 1"), "{error}");
        }
    }

    #[test]
    fn no_bit_of_a_number_is_lost() {
        let mut rng = Stream::new(7, Purpose::Display, 0);
        for x in (0..20_000).map(|_| f64::from_bits(rng.next_u64())).filter(|x| x.is_finite()) {
            let text = serde_json::to_string(&x).unwrap();
            assert_eq!(serde_json::from_str::<f64>(&text).unwrap().to_bits(), x.to_bits(), "{text}");
        }
    }
}
