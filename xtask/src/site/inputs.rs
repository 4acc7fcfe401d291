//! The inputs of the build of the page.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::error::{Error, Result};

/// The files and folders of the checkout that the page is built from.
const INPUTS: [&str; 9] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunkfile.toml",
    "index.html",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
];

/// Every input with its size and the time of its last change; two states are equal if nothing changed between them.
pub fn state(root: &Path) -> Result<String> {
    let mut state = String::new();
    INPUTS.iter().try_for_each(|input| visit(&root.join(input), &mut state))?;
    Ok(state)
}

fn visit(path: &Path, state: &mut String) -> Result<()> {
    let about = fs::metadata(path).map_err(Error::io(path))?;
    if about.is_dir() {
        let mut inside = Vec::new();
        for entry in fs::read_dir(path).map_err(Error::io(path))? {
            inside.push(entry.map_err(Error::io(path))?.path());
        }
        inside.sort();
        return inside.iter().try_for_each(|path| visit(path, state));
    }
    let changed = about.modified().map_err(Error::io(path))?.duration_since(UNIX_EPOCH).unwrap_or_default();
    // Writing to a String cannot fail.
    let _ = writeln!(state, "{} {} {}", path.display(), about.len(), changed.as_nanos());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_touched_shows() {
        let root = std::env::temp_dir().join(format!("xtask-inputs-{}", std::process::id()));
        for input in INPUTS {
            fs::create_dir_all(root.join(input)).expect("a folder");
        }
        let before = state(&root).expect("a state");
        fs::write(root.join("src/new.rs"), "").expect("a file");
        let after = state(&root).expect("a state");
        assert_ne!(before, after);
        assert_eq!(after, state(&root).expect("a state"));
        fs::remove_dir_all(&root).expect("it goes");
    }
}
