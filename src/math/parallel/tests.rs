use super::*;
use crate::math::{
    dataset::{Dataset as _, EightGaussians},
    extremes::largest,
    field::Field as _,
    grid::{Grid as _, UniformTime},
    oracle::{Component, Covariance, Mixture, Oracle},
    points::{Cloud, Noise as _, StreamNoise},
    rng::{Purpose, Stream, normal},
    sampler::{Ddim, Ddpm, Euler, Sampler, trace},
    schedule::{FlowOt, ScheduleConfig, VpLinear},
};

/// A case of the table: the sampler, its path, and its steps.
struct Case {
    field: Oracle<ScheduleConfig>,
    sampler: Box<dyn Sampler<Cloud>>,
    times: Vec<f64>,
    noises: Vec<Cloud>,
    start: Cloud,
}

fn case(sampler: &str, steps: u32, data: Mixture, count: usize) -> Case {
    let straight = sampler == "euler";
    let schedule =
        if straight { ScheduleConfig::FlowOt(FlowOt {}) } else { ScheduleConfig::VpLinear(VpLinear::default()) };
    let field = Oracle::new(schedule, data, Mixture::equal([[0.0; 2]], 1.0)).unwrap();
    let mut rng = Stream::new(3, Purpose::Start, 0);
    let start: Cloud = (0..count).map(|_| normal(&mut rng)).collect();
    let times = UniformTime {}.times(field.schedule(), steps);
    let noises = (0..steps)
        .map(|step| StreamNoise::new(&mut Stream::new(3, Purpose::Sampling, u64::from(step) + 1)).normal_like(&start))
        .collect();
    let sampler: Box<dyn Sampler<Cloud>> = match sampler {
        "euler" => Box::new(Euler {}),
        "ddim" => Box::new(Ddim { eta: 0.0 }),
        _ => Box::new(Ddpm::default()),
    };
    Case { field, sampler, times, noises, start }
}

impl Case {
    fn chain(&self) -> SamplerChain<'_, Cloud> {
        SamplerChain { field: &self.field, sampler: &*self.sampler, times: &self.times, noises: &self.noises }
    }

    /// The states one after the other.
    fn sequential(&self) -> Vec<Cloud> {
        let mut states = vec![self.start.clone()];
        for index in 0..self.chain().steps() {
            let next = self.chain().image(index, &states[index]);
            states.push(next);
        }
        states
    }

    fn swept(&self, method: Method) -> Sweeps<f64> {
        let mut sweeps = Sweeps::new(method, self.start.clone(), self.chain().steps());
        while sweeps.sweep(&self.chain()) {}
        sweeps
    }
}

fn apart(a: &[Cloud], b: &[Cloud]) -> f64 {
    largest(a.iter().zip(b).flat_map(|(a, b)| a.iter().zip(b)).map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1])))
}

fn eight() -> Mixture {
    EightGaussians { radius: std::f64::consts::SQRT_2, std: 0.177 }.mixture()
}

const PICARD: Method = Method::Picard { tolerance: 1e-6, window: usize::MAX, is_relative: false };
const NEWTON: Method = Method::Newton { tolerance: 1e-6, is_diagonal: false };
const DIAGONAL: Method = Method::Newton { tolerance: 1e-6, is_diagonal: true };

#[test]
fn the_chain_is_the_sampler() {
    for sampler in ["euler", "ddim"] {
        let case = case(sampler, 10, eight(), 5);
        let mut rng = Stream::new(3, Purpose::Sampling, 1);
        let traced =
            trace(&*case.sampler, &case.field, case.start.clone(), &case.times, &mut StreamNoise::new(&mut rng));
        assert_eq!(case.sequential(), traced);
    }
}

#[test]
fn every_method_ends_at_the_sequential_trajectory() {
    for (sampler, steps) in [("euler", 40), ("ddim", 40), ("ddpm", 30)] {
        let case = case(sampler, steps, eight(), 20);
        let expected = case.sequential();
        let window = Method::Picard { tolerance: 1e-7, window: 8, is_relative: false };
        let relative = Method::Picard { tolerance: 1e-5, window: 8, is_relative: true };
        for method in [Method::Sequential, PICARD, window, relative, NEWTON, DIAGONAL] {
            let swept = case.swept(method);
            assert!(swept.is_done() && swept.rounds <= steps, "{sampler}, {method:?}");
            let error = apart(swept.states(), &expected);
            assert!(error < 1e-4, "{sampler}, {method:?}: {error}");
        }
        assert_eq!(case.swept(Method::Sequential).states(), expected);
        assert_eq!(case.swept(Method::Sequential).rounds, steps);
    }
}

