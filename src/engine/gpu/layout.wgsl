// Where things stand; `layout.rs` fills these in. Offsets into buffers of vectors count vectors.

struct Layer {
    inputs: u32,
    outputs: u32,
    // The same in whole blocks of eight.
    before: u32,
    after: u32,
    // In the flat state.
    start: u32,
    // In the packed weights: the matrix, the bias, the matrix the other way round.
    matrix: u32,
    bias: u32,
    turned: u32,
    // In a panel's scratch: what goes in, and what a change of what comes out is worth.
    value: u32,
    delta: u32,
    // In a partial gradient.
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
    spare0: u32,
    spare1: u32,
    layer: array<Layer, 9>,
}
