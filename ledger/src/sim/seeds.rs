//! Seeds that once failed. They run in every test, for ever; each fix also has a plain test that states its rule.

/// What failed, by seed.
pub const SEEDS: &[(u64, &str)] = &[];
