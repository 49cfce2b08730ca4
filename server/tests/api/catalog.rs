//! The catalogue, from a file somebody sends to what a device fetches and what a server knows of a card.

use std::sync::Arc;

use serde_json::{Value, json};
use vitrine_app::api::catalog::{catalog_chunk_path, picture_path};
use vitrine_app::catalog::archive;
use vitrine_catalog::Index;
use vitrine_ledger::CardRef;
use vitrine_server::Config;

use crate::browser::{Browser, Reply, read};
use crate::server::{Server, quick};
use crate::support::Db;

pub(crate) fn corpus(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../fuzz/corpus/catalog_file/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub(crate) async fn import(browser: &Browser, content: Vec<u8>) -> Reply {
    let url = format!("{}/api/v1/catalog/import", browser.base);
    read(browser.http.post(url).header("cookie", &browser.cookie).body(content).send().await.unwrap()).await
}

/// The bytes at `path`, as a client that says what it takes gets them.
async fn bytes(browser: &Browser, path: &str, headers: &[(&str, &str)]) -> (u16, reqwest::header::HeaderMap, Vec<u8>) {
    let mut request = browser.http.get(format!("{}{path}", browser.base)).header("cookie", &browser.cookie);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.headers().clone(), response.bytes().await.unwrap().to_vec())
}

async fn list(browser: &Browser) -> Value {
    browser.get("/api/v1/catalog").await.ok()
}

async fn index(browser: &Browser, game: &Value) -> Index {
    let mut chunks = Vec::new();
    for chunk in game["chunks"].as_array().unwrap() {
        let path = catalog_chunk_path(game["game"].as_str().unwrap(), chunk["hash"].as_str().unwrap());
        let (status, _, bytes) = bytes(browser, &path, &[]).await;
        assert_eq!((status, bytes.len() as u64), (200, chunk["bytes"].as_u64().unwrap()));
        chunks.push(bytes);
    }
    Index::open(&chunks).unwrap()
}

pub(crate) async fn a_file_that_is_sent_can_be_searched_on_the_device(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    assert_eq!(list(&ada).await["games"], Value::Array(vec![]));
    let before = server.core.store.reference().await.unwrap();
    let done = import(&ada, corpus("rarebox.tar.gz")).await.ok();
    assert_eq!(
        (done["stage"].as_str(), done["cards"].as_u64(), done["bad"].as_u64()),
        (Some("done"), Some(3), Some(0))
    );
    assert_eq!(server.core.store.reference().await.unwrap(), before + 1, "devices are told");
    let games = list(&ada).await;
    let game = &games["games"][0];
    assert_eq!((game["game"].as_str(), game["name"].as_str()), (Some("pokemon"), Some("Pokémon")));
    assert_eq!((game["cards"].as_u64(), game["sets"].as_u64()), (Some(3), Some(1)));
    let index = index(&ada, game).await;
    let hit = index.search("char 4/102", 5)[0];
    assert_eq!(index.card(hit.card).id, "base1-4");
    assert_eq!(ada.get("/api/v1/catalog/import").await.ok(), done);
}

