//! Couplings: the pairs of data and source points in a training step.
//!
//! Data and source points are drawn independently. A coupling then pairs them anew within the batch: pairs that are close
//! together make straighter paths, and both distributions stay the same. Exact answers of an oracle hold for independent pairs.

mod class_wise;
#[cfg(test)]
mod golden;
mod independent;
mod optimal;
mod plan;
mod sinkhorn;

pub use class_wise::ClassWise;
pub use independent::Independent;
pub use optimal::OptimalTransport;
pub use plan::Plan;
pub use sinkhorn::Sinkhorn;

use rand_core::RngCore;

use super::assignment::optimal_assignment;

/// The two ends of a batch of paths, of one size: data at t = 0 and source at t = 1, `[n, 2]` each, with their classes
/// where they have some.
#[derive(Clone, Copy, Debug)]
pub struct Endpoints<'a> {
    data: &'a [[f64; 2]],
    source: &'a [[f64; 2]],
    data_labels: Option<&'a [u32]>,
    source_labels: Option<&'a [u32]>,
}

impl<'a> Endpoints<'a> {
    /// Ends without classes; `None` unless both have the same number of points.
    pub fn new(data: &'a [[f64; 2]], source: &'a [[f64; 2]]) -> Option<Self> {
        (data.len() == source.len()).then_some(Self { data, source, data_labels: None, source_labels: None })
    }

    /// The same ends with the classes of the data and, where they exist, of the source points.
    /// `None` unless there is one class for each point.
    pub fn labelled(self, data_labels: &'a [u32], source_labels: Option<&'a [u32]>) -> Option<Self> {
        let n = self.data.len();
        let fits = data_labels.len() == n && source_labels.is_none_or(|labels| labels.len() == n);
        fits.then_some(Self { data_labels: Some(data_labels), source_labels, ..self })
    }

    /// The number of points at each end.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Pairs the points `data[k]` and `source[k]` anew by optimal transport, and writes the source point of each data point into
    /// `partners`. The two lists of indices have the same length, and at most `most` pairs are matched at a time. `None` where a
    /// squared distance is not finite: then there is no optimal pairing.
    fn assign(&self, data: &[usize], source: &[usize], most: u32, partners: &mut [usize]) -> Option<()> {
        let most = most.max(1) as usize;
        for (data, source) in data.chunks(most).zip(source.chunks(most)) {
            let points = |indices: &[usize], cloud: &[[f64; 2]]| indices.iter().map(|&i| cloud[i]).collect::<Vec<_>>();
            let best = optimal_assignment(&points(data, self.data), &points(source, self.source))?;
            for (&i, &k) in data.iter().zip(&best) {
                partners[i] = source[k];
            }
        }
        Some(())
    }
}

/// A rule that pairs data with source points.
pub trait Coupling {
    /// The index of the source point of each data point, `[n]`.
    /// `None` where a squared distance that is used is not finite; another coupling is never used instead.
    fn partners(&self, endpoints: &Endpoints, rng: &mut dyn RngCore) -> Option<Vec<usize>>;

    /// The most points that are paired together, where parts of the batch are paired one after the other.
    /// Pairing these parts one by one, with the same random numbers, gives what pairing all at once gives.
    fn part(&self) -> Option<usize> {
        None
    }

    /// Whether the ends stay independent, so that exact answers hold.
    fn is_independent(&self) -> bool {
        false
    }

    /// Whether the coupling uses the classes of the points.
    fn needs_labels(&self) -> bool {
        false
    }
}

