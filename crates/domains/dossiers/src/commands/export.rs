//! A person takes a copy of everything that is kept of them.

use kernel::{Error, Result};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use store::WriteSet;

/// Notes that the holder of an account takes a copy of all their data; the answer that follows is the copy.
pub struct ExportData {
    /// How many files go with it.
    pub files: usize,
}

impl Command for ExportData {
    const NAME: &'static str = "personal.export";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.is_applicant() { Ok(()) } else { Err(Error::not_found()) }
    }

    async fn read(&self, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn decide(&self, (): &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(cx.actor.account);
        set.audit(cx.audit(Self::NAME, "person", cx.actor.account, &json!({ "files": self.files })));
        Ok((set, ()))
    }
}
