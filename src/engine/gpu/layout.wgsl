// Positions in the buffers, filled in by `layout.rs`. Offsets into buffers of vectors count vectors.

struct Layer {
    inputs: u32,
    outputs: u32,
    // The same numbers, rounded up to whole blocks of eight.
    before: u32,
    after: u32,
    // Position in the flat state.
    start: u32,
    // Positions in the packed weights: the matrix, the bias, the transposed matrix.
    matrix: u32,
    bias: u32,
    turned: u32,
    // Positions in a panel's scratch: the input, and the gradient in the output.
    value: u32,
    delta: u32,
    // Position in a partial gradient.
    partial: u32,
    spare: u32,
}

struct Net {
    layers: u32,
    parameters: u32,
    // Vectors of a panel in the scratch buffer and in the batch.
    panel: u32,
    record: u32,
    // Vectors of a partial gradient.
    partial: u32,
    // Blocks of a gradient.
    blocks: u32,
    // The weights of the first matrix.
    first: u32,
    spare1: u32,
    layer: array<Layer, 9>,
}
