//! The name of the domain, which everything that reads records is generic over. What it does is said in [`model`](crate::model).

/// Cards, lots and conflicts: what [`vitrine_sync::Model`] is implemented for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Domain;
