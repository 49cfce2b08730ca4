//! A server of its own for each test, on a free port.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use vitrine_server::{Config, Core, run};

use crate::browser::Browser;
use crate::support::Db;

pub(crate) struct Server {
    pub(crate) base: String,
    pub(crate) core: Arc<Core>,
    task: JoinHandle<anyhow::Result<()>>,
    pub(crate) db: Arc<Db>,
}

pub(crate) fn is_postgres(db: &Db) -> bool {
    db.url.starts_with("postgres://")
}

/// Settings that do not slow tests down.
pub(crate) fn quick() -> Config {
    Config { beat_s: 0.2, address_burst: 10_000.0, ..Config::default() }
}

impl Server {
    pub(crate) async fn start(db: Db) -> Self {
        Self::with(Arc::new(db), quick()).await
    }

    /// On a database that is used again.
    pub(crate) async fn start_on(db: &Arc<Db>) -> Self {
        Self::with(Arc::clone(db), quick()).await
    }

    pub(crate) async fn with(db: Arc<Db>, config: Config) -> Self {
        let listen = is_postgres(&db).then(|| db.url.clone());
        Self::listening(db, config, listen).await
    }

    /// With an address of its own for LISTEN.
    pub(crate) async fn listening(db: Arc<Db>, config: Config, listen: Option<String>) -> Self {
        let core = Core::new(db.store().await, config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(run::serve_on(Arc::clone(&core), listener, listen));
        Self { base, core, task, db }
    }

    /// A new person with a browser.
    pub(crate) async fn person(&self, name: &str) -> Browser {
        Browser::sign_up(&self.base, name).await
    }

    pub(crate) async fn stop(self) {
        self.core.stopping.cancel();
        tokio::time::timeout(Duration::from_secs(5), self.task).await.expect("it stops").unwrap().unwrap();
    }
}
