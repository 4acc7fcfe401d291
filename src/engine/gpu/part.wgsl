// A part of a batch: as many panels as the scratch buffer holds at once.

struct Part {
    // Panels of the batch: the first of this part, and their number.
    first: u32,
    panels: u32,
    // All panels of the batch.
    whole: u32,
    // The number of panels that a group takes through the layers.
    tile: u32,
    // The first of its partial gradients, their number, and the number of panels that each sums.
    chunk: u32,
    chunks: u32,
    depth: u32,
}
