//! A folder with everything the documented commands speak of: the files they import, the places they name, a server for
//! what they fetch, and the `vitrine` they call.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;

use crate::bouncer::Bouncer;
use crate::browser::Browser;
use crate::process::binary;
use crate::support::{Db, free_port, postgres_path, temp_dir};

pub(super) struct Place {
    folder: PathBuf,
    /// Where what is `https://example.org` in the documents is served.
    files: u16,
    port: u16,
    database: Db,
    bouncer: Bouncer,
    server: Option<Child>,
    /// Ada's ledger, since she has signed up.
    ledger: String,
}

impl Place {
    pub(super) async fn make() -> Self {
        let folder = temp_dir("vitrine-documented");
        for name in ["bin", "backups", "prices"] {
            std::fs::create_dir(folder.join(name)).unwrap();
        }
        std::os::unix::fs::symlink(binary(), folder.join("bin/vitrine")).unwrap();
        for (kind, from, to) in [
            ("catalog_file", "rarebox.tar.gz", "rarebox.tar.gz"),
            ("catalog_file", "tcgdex-sets.json", "tcgdex_sets.json"),
            ("catalog_file", "tcgdex-cards.json.gz", "tcgdex_cards.json.gz"),
            ("price_file", "daily.csv", "rarebox_mtg_daily_changes.csv"),
            ("price_file", "latest.json", "latest.json"),
            ("price_file", "latest.json", "prices/latest.json"),
            ("price_file", "tcgcsv.json", "tcgcsv-group.json"),
            ("price_file", "guide.csv", "guide.csv"),
            ("price_file", "plain.csv", "plain.csv"),
            ("price_file", "ecb.csv", "eurofxref-hist.csv"),
        ] {
            let corpus = super::text::root().join("fuzz/corpus").join(kind).join(from);
            std::fs::copy(corpus, folder.join(to)).unwrap();
        }
        let files = serve_files(folder.clone()).await;
        let database = Db::postgres().await;
        let place = Self {
            folder,
            files,
            port: free_port(),
            bouncer: Bouncer::start(&database, 3).await,
            database,
            server: None,
            ledger: String::new(),
        };
        place.say("gzip rarebox_mtg_daily_changes.csv").await;
        place
    }

    /// Does what the command is for: a server goes on running until the next one, or until a command that needs it stopped.
    pub(super) async fn run(&mut self, command: &str) {
        let serves = (command == "vitrine" || command.starts_with("vitrine serve")) && !command.contains("--help");
        if serves {
            self.stop().await;
            self.serve(command).await;
            return;
        }
        if command.contains("restore") {
            self.stop().await;
        }
        let said = self.say(command).await;
        if command.contains("sign_up") {
            let me: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("{command}: {said}"));
            self.ledger = me["ledgers"][0]["ledger"].as_str().unwrap().to_owned();
            Browser::sign_up(&self.base(), "Bob").await;
        }
    }

    /// Runs it to its end, which must be a good one; what it says.
    pub(super) async fn say(&self, command: &str) -> String {
        let mut shell = self.shell(command);
        let output = tokio::task::spawn_blocking(move || shell.output().unwrap()).await.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}` ended with {}:\n{errors}", output.status);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    async fn serve(&mut self, command: &str) {
        let mut shell = self.shell(&format!("exec {command}"));
        let log = std::fs::File::create(self.folder.join("server.log")).unwrap();
        let mut child = shell.stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let nobody = Browser::stranger(&self.base());
        while nobody.http.get(format!("{}/healthz", self.base())).send().await.is_err() {
            let log = || std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
            assert!(child.try_wait().unwrap().is_none(), "`{command}` ended at once:\n{}", log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.server = Some(child);
    }

    /// Asks the server to stop, as whoever runs it would; it must do so in good order.
    pub(super) async fn stop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        let asked = Command::new("kill").arg(server.id().to_string()).status().unwrap();
        let ended = tokio::task::spawn_blocking(move || server.wait().unwrap()).await.unwrap();
        assert!(asked.success() && ended.success(), "the server ended with {ended}");
    }

    fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The command in a shell, with this place's addresses and folders for those of the documents.
    fn shell(&self, command: &str) -> Command {
        let command = [
            ("https://example.org/", format!("http://127.0.0.1:{}/", self.files)),
            ("postgres://vitrine@db/vitrine", self.database.url.clone()),
            ("postgres://vitrine@db:5432/vitrine", self.database.url.clone()),
            ("postgres://vitrine@db:6432/vitrine", self.bouncer.url(&self.database)),
            ("/var/lib/vitrine", self.folder.join("data").display().to_string()),
            ("/backups/", self.folder.join("backups/").display().to_string()),
            (":3210", format!(":{}", self.port)),
            ("<id>", self.ledger.clone()),
            ("catalog import FILE", "catalog import rarebox.tar.gz".to_owned()),
            ("prices import FILE", "prices import plain.csv".to_owned()),
        ]
        .into_iter()
        .fold(command.to_owned(), |command, (written, ours)| command.replace(written, &ours));
        let mut shell = Command::new("sh");
        let path = format!("{}:{}", self.folder.join("bin").display(), postgres_path());
        shell.args(["-c", &command]).current_dir(&self.folder).env("PATH", path).stdin(Stdio::null());
        shell.env("VITRINE_ADDR", format!("127.0.0.1:{}", self.port));
        shell
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn serve_files(folder: PathBuf) -> u16 {
    let answer = move |uri: Uri| {
        let file = Path::new(&folder).join(uri.path().trim_start_matches('/'));
        async move { std::fs::read(file).map_err(|_| StatusCode::NOT_FOUND).into_response() }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    port
}
