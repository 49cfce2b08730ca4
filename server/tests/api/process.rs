//! The real binary as a process of its own, which can be killed without warning.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::browser::Browser;
use crate::support::free_port;

/// The binary; figures are measured with a release (`VITRINE_BIN`).
pub(crate) fn binary() -> String {
    std::env::var("VITRINE_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_vitrine").to_owned())
}

pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) base: String,
    pub(crate) port: u16,
}

impl Process {
    /// On SQLite, in the folder `data`.
    pub(crate) async fn start(data: &Path, arguments: &[&str]) -> Self {
        let data = data.display().to_string();
        Self::serve(&[&["--data-dir", &data], arguments].concat()).await
    }

    /// `vitrine serve` with these arguments, when it answers.
    pub(crate) async fn serve(arguments: &[&str]) -> Self {
        let mut command = Command::new(binary());
        Self::run(&mut command, arguments).await
    }

    /// The same, started by another program that ends in running it.
    pub(crate) async fn run(command: &mut Command, arguments: &[&str]) -> Self {
        Self::told(command, arguments, Stdio::null()).await
    }

    /// The same, with its log in a file.
    pub(crate) async fn told(command: &mut Command, arguments: &[&str], log: Stdio) -> Self {
        let port = free_port();
        let child = command
            .args(["serve", "--addr", &format!("127.0.0.1:{port}")])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let base = format!("http://127.0.0.1:{port}");
        let mut process = Self { child, base, port };
        let nobody = Browser::stranger(&process.base);
        while nobody.http.get(format!("{}/healthz", process.base)).send().await.is_err() {
            assert!(process.child.try_wait().unwrap().is_none(), "the server ended at once");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process
    }

    /// Bytes of memory it has now.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
    }

    /// Waits until somebody, this process, listens on PostgreSQL and takes part in the lock of those who serve.
    pub(crate) async fn listens(&self, db: &crate::support::Db) {
        use sqlx::Connection;
        let mut admin = sqlx::PgConnection::connect(&db.url).await.unwrap();
        let query = "select count(*) from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and database = \
                     (select oid from pg_database where datname = current_database())";
        while sqlx::query_scalar::<_, i64>(query).fetch_one(&mut admin).await.unwrap() == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
