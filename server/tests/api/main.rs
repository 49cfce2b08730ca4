//! The server over real HTTP, on both databases: what a client, a stranger and a network can do to it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod accounts;
mod away;
mod bouncer;
mod browser;
mod catalog;
mod client;
mod collector;
mod defects;
mod devices;
mod documented;
mod durability;
mod events;
mod field;
mod full_disk;
mod garbage;
mod held;
mod history;
mod hostile;
mod judged;
mod listener;
mod load;
mod nginx;
mod nodes;
mod operating;
mod pooled;
mod prices;
mod process;
mod protocol_doc;
mod proxy;
mod push;
mod restore;
mod server;
mod soak;
mod surface;
mod value;
mod value_load;
mod versions;
mod which_price;
mod wire;

/// Runs each named function of a module against a server on both databases.
macro_rules! on_both_databases {
    ($($module:ident: $($test:ident),+ $(,)?;)+) => {
        mod on_sqlite {
            $(mod $module {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    crate::$module::$test(crate::support::Db::sqlite()).await;
                })+
            })+
        }
        mod on_postgres {
            $(mod $module {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    crate::$module::$test(crate::support::Db::postgres().await).await;
                })+
            })+
        }
    };
}

on_both_databases! {
    value:
        a_price_is_the_exact_one_or_one_a_rule_allows_and_says_so,
        the_value_follows_edits_and_imports,
        report_b9_without_a_noted_rate_every_figure_counts_by_that_of_the_day,
        a_gain_compares_the_copies_that_have_both_a_price_and_a_cost,
        a_device_is_told_what_is_different,
        the_parts_of_a_move_add_up_across_currencies,
        what_a_collection_is_worth_is_private,
        a_view_made_when_the_catalogue_has_just_changed_knows_the_new_one,
        a_feed_is_fetched_once_and_again_only_when_it_has_changed;
    push:
        a_mutation_sent_twice_is_applied_once,
        an_edit_is_carried_out_once_under_whichever_number_it_comes,
        the_same_push_sent_twice_at_once_is_applied_once,
        a_missing_number_is_told_with_the_one_expected,
        another_mutation_under_the_same_number_is_a_copy,
        an_edit_made_alike_in_a_copied_profile_is_not_a_repeat,
        a_refused_mutation_does_not_block_what_follows,
        a_skip_uses_its_number_up,
        a_mutation_that_cannot_be_read_is_named_and_nothing_is_written,
        a_version_that_is_too_old_or_too_new_is_told,
        a_push_that_is_too_large_is_refused_whole,
        a_stamp_from_the_future_is_moved_to_now,
        a_cursor_of_another_time_must_resync,
        a_push_from_before_a_restore_is_not_decided,
        a_mutation_from_before_two_restores_has_seen_what_the_first_one_left,
        a_pull_comes_in_pages,
        more_edits_than_the_limit_wait,
        many_clients_push_at_once_and_nothing_is_lost;
    collector:
        the_latest_of_two_offline_edits_wins,
        an_edit_after_an_offline_add_wins,
        a_later_edit_brings_a_deleted_card_back,
        a_deleted_card_leaves_the_total_and_the_chart,
        a_sold_copy_leaves_the_total_and_the_sale_comes_with_its_card,
        the_first_rows_bring_the_groups_they_stand_in_and_the_settings,
        the_gain_in_the_totals_is_by_the_method_that_is_set,
        an_acquisition_date_is_the_one_the_person_gave,
        a_refused_edit_is_answered_with_its_reason,
        money_is_exact,
        the_chart_starts_when_the_card_was_bought_not_when_it_was_sent,
        the_loser_of_a_conflict_is_kept;
    defects:
        of_two_edits_made_offline_the_later_stands,
        an_edit_of_what_was_added_offline_stands,
        a_later_edit_brings_a_deleted_card_back_everywhere,
        an_edit_made_while_others_are_sent_is_sent_too,
        an_edit_made_while_a_page_is_fetched_stays_in_sight_and_is_sent,
        a_refused_edit_stays_with_its_reason,
        an_edit_made_after_the_session_ended_waits_for_the_next,
        a_finish_no_list_knows_is_kept_as_it_is,
        a_sold_card_counts_in_the_chart_until_its_day,
        fifty_refused_edits_do_not_hold_up_a_good_one,
        clocks_that_are_a_year_off_stop_nobody,
        the_queue_of_one_person_is_never_sent_as_anothers;
    access:
        without_a_session_nothing_is_answered,
        a_collection_is_private,
        a_foreign_ledger_and_a_missing_one_answer_the_same,
        a_viewer_reads_and_his_edits_are_refused_one_by_one,
        an_editor_writes,
        a_lost_role_is_lost_at_once,
        edits_of_another_account_are_not_taken,
        a_client_of_another_account_is_a_copy,
        someone_elses_record_id_opens_nothing;
    accounts:
        signing_up_and_in_and_out,
        names_are_one_whatever_their_case,
        a_wrong_password_and_an_unknown_name_answer_the_same,
        weak_passwords_and_bad_names_are_refused,
        a_password_is_changed_by_who_knows_it_and_other_devices_are_signed_out,
        guessing_is_slowed_down,
        the_cookie_is_for_this_server_only,
        behind_https_the_cookie_is_bound_to_the_host,
        another_site_cannot_act_for_a_person,
        the_database_does_not_hold_what_signs_in,
        field_14_names_that_cannot_be_told_apart_are_refused,
        field_14_two_servers_on_one_host_keep_their_people_apart;
    devices:
        every_device_is_listed_by_its_browser_and_the_asking_one_is_marked,
        a_device_that_is_signed_out_hears_and_sends_nothing_more,
        all_other_devices_are_signed_out_at_once,
        the_history_knows_a_device_by_the_name_it_was_given,
        nobody_sees_names_or_ends_another_accounts_device,
        a_device_is_seen_when_it_asks_and_when_it_listens;
    catalog:
        a_file_that_is_sent_can_be_searched_on_the_device,
        a_chunk_is_cached_for_ever_and_comes_as_it_is_asked_for,
        importing_again_changes_nothing_and_a_new_set_changes_its_game_only,
        a_bad_file_changes_nothing_and_says_why,
        the_catalogue_is_for_those_who_are_signed_in_and_imports_for_those_who_may,
        files_that_are_chosen_together_come_as_one_archive,
        what_the_catalogue_knows_of_a_card_is_found_by_its_place_or_by_its_ids,
        a_picture_is_fetched_once_and_kept,
        pictures_from_this_machine_or_turned_off_are_not_fetched;
    prices:
        a_file_of_prices_that_is_sent_prices_the_cards_and_is_told_of,
        a_file_of_rates_is_known_by_its_contents,
        a_bad_price_file_changes_nothing_and_says_why,
        prices_are_for_those_who_are_signed_in_and_imports_for_those_who_may,
        a_rarity_has_the_price_that_names_it_and_never_that_of_another,
        what_graded_copies_are_quoted_at_comes_with_a_raw_card;
    which_price:
        report_a1_a_zero_from_a_source_is_no_price,
        report_a6_a_price_of_a_language_is_of_each_of_its_names,
        report_a8_set_codes_of_another_app_lead_to_the_card_and_its_price,
        report_a9_a_contradiction_is_told_and_has_no_price_until_it_is_settled,
        issue_14_what_each_rule_would_give_is_said_and_a_switch_gives_it;
    events:
        a_stream_says_the_head_on_connect_and_when_it_moves,
        a_stream_beats,
        a_stream_ends_when_its_session_does,
        a_stream_ends_when_its_role_is_lost,
        open_streams_do_not_hold_up_a_shutdown,
        streams_are_told_of_nothing_but_their_ledger;
    surface:
        every_answer_of_the_api_has_our_header,
        a_page_may_do_nothing_but_what_it_needs,
        the_first_rows_are_in_the_html,
        field_5_no_name_gets_out_of_the_title,
        field_23_every_answer_has_our_header,
        the_neutral_document_holds_nothing_of_a_person,
        nothing_is_written_by_a_get,
        health_and_metrics_answer,
        nonsense_does_not_bring_the_server_down,
        field_13_odd_characters_in_an_address_are_answered_and_are_no_fault,
        field_13_a_card_with_a_nul_on_it_is_a_card_without_a_price;
    history:
        a_card_tells_what_happened_to_it_and_its_lots,
        an_edit_made_offline_says_when_it_was_made_and_when_it_came,
        a_value_that_lost_is_told_as_such,
        a_device_is_known_by_its_browser,
        a_long_history_comes_in_parts,
        a_viewer_reads_the_history;
    hostile:
        who_knows_every_id_of_another_learns_nothing,
        a_session_somebody_else_chose_is_never_taken,
        no_other_site_does_anything_in_a_persons_name,
        what_a_stranger_pushes_is_not_kept,
        deep_nesting_is_refused_and_nothing_falls,
        a_head_that_never_ends_is_not_waited_for,
        a_body_that_never_ends_is_not_waited_for,
        connections_are_counted_and_a_closed_one_makes_room,
        one_address_leaves_connections_for_others,
        an_account_has_so_many_streams_and_others_have_theirs,
        streams_leave_connections_for_those_who_push,
        streams_asked_for_in_vain_leave_nothing_behind,
        ten_thousand_guesses_get_no_further_than_the_first_few;
    field:
        field_4_an_account_makes_so_many_requests_and_others_have_theirs,
        field_6_a_full_collection_takes_no_more_and_its_edits_wait,
        field_6_edits_are_counted_in_bytes_too,
        field_6_sign_up_can_be_closed,
        field_7_people_go_on_while_a_file_of_prices_is_imported,
        field_7_a_slow_upload_keeps_nobody_from_importing,
        field_8_what_comes_through_a_proxy_may_not_import,
        field_8_a_name_nobody_gave_this_server_is_refused;
    garbage:
        a_device_that_missed_a_deletion_begins_anew_and_keeps_its_edits,
        an_edit_of_what_was_collected_goes_to_the_tray,
        a_pull_that_began_after_a_collection_goes_on_below_the_floor,
        what_differs_on_a_device_is_found_put_right_and_told,
        a_device_that_is_right_is_told_so_and_one_that_is_behind_not_now,
        a_ledger_is_summed_up_only_so_often_and_a_device_tries_later,
        the_bases_of_others_cannot_be_compared;
    restore:
        a_lost_day_comes_back_from_two_clients_once,
        an_edit_that_comes_back_before_what_it_edits_waits_in_the_tray;
    held:
        a_commit_held_for_ten_seconds_is_passed_over_by_none_of_two_hundred;
    versions:
        a_full_outbox_from_years_ago_is_decided_to_the_last_edit,
        a_client_that_is_newer_than_the_server_waits_with_its_edits;
    protocol_doc:
        the_examples_of_the_document_run;
}
