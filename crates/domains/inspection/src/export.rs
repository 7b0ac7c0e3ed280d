//! Rows as a signed file.

use kernel::{Error, Message, Result};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::json;
use store::inspect::Search;
use store::{Sealer, WriteSet};
use web::Cx;
use web::http::{HeaderValue, IntoResponse, Response, header};

use crate::READ;

/// Media type of the file: JSON, one object a line.
pub(crate) const KIND: &str = "application/x-ndjson";

/// Records that rows were exported.
struct RecordExport<'a> {
    search: &'a Search,
}

impl Command for RecordExport<'_> {
    const NAME: &'static str = "inspection.export";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(READ)
    }

    async fn read(&self, _: &Reader<'_>) -> Result<Self::State> {
        Ok(())
    }

    fn decide(&self, (): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let Search { from, to, actor, action, entity_id } = self.search;
        let payload = json!({
            "from": from.map(|from| from.0),
            "to": to.map(|to| to.0),
            "actor": actor,
            "action": action,
            "entity": entity_id,
        });
        let mut set = cx.write(cx.actor.unit.unwrap_or_default());
        set.audit(cx.audit(Self::NAME, "audit", entity_id.unwrap_or(cx.command), &payload));
        Ok((set, ()))
    }
}

/// The file. It is recorded first, so that no file leaves without a row.
pub(crate) async fn file(cx: &Cx, search: &Search) -> Result<Response> {
    cx.execute(&RecordExport { search }).await?;
    let reader = cx.reader();
    let sealer = reader.service::<Sealer>()?;
    let bundle = reader.audit_bundle(search, &sealer).await?;
    let too_many = || Error::invalid_field("from", Message::new("inspection-too-many"));
    let mut response = bundle.ok_or_else(too_many)?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(KIND));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"nhat-ky-kiem-tra.jsonl\""),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
