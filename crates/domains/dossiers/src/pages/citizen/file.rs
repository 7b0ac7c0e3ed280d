//! The content of files, opened for whoever may see it.

use std::fmt::Write as _;

use blobs::{Blobs, FileKind, Verdict};
use kernel::{Error, Kind, Message, Result};
use runtime::Actor;
use store::vault::SubjectKey;
use web::http::{Body, HeaderValue, IntoResponse, Path, Response, header};
use web::{Cx, Outcome};

use super::{Found, find_draft, own_case};
use crate::case::Case;
use crate::commands::NoteInfected;
use crate::model::{DossierId, FileId};
use crate::queries::{self, FileItem};
use crate::scanning::blob_key;
use crate::uploads::is_handed_in;

/// What a picture may do when a browser shows it: nothing.
const CSP: &str = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";
/// The same for a document. Browsers refuse to open their own viewer inside a sandbox; the fixed type keeps it one.
const CSP_PDF: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// A file of a draft.
pub(super) async fn of_draft(cx: Cx, Path((id, file)): Path<(String, String)>) -> Outcome {
    let open = match find_draft(&cx, id.parse()?).await? {
        Found::Draft(open) => open,
        Found::Elsewhere(response) => return Ok(response),
    };
    let file = one_file(&cx, open.draft.id, file.parse()?, &open.key).await?;
    Ok(stream(&cx, &file, &open.key).await?)
}

/// A file of an own dossier: what the applicant handed in, and results that were given.
pub(super) async fn of_own(cx: Cx, Path((id, file)): Path<(String, String)>) -> Outcome {
    let case = own_case(&cx, id.parse()?).await?;
    let file = own_file(&cx, &case, file.parse()?).await?;
    Ok(stream_own(&cx, &file, &case.key).await?)
}

/// A file that the applicant may see: what was handed in, and results that were given.
pub(crate) async fn own_file(cx: &Cx, case: &Case, file: FileId) -> Result<FileItem> {
    let mut file = one_file(cx, case.dossier.id, file, &case.key).await?;
    let results = queries::results(&cx.reader(), case.dossier.id).await?;
    if let Some(result) = results.iter().find(|result| result.file == file.row.id && result.state == "valid") {
        // A result goes out under its own code, not under the name that an officer's file happened to have.
        file.name = format!("{}.{}", result.code, file.row.kind);
        return Ok(file);
    }
    if is_handed_in(&file) { Ok(file) } else { Err(Error::not_found()) }
}

/// A file of a dossier that an officer may know of; the look is recorded before the first byte goes.
pub(super) async fn of_office(cx: Cx, Path((id, file)): Path<(String, String)>) -> Outcome {
    let case = Case::look(&cx.reader(), id.parse()?).await?;
    let file = one_file(&cx, case.dossier.id, file.parse()?, &case.key).await?;
    cx.record(&[queries::seen(&cx.reader(), &case, "file").await?]).await?;
    Ok(stream_scanned(&cx, &file, &case.key).await?)
}

/// Whether a virus scanner has seen a file, in the answer that brings it.
const SCANNED: &str = "x-virus-scan";

/// Why a file is not opened: something was found in it, or nobody can tell yet.
struct Says {
    infected: &'static str,
    unscanned: &'static str,
}

const OFFICE: Says = Says { infected: "dossiers-error-infected", unscanned: "dossiers-error-unscanned" };
const OWNER: Says = Says { infected: "dossiers-error-own-infected", unscanned: "dossiers-error-own-unscanned" };

/// [`stream`] for officers: what the scanner has not let pass is not opened. Without a scanner the answer says so, and
/// the page of the dossier too.
pub(crate) async fn stream_scanned(cx: &Cx, file: &FileItem, key: &SubjectKey) -> Result<Response> {
    stream_if_clean(cx, file, key, &OFFICE).await
}

/// [`stream`] for the applicant: what they uploaded themselves opens as it is, results and all else that officers added
/// only when the scanner has let it pass.
pub(crate) async fn stream_own(cx: &Cx, file: &FileItem, key: &SubjectKey) -> Result<Response> {
    if file.row.is_by_applicant() { stream(cx, file, key).await } else { stream_if_clean(cx, file, key, &OWNER).await }
}

/// Whether a file goes into a copy that the applicant takes: what was found in a file of somebody else keeps it out.
pub(crate) async fn goes_out(cx: &Cx, file: &FileItem, key: &SubjectKey) -> Result<bool> {
    if file.row.is_by_applicant() {
        return Ok(true);
    }
    Ok(!matches!(verdict(cx, file, key, &OWNER).await?, Some(Verdict::Infected(_))))
}

