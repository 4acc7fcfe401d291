use std::collections::BTreeMap;

use rand_core::RngCore;

use super::{Coupling, Endpoints};

crate::configured! {
    /// Optimal transport within each class, for a model with the class as an input. Transport over the whole batch would pair
    /// every class with its own part of the source, but sampling starts anywhere in the source (Cheng and Schwing, 2025).
    pub struct ClassWise("class-wise", "Optimal transport by class") {
        /// The most pairs that are matched together; a larger class is matched in parts, since time grows with the cube.
        pairs: u32 = 512, "Pairs at once", "", "", 1..=1024, Log;
    }
}

/// The indices of the points of each class: those of the data, those of the source.
type Classes = BTreeMap<u32, (Vec<usize>, Vec<usize>)>;

impl Coupling for ClassWise {
    /// Within each class the permutation of least `Σ ‖dataᵢ − source_π(i)‖²`, in parts of at most `pairs`.
    ///
    /// A source point without a class has that of the data point drawn with it, so that every class uses the whole source
    /// distribution. Where the source has classes of its own, each class is matched as far as it has points at both ends, and the
    /// remaining points of all classes are matched together. Data without labels is one class. No random number is drawn.
    fn partners(&self, endpoints: &Endpoints, _: &mut dyn RngCore) -> Option<Vec<usize>> {
        let n = endpoints.len();
        let mut classes = Classes::new();
        let data_label = |i: usize| endpoints.data_labels.map_or(0, |labels| labels[i]);
        for i in 0..n {
            classes.entry(data_label(i)).or_default().0.push(i);
            let source_label = endpoints.source_labels.map_or(data_label(i), |labels| labels[i]);
            classes.entry(source_label).or_default().1.push(i);
        }
        let mut partners = vec![0; n];
        let (mut data_left, mut source_left) = (Vec::new(), Vec::new());
        for (data, source) in classes.values() {
            let both = data.len().min(source.len());
            endpoints.assign(&data[..both], &source[..both], self.pairs, &mut partners)?;
            data_left.extend_from_slice(&data[both..]);
            source_left.extend_from_slice(&source[both..]);
        }
        endpoints.assign(&data_left, &source_left, self.pairs, &mut partners)?;
        Some(partners)
    }

    fn needs_labels(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{OptimalTransport, tests::ends},
        *,
    };
    use crate::math::rng::{Purpose, Stream};

    fn partners(coupling: &dyn Coupling, ends: Endpoints) -> Vec<usize> {
        coupling.partners(&ends, &mut Stream::new(1, Purpose::Time, 0)).unwrap()
    }

    #[test]
    fn classes_keep_to_themselves() {
        let (data, source) = ends(120, 0);
        let labels: Vec<u32> = (0..120).map(|i| u32::from(i % 4 == 0)).collect();
        let ends = Endpoints::new(&data, &source).unwrap().labelled(&labels, None).unwrap();
        let found = partners(&ClassWise::default(), ends);
        assert!(found.iter().enumerate().all(|(i, &j)| labels[i] == labels[j]));
        assert_ne!(found, (0..120).collect::<Vec<_>>());
    }

    #[test]
    fn one_class_is_plain_optimal_transport() {
        let (data, source) = ends(100, 0);
        let ends = Endpoints::new(&data, &source).unwrap();
        let plain = partners(&OptimalTransport::default(), ends);
        assert_eq!(partners(&ClassWise::default(), ends), plain);
        assert_eq!(partners(&ClassWise::default(), ends.labelled(&[7; 100], None).unwrap()), plain);
    }

    #[test]
    fn what_is_left_over_is_matched_together() {
        // Data has classes 0 0 0 1, the source 0 1 1 2: one pair in each of 0 and 1, two across.
        let (data, source) = ends(4, 0);
        let (data_labels, source_labels) = ([0, 0, 0, 1], [0, 1, 1, 2]);
        let ends = Endpoints::new(&data, &source).unwrap().labelled(&data_labels, Some(&source_labels)).unwrap();
        let mut found = partners(&ClassWise::default(), ends);
        let within = found.iter().enumerate().filter(|(i, j)| data_labels[*i] == source_labels[**j]).count();
        assert_eq!(within, 2);
        found.sort_unstable();
        assert_eq!(found, [0, 1, 2, 3]);
    }
}
