use burn::tensor::{Device, Tensor, TensorData};
use burn_optim::{AdamW, AdamWConfig, AdamWState, AdaptiveMomentumState, Optimizer as _};

use super::device_error;
use crate::{
    math::timing::Profile,
    nn::{Mlp, NetworkField, Parameters, read},
    objective::regression::{self, Batch},
    protocol::{EngineError, Experiment},
};

/// The reference trainer: burn's automatic differentiation, on any device.
///
/// Its whole state is the number of steps and a few tensors, all of them behind cheap handles. Losses stay on the device
/// until they are asked for, so that a GPU is read every few steps and not at each.
#[derive(Debug)]
pub struct Trainer {
    experiment: Experiment,
    device: Device,
    mlp: Mlp,
    state: State,
    /// Losses not yet read: those of the last `pending.len()` steps.
    pending: Vec<Tensor<1>>,
    /// What a distribution of times that learns has learned; absent for any other.
    adaptive: Option<Adaptive>,
    /// A state whose own loss is not known yet, and one whose loss was finite.
    candidate: State,
    finite: State,
}

/// The profile of an adaptive distribution of times, and the losses that it has not seen yet.
///
/// It learns in the same steps whatever the device and the pace, so that a run stays the same wherever it runs. A run that
/// goes on from a checkpoint begins to learn anew.
#[derive(Debug)]
struct Adaptive {
    profile: Profile,
    /// For each step since the profile last learned: the loss of every row on the device, and its level.
    unseen: Vec<(Tensor<2>, Vec<[f64; 2]>)>,
}

/// How many steps a profile waits before it reads their losses from the device.
const LEARN_EVERY: usize = 16;

/// Where a run stands. Weights, both moments of Adam and the averaged weights, on the device.
#[derive(Clone, Debug)]
struct State {
    step: u64,
    weights: Parameters,
    moments: Option<[Parameters; 2]>,
    averaged: Parameters,
}

/// Where a run stands, on the host: four flat buffers in the layout of [`Parameters::from_flat`].
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub step: u64,
    pub weights: Vec<f32>,
    pub moments: [Vec<f32>; 2],
    pub averaged: Vec<f32>,
}

impl Snapshot {
    /// Whether a run can go on from here.
    pub fn is_finite(&self) -> bool {
        let [first, second] = &self.moments;
        [&self.weights, first, second, &self.averaged].into_iter().flatten().all(|x| x.is_finite())
    }
}

impl Trainer {
    /// A trainer at step 0. The experiment has been validated.
    pub fn new(experiment: Experiment, device: &Device) -> Self {
        let mlp = Mlp::new(&experiment.network, &experiment.activation, &*experiment.embedding);
        let weights = Parameters::init(mlp.sizes(), experiment.seed, device);
        let state = State { step: 0, averaged: weights.clone(), weights, moments: None };
        let profile = experiment.timing.profile(&*experiment.schedule);
        Self {
            adaptive: profile.map(|profile| Adaptive { profile, unseen: Vec::new() }),
            experiment,
            device: device.clone(),
            mlp,
            candidate: state.clone(),
            finite: state.clone(),
            state,
            pending: Vec::new(),
        }
    }

    /// A trainer that goes on from `snapshot`.
    ///
    /// # Errors
    /// [`EngineError::Checkpoint`] when the snapshot belongs to a network of another size.
    pub fn restore(experiment: Experiment, snapshot: &Snapshot, device: &Device) -> Result<Self, EngineError> {
        let mut trainer = Self::new(experiment, device);
        let part = |flat: &[f32], name: &str| {
            Parameters::from_flat(flat, trainer.mlp.sizes(), device).ok_or_else(|| {
                let needed = crate::nn::count(trainer.mlp.sizes());
                EngineError::Checkpoint(format!("{name} has {} numbers, not {needed}", flat.len()))
            })
        };
        let state = State {
            step: snapshot.step,
            weights: part(&snapshot.weights, "weights")?,
            moments: match snapshot.step {
                0 => None,
                _ => Some([part(&snapshot.moments[0], "first moment")?, part(&snapshot.moments[1], "second moment")?]),
            },
            averaged: part(&snapshot.averaged, "averaged weights")?,
        };
        trainer.candidate = state.clone();
        trainer.finite = state.clone();
        trainer.state = state;
        Ok(trainer)
    }

