//! A copy of everything that is kept of a person: one archive with `data.json`, in the words of this API, and the files.
//! It is made while it is sent, so that no second copy of a person's data lies anywhere.

use access::TryLimit;
use blobs::{Blobs, KEY_LEN};
use futures::future::ready;
use futures::stream::{BoxStream, StreamExt as _, iter, once};
use kernel::time::HOUR;
use kernel::{Error, Result, Timestamp};
use payments::PaymentBody;
use runtime::Reader;
use serde_json::{Value, json};
use store::vault::SubjectKey;
use web::http::{Body, Bytes, HeaderValue, IntoResponse, Response, header};
use web::{Cx, Guard, Outcome, Routes};

use super::bodies::{DossierBody, FileLine};
use crate::case::Case;
use crate::commands::{ExportData, KEPT, OpenDraft};
use crate::model::{Dossier, DossierId};
use crate::pages::citizen::file::goes_out;
use crate::pages::shared::{is_noted, is_told};
use crate::queries::{self, FileItem, LookedItem};
use crate::tar;
use crate::uploads::is_handed_in;

/// Media type of the archive.
const TAR: &str = "application/x-tar";
/// Rows of one reading.
const ROWS: i64 = 200;
/// Copies of one account: each reads all that there is.
const COPIES: TryLimit = TryLimit { name: "export", tries: 10, window: HOUR };

pub(super) fn routes() -> Routes {
    Routes::default()
        .post("/api/v1/me/data", Guard::SignedIn, take)
        .says("Get a copy of everything that is kept of the account's holder")
        .takes_nothing()
        .gives_file(&[TAR])
}

async fn take(cx: Cx) -> Outcome {
    Ok(archive(&cx).await?)
}

/// A file that goes into the archive.
struct Held {
    path: String,
    blob: String,
    key: [u8; KEY_LEN],
    bytes: u64,
    at: Timestamp,
}

/// A piece of the archive.
enum Part {
    Plain(Vec<u8>),
    File(Held),
}

/// The archive of the actor's own data; `NotFound` for officers. That it was taken is audited before the first byte.
pub(crate) async fn archive(cx: &Cx) -> Result<Response> {
    if !cx.actor().is_applicant() {
        return Err(Error::not_found());
    }
    let runtime = cx.app.runtime();
    cx.app.tries().count(COPIES, &cx.actor().account.to_string(), runtime.wall())?;
    let reader = cx.reader();
    let mut files = Vec::new();
    let data = gather(cx, &mut files).await?;
    cx.execute(&ExportData { files: files.len() }).await?;
    let plain = serde_json::to_vec_pretty(&data).map_err(|e| Error::internal(e).personal())?;
    let (length, parts) = parts_of(plain, files, reader.now)?;
    let blobs = Blobs::clone(runtime.services().get::<Blobs>()?.as_ref());
    let mut response = Body::from_stream(stream(blobs, parts)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(TAR));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let name = HeaderValue::from_static("attachment; filename=\"nhat-le.tar\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// The pieces of the archive in their order, and their length together.
fn parts_of(data: Vec<u8>, files: Vec<Held>, now: Timestamp) -> Result<(u64, Vec<Part>)> {
    let size = |bytes: usize| u64::try_from(bytes).unwrap_or(u64::MAX);
    let head = tar::header("data.json", size(data.len()), now)?;
    let pad = vec![0; tar::padding(size(data.len()))];
    let mut length = size(head.len() + data.len() + pad.len());
    let mut parts = vec![Part::Plain(head), Part::Plain(data), Part::Plain(pad)];
    for file in files {
        let head = tar::header(&file.path, file.bytes, file.at)?;
        let pad = vec![0; tar::padding(file.bytes)];
        length += size(head.len() + pad.len()) + file.bytes;
        parts.extend([Part::Plain(head), Part::File(file), Part::Plain(pad)]);
    }
    let end = tar::end();
    length += size(end.len());
    parts.push(Part::Plain(end));
    Ok((length, parts))
}

fn stream(blobs: Blobs, parts: Vec<Part>) -> BoxStream<'static, Result<Bytes>> {
    let open = move |part: Part| {
        let blobs = blobs.clone();
        async move {
            let piece: BoxStream<'static, Result<Bytes>> = match part {
                Part::Plain(bytes) => once(ready(Ok(Bytes::from(bytes)))).boxed(),
                Part::File(file) => match blobs.read(&file.blob, &file.key, None).await {
                    Ok(content) => content.stream,
                    Err(error) => once(ready(Err(error))).boxed(),
                },
            };
            piece
        }
    };
    iter(parts).then(open).flatten().boxed()
}

/// Everything, in the words of the API; the files are added to the list.
async fn gather(cx: &Cx, files: &mut Vec<Held>) -> Result<Value> {
    let reader = &cx.reader();
    let profile = identity::profile_of(reader, reader.actor.account).await?;
    let mut dossiers = Vec::new();
    let mut page: Option<String> = None;
    loop {
        let found = queries::of_account(reader, page.as_deref(), ROWS).await?;
        for dossier in &found.items {
            dossiers.push(of_dossier(cx, dossier, files).await?);
        }
        page = found.next;
        if page.is_none() {
            break;
        }
    }
    let mut drafts = Vec::new();
    for draft in queries::drafts(reader).await? {
        drafts.push(of_draft(reader, draft.id, files).await?);
    }
    let notice = |row: queries::NoticeRow| json!({ "at": Timestamp(row.at).rfc3339(), "dossier": row.dossier.uuid(), "code": row.code, "kind": row.kind });
    let notices: Vec<Value> = queries::notices(reader).await?.into_iter().map(notice).collect();
    let tie = |tie: identity::Tie| {
        let at = |at: Option<Timestamp>| at.map(Timestamp::rfc3339);
        json!({
            "name": tie.name, "number": tie.number, "standing": tie.standing.code(),
            "asked_at": tie.asked_at.rfc3339(), "from": at(tie.from), "ended_at": at(tie.ended_at),
        })
    };
    let ties: Vec<Value> = identity::ties(reader).await?.into_iter().map(tie).collect();
    Ok(json!({
        "made_at": reader.now.rfc3339(),
        "person": {
            "name": profile.name,
            "identity": profile.identity,
            "phone": profile.phone,
            "email": profile.email,
            "address": profile.address,
        },
        "representation": ties,
        "dossiers": dossiers,
        "drafts": drafts,
        "notices": notices,
        "store": store(reader).await?,
        "access": looks(reader).await?,
    }))
}

