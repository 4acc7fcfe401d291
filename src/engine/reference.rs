use std::{collections::VecDeque, ops::ControlFlow};

use burn::tensor::{Device, Tensor, TensorData};
use burn_optim::{AdamW, AdamWConfig, AdamWState, AdaptiveMomentumState, Optimizer as _};

use super::{
    adaptive::{LEARN_EVERY, RowLosses},
    core::{Core, Seen, Turn, Waiting},
    device_error,
    learned::PlacedNetwork,
    networks::AveragedNetwork,
    snapshot::{Rollback, Snapshot},
};
use crate::{
    nn::{Mlp, Parameters, optimizer::Update, read},
    objective::regression::{self, Batch},
    protocol::Generate,
};

/// The reference: burn's automatic differentiation, on any device.
///
/// Its whole state is the number of steps and a few tensors, all of them behind cheap handles. Losses stay on the device
/// until they are needed, so that a GPU is read every few steps and not at each.
#[derive(Debug)]
pub(super) struct Reference {
    device: Device,
    mlp: Mlp,
    state: State,
    /// Losses that have not been read.
    pending: Vec<Tensor<1>>,
    /// The losses of the rows of the last steps, where something learns from them.
    kept: VecDeque<Tensor<2>>,
    rollback: Rollback<State>,
}

/// The state of a run: weights, both moments of Adam and the averaged weights, on the device.
#[derive(Clone, Debug)]
struct State {
    step: u64,
    weights: Parameters,
    moments: Option<[Parameters; 2]>,
    averaged: Parameters,
}

impl Reference {
    /// A trainer at step 0, with these weights.
    pub(super) fn new(mlp: &Mlp, weights: &[f32], device: &Device) -> Self {
        let weights = Parameters::cut(weights, mlp.sizes(), device);
        let state = State { step: 0, averaged: weights.clone(), weights, moments: None };
        let (rollback, kept) = (Rollback::new(&state), VecDeque::new());
        Self { device: device.clone(), mlp: mlp.clone(), rollback, state, pending: Vec::new(), kept }
    }

    /// One step, and the losses of its rows.
    fn descend(&mut self, batch: Batch, update: Update) -> Tensor<2> {
        let Update { rate, decay, keep, gain, .. } = update;
        let (loss, rows, gradients) = self.gradients(batch);
        self.pending.push(loss);
        // The first matrix has a larger learning rate and the same decay of a step.
        let optimizers = [(gain * rate, adamw(decay / gain)), (rate, adamw(decay))];
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
            let (rate, optimizer) = &optimizers[index.min(1)];
            index += 1;
            let (weight, memory) = optimizer.step(*rate, weight.clone(), gradient.clone(), memory);
            if let Some(memory) = memory {
                moments[0].push(memory.momentum.moment_1);
                moments[1].push(memory.momentum.moment_2);
            }
            weight
        });
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
        rows
    }

    /// The loss of a batch, the losses of its rows, and the gradient of the loss in every weight.
    fn gradients(&self, batch: Batch) -> (Tensor<1>, Tensor<2>, Parameters) {
        let columns = batch.input.len() / batch.rows.max(1);
        let upload = |flat: Vec<f32>, columns: usize| {
            Tensor::<2>::from_data(TensorData::new(flat, [batch.rows, columns]), &self.device)
        };
        let outputs = batch.target.len() / batch.rows.max(1);
        let (input, target) = (upload(batch.input, columns), upload(batch.target, outputs));
        let weight = upload(batch.weight, 1);
        let leaves = self.state.weights.map(|tensor| tensor.clone().autodiff().require_grad());
        let prediction = self.mlp.forward(&leaves, input.autodiff());
        let rows = regression::row_losses(prediction, target.autodiff(), weight.autodiff());
        let loss = rows.clone().mean();
        let mut gradients = loss.backward();
        let gradients =
            leaves.map(|leaf| leaf.grad_remove(&mut gradients).unwrap_or_else(|| leaf.clone().inner().zeros_like()));
        (loss.inner(), rows.inner(), gradients)
    }
}

impl Core for Reference {
    fn step_count(&self) -> u64 {
        self.state.step
    }

    fn put(&mut self, snapshot: &Snapshot) {
        let part = |flat: &[f32]| Parameters::from_flat(flat, self.mlp.sizes(), &self.device);
        let [first, second] = &snapshot.moments;
        let moments = part(first).zip(part(second)).map(|(first, second)| [first, second]);
        if let (Some(weights), Some(averaged)) = (part(&snapshot.weights), part(&snapshot.averaged)) {
            let moments = moments.filter(|_| snapshot.step > 0);
            self.state = State { step: snapshot.step, weights, moments, averaged };
            self.rollback = Rollback::new(&self.state);
            self.pending.clear();
            self.kept.clear();
        }
    }

    fn advance(&mut self, mut turn: Turn<'_>) -> ControlFlow<Option<Seen>> {
        if !turn.draw(self.state.step)? {
            return ControlFlow::Continue(());
        }
        let Turn { update, batches, learns, .. } = turn;
        let batch = batches.batch();
        let rows = self.descend(batch.clone(), update);
        ControlFlow::Break(learns.then(|| {
            self.kept.push_back(rows);
            if self.kept.len() > LEARN_EVERY {
                self.kept.pop_front();
            }
            (RowLosses::Kept, batch.levels.clone())
        }))
    }

