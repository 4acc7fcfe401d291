// A part of a batch: some panels, as many as the scratch buffer holds at once.

struct Part {
    // Panels of the batch: where this part begins, and how many it has.
    first: u32,
    panels: u32,
    // All panels of the batch.
    whole: u32,
    // Panels of a group that takes them through the layers.
    tile: u32,
    // Where its partial gradients begin, how many they are, and the panels that each sums up.
    chunk: u32,
    chunks: u32,
    depth: u32,
}
