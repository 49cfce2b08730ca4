//! What can be set, with its defaults.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::garbage::Keep;

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SignUp {
    Open,
    Closed,
}

/// The settings of a running server.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The address people open, e.g. https://cards.example.org. With https the session cookie is bound to the host and
    /// browsers are told to stay on https.
    #[arg(long, env = "VITRINE_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// A reverse proxy stands in front: believe its X-Forwarded-For and X-Forwarded-Proto.
    #[arg(long, env = "VITRINE_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Everybody who is signed in may import catalogue and price files in the app. Without it only a browser on this very
    /// machine may, and not through a proxy.
    #[arg(long, env = "VITRINE_ALLOW_IMPORT")]
    pub allow_import: bool,
    /// Megabytes of pictures of cards to keep; 0 shows none.
    #[arg(long, default_value_t = 500, env = "VITRINE_PICTURES_MB")]
    pub pictures_mb: u64,
    /// Where pictures are kept: in the data directory.
    #[arg(skip = PathBuf::from("pictures"))]
    pub pictures_dir: PathBuf,
    /// For tests: pictures may come from this machine and without https.
    #[arg(skip)]
    pub pictures_from_anywhere: bool,
    /// Edits an account may send at once.
    #[arg(long, default_value_t = 20_000.0)]
    pub mutations_burst: f64,
    /// Edits an account gets back per second.
    #[arg(long, default_value_t = 200.0)]
    pub mutations_per_second: f64,
    /// Megabytes of edits an account may send at once.
    #[arg(long, default_value_t = 64.0)]
    pub push_mb_burst: f64,
    /// Megabytes of edits an account gets back per second.
    #[arg(long, default_value_t = 1.0)]
    pub push_mb_per_second: f64,
    /// Megabytes a collection may take, its history among them; 0: as many as there is room for. Edits of a full one wait on
    /// their devices.
    #[arg(long, default_value_t = 1_000, env = "VITRINE_LEDGER_MB")]
    pub ledger_mb: u64,
    /// Who may make an account: anybody who reaches the page, or nobody any more.
    #[arg(long, value_enum, default_value_t = SignUp::Open, env = "VITRINE_SIGN_UP")]
    pub sign_up: SignUp,
    /// A name by which people reach this server, besides that of --public-url, localhost and numeric addresses: nas.local. May
    /// be said several times. Requests to other names are refused, unless a proxy decides (--behind-proxy).
    #[arg(long = "allowed-host", env = "VITRINE_ALLOWED_HOSTS", value_delimiter = ' ')]
    pub allowed_hosts: Vec<String>,
    /// Seconds a file that is sent has before it is asked whether it comes fast enough.
    #[arg(long, default_value_t = 30, hide = true)]
    pub upload_grace_s: u64,
    /// Requests of any kind an account may make at once.
    #[arg(long, default_value_t = 5_000.0)]
    pub requests_burst: f64,
    /// Requests an account gets back per second.
    #[arg(long, default_value_t = 200.0)]
    pub requests_per_second: f64,
    /// Times an account may have a whole ledger summed up in a row, to compare a device with it.
    #[arg(long, default_value_t = 20.0)]
    pub checks_burst: f64,
    /// Such comparisons an account gets back per minute.
    #[arg(long, default_value_t = 2.0)]
    pub checks_per_minute: f64,
    /// A file of prices or exchange rates to fetch at the start and daily, in any format that can be imported. The game
    /// may follow after a #: https://example.org/latest.json#mtg. May be said several times.
    #[arg(long = "price-feed", env = "VITRINE_PRICE_FEEDS", value_delimiter = ' ')]
    pub price_feeds: Vec<String>,
    #[command(flatten)]
    pub keep: Keep,
    /// Attempts to sign in with one name before it has to wait.
    #[arg(long, default_value_t = 10.0)]
    pub sign_in_burst: f64,
    /// Attempts to sign in, or up, from one address before it has to wait.
    #[arg(long, default_value_t = 100.0)]
    pub address_burst: f64,
    /// Event streams an account may have open.
    #[arg(long, default_value_t = 64)]
    pub streams_per_account: usize,
    /// Connections that may be open at once; event streams take three quarters of them at most, and one address half,
    /// unless it is the proxy's.
    #[arg(long, default_value_t = 4_096)]
    pub connections: usize,
    /// Seconds a connection may take to say what it wants, also between two requests.
    #[arg(long, default_value_t = 30)]
    pub head_timeout_s: u64,
    /// Seconds between two heartbeats of an event stream.
    #[arg(long, default_value_t = 20.0, hide = true)]
    pub beat_s: f64,
    /// Seconds between two trials whether the LISTEN connection still hears, and for each to succeed.
    #[arg(long, default_value_t = 5.0, hide = true)]
    pub listen_check_s: f64,
    /// Records in one pull page.
    #[arg(long, default_value_t = vitrine_sync::wire::PULL_PAGE, hide = true)]
    pub pull_page: usize,
    /// Seconds a request may take.
    #[arg(long, default_value_t = 30, hide = true)]
    pub request_timeout_s: u64,
}

