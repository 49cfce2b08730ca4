//! The real binary, killed without warning.

use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::browser::{Browser, Card, now_ms};
use crate::process::Process;
use crate::support::temp_dir;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill_in_the_middle_of_pushes() {
    let data = temp_dir("vitrine-kill");
    let mut server = Process::start(&data, &[]).await;
    let mut ada = Browser::sign_up(&server.base, "Ada").await;
    let mut acknowledged = 0;
    for round in 0..4 {
        let pusher = {
            let ada = ada.clone();
            tokio::spawn(async move {
                let mut n = ada.n;
                // Until the server is gone: every batch is sent again if it was not acknowledged.
                loop {
                    let batch = (n..n + 10).map(|n| ada.item(n, now_ms(), &json!({ "mutation": Card::new("x").add })));
                    let request = ada
                        .http
                        .post(format!("{}/api/v1/push", ada.base))
                        .header("cookie", &ada.cookie)
                        .header("content-type", "application/json")
                        .body(
                            json!({ "request": { "hello": ada.hello(), "mutations": batch.collect::<Vec<_>>() } })
                                .to_string(),
                        );
                    match request.send().await {
                        Ok(reply) if reply.status() == 200 => n += 10,
                        _ => return n,
                    }
                }
            })
        };
        tokio::time::sleep(Duration::from_millis(150 + 70 * round)).await;
        server.kill();
        acknowledged = pusher.await.unwrap() - 1;
        server = Process::start(&data, &[]).await;
        ada.base = server.base.clone();
        let page = ada.pull_from(0).await.ok();
        let last_n = page["last_n"].as_u64().unwrap();
        assert!(last_n >= acknowledged, "{acknowledged} were acknowledged, {last_n} are there");
        assert_eq!(last_n % 10, 0, "a push is there whole or not at all");
        assert_eq!(page["head"], last_n);
        assert_eq!(ada.page().await["totals"]["cards"], last_n, "each edit once");
        ada.n = last_n + 1;
    }
    assert!(acknowledged > 0);
    drop(server);
    std::fs::remove_dir_all(data).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_binary_stops_when_asked_with_a_stream_open() {
    let data = temp_dir("vitrine-stop");
    let mut server = Process::start(&data, &["--log-json"]).await;
    let ada = Browser::sign_up(&server.base, "Ada").await;
    let mut events = ada.events().await.ok().unwrap();
    assert_eq!(events.poke().await, 0);
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    events.end().await;
    assert!(server.child.wait().unwrap().success());
    std::fs::remove_dir_all(data).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memberships_are_given_on_the_command_line() {
    let data = temp_dir("vitrine-member");
    let server = Process::start(&data, &[]).await;
    let (ada, bob) = (Browser::sign_up(&server.base, "Ada").await, Browser::sign_up(&server.base, "Bob").await);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vitrine"));
        command.arg("member").args(arguments).arg("--data-dir").arg(&data).output().unwrap()
    };
    let added = run(&["add", "--ledger", &ada.ledger, "--name", "bob", "--role", "viewer"]);
    assert!(added.status.success(), "{added:?}");
    let viewer = Browser { ledger: ada.ledger.clone(), ..bob };
    assert_eq!(viewer.page().await["role"], "viewer");
    assert!(String::from_utf8_lossy(&run(&["list", "--name", "Bob"]).stdout).contains(&ada.ledger));
    assert!(!run(&["add", "--ledger", &ada.ledger, "--name", "nobody", "--role", "viewer"]).status.success());
    assert!(run(&["remove", "--ledger", &ada.ledger, "--name", "bob"]).status.success());
    assert_eq!(viewer.pull_from(0).await.status, 403);
    drop(server);
    std::fs::remove_dir_all(data).unwrap();
}
