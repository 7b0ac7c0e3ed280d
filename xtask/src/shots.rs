//! `cargo xtask shots`: the screenshots in docs/screens, taken from the running program.

use anyhow::{Context, Result};
use clap::Args as ClapArgs;

use crate::needs::{self, CHROMIUM, NODE};
use crate::product::{self, Product};
use crate::{metadata, shell, web};

/// Options of `cargo xtask shots`.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Install nothing; say what is missing
    #[arg(long)]
    no_install: bool,
    /// Passed to web/e2e/shots.mjs, such as the names of pages
    #[arg(last = true)]
    words: Vec<String>,
}

/// Takes them.
pub(crate) fn run(args: &Args) -> Result<()> {
    needs::satisfy(&[&NODE, &CHROMIUM], !args.no_install)?;
    let metadata = metadata::load()?;
    web::install(&metadata.workspace_root)?;
    let program = product::build(&metadata)?;
    let product = Product::start(&program, &metadata)?;
    let mut node = product.node(&metadata.workspace_root.join("docs").join("screens"))?;
    node.arg("web/e2e/shots.mjs").args(&args.words).current_dir(&metadata.workspace_root);
    shell::run(&mut node).with_context(|| product.last_words())
}
