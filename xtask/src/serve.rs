//! `cargo xtask serve`: serves the page on this machine.

use std::path::Path;

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
    /// Rebuild when a source file changes
    #[arg(long)]
    dev: bool,
    /// Serve the released page, which takes longer to build and is smaller
    #[arg(long, conflicts_with = "dev")]
    release: bool,
}

pub fn run(project: &Project, args: &Args) -> Result<()> {
    // A busy port is reported before a build of several minutes.
    Server::check_port(args.port)?;
    if args.dev {
        return watch(project, &SiteTools::provide(project)?, args);
    }
    let mode = Mode::dev_if(!args.release);
    if let Some(folder) = site::built(project, mode)? {
        return open(&folder, args)?.run();
    }
    let tools = SiteTools::provide(project)?;
    let folder = site::build_without_gpu(project, &tools, mode)?;
    let server = open(&folder, args)?;
    println!("the page trains on the CPU for now; the WebGPU engine is being built, which takes some minutes");
    std::thread::scope(|scope| {
        scope.spawn(|| match site::build(project, &tools, mode) {
            Ok(_) => println!("the WebGPU engine is built: reload the page"),
            Err(error) => eprintln!("the WebGPU engine could not be built; the page continues without it: {error}"),
        });
        server.run()
    })
}

/// Starts to serve `folder`, and prints the address.
fn open(folder: &Path, args: &Args) -> Result<Server> {
    let server = Server::bind(folder, args.port)?;
    println!("scorefield is at {}  (Ctrl-C stops it)", server.url());
    if args.open && open::that_detached(server.url()).is_err() {
        eprintln!("no browser could be started; open the address by hand");
    }
    Ok(server)
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
