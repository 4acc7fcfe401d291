//! `cargo xtask dist`: builds the released page into a folder for any static host.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::project::Project;
use crate::provision::SiteTools;
use crate::site::{self, Mode};

/// The file that marks a folder as replaceable: `--out` could name a folder with other files.
const MARKER: &str = ".scorefield-dist";

#[derive(clap::Args)]
pub struct Args {
    /// Folder to write, replacing what an earlier `dist` left there [default: dist]
    #[arg(long)]
    out: Option<PathBuf>,
    /// Print the size of every file, raw and as brotli would send it
    #[arg(long)]
    sizes: bool,
}

pub fn run(project: &Project, args: &Args) -> Result<()> {
    let out = args.out.clone().unwrap_or_else(|| project.root.join("dist"));
    check_replaceable(&out)?;
    let tools = SiteTools::provide(project)?;
    let site = site::build(project, &tools, Mode::Release)?;
    replace(&site, &out)?;
    if args.sizes {
        print_sizes(&site)?;
    }
    println!("wrote {}: copy its files to any static host", out.display());
    Ok(())
}

/// Checks that a folder is absent, empty, or written by an earlier run.
fn check_replaceable(out: &Path) -> Result<()> {
    if !out.exists() || out.join(MARKER).is_file() {
        return Ok(());
    }
    match fs::read_dir(out).map_err(Error::io(out))?.next() {
        None => Ok(()),
        Some(_) => Err(Error::ForeignFolder { path: out.to_owned() }),
    }
}

fn replace(site: &Path, out: &Path) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out).map_err(Error::io(out))?;
    }
    for file in files(site)? {
        let copy = out.join(file.strip_prefix(site).unwrap_or(&file));
        let folder = copy.parent().unwrap_or(out);
        fs::create_dir_all(folder).map_err(Error::io(folder))?;
        fs::copy(&file, &copy).map_err(Error::io(&copy))?;
    }
    let marker = out.join(MARKER);
    fs::write(&marker, "").map_err(Error::io(&marker))
}

/// Every file under `folder`, in a fixed order.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io(folder))? {
        let path = entry.map_err(Error::io(folder))?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn print_sizes(site: &Path) -> Result<()> {
    let (mut raw_sum, mut brotli_sum) = (0, 0);
    println!("{:>10}  {:>10}  file", "raw kB", "brotli kB");
    for file in files(site)? {
        let content = fs::read(&file).map_err(Error::io(&file))?;
        let (raw, brotli) = (content.len(), brotli_size(&content));
        let name = file.strip_prefix(site).unwrap_or(&file).display();
        println!("{:>10.1}  {:>10.1}  {name}", kilobytes(raw), kilobytes(brotli));
        raw_sum += raw;
        brotli_sum += brotli;
    }
    println!("{:>10.1}  {:>10.1}  total", kilobytes(raw_sum), kilobytes(brotli_sum));
    Ok(())
}

/// The size that a host with precompressed files sends: brotli with quality 11 and a window of 16 MB.
fn brotli_size(content: &[u8]) -> usize {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 24);
    // Writing into memory cannot fail.
    let _ = writer.write_all(content);
    writer.into_inner().len()
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_its_own_folder_and_no_other() {
        let root = std::env::temp_dir().join(format!("xtask-dist-{}", std::process::id()));
        let (site, out) = (root.join("site"), root.join("out"));
        fs::create_dir_all(site.join("snippets")).expect("a folder");
        fs::write(site.join("snippets/a.js"), "1").expect("a file");

        check_replaceable(&out).expect("an absent folder is fine");
        replace(&site, &out).expect("the first copy");
        fs::write(out.join("stale.js"), "").expect("a file of an older build");
        check_replaceable(&out).expect("our own folder is fine");
        replace(&site, &out).expect("the second copy");
        assert!(out.join("snippets/a.js").is_file());
        assert!(!out.join("stale.js").exists());

        let foreign = check_replaceable(&site);
        assert!(matches!(foreign, Err(Error::ForeignFolder { .. })));
        fs::remove_dir_all(&root).expect("the folder is ours");
    }

    #[test]
    fn brotli_shrinks_repetition() {
        assert!(brotli_size(&[7; 10_000]) < 100);
    }
}
