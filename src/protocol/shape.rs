//! A choice as a line over λ or t, which people can look at, and bend.

use super::Experiment;
use crate::math::{
    curve::{Curve, Frame, Side},
    schedule::CustomSchedule,
    weighting::implied,
};

/// A schedule as λ(t), a weighting as w(λ), a distribution of times as p(λ), or a grid as t over the share of steps done.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub frame: Frame,
    /// Points of the line, with rising x.
    pub line: Vec<[f64; 2]>,
    /// Whether it never rises, for a weighting: then the loss is an evidence lower bound of data noised at random (Kingma and
    /// Gao, 2023, theorem 1).
    pub is_bound: Option<bool>,
}

/// The id under which every kind with a shape has the choice that is one's own curve.
const OWN: &str = "custom";
/// Points of a line.
const POINTS: u32 = 96;
/// Beyond this a λ is drawn at the edge: there is next to no noise left, or no data.
const EDGE: f64 = 14.0;
/// Knots of a curve that takes the place of a line.
const KNOTS: usize = 9;
/// How much higher than its top the window of a line is.
const HEADROOM: f64 = 1.25;

impl Experiment {
    /// The shape of what stands in the slot `key`; `None` where that has none.
    pub fn shape(&self, key: &str) -> Option<Shape> {
        let own = self.slot(key)?.config().curve();
        let share = |i: u32| f64::from(i) / f64::from(POINTS);
        match key {
            "schedule" => {
                // Close to the ends of time λ runs away.
                let times = [0.0, 0.001].into_iter().chain((1..POINTS).map(share)).chain([0.999, 1.0]);
                let line = times.map(|t| [t, self.schedule.at(t).log_snr().clamp(-EDGE, EDGE)]);
                let frame = Frame { x: side("t", 0.0, 1.0), y: side("λ", -EDGE, EDGE) };
                Some(Shape {
                    frame,
                    line: own.map_or_else(|| line.collect(), |own| drawn(own, &frame)),
                    is_bound: None,
                })
            }
            "grid" => {
                let times = self.grid.times(&*self.schedule, POINTS);
                let line = times.iter().zip(0..).map(|(t, i)| [share(i), *t]);
                let frame = Frame { x: side("share of steps", 0.0, 1.0), y: side("t", 0.0, 1.0) };
                Some(Shape {
                    frame,
                    line: own.map_or_else(|| line.collect(), |own| drawn(own, &frame)),
                    is_bound: None,
                })
            }
            "weighting" => {
                let line = self.implied();
                let is_bound = Some(implied::is_monotone(&line));
                Some(Shape { is_bound, ..over_log_snr("w", line, own) })
            }
            "timing" => {
                let density = |[log_snr, _]: [f64; 2]| {
                    [log_snr, self.timing.log_snr_density(&*self.schedule, self.schedule.time_of(log_snr))]
                };
                Some(over_log_snr("p", self.implied().into_iter().map(density).collect(), own))
            }
            _ => None,
        }
    }

    /// Puts one's own curve into the slot `key`, as near to what stands there as a few knots are; false where nothing there has a
    /// shape.
    pub fn bend(&mut self, key: &str) -> bool {
        let Some(Shape { frame, mut line, .. }) = self.shape(key) else {
            return false;
        };
        line.retain(|point| point.iter().all(|c| c.is_finite()));
        if let ("schedule", [[_, first], .., [_, last]]) = (key, &mut line[..]) {
            // One's own path must lead from near the data to near the noise.
            let reach = CustomSchedule::LEAST_REACH;
            (*first, *last) = (first.max(reach), last.min(-reach));
        }
        let Some(slot) = self.slot_mut(key).filter(|slot| slot.ids().contains(&OWN)) else {
            return false;
        };
        slot.select(OWN);
        let curve = Curve::along(&line, KNOTS).and_then(|curve| curve.snapped(&frame));
        if let Some(curve) = curve {
            // What the check of the curve refuses leaves the curve that every such choice begins with.
            let _ = slot.config_mut().set_payload(&curve.to_string());
        }
        true
    }

    /// The implied weight over the λ of the path.
    fn implied(&self) -> Vec<[f64; 2]> {
        let count = POINTS as usize + 1;
        implied::curve(&*self.weighting, &*self.schedule, &*self.timing, &*self.parametrization, count)
    }
}

fn side(symbol: &'static str, low: f64, high: f64) -> Side {
    Side { symbol, low, high }
}

/// The knots of `own`, and the line on to the edges of the window.
fn drawn(own: &Curve, frame: &Frame) -> Vec<[f64; 2]> {
    let ends = [frame.x.low, frame.x.high].map(|x| [x, own.at(x)]);
    let inner = own.knots().iter().copied().filter(|[x, _]| (frame.x.low..frame.x.high).contains(x));
    [ends[0]].into_iter().chain(inner).chain([ends[1]]).collect()
}

