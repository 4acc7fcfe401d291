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
        text::{Limit, quoted},
        typed,
    },
    protocol::{Experiment, ExperimentError, Preset, decode, is_address, preset, unescaped},
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
    // Leading lines stay, so that an error counts them.
    if text.trim_start().starts_with(['{', '[']) {
        return Ok(Experiment::from_json(&text)?);
    }
    read_link(&text)
}

/// Reads a link as the page does: with percent escapes, and behind the place in the page.
fn read_link(link: &str) -> Result<Experiment, CliError> {
    Limit::LINK
        .check(link.len())
        .map_err(|error| ExperimentError { field: "link".into(), message: error.to_string() })?;
    let hash = match link.split_once('#') {
        Some((_, hash)) => hash,
        None if is_address(link) => "",
        None => link,
    };
    let hash = unescaped(hash.trim());
    let is_place = |pair: &&str| pair.starts_with("lesson=") || pair.starts_with("step=");
    let (place, pairs): (Vec<&str>, Vec<&str>) = hash.split('&').filter(|pair| !pair.is_empty()).partition(is_place);
    if pairs.is_empty() && place.iter().any(|pair| *pair != "lesson=playground") {
        let message =
            "the experiments of lessons are part of the page; open the lesson in the playground, and copy that link";
        return Err(CliError::Input { field: "lesson", message: message.to_owned() });
    }
    Ok(decode(&pairs.join("&"))?)
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
    let text = text_of(&bytes).map_err(|error| said(&error))?;
    limit.check(text.len()).map_err(|error| said(&error))?;
    Ok(text)
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

/// The text of a file in UTF-8, or in UTF-16 with a byte-order mark or without. The mark is left out.
fn text_of(bytes: &[u8]) -> Result<String, String> {
    match *bytes {
        [0xEF, 0xBB, 0xBF, ref rest @ ..] => from_utf8(rest),
        [0xFF, 0xFE, ref rest @ ..] => from_utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, ref rest @ ..] => from_utf16(rest, u16::from_be_bytes),
        // Experiments and tables begin with a character below 256.
        [first, 0, ..] if first != 0 => from_utf16(bytes, u16::from_le_bytes),
        [0, second, ..] if second != 0 => from_utf16(bytes, u16::from_be_bytes),
        _ => from_utf8(bytes),
    }
}

fn from_utf8(bytes: &[u8]) -> Result<String, String> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        format!("line {line} is neither UTF-8 nor UTF-16; save the file as UTF-8")
    })
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::new();
    // Half a character at the end is no character.
    let rest = (!rest.is_empty()).then_some(0xD800);
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair)).chain(rest)) {
        let Ok(character) = character else {
            let line = 1 + text.matches('\n').count();
            return Err(format!("line {line} is not UTF-16; save the file as UTF-8"));
        };
        text.push(character);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_every_unicode_form() {
        let text = "x;y\n0,5;−1,25 ü𝒩\n";
        let utf16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
        let (le, be) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        let with = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            with(&[0xEF, 0xBB, 0xBF], text.as_bytes()),
            with(&[0xFF, 0xFE], &le),
            with(&[0xFE, 0xFF], &be),
            le,
            be,
        ] {
            assert_eq!(text_of(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(text_of(b"").as_deref(), Ok(""));
        let refused = |bytes: &[u8]| text_of(bytes).unwrap_err();
        assert!(refused(b"x\ny\nGr\xF6\xDFe").starts_with("line 3 is neither"));
        assert!(refused(&[0xFF, 0xFE, b'1', 0, b'\n', 0, b'2']).starts_with("line 2 is not UTF-16"));
        assert!(refused(&[0xFF, 0xFE, 0, 0xDC]).starts_with("line 1 is not UTF-16"));
    }
}
