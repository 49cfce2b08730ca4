//! Accounts, sessions and roles.

use uuid::Uuid;
use vitrine_app::api::Role;
use vitrine_server::accounts::Look;
use vitrine_server::store::{
    Account, Ending, NewAccount, Numbers, Session, SessionRow, StoreError, TokenHash, Who, Writes,
};
use vitrine_sync::{AccountId, LedgerId};

use crate::{ALL, Fixture, account, writes};

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
        look: Look::of("ADA"),
        ledger: LedgerId(Uuid::now_v7()),
        ledger_name: "x".into(),
        now_ms: 1,
    };
    assert!(matches!(f.store.create_account(&again).await, Err(StoreError::NameTaken)));
    assert_eq!(f.store.account("ada").await.unwrap().unwrap().id, f.who.account);
    assert!(f.store.memberships(again.account.id).await.unwrap().is_empty(), "nothing half-made");
    // Another key, and the same to look at.
    let alike = NewAccount { name_key: "\u{430}da".into(), look: Look::of("\u{410}da"), ..again };
    assert!(matches!(f.store.create_account(&alike).await, Err(StoreError::NameTaken)));
    assert!(f.store.account(&alike.name_key).await.unwrap().is_none());
}

const FIRST: Numbers = Numbers { first: 1, last: 1 };

/// A session of `who`, told from others by `no`.
fn session(who: &Who, no: u8, expires_ms: u64) -> Session {
    let (token, id) = (TokenHash([no; 32]), Uuid::from_u128(u128::from(no)));
    Session { token, id, account: who.account, created_ms: 5, expires_ms, seen_ms: u64::from(no) }
}

/// One push of `who` under `session`.
async fn push(f: &Fixture, who: &Who, session: &Session, numbers: Numbers) {
    let tx = f.store.begin_push(who.ledger, 1).await.unwrap();
    let head = tx.place().head;
    tx.commit(&Writes { session: session.id, ..writes(who, numbers, head, Vec::new()) }).await.unwrap();
}

/// What the history calls the clients of `who`.
async fn names(f: &Fixture, who: &Who) -> Vec<String> {
    f.store.devices(who.ledger).await.unwrap().into_iter().map(|row| row.device).collect()
}

pub(crate) async fn the_sessions_of_an_account_are_its_own(f: Fixture) {
    let bob = account(&*f.store, "Bob").await;
    for session in
        [session(&f.who, 1, 1_000), session(&f.who, 2, 1_000), session(&f.who, 3, 50), session(&bob, 4, 1_000)]
    {
        f.store.create_session(&session, "curl").await.unwrap();
    }
    let found = f.store.sessions(f.who.account, 50).await.unwrap();
    let row = |no: u8| SessionRow {
        id: Uuid::from_u128(u128::from(no)),
        name: String::new(),
        device: String::from("curl"),
        created_ms: 5,
        seen_ms: u64::from(no),
    };
    assert_eq!(found, [row(2), row(1)], "the one used last first, and none that is over");
    f.store.session_seen(row(1).id, 900).await.unwrap();
    f.store.session_seen(row(1).id, 800).await.unwrap();
    assert_eq!(f.store.sessions(f.who.account, 50).await.unwrap()[0], SessionRow { seen_ms: 900, ..row(1) });
    assert!(!f.store.name_session(f.who.account, row(4).id, "mine").await.unwrap(), "not somebody else's");
    assert!(f.store.end_sessions(f.who.account, Ending::One(row(4).id)).await.unwrap().is_empty());
    let mut ended = f.store.end_sessions(f.who.account, Ending::AllBut(row(1).id)).await.unwrap();
    ended.sort_unstable();
    assert_eq!(ended, [row(2).id, row(3).id]);
    assert_eq!(f.store.sessions(f.who.account, 50).await.unwrap().len(), 1);
    assert_eq!(f.store.sessions(bob.account, 50).await.unwrap().len(), 1);
}

