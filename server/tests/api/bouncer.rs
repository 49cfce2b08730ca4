//! A private PgBouncer in transaction mode, from the documented file, in front of the private PostgreSQL.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::{Db, free_port, is_root, temp_dir};

pub(crate) struct Bouncer {
    pub(crate) port: u16,
    child: Child,
    dir: PathBuf,
}

impl Bouncer {
    /// In front of the cluster of `db`; clients share `connections` of the database's. No PgBouncer on this machine is a
    /// failure, not a reason to skip; `PGBOUNCER` names another one than the path does.
    pub(crate) async fn start(db: &Db, connections: u32) -> Self {
        let (port, dir) = (free_port(), temp_dir("vitrine-pgbouncer"));
        let file = dir.join("pgbouncer.ini");
        std::fs::write(&file, settings(db.port(), port, connections)).unwrap();
        let program = std::env::var("PGBOUNCER").unwrap_or_else(|_| "pgbouncer".to_owned());
        let script = format!("exec {program} -q {}", file.display());
        // PgBouncer does not run as root.
        let mut command = if is_root() {
            let mut command = Command::new("su");
            command.args(["-s", "/bin/sh", "postgres", "-c", &script]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", &script]);
            command
        };
        let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
        command.env("PATH", path).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut bouncer = Self { port, child: command.spawn().unwrap(), dir };
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            let ended = bouncer.child.try_wait().unwrap();
            assert!(ended.is_none(), "PgBouncer (Debian: apt-get install pgbouncer) must be installed: {ended:?}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        bouncer
    }

    /// The database's address through here.
    pub(crate) fn url(&self, db: &Db) -> String {
        db.url_at(self.port)
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        // `su` passes on what ends it politely.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// The documented file, with the addresses of this test and without passwords.
fn settings(database: u16, port: u16, connections: u32) -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/pgbouncer.ini");
    let mut text = std::fs::read_to_string(file).unwrap();
    for (documented, here) in [
        (
            "vitrine = host=127.0.0.1 port=5432 dbname=vitrine",
            format!("* = host=127.0.0.1 port={database} user=postgres"),
        ),
        ("listen_port = 6432", format!("listen_port = {port}\nunix_socket_dir =")),
        ("auth_type = scram-sha-256", "auth_type = any".to_owned()),
        ("auth_file = /etc/pgbouncer/userlist.txt\n", String::new()),
        ("default_pool_size = 20", format!("default_pool_size = {connections}")),
    ] {
        assert!(text.contains(documented), "{documented} is in {file}");
        text = text.replace(documented, &here);
    }
    text
}
