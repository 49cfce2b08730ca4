//! What every database must do: one suite, run on SQLite and on PostgreSQL with the same count.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod catalog;
mod garbage;
mod history;
mod log;
mod migrations;
mod pages;
mod prices;

use std::sync::Arc;

use uuid::Uuid;
use vitrine_server::store::{Account, NewAccount, Numbers, ResultRow, Row, RowKey, Store, Who, Writes};
use vitrine_sync::{AccountId, ClientId, LedgerId};

/// Runs each named function of a module on both databases.
macro_rules! on_both_databases {
    ($($module:ident: $($test:ident),+ $(,)?;)+) => {
        mod on_sqlite {
            $(mod $module {
                $(#[tokio::test]
                async fn $test() {
                    crate::$module::$test(crate::Fixture::new(crate::support::Db::sqlite()).await).await;
                })+
            })+
        }
        mod on_postgres {
            $(mod $module {
                $(#[tokio::test]
                async fn $test() {
                    crate::$module::$test(crate::Fixture::new(crate::support::Db::postgres().await).await).await;
                })+
            })+
        }
    };
}

on_both_databases! {
    prices:
        field_7_others_write_while_a_file_is_laid_and_nobody_sees_half_of_it,
        field_7_an_import_that_broke_off_leaves_nothing_behind,
        a_file_is_imported_once_however_often_it_is_given,
        a_file_with_bad_rows_leaves_nothing_unless_they_may_be_left_out,
        a_new_day_is_added_to_a_long_series,
        rates_are_kept_exactly;
    accounts:
        an_account_comes_with_a_ledger_it_owns,
        a_name_is_taken_once,
        a_session_is_found_until_it_is_over,
        a_session_is_extended_and_never_shortened,
        the_sessions_of_an_account_are_its_own,
        a_name_is_that_of_the_session_and_of_its_clients,
        a_device_that_signs_in_again_keeps_its_name,
        roles_are_given_changed_and_taken_away,
        nobody_is_a_member_by_accident,
        the_database_answers_when_it_is_well;
    catalog:
        a_part_takes_the_place_of_the_one_there_was,
        a_game_is_stale_from_its_parts_to_its_index,
        what_is_made_of_a_game_is_replaced_whole;
    log:
        a_push_is_written_whole,
        a_push_that_is_dropped_leaves_nothing,
        sequence_order_is_commit_order,
        a_commit_held_open_is_not_passed_over,
        numbers_are_kept_for_ever_and_results_for_a_while,
        what_was_decided_is_found_by_the_name_of_the_edit,
        a_record_is_loaded_as_it_was_left,
        any_text_survives,
        a_large_push_is_one_transaction,
        a_client_belongs_to_one_account,
        a_new_epoch_begins_at_the_head,
        every_epoch_is_remembered_with_its_beginning;
    pages:
        a_page_ends_between_two_mutations,
        a_mutation_larger_than_a_page_comes_whole,
        a_record_changed_again_comes_once_at_its_new_place,
        a_pull_is_one_snapshot,
        ledgers_do_not_see_each_other,
        the_first_rows_are_living_entries_by_label_and_their_lots,
        rows_after_a_cursor_include_tombstones,
        pokes_say_where_ledgers_stand;
    garbage:
        what_was_deleted_waits_for_its_time_and_for_every_device,
        of_too_many_devices_the_one_not_heard_of_for_longest_is_forgotten,
        a_collection_that_is_only_tried_changes_nothing,
        history_goes_only_when_that_is_asked_for;
    history:
        a_value_is_told_as_it_was_written,
        the_history_is_told_backwards_in_whole_mutations,
        a_large_mutation_is_told_in_part_with_its_size,
        a_card_has_the_history_of_its_lots_and_of_no_other_card,
        the_history_of_a_device_or_a_day_can_be_asked_for,
        a_ledger_has_the_history_of_no_other;
}

/// A database with one account and its ledger.
pub(crate) struct Fixture {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) who: Who,
    // Dropped last: the file goes with it.
    _db: support::Db,
}

impl Fixture {
    pub(crate) async fn new(db: support::Db) -> Self {
        let store = db.store().await;
        let who = account(&*store, "Ada").await;
        Self { store, who, _db: db }
    }

    /// Writes mutations with the given numbers, each with one result and the given rows, and says the head after.
    pub(crate) async fn write(&self, who: &Who, numbers: Numbers, rows: impl FnOnce(u64) -> Vec<Row>) -> u64 {
        let count = numbers.last - numbers.first + 1;
        let tx = self.store.begin_push(who.ledger, count).await.unwrap();
        let head = tx.place().head;
        tx.commit(&writes(who, numbers, head, rows(head - count + 1))).await.unwrap();
        head
    }

    /// One mutation with one new record.
    pub(crate) async fn write_one(&self, n: u64) -> u64 {
        self.write(&self.who, Numbers { first: n, last: n }, |seq| vec![row(seq, &format!("card {n}"))]).await
    }
}

pub(crate) async fn account(store: &dyn Store, name: &str) -> Who {
    let id = AccountId(Uuid::now_v7());
    let ledger = LedgerId(Uuid::now_v7());
    let new = NewAccount {
        account: Account { id, name: name.to_owned(), password: "phc".into() },
        name_key: name.to_lowercase(),
        look: vitrine_server::accounts::Look::of(name),
        ledger,
        ledger_name: format!("{name}'s cards"),
        now_ms: 1,
    };
    store.create_account(&new).await.unwrap();
    Who { ledger, account: id, client: ClientId(Uuid::now_v7()) }
}

pub(crate) fn writes(who: &Who, numbers: Numbers, head: u64, rows: Vec<Row>) -> Writes {
    let first_seq = head - (numbers.last - numbers.first);
    let results = (numbers.first..=numbers.last).zip(first_seq..).map(|(n, seq)| result(n, seq)).collect();
    Writes {
        account: who.account,
        client: who.client,
        device: String::from("a test"),
        session: Uuid::nil(),
        last_n: numbers.last,
        now_ms: 2,
        grown: 0,
        rows,
        results,
        history: Vec::new(),
    }
}

pub(crate) fn result(n: u64, seq: u64) -> ResultRow {
    ResultRow { n, hash: Uuid::from_u128(u128::from(n)), seq, outcome: format!("{{\"done\":\"applied{n}\"}}") }
}

pub(crate) fn row(seq: u64, label: &str) -> Row {
    let key = RowKey { kind: "entry".into(), id: Uuid::now_v7() };
    Row { key, seq, alive: true, label: label.into(), parent: None, body: format!("{{\"name\":\"{label}\"}}") }
}

pub(crate) const ALL: Numbers = Numbers { first: 0, last: u64::MAX };
