//! Which price a copy has, by reports of comparable software: never a zero, never another card's, and always the one
//! that is known, however an app writes set, number and finish.

use serde_json::{Value, json};
use vitrine_app::catalog::archive;

use crate::browser::{Browser, Card, read};
use crate::catalog::import;
use crate::server::Server;
use crate::support::Db;

const TODAY: &str = "2026-11-21";

/// Files of a catalogue in one archive: a set's name and code come with its cards.
async fn catalogue(browser: &Browser, files: &[Value]) {
    let mut body = Vec::new();
    for (n, file) in files.iter().enumerate() {
        let file = file.to_string().into_bytes();
        body.extend(archive::header(&format!("{n}.json"), file.len() as u64));
        body.extend(&file);
        body.extend(vec![0; archive::padding(file.len() as u64)]);
    }
    body.extend([0; 1024]);
    let done = import(browser, body).await.ok();
    assert_eq!((&done["stage"], &done["bad"]), (&json!("done"), &json!(0)), "{done}");
}

async fn prices(browser: &Browser, content: &str) {
    let url = format!("{}/api/v1/prices/import?name=prices", browser.base);
    let request = browser.http.post(url).header("cookie", &browser.cookie).body(content.to_owned());
    let done = read(request.send().await.unwrap()).await.ok();
    assert_eq!(done["stage"], "done", "{done}");
}

/// Adds a copy; gives its entry.
async fn add(browser: &mut Browser, card: Value, finish: &str, language: &str) -> Card {
    let mut added = Card::new("");
    let entry = &mut added.add["add"]["holdings"][0]["entry"];
    (entry["card"], entry["finish"], entry["language"]) = (card, json!(finish), json!(language));
    browser.push(added.add.clone()).await;
    added
}

/// What one copy is worth today, in minor units.
async fn price(browser: &Browser, card: &Card) -> Option<i64> {
    let asked = json!({ "request": { "ledger": browser.ledger, "today": TODAY } });
    let said = browser.post("valuation", &asked).await.ok();
    let quotes = said["quotes"].as_array().unwrap().clone();
    quotes.iter().find(|quote| quote[0] == json!(card.entry)).unwrap()[1]["price"]["minor"].as_i64()
}

async fn why(browser: &Browser, card: &Card) -> Value {
    let asked = json!({ "request": { "ledger": browser.ledger, "today": TODAY } });
    let said = browser.post("unpriced", &asked).await.ok();
    let entries = said["entries"].as_array().unwrap().clone();
    entries.into_iter().find(|one| one["entry"] == json!(card.entry)).unwrap_or_default()
}

