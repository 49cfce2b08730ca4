//! The harness tests itself: each rule, broken on purpose, must be noticed within a few thousand seeds
//! (docs/engine.md#each-rule-is-broken-on-purpose).

use vitrine_ledger::sim::run_one;
use vitrine_sync::sim::{Case, Mutant};

/// Seeds in which a broken rule must show.
const PATIENCE: u64 = 6_000;

fn caught(mutant: Mutant) {
    let broken = (0..PATIENCE).find_map(|seed| {
        let case = Case { mutant: Some(mutant), ..Case::new(seed) };
        // Only the switch may be to blame.
        run_one(&case).err().filter(|_| run_one(&Case::new(seed)).is_ok())
    });
    let failure = broken.unwrap_or_else(|| panic!("{mutant:?} was not noticed in {PATIENCE} seeds"));
    println!("{mutant:?}: seed {}, {:?}", failure.case.seed, failure.broken.rule);
}

macro_rules! caught {
    ($($name:ident: $mutant:ident;)*) => {
        $(#[test]
        fn $name() {
            caught(Mutant::$mutant);
        })*

        #[test]
        fn every_switch_has_its_test() {
            let tested = [$(Mutant::$mutant),*];
            assert!(Mutant::ALL.iter().all(|mutant| tested.contains(mutant)));
        }
    };
}

caught! {
    a_run_with_a_push_before_it_is_stored_is_caught: PushBeforeStored;
    a_run_with_numbers_given_outside_the_transaction_is_caught: NumberOutsideTransaction;
    a_run_with_followers_that_write_is_caught: FollowerWrites;
    a_run_with_a_cursor_stored_apart_from_its_page_is_caught: CursorApartFromPage;
    a_run_with_stamps_that_go_back_is_caught: StampGoesBack;
    a_run_with_one_database_for_all_accounts_is_caught: SharedDatabase;
    a_run_with_frozen_pages_that_hold_the_storage_is_caught: FrozenHoldsStorage;
    a_run_with_lost_timers_is_caught: TimersLost;
    a_run_in_which_nothing_is_kept_is_caught: NothingKept;
    a_run_in_which_what_was_kept_is_not_sent_again_is_caught: KeptNotSentAgain;
    a_run_that_believes_a_captive_portal_is_caught: PortalBelieved;
    a_run_with_bases_moved_on_rebase_is_caught: BaseMovedOnRebase;
    a_run_with_sequence_numbers_without_a_lock_is_caught: SequenceWithoutLock;
    a_run_without_a_duplicate_check_is_caught: NoDuplicateCheck;
    a_run_that_knows_edits_by_their_numbers_alone_is_caught: NameNotKnown;
    a_run_in_which_a_rejection_keeps_its_number_is_caught: RejectionKeepsNumber;
    a_run_with_clocks_before_causality_is_caught: ClockBeforeCausality;
    a_run_with_last_n_from_a_later_snapshot_is_caught: LastNFromLaterSnapshot;
    a_run_with_pages_that_split_a_commit_is_caught: PageSplitsCommit;
    a_run_that_continues_a_cursor_below_the_floor_is_caught: CollectedUnseen;
    a_run_that_ignores_differences_is_caught: DifferencesIgnored;
    a_run_in_which_a_restore_keeps_the_epoch_is_caught: RestoreKeepsEpoch;
    a_run_that_knows_of_the_last_restore_only_is_caught: OnlyTheLastRestore;
    a_run_without_a_check_of_the_account_is_caught: AccountNotChecked;
    a_run_without_a_check_of_the_role_is_caught: RoleNotChecked;
    a_run_with_pending_edits_not_replayed_is_caught: PendingNotReplayed;
    a_run_that_accepts_a_wrong_base_is_caught: WrongBaseAccepted;
    a_run_that_unfolds_on_acknowledgement_is_caught: UnfoldedOnAcknowledgement;
    a_run_that_does_not_try_again_is_caught: NoRetry;
    a_run_without_a_watchdog_is_caught: NoWatchdog;
    a_run_with_stamps_older_than_what_their_author_saw_is_caught: StampNotRaised;
}
