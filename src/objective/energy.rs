//! Energy models, trained by contrastive divergence.

use std::cell::RefCell;

use rand_core::RngCore;

use super::{
    Effort, Loss, Networks, Objective, Outcome, Recipe, Scope,
    loss::{Plan, part},
    regression::Regression,
};
use crate::{
    math::{
        field::Density,
        parametrization::{ParametrizationConfig, Score},
        points::{Cloud, StreamNoise},
        rng::{Purpose, Stream, uniform},
        sampler::{Langevin, Mala, Memory, Sampler, SamplerConfig},
        schedule::{ScheduleConfig, VeGeometric},
    },
    nn::{Architecture, Differentiable, Features, Pull, Vectors},
};

crate::configured! {
    /// An energy f with the density e^{−f}/Z, whose Z nobody needs (Hinton, 2002, contrastive divergence). A step pushes f down at the
    /// data and up at the ends of Markov chains, which sample the model. Chains start at the data of the step, or go on where
    /// earlier ones ended (Tieleman, 2008). They model the data without noise, at every time alike. The average of the weights
    /// is much better than the last ones: see weight averaging.
    pub struct Energy("energy", "Energy model") {
        /// Moves of every chain in a step.
        moves: u32 = 5, "Moves of a chain", "k", "moves", 1..=200, Log;
        /// The step η of a move x ← x − η ∇f + √(2η) n.
        rate: f64 = 0.03, "Rate of the chains", "η", "", 0.0001..=0.5, Log;
        /// Accept or reject every move by the rule of Metropolis and Hastings (MALA). Without it (ULA) the energy learns to be right
        /// for moves with an error.
        adjusted: bool = true, "Accept or reject", "", "", 0..=1, Linear;
        /// Chains that go on in a later step; 0 starts all of them anew in every step.
        kept: u32 = 0, "Kept chains", "M", "chains", 0..=16384, Linear;
        /// The share of the kept chains that start anew in a step.
        restarts: f64 = 0.05, "Restarted share", "", "", 0.0..=1.0, Linear;
        /// Start new chains anywhere in the picture instead of at the data.
        everywhere: bool = false, "Start anywhere", "", "", 0..=1, Linear;
        /// The weight of the squared energies of data and chains in the loss, which keeps energies near 0 (Du and Mordatch, 2019).
        penalty: f64 = 0.0, "Penalty of energies", "α", "", 0.0..=10.0, Linear;
        /// The c in f(x) = network(x) + c ‖x‖², which keeps chains near the data.
        confinement: f64 = 0.05, "Confinement", "c", "", 0.001..=1.0, Log;
    }
}

impl Objective for Energy {
    fn recipe(&self) -> Recipe {
        Recipe {
            schedule: ScheduleConfig::VeGeometric(VeGeometric { sigma_max: SPREAD, ..VeGeometric::default() }),
            parametrization: ParametrizationConfig::Score(Score {}),
            sampler: SamplerConfig::Mala(Mala { rate: self.rate, level: LEVEL, moves: MOVES }),
            ..Recipe::default()
        }
    }

    fn loss(&self) -> Option<&dyn Loss> {
        Some(self)
    }

    fn architecture(&self) -> Architecture {
        Architecture::Energy { confinement: self.confinement }
    }

    fn takes_condition(&self) -> bool {
        false
    }

    fn has_pairs(&self) -> bool {
        false
    }

    fn has_energy(&self) -> bool {
        true
    }
}

/// The spread of the starts of sampling.
const SPREAD: f64 = 3.0;
/// The time at which samplers ask for the score, which is the same at every time.
const LEVEL: f64 = 1e-3;
/// The moves of a sampler in a step of the grid.
const MOVES: u32 = 10;

impl Energy {
    /// Where the chains of all rows start: the first [`Energy::kept`] ends of earlier chains, but for some that start anew.
    /// All ends are used only once there are as many as are kept.
    fn starts(&self, setting: &Regression, data: &[[f64; 2]], kept: &Vectors, rng: &mut dyn RngCore) -> Vectors {
        let is_full = !kept.is_empty() && kept.len() >= self.kept as usize;
        let half = setting.data.extent();
        let mut start = |(row, point): (usize, &[f64; 2])| {
            let (chance, anywhere) = (uniform(rng), [(); 2].map(|()| half * (2.0 * uniform(rng) - 1.0)));
            let fresh = if self.everywhere { anywhere } else { *point };
            match kept.get(row).filter(|_| is_full && chance >= self.restarts) {
                Some(end) => *end,
                None => fresh.map(|c| c as f32),
            }
        };
        data.iter().enumerate().map(&mut start).collect()
    }

