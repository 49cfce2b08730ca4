//! The texts of a form, declared once: a signal for each, filled from the form's values and read back into them.

/// `fields!(Signals of Values { name, … })`
macro_rules! fields {
    ($signals:ident of $values:ident { $($field:ident),* $(,)? }) => {
        /// What stands in the fields, each in a signal of its own.
        #[derive(Clone, Copy)]
        pub struct $signals {
            $(pub $field: RwSignal<String>,)*
        }

        impl $signals {
            pub fn new(values: $values) -> Self {
                Self { $($field: RwSignal::new(values.$field),)* }
            }

            pub fn set(&self, values: $values) {
                $(self.$field.set(values.$field);)*
            }

            /// Each by its name, for the draft.
            pub fn signals(&self) -> crate::drafts::Signals {
                vec![$((String::from(stringify!($field)), self.$field),)*]
            }

            pub fn values(&self) -> $values {
                $values { $($field: self.$field.get(),)* }
            }
        }
    };
}

pub(crate) use fields;
