//! [`uses!`]: what is done with each field of a record, beside its table of rules. One line for each field, one word for each
//! question; a record with a field that has no line does not compile.

use uuid::Uuid;

use crate::{CardRef, Condition, Grade, Tags};

/// What a person reads in a value: what the search looks through, and what stands beside a name.
pub(crate) trait Words {
    /// Says each of them that is not empty.
    fn words(&self, say: &mut dyn FnMut(&str));
}

impl Words for String {
    fn words(&self, say: &mut dyn FnMut(&str)) {
        if !self.is_empty() {
            say(self);
        }
    }
}

impl Words for Tags {
    fn words(&self, say: &mut dyn FnMut(&str)) {
        self.iter().for_each(say);
    }
}

impl Words for CardRef {
    fn words(&self, say: &mut dyn FnMut(&str)) {
        let Self { game, set, set_name, number, name, rarity: _, product, ids: _ } = self;
        [name, set_name, set, number, game, product].into_iter().for_each(|text| text.words(say));
    }
}

impl Words for Option<Grade> {
    fn words(&self, say: &mut dyn FnMut(&str)) {
        if let Some(Grade { company, value, label, cert: _, subs: _ }) = self {
            [company, value, label].into_iter().for_each(|text| text.words(say));
        }
    }
}

/// What another copy of the same printing has of a value.
pub(crate) trait Duplicate {
    #[must_use]
    fn duplicate(&self) -> Self;
}

macro_rules! the_same {
    ($($ty:ty),*) => { $(
        impl Duplicate for $ty {
            fn duplicate(&self) -> Self {
                self.clone()
            }
        }
    )* };
}

the_same!(CardRef, String, Option<Condition>, Option<Uuid>);

impl Duplicate for Tags {
    /// Without marks: it is added with the copy.
    fn duplicate(&self) -> Self {
        Self::new(self.iter())
    }
}

/// Declares what is done with the fields of a record. The words of a line, in order:
///
/// * `searched` or `unsearched`: does the search look through it?
/// * `copied` or `left`: does a duplicate of the entry have it, or begin without?
/// * `apart` or `alike`: are copies that differ in it no duplicates of each other? `card`: whoever asks compares it
/// * `chip` or `plain`: do its words stand beside the name, as what is special about the copy?
/// * `grouped` or `loose`: can the list be grouped by it?
/// * `"Column"` or `none`: the column of a file that says it, whatever the file's format says besides.
macro_rules! uses {
    ($name:ident { $( $field:ident: $search:ident, $copy:ident, $same:ident, $chip:ident, $group:ident, $column:tt; )* }) => {
        #[allow(unused_variables, reason = "no field may have a column")]
        impl $name {
            /// The words the search looks through.
            pub fn searched(&self, say: &mut dyn FnMut(&str)) {
                // Every field has a line: this does not compile otherwise.
                let Self { $($field: _),* } = self;
                $( $crate::rules::uses!(@words $search self.$field, say); )*
            }

            /// Another copy of the same printing: without what was said of the single copy.
            #[must_use]
            pub fn duplicate(&self) -> Self {
                Self { $( $field: $crate::rules::uses!(@copy $copy self.$field), )* }
            }

            /// What tells copies of one card apart, in order: those that differ in it are no duplicates of each other. Empty
            /// values too.
            pub fn told_apart(&self) -> impl Iterator<Item = &str> {
                [$( $crate::rules::uses!(@apart $same self.$field) ),*].into_iter().flatten()
            }

            /// What is special about the copies, a word or two each.
            pub fn chips(&self, say: &mut dyn FnMut(&str)) {
                $( $crate::rules::uses!(@words $chip self.$field, say); )*
            }

            /// The fields the list can be grouped by.
            pub fn groupings() -> impl Iterator<Item = &'static $crate::rules::Field> {
                let names = [$( $crate::rules::uses!(@name $group $field) ),*];
                names.into_iter().flatten().filter_map(|name| $crate::Kind::$name.field(name))
            }

            /// Their values, in the same order.
            pub fn groups(&self) -> impl Iterator<Item = &str> {
                [$( $crate::rules::uses!(@apart $group self.$field) ),*].into_iter().flatten()
            }

            /// Columns of files that say a field, whatever the format: the column's heading and the field.
            pub fn columns() -> impl Iterator<Item = (&'static str, &'static str)> {
                [$( $crate::rules::uses!(@column $column $field) ),*].into_iter().flatten()
            }

            /// Takes what a file says of a field that has a column of its own; false for other fields.
            pub fn read_column(&mut self, field: &str, text: &str) -> bool {
                $( $crate::rules::uses!(@read $column self.$field, field, $field, text); )*
                false
            }

            /// What a file is told of such a field; none for other fields.
            pub fn column(&self, field: &str) -> Option<&str> {
                $( $crate::rules::uses!(@write $column self.$field, field, $field); )*
                None
            }
        }
    };

    (@words searched $value:expr, $say:expr) => { $crate::rules::Words::words(&$value, $say) };
    (@words unsearched $value:expr, $say:expr) => {};
    (@words chip $value:expr, $say:expr) => { $crate::rules::Words::words(&$value, $say) };
    (@words plain $value:expr, $say:expr) => {};
    (@copy copied $value:expr) => { $crate::rules::Duplicate::duplicate(&$value) };
    (@copy left $value:expr) => { Default::default() };
    (@apart apart $value:expr) => { Some($value.as_str()) };
    (@apart grouped $value:expr) => { Some($value.as_str()) };
    (@apart alike $value:expr) => { None };
    (@apart card $value:expr) => { None };
    (@apart loose $value:expr) => { None };
    (@name grouped $field:ident) => { Some(stringify!($field)) };
    (@name loose $field:ident) => { None };
    (@column none $field:ident) => { None };
    (@column $column:literal $field:ident) => { Some(($column, stringify!($field))) };
    (@read none $value:expr, $asked:expr, $field:ident, $text:expr) => {};
    (@read $column:literal $value:expr, $asked:expr, $field:ident, $text:expr) => {
        if $asked == stringify!($field) {
            $value = $text.to_owned();
            return true;
        }
    };
    (@write none $value:expr, $asked:expr, $field:ident) => {};
    (@write $column:literal $value:expr, $asked:expr, $field:ident) => {
        if $asked == stringify!($field) {
            return Some($value.as_str());
        }
    };
}

pub(crate) use uses;
