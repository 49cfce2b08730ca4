//! A value that one event will bring, as a future.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Empty until the event comes; the waker of whoever waits for it.
pub(crate) type OneShot<T> = Rc<RefCell<(Option<T>, Option<Waker>)>>;

/// Sets the value and wakes whoever waits for it.
pub(crate) fn resolve<T>(shared: &OneShot<T>, value: T) {
    let waker = {
        let mut shared = shared.borrow_mut();
        shared.0 = Some(value);
        shared.1.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Waits for the value.
pub(crate) async fn resolved<T>(shared: &OneShot<T>) -> T {
    poll_fn(|context| {
        let mut shared = shared.borrow_mut();
        match shared.0.take() {
            Some(value) => Poll::Ready(value),
            None => {
                shared.1 = Some(context.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
}