impl Config {
    /// Is the public address https?
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Event streams that may be open at once: others must be able to push and pull.
    pub fn streams(&self) -> usize {
        self.connections - self.connections / 4
    }

    pub fn listen_check(&self) -> Duration {
        Duration::from_secs_f64(self.listen_check_s.max(0.05))
    }

    pub fn beat(&self) -> Duration {
        Duration::from_secs_f64(self.beat_s.max(0.05))
    }
}

/// An address as browsers send it back as their origin: a scheme and a host, perhaps a port.
fn public_url(text: &str) -> Result<String, String> {
    let example = "say it as people open it, with http:// or https:// in front: https://cards.example.org";
    let url = reqwest::Url::parse(text).map_err(|_| example.to_owned())?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(example.to_owned());
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("Vitrine is always at the root of a host, nothing can follow it: {example}"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("nobody's name or password belongs here: {example}"));
    }
    Ok(url.origin().ascii_serialization())
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            behind_proxy: false,
            allow_import: false,
            pictures_mb: 500,
            pictures_dir: PathBuf::from("pictures"),
            pictures_from_anywhere: false,
            price_feeds: Vec::new(),
            mutations_burst: 20_000.0,
            mutations_per_second: 200.0,
            push_mb_burst: 64.0,
            push_mb_per_second: 1.0,
            ledger_mb: 1_000,
            sign_up: SignUp::Open,
            allowed_hosts: Vec::new(),
            upload_grace_s: 30,
            requests_burst: 5_000.0,
            requests_per_second: 200.0,
            checks_burst: 20.0,
            checks_per_minute: 2.0,
            keep: Keep::default(),
            sign_in_burst: 10.0,
            address_burst: 100.0,
            streams_per_account: 64,
            connections: 4_096,
            head_timeout_s: 30,
            beat_s: 20.0,
            listen_check_s: 5.0,
            pull_page: vitrine_sync::wire::PULL_PAGE,
            request_timeout_s: 30,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_14_a_public_url_without_a_scheme_is_refused_with_an_example() {
        for wrong in ["cards.example.org", "cards.example.org:8443", "//cards.example.org", "ftp://cards.example.org"] {
            assert!(public_url(wrong).unwrap_err().contains("https://cards.example.org"), "{wrong}");
        }
        assert!(public_url("https://cards.example.org/vitrine").unwrap_err().contains("root of a host"));
        assert!(public_url("https://ada:secret@cards.example.org").is_err());
        assert_eq!(public_url("https://Cards.example.org/").unwrap(), "https://cards.example.org");
        assert_eq!(public_url("http://127.0.0.1:3210").unwrap(), "http://127.0.0.1:3210");
    }
}
