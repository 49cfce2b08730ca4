//! Argon2id, off the async threads and a few at a time: each hash takes 19 MiB and some ten milliseconds of a core.
//!
//! The memory is kept and used again. Asked for and given back each time, the allocator soon holds it as its own, in every
//! arena a hash ever ran in: a hundred strangers who tried to sign in would cost half a gigabyte for good.

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::password_hash::{Output, ParamsString, PasswordHash, Salt, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

use crate::core::AppError;

const AT_ONCE: usize = 2;
static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);
/// What hashes are reckoned in; no more of them than places.
static BUFFERS: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

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
        let right = is_right(&password, &PasswordHash::new(&phc).map_err(failed)?)?;
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
    let argon = Argon2::default();
    let output = output(&argon, password, salt.as_salt(), Params::DEFAULT_OUTPUT_LEN).map_err(failed)?;
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon.params()).map_err(failed)?,
        salt: Some(salt.as_salt()),
        hash: Some(output),
    };
    Ok(hash.to_string())
}

fn is_right(password: &str, known: &PasswordHash<'_>) -> Result<bool, AppError> {
    let (Some(salt), Some(hash)) = (known.salt, known.hash) else { return Ok(false) };
    let algorithm = Algorithm::try_from(known.algorithm).map_err(failed)?;
    let version = known.version.map(Version::try_from).transpose().map_err(|error| failed(error.into()))?;
    let params = Params::try_from(known).map_err(failed)?;
    let argon = Argon2::new(algorithm, version.unwrap_or_default(), params);
    // Compared in constant time.
    Ok(output(&argon, password, salt, hash.len()).map_err(failed)? == hash)
}

fn output(
    argon: &Argon2<'_>,
    password: &str,
    salt: Salt<'_>,
    length: usize,
) -> Result<Output, argon2::password_hash::Error> {
    let mut bytes = [0; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut bytes)?;
    in_buffer(argon.params().block_count(), |blocks| {
        Output::init_with(length, |out| {
            Ok(argon.hash_password_into_with_memory(password.as_bytes(), salt, out, blocks)?)
        })
    })
}

/// Lends so many blocks. Each hash writes all of them before it reads them.
fn in_buffer<T>(blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
    let buffers = || BUFFERS.lock().unwrap_or_else(PoisonError::into_inner);
    let mut buffer = buffers().pop().unwrap_or_default();
    if buffer.len() < blocks {
        // Growing would hold the old and the new one for a moment.
        drop(buffer);
        buffer = vec![Block::new(); blocks];
    }
    let done = work(&mut buffer[..blocks]);
    buffers().push(buffer);
    done
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

    #[test]
    fn a_hash_of_before_is_still_known_and_what_lay_in_the_buffer_does_not_count() {
        // Made by the library's own `hash_password`, with other costs.
        use argon2::PasswordHasher;
        let salt = SaltString::encode_b64(&[3; 16]).unwrap();
        let params = Params::new(64, 3, 2, Some(24)).unwrap();
        let small = Argon2::new(Algorithm::Argon2i, Version::V0x10, params);
        for argon in [small, Argon2::default()] {
            let phc = argon.hash_password(b"correct horse", &salt).unwrap().to_string();
            for (password, right) in [("correct horse", true), ("battery staple", false), ("correct horse", true)] {
                assert_eq!(is_right(password, &PasswordHash::new(&phc).unwrap()).unwrap(), right, "{phc}");
            }
        }
        let ours = hash_now("correct horse", [3; 16]).unwrap();
        assert_eq!(ours, Argon2::default().hash_password(b"correct horse", &salt).unwrap().to_string());
        assert!(BUFFERS.lock().unwrap().len() <= AT_ONCE + 1, "the tests of this process share them");
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
