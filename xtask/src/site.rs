//! Builds the page with Trunk.

mod finish;
mod inputs;

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use crate::command::run as run_command;
use crate::error::{Error, Result};
use crate::project::Project;
use crate::provision::SiteTools;

/// The cargo profile for quick builds: optimised, since an unoptimised engine is too slow, but without link-time
/// optimisation.
pub const DEV_PROFILE: &str = "wasm-dev";

/// The variable with which the programs of the page are told the name of their build.
const BUILD: &str = "SCOREFIELD_BUILD";

#[derive(clap::Args)]
pub struct Args {
    /// Build faster, for a larger and slower page
    #[arg(long)]
    dev: bool,
    /// Leave out the WebGPU worker, which takes most of the time
    #[arg(long)]
    cpu: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Release,
    Dev,
}

impl Mode {
    pub fn dev_if(dev: bool) -> Self {
        if dev { Self::Dev } else { Self::Release }
    }

    /// The folder of each mode; they differ, so that a quick build is never taken for the released page.
    pub fn folder(self, project: &Project) -> PathBuf {
        project.target.join(match self {
            Self::Release => "site",
            Self::Dev => "site-dev",
        })
    }
}

pub fn run(project: &Project, args: &Args) -> Result<()> {
    let tools = SiteTools::provide(project)?;
    let build = if args.cpu { build_without_gpu } else { build };
    let folder = build(project, &tools, Mode::dev_if(args.dev))?;
    println!("built {}", folder.display());
    Ok(())
}

/// Builds the page and returns its folder.
pub fn build(project: &Project, tools: &SiteTools, mode: Mode) -> Result<PathBuf> {
    let inputs = inputs::state(&project.root)?;
    let folder = mode.folder(project);
    run_named(project, &mut trunk(project, tools, "build", mode), &folder)?;
    let stamp = stamp(&folder);
    fs::write(&stamp, inputs).map_err(Error::io(&stamp))?;
    Ok(folder)
}

/// The folder of the page if it was built completely from the present checkout.
pub fn built(project: &Project, mode: Mode) -> Result<Option<PathBuf>> {
    let folder = mode.folder(project);
    let same = fs::read_to_string(stamp(&folder))
        .is_ok_and(|stamp| inputs::state(&project.root).is_ok_and(|now| now == stamp));
    Ok((same && folder.join("index.html").is_file()).then_some(folder))
}

/// Builds the page without the WebGPU worker, whose dependencies take longer than everything else together.
///
/// Without it the page trains on the CPU.
pub fn build_without_gpu(project: &Project, tools: &SiteTools, mode: Mode) -> Result<PathBuf> {
    let index = project.root.join("index.html");
    let whole = fs::read_to_string(&index).map_err(Error::io(&index))?;
    let part = project.target.join("index-without-gpu.html");
    fs::create_dir_all(&project.target).map_err(Error::io(&project.target))?;
    let real = |path: &Path| path.canonicalize().map_err(Error::io(path));
    let root = relative(&real(&project.root)?, &real(&project.target)?);
    fs::write(&part, without_gpu(&whole, &root)).map_err(Error::io(&part))?;
    let mut trunk = trunk(project, tools, "build", mode);
    // The mark of a complete page is removed first.
    let folder = mode.folder(project);
    let _ = fs::remove_file(stamp(&folder));
    run_named(project, trunk.arg(&part), &folder)?;
    Ok(folder)
}

/// Runs Trunk, whose programs know the build by its name, and finishes the page in `folder`.
fn run_named(project: &Project, trunk: &mut Command, folder: &Path) -> Result<()> {
    let build = inputs::build_id(&project.root)?;
    run_command(trunk.env(BUILD, &build))?;
    finish::finish(folder, &build)
}

fn stamp(folder: &Path) -> PathBuf {
    folder.with_extension("stamp")
}

/// The path from the folder `from` to `to`, both absolute. Trunk reads a path that begins with a slash as a relative one.
fn relative(to: &Path, from: &Path) -> PathBuf {
    let shared = to.components().zip(from.components()).take_while(|(to, from)| to == from).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// The `index` of the page without the WebGPU worker, for a folder from which `root` leads to the checkout.
fn without_gpu(index: &str, root: &Path) -> String {
    let mut elements: Vec<&str> = index.split_inclusive('>').collect();
    elements.retain(|element| !element.contains("data-bin=\"worker_gpu\""));
    let rooted = |element: &str| match element.contains("data-trunk") {
        true => element.replace("href=\"", &format!("href=\"{}/", root.display())),
        false => element.to_owned(),
    };
    elements.into_iter().map(rooted).collect()
}

/// `trunk <action>` with the settings that all actions share.
pub fn trunk(project: &Project, tools: &SiteTools, action: &str, mode: Mode) -> Command {
    let mut trunk = project.command(&tools.trunk);
    trunk
        .args([action, "--config", "Trunkfile.toml", "--skip-version-check", "--dist"])
        .arg(mode.folder(project))
        .env("PATH", tools.search_path());
    match mode {
        Mode::Release => trunk.args(["--release", "true"]),
        Mode::Dev => trunk.args(["--cargo-profile", DEV_PROFILE]),
    };
    // Trunk reads this variable as a flag and refuses the usual value 1.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    trunk
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_without_webgpu_names_everything_else() {
        let project = Project::locate().expect("the checkout is found");
        let whole = fs::read_to_string(project.root.join("index.html")).expect("the page");
        let target = project.root.join("target").join("deep");
        let to_root = relative(&project.root, &target);
        assert_eq!(to_root, Path::new("../.."));
        let part = without_gpu(&whole, &to_root);
        assert!(whole.contains("worker_gpu") && !part.contains("worker_gpu"), "{part}");
        let links = |text: &str| text.matches("data-trunk").count();
        assert_eq!(links(&part) + 1, links(&whole));
        for element in part.split_inclusive('>').filter(|element| element.contains("data-trunk")) {
            let path = element.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
            let file = path.strip_prefix("../../").expect("a path from the target folder");
            assert!(project.root.join(file).exists(), "{element}");
        }
        assert!(part.contains("href=\"favicon.svg\"") && part.contains("data-bin=\"app\""), "{part}");
    }

    #[test]
    fn a_path_leads_from_one_folder_to_another() {
        let cases = [("/a/b", "/a/b/c", ".."), ("/a/b", "/x/y", "../../a/b"), ("/a", "/", "a")];
        for (to, from, path) in cases {
            assert_eq!(relative(Path::new(to), Path::new(from)), Path::new(path), "{from} to {to}");
        }
    }
}