pub(crate) async fn a_name_is_that_of_the_session_and_of_its_clients(f: Fixture) {
    let (here, there) = (session(&f.who, 1, 1_000), session(&f.who, 2, 1_000));
    f.store.create_session(&here, "curl").await.unwrap();
    f.store.create_session(&there, "curl").await.unwrap();
    push(&f, &f.who, &here, FIRST).await;
    push(&f, &Who { client: vitrine_sync::ClientId(Uuid::now_v7()), ..f.who }, &there, FIRST).await;
    assert!(f.store.name_session(f.who.account, here.id, "Ada's phone").await.unwrap());
    let mut called = names(&f, &f.who).await;
    called.sort();
    assert_eq!(called, ["Ada's phone", "a test"], "one of two");
    // What a device is called is known when its client comes later, too, and stays when the session is over.
    let later = Who { client: vitrine_sync::ClientId(Uuid::now_v7()), ..f.who };
    push(&f, &later, &here, FIRST).await;
    f.store.end_sessions(f.who.account, Ending::One(here.id)).await.unwrap();
    assert_eq!(names(&f, &f.who).await.iter().filter(|name| *name == "Ada's phone").count(), 2);
}

pub(crate) async fn a_device_that_signs_in_again_keeps_its_name(f: Fixture) {
    let (before, after) = (session(&f.who, 1, 1_000), session(&f.who, 2, 1_000));
    f.store.create_session(&before, "curl").await.unwrap();
    push(&f, &f.who, &before, FIRST).await;
    f.store.name_session(f.who.account, before.id, "phone").await.unwrap();
    f.store.end_sessions(f.who.account, Ending::One(before.id)).await.unwrap();
    f.store.create_session(&after, "curl").await.unwrap();
    assert_eq!(f.store.sessions(f.who.account, 9).await.unwrap()[0].name, "");
    push(&f, &f.who, &after, Numbers { first: 2, last: 2 }).await;
    assert_eq!(f.store.sessions(f.who.account, 9).await.unwrap()[0].name, "phone");
    assert!(f.store.name_session(f.who.account, after.id, "").await.unwrap());
    assert_eq!(f.store.sessions(f.who.account, 9).await.unwrap()[0].name, "", "a name can be taken away");
    assert_eq!(names(&f, &f.who).await, ["a test"]);
}

pub(crate) async fn a_session_is_found_until_it_is_over(f: Fixture) {
    let session = session(&f.who, 7, 1_000);
    f.store.create_session(&session, "curl").await.unwrap();
    assert_eq!(f.store.session(&session.token, 999).await.unwrap(), Some(session));
    assert_eq!(f.store.session(&session.token, 1_000).await.unwrap(), None);
    assert_eq!(f.store.session(&TokenHash([8; 32]), 999).await.unwrap(), None);
    assert_eq!(f.store.delete_expired_sessions(999).await.unwrap(), 0);
    assert_eq!(f.store.end_sessions(session.account, Ending::One(session.id)).await.unwrap(), [session.id]);
    assert_eq!(f.store.session(&session.token, 999).await.unwrap(), None);
    f.store.create_session(&session, "curl").await.unwrap();
    assert_eq!(f.store.delete_expired_sessions(1_000).await.unwrap(), 1);
}

pub(crate) async fn a_session_is_extended_and_never_shortened(f: Fixture) {
    let session = session(&f.who, 7, 1_000);
    f.store.create_session(&session, "curl").await.unwrap();
    f.store.extend_session(session.id, 5_000).await.unwrap();
    f.store.extend_session(session.id, 2_000).await.unwrap();
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
    assert!(f.store.client_state(&stranger, ALL).await.unwrap().is_none());
    assert!(f.store.pull(&stranger, 0, 10).await.unwrap().is_none());
    assert!(f.store.place(stranger.ledger, stranger.account).await.unwrap().is_none());
    let mut tx = f.store.begin_push(f.who.ledger, 1).await.unwrap();
    assert!(tx.client_state(&stranger, ALL).await.unwrap().is_none(), "not under the lock either");
}

pub(crate) async fn the_database_answers_when_it_is_well(f: Fixture) {
    f.store.ping().await.unwrap();
    f.store.close().await;
    assert!(f.store.ping().await.is_err(), "and says so when it is not");
}
