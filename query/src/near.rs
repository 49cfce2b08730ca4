//! What somebody may have meant.

/// The nearest of some names, at most two letters away; of equally near ones the first. Short names allow one.
pub(crate) fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let longest = if typed.chars().count() < 4 { 1 } else { 2 };
    let near = names.map(|name| (distance(typed, name), name)).filter(|(distance, _)| *distance <= longest);
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// Letters that are put in, left out, mistaken, or exchanged with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(24).collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_changed_places_are_one_mistake() {
        assert_eq!(distance("raritiy", "rarity"), 1);
        assert_eq!(distance("rariyt", "rarity"), 1);
        assert_eq!(distance("", "set"), 3);
        assert_eq!(nearest("zzz", ["set", "tag"].into_iter()), None);
    }
}
