//! Starting and stopping: the listener, the background tasks, and a shutdown that does not wait for open streams.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;

use crate::config::Config;
use crate::core::{Core, now_ms};
use crate::store::Store;
use crate::{accept, accounts, catalog, garbage, http, listen, prices};

/// How long requests under way may take to end.
const DEADLINE: Duration = Duration::from_secs(10);
/// Files that are no connections of browsers: the database's, pictures, imports.
#[cfg(unix)]
const OTHER_FILES: u64 = 128;
/// How often sessions that are over are forgotten.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// Serves until SIGTERM or ctrl-c.
///
/// # Errors
/// When the address is taken.
pub async fn serve(
    addr: SocketAddr,
    store: Arc<dyn Store>,
    listen_url: Option<String>,
    config: Config,
) -> anyhow::Result<()> {
    warn_without_https(addr.ip(), &config);
    let config = Config { connections: config.connections.min(connections_there_is_room_for()), ..config };
    let core = Core::new(store, config);
    let listener = TcpListener::bind(addr).await.with_context(|| format!("cannot listen on {addr}"))?;
    let addr = listener.local_addr()?;
    let stopping = core.stopping.clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("stopping");
        stopping.cancel();
    });
    tracing::info!(%addr, version = env!("CARGO_PKG_VERSION"), "listening on http://{addr}");
    serve_on(core, listener, listen_url).await
}

/// Serves on `listener` until [`Core::stopping`] is cancelled.
///
/// # Errors
/// When the listener fails.
pub async fn serve_on(core: Arc<Core>, listener: TcpListener, listen_url: Option<String>) -> anyhow::Result<()> {
    if let Some(url) = listen_url {
        tokio::spawn(listen::run(Arc::clone(&core), url));
    }
    tokio::spawn(sweep(Arc::clone(&core)));
    tokio::spawn(accounts::write_uses(Arc::clone(&core)));
    tokio::spawn(garbage::run(Arc::clone(&core)));
    core.look_at_reference().await?;
    tokio::spawn(watch_reference(Arc::clone(&core)));
    tokio::spawn(prices::run_feeds(Arc::clone(&core)));
    tokio::spawn(catalog::renew(Arc::clone(&core)));
    let app = http::router(Arc::clone(&core));
    let stopping = core.stopping.clone();
    let server = accept::serve(&core, listener, app);
    let late = async {
        stopping.cancelled().await;
        tokio::time::sleep(DEADLINE).await;
    };
    tokio::select! {
        () = server => {}
        () = late => tracing::warn!("some requests did not end in time"),
    }
    core.store.close().await;
    Ok(())
}

async fn sweep(core: Arc<Core>) {
    loop {
        match core.store.delete_expired_sessions(now_ms()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "forgot sessions that were over"),
            Err(error) => tracing::warn!(%error, "cannot forget sessions"),
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            () = core.stopping.cancelled() => return,
        }
    }
}

async fn watch_reference(core: Arc<Core>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(core.config.beat()) => {}
            () = core.stopping.cancelled() => return,
        }
        if let Err(error) = core.look_at_reference().await {
            tracing::warn!(%error, "cannot look for newer reference data");
        }
    }
}

/// Service workers, Web Locks and host-bound cookies exist in a secure context only: https, or this very machine.
fn warn_without_https(ip: IpAddr, config: &Config) {
    if !ip.is_loopback() && !config.is_https() {
        tracing::warn!(
            "this address is reached over plain http: browsers allow no offline use there. Put https in front and \
             say --public-url https://…, or listen on 127.0.0.1"
        );
    }
}

/// Every connection is an open file, and so is every connection to the database: browsers must not take them all.
#[cfg(unix)]
fn connections_there_is_room_for() -> usize {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) => {
            tracing::info!(files, "files that may be open");
            usize::try_from(files.saturating_sub(OTHER_FILES).max(1)).unwrap_or(usize::MAX)
        }
        Err(error) => {
            tracing::warn!(%error, "cannot find out how many files may be open");
            usize::MAX
        }
    }
}

#[cfg(not(unix))]
fn connections_there_is_room_for() -> usize {
    usize::MAX
}

async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
