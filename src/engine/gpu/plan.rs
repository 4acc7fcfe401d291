use burn_wgpu::wgpu;

use super::{
    Context, Source,
    context::{Binding, Part},
    layout::{BLOCK, HEAD, Layout},
    shader::{GROUP, Kernel, LOSSES},
};
#[cfg(test)]
use crate::protocol::EngineError;

/// Bytes that partial gradients may take; WebGPU binds 128 MiB by default.
const PARTIALS: usize = 64 << 20;

/// The number of steps that are submitted at once, and the bytes that their batches may take.
const SLOTS: usize = 16;
const BATCHES: usize = 16 << 20;

/// The number of steps whose row losses are kept.
pub(super) const KEPT: usize = 16;

/// The word of a batch that says whether its noise is yet to be drawn.
const NOISED: usize = 12;

/// Alignment of an offset into a buffer, in vectors.
const ALIGNED: usize = 16;

/// The kernels of a step.
#[derive(Debug)]
pub(super) struct Pipelines {
    learn: wgpu::ComputePipeline,
    gradient: wgpu::ComputePipeline,
    update: wgpu::ComputePipeline,
    noise: wgpu::ComputePipeline,
    shape: Shape,
}

/// How the work is split over groups.
#[derive(Clone, Copy, Debug)]
struct Shape {
    /// Invocations of a group that takes panels through the layers, and of a group that sums gradients.
    learn: usize,
    gradient: usize,
    /// The most panels of a group.
    tile: usize,
    /// The number of groups, and of blocks of gradients, that keep the device busy.
    groups: usize,
    blocks: usize,
}

impl Shape {
    /// The sizes for a device.
    /// A software adapter switches between the invocations of a group at every barrier: there a group is no larger than its
    /// vectors. A GPU needs many groups for a small batch, and whole groups for a large one.
    fn new(context: &Context) -> Self {
        if context.software {
            Self { learn: 4, gradient: 32, tile: 2, groups: 1, blocks: 64 }
        } else {
            Self { learn: 64, gradient: 64, tile: 4, groups: 128, blocks: 4096 }
        }
    }

    /// Panels of a group.
    fn tile(&self, panels: usize) -> usize {
        (panels / self.groups).clamp(1, self.tile)
    }
}

impl Pipelines {
    pub(super) fn new(context: &Context, activation: &'static str) -> Self {
        let shape = Shape::new(context);
        Self {
            learn: context.pipeline(Kernel { entry: "learn", group: shape.learn, activation }),
            gradient: context.pipeline(Kernel::plain("gradient", shape.gradient)),
            update: context.pipeline(Kernel::plain("update", GROUP)),
            noise: context.pipeline(Kernel::plain("noise", GROUP)),
            shape,
        }
    }
}

/// The buffers that steps of any size share.
pub(super) struct Shared<'a> {
    pub(super) table: &'a wgpu::Buffer,
    pub(super) state: &'a wgpu::Buffer,
    pub(super) packed: &'a wgpu::Buffer,
    pub(super) losses: &'a wgpu::Buffer,
}

/// The buffers and kernels that depend on the size of the batch.
#[derive(Debug)]
pub(super) struct Plan {
    /// The rows of a batch, and the number of steps that are submitted at once.
    pub(super) rows: usize,
    pub(super) slots: usize,
    /// The loss of every row of the last batches, a ring buffer.
    row_losses: wgpu::Buffer,
    batches: wgpu::Buffer,
    /// Numbers of a batch in its buffer.
    slot: usize,
    /// Draws the noise of all batches that were sent without it.
    noise: Dispatch,
    /// The dispatches of a step, and the buffers of each for every slot.
    dispatches: Vec<Dispatch>,
}

#[derive(Debug)]
struct Dispatch {
    pipeline: wgpu::ComputePipeline,
    /// One for every slot.
    bindings: Vec<wgpu::BindGroup>,
    groups: u32,
}

