//! Numbers of the outbox as runs.

/// Numbers as runs without a gap: acknowledgements come in such runs, and a run is one request.
pub(super) fn runs(numbers: &[u64]) -> Vec<(u64, u64)> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for n in sorted {
        match runs.last_mut() {
            Some((_, last)) if n <= *last + 1 => *last = n,
            _ => runs.push((n, n)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_handled_in_runs_without_a_gap() {
        assert_eq!(runs(&[]), []);
        assert_eq!(runs(&[7, 3, 4, 5, 9, 8]), [(3, 5), (7, 9)]);
        assert_eq!(runs(&[2, 2]), [(2, 2)]);
    }
}
