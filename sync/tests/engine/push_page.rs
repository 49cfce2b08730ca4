//! The answer to a push brings what a pull would: an edit alone is one request, and one write after it.

use vitrine_sync::client::{Input, Output, Reply, Write};
use vitrine_sync::wire::{Poke, PullResponse, PushResponse};
use vitrine_sync::{Epoch, Seq};

use crate::support::{Tab, Toy, tally};

/// The answer to the push under way, with `page` in it.
fn answer(tab: &mut Tab, seq: u64, page: Option<PullResponse<Toy>>) {
    let (request, response) = tab.response_to_push(seq, false);
    tab.give(Input::Pushed { request, reply: Reply::Ok(PushResponse { page, ..response }) });
}

fn poke(tab: &mut Tab, head: u64) {
    tab.give(Input::StreamEvent(Poke { epoch: Epoch(1), head: Seq(head), reference: 0 }));
}

fn leaders_writes(tab: &Tab) -> usize {
    let is =
        |output: &&Output<_>| matches!(output, Output::Write { write, .. } if !matches!(write, Write::Edit { .. }));
    tab.out.iter().filter(is).count()
}

#[test]
fn an_edit_alone_is_one_request_and_one_write_after_it() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    poke(&mut tab, 11);
    assert!(tab.pulled().is_none(), "the answer brings what the event stream told of");
    let page = tab.page(10, 11, vec![(1, tally(5, 11))], 1);
    answer(&mut tab, 11, Some(page));
    assert_eq!(leaders_writes(&tab), 1);
    tab.store();
    assert_eq!((tab.engine.position().cursor, tab.count(1)), (Seq(11), Some(5)));
    assert_eq!((tab.engine.outbox().count(), leaders_writes(&tab)), (0, 0));
    poke(&mut tab, 11);
    assert!(tab.pulled().is_none());
}

#[test]
fn what_others_wrote_comes_with_the_answer_too() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let page = tab.page(10, 12, vec![(2, tally(7, 11)), (1, tally(5, 12))], 1);
    answer(&mut tab, 12, Some(page));
    tab.store();
    assert_eq!((tab.count(1), tab.count(2)), (Some(5), Some(7)));
}

#[test]
fn a_pull_waits_for_a_slow_answer_a_moment_only() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let since = tab.now;
    poke(&mut tab, 11);
    tab.wait();
    assert!(tab.now - since <= 250, "{} ms", tab.now - since);
    tab.answer_pull(10, 11, vec![(2, tally(7, 11))], 0);
    assert_eq!(tab.count(2), Some(7));
    // The answer's page begins where the base does not stand any more.
    let page = tab.page(10, 12, vec![(2, tally(7, 11)), (1, tally(5, 12))], 1);
    answer(&mut tab, 12, Some(page));
    tab.store();
    assert_eq!(
        (tab.engine.position().cursor, tab.engine.outbox().count()),
        (Seq(11), 1),
        "acknowledged, not contained"
    );
    poke(&mut tab, 12);
    tab.answer_pull(11, 12, vec![(1, tally(5, 12))], 1);
    assert_eq!((tab.count(1), tab.engine.outbox().count()), (Some(5), 0));
}

#[test]
fn a_page_of_a_server_that_forgot_this_device_is_not_taken() {
    let mut tab = Tab::leading();
    tab.save(1, 5);
    let page = tab.page(10, 11, vec![(1, tally(5, 11))], 1);
    answer(&mut tab, 11, Some(page));
    tab.store();
    tab.save(2, 6);
    let page = tab.page(11, 12, vec![(2, tally(6, 12))], 0);
    answer(&mut tab, 12, Some(page));
    tab.store();
    assert_eq!(tab.engine.position().cursor, Seq(11), "a pull finds out what happened");
}

#[test]
fn only_the_last_push_of_a_queue_asks_for_the_page() {
    let mut tab = Tab::leading();
    for n in 0..150 {
        tab.save(n, 1);
    }
    let asks = |tab: &Tab| {
        tab.out.iter().find_map(|output| match output {
            Output::Push { message, .. } => Some((message.mutations.len(), message.after.is_some())),
            _ => None,
        })
    };
    assert_eq!(asks(&tab), Some((1, true)), "the first went out at once, alone");
    answer(&mut tab, 11, None);
    assert_eq!(asks(&tab), Some((100, false)));
    answer(&mut tab, 111, None);
    assert_eq!(asks(&tab), Some((49, true)));
}
