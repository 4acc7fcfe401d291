use super::Io;
use crate::math::rng::{Purpose, Stream, uniform};

crate::configured! {
    /// A multilayer perceptron: a point and its time go in, two numbers come out.
    pub struct Network("mlp", "Network") {
        /// Neurons in every hidden layer.
        width: u32 = 64, "Width", "", "neurons", 4..=512, Log;
        /// Hidden layers.
        depth: u32 = 3, "Depth", "", "layers", 1..=8, Linear;
        /// The factor of all inputs: a larger one lets the network learn finer structure sooner. It multiplies the first layer's
        /// initial matrix and that matrix's learning rate, which is the same under Adam.
        gain: f64 = 1.0, "Input gain", "g", "", 0.25..=16.0, Log;
    }
}

/// The `(inputs, outputs)` of every layer of `network`, with the inputs and outputs of `io`.
pub fn layer_sizes(network: &Network, io: &Io) -> Vec<(usize, usize)> {
    let width = network.width as usize;
    let mut inputs = io.inputs();
    let mut sizes = Vec::new();
    for _ in 0..network.depth {
        sizes.push((inputs, width));
        inputs = width;
    }
    sizes.push((inputs, io.heads.outputs()));
    sizes
}

/// Multiplies the first matrix of `weights` by the input gain: the network then is that with inputs `gain` times as large.
pub fn amplify(weights: &mut [f32], sizes: &[(usize, usize)], gain: f64) {
    let first = sizes.first().map_or(0, |(inputs, outputs)| inputs * outputs);
    weights.iter_mut().take(first).for_each(|weight| *weight *= gain as f32);
}

/// The number of weights and biases of a network with these layers.
pub fn count(sizes: &[(usize, usize)]) -> usize {
    sizes.iter().map(|(inputs, outputs)| (inputs + 1) * outputs).sum()
}

/// The weights before training, layer by layer, matrix `[inputs, outputs]` then bias.
/// Weights and biases are uniform on `±1/√inputs`, as in PyTorch's `nn.Linear`, drawn from the experiment's seed.
pub fn init(sizes: &[(usize, usize)], seed: u64) -> Vec<f32> {
    let mut rng = Stream::new(seed, Purpose::Init, 0);
    let mut flat = Vec::with_capacity(count(sizes));
    for &(inputs, outputs) in sizes {
        let bound = 1.0 / (inputs as f64).sqrt();
        flat.extend((0..(inputs + 1) * outputs).map(|_| ((2.0 * uniform(&mut rng) - 1.0) * bound) as f32));
    }
    flat
}
