use super::Condition;

crate::configured! {
    /// The network is told the class of a point: one input for each class, 1 for its own and 0 for all others. In a share of the
    /// rows all are 0, so that one network learns every class and all of them together (Ho and Salimans, 2022, section 3.2).
    pub struct Class("class", "Class of the point") {
        /// How often training hides the class.
        dropout: f64 = 0.1, "Hidden", "", "", 0.0..=1.0, Linear;
    }
}

impl Condition for Class {
    fn size(&self, classes: usize) -> usize {
        classes
    }

    /// No class is all zeros. A column of its own would only repeat the bias.
    fn append(&self, class: Option<u32>, classes: usize, features: &mut Vec<f32>) {
        features.extend((0..classes).map(|k| f32::from(class.is_some_and(|class| class as usize == k))));
    }

    fn dropout(&self) -> f64 {
        self.dropout
    }
}
