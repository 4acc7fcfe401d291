use std::time::Instant;

use pollster::block_on;

use super::*;
use crate::{
    engine::{Learned, SampleRun, Trainer, assess, normalized::Normalized},
    math::{
        dataset::{DatasetConfig, EightGaussians, Moons, Normal},
        registry::Slot as _,
        rng::{Purpose, Stream},
        sampler::{Mala, SamplerConfig},
    },
    nn::init,
    objective::{Energy, ObjectiveConfig},
    protocol::Generate,
};

const CONFINEMENT: f64 = 0.07;

/// An energy in training and in evaluation, with the same weights, and points.
fn both() -> (TapedEnergy, HostEnergy, SingleCloud) {
    let (sizes, activation) = ([(2, 16), (16, 16), (16, 1)], Generate::default().activation);
    let weights: Vec<f32> = init(&sizes, 3).iter().map(|w| 2.0 * w).collect();
    let mut taped = TapedEnergy::new(&sizes, &activation, CONFINEMENT);
    taped.begin(&weights);
    let points = (0..37).map(|i| [(i as f32).sin() * 2.0, (1.7 * i as f32).cos()]).collect();
    (taped, HostEnergy::new(&sizes, &activation, CONFINEMENT, weights), points)
}

#[test]
fn training_and_evaluation_have_one_energy_and_one_gradient() {
    let (mut taped, host, x) = both();
    let energies = taped.forward(&x, Features::NONE, &[]).value;
    let slopes = taped.backward(Pull { value: &vec![[1.0, 0.0]; x.len()], trace: &[], share: 0.0 });
    assert!(taped.gradient().iter().all(|of_weight| *of_weight == 0.0) && taped.held_bytes() == 0);
    let (score, log_density) = host.predict_with_log_density(&x, Features::NONE).unwrap();
    let plain = host.log_density(&x);
    assert_eq!(host.predict(&x, 0.5, Features::Shared(&[0.3])), score, "scale and time have no effect");
    for row in 0..x.len() {
        assert!((energies[row][0] + log_density[row]).abs() < 1e-5 && energies[row][1] == 0.0);
        assert!((f64::from(log_density[row]) - plain[row]).abs() < 1e-5);
        assert!((0..2).all(|k| (slopes[row][k] + score[row][k]).abs() < 1e-4), "{:?} {:?}", slopes[row], score[row]);
    }
}

#[test]
fn gradient_and_divergence_are_those_of_small_differences() {
    let (_, host, x) = both();
    let (score, divergence) = host.predict_with_divergence(&x, 1.0, Features::NONE);
    let h = 0.01_f32;
    let moved = |k: usize, by: f32| -> SingleCloud {
        x.iter().map(|x| std::array::from_fn(|i| x[i] + if i == k { by } else { 0.0 })).collect()
    };
    for row in 0..x.len() {
        let mut bend = 0.0;
        for k in 0..2 {
            let [after, before] = [h, -h].map(|by| moved(k, by));
            let slope = (host.log_density(&after)[row] - host.log_density(&before)[row]) / f64::from(2.0 * h);
            assert!((slope - f64::from(score[row][k])).abs() < 2e-3, "{slope} {}", score[row][k]);
            let [after, before] = [after, before].map(|cloud| host.predict(&cloud, 1.0, Features::NONE)[row][k]);
            bend += (after - before) / (2.0 * h);
        }
        assert!((bend - divergence[row]).abs() < 1e-2 * (1.0 + bend.abs()), "{bend} {}", divergence[row]);
    }
}

/// A task with this energy.
fn energy(data: DatasetConfig, energy: Energy) -> Generate {
    let mut task = Generate::default();
    task.select("objective", "energy").unwrap();
    task.data = data;
    task.objective = ObjectiveConfig::Energy(energy);
    task
}

fn trained(task: &Generate, steps: usize) -> Learned {
    let mut trainer = Trainer::host(task.clone());
    (0..steps).for_each(|_| block_on(trainer.step()).unwrap());
    block_on(trainer.losses()).unwrap();
    block_on(trainer.learned()).unwrap()
}

#[test]
fn chains_with_an_error_teach_an_energy_that_is_right_for_them() {
    // On a unit Gaussian the moves of ULA with rate η need the precision q of q (1 − ηq/2) = 1, and exact moves need 1.
    let rate: f64 = 0.3;
    let expected = (1.0 - (1.0 - 2.0 * rate).sqrt()) / rate;
    for (adjusted, expected) in [(false, expected), (true, 1.0)] {
        let chains = Energy { moves: 5, rate, adjusted, kept: 2048, restarts: 0.0, ..Energy::default() };
        let mut task = energy(DatasetConfig::Normal(Normal::default()), chains);
        (task.network.width, task.network.depth, task.network.gain) = (32, 2, 1.0);
        let learned = trained(&task, 3000);
        // The linear part of the gradient, weighted as the data are.
        let x = task.data.sample(1000, &mut Stream::new(9, Purpose::Display, 0));
        let score = block_on(learned.score(&x, 0.0)).unwrap();
        let pairs = || x.as_flattened().iter().zip(&score);
        let precision =
            -pairs().map(|(x, s)| x * f64::from(*s)).sum::<f64>() / pairs().map(|(x, _)| x * x).sum::<f64>();
        println!("adjusted {adjusted}: {precision}, expected {expected}");
        assert!((precision - expected).abs() < 0.06, "{adjusted}: {precision} {expected}");
    }
}

