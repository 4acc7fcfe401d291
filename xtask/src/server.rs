//! A static file server without special headers, like the hosts for which the page is made.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::http::{HeaderValue, header};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::{Error, Result};

pub struct Server {
    folder: PathBuf,
    port: u16,
    listener: TcpListener,
}

/// The error for a port that cannot be used.
fn refused(port: u16) -> impl FnOnce(std::io::Error) -> Error {
    move |error| match error.kind() {
        ErrorKind::AddrInUse => Error::PortBusy { port },
        _ => Error::Listen { port, reason: error.to_string() },
    }
}

impl Server {
    /// Checks that nothing else listens on the port.
    pub fn check_port(port: u16) -> Result<()> {
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(refused(port))
    }

    /// Listens on the loopback address only; connections are queued until [`Server::run`].
    pub fn bind(folder: &Path, port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(refused(port))?;
        listener.set_nonblocking(true).map_err(refused(port))?;
        let port = listener.local_addr().map_err(refused(port))?.port();
        Ok(Self { folder: folder.to_owned(), port, listener })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers requests until the process ends.
    pub fn run(self) -> Result<()> {
        let Self { folder, port, listener } = self;
        let fresh = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        let site = Router::new().fallback_service(ServeDir::new(folder)).layer(fresh);
        let runtime = tokio::runtime::Runtime::new().map_err(refused(port))?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).map_err(refused(port))?;
            axum::serve(listener, site).await.map_err(refused(port))
        })
    }
}

#[cfg(test)]
mod tests;
