//! A hand drawing, as a Gaussian mixture that fits into a link.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{Dataset, LogDensity, PointDraw, density, one_class};
use crate::math::{
    oracle::{Component, Mixture},
    registry::{Configured, FieldError},
    text::Limit,
};

/// Half the width of the square for drawing.
pub const CANVAS: f64 = 4.0;

/// Coordinates are kept on a grid of 2¹² cells, radii and strengths in 2⁸.
const GRID: f64 = 4095.0;
const LEVELS: f64 = 255.0;
/// The radius of the largest level, and the strength of the largest level.
const MAX_RADIUS: f64 = 2.0;
const MAX_STRENGTH: f64 = 4.0;
/// The first byte of a payload; it identifies the layout.
const VERSION: u8 = 1;
/// The most dabs in a drawing: a link stays below 45,000 characters.
const MAX_DABS: usize = 8192;

/// One touch of the brush, an isotropic Gaussian whose standard deviation is half the brush's radius.
/// It is kept exactly as a link stores it, so that nothing changes when a drawing is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dab {
    x: u16,
    y: u16,
    radius: u8,
    strength: u8,
}

fn quantize(value: f64, levels: f64) -> f64 {
    (value.clamp(0.0, 1.0) * levels).round()
}

impl Dab {
    /// A dab at `centre` with a brush of this `radius` (in units of the plane) and `strength` (1 is usual).
    /// All are clamped to the range of a drawing; the radius and the strength are never 0.
    pub fn new(centre: [f64; 2], radius: f64, strength: f64) -> Self {
        let coordinate = |c: f64| quantize((c + CANVAS) / (2.0 * CANVAS), GRID) as u16;
        Self {
            x: coordinate(centre[0]),
            y: coordinate(centre[1]),
            radius: quantize(radius / MAX_RADIUS, LEVELS).max(1.0) as u8,
            strength: quantize(strength / MAX_STRENGTH, LEVELS).max(1.0) as u8,
        }
    }

    pub fn centre(&self) -> [f64; 2] {
        [self.x, self.y].map(|c| f64::from(c) / GRID * 2.0 * CANVAS - CANVAS)
    }

    pub fn radius(&self) -> f64 {
        f64::from(self.radius) / LEVELS * MAX_RADIUS
    }

    pub fn strength(&self) -> f64 {
        f64::from(self.strength) / LEVELS * MAX_STRENGTH
    }
}

/// A drawing: the touches of a brush, in the order in which they were made. Each is a small Gaussian, so that the exact
/// score, velocity and density of whatever was drawn are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Drawing {
    dabs: Vec<Dab>,
}

/// The serialised form of a drawing.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default)]
    dabs: String,
}

impl From<Drawing> for Form {
    fn from(drawing: Drawing) -> Self {
        Self { dabs: drawing.encode() }
    }
}

impl TryFrom<Form> for Drawing {
    type Error = FieldError;

    fn try_from(form: Form) -> Result<Self, FieldError> {
        Self::decode(&form.dabs)
    }
}

impl Drawing {
    pub const ID: &'static str = "drawing";
    pub const LABEL: &'static str = "Your drawing";

    pub fn from_dabs(dabs: Vec<Dab>) -> Self {
        Self { dabs }
    }

    pub fn dabs(&self) -> &[Dab] {
        &self.dabs
    }

