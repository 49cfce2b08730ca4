//! The front door: connections are counted, and one that does not say what it wants within the time is closed. axum's own
//! loop waits for a request's head for ever, so that a few thousand silent connections would be the end of it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::accounts::subnet;
use crate::core::Core;
use crate::seats::Seats;

/// A head is small; hyper would take 400 KiB of each connection.
const HEAD_BYTES: usize = 64 * 1024;
/// When there are no files left to open, say, accepting again at once would only burn a core.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until [`Core::stopping`] is cancelled and every request under way has ended.
pub(crate) async fn serve(core: &Arc<Core>, listener: TcpListener, app: Router) {
    let seats = Seats::default();
    let all = core.config.connections;
    // A flood must not fill the log as well: only the first of a row is told, the measures count all.
    let mut turning_away = false;
    let each = if core.config.behind_proxy { all } else { all - all / 2 };
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = open.join_next() => continue,
            () = core.stopping.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let seat = match seats.take(subnet(peer.ip()), each, all) {
            Ok(seat) => {
                turning_away = false;
                seat
            }
            Err(why) => {
                core.metrics.turned_away();
                if !std::mem::replace(&mut turning_away, true) {
                    tracing::warn!(?why, %peer, "connections are turned away");
                }
                continue;
            }
        };
        let (core, app) = (Arc::clone(core), app.clone());
        open.spawn(async move {
            connection(&core, stream, peer, app).await;
            drop(seat);
        });
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn connection(core: &Core, stream: TcpStream, peer: SocketAddr, app: Router) {
    // A poke is small and must not wait for company.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let app = app.clone();
        async move {
            let Ok(response) = app.oneshot(request).await;
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(core.config.head_timeout_s))
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = core.stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // The other side hung up, or never said what it wanted.
        tracing::debug!(%error, "a connection ended");
    }
}
