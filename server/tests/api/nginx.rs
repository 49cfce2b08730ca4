//! The documented nginx, with a certificate of its own, in front of a real server.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::json;

use crate::browser::{Browser, Card, PASSWORD, cookie, text};
use crate::process::Process;
use crate::support::{free_port, temp_dir};
use crate::wire::Wire;

struct Nginx {
    https: u16,
    http: u16,
    child: Child,
    dir: PathBuf,
}

fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env("PATH", format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default()));
    command
}

impl Nginx {
    /// No nginx on this machine is a failure, not a reason to skip.
    async fn start(upstream: u16) -> Self {
        let (https, http, dir) = (free_port(), free_port(), temp_dir("vitrine-nginx"));
        let (certificate, key) = (dir.join("fullchain.pem"), dir.join("privkey.pem"));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=cards.example.org", "-keyout"])
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .output()
            .expect("openssl (Debian: apt-get install openssl) must be installed");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let documented = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/nginx.conf");
        let mut site = std::fs::read_to_string(documented).unwrap();
        for (there, here) in [
            ("server 127.0.0.1:3210;", format!("server 127.0.0.1:{upstream};")),
            ("listen 80;", format!("listen 127.0.0.1:{http};")),
            ("listen 443 ssl http2;", format!("listen 127.0.0.1:{https} ssl http2;")),
            ("/etc/letsencrypt/live/cards.example.org/fullchain.pem", certificate.display().to_string()),
            ("/etc/letsencrypt/live/cards.example.org/privkey.pem", key.display().to_string()),
        ] {
            assert!(site.contains(there), "{there} is in {documented}");
            site = site.replace(there, &here);
        }
        std::fs::write(dir.join("site.conf"), site).unwrap();
        // What a distribution's own nginx.conf says around it, so that it needs no folder but its own.
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|of| format!("{of}_temp_path {};\n", dir.join(of).display()))
            .concat();
        let around = format!(
            "daemon off; worker_processes 1; pid {0}/pid; error_log {0}/error.log; events {{}}\n\
             http {{ access_log off; gzip on;\n{temporary}include {0}/site.conf; }}\n",
            dir.display()
        );
        let file = dir.join("nginx.conf");
        std::fs::write(&file, around).unwrap();
        // Its workers may be somebody else.
        #[cfg(unix)]
        std::fs::set_permissions(&dir, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let child = program("nginx")
            .arg("-e")
            .arg(dir.join("error.log"))
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx (Debian: apt-get install nginx-light) must be installed");
        let mut nginx = Self { https, http, child, dir };
        while tokio::net::TcpStream::connect(("127.0.0.1", https)).await.is_err() {
            let log = std::fs::read_to_string(nginx.dir.join("error.log")).unwrap_or_default();
            assert!(nginx.child.try_wait().unwrap().is_none(), "nginx ended: {log}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        nginx
    }

    /// A browser that believes the certificate and finds the host here.
    fn browser(&self) -> Browser {
        let http = reqwest::Client::builder()
            .danger_accept_invalid_certs(true)
            .redirect(reqwest::redirect::Policy::none())
            .resolve("cards.example.org", std::net::SocketAddr::from(([127, 0, 0, 1], self.https)))
            .build();
        let nobody = Browser::stranger("");
        let base = format!("https://cards.example.org:{}", self.https);
        Browser { http: http.unwrap(), base, ..nobody }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn field_12_the_documented_nginx_serves_everything() {
    let data = temp_dir("vitrine-behind-nginx");
    let own = ["--public-url", "https://cards.example.org", "--behind-proxy", "--allow-import"];
    let server = Process::start(&data, &own).await;
    let wire = Wire::to(server.port).await;
    Browser::stranger("");
    let nginx = Nginx::start(wire.port).await;
    let mut ada = nginx.browser();

    let plain = ada.http.get(format!("http://127.0.0.1:{}/card/x?y=z", nginx.http)).send().await.unwrap();
    assert_eq!(plain.status(), 301);
    assert_eq!(plain.headers()["location"], "https://cards.example.org/card/x?y=z");

    let reply = ada.post("sign_up", &json!({ "name": "Ada", "password": PASSWORD })).await;
    let me = reply.ok();
    assert!(reply.headers["set-cookie"].to_str().unwrap().starts_with("__Host-vitrine="));
    ada.cookie = cookie(&reply.headers).unwrap();
    (ada.account, ada.ledger) = (text(&me["account"]), text(&me["ledgers"][0]["ledger"]));

    // Unbuffered: each poke comes when it is said, while the stream goes on.
    let mut events = ada.events().await.ok().expect("a stream");
    assert_eq!(events.poke().await, 0);
    let before = wire.made();
    for head in 1..=30 {
        ada.push(Card::new("Abra").add).await;
        while events.poke().await < head {}
    }
    let made = wire.made() - before;
    assert!(made <= 2, "30 pushes came in {made} connections: they stay open between requests");

    assert_eq!(ada.get("/metrics").await.status, 403, "not for everybody");
    assert_eq!(ada.get("/readyz").await.status, 200);
    // More than other addresses take: the answer is ours, that it is no file of prices.
    let large = "x".repeat(3_000_000);
    let reply = ada.post_with("prices/import", large.clone(), &[]).await;
    assert_ne!(reply.status, 413, "{}", reply.text);
    assert!(reply.headers.contains_key("x-vitrine-protocol"), "{}", reply.text);
    assert_eq!(ada.post_with("push", large, &[]).await.status, 413);
    drop((nginx, server));
    std::fs::remove_dir_all(data).unwrap();
}