async fn of_dossier(cx: &Cx, dossier: &Dossier, files: &mut Vec<Held>) -> Result<Value> {
    let reader = &cx.reader();
    let case = Case::load(reader, dossier.id).await?;
    let opened = queries::opened(reader, &case).await?;
    let lines = queries::history(reader, &case).await?;
    let told = lines.into_iter().filter(|(line, _)| is_told(&line.act, false));
    let history: Vec<Value> = told
        .map(|(line, note)| {
            let note = if is_noted(&line.act, false) { note } else { String::new() };
            json!({ "at": line.at.rfc3339(), "act": line.act, "state": line.to_state, "unit": line.unit, "note": note })
        })
        .collect();
    let results = queries::results(reader, dossier.id).await?;
    let is_given = |file: &FileItem| results.iter().any(|one| one.file == file.row.id && one.state == "valid");
    let mut own = queries::files(reader, dossier.id, &case.key).await?;
    own.retain(|file| is_handed_in(file) || is_given(file));
    let mut sent = Vec::with_capacity(own.len());
    for file in &own {
        if goes_out(cx, file, &case.key).await? {
            sent.push(file.clone());
        }
    }
    hold(files, dossier.shown_code(), &sent, &case.key)?;
    let payments = payments::of_dossier(reader, dossier.id.uuid()).await?;
    Ok(json!({
        "dossier": value(&DossierBody::of(dossier))?,
        "applicant": value(&opened.applicant)?,
        "answers": opened.answers,
        "history": history,
        "payments": value(&payments.iter().map(PaymentBody::of).collect::<Vec<_>>())?,
        "files": value(&own.iter().map(FileLine::of).collect::<Vec<_>>())?,
    }))
}

async fn of_draft(reader: &Reader<'_>, id: DossierId, files: &mut Vec<Held>) -> Result<Value> {
    let open = OpenDraft::load(reader, id).await?;
    let own = queries::files(reader, id, &open.key).await?;
    hold(files, &id.to_string(), &own, &open.key)?;
    Ok(json!({
        "id": id.uuid(),
        "procedure": open.draft.procedure,
        "updated_at": open.draft.updated_at.rfc3339(),
        "applicant": value(&open.applicant)?,
        "answers": open.answers,
        "files": value(&own.iter().map(FileLine::of).collect::<Vec<_>>())?,
    }))
}

/// What was agreed to, and what is kept because of it.
async fn store(reader: &Reader<'_>) -> Result<Value> {
    let given = queries::consents(reader).await?.into_iter().filter_map(|item| {
        let at = item.given_at?;
        Some(json!({ "purpose": item.purpose.code(), "words": item.words.vi, "given_at": at.rfc3339() }))
    });
    let given: Vec<Value> = given.collect();
    let key = reader.subject_key(reader.actor.account).await?;
    let mut answers = Vec::new();
    for row in queries::kept(reader).await? {
        let plain = key.open(KEPT, &row.sealed)?;
        let plain: Value = serde_json::from_str(&plain).map_err(|e| Error::internal(e).personal())?;
        answers.push(json!({ "procedure": row.procedure, "kept_at": row.kept_at.rfc3339(), "answers": plain }));
    }
    Ok(json!({ "consents": given, "answers": answers }))
}

/// Who looked at the data, newest first.
async fn looks(reader: &Reader<'_>) -> Result<Vec<Value>> {
    let look = |item: LookedItem| {
        let things = item
            .things
            .iter()
            .map(|thing| json!({ "code": thing.code, "purpose": thing.purpose, "outside": thing.outside }));
        let things: Vec<Value> = things.collect();
        let (name, position) = item.officer.map(|officer| (officer.name, officer.position)).unzip();
        json!({ "at": item.at.rfc3339(), "officer": name, "position": position, "looks": things })
    };
    let mut all = Vec::new();
    let mut page: Option<String> = None;
    loop {
        let found = queries::looked_at(reader, page.as_deref(), ROWS).await?;
        all.extend(found.items.into_iter().map(look));
        page = found.next;
        if page.is_none() {
            return Ok(all);
        }
    }
}

/// Adds files to the archive, in a folder of their dossier, under their ids: names that people gave stand in `data.json`.
fn hold(held: &mut Vec<Held>, folder: &str, files: &[FileItem], key: &SubjectKey) -> Result<()> {
    for file in files {
        let blob_key = key.open_bytes("file.key", &file.row.blob_key)?;
        held.push(Held {
            path: format!("files/{folder}/{}.{}", file.row.id, file.row.kind),
            blob: file.row.blob.clone(),
            key: blob_key.try_into().map_err(|_| Error::internal("a key of a blob has a wrong length"))?,
            bytes: u64::try_from(file.row.bytes).map_err(|_| Error::internal("a file of a negative size"))?,
            at: file.row.added_at,
        });
    }
    Ok(())
}

fn value(body: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(body).map_err(|e| Error::internal(e).personal())
}
