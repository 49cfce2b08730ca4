//! The order and the groups a person chose last, kept on this device, so that a reload does not lose them. Filters and the
//! search are not: a collection that opens with cards missing looks like a loss.

use leptos::prelude::*;
use leptos::web_sys::{self, Storage};

use super::Collection;
use super::{Grouping, Query, Sort};

const KEPT: &str = "vitrine:order";
const DOWN: &str = "down";

impl Collection {
    pub(super) fn keep_order(&self) {
        let query = self.query;
        let collection = *self;
        // The server renders the first order; the chosen one holds as soon as the local rows do.
        let whole = Memo::new(move |_| collection.is_whole());
        Effect::new(move |before: Option<bool>| {
            let whole = whole.get();
            let untouched = query.with_untracked(|query| query.same_order(&Query::default()));
            if whole
                && before != Some(true)
                && untouched
                && let Some(text) = storage().and_then(|storage| storage.get_item(KEPT).ok().flatten())
            {
                query.update(|query| take(query, &text));
            }
            whole
        });
        let order = Memo::new(move |_| query.with(said));
        Effect::new(move |before: Option<String>| {
            let now = order.get();
            if before.is_some_and(|before| before != now)
                && let Some(storage) = storage()
            {
                // A convenience: without room the next start begins with the first order.
                let _ = storage.set_item(KEPT, &now);
            }
            now
        });
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// `set value down`: groups, order, direction.
fn said(query: &Query) -> String {
    let direction = if query.descending { DOWN } else { "up" };
    format!("{} {} {direction}", query.group.code(), query.sort.code())
}

/// Takes over what is understood of it.
fn take(query: &mut Query, text: &str) {
    let mut words = text.split(' ');
    let (group, sort) = (words.next().and_then(Grouping::from_code), words.next().and_then(Sort::from_code));
    if let (Some(group), Some(sort)) = (group, sort) {
        (query.group, query.sort, query.descending) = (group, sort, words.next() == Some(DOWN));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_as_it_was_written() {
        for group in Grouping::all() {
            for sort in Sort::ALL {
                for descending in [false, true] {
                    let chosen = Query { group, sort, descending, ..Query::default() };
                    let mut read = Query { search: "kept".into(), ..Query::default() };
                    take(&mut read, &said(&chosen));
                    assert_eq!(read, Query { search: "kept".into(), ..chosen });
                }
            }
        }
    }

    #[test]
    fn what_another_build_wrote_changes_nothing() {
        let mut query = Query { sort: Sort::Value, ..Query::default() };
        take(&mut query, "shelf value down");
        take(&mut query, "");
        assert_eq!(query, Query { sort: Sort::Value, ..Query::default() });
    }
}
