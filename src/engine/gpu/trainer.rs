use std::cell::RefCell;

use burn_wgpu::wgpu;

use super::{
    Context, GpuNetwork, Source,
    context::{Binding, Part},
    layout::Layout,
    plan::{KEPT, Pipelines, Plan, Shared, kept},
    shader::{GROUP, Kernel},
};
use crate::{
    engine::Snapshot,
    math::registry::Slot,
    nn::{activation::ActivationConfig, optimizer::Update},
    protocol::EngineError,
};

/// Weights, moments and running average on the device, and the kernels that update them.
#[derive(Debug)]
pub(in crate::engine) struct GpuTrainer {
    context: Context,
    layout: Layout,
    activation: &'static str,
    step: u64,
    pipelines: Pipelines,
    packing: Packing,
    /// Weights, first moment, second moment and average in the layout of the snapshot, one after the other.
    state: wgpu::Buffer,
    /// The weights in the order of the products.
    packed: wgpu::Buffer,
    /// What depends on the size of the batch.
    plan: Option<Plan>,
    /// The words of steps that are not submitted yet.
    waiting: RefCell<Vec<u32>>,
    losses: Losses,
}

/// An earlier state of the run; it never changes, so that a clone only copies a handle.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Mark {
    step: u64,
    state: wgpu::Buffer,
}

/// Losses that have not been read.
#[derive(Debug)]
struct Losses {
    full: Vec<wgpu::Buffer>,
    last: wgpu::Buffer,
    count: usize,
}

/// The number of losses that fit in a buffer.
const ROOM: usize = 4096;

/// Adam's constants (Kingma and Ba, 2015, section 2).
const MOMENTS: [f32; 2] = [0.9, 0.999];

impl GpuTrainer {
    /// A trainer in the state `state`; its weights fit the `sizes`, `(inputs, outputs)` of every layer.
    ///
    /// # Errors
    /// When the device cannot hold the network, or refuses a kernel.
    pub(in crate::engine) fn new(
        context: &Context,
        sizes: &[(usize, usize)],
        activation: &ActivationConfig,
        state: &Snapshot,
    ) -> Result<Self, EngineError> {
        let layout = Layout::new(sizes)
            .ok_or_else(|| EngineError::Device("the network has too many layers or inputs".to_owned()))?;
        let activation = activation.config().id();
        let mut trainer = context.watch(|| Self {
            context: context.clone(),
            activation,
            step: 0,
            pipelines: Pipelines::new(context, activation),
            packing: Packing::new(context, &layout),
            state: context.storage(4 * layout.parameters),
            packed: context.storage(4 * layout.packed),
            plan: None,
            waiting: RefCell::default(),
            losses: Losses { full: Vec::new(), last: context.storage(ROOM), count: 0 },
            layout,
        });
        trainer.put(state);
        context.check()?;
        Ok(trainer)
    }

    /// Continues from `state`, and drops the losses that were not read.
    pub(in crate::engine) fn put(&mut self, state: &Snapshot) {
        self.step = state.step;
        self.waiting.get_mut().clear();
        self.losses.full.clear();
        self.losses.count = 0;
        let parameters = self.layout.parameters;
        self.context.watch(|| {
            for (index, (_, part)) in state.parts().into_iter().enumerate() {
                let numbers = part.iter().take(parameters).map(|x| x.to_bits());
                self.context.write(&self.state, index * parameters, numbers);
            }
            self.packing.pack(&self.context, &self.state, 0, &self.packed);
            self.context.submit();
        });
    }

    pub(in crate::engine) fn step_count(&self) -> u64 {
        self.step
    }

    /// The number of kernels for a step with the size of the last batch.
    #[cfg(test)]
    pub(in crate::engine) fn dispatches_per_step(&self) -> usize {
        self.plan.as_ref().map_or(0, Plan::dispatches_per_step)
    }

