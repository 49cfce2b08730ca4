//! Pushes that wait for the one writer share a commit, and with it a wait for the disk
//! (docs/engine.md#pushes-that-wait-share-a-commit).
//!
//! Who comes to an open transaction joins it with a savepoint, so that each push is written whole or not at all. Who has
//! written goes to the end of the queue; the first who gets there commits for all who wrote meanwhile.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::super::{Result, StoreError};

/// As long as for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pushes of one commit, at most: nobody waits for all who could come.
const MEMBERS_MAX: usize = 64;

/// The transaction that pushes share, if one is open, and the queue before it.
type Queue = Mutex<Option<Open>>;

/// How a transaction ended: said once, to all of its members.
type Ending = OnceLock<std::result::Result<(), Arc<StoreError>>>;

struct Open {
    tx: Transaction<'static, Sqlite>,
    /// Pushes that were written.
    members: usize,
    ending: Arc<Ending>,
}

impl Open {
    /// Commits for all members.
    async fn commit(self) {
        let ended = self.tx.commit().await.map_err(|error| Arc::new(error.into()));
        // It was not told yet: whoever tells takes the transaction out of the queue first.
        let _ = self.ending.set(ended);
    }

    /// Tells the members that nothing of theirs was written; the transaction rolls back when it is dropped.
    fn abandon(self) {
        let _ = self.ending.set(Err(Arc::new(StoreError::Undone)));
    }
}

pub(super) struct Group {
    writer: SqlitePool,
    queue: Arc<Queue>,
}

impl Group {
    pub(super) fn new(writer: SqlitePool) -> Self {
        Self { writer, queue: Arc::default() }
    }

    /// Waits for the turn to write, in the open transaction or in a new one.
    ///
    /// # Errors
    /// When the turn or the connection does not come in time, or the database does not begin.
    pub(super) async fn join(&self) -> Result<Member> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.queue).lock_owned()).await;
        let mut turn = turn.map_err(|_| StoreError::Database(sqlx::Error::PoolTimedOut))?;
        if turn.is_none() {
            let tx = self.writer.begin_with("begin immediate").await?;
            *turn = Some(Open { tx, members: 0, ending: Arc::default() });
        }
        let alone = turn.as_ref().is_none_or(|open| open.members == 0);
        let mut member = Member { turn: Some(turn), alone };
        if !alone {
            sqlx::query("savepoint push").execute(member.connection()?).await?;
        }
        Ok(member)
    }
}

/// A push that is being written. What it wrote is undone when it is dropped.
pub(super) struct Member {
    turn: Option<OwnedMutexGuard<Option<Open>>>,
    /// Nobody has written in this transaction yet: it needs no savepoint.
    alone: bool,
}

impl Member {
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        let open = self.turn.as_mut().and_then(|turn| turn.as_mut());
        open.map(|open| &mut *open.tx).ok_or(StoreError::Undone)
    }

    /// Keeps what was written and returns when it is committed.
    ///
    /// # Errors
    /// When it is not; then nothing was written.
    pub(super) async fn commit(mut self) -> Result<()> {
        if !self.alone {
            sqlx::query("release push").execute(self.connection()?).await?;
        }
        let mut turn = self.turn.take().ok_or(StoreError::Undone)?;
        let open = turn.as_mut().ok_or(StoreError::Undone)?;
        open.members += 1;
        let (ending, full) = (Arc::clone(&open.ending), open.members >= MEMBERS_MAX);
        // A task of its own: others may have joined by the time that whoever sent this push hangs up.
        tokio::spawn(end(turn, ending, full)).await.map_err(|_| StoreError::Undone)?
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if let (Some(turn), Ok(runtime)) = (self.turn.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(undo(turn));
        }
    }
}

/// Lets those write who wait, and commits, unless one of them did.
async fn end(mut turn: OwnedMutexGuard<Option<Open>>, ending: Arc<Ending>, full: bool) -> Result<()> {
    if !full {
        let queue = Arc::clone(OwnedMutexGuard::mutex(&turn));
        drop(turn);
        turn = queue.lock_owned().await;
    }
    if ending.get().is_none()
        && let Some(open) = turn.take_if(|open| Arc::ptr_eq(&open.ending, &ending))
    {
        open.commit().await;
    }
    match ending.get() {
        Some(Ok(())) => Ok(()),
        Some(Err(error)) => Err(StoreError::Shared(Arc::clone(error))),
        None => Err(StoreError::Undone),
    }
}

