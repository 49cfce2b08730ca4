//! An event stream that is opened again whenever it ends, and what it said last. A poke is a promise: whoever asks after
//! it must find what it spoke of.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};
use vitrine_sync::wire::Poke;
use vitrine_sync::{Epoch, Seq};

use crate::browser::Browser;
use crate::proxy::Proxy;

/// What was heard so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heard {
    pub(crate) latest: Poke,
    /// The furthest place that was ever spoken of.
    pub(crate) promised: (Epoch, Seq),
    pub(crate) events: u64,
}

pub(crate) struct Listener {
    pub(crate) heard: watch::Receiver<Heard>,
    _ends: DropGuard,
}

impl Listener {
    /// Listens as `browser`, at one of the servers behind `proxy`: streams last longer than its connections.
    pub(crate) fn start(browser: &Browser, proxy: Arc<Proxy>) -> Self {
        let nothing = Poke { epoch: Epoch(0), head: Seq(0), reference: 0 };
        let (tell, heard) = watch::channel(Heard { latest: nothing, promised: (Epoch(0), Seq(0)), events: 0 });
        // Without its deadline for requests.
        let mut browser = Browser { http: reqwest::Client::new(), ..browser.clone() };
        let ends = CancellationToken::new();
        let over = ends.clone();
        let listening = async move {
            loop {
                if let Some(port) = proxy.any_target() {
                    browser.base = format!("http://127.0.0.1:{port}");
                    listen(&browser, &tell).await;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::spawn(async move { over.run_until_cancelled(listening).await });
        Self { heard, _ends: ends.drop_guard() }
    }
}

/// Until the stream ends, or cannot be opened.
async fn listen(browser: &Browser, tell: &watch::Sender<Heard>) {
    let Ok(Ok(mut events)) = browser.try_events().await else { return };
    while let Some((_, data)) = events.next().await {
        let latest: Poke = serde_json::from_value(data).unwrap();
        tell.send_modify(|heard| {
            let promised = heard.promised.max((latest.epoch, latest.head));
            *heard = Heard { latest, promised, events: heard.events + 1 };
        });
    }
}
