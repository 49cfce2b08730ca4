//! What other collection apps get wrong, as tests we pass: each is a defect seen in the field.

use serde_json::{Value, json};

use crate::browser::{Browser, Card, now_ms, rows};
use crate::server::{Server, is_postgres};
use crate::support::Db;

async fn with_card(db: Db) -> (Server, Browser, Card) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let card = Card::new("Charizard");
    // Before everything the tests let people do "at noon": nobody edits what is not there yet.
    let morning = now_ms() - 7_200_000;
    assert_eq!(ada.push_at(morning, card.add.clone()).await, json!({ "done": "applied" }));
    ada.pull().await;
    (server, ada, card)
}

pub(crate) async fn the_latest_of_two_offline_edits_wins(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    let noon = now_ms() - 3_600_000;
    // Both were made offline from the same base; they are sent together, an hour later.
    ada.push_at(noon, card.edit(&json!({ "finish": "foil" }))).await;
    assert_eq!(ada.push_at(noon + 1, card.edit(&json!({ "finish": "etched" }))).await, json!({ "done": "applied" }));
    assert_eq!(ada.record(&card.entry_key()).await["entry"]["is"]["finish"], "etched");
}

pub(crate) async fn an_edit_after_an_offline_add_wins(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let (card, noon) = (Card::new("Charizard"), now_ms() - 3_600_000);
    ada.push_at(noon, card.add.clone()).await;
    // Even with a clock that was set back meanwhile.
    let cost = json!({ "cost": { "minor": 20_000, "currency": "USD" } });
    ada.push_at(noon - 60_000, card.edit_lot(&cost)).await;
    assert_eq!(ada.record(&card.lot_key()).await["lot"]["is"]["cost"]["minor"], 20_000);
}

pub(crate) async fn a_later_edit_brings_a_deleted_card_back(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    let mut phone = ada.device("Ada").await;
    phone.saw = ada.saw;
    let noon = now_ms() - 3_600_000;
    ada.push_at(noon, card.delete()).await;
    assert_eq!(ada.page().await["totals"]["cards"], 0);
    phone.push_at(noon + 1_000, card.edit(&json!({ "finish": "foil" }))).await;
    assert_eq!(ada.page().await["totals"]["cards"], 1);
    // And an earlier edit of a third device does not bring it back once more.
    let mut laptop = Browser { client: uuid::Uuid::now_v7().to_string(), n: 1, ..phone.clone() };
    ada.push_at(noon + 2_000, card.delete()).await;
    laptop.push_at(noon + 500, card.edit(&json!({ "finish": "normal" }))).await;
    assert_eq!(ada.page().await["totals"]["cards"], 0);
}

pub(crate) async fn a_deleted_card_leaves_the_total_and_the_chart(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    let view = ada.value_history("2026-03-02").await;
    assert_eq!((&view["cost"], &view["unpriced"]), (&json!([1_000, 1_000]), &json!([1, 1])));
    ada.push(card.delete()).await;
    let view = ada.value_history("2026-03-02").await;
    assert_eq!((&view["first"], &view["cost"], &view["from"]["head"]), (&Value::Null, &json!([]), &json!(2)));
    let page = ada.page().await;
    assert_eq!((&page["totals"]["entries"], &page["rows"]), (&json!(0), &json!([])));
}

pub(crate) async fn a_sold_copy_leaves_the_total_and_the_sale_comes_with_its_card(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    let sale = uuid::Uuid::now_v7();
    let sold = json!({ "id": sale, "entry": card.entry, "kind": "sell", "quantity": 1, "date": "2026-02-01" });
    assert_eq!(ada.push(json!({ "sell": { "sales": [sold] } })).await, json!({ "done": "applied" }));
    assert_eq!(ada.page().await["totals"]["cards"], 0);
    // Among the first rows, and asked for by itself behind them.
    for limit in [50, 0] {
        let asked = json!({ "request": { "ledger": ada.ledger, "limit": limit, "entry": card.entry } });
        let page = ada.post("page", &asked).await.ok();
        let mut keys: Vec<String> = rows(&page).into_iter().map(|(key, _)| key).collect();
        keys.sort();
        assert_eq!(keys, [card.entry_key(), card.lot_key(), format!("sale:{sale}")], "limit {limit}");
    }
}

pub(crate) async fn the_first_rows_bring_the_groups_they_stand_in_and_the_settings(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    let [shelf, unused] = [(); 2].map(|()| uuid::Uuid::now_v7());
    for id in [shelf, unused] {
        ada.push(json!({ "add_location": { "id": id, "location": { "name": "Box", "kind": "box" } } })).await;
    }
    ada.push(json!({ "edit_entry": { "id": card.entry, "patch": { "place": { "location": shelf } } } })).await;
    ada.push(json!({ "edit_settings": { "patch": { "method": "average" } } })).await;
    let settings = format!("settings:{}", uuid::Uuid::nil());
    let keys = async |ada: &Browser| {
        let mut keys: Vec<String> = rows(&ada.page().await).into_iter().map(|(key, _)| key).collect();
        keys.sort();
        keys
    };
    let location = format!("location:{shelf}");
    assert_eq!(keys(&ada).await, [card.entry_key(), location, card.lot_key(), settings.clone()]);
    ada.push(json!({ "delete": { "locations": [shelf] } })).await;
    assert_eq!(keys(&ada).await, [card.entry_key(), card.lot_key(), settings], "a deleted one counts as none");
}