impl Plan {
    pub(super) fn new(
        context: &Context,
        layout: &Layout,
        pipelines: &Pipelines,
        shared: &Shared<'_>,
        rows: usize,
    ) -> Self {
        let shape = pipelines.shape;
        let panels = rows.div_ceil(BLOCK).max(1);
        let slot = (HEAD + panels * layout.record).next_multiple_of(ALIGNED);
        let slots = (BATCHES / (16 * slot)).clamp(1, SLOTS);
        let batches = context.storage(4 * slot * slots);
        let row_losses = context.storage(KEPT * BLOCK * panels);

        let parts = panels.div_ceil((context.scratch / (16 * layout.panel)).max(1));
        // Partial sums of losses do not cross the border between two parts.
        let most = panels.div_ceil(parts).next_multiple_of(LOSSES / 2);
        let scratch = context.storage(4 * layout.panel * most);
        let chunks = (shape.blocks.div_ceil(layout.blocks))
            .min(PARTIALS / (16 * layout.partial) / parts)
            .min(most.div_ceil(4))
            .max(1);
        let sums = context.storage(4 * (2 * panels).div_ceil(LOSSES));
        let depth = most.div_ceil(chunks);
        let chunks = most.div_ceil(depth);
        let partials = context.storage(4 * layout.partial * chunks * parts);

        let bind_each = |pipeline: &wgpu::ComputePipeline, head: &[&wgpu::Buffer], tail: &[&wgpu::Buffer]| {
            let size = 16 * slot as u64;
            let bind = |index: u64| {
                let batch = Binding { buffer: &batches, offset: size * index, size };
                let head = head.iter().map(|&buffer| Binding::from(buffer));
                let buffers: Vec<_> = head.chain([batch]).chain(tail.iter().map(|&buffer| buffer.into())).collect();
                context.bind(pipeline, &buffers)
            };
            (0..slots as u64).map(bind).collect()
        };
        let Shared { table, state, packed, losses } = *shared;
        let tile = shape.tile(panels);
        let mut dispatches = Vec::new();
        let mut summed = 0;
        for first in (0..panels).step_by(most) {
            let here = most.min(panels - first);
            let chunks = here.div_ceil(depth);
            let part = context.uniform(&[first, here, panels, tile, summed, chunks, depth].map(|x| x as u32));
            summed += chunks;
            dispatches.push(Dispatch {
                bindings: bind_each(&pipelines.learn, &[table, &part], &[packed, &scratch, &row_losses]),
                pipeline: pipelines.learn.clone(),
                groups: here.div_ceil(tile) as u32,
            });
            let sums = [&scratch, &partials, &row_losses, &sums];
            dispatches.push(Dispatch {
                bindings: bind_each(&pipelines.gradient, &[table, &part], &sums),
                pipeline: pipelines.gradient.clone(),
                groups: (chunks * layout.blocks + (2 * here).div_ceil(LOSSES)).div_ceil(shape.gradient) as u32,
            });
        }
        let terms = context.uniform(&[summed, (2 * panels).div_ceil(LOSSES)].map(|x| x as u32));
        let moved = [&partials, &sums, state, packed, losses];
        dispatches.push(Dispatch {
            bindings: bind_each(&pipelines.update, &[table, &terms], &moved),
            pipeline: pipelines.update.clone(),
            groups: (layout.partial + 1).div_ceil(GROUP) as u32,
        });
        let deal = context.uniform(&[slots, slot, layout.record, 2 * panels, layout.inputs].map(|x| x as u32));
        let noise = Dispatch {
            bindings: vec![context.bind(&pipelines.noise, &[&deal, &batches].map(Binding::from))],
            pipeline: pipelines.noise.clone(),
            groups: (slots * 2 * panels).div_ceil(GROUP) as u32,
        };
        Self { rows, slots, row_losses, batches, slot: 4 * slot, noise, dispatches }
    }

    #[cfg(test)]
    pub(super) async fn targets(&self, context: &Context, layout: &Layout) -> Result<Vec<f32>, EngineError> {
        let numbers =
            context.read(&[Part { buffer: &self.batches, start: 4 * HEAD, count: self.slot - 4 * HEAD }]).await?;
        let target = |row: usize, k: usize| {
            numbers[4 * layout.record * (row / BLOCK) + BLOCK * (layout.inputs + k) + row % BLOCK]
        };
        Ok((0..self.rows).flat_map(|row| [target(row, 0), target(row, 1)]).collect())
    }

    /// The position of a step's row losses.
    pub(super) fn row_losses(&self, step: u64) -> Part<'_> {
        let start = kept(step) * self.rows.next_multiple_of(BLOCK);
        Part { buffer: &self.row_losses, start, count: self.rows }
    }

    /// The number of steps in `words`.
    pub(super) fn holds(&self, words: &[u32]) -> usize {
        words.len() / self.slot
    }

    #[cfg(test)]
    pub(super) fn dispatches_per_step(&self) -> usize {
        self.dispatches.len()
    }

    /// Appends the words of a step.
    /// They are `head`, the stream of the noise, and the rows panel by panel, each feature's eight numbers together. Rows beyond
    /// the end are zero, with weight 0.
    pub(super) fn lay_out(&self, head: [f32; 8], gain: f32, source: Source<'_>, layout: &Layout, words: &mut Vec<u32>) {
        let begin = words.len();
        words.extend(head.map(f32::to_bits));
        let stream = source.stream();
        words.extend(stream.unwrap_or_default().iter().flat_map(|word| [*word as u32, (word >> 32) as u32]));
        words.push(u32::from(stream.is_some()));
        words.push(gain.to_bits());
        words.resize(begin + self.slot, 0);
        let columns = source.columns(layout.inputs, layout.outputs);
        let panels = words[begin + 4 * HEAD..].chunks_exact_mut(4 * layout.record);
        for (panel, record) in panels.enumerate() {
            let mut feature = 0;
            for (width, numbers) in &columns {
                let rows = numbers.chunks_exact((*width).max(1)).skip(panel * BLOCK).take(BLOCK);
                for (row, values) in rows.enumerate() {
                    for (k, value) in values.iter().enumerate() {
                        record[(feature + k) * BLOCK + row] = value.to_bits();
                    }
                }
                feature += width;
            }
        }
    }

    /// Submits as many steps as `words` holds.
    pub(super) fn submit(&self, context: &Context, words: &[u32]) {
        let steps = self.holds(words);
        context.write(&self.batches, 0, words.iter().copied());
        let noised = words.chunks_exact(self.slot).any(|batch| batch[NOISED] != 0);
        context.record(|encoder| {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            if noised {
                pass.set_pipeline(&self.noise.pipeline);
                pass.set_bind_group(0, self.noise.bindings.first(), &[]);
                pass.dispatch_workgroups(self.noise.groups, 1, 1);
            }
            for slot in 0..steps {
                for dispatch in &self.dispatches {
                    pass.set_pipeline(&dispatch.pipeline);
                    pass.set_bind_group(0, dispatch.bindings.get(slot), &[]);
                    pass.dispatch_workgroups(dispatch.groups, 1, 1);
                }
            }
        });
        context.submit();
    }
}

/// The position of a step's row losses in the ring.
pub(super) fn kept(step: u64) -> usize {
    (step % KEPT as u64) as usize
}
