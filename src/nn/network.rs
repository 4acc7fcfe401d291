use super::embedding::Embedding;

crate::configured! {
    /// A multilayer perceptron: a point and its time go in, two numbers come out.
    pub struct Network("mlp", "Network") {
        /// Neurons in every hidden layer.
        width: u32 = 64, "Width", "", "neurons", 4..=512, Log;
        /// Hidden layers.
        depth: u32 = 3, "Depth", "", "layers", 1..=8, Linear;
    }
}

/// The `(inputs, outputs)` of every layer of `network` behind this time `embedding`.
pub fn layer_sizes(network: &Network, embedding: &dyn Embedding) -> Vec<(usize, usize)> {
    let width = network.width as usize;
    let mut inputs = 2 + embedding.size();
    let mut sizes = Vec::new();
    for _ in 0..network.depth {
        sizes.push((inputs, width));
        inputs = width;
    }
    sizes.push((inputs, 2));
    sizes
}
