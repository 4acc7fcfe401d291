//! A static file server as plain as the hosts the page is made for: no special headers, so that
//! what works here works there.

use std::fs::File;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use tiny_http::{Header, Method, Request, Response};

use crate::error::{Error, Result};

/// A browser opens six connections to a host, and each worker streams its own module.
const THREADS: usize = 8;

pub struct Server {
    folder: PathBuf,
    port: u16,
    http: tiny_http::Server,
}

impl Server {
    /// Refuses a port that something else listens on.
    pub fn check_port(port: u16) -> Result<()> {
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => Error::PortBusy { port },
            _ => Error::Listen { port, reason: error.to_string() },
        })
    }

    /// Listens on the loopback address only; connections are accepted from here on.
    pub fn bind(folder: &Path, port: u16) -> Result<Self> {
        Self::check_port(port)?;
        let folder = folder.canonicalize().map_err(Error::io(folder))?;
        let http = tiny_http::Server::http((Ipv4Addr::LOCALHOST, port))
            .map_err(|error| Error::Listen { port, reason: error.to_string() })?;
        let port = http.server_addr().to_ip().map_or(port, |address| address.port());
        Ok(Self { folder, port, http })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers requests until the process ends.
    pub fn run(&self) {
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for request in self.http.incoming_requests() {
                        // A reader that went away is its own affair.
                        let _ = answer(&self.folder, request);
                    }
                });
            }
        });
    }
}

fn answer(folder: &Path, request: Request) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::from_string("method not allowed").with_status_code(405));
    }
    let found = resolve(folder, request.url()).and_then(|path| Some((File::open(&path).ok()?, path)));
    let Some((file, path)) = found else {
        return request.respond(Response::from_string("not found").with_status_code(404));
    };
    let response = Response::from_file(file)
        .with_chunked_threshold(usize::MAX) // a stated length lets the page show progress
        .with_header(header("Content-Type", mime(&path))?)
        .with_header(header("Cache-Control", "no-cache")?);
    request.respond(response)
}

/// The file that a request's URL names; `None` where there is none inside `folder`, which must be
/// canonical.
fn resolve(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?;
    let path = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    if path.contains(['\\', ':', '\0']) || path.split('/').any(|part| part == "..") {
        return None;
    }
    // A leading slash would make `join` forget the folder.
    let mut file = folder.join(path.trim_start_matches('/'));
    if path.is_empty() || path.ends_with('/') {
        file.push("index.html");
    }
    // Canonical once more, since a link inside the folder may point out of it.
    let file = file.canonicalize().ok()?;
    (file.starts_with(folder) && file.is_file()).then_some(file)
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        // Anything else makes the browser refuse to compile while it downloads.
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn header(name: &str, value: &str) -> std::io::Result<Header> {
    Header::from_bytes(name, value).map_err(|()| ErrorKind::InvalidInput.into())
}

#[cfg(test)]
mod tests;
