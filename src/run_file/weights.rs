//! Weights as safetensors, under the names and in the layout of a PyTorch `nn.Sequential` of `Linear` and activations:
//! `0.weight [outputs, inputs]`, `0.bias [outputs]`, `2.weight`, …; planar units have names of their own.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use safetensors::{Dtype, SafeTensorError, SafeTensors, tensor::TensorView};

use crate::{
    math::text::{brief_message, quoted, shortened},
    protocol::Task,
};

/// The start of the names of tensors that are not weights of the network.
const STATE: &str = "run.";

/// A file is not one of weights or of a run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {why}")]
pub struct FileError {
    /// The tensor or text that is invalid.
    pub part: String,
    pub why: String,
}

impl FileError {
    pub(super) fn new(part: &str, why: impl fmt::Display) -> Self {
        Self { part: part.to_owned(), why: why.to_string() }
    }
}

/// The error of bytes that are no safetensors.
pub(super) fn no_safetensors(error: SafeTensorError) -> FileError {
    FileError::new("file", format!("it is no safetensors file: {}", brief_message(&error.to_string())))
}

/// A tensor as it is written.
#[derive(Debug)]
pub(super) struct Tensor {
    name: String,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    fn new(name: &str, shape: &[usize], numbers: &[f32]) -> Self {
        let bytes = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
        Self { name: name.to_owned(), shape: shape.to_vec(), bytes }
    }

    pub(super) fn flat(name: &str, numbers: &[f32]) -> Self {
        Self::new(name, &[numbers.len()], numbers)
    }
}

/// The names and shapes of the tensors of `task`'s network, layer by layer, matrix then bias.
fn layout(task: &Task) -> Vec<(String, Vec<usize>)> {
    let sizes = task.sizes();
    let names = task.architecture().layer_names(sizes.len());
    let parts = |(name, (inputs, outputs)): (String, (usize, usize))| {
        [(format!("{name}.weight"), vec![outputs, inputs]), (format!("{name}.bias"), vec![outputs])]
    };
    names.into_iter().zip(sizes).flat_map(parts).collect()
}

/// The tensors of flat `weights`: layer by layer, matrix `[inputs, outputs]` then bias.
pub(super) fn tensors(task: &Task, weights: &[f32]) -> Result<Vec<Tensor>, FileError> {
    let mut rest = weights;
    let mut parts = Vec::new();
    for (name, shape) in layout(task) {
        let wrong = || FileError::new(&name, format!("{} weights are too few for this network", weights.len()));
        let (numbers, tail) = rest.split_at_checked(shape.iter().product()).ok_or_else(wrong)?;
        rest = tail;
        parts.push(Tensor::new(&name, &shape, &transposed(numbers, &shape, false)));
    }
    Ok(parts)
}

/// The content of a file.
pub(super) fn written(tensors: &[Tensor], metadata: Option<HashMap<String, String>>) -> Result<Vec<u8>, FileError> {
    let wrong = |error: SafeTensorError| FileError::new("file", error);
    let views = tensors
        .iter()
        .map(|Tensor { name, shape, bytes }| {
            Ok((name.as_str(), TensorView::new(Dtype::F32, shape.clone(), bytes).map_err(wrong)?))
        })
        .collect::<Result<BTreeMap<_, _>, FileError>>()?;
    safetensors::serialize(views, metadata).map_err(wrong)
}

/// A matrix `[inputs, outputs]` as `[outputs, inputs]`, its shape in the file, or back; a bias stays as it is.
fn transposed(numbers: &[f32], shape: &[usize], back: bool) -> Vec<f32> {
    let &[outputs, inputs] = shape else {
        return numbers.to_vec();
    };
    let (rows, columns) = if back { (inputs, outputs) } else { (outputs, inputs) };
    (0..rows).flat_map(|row| (0..columns).map(move |column| numbers[column * rows + row])).collect()
}

/// The finite numbers of a tensor of this shape.
pub(super) fn numbers(file: &SafeTensors, name: &str, shape: &[usize]) -> Result<Vec<f32>, FileError> {
    let tensor = file.tensor(name).map_err(|_| FileError::new(name, "the tensor is missing"))?;
    if tensor.dtype() != Dtype::F32 {
        return Err(FileError::new(name, format!("it has the type {:?}, not F32", tensor.dtype())));
    }
    if tensor.shape() != shape {
        let found = shortened(&format!("{:?}", tensor.shape()));
        return Err(FileError::new(name, format!("it has the shape {found}, not {shape:?}")));
    }
    let (numbers, _) = tensor.data().as_chunks::<4>();
    let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    if numbers.iter().any(|x| !x.is_finite()) {
        return Err(FileError::new(name, "it has numbers that are not finite"));
    }
    Ok(numbers)
}

/// Flat weights for the network of `task`.
pub(super) fn read(file: &SafeTensors, task: &Task) -> Result<Vec<f32>, FileError> {
    let layout = layout(task);
    let is_known = |name: &str| name.starts_with(STATE) || layout.iter().any(|(known, _)| known == name);
    if let Some(name) = file.names().into_iter().find(|name| !is_known(name)) {
        return Err(FileError::new("file", format!("this network has no tensor {}", quoted(name))));
    }
    let mut weights = Vec::new();
    for (name, shape) in &layout {
        weights.extend(transposed(&numbers(file, name, shape)?, shape, true));
    }
    Ok(weights)
}