    /// One step: the loss of a batch, its gradient, and the `update` of the weights. The device starts when several steps are
    /// collected, or when something is read.
    pub(in crate::engine) fn step<'a>(&mut self, source: impl Into<Source<'a>>, update: Update) {
        let Update { rate, decay, keep, gain, .. } = update;
        let source = source.into();
        let rows = source.rows();
        if self.losses.count == ROOM {
            self.put_losses_aside();
        }
        let plan = match self.plan.take() {
            Some(plan) if plan.rows == rows => plan,
            other => {
                self.plan = other;
                self.submit();
                self.make_plan(rows)
            }
        };
        self.step += 1;
        let steps = self.step.min(i32::MAX as u64) as i32;
        let [first, second] = MOMENTS.map(|keep| (1.0 / (1.0 - f64::from(keep).powi(steps))) as f32);
        let share = 1.0 / rows as f32;
        let (left, slot) = ((1.0 - rate * decay) as f32, self.losses.count as f32);
        let head = [share, rate as f32, left, keep as f32, first, second, slot, kept(self.step) as f32];
        let waiting = self.waiting.get_mut();
        plan.lay_out(head, gain as f32, source, &self.layout, waiting);
        self.losses.count += 1;
        let full = plan.holds(waiting) == plan.slots;
        self.plan = Some(plan);
        if full {
            self.submit();
        }
    }

    fn put_losses_aside(&mut self) {
        self.submit();
        let (context, last) = (&self.context, &self.losses.last);
        let full = context.watch(|| {
            let full = context.storage(ROOM);
            context.record(|encoder| encoder.copy_buffer_to_buffer(last, 0, &full, 0, 4 * ROOM as u64));
            full
        });
        self.losses.full.push(full);
        self.losses.count = 0;
    }

    fn make_plan(&self, rows: usize) -> Plan {
        let Self { context, layout, pipelines, packing, state, packed, losses, .. } = self;
        let shared = Shared { table: &packing.table, state, packed, losses: &losses.last };
        context.watch(|| Plan::new(context, layout, pipelines, &shared, rows))
    }

    /// Starts all steps so far on the device.
    fn submit(&self) {
        let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
        if let Some(plan) = self.plan.as_ref().filter(|_| !waiting.is_empty()) {
            self.context.watch(|| plan.submit(&self.context, &waiting));
        }
    }

    /// The losses of all steps since the last call, in one read.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn losses(&mut self) -> Result<Vec<f64>, EngineError> {
        self.submit();
        let full = std::mem::take(&mut self.losses.full);
        let count = std::mem::take(&mut self.losses.count);
        let last = Part { buffer: &self.losses.last, start: 0, count };
        let parts = full.iter().map(|buffer| Part { buffer, start: 0, count: ROOM }).chain([last]);
        let parts: Vec<_> = parts.collect();
        Ok(self.context.read(&parts).await?.into_iter().map(f64::from).collect())
    }

    /// The losses of the rows of the last `steps` steps, oldest first, in one read.
    /// There are at most sixteen steps, since the last change of the batch's size.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn row_losses(&self, steps: usize) -> Result<Vec<Vec<f32>>, EngineError> {
        self.submit();
        let Some(plan) = &self.plan else { return Ok(Vec::new()) };
        let first = self.step + 1 - (steps.min(KEPT) as u64).min(self.step);
        let parts: Vec<_> = (first..=self.step).map(|step| plan.row_losses(step)).collect();
        let numbers = self.context.read(&parts).await?;
        Ok(numbers.chunks_exact(plan.rows.max(1)).map(<[f32]>::to_vec).collect())
    }

    /// The targets of the first batch of the device's last submission, row by row.
    #[cfg(test)]
    pub(super) async fn targets(&mut self) -> Result<Vec<f32>, EngineError> {
        self.submit();
        let Some(plan) = &self.plan else { return Ok(Vec::new()) };
        plan.targets(&self.context, &self.layout).await
    }

    /// The state on the host.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::engine) async fn snapshot(&self) -> Result<Snapshot, EngineError> {
        self.submit();
        let step = self.step;
        let numbers =
            self.context.read(&[Part { buffer: &self.state, start: 0, count: 4 * self.layout.parameters }]).await?;
        let mut parts = numbers.chunks_exact(self.layout.parameters.max(1)).map(<[f32]>::to_vec);
        let mut next = || parts.next().unwrap_or_default();
        Ok(Snapshot {
            step,
            weights: next(),
            moments: [next(), next()],
            averaged: next(),
            kept: Vec::new(),
            changes: 0,
            taught: None,
        })
    }

    /// The state of the run, kept on the device.
    pub(in crate::engine) fn mark(&self) -> Mark {
        self.submit();
        let numbers = 4 * self.layout.parameters;
        let state = self.context.watch(|| {
            let copy = self.context.storage(numbers);
            let size = 4 * numbers as u64;
            self.context.record(|encoder| encoder.copy_buffer_to_buffer(&self.state, 0, &copy, 0, size));
            copy
        });
        Mark { step: self.step, state }
    }

    /// Returns to an earlier state of the run; losses that were not read are dropped.
    pub(in crate::engine) fn go_back(&mut self, mark: &Mark) {
        self.step = mark.step;
        self.waiting.get_mut().clear();
        self.losses.full.clear();
        self.losses.count = 0;
        let size = 16 * self.layout.parameters as u64;
        self.context.watch(|| {
            self.context.record(|encoder| encoder.copy_buffer_to_buffer(&mark.state, 0, &self.state, 0, size));
            self.packing.pack(&self.context, &self.state, 0, &self.packed);
        });
    }

    /// The averaged weights of this moment, for evaluation.
    pub(in crate::engine) fn network(&self) -> GpuNetwork {
        self.submit();
        self.context.watch(|| {
            let packed = self.context.storage(4 * self.layout.packed);
            self.packing.pack(&self.context, &self.state, 3, &packed);
            GpuNetwork::new(&self.context, &self.layout, self.activation, &self.packing.table, packed)
        })
    }
}

/// Packs flat weights.
#[derive(Debug)]
struct Packing {
    pipeline: wgpu::ComputePipeline,
    table: wgpu::Buffer,
    flat: wgpu::Buffer,
    parameters: usize,
    partial: usize,
}

impl Packing {
    fn new(context: &Context, layout: &Layout) -> Self {
        Self {
            pipeline: context.pipeline(Kernel::plain("initial", GROUP)),
            table: context.uniform(&layout.table()),
            flat: context.storage(layout.parameters),
            parameters: layout.parameters,
            partial: layout.partial,
        }
    }

    /// Packs part `index` of a state.
    fn pack(&self, context: &Context, state: &wgpu::Buffer, index: usize, packed: &wgpu::Buffer) {
        let size = 4 * self.parameters as u64;
        context.record(|encoder| encoder.copy_buffer_to_buffer(state, index as u64 * size, &self.flat, 0, size));
        let bindings = context.bind(&self.pipeline, &[&self.table, &self.flat, packed].map(Binding::from));
        context.dispatch(&self.pipeline, &bindings, self.partial.div_ceil(GROUP));
    }
}
