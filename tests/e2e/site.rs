//! The built site on a port of its own, with a record of what was asked for.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use tiny_http::{Header, Response, Server};

pub struct Site {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    server: Arc<Server>,
}

impl Site {
    /// Serves `folder` until it is dropped.
    pub fn serve(folder: PathBuf) -> Self {
        assert!(folder.join("index.html").is_file(), "{} holds no site", folder.display());
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let address = server.server_addr().to_ip().expect("an IP address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        for _ in 0..4 {
            let (server, requests, folder) = (server.clone(), requests.clone(), folder.clone());
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    let path = request.url().split(['?', '#']).next().unwrap_or("/").to_owned();
                    requests.lock().expect("no thread panics").push(path.clone());
                    // A browser that went away is not the test's concern.
                    request.respond(answer(&folder, &path)).ok();
                }
            });
        }
        Self { address, requests, server }
    }

    /// Every path asked for so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no thread panics").clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

fn answer(folder: &Path, path: &str) -> Response<std::io::Cursor<Vec<u8>>> {
    let name = match path.trim_start_matches('/') {
        "" => "index.html",
        name => name,
    };
    let kind = match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    };
    let header = Header::from_bytes("Content-Type", kind).expect("a plain header");
    match std::fs::read(folder.join(name)) {
        Ok(content) if !name.contains("..") => Response::from_data(content).with_header(header),
        _ => Response::from_string("not found").with_status_code(404),
    }
}
