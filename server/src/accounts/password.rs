//! Argon2id, off the async threads and a few at a time: each hash takes 19 MiB and some ten milliseconds of a core.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use tokio::sync::Semaphore;

use crate::core::AppError;

const AT_ONCE: usize = 2;
static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// Verified against when there is no such account, so that its answer takes as long as any.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody has this password", [7; 16]).ok());

/// The PHC string of a password, with a new salt.
pub(super) async fn hash(password: String) -> Result<String, AppError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt)?;
    off_thread(move || hash_now(&password, salt)).await
}

/// Is this the password of `phc`? Without one the answer is no, after the same work.
pub(super) async fn verify(password: String, phc: Option<String>) -> Result<bool, AppError> {
    off_thread(move || {
        let known = phc.is_some();
        let Some(phc) = phc.or_else(|| NOBODY.clone()) else { return Ok(false) };
        let parsed = PasswordHash::new(&phc).map_err(failed)?;
        let right = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(right && known)
    })
    .await
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    // The semaphore is never closed; a closed one would only mean no limit.
    let place = PLACES.acquire().await;
    // The work goes on when its asker hangs up, and so does its claim to the place.
    let work = move || {
        let _place = place;
        work()
    };
    tokio::task::spawn_blocking(work).await?
}

fn hash_now(password: &str, salt: [u8; 16]) -> Result<String, AppError> {
    let salt = SaltString::encode_b64(&salt).map_err(failed)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(failed)?.to_string())
}

fn failed(error: argon2::password_hash::Error) -> AppError {
    AppError::Password(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let phc = hash("correct horse".into()).await.unwrap();
        assert!(phc.starts_with("$argon2id$"));
        assert!(verify("correct horse".into(), Some(phc.clone())).await.unwrap());
        assert!(!verify("battery staple".into(), Some(phc)).await.unwrap());
        assert!(!verify("nobody has this password".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn two_hash_at_a_time_and_those_whose_asker_hung_up_count() {
        let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
        let mut ends = Vec::new();
        for _ in 0..AT_ONCE {
            let (end, ended) = std::sync::mpsc::channel::<()>();
            let begun = begun.clone();
            let asker = tokio::spawn(off_thread(move || {
                begun.send(()).unwrap();
                // Until its end is dropped.
                assert!(ended.recv().is_err());
                Ok(())
            }));
            begins.recv().await.unwrap();
            asker.abort();
            assert!(asker.await.unwrap_err().is_cancelled());
            ends.push(end);
        }
        let mut third = Box::pin(off_thread(move || {
            begun.send(()).unwrap();
            Ok(())
        }));
        assert!(futures::poll!(&mut third).is_pending());
        // Work that has begun does not end with its asker: this has not.
        drop(third);
        drop(ends);
        assert_eq!(begins.recv().await, None, "a third one has begun");
        assert!(off_thread(|| Ok(true)).await.unwrap(), "and places are given back");
    }
}