    /// Steps done.
    pub fn step_count(&self) -> u64 {
        self.state.step
    }

    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// Takes up another sampler or grid; the weights and the training stay.
    pub fn resample(&mut self, experiment: &Experiment) {
        self.experiment.resample(experiment);
    }

    /// The field that sampling uses: that of the averaged weights.
    pub fn field(&self) -> NetworkField<'_> {
        NetworkField {
            mlp: &self.mlp,
            parameters: &self.state.averaged,
            schedule: &*self.experiment.schedule,
            parametrization: &*self.experiment.parametrization,
            embedding: &*self.experiment.embedding,
        }
    }

    /// The `(inputs, outputs)` of every layer.
    pub fn sizes(&self) -> &[(usize, usize)] {
        self.mlp.sizes()
    }

    pub fn device(&self) -> &Device {
        &self.device
    }

    /// One step: draw a batch, take the gradient of its loss, move the weights. It waits for the device only where the
    /// distribution of times learns, and then every sixteenth time.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn step(&mut self) -> Result<(), EngineError> {
        let mut regression = self.experiment.regression();
        if let Some(adaptive) = &self.adaptive {
            regression.timing = &adaptive.profile;
        }
        let batch = regression.draw(self.state.step);
        let levels = self.adaptive.is_some().then(|| batch.levels.clone());
        let (loss, rows, gradients) = self.gradients(batch);
        self.learn(rows.zip(levels)).await?;
        self.pending.push(loss);
        let optimizer = adamw(&*self.experiment.optimizer);
        let rate = self.experiment.optimizer.rate();
        let mut moments = [Vec::new(), Vec::new()];
        let mut index = 0;
        let done = self.state.step;
        let old = self.state.moments.take();
        let weights = self.state.weights.zip(&gradients, |weight, gradient| {
            let memory = old.as_ref().map(|[first, second]| {
                AdamWState::new(AdaptiveMomentumState::new(
                    done as usize,
                    first.tensors()[index].clone(),
                    second.tensors()[index].clone(),
                ))
            });
            index += 1;
            let (weight, memory) = optimizer.step(rate, weight.clone(), gradient.clone(), memory);
            if let Some(memory) = memory {
                moments[0].push(memory.momentum.moment_1);
                moments[1].push(memory.momentum.moment_2);
            }
            weight
        });
        let keep = self.experiment.training.ema;
        self.state = State {
            step: done + 1,
            averaged: if keep > 0.0 {
                self.state.averaged.zip(&weights, |average, weight| {
                    average.clone().mul_scalar(keep) + weight.clone().mul_scalar(1.0 - keep)
                })
            } else {
                weights.clone()
            },
            weights,
            moments: Some(moments.map(Parameters::from_tensors)),
        };
        Ok(())
    }

    /// Lets the distribution of times see the losses of a step, some steps late.
    async fn learn(&mut self, step: Option<(Tensor<2>, Vec<[f64; 2]>)>) -> Result<(), EngineError> {
        let Some((adaptive, step)) = self.adaptive.as_mut().zip(step) else {
            return Ok(());
        };
        adaptive.unseen.push(step);
        if adaptive.unseen.len() < LEARN_EVERY {
            return Ok(());
        }
        let (rows, levels): (Vec<_>, Vec<_>) = std::mem::take(&mut adaptive.unseen).into_iter().unzip();
        let losses = read(Tensor::cat(rows, 0)).await.map_err(device_error)?;
        for (loss, [log_snr, density]) in losses.into_iter().zip(levels.into_iter().flatten()) {
            // A row's loss is that of the noise times w(λ)/p(λ).
            adaptive.profile.observe(log_snr, f64::from(loss) * density);
        }
        Ok(())
    }

    /// The loss of a batch, the losses of its rows where somebody learns from them, and the gradient of the loss with
    /// respect to every weight.
    fn gradients(&self, batch: Batch) -> (Tensor<1>, Option<Tensor<2>>, Parameters) {
        let columns = batch.input.len() / batch.rows.max(1);
        let upload = |flat: Vec<f32>, columns: usize| {
            Tensor::<2>::from_data(TensorData::new(flat, [batch.rows, columns]), &self.device)
        };
        let (input, target, weight) = (upload(batch.input, columns), upload(batch.target, 2), upload(batch.weight, 1));
        let leaves = self.state.weights.map(|tensor| tensor.clone().autodiff().require_grad());
        let prediction = self.mlp.forward(&leaves, input.autodiff());
        let rows = self
            .adaptive
            .is_some()
            .then(|| regression::row_losses(prediction.clone().inner(), target.clone(), weight.clone()));
        let loss = regression::loss(prediction, target.autodiff(), weight.autodiff());
        let mut gradients = loss.backward();
        let gradients =
            leaves.map(|leaf| leaf.grad_remove(&mut gradients).unwrap_or_else(|| leaf.clone().inner().zeros_like()));
        (loss.inner(), rows, gradients)
    }

    /// The losses of the steps since the last call, as `(step, loss)` with the first step numbered 1.
    ///
    /// # Errors
    /// [`EngineError::NonFinite`] as soon as a loss is no number; the trainer then stands where the weights were last
    /// known to be finite. [`EngineError::Device`] when the device fails.
    pub async fn losses(&mut self) -> Result<Vec<(u64, f64)>, EngineError> {
        if self.pending.is_empty() {
            return Ok(Vec::new());
        }
        let pending = std::mem::take(&mut self.pending);
        let first = self.state.step + 1 - pending.len() as u64;
        let losses = read(Tensor::cat(pending, 0)).await.map_err(device_error)?;
        let losses: Vec<_> = (first..).zip(losses.into_iter().map(f64::from)).collect();
        if let Some(&(step, _)) = losses.iter().find(|(_, loss)| !loss.is_finite()) {
            self.state = self.finite.clone();
            self.candidate = self.finite.clone();
            return Err(EngineError::NonFinite { step });
        }
        // The candidate's weights gave the first of these losses, so they are finite; today's are not tried yet.
        self.finite = std::mem::replace(&mut self.candidate, self.state.clone());
        Ok(losses)
    }

    /// The state on the host.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn snapshot(&self) -> Result<Snapshot, EngineError> {
        let State { step, weights, moments, averaged } = self.state.clone();
        let weights = weights.to_flat().await.map_err(device_error)?;
        let moments = match moments {
            Some([first, second]) => {
                [first.to_flat().await.map_err(device_error)?, second.to_flat().await.map_err(device_error)?]
            }
            None => [vec![0.0; weights.len()], vec![0.0; weights.len()]],
        };
        let averaged = averaged.to_flat().await.map_err(device_error)?;
        Ok(Snapshot { step, weights, moments, averaged })
    }
}

