//! The binary: the command line of the library, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    nhatle::start()
}
