//! A bad wire: a TCP proxy that now and then drops, cuts, delays, doubles or half-opens a connection. Every connection
//! carries one request, so what happens to a connection happens to a request.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};
use vitrine_sync::rng::Rng;

/// What happens to a connection. The weights of [`FATES`] add up to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Passes,
    /// Closed before anything went through.
    Dropped,
    /// Closed in the middle of the request.
    RequestCut,
    /// The request went through and the answer is cut, or lost whole.
    AnswerCut,
    /// Held back for a while, so that later ones overtake it.
    Delayed,
    /// The request arrives a second time, after the answer to the first.
    Doubled,
    /// The request went through; the answer never comes and the connection stays.
    HalfOpen,
}

const FATES: [(Fate, u64, &str); 7] = [
    (Fate::Passes, 60, "passed"),
    (Fate::Dropped, 7, "dropped"),
    (Fate::RequestCut, 6, "request cut"),
    (Fate::AnswerCut, 9, "answer cut"),
    (Fate::Delayed, 7, "delayed"),
    (Fate::Doubled, 8, "doubled"),
    (Fate::HalfOpen, 3, "half-open"),
];

pub(crate) struct Proxy {
    pub(crate) base: String,
    shared: Arc<Shared>,
    _ends: DropGuard,
}

struct Shared {
    /// The servers behind; each connection goes to one of them.
    targets: Mutex<Vec<u16>>,
    rng: Mutex<Rng>,
    calm: AtomicBool,
    suffered: [AtomicU64; FATES.len()],
    /// Requests that reached a server.
    through: watch::Sender<u64>,
}

impl Proxy {
    pub(crate) async fn start(seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            targets: Mutex::default(),
            rng: Mutex::new(Rng::new(seed)),
            calm: AtomicBool::new(false),
            suffered: Default::default(),
            through: watch::channel(0).0,
        });
        let ends = CancellationToken::new();
        let (wire, over) = (Arc::clone(&shared), ends.clone());
        tokio::spawn(async move {
            while let Some(Ok((stream, _))) = over.run_until_cancelled(listener.accept()).await {
                let (wire, over) = (Arc::clone(&wire), over.clone());
                tokio::spawn(async move {
                    over.run_until_cancelled(wire.carry(stream)).await;
                });
            }
        });
        Self { base, shared, _ends: ends.drop_guard() }
    }

    /// Where connections go from now on.
    pub(crate) fn lead_to(&self, targets: &[u16]) {
        *self.shared.targets.lock().unwrap() = targets.to_vec();
    }

    /// One of the servers behind, at their own addresses; none when there is none.
    pub(crate) fn any_target(&self) -> Option<u16> {
        self.shared.target()
    }

    /// From now on everything passes.
    pub(crate) fn calm(&self) {
        self.shared.calm.store(true, Ordering::Relaxed);
    }

    /// Waits until `more` further requests have reached a server.
    pub(crate) async fn carries(&self, more: u64) {
        let mut through = self.shared.through.subscribe();
        let until = *through.borrow() + more;
        through.wait_for(|count| *count >= until).await.unwrap();
    }

    /// How often each fate was suffered.
    pub(crate) fn suffered(&self) -> Vec<(&'static str, u64)> {
        FATES.iter().zip(&self.shared.suffered).map(|(fate, count)| (fate.2, count.load(Ordering::Relaxed))).collect()
    }
}

impl Shared {
    fn roll(&self, below: u64) -> u64 {
        self.rng.lock().unwrap().below(below)
    }

    fn fate(&self) -> Fate {
        let mut roll = if self.calm.load(Ordering::Relaxed) { 0 } else { self.roll(100) };
        for ((fate, weight, _), count) in FATES.iter().zip(&self.suffered) {
            if roll < *weight {
                count.fetch_add(1, Ordering::Relaxed);
                return *fate;
            }
            roll -= weight;
        }
        Fate::Passes
    }

    fn target(&self) -> Option<u16> {
        let targets = self.targets.lock().unwrap();
        let at = self.roll(targets.len() as u64) as usize;
        targets.get(at).copied()
    }

    async fn to_server(&self) -> Option<TcpStream> {
        let port = self.target()?;
        TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).await.ok()
    }

    async fn carry(&self, mut client: TcpStream) {
        let fate = self.fate();
        if fate == Fate::Dropped {
            return;
        }
        let Some(request) = request(&mut client).await else { return };
        if fate == Fate::Delayed {
            tokio::time::sleep(Duration::from_millis(1 + self.roll(60))).await;
        }
        let Some(mut server) = self.to_server().await else { return };
        let sent = if fate == Fate::RequestCut { self.roll(request.len() as u64) as usize } else { request.len() };
        if server.write_all(&request[..sent]).await.is_err() || fate == Fate::RequestCut {
            return;
        }
        self.through.send_modify(|count| *count += 1);
        let mut answer = Vec::new();
        if server.read_to_end(&mut answer).await.is_err() && answer.is_empty() {
            return;
        }
        match fate {
            Fate::AnswerCut => answer.truncate(self.roll(answer.len() as u64 + 1) as usize),
            Fate::HalfOpen => {
                // Until the other side gives up.
                let _ = client.read(&mut [0]).await;
                return;
            }
            Fate::Doubled => {
                if let Some(mut again) = self.to_server().await
                    && again.write_all(&request).await.is_ok()
                {
                    let _ = again.read_to_end(&mut Vec::new()).await;
                }
            }
            Fate::Passes | Fate::Delayed | Fate::Dropped | Fate::RequestCut => {}
        }
        let _ = client.write_all(&answer).await;
    }
}

/// One request with its body, which asks the server to close the connection afterwards; none when it ends before.
async fn request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        if client.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..at]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            break (at, length.unwrap_or(0));
        }
    };
    while bytes.len() < head + 4 + length {
        if client.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    // One request a connection: the end of the answer is the end of the stream.
    bytes.splice(head..head, *b"\r\nconnection: close");
    Some(bytes)
}
