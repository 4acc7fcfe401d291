//! The inputs of the build of the page.

use std::fmt::Write as _;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// The bytes of a build's name.
const BUILD_BYTES: usize = 6;

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
    for input in INPUTS {
        visit(&root.join(input), &mut |path, about| {
            let changed = about.modified().map_err(Error::io(path))?.duration_since(UNIX_EPOCH).unwrap_or_default();
            // Writing to a String cannot fail.
            let _ = writeln!(state, "{} {} {}", path.display(), about.len(), changed.as_nanos());
            Ok(())
        })?;
    }
    Ok(state)
}

/// A short name for the contents of all inputs: two builds of it are the same page, on any machine.
pub fn build_id(root: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    for input in INPUTS {
        visit(&root.join(input), &mut |path, _| {
            let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
            let content = fs::read(path).map_err(Error::io(path))?;
            hash.update(format!("{name} {} ", content.len()));
            hash.update(content);
            Ok(())
        })?;
    }
    Ok(hash.finalize().iter().take(BUILD_BYTES).map(|byte| format!("{byte:02x}")).collect())
}

/// Calls `see` with every file at or below `path`, in a fixed order.
fn visit(path: &Path, see: &mut impl FnMut(&Path, &Metadata) -> Result<()>) -> Result<()> {
    let about = fs::metadata(path).map_err(Error::io(path))?;
    if !about.is_dir() {
        return see(path, &about);
    }
    let mut inside = Vec::new();
    for entry in fs::read_dir(path).map_err(Error::io(path))? {
        inside.push(entry.map_err(Error::io(path))?.path());
    }
    inside.sort();
    inside.iter().try_for_each(|path| visit(path, see))
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
        let (before, build) = (state(&root).expect("a state"), build_id(&root).expect("a name"));
        fs::write(root.join("src/new.rs"), "").expect("a file");
        let after = state(&root).expect("a state");
        assert_ne!(before, after);
        assert_eq!(after, state(&root).expect("a state"));
        let other = build_id(&root).expect("a name");
        assert!(build.len() == 2 * BUILD_BYTES && other != build, "{build} {other}");
        // The same contents have the same name, whenever they were written.
        fs::write(root.join("src/new.rs"), "").expect("a file");
        assert_eq!(build_id(&root).expect("a name"), other);
        fs::remove_dir_all(&root).expect("it goes");
    }
}
