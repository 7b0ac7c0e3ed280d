//! The composition as a library, so that tests open the same house that the binary serves.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to people")]

mod archive;
mod backup;
mod cli;
pub mod config;
#[cfg(unix)]
mod control;
pub mod house;
mod keys;
mod openapi;
mod org;
pub mod rehash;
pub mod rotate;
mod sample;
mod serve;
pub mod stamps;
mod tools;

pub use cli::start;
