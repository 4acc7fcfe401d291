use std::task::{Context, Poll, Waker};

use burn::tensor::{Device, ExecutionError, Tensor, TensorData};

use super::{activation::ActivationConfig, count, init};

/// The weights of a network: for every layer a matrix `[inputs, outputs]` and a bias `[1, outputs]`.
#[derive(Clone, Debug)]
pub struct Parameters(Vec<Tensor<2>>);

impl Parameters {
    /// The weights before training, as [`init`] has them.
    pub fn init(sizes: &[(usize, usize)], seed: u64, device: &Device) -> Self {
        Self::cut(&init(sizes, seed), sizes, device)
    }

    /// The weights laid out layer by layer, matrix then bias, each row by row; `None` when their number does not fit.
    pub fn from_flat(flat: &[f32], sizes: &[(usize, usize)], device: &Device) -> Option<Self> {
        (flat.len() == count(sizes)).then(|| Self::cut(flat, sizes, device))
    }

    /// The same for a `flat` that is known to fit.
    pub fn cut(mut flat: &[f32], sizes: &[(usize, usize)], device: &Device) -> Self {
        let mut tensors = Vec::with_capacity(2 * sizes.len());
        for &(inputs, outputs) in sizes {
            for rows in [inputs, 1] {
                let (head, tail) = flat.split_at(rows * outputs);
                tensors.push(Tensor::from_data(TensorData::new(head.to_vec(), [rows, outputs]), device));
                flat = tail;
            }
        }
        Self(tensors)
    }

    /// The inverse of [`Parameters::from_flat`], in one read of the device.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn to_flat(&self) -> Result<Vec<f32>, ExecutionError> {
        let rows = self.0.iter().map(|tensor| tensor.clone().reshape([1, -1])).collect();
        read(Tensor::cat(rows, 1)).await
    }

    /// Parameters of `tensors` in the order and the shapes of another network of the same layers.
    pub fn from_tensors(tensors: Vec<Tensor<2>>) -> Self {
        Self(tensors)
    }

    pub fn tensors(&self) -> &[Tensor<2>] {
        &self.0
    }

    /// The same weights after `change`, tensor by tensor.
    pub fn map(&self, change: impl FnMut(&Tensor<2>) -> Tensor<2>) -> Self {
        Self(self.0.iter().map(change).collect())
    }

    /// Joins each weight with its partner in `other`.
    pub fn zip(&self, other: &Self, mut join: impl FnMut(&Tensor<2>, &Tensor<2>) -> Tensor<2>) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| join(a, b)).collect())
    }
}

/// Every number of a tensor, row by row.
///
/// # Errors
/// When the device fails, or holds anything but `f32`.
pub async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, ExecutionError> {
    let data = tensor.into_data_async().await?;
    Ok(data.iter::<f32>().collect())
}

/// The numbers of a tensor if its device has them ready.
/// A CPU always has them; a GPU answers later, and then this is `None`.
pub fn read_now<const D: usize>(tensor: Tensor<D>) -> Option<Vec<f32>> {
    let reading = std::pin::pin!(read(tensor));
    match reading.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(numbers)) => Some(numbers),
        _ => None,
    }
}

/// The shape of a multilayer perceptron; its weights are in [`Parameters`].
#[derive(Clone, Debug, PartialEq)]
pub struct Mlp {
    sizes: Vec<(usize, usize)>,
    activation: ActivationConfig,
}

impl Mlp {
    /// The network of these `sizes`, `(inputs, outputs)` of every layer.
    pub fn new(sizes: Vec<(usize, usize)>, activation: &ActivationConfig) -> Self {
        Self { sizes, activation: activation.clone() }
    }

    /// The `(inputs, outputs)` of every layer.
    pub fn sizes(&self) -> &[(usize, usize)] {
        &self.sizes
    }

    /// `[n, inputs]` in, `[n, outputs]` out: affine maps with the activation between them.
    pub fn forward(&self, parameters: &Parameters, input: Tensor<2>) -> Tensor<2> {
        let layers = parameters.tensors().chunks_exact(2);
        let last = layers.len().saturating_sub(1);
        layers.enumerate().fold(input, |x, (index, layer)| {
            let sum = x.matmul(layer[0].clone()) + layer[1].clone();
            if index == last { sum } else { self.activation.apply(sum) }
        })
    }
}
