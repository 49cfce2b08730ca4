//! Real histories (docs/engine.md#real-histories): the simulator's collectors with real engines, over a bad wire and
//! with event streams, against the real binary that is killed again and again, and may be put back to a backup. When
//! the wire is calm again: nothing acknowledged is missing, nothing is there twice, no cursor passed anything over, all
//! devices show the same, and the simulator's judge agrees with the end. All the while no event stream promises what a
//! pull then does not have.
//!
//! `VITRINE_KILLS` asks for more kills, `VITRINE_MINUTES` for an earlier end: `cargo xtask soak` sets both.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use vitrine_ledger::sim::Collectors;
use vitrine_sync::client::{Input, Nudge, Reply};
use vitrine_sync::rng::Rng;
use vitrine_sync::sim::Workload;

use crate::browser::Browser;
use crate::client::Client;
use crate::judged;
use crate::listener::{Heard, Listener};
use crate::process::Process;
use crate::proxy::Proxy;
use crate::restore::{back_up, put_back};
use crate::support::{Db, temp_dir};

const DEVICES: u64 = 5;
/// Kills between two judgements; each round has a new ledger.
const KILLS_A_ROUND: u64 = 10;
/// Edits a device collects before it waits for the network.
const OUTBOX: usize = 20;
/// An open stream says something at least every second.
const PATIENCE: Duration = Duration::from_secs(15);
/// A half-open connection is given up after this long.
const DEADLINE: Duration = Duration::from_secs(2);

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_histories_survive_kills_on_sqlite() {
    soak("SQLite", Db::sqlite(), 1, false, 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_histories_survive_kills_and_come_back_from_backups_on_sqlite() {
    soak("SQLite, restored", Db::sqlite(), 1, true, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_histories_survive_kills_on_postgres() {
    soak("PostgreSQL", Db::postgres().await, 1, false, 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_histories_survive_kills_and_come_back_from_backups_on_postgres() {
    soak("PostgreSQL, restored", Db::postgres().await, 1, true, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_histories_survive_the_kill_of_one_of_two_nodes() {
    soak("PostgreSQL, two nodes", Db::postgres().await, 2, false, 5).await;
}

/// `kills` when nobody asked for another number; in each round one of them is also a restore, if it `restores`.
async fn soak(name: &str, db: Db, nodes: usize, restores: bool, kills: u64) {
    let kills = asked("VITRINE_KILLS").unwrap_or(kills);
    let until = asked("VITRINE_MINUTES").map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let seed = asked("VITRINE_SEED").unwrap_or(1);
    let mut sum = judged::Sum::default();
    let (mut done, mut round) = (0, 0);
    while done < kills && until.is_none_or(|until| Instant::now() < until) {
        let now = KILLS_A_ROUND.min(kills - done);
        live(&db, nodes, restores && now > 1, now, seed + round, &mut sum).await;
        done += now;
        round += 1;
        eprintln!("soak, {name}: {done} of {kills} kills survived; {sum}");
    }
}

/// One ledger from its first edit to its judgement.
async fn live(db: &Db, nodes: usize, restores: bool, kills: u64, seed: u64, sum: &mut judged::Sum) {
    let arguments = ["--database-url", &db.url, "--mutations-burst", "1e9", "--address-burst", "1e9", "--beat-s", "1"];
    let mut servers = Vec::new();
    for _ in 0..nodes {
        servers.push(Process::serve(&arguments).await);
    }
    let proxy = Arc::new(Proxy::start(seed).await);
    let ports = |servers: &[Process]| servers.iter().map(|server| server.port).collect::<Vec<_>>();
    proxy.lead_to(&ports(&servers));

    let mut ada = Browser::sign_up(&servers[0].base, &format!("Ada {}", uuid::Uuid::now_v7())).await;
    let straight = ada.base.clone();
    ada.base = proxy.base.clone();
    // One request a connection, and an end to waiting.
    ada.http = reqwest::Client::builder().pool_max_idle_per_host(0).timeout(DEADLINE).build().unwrap();
    let stop = CancellationToken::new();
    let streams: Vec<_> = (0..DEVICES).map(|_| Listener::start(&ada, Arc::clone(&proxy))).collect();
    let devices: Vec<_> = (0..DEVICES)
        .zip(&streams)
        .map(|(device, stream)| {
            let heard = stream.heard.clone();
            tokio::spawn(use_device(Client::new(&ada), heard, seed * DEVICES + device, stop.clone()))
        })
        .collect();

    let mut rng = Rng::new(seed);
    let backups = temp_dir("vitrine-soak");
    let backup = backups.join("backup");
    let back_up_at = if restores { rng.below(kills / 2) } else { kills };
    let restore_at = if restores { kills / 2 + rng.below(kills - kills / 2) } else { kills };
    for kill in 0..kills {
        proxy.carries(1 + rng.below(30)).await;
        // Anywhere between the arrival of a request and its answer.
        tokio::time::sleep(Duration::from_micros(rng.below(12_000))).await;
        let victim = rng.below(nodes as u64) as usize;
        servers[victim].kill();
        // Only the other node is left, if there is one.
        let left: Vec<u16> = ports(&servers).into_iter().filter(|port| *port != servers[victim].port).collect();
        proxy.lead_to(&left);
        if kill == restore_at {
            tokio::task::block_in_place(|| put_back(db, &backup));
            sum.restores += 1;
        }
        servers[victim] = Process::serve(&arguments).await;
        proxy.lead_to(&ports(&servers));
        if kill == back_up_at {
            // Of what has been done meanwhile, and while more is done.
            proxy.carries(1 + rng.below(30)).await;
            tokio::task::block_in_place(|| back_up(db, &backup));
        }
    }
    std::fs::remove_dir_all(backups).unwrap();
    proxy.carries(20).await;
    stop.cancel();
    proxy.calm();
    let mut clients = Vec::new();
    for device in devices {
        clients.push(device.await.unwrap());
    }
    rest(&mut clients).await;
    let end = clients[0].engine.position();
    for mut stream in streams {
        // The last thing an open stream says is where everything came to rest.
        let told = stream.heard.wait_for(|heard| (heard.latest.epoch, heard.latest.head) == (end.epoch, end.cursor));
        let heard = *tokio::time::timeout(PATIENCE, told).await.expect("a stream says where the head is").unwrap();
        assert_eq!(heard.promised, (end.epoch, end.cursor), "a stream spoke of what nobody has");
        sum.pokes += heard.events;
    }
    ada.base = if servers[0].base == straight { straight } else { servers[0].base.clone() };
    let mut fresh = Client::new(&ada);
    fresh.sync().await;
    sum.kills += kills;
    judged::judge(db, &ada, &clients, &fresh, restores, sum).await;
    sum.suffered(&proxy.suffered());
}

/// A person in front of a device, until told to stop.
async fn use_device(
    mut client: Client,
    mut heard: watch::Receiver<Heard>,
    seed: u64,
    stop: CancellationToken,
) -> Client {
    let mut rng = Rng::new(seed);
    let mut people = <Collectors as Workload<vitrine_ledger::Domain>>::new(rng.chance(20));
    while !stop.is_cancelled() {
        if heard.has_changed().unwrap() {
            let latest = heard.borrow_and_update().latest;
            client.poked(latest);
        }
        match rng.below(100) {
            0..45 if client.engine.outbox().count() < OUTBOX => {
                if let Some(mutation) = people.intend(&client.engine, &mut rng) {
                    // What the domain refuses at once changes nothing.
                    let _ = client.act(mutation);
                }
            }
            45..48 => client.restart(),
            48..60 => client.nudge(Nudge::SyncNow),
            _ => {
                if !client.asks() {
                    client.nudge(Nudge::SyncNow);
                }
                let promised = heard.borrow().promised;
                if let Some(answer) = client.send().await {
                    if let Input::Pulled { reply: Reply::Ok(page), .. } = &answer {
                        assert!((page.epoch, page.head) >= promised, "promised {promised:?}, found {page:?}");
                    }
                    // A tab may crash before it hears.
                    if rng.chance(3) { client.restart() } else { client.hear(answer) }
                }
            }
        }
        tokio::task::yield_now().await;
    }
    client
}

/// Everybody sends and fetches until nobody has anything to send and all stand at one place.
async fn rest(clients: &mut [Client]) {
    for _ in 0..50 {
        for client in &mut *clients {
            client.sync().await;
        }
        let first = clients[0].engine.position();
        let at_rest = |client: &Client| client.engine.outbox().next().is_none();
        let together = |client: &Client| client.engine.position().cursor == first.cursor;
        if clients.iter().all(|client| at_rest(client) && together(client)) {
            return;
        }
    }
    panic!("the devices do not come to rest");
}