pub(crate) async fn report_a1_a_zero_from_a_source_is_no_price(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let magic = |n: u32, finishes: &[&str]| {
        json!({ "object": "card", "id": format!("0a000000-0000-4000-8000-00000000000{n}"), "name": format!("Shiny {n}"),
                "lang": "en", "set": "zrm", "set_name": "Zeros", "collector_number": n.to_string(), "rarity": "rare",
                "released_at": "2016-11-25", "finishes": finishes, "cardmarket_id": 700 + n })
    };
    let sets = json!([{ "id": "zrp", "name": "Zeros", "names": {}, "series": "sv", "abbr": "ZRP", "releaseDate": "2026-01-01", "official": 10 }]);
    let both = [
        json!({ "type": "normal", "thirdParty": { "cardmarket": 800 } }),
        json!({ "type": "reverse", "thirdParty": { "cardmarket": 800 } }),
    ];
    let cards = json!([{ "id": "zrp-1", "set": "zrp", "num": "1", "name": "Zeromon", "names": {}, "rarity": "Common", "variants": both }]);
    catalogue(&ada, &[json!([magic(1, &["foil"]), magic(2, &["nonfoil", "foil"])]), sets, cards]).await;
    let guide = json!({ "version": 1, "createdAt": "2026-11-20T02:00:00+0100", "priceGuides": [
        { "idProduct": 701, "idCategory": 1, "avg": 0, "low": 0, "trend": 0, "avg1": 0, "low-foil": 1200, "trend-foil": 1334.47 },
        { "idProduct": 702, "idCategory": 1, "avg": 0, "low": 0, "trend": 0, "avg1": 0, "low-foil": 3, "trend-foil": 4.5 },
        { "idProduct": 800, "idCategory": 51, "avg": 0.11, "low": 0.02, "trend": 0.1, "avg-holo": 0.31, "low-holo": 0.05,
          "trend-holo": 0, "avg1-holo": 0, "avg7-holo": 0.3, "avg30-holo": 0.29 }] });
    prices(&ada, &guide.to_string()).await;
    let of = |game: &str, set: &str, number: &str| json!({ "game": game, "set": set, "number": number, "name": "x" });
    let foil_only = add(&mut ada, of("mtg", "zrm", "1"), "Foil", "").await;
    let foil = add(&mut ada, of("mtg", "zrm", "2"), "Foil", "").await;
    let normal = add(&mut ada, of("mtg", "zrm", "2"), "Normal", "").await;
    let reverse = add(&mut ada, of("pokemon", "zrp", "1"), "Reverse Holofoil", "").await;
    assert_eq!(price(&ada, &foil_only).await, Some(133_447));
    assert_eq!(price(&ada, &foil).await, Some(450));
    assert_eq!(price(&ada, &normal).await, None, "where a source says 0 there is no price");
    assert_eq!(price(&ada, &reverse).await, Some(31));
    assert_eq!(why(&ada, &normal).await["needs"], json!(["finish"]));
    let history = ada.value_history(TODAY).await;
    assert_eq!(history["unpriced"].as_array().unwrap().last(), Some(&json!(1)), "and it is counted so");
    // The next day the source has no price for any of them: what it said last still holds, and nothing dips.
    let none = json!({ "version": 1, "createdAt": "2026-11-21T02:00:00+0100", "priceGuides": [
        { "idProduct": 701, "idCategory": 1, "trend": 0, "low-foil": 0, "trend-foil": 0 }] });
    prices(&ada, &none.to_string()).await;
    assert_eq!(price(&ada, &foil_only).await, Some(133_447));
    let own =
        json!({ "price": { "price": { "minor": 0, "currency": "EUR" }, "date": "2026-11-20", "reason": "torn" } });
    ada.push(foil_only.edit(&own)).await;
    assert_eq!(price(&ada, &foil_only).await, Some(0), "a person's own zero is a price");
}

/// Two cards of one name in one set; one shop has one product for both.
fn gardevoirs() -> [Value; 2] {
    let card = |num: &str, product: u32| {
        json!({ "id": format!("sm10-{num}"), "set": "sm10", "num": num, "name": "Gardevoir & Sylveon GX", "names": {}, "rarity": "Ultra Rare",
                "thirdParty": { "cardmarket": 370_790, "tcgplayer": product } })
    };
    let set = json!({ "id": "sm10", "name": "Unbroken Bonds", "names": {}, "series": "sm", "abbr": "UNB", "official": 214,
                      "releaseDate": "2019-05-03" });
    [json!([set]), json!([card("130", 188_404), card("205", 189_316)])]
}

fn gardevoir(number: &str, product: &str) -> Value {
    json!({ "game": "pokemon", "set": "SM10", "set_name": "Unbroken Bonds", "number": format!("{number}/214"),
            "name": "Gardevoir & Sylveon GX", "rarity": "Ultra Rare", "ids": { "tcgplayer": product, "sku": "7" } })
}

