//! Compares samplers, chains and grids with numbers recorded from reference packages; see `tests/golden/README.md`.

#![allow(clippy::unwrap_used, clippy::panic)] // A fixture that cannot be read is an error.

use std::collections::VecDeque;

use scorefield::math::{
    extremes::largest,
    grid::{Grid, Karras, UniformTime},
    oracle::{Component, Mixture, Oracle},
    points::{Cloud, Noise},
    sampler::{Memory, Sampler, SamplerConfig},
    schedule::{Coeffs, Cosine, Edm, FlowShift, LinearChain, Schedule, ScheduleConfig, SigmoidBeta, VpLinear},
    timing::{Levels as TrainedLevels, Timing},
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Package {
    package: String,
    version: String,
    mixture: Vec<Gaussian>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Gaussian {
    weight: f64,
    mean: [f64; 2],
    std: f64,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    sampler: Value,
    path: Path,
    times: Vec<f64>,
    start: Cloud,
    noise: VecDeque<Cloud>,
    trajectory: Vec<Cloud>,
    tolerance: f64,
    /// EDM's churn of one step; some packages take that of the whole run.
    gamma: Option<f64>,
    evaluations: Option<u32>,
    rejected: Option<u32>,
}

#[derive(Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Path {
    Config {
        schedule: ScheduleConfig,
    },
    /// The table of the signal shares of a discrete chain, from the data on.
    Table {
        alpha_bar: Vec<f64>,
    },
    /// α = 1, σ proportional to time.
    Ve {
        sigma_max: f64,
    },
}

impl Schedule for Path {
    fn at(&self, t: f64) -> Coeffs {
        match self {
            Self::Config { schedule } => schedule.at(t),
            Self::Table { alpha_bar } => {
                let kept = alpha_bar[(t * (alpha_bar.len() - 1) as f64).round() as usize];
                Coeffs { alpha: kept.sqrt(), sigma: (1.0 - kept).sqrt(), d_alpha: f64::NAN, d_sigma: f64::NAN }
            }
            Self::Ve { sigma_max } => Coeffs { alpha: 1.0, sigma: sigma_max * t, d_alpha: 0.0, d_sigma: *sigma_max },
        }
    }

    fn time_of(&self, log_snr: f64) -> f64 {
        match self {
            Self::Config { schedule } => schedule.time_of(log_snr),
            Self::Table { .. } => panic!("a table has no times between its own"),
            Self::Ve { sigma_max } => (-0.5 * log_snr).exp() / sigma_max,
        }
    }
}

/// The recorded noise, cloud by cloud.
struct Recorded(VecDeque<Cloud>);

impl Noise<Cloud> for Recorded {
    fn normal_like(&mut self, _: &Cloud) -> Cloud {
        self.0.pop_front().unwrap()
    }

    fn exponential_like(&mut self, _: &Cloud) -> Vec<f64> {
        panic!("no recorded sampler accepts or rejects")
    }
}

impl Case {
    /// The sampler as a configuration of this library; `None` if the library does not have it.
    fn sampler(&self) -> Option<SamplerConfig> {
        let mut config = self.sampler.clone();
        let fields = config.as_object_mut().unwrap();
        // Song's corrector derives its step from mean norms over the batch, ours from the share of noise alone.
        if fields.contains_key("snr") {
            return None;
        }
        if let Some(gamma) = self.gamma {
            fields["churn"] = gamma.into();
        }
        Some(serde_json::from_value(config).unwrap_or_else(|error| panic!("{}: {error}", self.name)))
    }

    /// The largest difference from the recorded trajectory.
    fn error(&self, sampler: &SamplerConfig, mixture: &Mixture) -> f64 {
        let source = Mixture::equal([[0.0, 0.0]], 1.0);
        let path: Box<dyn Schedule> = Box::new(self.path.clone());
        let field = Oracle::new(path, mixture.clone(), source).unwrap();
        let (mut noise, mut memory) = (Recorded(self.noise.clone()), Memory::default());
        let (mut x, mut errors) = (self.start.clone(), Vec::new());
        let (mut evaluations, mut rejected) = (0, 0);
        for (pair, expected) in self.times.windows(2).zip(&self.trajectory[1..]) {
            let step = sampler.step(&field, &x, pair[0], pair[1], &mut noise, &mut memory);
            (x, evaluations, rejected) = (step.next, evaluations + step.evaluations, rejected + step.rejected);
            errors.extend(x.iter().flatten().zip(expected.iter().flatten()).map(|(a, b)| (a - b).abs()));
        }
        assert!(noise.0.is_empty(), "{}: noise is left over", self.name);
        assert_eq!(self.evaluations.unwrap_or(evaluations), evaluations, "{}", self.name);
        assert_eq!(self.rejected.unwrap_or(rejected), rejected, "{}", self.name);
        largest(errors)
    }
}

/// Runs every case of a package; returns the number of cases, and of rules that this library does not have.
fn hold(json: &str) -> [usize; 2] {
    let Package { package, version, mixture, cases } = serde_json::from_str(json).unwrap();
    let component = |g: Gaussian| Component::round(g.mean, g.std, g.weight);
    let mixture = Mixture::new(mixture.into_iter().map(component));
    let (mut errors, mut absent) = (Vec::new(), 0);
    for case in &cases {
        assert_eq!(case.trajectory.len(), case.times.len(), "{}", case.name);
        let Some(sampler) = case.sampler() else {
            absent += 1;
            continue;
        };
        let error = case.error(&sampler, &mixture);
        assert!(error <= case.tolerance, "{package} {version}, {}: {error:e}", case.name);
        errors.push(error);
    }
    let (held, worst) = (errors.len(), largest(errors));
    println!("{package} {version}: {held} trajectories, worst error {worst:.1e}");
    [held, absent]
}

#[test]
fn diffusers_walks_the_same_way() {
    assert_eq!(hold(include_str!("golden/diffusers.json")), [30, 2]);
}

#[test]
fn the_chain_of_ho_and_others_is_that_of_diffusers() {
    // The same trajectories with the chain as a configuration instead of the recorded table, on the grid that a user would
    // choose; every level that is evaluated is one that discrete times train.
    let Package { mixture, cases, .. } = serde_json::from_str(include_str!("golden/diffusers.json")).unwrap();
    let component = |g: Gaussian| Component::round(g.mean, g.std, g.weight);
    let mixture = Mixture::new(mixture.into_iter().map(component));
    let chains =
        [LinearChain { first: 2e-3, last: 0.4, steps: 50 }, LinearChain { first: 1e-4, last: 0.02, steps: 1000 }];
    let mut held = 0;
    for mut case in cases {
        let Path::Table { alpha_bar } = &case.path else { continue };
        let chain = chains.iter().find(|chain| chain.steps as usize + 1 == alpha_bar.len()).unwrap().clone();
        for (i, kept) in alpha_bar.iter().enumerate() {
            let found = chain.at(i as f64 / f64::from(chain.steps)).alpha.powi(2);
            assert!((found - kept).abs() < 1e-12, "{} at {i}: {found} {kept}", case.name);
        }
        let (levels, steps) = (TrainedLevels { steps: chain.steps }, f64::from(chain.steps));
        for &t in &case.times[..case.times.len() - 1] {
            let u = (t * steps - 0.5) / steps;
            assert!((levels.time(&chain, u) - t).abs() < 1e-12, "{}: {t}", case.name);
        }
        if case.times.len() == chain.steps as usize + 1 {
            case.times = UniformTime {}.times(&chain, chain.steps);
        }
        case.path = Path::Config { schedule: ScheduleConfig::LinearChain(chain) };
        let error = case.error(&case.sampler().unwrap(), &mixture);
        assert!(error <= case.tolerance, "{}: {error:e}", case.name);
        held += 1;
    }
    assert_eq!(held, 24);
}

#[test]
fn k_diffusion_walks_the_same_way() {
    assert_eq!(hold(include_str!("golden/k_diffusion.json")), [14, 0]);
}

#[test]
fn azula_walks_the_same_way() {
    assert_eq!(hold(include_str!("golden/azula.json")), [15, 0]);
    assert_eq!(hold(include_str!("golden/azula_exponential.json")), [4, 0]);
}

#[test]
fn torchdiffeq_walks_the_same_way() {
    assert_eq!(hold(include_str!("golden/torchdiffeq.json")), [24, 0]);
}

#[test]
fn scipy_walks_the_same_way_and_takes_back_the_same_steps() {
    assert_eq!(hold(include_str!("golden/scipy.json")), [4, 0]);
}

#[derive(Deserialize)]
struct Chain {
    name: String,
    beta_schedule: String,
    beta_start: f64,
    beta_end: f64,
    length: u32,
    entries: Vec<usize>,
    betas: Vec<f64>,
    alphas_cumprod: Vec<f64>,
    tolerance: f64,
}

#[test]
fn diffusers_has_the_same_chains() {
    let file: Value = serde_json::from_str(include_str!("golden/diffusers_betas.json")).unwrap();
    let chains: Vec<Chain> = serde_json::from_value(file["schedules"].clone()).unwrap();
    assert_eq!(chains.len(), 6);
    for chain in chains {
        // Rates in continuous time are those of a step times the number of steps.
        let [beta_min, beta_max] = [chain.beta_start, chain.beta_end].map(|beta| beta * f64::from(chain.length));
        let schedule: &dyn Schedule = match chain.beta_schedule.as_str() {
            "linear" => &VpLinear { beta_min, beta_max },
            "sigmoid" => &SigmoidBeta { beta_min, beta_max },
            "squaredcos_cap_v2" => &Cosine { offset: 0.008 },
            other => panic!("{other}"),
        };
        let (betas, bars) = (schedule.betas(chain.length), schedule.alpha_bars(chain.length));
        for (row, &entry) in chain.entries.iter().enumerate() {
            assert!((betas[entry] - chain.betas[row]).abs() <= chain.tolerance, "{}: β of {entry}", chain.name);
            assert!((bars[entry] - chain.alphas_cumprod[row]).abs() <= chain.tolerance, "{}: ᾱ of {entry}", chain.name);
        }
    }
}

#[derive(Deserialize)]
struct Levels {
    name: String,
    rule: String,
    n: u32,
    #[serde(default)]
    sigmas: Vec<f64>,
    shift: Option<f64>,
    sigma_min: Option<f64>,
    sigma_max: Option<f64>,
    rho: Option<f64>,
    tolerance: f64,
}

#[test]
fn grids_stop_at_the_same_levels() {
    let mut compared = 0;
    for file in [include_str!("golden/k_diffusion_grids.json"), include_str!("golden/diffusers_grids.json")] {
        let file: Value = serde_json::from_str(file).unwrap();
        for grid in serde_json::from_value::<Vec<Levels>>(file["grids"].clone()).unwrap() {
            let levels: Vec<f64> = match grid.rule.as_str() {
                "karras" => {
                    let (sigma_min, sigma_max) = (grid.sigma_min.unwrap(), grid.sigma_max.unwrap());
                    let rho = grid.rho.unwrap();
                    // Another ρ than that of the grid, so that the grid is tested; the last step, to zero noise, is specific to
                    // the package.
                    let path = Edm { sigma_min, sigma_max, rho: 3.0 };
                    let times = Karras { rho }.times(&path, grid.n - 1);
                    times.iter().map(|&t| path.at(t).sigma).chain([0.0]).collect()
                }
                "fm-shift" => {
                    let path = FlowShift { shift: grid.shift.unwrap() };
                    (0..=grid.n).map(|i| path.at(1.0 - f64::from(i) / f64::from(grid.n)).sigma).collect()
                }
                // Spacings of whole timesteps are not tested here: the recorded trajectories contain their times.
                "leading" | "trailing" | "linspace" => continue,
                other => panic!("{other}"),
            };
            assert_eq!(levels.len(), grid.sigmas.len(), "{}", grid.name);
            for (a, b) in levels.iter().zip(&grid.sigmas) {
                assert!((a - b).abs() <= grid.tolerance * (1.0 + b), "{}: {a} {b}", grid.name);
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 6);
}