async fn stream_if_clean(cx: &Cx, file: &FileItem, key: &SubjectKey, says: &Says) -> Result<Response> {
    let scanned = match verdict(cx, file, key, says).await? {
        Some(Verdict::Clean) => "clean",
        Some(Verdict::Infected(_)) => return Err(Error::conflict(says.infected)),
        None => "absent",
    };
    let mut response = stream(cx, file, key).await?;
    response.headers_mut().insert(SCANNED, HeaderValue::from_static(scanned));
    Ok(response)
}

/// What the scanner says of a file; what it found is noted. None when there is no scanner.
async fn verdict(cx: &Cx, file: &FileItem, key: &SubjectKey, says: &Says) -> Result<Option<Verdict>> {
    let runtime = cx.app.runtime();
    let blobs = runtime.services().get::<Blobs>()?;
    let said = blobs.verdict(runtime.store(), &file.row.blob, &blob_key(&file.row, key)?, runtime.wall()).await;
    match said {
        Ok(Some(Verdict::Infected(found))) => {
            tracing::warn!(file = %file.row.id, %found, "somebody asked for an infected file");
            let note = NoteInfected { dossier: file.row.dossier, file: file.row.id, found: found.clone() };
            runtime.execute(&Actor::system(), &note).await?;
            Ok(Some(Verdict::Infected(found)))
        }
        Err(error) if error.kind() == Kind::Unavailable => {
            tracing::warn!(%error, file = %file.row.id, "a file could not be scanned");
            Err(Error::new(Kind::Unavailable, Message::new(says.unscanned)))
        }
        other => other,
    }
}

/// A file of a draft or dossier whose key is at hand.
pub(crate) async fn one_file(cx: &Cx, dossier: DossierId, file: FileId, key: &SubjectKey) -> Result<FileItem> {
    let files = queries::files(&cx.reader(), dossier, key).await?;
    files.into_iter().find(|known| known.row.id == file).ok_or_else(Error::not_found)
}

/// The decrypted bytes as they are read, under the name that the person gave.
pub(crate) async fn stream(cx: &Cx, file: &FileItem, key: &SubjectKey) -> Result<Response> {
    let blob_key = blob_key(&file.row, key)?;
    let blobs = cx.app.runtime().services().get::<Blobs>()?;
    let content = blobs.read(&file.row.blob, &blob_key, None).await?;
    let kind = FileKind::parse(&file.row.kind);
    let media_type = kind.map_or("application/octet-stream", FileKind::media_type);
    let policy = if kind == Some(FileKind::Pdf) { CSP_PDF } else { CSP };
    let length = content.bytes;
    let mut response = Body::from_stream(content.stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    if let Ok(value) = HeaderValue::from_str(&disposition(&saved_name(&file.name, kind))) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// The name under which a file is saved: its ending says what its content is, whatever its sender called it.
fn saved_name(name: &str, kind: Option<FileKind>) -> String {
    let Some(kind) = kind else { return name.to_owned() };
    let endings: &[&str] = match kind {
        FileKind::Pdf => &["pdf"],
        FileKind::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
        FileKind::Png => &["png"],
    };
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_fitting = endings.iter().any(|known| known.eq_ignore_ascii_case(ending));
    if is_fitting { name.to_owned() } else { format!("{name}.{}", kind.code()) }
}

/// Shown in the browser, saved under its name: RFC 6266 with the name in RFC 8187 form.
fn disposition(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("inline; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        for (name, expected) in [
            ("a.pdf", "inline; filename*=UTF-8''a.pdf"),
            ("giấy.pdf", "inline; filename*=UTF-8''gi%E1%BA%A5y.pdf"),
            ("a\"; x=\r\n.pdf", "inline; filename*=UTF-8''a%22%3B%20x%3D%0D%0A.pdf"),
        ] {
            assert_eq!(disposition(name), expected);
        }
    }

    #[test]
    fn a_name_ends_as_its_content_says() {
        for (name, kind, expected) in [
            ("a.pdf", Some(FileKind::Pdf), "a.pdf"),
            ("Ảnh.JPG", Some(FileKind::Jpeg), "Ảnh.JPG"),
            ("a.pdf", Some(FileKind::Png), "a.pdf.png"),
            ("setup.exe", Some(FileKind::Pdf), "setup.exe.pdf"),
            ("page.html", Some(FileKind::Jpeg), "page.html.jpeg"),
            ("", Some(FileKind::Pdf), ".pdf"),
            ("scan", Some(FileKind::Pdf), "scan.pdf"),
            ("a.bin", None, "a.bin"),
        ] {
            assert_eq!(saved_name(name, kind), expected, "{name}");
        }
    }
}