fn adamw(config: &dyn crate::nn::optimizer::Optimizer) -> AdamW {
    AdamWConfig::new().with_epsilon(1e-8).with_weight_decay(config.weight_decay() as f32).build()
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;

    fn small() -> Experiment {
        let mut experiment = Experiment::default();
        experiment.network.width = 16;
        experiment.network.depth = 2;
        experiment.training.batch = 32;
        experiment
    }

    fn train(trainer: &mut Trainer, steps: usize) -> Vec<(u64, f64)> {
        for _ in 0..steps {
            block_on(trainer.step()).unwrap();
        }
        block_on(trainer.losses()).unwrap()
    }

    #[test]
    fn gradients_agree_with_differences() {
        let trainer = Trainer::new(small(), &Device::flex());
        let batch = trainer.experiment.regression().draw(0);
        let (_, _, gradients) = trainer.gradients(batch.clone());
        let gradients = block_on(gradients.to_flat()).unwrap();
        let flat = block_on(trainer.state.weights.to_flat()).unwrap();
        let loss_at = |index: usize, shift: f32| {
            let mut moved = Trainer::new(small(), &Device::flex());
            let mut flat = flat.clone();
            flat[index] += shift;
            moved.state.weights = Parameters::from_flat(&flat, moved.mlp.sizes(), &Device::flex()).unwrap();
            let (loss, _, _) = moved.gradients(batch.clone());
            f64::from(block_on(read(loss)).unwrap()[0])
        };
        // Single precision: a loss of about 5 is known to 5e-7, divided by twice the shift.
        let shift = 1e-2_f32;
        for index in [0, 17, 60, 200, flat.len() - 1] {
            let difference = (loss_at(index, shift) - loss_at(index, -shift)) / (2.0 * f64::from(shift));
            let gradient = f64::from(gradients[index]);
            assert!((difference - gradient).abs() < 1e-3 * (1.0 + gradient.abs()), "{index}: {difference} {gradient}");
        }
    }

    #[test]
    fn training_lowers_the_loss_and_repeats_itself() {
        let mut trainer = Trainer::new(small(), &Device::flex());
        let losses = train(&mut trainer, 300);
        assert_eq!((losses[0].0, losses[299].0), (1, 300));
        let mean = |part: &[(u64, f64)]| part.iter().map(|(_, loss)| loss).sum::<f64>() / part.len() as f64;
        assert!(mean(&losses[250..]) < 0.8 * mean(&losses[..20]));
        assert_eq!(train(&mut Trainer::new(small(), &Device::flex()), 300), losses);
    }

    #[test]
    fn adaptive_times_learn_the_same_at_any_pace() {
        let mut experiment = small();
        experiment.select("timing", "adaptive").unwrap();
        let mut at_once = Trainer::new(experiment.clone(), &Device::flex());
        let untaught = at_once.adaptive.as_ref().unwrap().profile.clone();
        let losses = train(&mut at_once, 100);
        assert_ne!(at_once.adaptive.as_ref().unwrap().profile, untaught);
        let mut read_often = Trainer::new(experiment, &Device::flex());
        let mut parts = Vec::new();
        for steps in [1, 16, 3, 40, 40] {
            parts.extend(train(&mut read_often, steps));
        }
        assert_eq!(parts, losses);
    }

    #[test]
    fn a_restored_run_goes_on_with_the_very_same_losses() {
        let mut whole = Trainer::new(small(), &Device::flex());
        train(&mut whole, 20);
        let snapshot = block_on(whole.snapshot()).unwrap();
        let rest = train(&mut whole, 20);
        let mut restored = Trainer::restore(small(), &snapshot, &Device::flex()).unwrap();
        assert_eq!(train(&mut restored, 20), rest);
        let other = Experiment { network: crate::nn::Network { width: 17, depth: 2 }, ..small() };
        assert!(matches!(Trainer::restore(other, &snapshot, &Device::flex()), Err(EngineError::Checkpoint(_))));
    }

    #[test]
    fn divergence_keeps_the_last_finite_weights() {
        let mut trainer = Trainer::new(small(), &Device::flex());
        train(&mut trainer, 5);
        train(&mut trainer, 5);
        let poisoned = trainer.state.weights.map(|tensor| tensor.clone().mul_scalar(f32::NAN));
        trainer.state.weights = poisoned;
        assert!(!block_on(trainer.snapshot()).unwrap().is_finite());
        block_on(trainer.step()).unwrap();
        let error = block_on(trainer.losses()).unwrap_err();
        assert_eq!(error, EngineError::NonFinite { step: 11 });
        let kept = block_on(trainer.snapshot()).unwrap();
        assert!(kept.step > 0 && kept.is_finite());
    }

    #[test]
    fn the_default_experiment_has_its_recorded_losses() {
        // The wasm tests compare with the same file: the page and the command line train alike.
        let recorded: [f64; 20] = include!("../../tests/golden/default_losses.in");
        let losses = train(&mut Trainer::new(Experiment::default(), &Device::flex()), 20);
        for ((step, loss), recorded) in losses.into_iter().zip(recorded) {
            // Another processor may sum in another order.
            assert!((loss / recorded - 1.0).abs() < 1e-5, "step {step}: {loss}, recorded {recorded}");
        }
    }
}