/// Takes back what one push wrote; the others stay. SQLite ends the whole transaction on some errors, such as a full disk:
/// then there is nothing to go back to, and nothing of the others either.
async fn undo(mut turn: OwnedMutexGuard<Option<Open>>) {
    let Some(open) = turn.as_mut() else { return };
    let mut undone = open.members > 0;
    for statement in ["rollback to push", "release push"] {
        undone = undone && sqlx::query(statement).execute(&mut *open.tx).await.is_ok();
    }
    if !undone && let Some(open) = turn.take() {
        open.abandon();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use sqlx::sqlite::SqlitePoolOptions;

    use super::*;

    /// A group on a database in memory with the table `t`, and how often its writer has committed since.
    async fn group() -> (Arc<Group>, Arc<AtomicUsize>) {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
        sqlx::query("create table t (a integer unique)").execute(&pool).await.unwrap();
        let commits = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&commits);
        let mut connection = pool.acquire().await.unwrap();
        let count = move || counted.fetch_add(1, Ordering::Relaxed) < usize::MAX;
        connection.lock_handle().await.unwrap().set_commit_hook(count);
        drop(connection);
        (Arc::new(Group::new(pool)), commits)
    }

    async fn write(group: &Group, a: i64) -> Result<()> {
        let mut member = group.join().await?;
        sqlx::query("insert into t values (?1)").bind(a).execute(member.connection()?).await?;
        member.commit().await
    }

    async fn written(group: &Group) -> Vec<i64> {
        sqlx::query_scalar("select a from t order by a").fetch_all(&group.writer).await.unwrap()
    }

    /// Lets `numbers` be written by tasks that all wait while one push is open, which writes 0 and then commits or not.
    async fn together(group: &Arc<Group>, numbers: Vec<i64>, commit: bool) -> Vec<Result<()>> {
        let mut first = group.join().await.unwrap();
        sqlx::query("insert into t values (0)").execute(first.connection().unwrap()).await.unwrap();
        let task = |a| {
            let group = Arc::clone(group);
            tokio::spawn(async move { write(&group, a).await })
        };
        let tasks: Vec<_> = numbers.into_iter().map(task).collect();
        // One thread: each task runs until it waits in the queue.
        tokio::task::yield_now().await;
        if commit {
            first.commit().await.unwrap();
        } else {
            drop(first);
        }
        let mut results = Vec::new();
        for task in tasks {
            results.push(task.await.unwrap());
        }
        results
    }

    #[tokio::test]
    async fn pushes_that_wait_are_committed_together() {
        let (group, commits) = group().await;
        let results = together(&group, (1..=40).collect(), true).await;
        assert!(results.iter().all(Result::is_ok));
        assert_eq!(commits.load(Ordering::Relaxed), 1, "41 pushes, one wait for the disk");
        assert_eq!(written(&group).await.len(), 41);
        write(&group, 41).await.unwrap();
        assert_eq!(commits.load(Ordering::Relaxed), 2, "one alone does not wait for others");
    }

    #[tokio::test]
    async fn many_pushes_are_a_few_commits() {
        let (group, commits) = group().await;
        let results = together(&group, (1..=199).collect(), true).await;
        assert!(results.iter().all(Result::is_ok));
        assert_eq!(commits.load(Ordering::Relaxed), 200_usize.div_ceil(MEMBERS_MAX));
    }

    #[tokio::test]
    async fn a_push_that_fails_leaves_the_others_of_its_commit() {
        let (group, commits) = group().await;
        let results = together(&group, vec![1, 1, 2, 0, 3], true).await;
        let ok: Vec<bool> = results.iter().map(Result::is_ok).collect();
        assert_eq!(ok, [true, false, true, false, true]);
        assert_eq!((written(&group).await, commits.load(Ordering::Relaxed)), (vec![0, 1, 2, 3], 1));
    }

    #[tokio::test]
    async fn a_push_that_is_given_up_first_leaves_those_that_wait() {
        let (group, commits) = group().await;
        let results = together(&group, vec![0, 1], false).await;
        assert!(results.iter().all(Result::is_ok), "nothing of the first stands in the way of the second");
        assert_eq!((written(&group).await, commits.load(Ordering::Relaxed)), (vec![0, 1], 1));
    }

    #[tokio::test]
    async fn when_the_whole_transaction_is_gone_nobody_is_told_that_it_is_written() {
        let (group, commits) = group().await;
        let mut first = group.join().await.unwrap();
        sqlx::query("insert into t values (0)").execute(first.connection().unwrap()).await.unwrap();
        let second = Arc::clone(&group);
        let second = tokio::spawn(async move {
            let mut member = second.join().await.unwrap();
            // As SQLite does by itself when the disk is full.
            sqlx::query("rollback").execute(member.connection().unwrap()).await.unwrap();
        });
        tokio::task::yield_now().await;
        let lost = first.commit().await.unwrap_err();
        second.await.unwrap();
        assert!(lost.is_passing(), "it is sent again: {lost}");
        assert_eq!(commits.load(Ordering::Relaxed), 0);
    }
}