    /// The ends of chains from `starts`, in the present density of the model; and the number of evaluations.
    fn walk(&self, model: &mut dyn Differentiable, starts: &Vectors, noise: &mut StreamNoise) -> (Vectors, u32) {
        let model = RefCell::new(model);
        let density = Density::new(|x: &Vectors| look(&mut **model.borrow_mut(), x));
        let (rate, moves, mut memory) = (self.rate, self.moves, Memory::default());
        let walked = if self.adjusted {
            Mala { rate, level: 0.0, moves }.step(&density, starts, 0.0, 0.0, noise, &mut memory)
        } else {
            Langevin { rate, level: 0.0, moves }.step(&density, starts, 0.0, 0.0, noise, &mut memory)
        };
        (walked.next, walked.evaluations)
    }
}

/// The score `−∇f` and the log density `−f` at `x`; trains nothing.
fn look(model: &mut dyn Differentiable, x: &Vectors) -> (Vectors, Vec<f32>) {
    let energies = model.forward(x, Features::NONE, &[]).value;
    let slopes = model.backward(Pull { value: &vec![[1.0, 0.0]; x.len()], trace: &[], share: 0.0 });
    let score = slopes.into_iter().map(|slope| slope.map(|c| -c)).collect();
    (score, energies.into_iter().map(|[energy, _]| -energy).collect())
}

impl Loss for Energy {
    /// `f(x⁺) − f(x⁻) + α (f(x⁺)² + f(x⁻)²)` for data x⁺ and ends of chains x⁻, which are constants in the gradient.
    /// With α = 0 and chains that sample the model this is the gradient of the negative log-likelihood
    /// (Hinton, 2002, section 2).
    fn gradient(&self, scope: Scope) -> Outcome {
        let Scope { regression: setting, batches, networks: Networks { model, .. }, step, kept, rows } = scope;
        let all: Cloud = batches.draw_data_and_times(setting, step).data.to_vec();
        let mut rng = Stream::new(setting.seed, Purpose::Chain, step);
        let starts = self.starts(setting, &all, kept, &mut rng);
        let data: Vectors = part(&all, &rows).iter().map(|x| x.map(|c| c as f32)).collect();
        let starts = part(&starts, &rows).to_vec();
        let before = rows.start.min(all.len());
        let mut noise = StreamNoise::of_part(&mut rng, [before, all.len() - before - starts.len()]);
        let (ends, evaluations) = self.walk(model, &starts, &mut noise);
        let (penalty, share) = (self.penalty as f32, 1.0 / all.len().max(1) as f32);
        let mut losses = vec![0.0; data.len()];
        let mut held_bytes = 0;
        for (points, sign) in [(&data, 1.0), (&ends, -1.0)] {
            let energies = model.forward(points, Features::NONE, &[]).value;
            held_bytes = held_bytes.max(model.held_bytes());
            let pull: Vectors = energies.iter().map(|[f, _]| [share * (sign + 2.0 * penalty * f), 0.0]).collect();
            model.backward(Pull { value: &pull, trace: &[], share: 1.0 });
            let terms = energies.iter().map(|[f, _]| sign * f + penalty * f * f);
            losses.iter_mut().zip(terms).for_each(|(loss, term)| *loss += term);
        }
        let effort = Effort { evaluations: evaluations + 2, held_bytes, ..Effort::default() };
        Outcome { rows: losses, effort, left: ends }
    }

    fn plan(&self) -> Plan {
        // A move needs the gradient in the points, which is about one more evaluation.
        let forward = 2.0 * (f64::from(self.moves) + 1.0);
        Plan { evaluations: 2.0, directions: 0.0, kept: 1.0, forward, beside: 0.0 }
    }

    fn keeps(&self) -> usize {
        self.kept as usize
    }
}