#[test]
fn after_k_sweeps_the_first_k_states_are_exact() {
    for method in [PICARD, NEWTON, DIAGONAL] {
        let case = case("ddpm", 12, eight(), 10);
        let expected = case.sequential();
        let mut sweeps = Sweeps::new(method, case.start.clone(), 12);
        for k in 1..=5 {
            sweeps.sweep(&case.chain());
            assert!(apart(&sweeps.states()[..=k], &expected[..=k]) < 1e-12, "{method:?} after {k}");
        }
    }
}

#[test]
fn newton_solves_a_linear_chain_in_one_sweep() {
    for (sampler, steps) in [("euler", 50), ("ddpm", 50)] {
        let case = case(sampler, steps, Mixture::equal([[0.0; 2]], 0.5), 10);
        let mut sweeps = Sweeps::new(NEWTON, case.start.clone(), steps as usize);
        sweeps.sweep(&case.chain());
        assert!(apart(sweeps.states(), &case.sequential()) < 1e-12, "{sampler}");
        // The map and its derivatives along both axes.
        assert_eq!((sweeps.rounds, sweeps.evaluations), (1, 3 * steps));
    }
}

/// A chain that knows none of its derivatives.
struct Blind<'a>(SamplerChain<'a, Cloud>);

impl Chain<Cloud> for Blind<'_> {
    fn steps(&self) -> usize {
        self.0.steps()
    }

    fn image(&self, index: usize, x: &Cloud) -> Cloud {
        self.0.image(index, x)
    }
}

#[test]
fn exact_derivatives_are_the_limits_of_central_differences() {
    let turned = Mixture::new([
        Component { mean: [1.0, 0.5], covariance: Covariance::ellipse([0.6, 0.2], 30.0), weight: 1.0 },
        Component::round([-1.0, 0.0], 0.3, 2.0),
    ]);
    for data in [eight(), turned] {
        for sampler in ["euler", "ddim", "ddpm"] {
            let case = case(sampler, 20, data.clone(), 30);
            for index in [0, 10, 18, 19] {
                let x = &case.sequential()[index];
                let (exact, evaluations) = jacobian::jacobians(&case.chain(), index, x);
                let (differences, more) = jacobian::jacobians(&Blind(case.chain()), index, x);
                assert_eq!((evaluations, more), (2, 4));
                let all = exact.iter().zip(&differences).flat_map(|(a, b)| a.iter().flatten().zip(b.iter().flatten()));
                let error = largest(all.map(|(a, b)| (a - b).abs()));
                assert!(error < 1e-6, "{sampler}, step {index}: {error}");
            }
        }
    }
}

#[test]
fn without_derivatives_newton_ends_at_the_same_trajectory() {
    let case = case("ddpm", 30, eight(), 20);
    let mut sweeps = Sweeps::new(NEWTON, case.start.clone(), 30);
    while sweeps.sweep(&Blind(case.chain())) {}
    assert!(apart(sweeps.states(), &case.sequential()) < 1e-5);
    assert!(sweeps.rounds < 15, "{}", sweeps.rounds);
}

/// Maps with slopes up to 400, one of which is NaN far from the origin.
struct Wild;

impl Chain<Cloud> for Wild {
    fn steps(&self) -> usize {
        30
    }

    fn image(&self, index: usize, x: &Cloud) -> Cloud {
        let at = |c: f64| if index == 7 && c.abs() > 50.0 { f64::NAN } else { 2.0 * (200.0 * c).sin() };
        x.iter().map(|point| point.map(at)).collect()
    }
}

#[test]
fn guesses_that_run_away_start_again() {
    let start = vec![[0.3, -1.1], [0.02, 0.7]];
    let mut expected = vec![start.clone()];
    (0..30).for_each(|index| expected.push(Wild.image(index, &expected[index])));
    for method in [NEWTON, DIAGONAL, PICARD] {
        let mut sweeps = Sweeps::new(method, start.clone(), 30);
        while sweeps.sweep(&Wild) {
            assert!(sweeps.states().iter().flatten().flatten().all(|c| c.is_finite()), "{method:?}");
        }
        assert!(sweeps.rounds <= 30);
        assert_eq!(apart(&sweeps.states()[..1], &expected[..1]), 0.0);
        assert!(apart(sweeps.states(), &expected) < 1e-9, "{method:?}");
    }
}

