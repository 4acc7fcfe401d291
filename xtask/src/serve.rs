//! `cargo xtask serve`: the page on this machine.

use crate::command;
use crate::error::Result;
use crate::project::Project;
use crate::provision::SiteTools;
use crate::server::Server;
use crate::site::{self, Mode};

#[derive(clap::Args)]
pub struct Args {
    /// Port on 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    /// Build faster and rebuild when a source file changes
    #[arg(long)]
    dev: bool,
}

pub fn run(project: &Project, args: &Args) -> Result<()> {
    // A busy port is worth knowing before a build of several minutes, not after.
    Server::check_port(args.port)?;
    let tools = SiteTools::provide(project)?;
    if args.dev {
        return watch(project, &tools, args);
    }
    let folder = site::build(project, &tools, Mode::Release)?;
    let server = Server::bind(&folder, args.port)?;
    println!("scorefield is at {}  (Ctrl-C stops it)", server.url());
    if args.open && open::that_detached(server.url()).is_err() {
        eprintln!("no browser could be started; open the address by hand");
    }
    server.run()
}

/// Trunk's own server, which rebuilds and reloads the page by itself.
fn watch(project: &Project, tools: &SiteTools, args: &Args) -> Result<()> {
    let mut trunk = site::trunk(project, tools, "serve", Mode::Dev);
    trunk.args(["--address", "127.0.0.1", "--port", &args.port.to_string()]);
    if args.open {
        trunk.args(["--open", "true"]);
    }
    command::run(&mut trunk)
}
