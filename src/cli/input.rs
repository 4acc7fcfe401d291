//! What the command line reads: experiments and tables of points, from files, standard input and links.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use super::CliError;
use crate::{
    math::{
        dataset::{DatasetConfig, FinitePoints},
        registry::Configured,
        text::{Limit, decoded, quoted, shortened},
        typed,
    },
    protocol::{Experiment, Preset, Task, is_address, parse, preset},
    run_file::RunFile,
};

/// The prefix of the id of a preset.
const PRESET: &str = "preset:";

/// The preset that an argument names, if it names one.
pub(super) fn read_preset(argument: &str) -> Option<Preset> {
    argument.strip_prefix(PRESET).and_then(preset)
}

/// Reads and validates an experiment: JSON from a file or standard input, a link, or a preset by its id.
///
/// The points of the table `data`, if there is one, take the place of its data set; what was read of them is printed.
pub(super) fn read_experiment(argument: &str, data: Option<&str>) -> Result<Experiment, CliError> {
    let mut experiment = read_without_data(argument)?;
    if let Some(data) = data {
        let read = take_data(&mut experiment, data)?;
        eprintln!("scorefield: {data}: {read}");
    }
    experiment.validate()?;
    Ok(experiment)
}

fn read_without_data(argument: &str) -> Result<Experiment, CliError> {
    let wrong = |message: String| CliError::Input { field: "experiment", message };
    let text = if argument == "-" || Path::new(argument).is_file() {
        let has_ending = |ending: &&str| argument.to_ascii_lowercase().ends_with(ending);
        if let Some(ending) = [".csv", ".tsv"].iter().find(|ending| has_ending(ending)) {
            return Err(wrong(format!("a file {ending} is no experiment; give it as --data")));
        }
        let text = read_text(argument, Limit::EXPERIMENT).map_err(wrong)?;
        if text.trim().is_empty() {
            return Err(wrong(format!("{} is empty", quoted(argument))));
        }
        text
    } else if let Some(id) = argument.strip_prefix(PRESET) {
        format!("preset={id}")
    } else if argument.is_empty() || argument.contains(['#', '=']) || is_address(argument) {
        argument.to_owned()
    } else {
        return Err(wrong(format!("there is no file {}, and it is not a link", quoted(argument))));
    };
    Ok(parse(&text)?)
}

/// Makes the points of a table the data of `experiment`, and says what was read.
fn take_data(experiment: &mut Experiment, argument: &str) -> Result<String, CliError> {
    let wrong = |message: String| CliError::Input { field: "data", message };
    let id = experiment.task.id();
    let Some(task) = experiment.task.generate_mut() else {
        return Err(wrong(format!("the task {id} has no data set")));
    };
    // The spread of points that the experiment names stays.
    let mut points = match &task.data {
        DatasetConfig::FinitePoints(points) => points.clone(),
        _ => FinitePoints::default(),
    };
    let text = read_text(argument, Limit::LIST).map_err(wrong)?;
    let read = points.type_payload(&text).map_err(|error| wrong(format!("{}: {error}", quoted(argument))))?;
    task.data = DatasetConfig::FinitePoints(points);
    Ok(read)
}

/// Reads a number of the command line as people type it.
pub(super) fn count(text: &str) -> Result<usize, String> {
    typed::whole(text).and_then(|value| value.try_into().map_err(|_| format!("is too large: {}", quoted(text))))
}

/// Reads the text of a file, or of standard input as `-`, up to the limit.
fn read_text(argument: &str, limit: Limit) -> Result<String, String> {
    let said = |error: &dyn std::fmt::Display| match argument {
        "-" => format!("standard input: {error}"),
        _ => format!("{}: {error}", quoted(argument)),
    };
    let bytes = read_bytes(argument, limit).map_err(|error| said(&error))?;
    let text = decoded(&bytes).map_err(|error| said(&error))?;
    limit.check(text.len()).map_err(|error| said(&error))?;
    Ok(text)
}

/// Reads flat weights for the network of `task` from a file of weights or of a run.
///
/// # Errors
/// The file, and the tensor that is missing, unknown, of another shape or type, or not finite.
pub(super) fn read_weights(path: &Path, task: &Task) -> Result<Vec<f32>, CliError> {
    let shown = path.display().to_string();
    let read = read_bytes(&shown, Limit::RUN).map_err(|error| error.to_string());
    let weights = read.and_then(|bytes| RunFile::weights(&bytes, task).map_err(|error| error.to_string()));
    weights.map_err(|why| CliError::Input { field: "weights", message: format!("{}: {why}", shortened(&shown)) })
}

fn read_bytes(argument: &str, limit: Limit) -> io::Result<Vec<u8>> {
    let (source, size): (Box<dyn Read>, u64) = match argument {
        "-" => (Box::new(io::stdin()), 0),
        path => {
            let file = File::open(path)?;
            let size = file.metadata()?.len();
            (Box::new(file), size)
        }
    };
    // UTF-16 takes two bytes for each character of numbers.
    let limit = limit.doubled();
    let check = |bytes: u64| limit.check(bytes.try_into().unwrap_or(usize::MAX)).map_err(io::Error::other);
    check(size)?;
    let mut bytes = Vec::new();
    source.take(limit.bytes as u64 + 1).read_to_end(&mut bytes)?;
    check(bytes.len() as u64)?;
    Ok(bytes)
}
