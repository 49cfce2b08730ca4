//! A value that one event will bring, as a future.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Empty until the event comes; the waker of whoever waits for it.
pub(crate) type Slot<T> = Rc<RefCell<(Option<T>, Option<Waker>)>>;

/// Puts the value into the slot and wakes whoever waits for it.
pub(crate) fn fill<T>(slot: &Slot<T>, value: T) {
    let waker = {
        let mut slot = slot.borrow_mut();
        slot.0 = Some(value);
        slot.1.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// Waits for a slot to be filled.
pub(crate) async fn filled<T>(slot: &Slot<T>) -> T {
    poll_fn(|context| {
        let mut slot = slot.borrow_mut();
        match slot.0.take() {
            Some(value) => Poll::Ready(value),
            None => {
                slot.1 = Some(context.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
}
