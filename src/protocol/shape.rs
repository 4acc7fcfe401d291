//! A configuration as lines over λ or t, for drawing, and its replacement by a custom curve.

use super::Generate;
use crate::math::{
    curve::{Curve, HandleWindow, Side},
    parametrization::exchange_rate,
    schedule::{Coeffs, CustomSchedule},
    weighting::{Level, implied},
};

/// The line of a configuration.
///
/// It is λ(t) of a schedule, w(λ) of a weighting, p(λ) of a distribution of times, t over the share of steps of a grid, or
/// the amplification of errors over λ of a parametrisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub frame: HandleWindow,
    /// Points of the line, with rising x.
    pub line: Vec<[f64; 2]>,
    /// Whether a weighting never rises; `None` for other kinds.
    ///
    /// Then the loss is an evidence lower bound of data noised at random (Kingma and Gao, 2023, theorem 1).
    pub is_bound: Option<bool>,
    /// Other lines over the same x.
    pub others: Vec<Line>,
    /// Whether a custom curve can replace it.
    pub can_bend: bool,
}

/// A line beside that of a [`Shape`].
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The style of the line: data, noise, drift or diffusion.
    pub id: &'static str,
    pub symbol: &'static str,
    /// A short description.
    pub about: &'static str,
    /// The value at the top of the window, if the line has its own scale from 0.
    pub top: Option<f64>,
    /// Points within the window.
    pub points: Vec<[f64; 2]>,
}

/// The id of the custom curve in every kind with a shape.
const OWN: &str = "custom";
/// Points of a line.
const POINTS: u32 = 96;
/// The largest |λ| that is drawn; beyond it there is almost no noise, or almost no data.
const EDGE: f64 = 14.0;
/// The powers of ten of the amplification of errors that are drawn.
const DECADES: f64 = 4.0;
/// The distance from the ends of a path at which the rates of the SDE must be inside the picture.
const INNER: f64 = 0.04;
/// The number of knots of a curve that replaces a line.
const KNOTS: usize = 9;
/// The height of the window relative to the top of the line.
const HEADROOM: f64 = 1.25;

impl Generate {
    /// The shape of the configuration in the slot `key`; `None` if it has none.
    pub fn shape(&self, key: &str) -> Option<Shape> {
        let slot = self.slot(key)?;
        let (own, can_bend) = (slot.config().curve(), slot.ids().contains(&OWN));
        let shape = |frame: HandleWindow, line: Vec<[f64; 2]>| Shape {
            frame,
            line,
            is_bound: None,
            others: Vec::new(),
            can_bend,
        };
        let share = |i: u32| f64::from(i) / f64::from(POINTS);
        match key {
            "schedule" => {
                // Near both ends of time |λ| grows fast, so the line needs more points there.
                let times = [0.0, 0.001].into_iter().chain((1..POINTS).map(share)).chain([0.999, 1.0]);
                let line = times.map(|t| [t, self.schedule.at(t).log_snr().clamp(-EDGE, EDGE)]);
                let frame = HandleWindow { x: side("t", 0.0, 1.0), y: side("λ", -EDGE, EDGE) };
                let line = own.map_or_else(|| line.collect(), |own| drawn(own, &frame));
                Some(Shape { others: self.coefficients(&frame), ..shape(frame, line) })
            }
            "parametrization" => {
                let frame = HandleWindow { x: side("λ", -EDGE, EDGE), y: side("log₁₀", -DECADES, DECADES) };
                let [of_noise, of_data] = self.amplification();
                let (id, symbol) = ("data", "x̂");
                let about = "the same for the data";
                let others = vec![Line { id, symbol, about, top: None, points: of_data }];
                Some(Shape { others, ..shape(frame, of_noise) })
            }
            "grid" => {
                let times = self.grid.times(&*self.schedule, POINTS);
                let line = times.iter().zip(0..).map(|(t, i)| [share(i), *t]);
                let frame = HandleWindow { x: side("share of steps", 0.0, 1.0), y: side("t", 0.0, 1.0) };
                Some(shape(frame, own.map_or_else(|| line.collect(), |own| drawn(own, &frame))))
            }
            "weighting" => {
                let line: Vec<_> = self.levels().map(|at| [at.log_snr, self.weighting.implied(&at)]).collect();
                let is_bound = Some(implied::is_monotone(&line));
                let noising = implied::noising(&line).unwrap_or_default();
                let (frame, line) = over_log_snr("w", line, own);
                let about = "how often the data are noised up to this λ before the bound is taken";
                let others = vec![scaled(("diffusion", "p_w", about), noising, &frame, 0.0)];
                Some(Shape { is_bound, others, ..shape(frame, line) })
            }
            "timing" => {
                let line = self.levels().map(|at| [at.log_snr, at.density]).collect();
                let (frame, line) = over_log_snr("p", line, own);
                Some(shape(frame, line))
            }
            _ => None,
        }
    }