    fn kept_rows(&self, steps: usize) -> Waiting<'_, Vec<Vec<f32>>> {
        Box::pin(async move {
            let mut rows = Vec::with_capacity(steps);
            for kept in self.kept.iter().skip(self.kept.len().saturating_sub(steps)) {
                rows.push(read(kept.clone()).await.map_err(device_error)?);
            }
            Ok(rows)
        })
    }

    fn losses(&mut self) -> Waiting<'_, Vec<(u64, f64)>> {
        Box::pin(async {
            if self.pending.is_empty() {
                return Ok(Vec::new());
            }
            let pending = std::mem::take(&mut self.pending);
            let losses = read(Tensor::cat(pending, 0)).await.map_err(device_error)?;
            let done = self.state.step;
            self.rollback.judge(losses.into_iter().map(f64::from).collect(), done, &mut self.state)
        })
    }

    fn snapshot(&self) -> Waiting<'_, Snapshot> {
        Box::pin(async {
            let State { step, weights, moments, averaged } = self.state.clone();
            let weights = weights.to_flat().await.map_err(device_error)?;
            let moments = match moments {
                Some([first, second]) => {
                    [first.to_flat().await.map_err(device_error)?, second.to_flat().await.map_err(device_error)?]
                }
                None => [vec![0.0; weights.len()], vec![0.0; weights.len()]],
            };
            let averaged = averaged.to_flat().await.map_err(device_error)?;
            Ok(Snapshot { step, weights, moments, averaged, kept: Vec::new(), changes: 0, taught: None })
        })
    }

    fn averaged<'a>(&'a self, experiment: &'a Generate, sizes: &'a [(usize, usize)]) -> Waiting<'a, PlacedNetwork> {
        Box::pin(async {
            let averaged = self.state.averaged.to_flat().await.map_err(device_error)?;
            Ok(PlacedNetwork::Host(AveragedNetwork::new(experiment, sizes, averaged)))
        })
    }

    #[cfg(test)]
    fn replace(&mut self, state: &Snapshot) {
        self.put(state);
    }
}

fn adamw(decay: f64) -> AdamW {
    AdamWConfig::new().with_epsilon(1e-8).with_weight_decay(decay as f32).build()
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::protocol::EngineError;

    #[test]
    fn gradients_agree_with_differences() {
        let mut experiment = Generate::default();
        experiment.network.width = 16;
        experiment.network.depth = 2;
        experiment.training.batch = 32;
        let mlp = Mlp::new(experiment.layer_sizes(), &experiment.activation);
        let trainer = || Reference::new(&mlp, &crate::nn::init(mlp.sizes(), 0), &Device::flex());
        let batch = experiment.regression().draw(0);
        let (_, _, gradients) = trainer().gradients(batch.clone());
        let gradients = block_on(gradients.to_flat()).unwrap();
        let flat = block_on(trainer().snapshot()).unwrap().weights;
        let loss_at = |index: usize, shift: f32| {
            let mut moved = trainer();
            let mut flat = flat.clone();
            flat[index] += shift;
            moved.state.weights = Parameters::from_flat(&flat, mlp.sizes(), &Device::flex()).unwrap();
            let (loss, _, _) = moved.gradients(batch.clone());
            f64::from(block_on(read(loss)).unwrap()[0])
        };
        // Single precision: a loss of about 5 has an error of 5e-7, divided by twice the shift.
        let shift = 1e-2_f32;
        for index in [0, 17, 60, 200, flat.len() - 1] {
            let difference = (loss_at(index, shift) - loss_at(index, -shift)) / (2.0 * f64::from(shift));
            let gradient = f64::from(gradients[index]);
            assert!((difference - gradient).abs() < 1e-3 * (1.0 + gradient.abs()), "{index}: {difference} {gradient}");
        }
    }

    #[test]
    fn divergence_keeps_the_last_finite_weights() {
        let experiment = Generate::default();
        let mlp = Mlp::new(experiment.layer_sizes(), &experiment.activation);
        let mut trainer = Reference::new(&mlp, &crate::nn::init(mlp.sizes(), 0), &Device::flex());
        let run = |trainer: &mut Reference, steps: u64| {
            for step in 0..steps {
                let update = Update { keep: 0.9, ..experiment.update(step, (0, 0)) };
                trainer.descend(experiment.regression().draw(step), update);
            }
            block_on(trainer.losses())
        };
        run(&mut trainer, 3).unwrap();
        run(&mut trainer, 3).unwrap();
        trainer.state.weights = trainer.state.weights.map(|tensor| tensor.clone().mul_scalar(f32::NAN));
        assert_eq!(run(&mut trainer, 1).unwrap_err(), EngineError::NonFinite { step: 7 });
        let kept = block_on(trainer.snapshot()).unwrap();
        assert!(kept.step > 0 && kept.is_finite());
        assert!(run(&mut trainer, 3).unwrap().iter().all(|(_, loss)| loss.is_finite()));
    }
}