pub(crate) async fn a_chunk_is_cached_for_ever_and_comes_as_it_is_asked_for(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    import(&ada, corpus("rarebox.tar.gz")).await.ok();
    let game = list(&ada).await["games"][0].clone();
    let path = catalog_chunk_path("pokemon", game["chunks"][0]["hash"].as_str().unwrap());
    let (_, plain_headers, plain) = bytes(&ada, &path, &[]).await;
    assert!(!plain_headers.contains_key("content-encoding"));
    let (_, headers, packed) = bytes(&ada, &path, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(headers["content-encoding"], "br");
    assert_eq!(packed.len() as u64, game["chunks"][0]["wire_bytes"].as_u64().unwrap());
    assert!(headers["cache-control"].to_str().unwrap().contains("immutable") && packed.len() < plain.len());
    let tag = headers["etag"].to_str().unwrap();
    assert_eq!(bytes(&ada, &path, &[("if-none-match", tag)]).await.0, 304);
    assert_eq!(bytes(&ada, "/api/v1/catalog/pokemon/0000", &[]).await.0, 404);
}

pub(crate) async fn importing_again_changes_nothing_and_a_new_set_changes_its_game_only(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    import(&ada, corpus("rarebox.tar.gz")).await.ok();
    let before = list(&ada).await;
    let again = import(&ada, corpus("rarebox.tar.gz")).await.ok();
    assert_eq!((again["unchanged"].as_u64(), again["games"].as_str()), (Some(1), Some("")));
    assert_eq!(list(&ada).await, before);
    import(&ada, corpus("scryfall.json")).await.ok();
    let after = list(&ada).await;
    assert_eq!(after["games"].as_array().unwrap().len(), 2);
    assert_eq!(after["games"][1], before["games"][0], "another game is not touched");
}

pub(crate) async fn a_bad_file_changes_nothing_and_says_why(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    import(&ada, corpus("rarebox.tar.gz")).await.ok();
    let before = list(&ada).await;
    let half = corpus("rarebox-cards.json");
    for content in
        [half[..half.len() / 2].to_vec(), b"Quantity,Name\n1,Forest".to_vec(), Vec::new(), vec![0xff; 100_000]]
    {
        let failed = import(&ada, content).await.ok();
        assert_eq!(failed["stage"].as_str(), Some("failed"), "{failed}");
        assert!(failed["error"].as_str().unwrap().contains("the file"), "{failed}");
    }
    assert_eq!(list(&ada).await, before);
    let rows = import(&ada, corpus("rarebox-bad-rows.json")).await.ok();
    assert_eq!(
        (rows["stage"].as_str(), rows["bad"].as_u64(), rows["cards"].as_u64()),
        (Some("done"), Some(3), Some(2))
    );
    assert_eq!(rows["bad_rows"][0][1].as_str(), Some("it has no name"));
}

pub(crate) async fn the_catalogue_is_for_those_who_are_signed_in_and_imports_for_those_who_may(db: Db) {
    let db = Arc::new(db);
    let server =
        Server::with(Arc::clone(&db), Config { public_url: Some("http://cards.example".into()), ..quick() }).await;
    let nobody = Browser::stranger(&server.base);
    for path in ["/api/v1/catalog", "/api/v1/catalog/import", "/api/v1/catalog/mtg/00", "/pictures/mtg/10e-1"] {
        assert_eq!(nobody.get(path).await.refusal(), (401, "signed_out".into()), "{path}");
    }
    assert_eq!(import(&nobody, corpus("scryfall.json")).await.status, 401);
    let ada = server.person("Ada").await;
    assert_eq!(import(&ada, corpus("scryfall.json")).await.status, 403);
    assert_eq!(list(&ada).await["may_import"].as_bool(), Some(false));
    server.stop().await;
    let allowed = Config { public_url: Some("http://cards.example".into()), allow_import: true, ..quick() };
    let server = Server::with(db, allowed).await;
    let ada = Browser { base: server.base.clone(), ..ada };
    assert_eq!(import(&ada, corpus("scryfall.json")).await.status, 200);
    assert_eq!(list(&ada).await["may_import"].as_bool(), Some(true));
}

pub(crate) async fn files_that_are_chosen_together_come_as_one_archive(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    let mut body = Vec::new();
    for name in ["tcgdex-sets.json", "tcgdex-cards.json.gz"] {
        let file = corpus(name);
        body.extend(archive::header(name, file.len() as u64));
        body.extend(&file);
        body.extend(vec![0; archive::padding(file.len() as u64)]);
    }
    body.extend([0; 1024]);
    let done = import(&ada, body).await.ok();
    assert_eq!((&done["stage"], &done["bad"]), (&json!("done"), &json!(0)), "{done}");
    let known = server.core.store.games().await.unwrap();
    assert!(known.iter().any(|game| game.game == "pokemon" && game.cards > 0));
}

pub(crate) async fn what_the_catalogue_knows_of_a_card_is_found_by_its_place_or_by_its_ids(db: Db) {
    let server = Server::start(db).await;
    let ada = server.person("Ada").await;
    import(&ada, corpus("rarebox.tar.gz")).await.ok();
    // TCGdex's sets and cards are two files; in one archive or after each other makes no difference to the cards.
    import(&ada, corpus("tcgdex-cards.json")).await.ok();
    import(&ada, corpus("rarebox-shared-numbers.json")).await.ok();
    let card = |set: &str, number: &str, ids: &[(&str, &str)]| CardRef {
        game: if set.starts_with("EB") { "one-piece" } else { "pokemon" }.into(),
        set: set.into(),
        number: number.into(),
        ids: ids.iter().map(|(namespace, id)| ((*namespace).to_owned(), (*id).to_owned())).collect(),
        ..CardRef::default()
    };
    let cards = [
        card("BASE1", "004/102", &[]),
        card("somebody's code", "4", &[("tcgplayer", "42382"), ("sku", "1")]),
        card("EB-01", "3", &[]),
        card("EB-01", "3", &[("catalog", "eb-01-3~kid-killer-alternate-art")]),
        card("none", "1", &[("tcgplayer", "1")]),
    ];
    let known = server.core.catalog_refs(&cards).await.unwrap();
    assert!(known[0].refs.contains(&"pokemon:base1-4".to_owned()), "{:?}", known[0]);
    assert!(known[0].refs.contains(&"rarebox:pokemon/base1-4".to_owned()));
    assert!(known[1].refs.contains(&"tcgplayer:42382".to_owned()));
    assert_eq!(known[1].finishes, ["Holofoil", "1st Edition Holofoil (Shadowless)"]);
    assert_eq!(known[2].refs, Vec::<String>::new(), "two cards have this place: it is not said which one is meant");
    assert_eq!(known[3].id, "eb-01-3~kid-killer-alternate-art");
    assert_eq!(known[4], vitrine_server::catalog::Known::default());
}

/// A server that stands for the host of pictures: what it answers at `/<name>`, and how often it was asked.
async fn host() -> (String, Arc<std::sync::atomic::AtomicU32>) {
    use axum::extract::{Path, State};
    use axum::response::IntoResponse;
    use std::sync::atomic::{AtomicU32, Ordering};
    let asked = Arc::new(AtomicU32::new(0));
    let answer = |State(asked): State<Arc<AtomicU32>>, Path(name): Path<String>| async move {
        asked.fetch_add(1, Ordering::Relaxed);
        match name.as_str() {
            "picture.png" => b"\x89PNG\r\n\x1a\n and so on".to_vec().into_response(),
            "page.png" => "<html><script>".into_response(),
            "large.png" => [b"\x89PNG".to_vec(), vec![0; 1_100_000]].concat().into_response(),
            "elsewhere.png" => axum::response::Redirect::temporary("/picture.png").into_response(),
            _ => axum::http::StatusCode::NOT_FOUND.into_response(),
        }
    };
    let router = axum::Router::new().route("/{name}", axum::routing::get(answer)).with_state(Arc::clone(&asked));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (base, asked)
}

/// Cards 1, 2 … of a set, with pictures at `host`. A file may say https only, so the database is written.
async fn with_pictures(server: &Server, host: &str, names: &[&str]) {
    let card = |(n, name): (i32, &&str)| {
        serde_json::json!({ "id": format!("tst-{n}"), "number": n.to_string(), "name": "Card",
                            "picture": format!("{host}/{name}") })
    };
    put_set(&*server.core.store, (1..).zip(names).map(card).collect()).await;
}

/// Writes a game, mtg, with one set, tst.
pub(crate) async fn put_set(store: &dyn vitrine_server::store::Store, cards: Vec<Value>) {
    put_sets(store, vec![("tst".to_owned(), cards)]).await;
}

/// Writes a game, mtg, with these sets.
pub(crate) async fn put_sets(store: &dyn vitrine_server::store::Store, sets: Vec<(String, Vec<Value>)>) {
    use vitrine_server::store::{GameRow, SetRow};
    let set = |(ord, (key, cards)): (u64, (String, Vec<Value>))| {
        let body = serde_json::json!({ "game": "mtg", "id": key, "cards": cards }).to_string();
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, body.as_bytes()).unwrap();
        let (hash, body) = (body.into_bytes(), Some(packer.finish().unwrap()));
        SetRow { key, ord, cards: cards.len() as u64, hash, body }
    };
    let sets: Vec<SetRow> = (0..).zip(sets).map(set).collect();
    let game = GameRow { game: "mtg".into(), cards: 1, sets, chunks: vec![], lookup: vec![], now_ms: 1 };
    store.put_game(&game).await.unwrap();
}

