//! Which sets of different sources are the same.

use std::collections::{BTreeMap, BTreeSet};

use super::rank;
use crate::text::{plain_id, squeezed};

/// What a set is recognised by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Which source says so.
    pub source: String,
    /// The set's id in that source.
    pub id: String,
    /// The set's name.
    pub name: String,
    /// `YYYY-MM-DD`, or empty.
    pub released: String,
    /// 0: unknown.
    pub official: u32,
}

/// Parts that are one set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// That of its first part. Where another set has it, `@` and the source are added to the one of the lower rank.
    pub id: String,
    /// Positions of heads, by rank of their source.
    pub parts: Vec<usize>,
    /// `YYYY-MM-DD`, or empty; of the first part that knows it.
    pub released: String,
}

/// Days the same set may have come out apart in two sources: here and there, announced and sold.
const NEAR_DAYS: i32 = 45;

/// Groups the sets of one game. No group has two sets of one source, and no two groups have an id that differs in case
/// only. Groups come in the order of an index: by release, then by id.
pub fn groups(heads: &[Head]) -> Vec<Group> {
    let mut taken = BTreeSet::new();
    let named = grouped(heads).into_iter().map(|parts| {
        let first = &heads[parts[0]];
        let mut id = first.id.clone();
        while !taken.insert(id.to_lowercase()) {
            id = format!("{id}@{}", first.source);
        }
        let released = parts.iter().map(|&i| heads[i].released.clone()).find(|day| !day.is_empty());
        Group { id, parts, released: released.unwrap_or_default() }
    });
    let mut groups: Vec<Group> = named.collect();
    groups.sort_by(|a, b| (&a.released, &a.id).cmp(&(&b.released, &b.id)));
    groups
}

/// The positions of those that are the same set.
fn grouped(heads: &[Head]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..heads.len()).collect();
    order.sort_by_key(|&i| (rank(&heads[i].source), &heads[i].id));
    let mut sources: Vec<&str> = heads.iter().map(|head| head.source.as_str()).collect();
    sources.sort_by_key(|source| rank(source));
    sources.dedup();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for source in sources {
        let own: Vec<usize> = order.iter().copied().filter(|&i| heads[i].source == source).collect();
        // Which groups each set could join, and who could join each group.
        let found = candidates(heads, &own, &groups);
        let mut wanted: BTreeMap<usize, usize> = BTreeMap::new();
        for group in found.iter().flatten() {
            *wanted.entry(*group).or_default() += 1;
        }
        for (i, found) in own.into_iter().zip(&found) {
            match found.as_slice() {
                [only] if wanted.get(only) == Some(&1) => groups[*only].push(i),
                _ => groups.push(vec![i]),
            }
        }
    }
    groups
}

fn candidates(heads: &[Head], own: &[usize], groups: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (group, members) in groups.iter().enumerate() {
        for &member in members {
            for word in [plain_id(&heads[member].id), squeezed(&heads[member].name)] {
                by_word.entry(word).or_default().push(group);
            }
        }
    }
    let of = |&i: &usize| {
        let words = [plain_id(&heads[i].id), squeezed(&heads[i].name)];
        let mut near: Vec<usize> = words.iter().filter_map(|word| by_word.get(word)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        near.retain(|&group| groups[group].iter().any(|&other| same(&heads[i], &heads[other])));
        near
    };
    own.iter().map(of).collect()
}

/// Is it the same set? Two facts must agree, one of them the id or the name, and none that both know may speak against it
/// too loudly.
fn same(a: &Head, b: &Head) -> bool {
    let id = plain_id(&a.id) == plain_id(&b.id);
    let name = !a.name.is_empty() && squeezed(&a.name) == squeezed(&b.name);
    let days = days_apart(&a.released, &b.released);
    let near = days.is_some_and(|days| days <= NEAR_DAYS);
    let same_year = days.is_some() && a.released.get(..4) == b.released.get(..4);
    let counts = a.official != 0 && b.official != 0;
    let count = counts && a.official == b.official;
    (id && (name || (near && (count || !counts)))) || (name && ((near && (count || !counts)) || (count && same_year)))
}

fn days_apart(a: &str, b: &str) -> Option<i32> {
    let day = |text: &str| {
        let mut parts = text.split('-').map(|part| part.parse::<i32>().ok());
        Some(parts.next()?? * 365 + parts.next()?? * 30 + parts.next()??)
    };
    Some((day(a)? - day(b)?).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(source: &str, id: &str, name: &str, released: &str, official: u32) -> Head {
        Head { source: source.into(), id: id.into(), name: name.into(), released: released.into(), official }
    }

    fn told(heads: &[Head]) -> Vec<Vec<&str>> {
        groups(heads).iter().map(|group| group.parts.iter().map(|&i| heads[i].id.as_str()).collect()).collect()
    }

    #[test]
    fn the_same_set_is_recognised_under_another_id_or_another_name() {
        let heads = [
            head("rarebox", "sv3pt5", "151", "2023-09-22", 165),
            head("rarebox", "base1", "Base", "1999-01-09", 102),
            head("rarebox", "me1", "Mega Evolution", "2025-09-26", 132),
            head("rarebox", "mcd17", "McDonald's Collection 2017", "2017-11-07", 12),
            head("tcgdex", "2017sm", "McDonald's Collection 2017", "2017-08-03", 12),
            head("tcgdex", "me01", "Mega Evolution", "2025-09-26", 132),
            head("tcgdex", "base1", "Base Set", "1999-01-09", 102),
            head("tcgdex", "sv03.5", "151", "2023-09-22", 165),
        ];
        let expected = [vec!["base1", "base1"], vec!["mcd17", "2017sm"], vec!["sv3pt5", "sv03.5"], vec!["me1", "me01"]];
        assert_eq!(told(&heads), expected);
    }

    #[test]
    fn what_cannot_be_told_stays_by_itself() {
        let heads = [
            head("rarebox", "lc", "Legends", "2002-05-24", 110),
            // The same id, and nothing else.
            head("tcgdex", "lc", "Legendary Collection", "2010-05-24", 90),
            // Two that could be the same one.
            head("rarebox", "p1", "Promos", "2010-01-01", 0),
            head("tcgdex", "q1", "Promos", "2010-01-02", 0),
            head("tcgdex", "q2", "Promos", "2010-01-03", 0),
        ];
        assert!(told(&heads).iter().all(|group| group.len() == 1), "{:?}", told(&heads));
        let ids: Vec<String> = groups(&heads).into_iter().map(|group| group.id).collect();
        assert_eq!(ids, ["lc", "p1", "q1", "q2", "lc@tcgdex"]);
    }
}
