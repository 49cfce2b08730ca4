//! Accounts, sessions and roles.

use uuid::Uuid;
use vitrine_app::api::Role;
use vitrine_server::store::{Account, NewAccount, Session, StoreError, TokenHash};
use vitrine_sync::{AccountId, LedgerId};

use crate::{ALL, Fixture, account};

pub(crate) async fn an_account_comes_with_a_ledger_it_owns(f: Fixture) {
    let found = f.store.account("ada").await.unwrap().unwrap();
    assert_eq!((found.id, found.name.as_str(), found.password.as_str()), (f.who.account, "Ada", "phc"));
    assert_eq!(f.store.account_by_id(found.id).await.unwrap().unwrap().name, "Ada");
    assert!(f.store.account("bob").await.unwrap().is_none());
    let ledgers = f.store.memberships(found.id).await.unwrap();
    assert_eq!(ledgers.len(), 1);
    assert_eq!((ledgers[0].ledger, ledgers[0].role), (f.who.ledger, Role::Owner));
}

pub(crate) async fn a_name_is_taken_once(f: Fixture) {
    let again = NewAccount {
        account: Account { id: AccountId(Uuid::now_v7()), name: "ADA".into(), password: "other".into() },
        name_key: "ada".into(),
        ledger: LedgerId(Uuid::now_v7()),
        ledger_name: "x".into(),
        now_ms: 1,
    };
    assert!(matches!(f.store.create_account(&again).await, Err(StoreError::NameTaken)));
    assert_eq!(f.store.account("ada").await.unwrap().unwrap().id, f.who.account);
    assert!(f.store.memberships(again.account.id).await.unwrap().is_empty(), "nothing half-made");
}

fn session(f: &Fixture, expires_ms: u64) -> Session {
    Session { token: TokenHash([7; 32]), account: f.who.account, created_ms: 5, expires_ms }
}

pub(crate) async fn a_session_is_found_until_it_is_over(f: Fixture) {
    let session = session(&f, 1_000);
    f.store.create_session(&session).await.unwrap();
    assert_eq!(f.store.session(&session.token, 999).await.unwrap(), Some(session));
    assert_eq!(f.store.session(&session.token, 1_000).await.unwrap(), None);
    assert_eq!(f.store.session(&TokenHash([8; 32]), 999).await.unwrap(), None);
    assert_eq!(f.store.delete_expired_sessions(999).await.unwrap(), 0);
    f.store.delete_session(&session.token).await.unwrap();
    assert_eq!(f.store.session(&session.token, 999).await.unwrap(), None);
    f.store.create_session(&session).await.unwrap();
    assert_eq!(f.store.delete_expired_sessions(1_000).await.unwrap(), 1);
}

pub(crate) async fn a_session_is_extended_and_never_shortened(f: Fixture) {
    let session = session(&f, 1_000);
    f.store.create_session(&session).await.unwrap();
    f.store.extend_session(&session.token, 5_000).await.unwrap();
    f.store.extend_session(&session.token, 2_000).await.unwrap();
    assert_eq!(f.store.session(&session.token, 4_999).await.unwrap().unwrap().expires_ms, 5_000);
}

pub(crate) async fn roles_are_given_changed_and_taken_away(f: Fixture) {
    let bob = account(&*f.store, "Bob").await;
    for role in [Role::Viewer, Role::Editor, Role::Owner] {
        f.store.set_role(f.who.ledger, bob.account, Some(role)).await.unwrap();
        assert_eq!(f.store.role(f.who.ledger, bob.account).await.unwrap(), Some(role));
        assert_eq!(f.store.place(f.who.ledger, bob.account).await.unwrap().unwrap().0, role);
    }
    f.store.set_role(f.who.ledger, bob.account, None).await.unwrap();
    assert_eq!(f.store.role(f.who.ledger, bob.account).await.unwrap(), None);
    let strangers = [(LedgerId(Uuid::now_v7()), bob.account), (f.who.ledger, AccountId(Uuid::now_v7()))];
    for (ledger, account) in strangers {
        let given = f.store.set_role(ledger, account, Some(Role::Viewer)).await;
        assert!(matches!(given, Err(StoreError::Missing)));
    }
}

pub(crate) async fn nobody_is_a_member_by_accident(f: Fixture) {
    let bob = account(&*f.store, "Bob").await;
    let stranger = vitrine_server::store::Who { account: bob.account, ..f.who };
    assert!(f.store.standing(&stranger, ALL).await.unwrap().is_none());
    assert!(f.store.pull(&stranger, 0, 10).await.unwrap().is_none());
    assert!(f.store.place(stranger.ledger, stranger.account).await.unwrap().is_none());
    let mut tx = f.store.begin_push(f.who.ledger, 1).await.unwrap();
    assert!(tx.standing(&stranger, ALL).await.unwrap().is_none(), "not under the lock either");
}

pub(crate) async fn the_database_answers_when_it_is_well(f: Fixture) {
    f.store.ping().await.unwrap();
    f.store.close().await;
    assert!(f.store.ping().await.is_err(), "and says so when it is not");
}