    /// Runs of equal brushes: `version, (radius, strength, count as two bytes, count × three bytes)*`, then base64url.
    fn encode(&self) -> String {
        if self.dabs.is_empty() {
            return String::new();
        }
        let mut bytes = vec![VERSION];
        for run in self.dabs.chunk_by(|a, b| (a.radius, a.strength) == (b.radius, b.strength)) {
            for run in run.chunks(usize::from(u16::MAX)) {
                bytes.extend([run[0].radius, run[0].strength]);
                bytes.extend((run.len() as u16).to_be_bytes());
                for dab in run {
                    let packed = u32::from(dab.x) << 12 | u32::from(dab.y);
                    bytes.extend(&packed.to_be_bytes()[1..]);
                }
            }
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn decode(text: &str) -> Result<Self, FieldError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let broken = |why: &str| FieldError::Payload(format!("the drawing cannot be read: {why}"));
        Limit::DRAWING.check(text.len()).map_err(|error| broken(&error.to_string()))?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|error| broken(&error.to_string()))?;
        let Some((&VERSION, mut rest)) = bytes.split_first() else {
            return Err(broken("it has an unknown version"));
        };
        let mut dabs = Vec::new();
        while let Some((&[radius, strength, high, low], tail)) = rest.split_first_chunk() {
            let count = usize::from(u16::from_be_bytes([high, low]));
            let Some((run, tail)) = tail.split_at_checked(3 * count) else {
                return Err(broken("it is cut short"));
            };
            if radius == 0 || strength == 0 {
                return Err(broken("a brush has no size"));
            }
            dabs.extend(run.chunks_exact(3).map(|b| {
                let packed = u32::from_be_bytes([0, b[0], b[1], b[2]]);
                Dab { x: (packed >> 12) as u16, y: (packed & 0xFFF) as u16, radius, strength }
            }));
            rest = tail;
        }
        if !rest.is_empty() {
            return Err(broken("it is cut short"));
        }
        Ok(Self { dabs })
    }
}

impl Configured for Drawing {
    fn id(&self) -> &'static str {
        Self::ID
    }
    fn label(&self) -> &'static str {
        Self::LABEL
    }
    fn about(&self) -> &'static str {
        "Whatever you draw. Every touch of the brush is a small Gaussian, so the exact score and velocity are known."
    }
    fn fields(&self) -> &'static [crate::math::registry::FieldInfo] {
        &[]
    }
    fn get(&self, _: usize) -> f64 {
        f64::NAN
    }
    fn put(&mut self, _: usize, _: f64) {}
    fn payload(&self) -> Option<(&'static str, String)> {
        Some(("dabs", self.encode()))
    }
    fn set_payload(&mut self, text: &str) -> Result<(), FieldError> {
        *self = Self::decode(text)?;
        Ok(())
    }
    fn check_whole(&self) -> Result<(), (&'static str, FieldError)> {
        let wrong = |why: String| Err(("dabs", FieldError::Payload(why)));
        match self.dabs.len() {
            0 => wrong("the drawing is empty: draw something first".to_owned()),
            n if n > MAX_DABS => wrong(format!("the drawing has {n} touches of the brush; {MAX_DABS} are the most")),
            _ => Ok(()),
        }
    }
}

impl Dataset for Drawing {
    fn sampler(&self) -> PointDraw {
        one_class(self.mixture())
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        Mixture::new(self.dabs.iter().map(|dab| Component::round(dab.centre(), dab.radius() / 2.0, dab.strength())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing() -> Drawing {
        Drawing::from_dabs(vec![
            Dab::new([0.1, -3.9], 0.3, 1.0),
            Dab::new([4.0, -4.0], 0.3, 1.0),
            Dab::new([-99.0, 99.0], 9.0, 0.0),
        ])
    }

    #[test]
    fn payload_brings_back_the_very_same_drawing() {
        let mut copy = Drawing::default();
        copy.set_payload(&drawing().encode()).unwrap();
        assert_eq!(copy, drawing());
        let json = serde_json::to_string(&drawing()).unwrap();
        assert_eq!(serde_json::from_str::<Drawing>(&json).unwrap(), drawing());
    }

    #[test]
    fn quantisation_moves_a_centre_by_less_than_a_pixel() {
        let [x, y] = Dab::new([0.123, -1.618], 0.2, 1.0).centre();
        assert!((x - 0.123).abs() < 1e-3 && (y + 1.618).abs() < 1e-3);
    }

    #[test]
    fn broken_payloads_are_refused() {
        let whole = drawing().encode();
        for text in ["~", "AA", "Ag", &whole[..whole.len() - 4]] {
            assert!(Drawing::default().set_payload(text).is_err(), "{text}");
        }
        assert!(Drawing::default().check_whole().is_err());
    }
}
