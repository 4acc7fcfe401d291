//! `cargo xtask claims`: trains what the lessons claim, with several seeds, and prints the figures.

use crate::command::run as run_command;
use crate::error::Result;
use crate::project::Project;
use crate::site::DEV_PROFILE;

#[derive(clap::Args)]
pub struct Args {
    /// Seeds for each claim, from 0
    #[arg(long, default_value_t = 5)]
    seeds: u32,
    /// The lesson, by the name in its link [default: all]
    #[arg(long)]
    lesson: Option<String>,
}

#[derive(clap::Args)]
pub struct CheckpointArgs {
    /// The lesson, by the name in its link [default: all]
    #[arg(long)]
    lesson: Option<String>,
}

/// `cargo xtask checkpoints`: trains every lesson to its rest and writes the weights into `public/checkpoints`.
pub fn checkpoints(project: &Project, args: &CheckpointArgs) -> Result<()> {
    let mut write = tests(project);
    write.args(["--", "--nocapture", "--ignored", "checkpoints_are_written"]);
    write.env("SCOREFIELD_CHECKPOINTS", project.root.join("public/checkpoints"));
    run_command(write.env("SCOREFIELD_LESSON", args.lesson.as_deref().unwrap_or_default()))
}

fn tests(project: &Project) -> std::process::Command {
    project.cargo(["test", "--profile", DEV_PROFILE, "--features", "cli,ui", "--test", "claims"])
}

pub fn run(project: &Project, args: &Args) -> Result<()> {
    let mut claims = tests(project);
    claims.args(["--", "--nocapture"]).env("SCOREFIELD_SEEDS", args.seeds.to_string());
    run_command(claims.env("SCOREFIELD_LESSON", args.lesson.as_deref().unwrap_or_default()))
}
