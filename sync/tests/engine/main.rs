//! The client engine's rules, one plain test each, on a model small enough to see through.

mod support;

mod edits;
mod given_up;
mod kept;
mod network;
mod push_page;
mod put_back;
mod rebase;
mod repair;
mod tabs;
mod watchdog;
