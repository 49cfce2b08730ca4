//! The headings of a grouped list: which rows stand together, and what each group adds up to. Owns the arithmetic between
//! rows and lines; a heading is a line as high as a row, so that the window over the list stays exact.

use std::sync::Arc;

use uuid::Uuid;
use vitrine_ledger::Totals;

use super::groups::{GroupKind, Groups};
use super::query::{Grouping, Query};
use crate::row::Row;

/// What tells one heading from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SectionKey {
    Set(Arc<[u8]>),
    /// None: those in no group, or in one that was deleted.
    Group(GroupKind, Option<Uuid>),
    /// A field by its name, and what the entries say there.
    Field(&'static str, Arc<str>),
}

/// Rows under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub key: SectionKey,
    pub rows: usize,
    pub sum: Totals,
}

/// What stands in the list: a heading or a row, both of the same height.
#[derive(Debug, Clone)]
pub enum ListItem {
    Heading(SectionKey),
    Row(Arc<Row>),
}

/// What tells one item of the list from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ListItemKey {
    Heading(SectionKey),
    Row(Uuid),
}

impl ListItem {
    pub fn key(&self) -> ListItemKey {
        match self {
            Self::Heading(key) => ListItemKey::Heading(key.clone()),
            Self::Row(row) => ListItemKey::Row(row.id),
        }
    }
}

/// The headings of what is shown, in order; none where nothing is grouped.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sections(Vec<Section>);

impl Sections {
    /// Of rows in their order.
    pub(super) fn of(order: &[Arc<Row>], query: &Query, groups: &Groups) -> Self {
        let mut sections: Vec<Section> = Vec::new();
        if query.group != Grouping::None {
            for row in order {
                match sections.last_mut().filter(|last| last.is_of(row, query, groups)) {
                    Some(last) => last.count(row),
                    None => sections.push(Section::begin(row, query, groups)),
                }
            }
        }
        Self(sections)
    }

    /// A row was put in at a place of the order.
    pub(super) fn put_in(&mut self, at: usize, row: &Row, query: &Query, groups: &Groups) {
        if query.group == Grouping::None {
            return;
        }
        let mut start = 0;
        for (i, section) in self.0.iter_mut().enumerate() {
            if at <= start + section.rows && section.is_of(row, query, groups) {
                return section.count(row);
            }
            if at == start {
                return self.0.insert(i, Section::begin(row, query, groups));
            }
            start += section.rows;
        }
        self.0.push(Section::begin(row, query, groups));
    }

    /// A row was taken out of a place of the order.
    pub(super) fn take_out(&mut self, at: usize, row: &Row) {
        let mut start = 0;
        for (i, section) in self.0.iter_mut().enumerate() {
            start += section.rows;
            if at < start {
                section.rows -= 1;
                section.sum.subtract(&row.totals());
                if section.rows == 0 {
                    self.0.remove(i);
                }
                return;
            }
        }
    }

    /// A group, and the place of its first row in the order.
    pub(super) fn get(&self, key: &SectionKey) -> Option<(usize, &Section)> {
        let mut start = 0;
        let mut starts = self.0.iter().map(|section| {
            let here = start;
            start += section.rows;
            (here, section)
        });
        starts.find(|(_, section)| section.key == *key)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The line on which a row of the order stands.
    pub(super) fn line_of(&self, at: usize) -> usize {
        let mut start = 0;
        let headings = self.0.iter().take_while(|section| {
            let here = start <= at;
            start += section.rows;
            here
        });
        at + headings.count()
    }

    /// Some lines of the list.
    pub(super) fn slice(&self, order: &[Arc<Row>], from: usize, to: usize) -> Vec<ListItem> {
        let rows = |from: usize, to: usize| {
            order[from.min(order.len())..to.min(order.len())].iter().map(|row| ListItem::Row(Arc::clone(row)))
        };
        if self.0.is_empty() {
            return rows(from, to).collect();
        }
        let mut lines = Vec::new();
        let (mut line, mut row) = (0, 0);
        for section in &self.0 {
            let end = line + 1 + section.rows;
            if end > from && line < to {
                if line >= from {
                    lines.push(ListItem::Heading(section.key.clone()));
                }
                // Lines of this section, counted behind its heading.
                let (first, last) = (from.max(line + 1) - line - 1, to.min(end) - line - 1);
                lines.extend(rows(row + first, row + last));
            }
            line = end;
            row += section.rows;
        }
        lines
    }
}

impl Section {
    fn begin(row: &Row, query: &Query, groups: &Groups) -> Self {
        let key = match (query.group.kind(), query.group) {
            (Some(kind), _) => SectionKey::Group(kind, living(kind, row, groups)),
            (None, Grouping::Field(name)) => SectionKey::Field(name, row.group(name).into()),
            (None, _) => SectionKey::Set(row.by_set().into()),
        };
        Self { key, rows: 1, sum: row.totals() }
    }

    fn is_of(&self, row: &Row, query: &Query, groups: &Groups) -> bool {
        match &self.key {
            SectionKey::Set(set) => query.group == Grouping::Set && **set == *row.by_set(),
            SectionKey::Group(kind, id) => query.group.kind() == Some(*kind) && *id == living(*kind, row, groups),
            SectionKey::Field(name, text) => query.group == Grouping::Field(name) && **text == *row.group(name),
        }
    }

    fn count(&mut self, row: &Row) {
        self.rows += 1;
        self.sum.add(&row.totals());
    }
}

/// The group a row stands in, if that is there.
fn living(kind: GroupKind, row: &Row, groups: &Groups) -> Option<Uuid> {
    let id = match kind {
        GroupKind::Portfolio => row.portfolio,
        GroupKind::Location => row.location,
    };
    id.filter(|id| groups.get(kind, *id).is_some())
}