/// The shape of what is never negative, over the λ of its `line` and of the knots of its `own` curve.
fn over_log_snr(symbol: &'static str, line: Vec<[f64; 2]>, own: Option<&Curve>) -> Shape {
    let knots = || own.map(Curve::knots).unwrap_or_default();
    let span = |points: &[[f64; 2]], k: usize| {
        let finite = points.iter().map(|point| point[k]).filter(|c| c.is_finite());
        finite.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], c| [low.min(c), high.max(c)])
    };
    let ([low, high], [least, most]) = (span(&line, 0), span(knots(), 0));
    let x = side("λ", low.min(least).floor(), high.max(most).ceil());
    let [_, top] = span(if own.is_some() { knots() } else { &line }, 1);
    let top = if top > 0.0 { HEADROOM * top } else { 1.0 };
    let frame = Frame { x, y: side(symbol, 0.0, if top.is_finite() { top } else { 1.0 }) };
    Shape { frame, line: own.map_or(line, |own| drawn(own, &frame)), is_bound: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        schedule::ScheduleConfig,
        timing::{CustomTiming, TimingConfig},
        weighting::WeightingConfig,
    };

    const KEYS: [&str; 4] = ["schedule", "weighting", "timing", "grid"];

    #[test]
    fn every_choice_has_a_shape_and_bends_to_one_of_its_own() {
        for key in KEYS {
            let ids = Experiment::default().slot(key).unwrap().ids();
            for id in ids {
                let mut experiment = Experiment::default();
                experiment.select(key, id).unwrap();
                let before = experiment.shape(key).unwrap();
                assert!(before.line.len() >= 3, "{key} {id}");
                assert!(before.line.windows(2).all(|pair| pair[0][0] <= pair[1][0]), "{key} {id}: {:?}", before.line);
                assert!(experiment.bend(key));
                experiment.validate().unwrap_or_else(|error| panic!("{key} {id}: {error}"));
                let curve = experiment.slot(key).unwrap().config().curve().unwrap();
                assert!((2..=KNOTS).contains(&curve.knots().len()), "{key} {id}: {curve}");
                // A few knots stay near the line, by a share of the height of the window; a schedule that ends early is led on.
                let height = before.frame.y.high - before.frame.y.low;
                let inner = before
                    .line
                    .iter()
                    .filter(|[x, y]| y.is_finite() && (key != "schedule" || (0.05..0.95).contains(x)));
                let error = inner.map(|[x, y]| (curve.at(*x) - y).abs()).fold(0.0, f64::max);
                assert!(error < 0.08 * height, "{key} {id}: {error} of {height}, {curve}");
            }
        }
        assert!(!Experiment::default().bend("data"));
        assert_eq!(Experiment::default().shape("data"), None);
    }

    #[test]
    fn a_shape_is_what_it_says() {
        let experiment = Experiment::default();
        let schedule = experiment.shape("schedule").unwrap();
        let middle = schedule.line.iter().find(|[t, _]| *t == 0.5).unwrap();
        assert_eq!(middle[1], 0.0);
        // On the straight path λ = 2 ln((1 − t)/t), so that uniform times are logistic in λ/2.
        let times = experiment.shape("timing").unwrap();
        for [log_snr, p] in times.line {
            let logistic = 0.125 / (0.25 * log_snr).cosh().powi(2);
            assert!((p - logistic).abs() < 1e-9, "{log_snr}: {p} {logistic}");
        }
        let mut sigmoid = Experiment::default();
        sigmoid.select("weighting", "sigmoid").unwrap();
        assert_eq!(sigmoid.shape("weighting").unwrap().is_bound, Some(true));
        sigmoid.weighting = WeightingConfig::from_id("edm").unwrap();
        assert_eq!(sigmoid.shape("weighting").unwrap().is_bound, Some(false));
    }

    #[test]
    fn times_where_the_path_does_not_go_are_refused() {
        let mut experiment = Experiment::default();
        let mut timing = CustomTiming::default();
        experiment.schedule = ScheduleConfig::from_id("ve").unwrap();
        crate::math::registry::Configured::set_payload(&mut timing, "50,0;60,1").unwrap();
        assert_eq!(timing.mass(&*experiment.schedule), 0.0);
        experiment.timing = TimingConfig::Custom(timing);
        assert_eq!(experiment.validate().unwrap_err().field, "timing.p");
        assert!(experiment.timing.density(&*experiment.schedule, 0.5).is_nan());
    }
}
