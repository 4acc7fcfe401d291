//! Building the page with Trunk.

use std::path::PathBuf;
use std::process::Command;

use crate::command::run as run_command;
use crate::error::Result;
use crate::project::Project;
use crate::provision::SiteTools;

/// The cargo profile for quick rebuilds: optimised, since an unoptimised engine is of no use, but
/// without link-time optimisation.
pub const DEV_PROFILE: &str = "wasm-dev";

#[derive(clap::Args)]
pub struct Args {
    /// Build faster, for a larger and slower page
    #[arg(long)]
    dev: bool,
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

    /// One folder each, so that a quick build never passes for the released page.
    pub fn folder(self, project: &Project) -> PathBuf {
        project.target.join(match self {
            Self::Release => "site",
            Self::Dev => "site-dev",
        })
    }
}

pub fn run(project: &Project, args: &Args) -> Result<()> {
    let tools = SiteTools::provide(project)?;
    let folder = build(project, &tools, Mode::dev_if(args.dev))?;
    println!("built {}", folder.display());
    Ok(())
}

/// Builds the page and returns its folder.
pub fn build(project: &Project, tools: &SiteTools, mode: Mode) -> Result<PathBuf> {
    run_command(&mut trunk(project, tools, "build", mode))?;
    Ok(mode.folder(project))
}

/// `trunk <action>` with the settings every action shares.
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
    // Trunk reads this variable as a flag and refuses the customary value 1.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    trunk
}