    /// Replaces the configuration in the slot `key` by a custom curve through a few points of its line.
    ///
    /// False if the configuration has no shape.
    pub fn bend(&mut self, key: &str) -> bool {
        let Some(Shape { frame, mut line, can_bend: true, .. }) = self.shape(key) else {
            return false;
        };
        line.retain(|point| point.iter().all(|c| c.is_finite()));
        if let ("schedule", [[_, first], .., [_, last]]) = (key, &mut line[..]) {
            // A custom schedule must reach from near the data to near the noise.
            let reach = CustomSchedule::LEAST_REACH;
            (*first, *last) = (first.max(reach), last.min(-reach));
        }
        let Some(slot) = self.slot_mut(key).filter(|slot| slot.ids().contains(&OWN)) else {
            return false;
        };
        slot.select(OWN);
        let curve = Curve::along(&line, KNOTS).and_then(|curve| curve.snapped(&frame));
        if let Some(curve) = curve {
            // If the check refuses the curve, the default curve stays.
            let _ = slot.config_mut().set_payload(&curve.to_string());
        }
        true
    }

    /// α, σ, and the coefficients of the forward SDE `dx = f x dt + g dw` of the path, each on its own scale from 0.
    fn coefficients(&self, frame: &HandleWindow) -> Vec<Line> {
        type Value = fn(&Coeffs) -> f64;
        let lines: [(&'static str, &'static str, &'static str, Value); 4] = [
            ("data", "α", "how much of the data there is", |coeffs| coeffs.alpha),
            ("noise", "σ", "how much noise there is", |coeffs| coeffs.sigma),
            ("drift", "−f", "how fast the forward SDE pulls points to the origin, f = α̇/α", |coeffs| {
                -coeffs.drift()
            }),
            ("diffusion", "g", "how much noise the forward SDE adds", |coeffs| {
                coeffs.diffusion_squared().max(0.0).sqrt()
            }),
        ];
        let times = || (0..=POINTS).map(|i| f64::from(i) / f64::from(POINTS));
        let line = |(id, symbol, about, value): (&'static str, &'static str, &'static str, Value)| {
            let values = times().map(|t| [t, value(&self.schedule.at(t))]).collect();
            // The rates may diverge at the ends; α and σ do not.
            let beyond = if matches!(id, "drift" | "diffusion") { INNER } else { 0.0 };
            scaled((id, symbol, about), values, frame, beyond)
        };
        lines.into_iter().map(line).collect()
    }

    /// The decimal logarithms of the errors of the noise and of the data that an error of size 1 of the prediction causes.
    ///
    /// At a given point `σ ε̂ = x − α x̂`, so the error of the data is `σ/α` times that of the noise.
    fn amplification(&self) -> [Vec<[f64; 2]>; 2] {
        let log_snrs = (0..=POINTS).map(|i| EDGE * (2.0 * f64::from(i) / f64::from(POINTS) - 1.0));
        let at = |log_snr: f64| {
            let coeffs = self.schedule.at(self.schedule.time_of(log_snr));
            let of_noise = -0.5 * exchange_rate(&*self.parametrization, &coeffs).log10();
            let of_data = of_noise + (coeffs.sigma / coeffs.alpha).log10();
            [of_noise, of_data].map(|y| [coeffs.log_snr(), y])
        };
        let (of_noise, of_data): (Vec<_>, Vec<_>) = log_snrs.map(at).map(|[a, b]| (a, b)).unzip();
        let seen = |line: Vec<[f64; 2]>| {
            line.into_iter().filter(|[x, y]| x.abs() <= EDGE && y.abs() <= DECADES).collect::<Vec<_>>()
        };
        [seen(of_noise), seen(of_data)]
    }

    /// Levels over the λ of the path.
    fn levels(&self) -> impl Iterator<Item = Level> {
        implied::levels(&*self.schedule, &*self.timing, &*self.parametrization, POINTS as usize + 1)
    }
}

fn side(symbol: &'static str, low: f64, high: f64) -> Side {
    Side { symbol, low, high }
}

/// A line of values that are never negative, on its own scale from 0 to its largest value.
///
/// The share `beyond` at each end is left out of the largest value, because the line may diverge there.
fn scaled(
    (id, symbol, about): (&'static str, &'static str, &'static str),
    values: Vec<[f64; 2]>,
    frame: &HandleWindow,
    beyond: f64,
) -> Line {
    let Side { low, high, .. } = frame.x;
    let margin = beyond * (high - low);
    let inner = values.iter().filter(|[x, y]| (low + margin..=high - margin).contains(x) && y.is_finite());
    let top = inner.map(|[_, y]| *y).fold(0.0, f64::max);
    let seen = values.iter().filter(|[_, y]| top > 0.0 && (0.0..=1.01 * top).contains(y));
    let height = |y: f64| frame.y.low + (y / top).min(1.0) * (frame.y.high - frame.y.low);
    let points = seen.map(|[x, y]| [*x, height(*y)]).collect();
    Line { id, symbol, about, top: Some(top), points }
}

/// The line through the knots of `own`, continued to the edges of the window.
fn drawn(own: &Curve, frame: &HandleWindow) -> Vec<[f64; 2]> {
    let ends = [frame.x.low, frame.x.high].map(|x| [x, own.at(x)]);
    let inner = own.knots().iter().copied().filter(|[x, _]| (frame.x.low..frame.x.high).contains(x));
    [ends[0]].into_iter().chain(inner).chain([ends[1]]).collect()
}

/// The window and the line of values that are never negative, over the λ of `line` and of the knots of `own`.
fn over_log_snr(symbol: &'static str, line: Vec<[f64; 2]>, own: Option<&Curve>) -> (HandleWindow, Vec<[f64; 2]>) {
    let knots = || own.map(Curve::knots).unwrap_or_default();
    let span = |points: &[[f64; 2]], k: usize| {
        let finite = points.iter().map(|point| point[k]).filter(|c| c.is_finite());
        finite.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], c| [low.min(c), high.max(c)])
    };
    let ([low, high], [least, most]) = (span(&line, 0), span(knots(), 0));
    let x = side("λ", low.min(least).floor(), high.max(most).ceil());
    let [_, top] = span(if own.is_some() { knots() } else { &line }, 1);
    let top = if top > 0.0 { HEADROOM * top } else { 1.0 };
    let frame = HandleWindow { x, y: side(symbol, 0.0, if top.is_finite() { top } else { 1.0 }) };
    let line = own.map_or(line, |own| drawn(own, &frame));
    (frame, line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{
        extremes::largest,
        schedule::ScheduleConfig,
        timing::{CustomTiming, TimingConfig},
        weighting::WeightingConfig,
    };

    const KEYS: [&str; 4] = ["schedule", "weighting", "timing", "grid"];

    #[test]
    fn every_choice_has_a_shape_and_bends_to_one_of_its_own() {
        for key in KEYS {
            let ids = Generate::default().slot(key).unwrap().ids();
            for id in ids {
                let mut experiment = Generate::default();
                experiment.select(key, id).unwrap();
                let before = experiment.shape(key).unwrap();
                assert!(before.line.len() >= 3, "{key} {id}");
                assert!(before.line.windows(2).all(|pair| pair[0][0] <= pair[1][0]), "{key} {id}: {:?}", before.line);
                assert!(experiment.bend(key));
                experiment.validate().unwrap_or_else(|error| panic!("{key} {id}: {error}"));
                let curve = experiment.slot(key).unwrap().config().curve().unwrap();
                assert!((2..=KNOTS).contains(&curve.knots().len()), "{key} {id}: {curve}");
                // The curve stays near the line, relative to the height of the window; a schedule that ends early is continued.
                let height = before.frame.y.high - before.frame.y.low;
                let inner = before
                    .line
                    .iter()
                    .filter(|[x, y]| y.is_finite() && (key != "schedule" || (0.05..0.95).contains(x)));
                let error = largest(inner.map(|[x, y]| (curve.at(*x) - y).abs()));
                assert!(error < 0.08 * height, "{key} {id}: {error} of {height}, {curve}");
            }
        }
        assert!(!Generate::default().bend("data"));
        assert_eq!(Generate::default().shape("data"), None);
    }

    #[test]
    fn a_shape_is_what_it_says() {
        let experiment = Generate::default();
        let schedule = experiment.shape("schedule").unwrap();
        let middle = schedule.line.iter().find(|[t, _]| *t == 0.5).unwrap();
        assert_eq!(middle[1], 0.0);
        // On the straight path λ = 2 ln((1 − t)/t), so uniform times are logistic in λ/2.
        let times = experiment.shape("timing").unwrap();
        for [log_snr, p] in times.line {
            let logistic = 0.125 / (0.25 * log_snr).cosh().powi(2);
            assert!((p - logistic).abs() < 1e-9, "{log_snr}: {p} {logistic}");
        }
        let mut sigmoid = Generate::default();
        sigmoid.select("weighting", "sigmoid").unwrap();
        assert_eq!(sigmoid.shape("weighting").unwrap().is_bound, Some(true));
        sigmoid.weighting = WeightingConfig::from_id("edm").unwrap();
        assert_eq!(sigmoid.shape("weighting").unwrap().is_bound, Some(false));
    }

    #[test]
    fn coefficients_and_errors_are_those_of_the_path() {
        // Variance preserving: −f = ½ g². The error of ε̂ is that of the output, and the error of x̂ is e^{−λ/2} times as large.
        let mut experiment = Generate::default();
        experiment.select("schedule", "vp-linear").unwrap();
        experiment.select("parametrization", "eps").unwrap();
        let shape = experiment.shape("schedule").unwrap();
        let value = |id: &str, index: usize| {
            let line = shape.others.iter().find(|line| line.id == id).unwrap();
            let [t, y] = line.points[index];
            let share = (y - shape.frame.y.low) / (shape.frame.y.high - shape.frame.y.low);
            (t, share * line.top.unwrap())
        };
        for index in [10, 48, 80] {
            let ((t, drift), (_, diffusion)) = (value("drift", index), value("diffusion", index));
            assert!((drift - 0.5 * diffusion * diffusion).abs() < 1e-9 * drift, "{t}: {drift} {diffusion}");
        }
        let errors = experiment.shape("parametrization").unwrap();
        assert!(errors.line.iter().all(|[_, y]| y.abs() < 1e-9));
        for [log_snr, y] in &errors.others[0].points {
            assert!((y + 0.5 * log_snr / 10f64.ln()).abs() < 1e-6, "{log_snr}: {y}");
        }
        assert!(!errors.can_bend && !experiment.bend("parametrization"));
    }

    #[test]
    fn times_where_the_path_does_not_go_are_refused() {
        let mut experiment = Generate::default();
        let mut timing = CustomTiming::default();
        experiment.schedule = ScheduleConfig::from_id("ve").unwrap();
        crate::math::registry::Configured::set_payload(&mut timing, "50,0;60,1").unwrap();
        experiment.timing = TimingConfig::Custom(timing);
        assert_eq!(experiment.validate().unwrap_err().field, "timing.p");
        assert!(experiment.timing.density(&*experiment.schedule, 0.5).is_nan());
    }
}
