use burn_wgpu::wgpu;

use crate::nn::Features;

use super::{
    Context, GpuCloud, GpuScalars,
    context::Binding,
    layout::{BLOCK, Layout, MOST_FEATURES},
    shader::{Kernel, TILE},
};

/// A network on the device that is no longer trained.
#[derive(Clone, Debug)]
pub(in crate::engine) struct GpuNetwork {
    context: Context,
    activation: &'static str,
    /// The widest layer, in blocks.
    widest: usize,
    table: wgpu::Buffer,
    packed: wgpu::Buffer,
}

/// The most groups, and the most bytes of their intermediate values.
const GROUPS: usize = 512;
const ROOM: usize = 64 << 20;

impl GpuNetwork {
    pub(super) fn new(
        context: &Context,
        layout: &Layout,
        activation: &'static str,
        table: &wgpu::Buffer,
        packed: wgpu::Buffer,
    ) -> Self {
        Self { context: context.clone(), activation, widest: layout.widest, table: table.clone(), packed }
    }

    /// The prediction at the points: the network's input is `scale` times the point, and the `features`.
    pub(super) fn answer(&self, x: &GpuCloud, scale: f32, features: Features) -> GpuCloud {
        let answers = GpuCloud::new(&self.context, x.count());
        self.evaluate("predict", 2, x, (scale, features), &answers, None);
        answers
    }

    /// The prediction, and its divergence in the points.
    pub(super) fn answer_with_divergence(
        &self,
        x: &GpuCloud,
        scale: f32,
        features: Features,
    ) -> (GpuCloud, GpuScalars) {
        let answers = GpuCloud::new(&self.context, x.count());
        let divergences = GpuScalars::new(&self.context, x.count());
        self.evaluate("divergence", 6, x, (scale, features), &answers, Some(&divergences));
        (answers, divergences)
    }

    /// Runs the kernel `entry`, which keeps so many `places` of the widest layer for a panel.
    fn evaluate(
        &self,
        entry: &'static str,
        places: usize,
        x: &GpuCloud,
        (scale, features): (f32, Features),
        answers: &GpuCloud,
        divergences: Option<&GpuScalars>,
    ) {
        if x.count() == 0 {
            return;
        }
        let context = &self.context;
        let tiles = x.count().div_ceil(BLOCK * TILE);
        let wide = 2 * BLOCK * self.widest;
        let room = places * wide * TILE;
        let groups = tiles.min(GROUPS).min(ROOM / (16 * room)).max(1);
        // See `Shape` in `plan.rs`.
        let group = if context.software { 4 } else { 32 };
        let (shared, own, owned) = match features {
            Features::Shared(values) => (values, 0, &[][..]),
            Features::PerRow { values, width } => (&[][..], width, values),
        };
        let mut words = vec![x.count() as u32, tiles as u32, wide as u32, scale.to_bits(), own as u32, 0, 0, 0];
        words.extend(shared.iter().map(|feature| feature.to_bits()));
        words.resize(8 + MOST_FEATURES.next_multiple_of(4), 0);
        context.watch(|| {
            let pipeline = context.pipeline(Kernel { entry, group, activation: self.activation });
            let scratch = context.workspace(4 * room * groups);
            let query = context.uniform(&words);
            // Where all points share their features, this one is not read.
            let rows = if owned.is_empty() { self.packed.clone() } else { context.storage(owned.len()) };
            if !owned.is_empty() {
                context.write(&rows, 0, owned.iter().map(|feature| feature.to_bits()));
            }
            let query_and_points = [&self.table, &query, &self.packed, x.buffer(), &scratch, answers.buffer(), &rows];
            let mut buffers = query_and_points.map(Binding::from).to_vec();
            buffers.extend(divergences.map(|scalars| Binding::from(scalars.buffer())));
            let bindings = context.bind(&pipeline, &buffers);
            context.dispatch(&pipeline, &bindings, groups);
        });
    }
}
