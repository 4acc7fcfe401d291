//! Conditions: what a network is told besides point and time.

mod class;
mod unconditional;

pub use class::Class;
pub use unconditional::Unconditional;

/// The features of a point's class, which follow those of the time.
pub trait Condition {
    /// The number of features for data of so many classes.
    fn size(&self, classes: usize) -> usize;

    /// Appends the features of a class, or of no class: [`Condition::size`] numbers of order 1.
    fn append(&self, class: Option<u32>, classes: usize, features: &mut Vec<f32>);

    /// The share of the rows of a training batch whose class is hidden.
    fn dropout(&self) -> f64;

    /// Whether the network is told no condition.
    fn is_none(&self) -> bool {
        false
    }
}

crate::registry! {
    /// The registry of conditions.
    pub enum ConditionConfig("conditions"): Condition {
        Unconditional("none") = Unconditional,
        Class("class") = Class,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_keeps_its_size_and_tells_classes_apart() {
        for condition in ConditionConfig::all() {
            for classes in [1, 2, 25] {
                let features = |class| {
                    let mut features = vec![7.0];
                    condition.append(class, classes, &mut features);
                    assert_eq!(features.len(), 1 + condition.size(classes), "{condition:?}");
                    features
                };
                let told: Vec<_> =
                    (0..classes as u32).map(|class| features(Some(class))).chain([features(None)]).collect();
                for (i, a) in told.iter().enumerate() {
                    assert!(a.iter().skip(1).all(|x| x.abs() <= 1.0) && a[0] == 7.0);
                    assert!(
                        condition.is_none() || told[..i].iter().all(|b| a != b),
                        "{condition:?}, {classes} classes"
                    );
                }
            }
            assert!((0.0..=1.0).contains(&condition.dropout()));
        }
    }

    #[test]
    fn a_class_that_is_not_there_is_none() {
        let mut features = Vec::new();
        Class::default().append(Some(3), 3, &mut features);
        assert_eq!(features, [0.0; 3]);
    }
}
