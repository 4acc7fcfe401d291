//! Serves the built site on its own port, and records the requests.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::{Router, extract::Request, middleware};
use tower_http::services::ServeDir;

pub struct Site {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Serves `folder` for as long as the runtime lives.
    pub async fn serve(folder: PathBuf) -> Self {
        assert!(folder.join("index.html").is_file(), "{} holds no site", folder.display());
        Self::answer(Router::new().fallback_service(ServeDir::new(folder))).await
    }

    /// Serves the answers of `router`.
    pub async fn answer(router: Router) -> Self {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let record = requests.clone();
        let note = middleware::from_fn(move |request: Request, next: middleware::Next| {
            record.lock().expect("no thread panics").push(request.uri().path().to_owned());
            next.run(request)
        });
        let router = router.layer(note);
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { address, requests }
    }

    /// Every path requested so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no thread panics").clone()
    }
}
