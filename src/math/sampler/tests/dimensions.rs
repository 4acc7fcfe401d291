//! Points of other dimensions than two.

use super::*;
use crate::math::{points::Rows, schedule::finite};

/// An exact field of the plane, evaluated on rows.
struct InRows<'a>(&'a Exact);

fn rows(cloud: &Cloud) -> Rows<f64> {
    Rows::new(cloud.as_flattened().to_vec(), 2).unwrap()
}

fn plane(rows: &Rows<f64>) -> Cloud {
    rows.values().as_chunks().0.to_vec()
}

impl Field<Rows<f64>> for InRows<'_> {
    fn schedule(&self) -> &dyn Schedule {
        self.0.schedule()
    }

    fn velocity(&self, x: &Rows<f64>, t: f64) -> Rows<f64> {
        rows(&self.0.velocity(&plane(x), t))
    }

    fn denoised(&self, x: &Rows<f64>, t: f64) -> Rows<f64> {
        rows(&self.0.denoised(&plane(x), t))
    }

    fn score(&self, x: &Rows<f64>, t: f64) -> Rows<f64> {
        rows(&self.0.score(&plane(x), t))
    }

    fn log_density(&self, x: &Rows<f64>, t: f64) -> Option<Vec<f64>> {
        self.0.log_density(&plane(x), t)
    }
}

#[test]
fn rows_of_two_numbers_go_the_way_of_a_cloud() {
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let field = oracle(&schedule, EightGaussians::default().mixture());
    let times = UniformTime {}.times(&*schedule, 6);
    for mut sampler in SamplerConfig::all() {
        // Every kind of noise.
        for (name, value) in [("eta", 0.7), ("churn", 0.3), ("moves", 3.0)] {
            sampler.config_mut().set(name, value).ok();
        }
        let (expected, ..) = walk(&sampler, &field, start(&schedule, 33), &times);
        let mut rng = Stream::new(11, Purpose::Sampling, 0);
        let (mut noise, mut memory) = (StreamNoise::new(&mut rng), Memory::default());
        let found = times.windows(2).fold(rows(&start(&schedule, 33)), |x, pair| {
            sampler.step(&InRows(&field), &x, pair[0], pair[1], &mut noise, &mut memory).next
        });
        assert_eq!(plane(&found), expected, "{sampler:?}");
    }
}

/// Data that are centred Gaussian of this spread in every coordinate, on any path and in any dimension.
struct Ball<'a> {
    schedule: &'a ScheduleConfig,
    std: f64,
}

impl Ball<'_> {
    fn variance(&self, at: &Coeffs) -> f64 {
        (at.alpha * self.std).powi(2) + at.sigma.powi(2)
    }
}

impl Field<Rows<f64>> for Ball<'_> {
    fn schedule(&self) -> &dyn Schedule {
        &**self.schedule
    }

    fn velocity(&self, x: &Rows<f64>, t: f64) -> Rows<f64> {
        let at = finite(&**self.schedule, t);
        let slope = (at.alpha * at.d_alpha * self.std.powi(2) + at.sigma * at.d_sigma) / self.variance(&at);
        Rows::lincomb((slope, x), &[])
    }

    fn denoised(&self, x: &Rows<f64>, t: f64) -> Rows<f64> {
        let at = self.coeffs(t);
        Rows::lincomb((at.alpha * self.std.powi(2) / self.variance(&at), x), &[])
    }
}

/// The variance after ten moves a level: it lags behind the noise, in any dimension.
fn annealed_variance(annealed: &Annealed, field: &Ball, times: &[f64]) -> f64 {
    times.windows(2).fold(1.0, |variance, pair| {
        let [at, to] = [pair[0], pair[1]].map(|t| field.coeffs(t));
        if to.sigma == 0.0 {
            return variance * (at.alpha * field.std.powi(2) / field.variance(&at)).powi(2);
        }
        let (rate, there) = (annealed.rate * to.sigma.powi(2), field.variance(&to));
        let scaled = variance * (to.alpha / at.alpha).powi(2);
        (0..annealed.moves).fold(scaled, |variance, _| variance * (1.0 - rate / there).powi(2) + 2.0 * rate)
    })
}

/// The variance after each step of the consistency sampler with the mean data point, `α_s² (α_t s²/V)² v + σ_s²`.
fn renoised_variance(field: &Ball, times: &[f64]) -> f64 {
    times.windows(2).fold(1.0, |variance, pair| {
        let [at, to] = [pair[0], pair[1]].map(|t| field.coeffs(t));
        let denoised = variance * (at.alpha * field.std.powi(2) / field.variance(&at)).powi(2);
        if pair[1] == 0.0 { denoised } else { to.alpha.powi(2) * denoised + to.sigma.powi(2) }
    })
}

#[test]
fn every_sampler_works_in_sixteen_dimensions() {
    let schedule = ScheduleConfig::VpLinear(VpLinear::default());
    let (field, n) = (Ball { schedule: &schedule, std: 0.5 }, 500);
    let times = LogSnr {}.times(&*schedule, 100);
    for sampler in SamplerConfig::all() {
        let mut rng = Stream::new(7, Purpose::Sampling, 0);
        let mut noise = StreamNoise::new(&mut rng);
        let mut x = noise.normal_like(&Rows::new(vec![0.0; 16 * n], 16).unwrap());
        let mut memory = Memory::default();
        for pair in times.windows(2) {
            x = sampler.step(&field, &x, pair[0], pair[1], &mut noise, &mut memory).next;
        }
        assert_eq!((x.count(), x.width()), (n, 16), "{sampler:?}");
        let variance = x.values().iter().map(|x| x * x).sum::<f64>() / (16 * n) as f64;
        let expected = match &sampler {
            SamplerConfig::Annealed(annealed) => annealed_variance(annealed, &field, &times),
            SamplerConfig::Renoise(_) => renoised_variance(&field, &times),
            SamplerConfig::Langevin(langevin) => field.variance(&schedule.at(langevin.level)),
            SamplerConfig::Mala(mala) => field.variance(&schedule.at(mala.level)),
            _ => 0.25,
        };
        // The mean of 8,000 squares is known to 1.6 %; rules of order 1 are a few per cent off after a hundred steps.
        assert!((variance / expected - 1.0).abs() < 0.1, "{sampler:?}: {variance} instead of {expected}");
    }
}
