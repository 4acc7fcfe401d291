use rand_core::RngCore;
use serde::{Deserialize, Serialize};

use super::{Dataset, LogDensity, by_component, density, list::List};
use crate::math::{
    oracle::{Component, Mixture},
    points::Cloud,
    registry::{Configured, Field, FieldError},
};

/// A Gaussian mixture whose components are free. Every component is isotropic, and is a class of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct GaussianMixture {
    /// Mean, standard deviation and weight of each component, as they were given.
    components: Vec<[f64; 4]>,
}

const COMPONENTS: List =
    List { name: "components", columns: &["x", "y", "std", "weight"], weight_optional: false, most: 64 };

/// The serialised form: `x,y,std,weight` for each component, joined by semicolons.
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
        Self { components: vec![[-2.0, -1.0, 0.5, 1.0], [2.0, -1.0, 0.3, 1.0], [0.0, 2.0, 0.8, 2.0]] }
    }
}

impl GaussianMixture {
    pub const ID: &'static str = "mixture";
    pub const LABEL: &'static str = "Gaussian mixture";

    /// The mixture of these components; only the ratios of the weights matter.
    ///
    /// # Errors
    /// No component, more than 64, or the component and the value at fault.
    pub fn new(components: impl IntoIterator<Item = Component>) -> Result<Self, FieldError> {
        let entry = |c: Component| [c.mean[0], c.mean[1], c.std, c.weight];
        let components: Vec<_> = components.into_iter().map(entry).collect();
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
        "A mixture of isotropic Gaussians that you choose, each given as x, y, standard deviation and weight. Its exact \
         score and velocity are known in closed form."
    }
    fn fields(&self) -> &'static [Field] {
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
        Some("Each Gaussian as x,y,std,weight, joined by semicolons.")
    }
    fn set_payload(&mut self, text: &str) -> Result<(), FieldError> {
        self.components = COMPONENTS.parse(text)?;
        Ok(())
    }
    fn check_whole(&self) -> Result<(), (&'static str, FieldError)> {
        COMPONENTS.check(&self.components).map_err(|error| (COMPONENTS.name, error))
    }
}

impl Dataset for GaussianMixture {
    fn classes(&self) -> u32 {
        self.components.len() as u32
    }

    fn sample_labelled(&self, n: usize, rng: &mut dyn RngCore) -> (Cloud, Vec<u32>) {
        by_component(&self.mixture(), n, rng)
    }

    fn log_density_function(&self) -> Option<LogDensity> {
        Some(density::of_mixture(&self.mixture()))
    }

    fn mixture(&self) -> Mixture {
        Mixture::new(self.components.iter().map(|&[x, y, std, weight]| Component { mean: [x, y], std, weight }))
    }

    fn extent(&self) -> f64 {
        self.components.iter().fold(1.0, |extent, &[x, y, std, _]| extent.max(x.abs().max(y.abs()) + 3.0 * std))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payload_brings_back_the_very_same_mixture() {
        let components = [Component { mean: [0.1 + 0.2, -1e-7], std: 1.0 / 3.0, weight: 2.5 }];
        let mixture = GaussianMixture::new(components).unwrap();
        let mut copy = GaussianMixture::default();
        copy.set_payload(&mixture.payload().unwrap().1).unwrap();
        assert_eq!(copy, mixture);
        let json = serde_json::to_string(&mixture).unwrap();
        assert_eq!(serde_json::from_str::<GaussianMixture>(&json).unwrap(), mixture);
        assert_eq!(serde_json::from_str::<GaussianMixture>("{}").unwrap(), GaussianMixture::default());
    }

    #[test]
    fn bad_components_are_refused_by_name_and_value() {
        let many = vec!["0,0,1,1"; 65].join(";");
        let cases = [
            ("", "empty"),
            ("0,0,1", "entry 1, «0,0,1», must be 4 numbers: x, y, std, weight"),
            ("0,0,1,1;0,zero,1,1", "entry 2 has «zero»"),
            ("NaN,0,1,1", "entry 1 has x NaN"),
            ("0,-inf,1,1", "entry 1 has y -inf"),
            ("0,0,0,1", "entry 1 has std 0"),
            ("0,0,1,0", "entry 1 has weight 0"),
            ("0,0,1,-1", "entry 1 has weight -1"),
            (&many, "65 entries; 64 are the most"),
        ];
        for (text, why) in cases {
            let error = GaussianMixture::default().set_payload(text).unwrap_err().to_string();
            assert!(error.starts_with("components: ") && error.contains(why), "{text}: {error}");
            let json = format!(r#"{{"components": "{text}"}}"#);
            assert!(serde_json::from_str::<GaussianMixture>(&json).unwrap_err().to_string().contains(why));
        }
        assert!(GaussianMixture::new([]).is_err());
        assert!(GaussianMixture::new([Component { mean: [0.0; 2], std: f64::NAN, weight: 1.0 }]).is_err());
    }
}