#[test]
fn chains_from_data_learn_the_density_and_its_integral() {
    let mut task = energy(DatasetConfig::Moons(Moons::default()), Energy::default());
    task.network.width = 32;
    let quality = block_on(assess(&task, trained(&task, 1500))).unwrap();
    let merit = |id: &str| quality.merits.iter().find(|merit| merit.id == id).unwrap().value.unwrap();
    println!("{:?}", quality.merits);
    assert!(merit("kl") < 0.1, "{}", merit("kl"));
    assert!((merit("log-z") - merit("log-z-annealed")).abs() < 0.05);
    assert!(quality.errors.is_empty() && quality.merits.iter().all(|merit| merit.id != "path-energy"));
}

#[test]
fn kept_chains_are_part_of_the_state() {
    let chains = Energy { kept: 96, moves: 2, ..Energy::default() };
    let mut task = energy(DatasetConfig::EightGaussians(EightGaussians::default()), chains);
    (task.network.width, task.training.batch) = (16, 32);
    let mut trainer = Trainer::host(task.clone());
    (0..7).for_each(|_| block_on(trainer.step()).unwrap());
    let state = block_on(trainer.snapshot()).unwrap();
    block_on(trainer.losses()).unwrap();
    (0..5).for_each(|_| block_on(trainer.step()).unwrap());
    let losses = block_on(trainer.losses()).unwrap();
    let (checkpoint, buffers) = state.clone().pack();
    assert_eq!((checkpoint.kept, buffers.len()), (96, 5));
    let mut other = Trainer::host(task);
    let unpacked = crate::engine::Snapshot::unpack(checkpoint, buffers, 32).unwrap();
    assert_eq!(unpacked, state);
    other.go_to(&unpacked).unwrap();
    (0..5).for_each(|_| block_on(other.step()).unwrap());
    assert_eq!(block_on(other.losses()).unwrap(), losses);
}

/// Prints how good an energy is, and how stable; `RUN` holds `data moves kept everywhere penalty steps seeds`, and if wanted the rate
/// and the moves of the sampler, with the components of a
/// mixture as `mixture:x,y,std,weight;…`.
#[test]
#[ignore = "prints figures"]
fn figures() {
    let text = std::env::var("RUN").unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |index: usize| words.get(index).and_then(|word| word.parse::<f64>().ok()).unwrap_or_default();
    let (id, payload) = words[0].split_once(':').unwrap_or((words[0], ""));
    let mut data = DatasetConfig::from_id(id).unwrap();
    if !payload.is_empty() {
        data.config_mut().set_payload(payload).unwrap();
    }
    for seed in 0..number(6) as u64 {
        let chains = Energy {
            moves: number(1) as u32,
            kept: number(2) as u32,
            everywhere: number(3) > 0.0,
            penalty: number(4),
            ..Energy::default()
        };
        let mut task = energy(data.clone(), chains);
        task.seed = seed;
        if words.len() > 8 {
            task.sampler = SamplerConfig::Mala(Mala { rate: number(7), level: 1e-3, moves: number(8) as u32 });
            task.sampling.steps = 20;
        }
        let mut trainer = Trainer::host(task.clone());
        let (steps, start) = (number(5) as u64, Instant::now());
        for step in 1..=steps {
            block_on(trainer.step()).unwrap();
            if step % (steps / 4) == 0 {
                block_on(trainer.losses()).unwrap();
                let seconds = start.elapsed().as_secs_f64();
                let quality = block_on(assess(&task, block_on(trainer.learned()).unwrap())).unwrap();
                let merit = |id: &str| {
                    quality.merits.iter().find(|merit| merit.id == id).and_then(|merit| merit.value).unwrap_or(f64::NAN)
                };
                // The mass of the model where x + y > 0, and the share of samples there.
                let learned = block_on(trainer.learned()).unwrap();
                let mut normalized = Normalized::new(&task, learned.energy().unwrap().clone(), &[]);
                while normalized.advance() {}
                let mut cloud = SampleRun::new(&task, 2000, learned);
                while cloud.advance() {}
                let upper = block_on(cloud.last()).unwrap().iter().filter(|x| x[0] + x[1] > 0.0).count();
                println!(
                    "{text} seed {seed} step {step}: {seconds:.1} s, KL {:.4}, ln Z {:.3} {:.3}, sliced W2 {:.3}, upper {:.3}, of \
                     samples {:.3}",
                    merit("kl"),
                    merit("log-z"),
                    merit("log-z-annealed"),
                    merit("sliced-w2"),
                    normalized.mass(|x| x[0] + x[1] > 0.0),
                    upper as f64 / 2000.0,
                );
            }
        }
    }
}