pub(crate) async fn a_picture_is_fetched_once_and_kept(db: Db) {
    let (base, asked) = host().await;
    let folder = crate::support::temp_dir("vitrine-pictures");
    let config = Config { pictures_dir: folder.clone(), pictures_from_anywhere: true, ..quick() };
    let server = Server::with(Arc::new(db), config).await;
    with_pictures(&server, &base, &["picture.png", "page.png", "large.png", "elsewhere.png", "gone.png"]).await;
    let ada = server.person("Ada").await;
    for _ in 0..3 {
        let (status, headers, picture) = bytes(&ada, &picture_path("mtg", "tst-1"), &[]).await;
        assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "image/png"));
        assert!(headers["cache-control"].to_str().unwrap().contains("max-age") && picture.starts_with(b"\x89PNG"));
    }
    let count = || asked.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!(count(), 1);
    for card in ["tst-2", "tst-3", "tst-4", "tst-5"] {
        for _ in 0..2 {
            let (status, headers, body) = bytes(&ada, &picture_path("mtg", card), &[]).await;
            assert_eq!((status, body.len()), (204, 0), "{card}: nothing that a console would call an error");
            assert!(headers["cache-control"].to_str().unwrap().contains("max-age"), "{card}: not asked again at once");
        }
    }
    assert_eq!(count(), 5, "what failed is not asked again at once, and no redirect is followed");
    for none in ["tst-6", "none-1", "tst-1~x"] {
        assert_eq!(bytes(&ada, &picture_path("mtg", none), &[]).await.0, 204, "{none}");
    }
    assert_eq!(count(), 5);
    std::fs::remove_dir_all(folder).unwrap();
}

pub(crate) async fn pictures_from_this_machine_or_turned_off_are_not_fetched(db: Db) {
    let (base, asked) = host().await;
    let db = Arc::new(db);
    let ada = {
        let server = Server::with(Arc::clone(&db), quick()).await;
        with_pictures(&server, &base, &["picture.png"]).await;
        let ada = server.person("Ada").await;
        assert_eq!(bytes(&ada, &picture_path("mtg", "tst-1"), &[]).await.0, 204);
        server.stop().await;
        ada
    };
    let server = Server::with(db, Config { pictures_mb: 0, pictures_from_anywhere: true, ..quick() }).await;
    let ada = Browser { base: server.base.clone(), ..ada };
    assert_eq!(bytes(&ada, &picture_path("mtg", "tst-1"), &[]).await.0, 204);
    assert_eq!(asked.load(std::sync::atomic::Ordering::Relaxed), 0);
}
