//! Seeds that once failed. They run in every test, for ever; each fix of the engine also has a plain test that states its
//! rule.

/// What failed, by seed.
pub const SEEDS: &[(u64, &str)] = &[
    (1381, "a doubled push from before a restore was taken for new"),
    (5877, "a comparison asked for while nobody led was made by nobody"),
    (7645, "a number was used twice under one client id after a restore, and a late copy filled it"),
    (8867, "acknowledged edits were unfolded by a renumbering before a page brought them"),
    (9719, "a late copy of a push met a renumbered outbox"),
    (11900, "a page was stored while the client took a new identity"),
    (13837, "a tab that had just been opened forgot that a comparison was asked for"),
    (14415, "a loss of power took a new identity back, and edits were sent under both"),
    (15353, "a late copy of a push met a renumbered outbox"),
    (16485, "a thawed tab heard an old reading of the storage after a newer answer"),
    (17170, "the view and the outbox disagreed after a renumbering"),
    (36374, "a poll was due again and again while the client took a new identity"),
    (37_743, "the judge added up how many of a card are wanted, which is a value and no count"),
    (78_059, "what a base brought back was sent before it was durable, and its refusal found nobody"),
    (98_054, "a base without it was stored together with an acknowledgement, and nobody sent the edit again"),
    (101_638, "a late copy of a push met a renumbered outbox"),
    (111_355, "a late copy of a push met a renumbered outbox"),
    (111_709, "a late copy of a push met a renumbered outbox"),
    (117_968, "the view and the outbox disagreed after a renumbering"),
    (131_798, "the refusal of an edit was passed over because a server that was then restored had acknowledged it"),
    (198_526, "a skip took the place of an edit on the screen before its refusal was stored"),
    (235_241, "an edit that was carried out, and answered with errors, was given up"),
    (267_926, "an edit whose refusal was stored, and never answered, was sent to a restored server"),
    (376_556, "an edit whose refusal was stored, and never answered, was sent to a restored server"),
    (383_577, "a comparison was forgotten with the lead, before what it found was stored"),
    (425_137, "a comparison was forgotten with the lead, before what it found was stored"),
    (570_597, "the judge's people did not sign in again while they waited for a comparison"),
    (1_033_457, "the judge took the first edit of the settings for two wishes that they be there"),
];