pub(crate) async fn report_a9_a_contradiction_is_told_and_has_no_price_until_it_is_settled(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    catalogue(&ada, &gardevoirs()).await;
    prices(&ada, "card,finish,date,price,currency\npokemon:sm10-130,Holofoil,2026-11-20,48.00,USD\n").await;
    let plain = add(&mut ada, gardevoir("130", "188404"), "Holofoil", "").await;
    let bare = add(&mut ada, gardevoir("130", "188404"), "", "").await;
    let between = add(&mut ada, gardevoir("130", "189316"), "Holofoil", "").await;
    let full_art = add(&mut ada, gardevoir("205", "189316"), "Holofoil", "").await;
    assert_eq!((price(&ada, &plain).await, price(&ada, &bare).await), (Some(4_800), Some(4_800)));
    assert_eq!(price(&ada, &between).await, None);
    let told = why(&ada, &between).await;
    assert_eq!(told["why"], "contradiction");
    let numbers: Vec<&Value> = told["choices"].as_array().unwrap().iter().map(|card| &card["number"]).collect();
    assert_eq!(numbers, [&json!("130/214"), &json!("205")]);
    assert_eq!(why(&ada, &full_art).await["why"], "no_price");
    // A product of both cards is a price of neither.
    prices(&ada, "card,finish,date,price,currency\ncardmarket:370790,Holofoil,2026-11-20,7.00,USD\n").await;
    assert_eq!(price(&ada, &full_art).await, None);
    prices(&ada, "card,finish,date,price,currency\ntcgplayer:189316,Holofoil,2026-11-20,150.00,USD\n").await;
    assert_eq!((price(&ada, &between).await, price(&ada, &full_art).await), (None, Some(15_000)));
    ada.push(between.edit(&json!({ "card": told["choices"][1] }))).await;
    assert_eq!(price(&ada, &between).await, Some(15_000), "this is 205");
    ada.push(between.edit(&json!({ "card": told["choices"][0] }))).await;
    assert_eq!(price(&ada, &between).await, Some(4_800), "this is 130");
    assert_eq!(told["choices"][0]["ids"], Value::Null, "and nothing of the other card's product is left");
}

pub(crate) async fn report_a8_set_codes_of_another_app_lead_to_the_card_and_its_price(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let set = |id: &str, name: &str, abbr: &str| json!({ "id": id, "name": name, "names": {}, "series": "x", "abbr": abbr, "official": 102, "releaseDate": "1999-01-09" });
    let sets = json!([
        set("base1", "Base Set", "BS"),
        set("base4", "Base Set 2", "B2"),
        set("base2", "Jungle", "JU"),
        set("sv01", "Scarlet & Violet", "SVI"),
        set("dp1", "Diamond & Pearl", "DP"),
        set("swsh9", "Brilliant Stars", "BRS")
    ]);
    let card = |id: &str, num: &str, name: &str, variants: Value| {
        let set = id.rsplit_once('-').unwrap().0;
        json!({ "id": id, "set": set, "num": num, "name": name, "names": {}, "rarity": "Rare", "variants": variants })
    };
    let first = json!(["1st-edition"]);
    let cards = json!([
        card(
            "base1-4",
            "4",
            "Charizard",
            json!([
            { "type": "holo", "subtype": "unlimited", "thirdParty": { "tcgplayer": 42_382 } },
            { "type": "holo", "subtype": "shadowless", "stamp": first, "thirdParty": { "tcgplayer": 106_999 } },
            { "type": "holo", "subtype": "shadowless", "thirdParty": { "tcgplayer": 106_999 } }])
        ),
        card("base4-4", "4", "Charizard", json!([{ "type": "holo", "thirdParty": { "tcgplayer": 42_479 } }])),
        card("base2-11", "11", "Snorlax", json!([{ "type": "holo" }, { "type": "holo", "stamp": first }])),
        card("sv01-001", "001", "Pineco", json!([{ "type": "normal" }, { "type": "reverse" }])),
        card("dp1-1", "1", "Dialga", json!([{ "type": "holo" }, { "type": "reverse" }])),
        card("swsh9-018", "018", "Charizard VSTAR", json!([{ "type": "holo" }])),
        card("swsh9-018a", "018a", "Charizard VSTAR", json!([{ "type": "holo" }]))
    ]);
    catalogue(&ada, &[sets, cards]).await;
    let rows = [
        ("base1-4", "400"),
        ("base4-4", "90"),
        ("base2-11", "30"),
        ("sv1-1", "0.05"),
        ("dp1-1", "8"),
        ("swsh9-18", "6"),
        ("swsh9-18a", "999"),
    ];
    let rows: Vec<String> = rows.iter().map(|(card, price)| format!("{card},2026-11-20,{price}")).collect();
    let url = format!("{}/api/v1/prices/import?name=rarebox_pokemon_daily_changes.csv", ada.base);
    let body = format!("card_key,date,usd\n{}\n", rows.join("\n"));
    read(ada.http.post(url).header("cookie", &ada.cookie).body(body).send().await.unwrap()).await.ok();
    for (name, set_name, set, number, finish, product, expected) in [
        ("Charizard", "Base Set", "BS", "004/102", "Holofoil", "42382", Some(40_000)),
        ("Charizard", "Base Set", "BS", "004/102", "Holofoil", "", Some(40_000)),
        ("Charizard", "Base Set", "BS", "004/102", "1st Edition Holofoil", "106999", None),
        ("Snorlax", "Jungle", "JU", "11/64", "Holofoil", "45122", Some(3_000)),
        ("Pineco", "SV01: Scarlet & Violet Base Set", "SV01", "001/198", "Normal", "487828", Some(5)),
        ("Pineco no pid", "SV01: Scarlet & Violet Base Set", "SV01", "001/198", "Normal", "", Some(5)),
        ("Dialga", "Diamond and Pearl", "DP", "001/130", "Holofoil", "84798", Some(800)),
        ("Dialga", "Diamond and Pearl", "DP", "001/130", "Reverse Holofoil", "84798", None),
        ("Charizard VSTAR", "SWSH09: Brilliant Stars", "SWSH09", "018/172", "Holofoil", "257293", Some(600)),
        ("Raichu", "Base Set", "BS", "004/102", "Holofoil", "", None),
    ] {
        let mut card = json!({ "game": "pokemon", "set": set, "set_name": set_name, "number": number, "name": name });
        if !product.is_empty() {
            card["ids"] = json!({ "tcgplayer": product });
        }
        let copy = add(&mut ada, card, finish, "").await;
        assert_eq!(price(&ada, &copy).await, expected, "{name} {set} {number} {finish} {product}");
    }
}

