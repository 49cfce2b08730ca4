//! Reaching PostgreSQL for the first time, and saying in words why it cannot be reached: with the address, never with the
//! password.

use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

use super::super::{Result, StoreError};

/// A machine that does not answer at all is not there.
const SILENCE: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_secs(1);

/// Connects once; tries again for `patience` while nobody is there yet.
pub(super) async fn reach(options: &PgConnectOptions, patience: Duration) -> Result<()> {
    let begun = Instant::now();
    let mut said = false;
    loop {
        let error = match tokio::time::timeout(SILENCE, PgConnection::connect_with(options)).await {
            Ok(Ok(connection)) => {
                let _ = connection.close().await;
                return Ok(());
            }
            Ok(Err(error)) => error,
            Err(_) => sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()),
        };
        let unreachable = StoreError::Unreachable { address: address(options), why: why(&error) };
        if !may_pass(&error) || begun.elapsed() >= patience {
            return Err(unreachable);
        }
        if !said {
            tracing::warn!("{unreachable}; trying again for {} s", patience.as_secs());
            said = true;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Not yet there, or not yet up; a wrong password stays wrong.
fn may_pass(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code == "57P03" || code == "53300"),
        _ => false,
    }
}

fn why(error: &sqlx::Error) -> String {
    let text = match error {
        sqlx::Error::Io(error) => error.to_string(),
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    };
    match text.split_once("unsupported startup parameter: ") {
        Some((_, parameter)) => {
            let name = parameter.split_whitespace().next().unwrap_or_default();
            format!("the pooler takes no {name}: write `ignore_startup_parameters = {name}` into pgbouncer.ini")
        }
        None => text,
    }
}

pub(super) fn address(options: &PgConnectOptions) -> String {
    let place = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let user = options.get_username();
    format!("{place} (database {}, as {user})", options.get_database().unwrap_or(user))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn the_address_is_said_and_the_password_never() {
        let options = PgConnectOptions::from_str("postgres://vitrine:hunter2@db.example:6432/cards").unwrap();
        assert_eq!(address(&options), "db.example:6432 (database cards, as vitrine)");
    }

    #[test]
    fn a_parameter_the_pooler_does_not_take_is_named_with_the_line_that_helps() {
        let refused = sqlx::Error::Protocol("unsupported startup parameter: options".into());
        assert!(why(&refused).contains("`ignore_startup_parameters = options`"), "{}", why(&refused));
    }
}
