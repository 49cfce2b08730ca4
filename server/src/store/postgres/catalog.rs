//! PostgreSQL's statements of the catalogue.

use async_trait::async_trait;

use super::super::*;
use super::sync::SNAPSHOT;
use super::{PostgresStore, may_be};

#[async_trait]
impl CatalogStore for PostgresStore {
    async fn part_hashes(&self) -> Result<Vec<((String, String, String), Vec<u8>)>> {
        let rows: Vec<(String, String, String, Vec<u8>)> =
            sqlx::query_as("select game, source, set_id, hash from catalog_parts").fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|(game, source, set, hash)| ((game, source, set), hash)).collect())
    }

    async fn put_parts(&self, parts: &[PartRow]) -> Result<()> {
        let mut tx = self.pool.begin().await?;
        for part in parts {
            sqlx::query(
                "insert into catalog_games (game, stale) values ($1, true) on conflict (game) do update set stale = true",
            )
            .bind(&part.head.game)
            .execute(&mut *tx)
            .await?;
            sqlx::query(
                "insert into catalog_parts (game, source, set_id, name, released, official, cards, hash, body) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (game, source, set_id) do update set \
                 name = excluded.name, released = excluded.released, official = excluded.official, \
                 cards = excluded.cards, hash = excluded.hash, body = excluded.body",
            )
            .bind(&part.head.game)
            .bind(&part.head.source)
            .bind(&part.head.set)
            .bind(&part.head.name)
            .bind(&part.head.released)
            .bind(i64::from(part.head.official))
            .bind(signed(part.cards))
            .bind(&part.hash)
            .bind(&part.body)
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit().await?)
    }

    async fn stale_games(&self) -> Result<Vec<String>> {
        let games = sqlx::query_scalar("select game from catalog_games where stale order by game");
        Ok(games.fetch_all(&self.pool).await?)
    }

    async fn part_heads(&self, game: &str) -> Result<Vec<PartHead>> {
        let rows: Vec<(String, String, String, String, i64)> = sqlx::query_as(
            "select source, set_id, name, released, official from catalog_parts where game = $1 order by source, set_id",
        )
        .bind(game)
        .fetch_all(&self.pool)
        .await?;
        let head = |(source, set, name, released, official)| PartHead {
            game: game.to_owned(),
            source,
            set,
            name,
            released,
            official: u32::try_from(official).unwrap_or(0),
        };
        Ok(rows.into_iter().map(head).collect())
    }

    async fn part_body(&self, part: &PartHead) -> Result<Option<Vec<u8>>> {
        let body = sqlx::query_scalar("select body from catalog_parts where game = $1 and source = $2 and set_id = $3")
            .bind(&part.game)
            .bind(&part.source)
            .bind(&part.set);
        Ok(body.fetch_optional(&self.pool).await?)
    }

    async fn set_hashes(&self, game: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let sets = sqlx::query_as("select set_key, hash from catalog_sets where game = $1").bind(game);
        Ok(sets.fetch_all(&self.pool).await?)
    }

    async fn put_game(&self, game: &GameRow) -> Result<()> {
        let mut tx = self.pool.begin().await?;
        // Places are given anew to all sets; what keeps none is gone.
        sqlx::query("update catalog_sets set ord = -1 where game = $1").bind(&game.game).execute(&mut *tx).await?;
        for set in &game.sets {
            let query = match &set.body {
                None => sqlx::query("update catalog_sets set ord = $3 where game = $1 and set_key = $2")
                    .bind(&game.game)
                    .bind(&set.key)
                    .bind(signed(set.ord)),
                Some(body) => sqlx::query(
                    "insert into catalog_sets (game, set_key, ord, cards, hash, body) values ($1, $2, $3, $4, $5, $6) \
                     on conflict (game, set_key) do update set ord = excluded.ord, cards = excluded.cards, \
                     hash = excluded.hash, body = excluded.body",
                )
                .bind(&game.game)
                .bind(&set.key)
                .bind(signed(set.ord))
                .bind(signed(set.cards))
                .bind(&set.hash)
                .bind(body),
            };
            query.execute(&mut *tx).await?;
        }
        sqlx::query("delete from catalog_sets where game = $1 and ord < 0").bind(&game.game).execute(&mut *tx).await?;
        sqlx::query("delete from catalog_chunks where game = $1").bind(&game.game).execute(&mut *tx).await?;
        for (ord, chunk) in (0i64..).zip(&game.chunks) {
            sqlx::query("insert into catalog_chunks (game, hash, ord, bytes, body) values ($1, $2, $3, $4, $5)")
                .bind(&game.game)
                .bind(&chunk.hash)
                .bind(ord)
                .bind(signed(chunk.bytes))
                .bind(&chunk.body)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query(
            "insert into catalog_games (game, stale, cards, sets, updated_ms, lookup) values ($1, false, $2, $3, $4, $5) \
             on conflict (game) do update set stale = false, cards = excluded.cards, sets = excluded.sets, \
             updated_ms = excluded.updated_ms, lookup = excluded.lookup",
        )
        .bind(&game.game)
        .bind(signed(game.cards))
        .bind(signed(game.sets.len() as u64))
        .bind(signed(game.now_ms))
        .bind(&game.lookup)
        .execute(&mut *tx)
        .await?;
        sqlx::query("update reference set version = version + 1").execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }

    async fn games(&self) -> Result<Vec<ListedGame>> {
        let mut tx = self.pool.begin_with(SNAPSHOT).await?;
        let games: Vec<(String, i64, i64, i64)> =
            sqlx::query_as("select game, cards, sets, updated_ms from catalog_games order by game")
                .fetch_all(&mut *tx)
                .await?;
        let chunks: Vec<(String, String, i64, i64)> =
            sqlx::query_as("select game, hash, bytes, length(body)::bigint from catalog_chunks order by game, ord")
                .fetch_all(&mut *tx)
                .await?;
        Ok(listed_games(games, &chunks))
    }

    async fn chunk(&self, game: &str, hash: &str) -> Result<Option<ChunkRow>> {
        let row: Option<(i64, Vec<u8>)> =
            sqlx::query_as("select bytes, body from catalog_chunks where game = $1 and hash = $2")
                .bind(game)
                .bind(hash)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|(bytes, body)| chunk_row(hash, bytes, body)))
    }

    async fn merged_sets(&self, game: &str, keys: &[String]) -> Result<Vec<(String, Vec<u8>)>> {
        if !may_be(game) {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = keys.iter().filter(|key| may_be(key)).cloned().collect();
        let sets = sqlx::query_as("select set_key, body from catalog_sets where game = $1 and set_key = any($2)");
        Ok(sets.bind(game).bind(keys).fetch_all(&self.pool).await?)
    }

    async fn lookup(&self, game: &str) -> Result<Option<(Vec<String>, Vec<u8>)>> {
        if !may_be(game) {
            return Ok(None);
        }
        let mut tx = self.pool.begin_with(SNAPSHOT).await?;
        let lookup: Option<Vec<u8>> = sqlx::query_scalar("select lookup from catalog_games where game = $1")
            .bind(game)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(lookup) = lookup else { return Ok(None) };
        let keys = sqlx::query_scalar("select set_key from catalog_sets where game = $1 order by ord");
        Ok(Some((keys.bind(game).fetch_all(&mut *tx).await?, lookup)))
    }
}
