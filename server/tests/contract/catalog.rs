//! The catalogue's rows.

use vitrine_server::store::{ChunkRow, GameRow, PartHead, PartRow, SetRow};

use crate::Fixture;

fn part(game: &str, set: &str, hash: u8) -> PartRow {
    let head = PartHead {
        game: game.into(),
        source: "rarebox".into(),
        set: set.into(),
        name: "Base ä".into(),
        released: "1999-01-09".into(),
        official: 102,
    };
    PartRow { head, cards: 3, hash: vec![hash], body: vec![hash; 3] }
}

fn set(key: &str, ord: u64, hash: u8, body: Option<u8>) -> SetRow {
    SetRow { key: key.into(), ord, cards: 1, hash: vec![hash], body: body.map(|byte| vec![byte]) }
}

fn chunk(hash: &str) -> ChunkRow {
    ChunkRow { hash: hash.into(), bytes: 100, wire: 4, body: vec![0, 1, 2, 255] }
}

fn game(name: &str, sets: Vec<SetRow>, chunks: &[&str]) -> GameRow {
    let chunks = chunks.iter().map(|hash| chunk(hash)).collect();
    GameRow { game: name.into(), cards: 7, sets, chunks, lookup: vec![0, 9], now_ms: 5 }
}

pub(crate) async fn a_part_takes_the_place_of_the_one_there_was(f: Fixture) {
    f.store.put_parts(&[part("pokemon", "base1", 1), part("pokemon", "neo1", 2), part("mtg", "10e", 3)]).await.unwrap();
    f.store.put_parts(&[part("pokemon", "base1", 9)]).await.unwrap();
    let mut hashes = f.store.part_hashes().await.unwrap();
    hashes.sort();
    let name = |game: &str, set: &str| (game.to_owned(), "rarebox".to_owned(), set.to_owned());
    assert_eq!(
        hashes,
        [(name("mtg", "10e"), vec![3]), (name("pokemon", "base1"), vec![9]), (name("pokemon", "neo1"), vec![2])]
    );
    let heads = f.store.part_heads("pokemon").await.unwrap();
    assert_eq!(heads, [part("pokemon", "base1", 9).head, part("pokemon", "neo1", 2).head]);
    assert_eq!(f.store.part_body(&heads[0]).await.unwrap(), Some(vec![9; 3]));
    assert_eq!(f.store.part_body(&PartHead::default()).await.unwrap(), None);
}

pub(crate) async fn a_game_is_stale_from_its_parts_to_its_index(f: Fixture) {
    assert!(f.store.stale_games().await.unwrap().is_empty());
    f.store.put_parts(&[part("pokemon", "base1", 1), part("mtg", "10e", 3)]).await.unwrap();
    assert_eq!(f.store.stale_games().await.unwrap(), ["mtg", "pokemon"]);
    assert!(f.store.games().await.unwrap().is_empty(), "no index yet");
    f.store.put_game(&game("mtg", vec![set("10e", 0, 1, Some(1))], &["a"])).await.unwrap();
    assert_eq!(f.store.stale_games().await.unwrap(), ["pokemon"]);
}

pub(crate) async fn what_is_made_of_a_game_is_replaced_whole(f: Fixture) {
    let before = f.store.reference().await.unwrap();
    let first =
        game("mtg", vec![set("a", 0, 1, Some(10)), set("b", 1, 2, Some(20)), set("c", 2, 3, Some(30))], &["x", "y"]);
    f.store.put_game(&first).await.unwrap();
    f.store.put_game(&game("lorcana", vec![set("a", 0, 1, Some(77))], &["x"])).await.unwrap();
    // `b` is gone, `c` is as it was, `a` has changed, `d` is new.
    let second =
        game("mtg", vec![set("d", 0, 4, Some(40)), set("a", 1, 5, Some(11)), set("c", 2, 3, None)], &["y", "z"]);
    f.store.put_game(&second).await.unwrap();
    assert_eq!(f.store.reference().await.unwrap(), before + 3, "each is told");
    let body = async |key: &str| {
        let sets = f.store.merged_sets("mtg", &[key.to_owned(), "none".to_owned()]).await.unwrap();
        sets.into_iter().map(|(of, body)| if of == key { body } else { Vec::new() }).next()
    };
    assert_eq!((body("a").await, body("b").await), (Some(vec![11]), None));
    assert_eq!((body("c").await, body("d").await), (Some(vec![30]), Some(vec![40])));
    assert_eq!(f.store.merged_sets("lorcana", &["a".to_owned()]).await.unwrap(), [("a".to_owned(), vec![77])]);
    let mut hashes = f.store.set_hashes("mtg").await.unwrap();
    hashes.sort();
    assert_eq!(hashes, [("a".to_owned(), vec![5]), ("c".to_owned(), vec![3]), ("d".to_owned(), vec![4])]);
    let (keys, lookup) = f.store.lookup("mtg").await.unwrap().unwrap();
    assert_eq!((keys.join(" "), lookup), ("d a c".to_owned(), vec![0, 9]));
    assert_eq!(f.store.lookup("none").await.unwrap(), None);
    assert_eq!(f.store.chunk("mtg", "z").await.unwrap(), Some(chunk("z")));
    assert_eq!(f.store.chunk("mtg", "x").await.unwrap(), None, "an old chunk is gone");
    let games = f.store.games().await.unwrap();
    assert_eq!(games.iter().map(|game| game.game.as_str()).collect::<Vec<_>>(), ["lorcana", "mtg"]);
    assert_eq!((games[1].cards, games[1].sets, games[1].updated_ms), (7, 3, 5));
    let chunks: Vec<_> = games[1].chunks.iter().map(|c| (c.hash.as_str(), c.bytes, c.wire, c.body.len())).collect();
    assert_eq!(chunks, [("y", 100, 4, 0), ("z", 100, 4, 0)]);
}