pub(crate) async fn the_gain_in_the_totals_is_by_the_method_that_is_set(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    let usd = |minor: i64| json!({ "minor": minor, "currency": "USD" });
    let second = json!({ "id": uuid::Uuid::now_v7(), "quantity": 1, "cost": usd(3_000), "kind": "buy", "acquired": "2026-04-01" });
    ada.push(json!({ "add_lot": { "entry": card.entry, "lot": second } })).await;
    let sale = json!({ "id": uuid::Uuid::now_v7(), "entry": card.entry, "kind": "sell", "quantity": 1,
                       "gross": usd(5_000), "date": "2026-05-01" });
    ada.push(json!({ "sell": { "sales": [sale] } })).await;
    assert_eq!(ada.page().await["totals"]["gains"]["gain"], json!({ "USD": 4_000 }), "the oldest went");
    ada.push(json!({ "edit_settings": { "patch": { "method": "average" } } })).await;
    let totals = ada.page().await["totals"].clone();
    assert_eq!((&totals["gains"]["gain"], &totals["cost"]), (&json!({ "USD": 3_000 }), &json!({ "USD": 2_000 })));
}

pub(crate) async fn an_acquisition_date_is_the_one_the_person_gave(db: Db) {
    let (_server, ada, card) = with_card(db).await;
    assert_eq!(ada.record(&card.lot_key()).await["lot"]["is"]["acquired"], "2026-03-01");
}

pub(crate) async fn the_chart_starts_when_the_card_was_bought_not_when_it_was_sent(db: Db) {
    let (_server, ada, _card) = with_card(db).await;
    assert_eq!(ada.value_history("2026-03-05").await["first"], "2026-03-01");
}

pub(crate) async fn a_refused_edit_is_answered_with_its_reason(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    let strange = json!({ "edit_lot": { "entry": uuid::Uuid::now_v7(), "id": card.lot,
                                        "patch": { "cost": { "minor": 5, "currency": "USD" } } } });
    let code = ada.push(strange).await["rejected"]["rule"]["code"].clone();
    assert!(code == "gone" || code == "wrong_entry", "{code}");
    assert_eq!(ada.record(&card.lot_key()).await["lot"]["is"]["cost"]["minor"], 1_000, "and it changed nothing");
}

pub(crate) async fn money_is_exact(db: Db) {
    let (_server, mut ada, card) = with_card(db).await;
    // Ten cents and twenty cents are thirty: not so with floating point.
    ada.push(card.edit_lot(&json!({ "cost": { "minor": 10, "currency": "USD" } }))).await;
    let second = Card::new("Blastoise");
    ada.push(second.add.clone()).await;
    ada.push(second.edit_lot(&json!({ "cost": { "minor": 20, "currency": "USD" } }))).await;
    assert_eq!(ada.page().await["totals"]["cost"], json!({ "USD": 30 }));
}

pub(crate) async fn the_loser_of_a_conflict_is_kept(db: Db) {
    let (server, mut ada, card) = with_card(db).await;
    let mut phone = ada.device("Ada").await;
    phone.saw = ada.saw;
    let noon = now_ms() - 3_600_000;
    let cost = |minor: u32| card.edit_lot(&json!({ "cost": { "minor": minor, "currency": "USD" } }));
    ada.push_at(noon, cost(200)).await;
    phone.push_at(noon - 1_000, cost(300)).await;
    assert_eq!(ada.record(&card.lot_key()).await["lot"]["is"]["cost"]["minor"], 200, "the later one stands");
    let rows = ada.pull().await;
    assert!(rows.iter().any(|(key, row)| key.starts_with("conflict:") && row.to_string().contains("300")), "{rows:?}");
    let lost = history_of_losses(&server.db).await;
    assert!(lost.iter().any(|value| value.contains("300")), "{lost:?}");
}

async fn history_of_losses(db: &Db) -> Vec<String> {
    use sqlx::Connection;
    if is_postgres(db) {
        let mut c = sqlx::PgConnection::connect(&db.url).await.unwrap();
        sqlx::query_scalar("select value_to from history where lost").fetch_all(&mut c).await.unwrap()
    } else {
        let mut c = sqlx::SqliteConnection::connect(&db.url).await.unwrap();
        sqlx::query_scalar("select value_to from history where lost = 1").fetch_all(&mut c).await.unwrap()
    }
}
