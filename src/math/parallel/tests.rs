use super::*;
use crate::math::{
    dataset::{Dataset as _, EightGaussians},
    extremes::largest,
    field::Field as _,
    grid::{Grid as _, UniformTime},
    oracle::{Mixture, Oracle},
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

const PICARD: Method = Method::Picard { tolerance: 1e-6, window: usize::MAX };
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
        let window = Method::Picard { tolerance: 1e-7, window: 8 };
        for method in [Method::Sequential, PICARD, window, NEWTON, DIAGONAL] {
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
        assert!(apart(sweeps.states(), &case.sequential()) < 1e-8, "{sampler}");
    }
}

/// The sweeps that a chain needs until its whole path is this near to the sequential one.
fn needed(case: &Case, method: Method, near: f64) -> u32 {
    let expected = case.sequential();
    let mut sweeps = Sweeps::new(method, case.start.clone(), case.chain().steps());
    while apart(sweeps.states(), &expected) > near && sweeps.sweep(&case.chain()) {}
    sweeps.rounds
}

#[test]
fn few_sweeps_are_enough_and_newton_needs_fewer() {
    let case = case("euler", 100, eight(), 40);
    let [picard, newton] = [PICARD, NEWTON].map(|method| needed(&case, method, 1e-6));
    assert!((6..=14).contains(&picard) && (2..=6).contains(&newton), "{picard} {newton}");
}

/// Prints the table of docs/PERFORMANCE.md, chain by chain.
#[test]
#[ignore = "it prints a table"]
fn table_of_sweeps() {
    println!("steps | near | Picard | Newton | diagonal: median (largest) of 100 chains");
    for (sampler, steps) in
        [("euler", 100), ("ddim", 100), ("ddpm", 50), ("ddpm", 200), ("euler", 1000), ("ddim", 1000), ("ddpm", 1000)]
    {
        for near in [1e-2, 1e-6] {
            let all = case(sampler, steps, eight(), 100);
            let figures = [PICARD, NEWTON, DIAGONAL].map(|method| {
                let of_one = |row: usize| {
                    let noises = all.noises.iter().map(|noise| vec![noise[row]]).collect();
                    let one = Case { start: vec![all.start[row]], noises, ..case(sampler, steps, eight(), 1) };
                    needed(&one, method, near)
                };
                let mut counts: Vec<u32> = (0..100).map(of_one).collect();
                counts.sort_unstable();
                format!("{} ({})", counts[50], counts[99])
            });
            println!("{sampler} {steps} | {near:.0e} | {}", figures.join(" | "));
        }
    }
    for (sampler, tolerance) in [("ddim", 1e-2), ("ddpm", 1e-2)] {
        let case = case(sampler, 100, eight(), 1);
        let swept = case.swept(Method::Picard { tolerance, window: 25 });
        let error = apart(swept.states(), &case.sequential());
        println!(
            "{sampler} 100, window 25, tolerance {tolerance}: {} rounds, {} evaluations, error {error:.4}",
            swept.rounds, swept.evaluations
        );
    }
}