pub(crate) async fn report_a6_a_price_of_a_language_is_of_each_of_its_names(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    let rows = "card,finish,language,date,price,currency\nmtg:dom-168,,de,2026-11-20,0.40,EUR\nmtg:dom-168,,Phyrexian,2026-11-20,9,EUR\n";
    prices(&ada, rows).await;
    let elf = || json!({ "game": "mtg", "set": "DOM", "number": "168", "name": "Llanowar Elves" });
    for (language, expected) in
        [("Deutsch", Some(40)), ("German", Some(40)), ("de", Some(40)), ("fr", None), ("Phyrexian", Some(900))]
    {
        let copy = add(&mut ada, elf(), "", language).await;
        assert_eq!(price(&ada, &copy).await, expected, "{language}");
    }
}

pub(crate) async fn issue_14_what_each_rule_would_give_is_said_and_a_switch_gives_it(db: Db) {
    let server = Server::start(db).await;
    let mut ada = server.person("Ada").await;
    prices(&ada, "card,finish,date,price,currency\nmtg:tst-1,normal,2026-11-20,2.50,USD\n").await;
    let card = |number: &str| json!({ "game": "mtg", "set": "tst", "number": number, "name": "Test" });
    let foil = add(&mut ada, card("1"), "Foil", "").await;
    let german_foil = add(&mut ada, card("1"), "Foil", "de").await;
    let unknown = add(&mut ada, card("2"), "", "").await;
    let told = why(&ada, &foil).await;
    assert_eq!((&told["why"], &told["needs"]), (&json!("other"), &json!(["finish"])));
    assert_eq!((&told["would"][0][0], &told["would"][0][1]["price"]["minor"]), (&json!("finish"), &json!(250)));
    let told = why(&ada, &german_foil).await;
    assert_eq!((&told["needs"], &told["would"]), (&json!(["finish", "language"]), &Value::Null), "no rule alone");
    assert_eq!(why(&ada, &unknown).await["why"], "no_card");
    ada.push(json!({ "edit_settings": { "patch": { "substitutes": { "add": ["finish"] } } } })).await;
    assert_eq!((price(&ada, &foil).await, why(&ada, &foil).await), (Some(250), Value::Null));
    assert_eq!(why(&ada, &german_foil).await["would"][0][0], "language", "now one more is enough");
}