/// The sweeps that a chain needs until its whole path is this near to the sequential one.
fn needed(case: &Case, method: Method, near: f64) -> u32 {
    let expected = case.sequential();
    let mut sweeps = Sweeps::new(method, case.start.clone(), case.chain().steps());
    while apart(sweeps.states(), &expected) > near && sweeps.sweep(&case.chain()) {}
    sweeps.rounds
}

/// The sweeps of each of the first `count` chains, from few to many.
fn counts(all: &Case, sampler: &str, method: Method, near: f64, count: usize) -> Vec<u32> {
    let of_one = |row: usize| {
        let noises = all.noises.iter().map(|noise| vec![noise[row]]).collect();
        let steps = all.times.len() as u32 - 1;
        needed(&Case { start: vec![all.start[row]], noises, ..case(sampler, steps, eight(), 1) }, method, near)
    };
    let mut counts: Vec<u32> = (0..count).map(of_one).collect();
    counts.sort_unstable();
    counts
}

#[test]
fn few_sweeps_are_enough_and_newton_needs_fewer() {
    for (sampler, steps, least, most) in [("euler", 100, [7, 2], [12, 4]), ("ddpm", 50, [16, 4], [26, 7])] {
        let all = case(sampler, steps, eight(), 21);
        let medians = [PICARD, NEWTON].map(|method| counts(&all, sampler, method, 1e-6, 21)[10]);
        for (median, (least, most)) in medians.into_iter().zip(least.into_iter().zip(most)) {
            assert!((least..=most).contains(&median), "{sampler}: {medians:?}");
        }
    }
    let [few, many] = [100, 1000].map(|steps| needed(&case("euler", steps, eight(), 10), NEWTON, 1e-6));
    assert!(many <= few + 1, "{few} {many}");
}

/// The chains of each figure of the table.
const CHAINS: usize = 200;

/// Prints the tables of docs/PERFORMANCE.md, chain by chain.
#[test]
#[ignore = "it prints tables"]
fn table_of_sweeps() {
    println!("steps | near | Picard | Newton | diagonal: median (largest) of {CHAINS} chains");
    let rows = [
        ("euler", 100),
        ("ddim", 100),
        ("ddpm", 50),
        ("ddpm", 100),
        ("ddpm", 200),
        ("euler", 1000),
        ("ddim", 1000),
        ("ddpm", 1000),
    ];
    for (sampler, steps) in rows {
        let all = case(sampler, steps, eight(), CHAINS);
        for near in [1e-2, 1e-6] {
            let figures = [PICARD, NEWTON, DIAGONAL].map(|method| {
                let counts = counts(&all, sampler, method, near, CHAINS);
                format!("{} ({})", counts[CHAINS / 2], counts[CHAINS - 1])
            });
            println!("{sampler} {steps} | {near:.0e} | {}", figures.join(" | "));
        }
    }
    println!("steps | τ | rounds | evaluations/N | largest error: means and the largest of {CHAINS} chains, window 25");
    for (sampler, tolerance) in [("ddim", 0.1), ("ddim", 0.01), ("ddpm", 0.1), ("ddpm", 0.01)] {
        let all = case(sampler, 100, eight(), CHAINS);
        let method = Method::Picard { tolerance, window: 25, is_relative: true };
        let (mut rounds, mut evaluations, mut error) = (0, 0, 0.0);
        for row in 0..CHAINS {
            let noises = all.noises.iter().map(|noise| vec![noise[row]]).collect();
            let one = Case { start: vec![all.start[row]], noises, ..case(sampler, 100, eight(), 1) };
            let swept = one.swept(method);
            rounds += swept.rounds;
            evaluations += swept.evaluations;
            error = largest([error, apart(swept.states(), &one.sequential())]);
        }
        let mean = |sum: u32| f64::from(sum) / CHAINS as f64;
        println!("{sampler} 100 | {tolerance} | {:.1} | {:.2} | {error:.4}", mean(rounds), mean(evaluations) / 100.0);
    }
}
