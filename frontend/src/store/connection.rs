//! The connection to the database: opened when it is needed, again when it was lost, and let go while the page is frozen.

use std::rc::Rc;
use std::task::{Poll, Waker};

use super::{Event, Store, VERSION, make};
use crate::idb::{Database, Fault};

pub(super) enum Connection {
    Closed,
    Opening(Vec<Waker>),
    Open(Rc<Database>),
    /// The page is frozen, or about to be: whoever wants something waits until it is back.
    Suspended(Vec<Waker>),
    /// For good: a transaction that comes too late must not make the database anew.
    Ended,
}

impl Store {
    /// The open database; opens it when it is closed or was lost.
    pub(super) async fn database(self: &Rc<Self>) -> Result<Rc<Database>, Fault> {
        let there = std::future::poll_fn(|context| {
            let mut connection = self.connection.borrow_mut();
            match &mut *connection {
                Connection::Open(db) => Poll::Ready(Ok(Some(db.clone()))),
                Connection::Opening(wakers) | Connection::Suspended(wakers) => {
                    wakers.push(context.waker().clone());
                    Poll::Pending
                }
                Connection::Closed => {
                    *connection = Connection::Opening(Vec::new());
                    Poll::Ready(Ok(None))
                }
                Connection::Ended => Poll::Ready(Err(Fault::Other("the session is over".into()))),
            }
        })
        .await?;
        match there {
            Some(db) => Ok(db),
            None => self.open().await,
        }
    }

    async fn open(self: &Rc<Self>) -> Result<Rc<Database>, Fault> {
        let lost = {
            let store = Rc::downgrade(self);
            move |deleted| {
                let Some(store) = store.upgrade() else { return };
                if deleted {
                    store.suspend();
                    (store.events)(Event::Deleted);
                } else {
                    store.close();
                    (store.events)(Event::Lost);
                }
            }
        };
        let opened = Database::open(&self.name, VERSION, make, lost).await.map(Rc::new);
        if let Err(Fault::Newer) = opened {
            (self.events)(Event::Newer);
        }
        let mut connection = self.connection.borrow_mut();
        if let Connection::Opening(wakers) = &mut *connection {
            wakers.drain(..).for_each(Waker::wake);
            *connection = opened.as_ref().map_or(Connection::Closed, |db| Connection::Open(db.clone()));
        }
        opened
    }

    /// Closes the connection; whatever needs it next opens it again.
    pub(crate) fn close(&self) {
        let mut connection = self.connection.borrow_mut();
        if let Connection::Open(_) = *connection {
            *connection = Connection::Closed;
        }
    }

    /// Begins nothing more until [`Store::resume`], and holds nothing that another tab could wait for: what is not told to
    /// commit is rolled back, and done again afterwards.
    pub(crate) fn suspend(&self) {
        self.suspensions.set(self.suspensions.get() + 1);
        let mut connection = self.connection.borrow_mut();
        *connection = match std::mem::replace(&mut *connection, Connection::Closed) {
            Connection::Open(db) => {
                db.let_go();
                Connection::Suspended(Vec::new())
            }
            Connection::Closed => Connection::Suspended(Vec::new()),
            Connection::Opening(wakers) | Connection::Suspended(wakers) => Connection::Suspended(wakers),
            Connection::Ended => Connection::Ended,
        };
    }

    /// The page is back.
    pub(crate) fn resume(&self) {
        let mut connection = self.connection.borrow_mut();
        if let Connection::Suspended(wakers) = &mut *connection {
            wakers.drain(..).for_each(Waker::wake);
            *connection = Connection::Closed;
        }
    }

    /// Closes the connection for good.
    pub(crate) fn end(&self) {
        match self.connection.replace(Connection::Ended) {
            Connection::Opening(wakers) | Connection::Suspended(wakers) => wakers.into_iter().for_each(Waker::wake),
            Connection::Closed | Connection::Open(_) | Connection::Ended => {}
        }
    }
}
