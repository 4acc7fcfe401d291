use crate::nn::count;

/// Rows of a panel, and neurons of a block: every invocation computes one panel of one block at a time.
pub(super) const BLOCK: usize = 8;

/// Vectors before the rows of a batch: the other inputs of the step.
pub(super) const HEAD: usize = 4;

/// The most layers that fit the table of `layout.wgsl`.
const MOST_LAYERS: usize = 9;

/// The most features of a time and a condition that fit the query of `query.wgsl`: with the two coordinates, whole blocks.
pub(super) const MOST_FEATURES: usize = 94;

/// The positions of a network's numbers in the buffers. Offsets count vectors of four.
///
/// Rows are stored in panels of eight: two vectors of four rows for each feature. A panel's scratch holds the input of every
/// layer and the gradient in its outputs.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    pub(super) parameters: usize,
    /// Vectors of the packed weights.
    pub(super) packed: usize,
    /// Vectors of a panel in the scratch buffer, and in the batch.
    pub(super) panel: usize,
    pub(super) record: usize,
    /// Vectors and blocks of a gradient.
    pub(super) partial: usize,
    pub(super) blocks: usize,
    /// The widest layer, in blocks.
    pub(super) widest: usize,
    layers: Vec<[usize; 12]>,
}

impl Layout {
    /// `sizes` are the `(inputs, outputs)` of every layer; `None` when there are no layers, or too many of them or of inputs.
    pub(super) fn new(sizes: &[(usize, usize)]) -> Option<Self> {
        let (inputs, outputs) = (sizes.first()?.0, sizes.last()?.1);
        if sizes.len() > MOST_LAYERS || inputs > 2 + MOST_FEATURES {
            return None;
        }
        let mut layout = Self {
            inputs,
            outputs,
            parameters: count(sizes),
            packed: 0,
            panel: 2 * BLOCK * inputs.div_ceil(BLOCK),
            // Inputs, targets, the weight, and the coefficients in the target of noise that is yet to be drawn.
            record: 2 * (inputs + outputs + 3),
            partial: 0,
            blocks: 0,
            widest: 0,
            layers: Vec::new(),
        };
        let (mut start, mut value) = (0, 0);
        for (index, &(inputs, outputs)) in sizes.iter().enumerate() {
            let (before, after) = (inputs.div_ceil(BLOCK), outputs.div_ceil(BLOCK));
            let matrix = layout.packed;
            let bias = matrix + 2 * BLOCK * before * after;
            let turned = bias + 2 * after;
            layout.packed = turned + 2 * BLOCK * before * after;
            // The output of a layer is stored behind the gradient in it, and is the input of the next.
            let delta = layout.panel;
            let next = delta + 2 * BLOCK * after;
            layout.panel = if index + 1 < sizes.len() { next + 2 * BLOCK * after } else { next };
            let partial = layout.partial;
            layout.partial += 2 * (BLOCK * before + 1) * after;
            layout.blocks += (before + 1) * after;
            layout.widest = layout.widest.max(before).max(after);
            layout.layers.push([inputs, outputs, before, after, start, matrix, bias, turned, value, delta, partial, 0]);
            start += (inputs + 1) * outputs;
            value = next;
        }
        Some(layout)
    }

    /// The table that the kernels read.
    pub(super) fn table(&self) -> Vec<u32> {
        let Self { parameters, panel, record, partial, blocks, .. } = *self;
        let first = self.layers.first().map_or(0, |layer| layer[0] * layer[1]);
        let head = [self.layers.len(), parameters, panel, record, partial, blocks, first, 0];
        let mut table: Vec<u32> = head.iter().chain(self.layers.as_flattened()).map(|&x| x as u32).collect();
        table.resize(8 + 12 * MOST_LAYERS, 0);
        table
    }
}
