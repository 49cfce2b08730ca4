//! Which rows of a long list are worth drawing. Pure arithmetic over a fixed row height.

use std::ops::Range;

/// Rows drawn beyond each edge, so that a fast scroll meets no gap.
const MARGIN: usize = 10;

/// The rows to draw. `above` is how far the list's first row lies above the top of the screen (negative when below), in
/// pixels; `screen` and `row` are heights.
pub fn visible(above: f64, screen: f64, row: f64, len: usize) -> Range<usize> {
    if row <= 0.0 {
        return 0..len.min(1);
    }
    let first = (above / row).max(0.0) as usize;
    let count = (screen / row).ceil().max(0.0) as usize + 1;
    // Steps of half the margin: a row more or less on the screen does not move the window.
    let step = MARGIN / 2;
    let start = first.saturating_sub(MARGIN) / step * step;
    let end = (first + count + MARGIN).div_ceil(step) * step;
    start.min(len)..end.min(len)
}

/// How far to scroll so that the row `at` is on the screen, below `head` pixels of what sticks to the top; none when it
/// is there already. Arguments as in [`visible`].
pub fn scroll_to(at: usize, above: f64, screen: f64, row: f64, head: f64, foot: f64) -> Option<f64> {
    let top = at as f64 * row - above;
    if top < head {
        Some(top - head)
    } else if top + row > screen - foot {
        Some(top + row - screen + foot)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_on_the_screen_is_drawn_wherever_one_scrolls() {
        for above in [-500.0, 0.0, 1.0, 39.0, 40.0, 12_345.0, 3_999_000.0] {
            let rows = visible(above, 900.0, 40.0, 100_000);
            let first = (above.max(0.0) / 40.0) as usize;
            let last = ((above + 900.0) / 40.0) as usize;
            assert!(rows.start <= first && (rows.end > last.min(99_999)), "{above}: {rows:?}");
            assert!(rows.len() < 60, "{above}: {rows:?}");
        }
    }

    #[test]
    fn a_short_list_is_drawn_whole_and_no_further() {
        assert_eq!(visible(0.0, 900.0, 40.0, 3), 0..3);
        assert_eq!(visible(9_999.0, 900.0, 40.0, 3), 3..3);
        assert_eq!(visible(0.0, 900.0, 0.0, 3), 0..1);
    }

    #[test]
    fn a_row_behind_the_bar_or_below_the_edge_is_scrolled_to() {
        assert_eq!(scroll_to(0, 400.0, 900.0, 40.0, 100.0, 0.0), Some(-500.0));
        assert_eq!(scroll_to(30, 0.0, 900.0, 40.0, 100.0, 0.0), Some(340.0));
        assert_eq!(scroll_to(10, 0.0, 900.0, 40.0, 100.0, 0.0), None);
    }
}
