//! [`record!`]: from one line for each field to the record, its patch and all that follows from both.
//!
//! A line is `number field: rule Type, ("Label", "noun"), check, "meaning";`. `check` is a function of
//! [`values`](crate::values); a field that came later says `number (since schema) field`. Fields under `immutable`
//! have no rule.

/// Declares a record and everything that follows from its fields.
macro_rules! record {
    (
        $(#[$about:meta])*
        $name:ident, $patch:ident {
            immutable { $(
                $(#[$imeta:meta])*
                $inumber:literal $((since $isince:literal))? $ifield:ident: $ity:ty,
                ($ilabel:literal, $inoun:literal), $icheck:path, $imeaning:literal;
            )* }
            changing { $(
                $(#[$meta:meta])*
                $number:literal $((since $since:literal))? $field:ident: $rule:ident $ty:ty,
                ($label:literal, $noun:literal), $check:path, $meaning:literal;
            )* }
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $( #[doc = $imeaning] $(#[$imeta])* pub $ifield: $ity, )*
            $( #[doc = $meaning] $(#[$meta])* pub $field: $ty, )*
        }

        /// The fields an author changed; the others stay as they are.
        #[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $patch {
            $(
                #[doc = $meaning]
                #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::rules::present")]
                pub $field: Option<$crate::rules::change!($rule $ty)>,
            )*
        }

        #[allow(unused_variables, reason = "a record may have no fields of one sort")]
        impl $crate::rules::Fields for $name {
            type Patch = $patch;

            const KIND: $crate::Kind = $crate::Kind::$name;
            const TABLE: &'static [$crate::rules::Field] = &[
                $( $crate::rules::line!($rule $number $field, ($($since)?), $label, $noun, $meaning), )*
                $( $crate::rules::line!(immutable $inumber $ifield, ($($isince)?), $ilabel, $inoun, $imeaning), )*
            ];

            fn check(&self) -> Result<(), $crate::Rejection> {
                $( $crate::rules::check!($rule $check, stringify!($field), &self.$field)?; )*
                $( $icheck(stringify!($ifield), &self.$ifield)?; )*
                Ok(())
            }

            fn check_patch(patch: &$patch) -> Result<(), $crate::Rejection> {
                $( patch.$field.as_ref().map_or(Ok(()), |change| $check(stringify!($field), change))?; )*
                Ok(())
            }

            fn merge(&mut self, patch: &$patch, writer: &mut impl $crate::rules::FieldWriter) -> $patch {
                $patch {
                    $( $field: patch.$field.as_ref().and_then(|change| {
                        const FIELD: &$crate::rules::Field =
                            &$crate::rules::line!($rule $number $field, ($($since)?), $label, $noun, $meaning);
                        writer.$rule(FIELD, &mut self.$field, change)
                    }), )*
                }
            }

            fn change_to(&self, wanted: &Self) -> $patch {
                $patch { $( $field: $crate::rules::difference!($rule self.$field, wanted.$field), )* }
            }

            fn with(&self, patch: &$patch) -> Self {
                Self {
                    $( $ifield: self.$ifield.clone(), )*
                    $( $field: match &patch.$field {
                        Some(change) => $crate::rules::onto!($rule self.$field, change),
                        None => self.$field.clone(),
                    }, )*
                }
            }

            fn back(&self, patch: &$patch) -> $patch {
                $patch {
                    $( $field: patch.$field.as_ref().map(|change| {
                        $crate::rules::turned!($rule self.$field, change)
                    }), )*
                }
            }

            fn unmarked(&self) -> Self {
                Self {
                    $( $ifield: self.$ifield.clone(), )*
                    $( $field: $crate::rules::unmarked!($rule self.$field), )*
                }
            }

            fn is_empty(patch: &$patch) -> bool {
                true $( && patch.$field.is_none() )*
            }

            fn names(patch: &$patch) -> Vec<&'static str> {
                let names: &[Option<&'static str>] = &[$( patch.$field.is_some().then_some(stringify!($field)), )*];
                names.iter().copied().flatten().collect()
            }

            fn current(&self, patch: &$patch) -> $patch {
                $patch { $( $field: $crate::rules::current!($rule self.$field, patch.$field), )* }
            }

            fn changed_since(wanted: &$patch, after: &$patch, now: &$patch) -> Option<&'static str> {
                $(
                    if now.$field != after.$field && now.$field != wanted.$field {
                        return Some(stringify!($field));
                    }
                )*
                None
            }
        }
    };
}

/// A line of the table.
macro_rules! line {
    ($rule:ident $number:literal $name:ident, ($($since:literal)?), $label:literal, $noun:literal, $meaning:literal) => {
        $crate::rules::Field {
            number: $number,
            since: $crate::rules::since!($($since)?),
            name: stringify!($name),
            label: $label,
            noun: $noun,
            rule: $crate::rules::rule!($rule),
            meaning: $meaning,
        }
    };
}

/// The type of a change, by rule.
macro_rules! change {
    (register $ty:ty) => {
        $ty
    };
    (guarded $ty:ty) => {
        $ty
    };
    (counter $ty:ty) => {
        $ty
    };
    (set $ty:ty) => {
        $crate::TagsChange
    };
}

macro_rules! rule {
    (register) => {
        $crate::rules::Rule::Register
    };
    (guarded) => {
        $crate::rules::Rule::Guarded
    };
    (counter) => {
        $crate::rules::Rule::Counter
    };
    (set) => {
        $crate::rules::Rule::Set
    };
    (immutable) => {
        $crate::rules::Rule::Immutable
    };
}

/// The schema of a field: the first, where nothing is said.
macro_rules! since {
    () => {
        1
    };
    ($schema:literal) => {
        $schema
    };
}

/// Checks a whole value by the function that checks a change of it.
macro_rules! check {
    (set $check:path, $name:expr, $value:expr) => {
        $check($name, &$crate::Tags::default().change_to($value))
    };
    ($other:ident $check:path, $name:expr, $value:expr) => {
        $check($name, $value)
    };
}

/// The change from one value to another, by rule; none when they are equal.
macro_rules! difference {
    (counter $from:expr, $to:expr) => {
        ($to != $from).then(|| $to - $from)
    };
    (set $from:expr, $to:expr) => {
        Some($from.change_to(&$to)).filter(|change| !change.is_empty())
    };
    ($register:ident $from:expr, $to:expr) => {
        ($to != $from).then(|| $to.clone())
    };
}

/// A value with a change in it, by rule.
macro_rules! onto {
    (counter $value:expr, $change:expr) => {
        $value.saturating_add(*$change)
    };
    (set $value:expr, $change:expr) => {
        $value.with($change)
    };
    ($register:ident $value:expr, $change:expr) => {
        $change.clone()
    };
}

/// What takes a change back at most, by rule.
macro_rules! turned {
    (counter $value:expr, $change:expr) => {
        $change.saturating_neg()
    };
    (set $value:expr, $change:expr) => {
        $change.turned()
    };
    ($register:ident $value:expr, $change:expr) => {
        $value.clone()
    };
}

/// A value without marks, by rule.
macro_rules! unmarked {
    (set $value:expr) => {
        $crate::Tags::new($value.iter())
    };
    ($other:ident $value:expr) => {
        $value.clone()
    };
}

/// The value of a field that a change writes over, by rule.
macro_rules! current {
    (counter $value:expr, $change:expr) => {
        None
    };
    (set $value:expr, $change:expr) => {
        None
    };
    ($register:ident $value:expr, $change:expr) => {
        $change.is_some().then(|| $value.clone())
    };
}

pub(crate) use {change, check, current, difference, line, onto, record, rule, since, turned, unmarked};
