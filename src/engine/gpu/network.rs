use burn_wgpu::wgpu;

use super::{
    Context, GpuCloud,
    context::Binding,
    layout::{BLOCK, Layout, MOST_FEATURES},
    shader::{ACTIVATION, DIVERGENCE, ELEMENTARY, KEEP, LAYOUT, PREDICT, PRODUCT, QUERY, assemble},
};

/// A network on the device that no longer learns.
#[derive(Clone, Debug)]
pub(in crate::engine) struct GpuNetwork {
    context: Context,
    activation: &'static str,
    /// The widest layer, in blocks.
    widest: usize,
    table: wgpu::Buffer,
    packed: wgpu::Buffer,
}

/// Panels that a group takes at once.
const TILE: usize = 2;

/// Groups at most, and bytes that they may take for what they work on.
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

    /// The prediction for points that share one time: the network sees `scale` times the point, and the `features`.
    pub(super) fn answer(&self, x: &GpuCloud, scale: f32, features: &[f32]) -> GpuCloud {
        let answers = GpuCloud::new(&self.context, x.count());
        self.ask("predict", &[QUERY, PREDICT], 2, x, (scale, features), &[&answers]);
        answers
    }

    /// The prediction, and in both columns its divergence with respect to the points.
    pub(super) fn answer_with_divergence(&self, x: &GpuCloud, scale: f32, features: &[f32]) -> (GpuCloud, GpuCloud) {
        let [answers, divergences] = [(); 2].map(|()| GpuCloud::new(&self.context, x.count()));
        self.ask("divergence", &[QUERY, DIVERGENCE], 6, x, (scale, features), &[&answers, &divergences]);
        (answers, divergences)
    }

    /// Runs the kernel `entry`, which keeps so many `places` of the widest layer for a panel.
    fn ask(
        &self,
        entry: &'static str,
        text: &[&str],
        places: usize,
        x: &GpuCloud,
        (scale, features): (f32, &[f32]),
        answers: &[&GpuCloud],
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
        let mut words = vec![x.count() as u32, tiles as u32, wide as u32, scale.to_bits()];
        words.extend(features.iter().map(|feature| feature.to_bits()));
        words.resize(4 + MOST_FEATURES, 0);
        context.watch(|| {
            let parts = [&[LAYOUT], text, &[PRODUCT, KEEP, ELEMENTARY, ACTIVATION]].concat();
            let text = assemble(&parts, &[("GROUP", group), ("TILE", TILE)], self.activation);
            let pipeline = context.pipeline(text, entry);
            let scratch = context.workspace(4 * room * groups);
            let query = context.uniform(&words);
            let mut buffers = [&self.table, &query, &self.packed, x.buffer(), &scratch].map(Binding::from).to_vec();
            buffers.extend(answers.iter().map(|cloud| Binding::from(cloud.buffer())));
            let bindings = context.bind(&pipeline, &buffers);
            context.dispatch(&pipeline, &bindings, groups);
        });
    }
}
