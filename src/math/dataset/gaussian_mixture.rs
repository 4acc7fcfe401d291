use serde::{Deserialize, Serialize};

use super::{
    Dataset, LogDensity, PointDraw, by_component, class, density,
    list::{Entry, List},
};
use crate::math::{
    oracle::{Component, Mixture},
    registry::{Configured, FieldError, FieldInfo},
    typed::Wanted,
};

/// A Gaussian mixture whose components are free, round or elongated. Every component is a class of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct GaussianMixture {
    /// The components with their weights as they were given.
    components: Vec<Component>,
}

/// `x,y,std,weight` for a round component, `x,y,std_x,std_y,angle,weight` for any: the standard deviations along the axes
/// turned anticlockwise by an angle in degrees.
impl Entry for Component {
    fn numbers(&self) -> Vec<f64> {
        let ([x, y], [std_x, std_y]) = (self.mean, self.covariance.stds());
        match self.covariance.is_round() {
            true => vec![x, y, std_x, self.weight],
            false => vec![x, y, std_x, std_y, self.covariance.angle(), self.weight],
        }
    }

    fn from_numbers(numbers: &[f64]) -> Option<Self> {
        match *numbers {
            [x, y, std, weight] => Some(Self::round([x, y], std, weight)),
            [x, y, std_x, std_y, angle, weight] => Some(Self::ellipse([x, y], [std_x, std_y], angle, weight)),
            _ => None,
        }
    }
}

const COMPONENTS: List = List {
    name: "components",
    wanted: Wanted {
        names: ["component", "components"],
        forms: &[&["x", "y", "std", "weight"], &["x", "y", "std_x", "std_y", "angle", "weight"]],
        most: 64,
    },
};

/// The serialised form: the entries of all components, joined by semicolons.
#[derive(Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Form {
    components: String,
}

impl Default for Form {
    fn default() -> Self {
        GaussianMixture::default().into()
    }
}

impl From<GaussianMixture> for Form {
    fn from(mixture: GaussianMixture) -> Self {
        Self { components: COMPONENTS.format(&mixture.components) }
    }
}

impl TryFrom<Form> for GaussianMixture {
    type Error = FieldError;

    fn try_from(form: Form) -> Result<Self, FieldError> {
        Ok(Self { components: COMPONENTS.parse(&form.components)? })
    }
}

impl Default for GaussianMixture {
    fn default() -> Self {
        Self {
            components: vec![
                Component::round([-2.0, -1.0], 0.5, 1.0),
                Component::ellipse([2.0, -1.0], [0.9, 0.3], 60.0, 1.0),
                Component::ellipse([0.0, 2.0], [1.2, 0.4], -15.0, 2.0),
            ],
        }
    }
}

impl GaussianMixture {
    pub const ID: &'static str = "mixture";
    pub const LABEL: &'static str = "Gaussian mixture";

    /// The mixture of these components; only the ratios of the weights matter.
    ///
    /// # Errors
    /// No component, more than 64, or an invalid component, with the component and the value.
    pub fn new(components: impl IntoIterator<Item = Component>) -> Result<Self, FieldError> {
        let components: Vec<_> = components.into_iter().collect();
        COMPONENTS.check(&components)?;
        Ok(Self { components })
    }
}

impl Configured for GaussianMixture {
    fn id(&self) -> &'static str {
        Self::ID
    }
    fn label(&self) -> &'static str {
        Self::LABEL
    }
    fn about(&self) -> &'static str {
        "A mixture of Gaussians that you choose, round or elongated, each given by its mean, its standard deviations and \
         its weight. Its exact score and velocity are known in closed form."
    }
    fn fields(&self) -> &'static [FieldInfo] {
        &[]
    }
    fn get(&self, _: usize) -> f64 {
        f64::NAN
    }
    fn put(&mut self, _: usize, _: f64) {}
    fn payload(&self) -> Option<(&'static str, String)> {
        Some((COMPONENTS.name, COMPONENTS.format(&self.components)))
    }
    fn payload_help(&self) -> Option<&'static str> {
        Some(
            "Each Gaussian as x,y,std,weight, or as x,y,std_x,std_y,angle,weight with its axes turned anticlockwise by an \
             angle in degrees, joined by semicolons or one in each line.",
        )
    }
    fn set_payload(&mut self, text: &str) -> Result<(), FieldError> {
        self.components = COMPONENTS.parse(text)?;
        Ok(())
    }
    fn type_payload(&mut self, text: &str) -> Result<String, FieldError> {
        let (components, reading) = COMPONENTS.read(text, |_, _| ())?;
        self.components = components;
        Ok(reading.to_string())
    }
    fn check_whole(&self) -> Result<(), (&'static str, FieldError)> {
        COMPONENTS.check(&self.components).map_err(|error| (COMPONENTS.name, error))
    }
}

