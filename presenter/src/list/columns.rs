//! Which columns the list has room for, and how wide each of them is. Pure arithmetic: what the longest text of each needs
//! comes in. Columns take what they need; where that is too much, the least important goes first, and what is left of
//! names and sets is cut before a finish, a date or an amount is.

/// The columns that can give way, in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Name,
    Printing,
    Finish,
    Condition,
    Place,
    Cost,
    Value,
    Added,
}

impl Column {
    pub const ALL: [Self; 8] =
        [Self::Name, Self::Printing, Self::Finish, Self::Condition, Self::Place, Self::Cost, Self::Value, Self::Added];

    /// The list's class while it has no room for the column.
    pub fn without(self) -> &'static str {
        match self {
            Self::Name => "no-name",
            Self::Printing => "no-printing",
            Self::Finish => "no-finish",
            Self::Condition => "no-condition",
            Self::Place => "no-place",
            Self::Cost => "no-cost",
            Self::Value => "no-value",
            Self::Added => "no-added",
        }
    }

    /// The text of its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Printing => "Set and number",
            Self::Finish => "Finish",
            Self::Condition => "Condition",
            Self::Place => "Place",
            Self::Cost => "Cost",
            Self::Value => "Value",
            Self::Added => "Acquired",
        }
    }

    /// A width at which one reads well, though the longest text may be longer.
    fn enough(self) -> u32 {
        match self {
            Self::Name => 240,
            Self::Printing => 230,
            Self::Finish | Self::Place => 170,
            Self::Condition | Self::Cost | Self::Value | Self::Added => u32::MAX,
        }
    }

    /// A width at which one still knows which card it is.
    fn least(self) -> u32 {
        match self {
            Self::Name => 160,
            Self::Printing => 130,
            other => other.enough(),
        }
    }
}

/// What goes before a name is cut, the least important first.
const GOES_FIRST: [Column; 2] = [Column::Added, Column::Place];
/// What goes where short names leave no room either: names, and where a card was printed, never go.
const GOES_NEXT: [Column; 4] = [Column::Cost, Column::Condition, Column::Finish, Column::Value];
/// The same where nothing has a price: then the cost is the one amount there is.
const UNPRICED: [Column; 3] = [Column::Condition, Column::Finish, Column::Cost];

/// A width in pixels for each column of [`Column::ALL`]; 0: not shown.
pub type Widths = [u32; Column::ALL.len()];

/// How wide the columns are in so much room. `needs` is the width of each one's longest text, 0 where there is nothing to
/// show; `gap` lies before each column.
pub fn fit(needs: &Widths, room: u32, gap: u32) -> Widths {
    let mut widths: Widths = std::array::from_fn(|i| needs[i].min(Column::ALL[i].enough()));
    let taken = |widths: &Widths| widths.iter().filter(|width| **width > 0).map(|width| width + gap).sum::<u32>();
    for column in GOES_FIRST {
        if taken(&widths) > room {
            widths[column as usize] = 0;
        }
    }
    if taken(&widths) > room {
        for column in Column::ALL {
            widths[column as usize] = widths[column as usize].min(column.least());
        }
    }
    let priced = needs[Column::Value as usize] > 0;
    for column in if priced { GOES_NEXT.as_slice() } else { &UNPRICED } {
        if taken(&widths) > room {
            widths[*column as usize] = 0;
        }
    }
    // What is left goes to those whose longest text is longer: to name and printing alike, then in order.
    let half = room.saturating_sub(taken(&widths)) / 2;
    let alike = [(Column::Name, half), (Column::Printing, half)];
    for (column, most) in alike.into_iter().chain(Column::ALL.map(|column| (column, u32::MAX))) {
        let at = column as usize;
        if widths[at] > 0 {
            let left = room.saturating_sub(taken(&widths));
            widths[at] += left.min(most).min(needs[at] - widths[at]);
        }
    }
    widths
}

/// The same for the style sheet: names and printings share what is left over, or what is missing.
pub fn tracks(widths: &Widths) -> String {
    let track = |column: Column| {
        let width = widths[column as usize];
        match column {
            _ if width == 0 => String::new(),
            Column::Name | Column::Printing => format!("minmax(0,{width}fr)"),
            _ => format!("{width}px"),
        }
    };
    let (before, after) = Column::ALL.split_at(Column::Cost as usize);
    let join = |columns: &[Column]| columns.iter().map(|column| track(*column)).collect::<Vec<_>>().join(" ");
    // Between them stands the quantity, after them what can be done.
    format!("20px 28px {} var(--step) {} var(--end)", join(before), join(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDS: Widths = [180, 200, 110, 70, 120, 90, 95, 96];

    fn shown(widths: &Widths) -> Vec<Column> {
        Column::ALL.into_iter().filter(|column| widths[*column as usize] > 0).collect()
    }

    #[test]
    fn columns_take_what_they_need() {
        assert_eq!(fit(&NEEDS, 2_000, 12), NEEDS);
        let exact = NEEDS.iter().map(|need| need + 12).sum();
        assert_eq!(fit(&NEEDS, exact, 12), NEEDS);
    }

    #[test]
    fn the_least_important_goes_first_and_nothing_else_is_cut_for_it() {
        let exact: u32 = NEEDS.iter().map(|need| need + 12).sum();
        let mut before = Column::ALL.len();
        for room in (300..exact).rev() {
            let widths = fit(&NEEDS, room, 12);
            let now = shown(&widths).len();
            assert!(now <= before, "a column came back in {room}");
            before = now;
            for column in shown(&widths) {
                let (width, need) = (widths[column as usize], NEEDS[column as usize]);
                let cut = [Column::Name, Column::Printing].contains(&column) && width >= need.min(column.least());
                assert!(width == need || cut, "{column:?} in {room}");
            }
            if now > 6 {
                assert!(widths[0] == NEEDS[0] && widths[1] == NEEDS[1], "a name is cut before a date in {room}");
            }
        }
        assert!(!shown(&fit(&NEEDS, exact - 1, 12)).contains(&Column::Added));
        assert_eq!(shown(&fit(&NEEDS, 300, 12)), [Column::Name, Column::Printing]);
    }

    #[test]
    fn where_nothing_has_a_price_the_cost_stays() {
        let mut needs = NEEDS;
        needs[Column::Value as usize] = 0;
        let narrow = fit(&needs, 430, 12);
        assert_eq!(shown(&narrow), [Column::Name, Column::Printing, Column::Cost]);
        assert_eq!(shown(&fit(&NEEDS, 430, 12)), [Column::Name, Column::Printing, Column::Value]);
    }

    #[test]
    fn one_long_name_does_not_take_a_column_away_while_there_is_room_to_read() {
        let mut needs = NEEDS;
        needs[Column::Name as usize] = 900;
        let widths = fit(&needs, 1_200, 12);
        assert_eq!(shown(&widths).len(), 8);
        let taken: u32 = widths.iter().map(|width| width + 12).sum();
        assert_eq!(taken, 1_200, "what is left is given to it");
    }

    #[test]
    fn a_column_without_anything_in_it_is_not_there() {
        let mut needs = NEEDS;
        needs[Column::Place as usize] = 0;
        assert_eq!(
            tracks(&fit(&needs, 2_000, 12)),
            "20px 28px minmax(0,180fr) minmax(0,200fr) 110px 70px  var(--step) 90px 95px 96px var(--end)"
        );
    }
}
