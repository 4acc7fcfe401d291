//! Weights as safetensors, under the names and in the layout of a PyTorch `nn.Sequential` of `Linear` and activations:
//! `0.weight [outputs, inputs]`, `0.bias [outputs]`, `2.weight`, …; planar units have names of their own.

use std::{collections::BTreeMap, fs, path::Path};

use safetensors::{Dtype, SafeTensorError, SafeTensors, tensor::TensorView};

use super::CliError;
use crate::{
    math::text::{quoted, shortened},
    nn,
    protocol::Task,
};

/// The names and shapes of the tensors of `task`'s network, layer by layer, matrix then bias.
fn layout(task: &Task) -> Vec<(String, Vec<usize>)> {
    let sizes = task.sizes();
    let names = task.architecture().layer_names(sizes.len());
    let parts = |(name, (inputs, outputs)): (String, (usize, usize))| {
        [(format!("{name}.weight"), vec![outputs, inputs]), (format!("{name}.bias"), vec![outputs])]
    };
    names.into_iter().zip(sizes).flat_map(parts).collect()
}

/// The file of flat `weights`: layer by layer, matrix `[inputs, outputs]` then bias.
pub(super) fn safetensors(task: &Task, weights: &[f32]) -> Result<Vec<u8>, SafeTensorError> {
    let mut rest = weights;
    let mut parts = Vec::new();
    for (name, shape) in layout(task) {
        let (numbers, tail) = rest.split_at(shape.iter().product());
        rest = tail;
        let numbers = transposed(numbers, &shape, false);
        parts.push((name, shape, numbers.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>()));
    }
    let views = parts
        .iter()
        .map(|(name, shape, bytes)| Ok((name.as_str(), TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<BTreeMap<_, _>, SafeTensorError>>()?;
    safetensors::serialize(views, None)
}

/// A matrix `[inputs, outputs]` as `[outputs, inputs]`, its shape in the file, or back; a bias stays as it is.
fn transposed(numbers: &[f32], shape: &[usize], back: bool) -> Vec<f32> {
    let &[outputs, inputs] = shape else {
        return numbers.to_vec();
    };
    let (rows, columns) = if back { (inputs, outputs) } else { (outputs, inputs) };
    (0..rows).flat_map(|row| (0..columns).map(move |column| numbers[column * rows + row])).collect()
}

/// Reads flat weights for the network of `task` from a file.
///
/// # Errors
/// The file, and the tensor that is missing, unknown, of another shape or type, or not finite.
pub(super) fn read(path: &Path, task: &Task) -> Result<Vec<f32>, CliError> {
    let shown = shortened(&path.display().to_string());
    parse(path, task).map_err(|why| CliError::Input { field: "weights", message: format!("{shown}: {why}") })
}

fn parse(path: &Path, task: &Task) -> Result<Vec<f32>, String> {
    /// The most bytes that names and shapes take.
    const HEADER: u64 = 1 << 20;
    let found = fs::metadata(path).map_err(|error| error.to_string())?.len();
    let most = HEADER + 4 * nn::count(&task.sizes()) as u64;
    if found > most {
        return Err(format!("it has {found} bytes, more than the {most} that this network can need"));
    }
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let file = SafeTensors::deserialize(&bytes).map_err(|error| format!("it is no safetensors file: {error}"))?;
    let layout = layout(task);
    if let Some(name) = file.names().into_iter().find(|name| layout.iter().all(|(known, _)| known != *name)) {
        return Err(format!("this network has no tensor {}", quoted(name)));
    }
    let mut weights = Vec::new();
    for (name, shape) in &layout {
        let tensor = file.tensor(name).map_err(|_| format!("the tensor {name} is missing"))?;
        if tensor.dtype() != Dtype::F32 {
            return Err(format!("{name} has the type {:?}, not F32", tensor.dtype()));
        }
        if tensor.shape() != shape {
            return Err(format!("{name} has the shape {:?}, not {shape:?}", tensor.shape()));
        }
        let (numbers, _) = tensor.data().as_chunks::<4>();
        let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        if numbers.iter().any(|x| !x.is_finite()) {
            return Err(format!("{name} has numbers that are not finite"));
        }
        weights.extend(transposed(&numbers, shape, true));
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Experiment, decode};

    #[test]
    fn weights_are_read_as_they_were_written() {
        for link in ["network.width=8", "objective=planar-cnf", "objective=planar-flow", "task=imitate"] {
            let Experiment { task, .. } = decode(link).unwrap();
            let weights = nn::init(&task.sizes(), 3);
            let path = std::env::temp_dir().join(format!("scorefield-weights-{}.safetensors", std::process::id()));
            fs::write(&path, safetensors(&task, &weights).unwrap()).unwrap();
            assert_eq!(read(&path, &task).unwrap(), weights, "{link}");
            fs::remove_file(&path).unwrap();
        }
    }
}