impl Dataset for GaussianMixture {
    fn classes(&self) -> u32 {
        self.components.len() as u32
    }

    fn sampler(&self) -> PointDraw {
        by_component(self.mixture())
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        Mixture::new(self.components.iter().copied())
    }

    fn class_mixture(&self, class: u32) -> Option<Mixture> {
        class::component(&self.mixture(), class)
    }

    fn extent(&self) -> f64 {
        let reach = |c: &Component| [0, 1].map(|axis| c.mean[axis].abs() + 3.0 * c.covariance.std_of(axis));
        self.components.iter().flat_map(reach).fold(1.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payload_brings_back_the_very_same_mixture() {
        let components = [
            Component::round([0.1 + 0.2, -1e-7], 1.0 / 3.0, 2.5),
            Component::ellipse([1.0, 2.0], [0.1 + 0.2, 1.0 / 7.0], 100.0 / 3.0, 1.0),
        ];
        let mixture = GaussianMixture::new(components).unwrap();
        let mut copy = GaussianMixture::default();
        copy.set_payload(&mixture.payload().unwrap().1).unwrap();
        assert_eq!(copy, mixture);
        let json = serde_json::to_string(&mixture).unwrap();
        assert_eq!(serde_json::from_str::<GaussianMixture>(&json).unwrap(), mixture);
        assert_eq!(serde_json::from_str::<GaussianMixture>("{}").unwrap(), GaussianMixture::default());
    }

    #[test]
    fn the_number_of_columns_tells_the_form() {
        let mut mixture = GaussianMixture::default();
        mixture.set_payload("1,2,0.5,3; 0,0,0.5,2,30,1; -1,0,0.25,0.25,30,2;").unwrap();
        let expected = [
            Component::round([1.0, 2.0], 0.5, 3.0),
            Component::ellipse([0.0; 2], [0.5, 2.0], 30.0, 1.0),
            Component::round([-1.0, 0.0], 0.25, 2.0),
        ];
        assert_eq!(mixture, GaussianMixture::new(expected).unwrap());
        assert_eq!(mixture.payload().unwrap().1, "1,2,0.5,3;0,0,0.5,2,30,1;-1,0,0.25,2");
        let elongated = |c: &&Component| !c.covariance.is_round();
        assert!(GaussianMixture::default().components.iter().filter(elongated).count() >= 1);
    }

    #[test]
    fn bad_components_are_refused_by_name_and_value() {
        let many = vec!["0,0,1,1"; 65].join(";");
        let cases = [
            ("", "there are no components; give at least one"),
            (
                "0,0,1",
                "entry 1, «0,0,1», must be 4 numbers: x, y, std, weight; or 6 numbers: x, y, std_x, std_y, angle, weight",
            ),
            ("0,0,1,1;0,0,1,1,1", "entry 2, «0,0,1,1,1», must be 4 numbers"),
            ("0,0,1,1;0,zero,1,1", "entry 2 has «zero»"),
            ("NaN,0,1,1", "entry 1 has x NaN"),
            ("0,-inf,1,1", "entry 1 has y -inf"),
            ("0,0,0,1", "entry 1 has std 0"),
            ("0,0,1,0", "entry 1 has weight 0"),
            ("0,0,1,-1", "entry 1 has weight -1"),
            ("0,0,0,1,30,1", "entry 1 has std_x 0, not between 0.001 and 20"),
            ("0,0,1,1;0,0,1,21,30,1", "entry 2 has std_y 21"),
            ("0,0,1,2,361,1", "entry 1 has angle 361, not between −360 and 360 degrees"),
            ("0,0,1,2,NaN,1", "entry 1 has angle NaN"),
            ("0,0,1,2,right,1", "entry 1 has «right», which is not a number"),
            ("0,0,1,2,30,0", "entry 1 has weight 0"),
            (&many, "there are 65 components; 64 are the most"),
        ];
        for (text, why) in cases {
            let error = GaussianMixture::default().set_payload(text).unwrap_err().to_string();
            assert!(error.starts_with("components: ") && error.contains(why), "{text}: {error}");
            let json = format!(r#"{{"components": "{text}"}}"#);
            assert!(serde_json::from_str::<GaussianMixture>(&json).unwrap_err().to_string().contains(why));
        }
        assert!(GaussianMixture::new([]).is_err());
        assert!(GaussianMixture::new([Component::round([0.0; 2], f64::NAN, 1.0)]).is_err());
    }
}