crate::registry! {
    /// The registry of couplings.
    pub enum CouplingConfig("couplings"): Coupling {
        Independent("independent") = Independent,
        OptimalTransport("ot") = OptimalTransport,
        Sinkhorn("sinkhorn") = Sinkhorn,
        ClassWise("class-wise") = ClassWise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        assignment::squared_distance,
        dataset::{Dataset, EightGaussians, Normal},
        points::Cloud,
        registry::Slot,
        rng::{Purpose, Stream},
    };

    pub(super) fn ends(n: usize, step: u64) -> (Cloud, Cloud) {
        let data = EightGaussians::default().sample(n, &mut Stream::new(1, Purpose::Data, step));
        (data, Normal::default().sample(n, &mut Stream::new(1, Purpose::Source, step)))
    }

    pub(super) fn mean_cost(data: &Cloud, source: &Cloud, partners: &[usize]) -> f64 {
        let total: f64 = partners.iter().enumerate().map(|(i, &j)| squared_distance(data[i], source[j])).sum();
        total / data.len() as f64
    }

    fn partners(coupling: &CouplingConfig, data: &Cloud, source: &Cloud) -> Vec<usize> {
        let labels: Vec<u32> = (0..data.len() as u32).map(|i| i % 3).collect();
        let ends = Endpoints::new(data, source).unwrap().labelled(&labels, None).unwrap();
        coupling.partners(&ends, &mut Stream::new(1, Purpose::Time, 0)).unwrap()
    }

    #[test]
    fn every_data_point_has_a_partner_and_the_choice_repeats() {
        for n in [0, 1, 2, 130, 700] {
            let (data, source) = ends(n, 0);
            for coupling in CouplingConfig::all() {
                let found = partners(&coupling, &data, &source);
                assert!(found.len() == n && found.iter().all(|&j| j < n), "{coupling:?}");
                assert_eq!(found, partners(&coupling, &data, &source), "{coupling:?}");
                if !matches!(coupling, CouplingConfig::Sinkhorn(_)) {
                    let mut sorted = found;
                    sorted.sort_unstable();
                    assert_eq!(sorted, (0..n).collect::<Vec<_>>(), "{coupling:?} is no permutation");
                }
            }
        }
    }

    #[test]
    fn couplings_bring_the_ends_together() {
        let (data, source) = ends(256, 1);
        let independent = mean_cost(&data, &source, &(0..256).collect::<Vec<_>>());
        for coupling in CouplingConfig::all() {
            let cost = mean_cost(&data, &source, &partners(&coupling, &data, &source));
            assert_eq!(cost < independent, !coupling.is_independent(), "{coupling:?}: {cost} against {independent}");
        }
    }

    #[test]
    fn source_points_keep_their_distribution() {
        // The mean of the partners over many batches: Sinkhorn may draw a point twice.
        let batches = 100;
        for coupling in CouplingConfig::all() {
            let mut sum = [0.0; 2];
            for step in 0..batches {
                let (data, source) = ends(64, step);
                for j in partners(&coupling, &data, &source) {
                    sum = [0, 1].map(|k| sum[k] + source[j][k] / 64.0 / batches as f64);
                }
            }
            // Six thousand standard normal numbers, of which repetition may halve the effective number: four errors.
            let tolerance = 4.0 * (2.0 / 64.0 / batches as f64).sqrt();
            assert!(sum.iter().all(|c| c.abs() < tolerance), "{coupling:?}: {sum:?}");
        }
    }

    #[test]
    fn pairing_part_by_part_is_pairing_at_once() {
        let (data, source) = ends(700, 2);
        for coupling in CouplingConfig::all() {
            let Some(part) = coupling.part() else { continue };
            let mut rng = Stream::new(1, Purpose::Coupling, 0);
            let mut by_parts = Vec::new();
            for (data, source) in data.chunks(part).zip(source.chunks(part)) {
                let (first, ends) = (by_parts.len(), Endpoints::new(data, source).unwrap());
                by_parts.extend(coupling.partners(&ends, &mut rng).unwrap().into_iter().map(|j| first + j));
            }
            let ends = Endpoints::new(&data, &source).unwrap();
            assert_eq!(coupling.partners(&ends, &mut Stream::new(1, Purpose::Coupling, 0)), Some(by_parts));
        }
    }

    #[test]
    fn points_that_are_not_finite_have_no_pairs() {
        let (mut data, source) = ends(600, 0);
        for lost in [f64::NAN, f64::INFINITY] {
            // It lies in the second part of those that are matched in parts.
            data[550] = [lost; 2];
            let ends = Endpoints::new(&data, &source).unwrap();
            for coupling in CouplingConfig::all().filter(|coupling| !coupling.is_independent()) {
                let found = coupling.partners(&ends, &mut Stream::new(1, Purpose::Time, 0));
                assert_eq!(found, None, "{coupling:?} must not leave the points as they were drawn");
            }
        }
    }

    #[test]
    fn ends_that_do_not_fit_are_refused() {
        let (data, source) = ends(4, 0);
        assert!(Endpoints::new(&data, &source[1..]).is_none());
        let ends = Endpoints::new(&data, &source).unwrap();
        assert!(ends.labelled(&[0; 3], None).is_none() && ends.labelled(&[0; 4], Some(&[0; 5])).is_none());
    }

    #[test]
    fn defaults_lie_within_their_ranges_and_survive_files() {
        for coupling in CouplingConfig::all() {
            assert_eq!(coupling.config().validate(), Ok(()));
            let text = serde_json::to_string(&coupling).unwrap();
            assert_eq!(serde_json::from_str::<CouplingConfig>(&text).unwrap(), coupling, "{text}");
        }
    }
}
