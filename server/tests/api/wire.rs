//! A TCP connection that can fall silent: a firewall or a router between two machines that has forgotten it. Nobody is told,
//! both ends believe it open.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

pub(crate) struct Wire {
    pub(crate) port: u16,
    /// Connections with a smaller number say nothing any more.
    silenced: watch::Sender<u64>,
    made: Arc<AtomicU64>,
    _ends: DropGuard,
}

impl Wire {
    /// Leads to `target` on this machine.
    pub(crate) async fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (silenced, made, ends) = (watch::Sender::new(0), Arc::new(AtomicU64::new(0)), CancellationToken::new());
        let (heard, count, over) = (silenced.subscribe(), Arc::clone(&made), ends.clone());
        tokio::spawn(async move {
            while let Some(Ok((client, _))) = over.run_until_cancelled(listener.accept()).await {
                let number = count.fetch_add(1, Ordering::Relaxed);
                let (heard, over) = (heard.clone(), over.clone());
                tokio::spawn(async move {
                    over.run_until_cancelled(carry(client, target, number, heard)).await;
                });
            }
        });
        Self { port, silenced, made, _ends: ends.drop_guard() }
    }

    /// The connections there are fall silent; new ones carry.
    pub(crate) fn forget(&self) {
        self.silenced.send_replace(self.made());
    }

    /// All connections fall silent, also those that are made from now on.
    pub(crate) fn cut(&self) {
        self.silenced.send_replace(u64::MAX);
    }

    /// Connections made so far.
    pub(crate) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }
}

async fn carry(mut client: TcpStream, target: u16, number: u64, mut silenced: watch::Receiver<u64>) {
    let Ok(mut server) = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], target))).await else { return };
    let falls_silent = async { silenced.wait_for(|below| number < *below).await.is_ok() };
    tokio::select! {
        biased;
        // Both ends stay open.
        is_silent = falls_silent => if is_silent {
            std::future::pending::<()>().await;
        },
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
    }
}
