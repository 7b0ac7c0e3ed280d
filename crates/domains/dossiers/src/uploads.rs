//! What pages and API agree on when files come in.

use blobs::Blobs;
use kernel::{Error, Result};
use procedures::{Paper, PaperMode};
use web::{Cx, FileBody, RawBody};

use crate::queries::FileItem;

/// Most bytes of one file: 20 MB.
pub(crate) const FILE_MAX: i64 = 20_000_000;

/// A file on its way in.
pub(crate) enum Incoming<'a> {
    /// A part of a form.
    Part(Box<FileBody<'a>>),
    /// The body of a request.
    Body(RawBody),
}

/// Reads a file of at most [`FILE_MAX`] bytes. Fails when its bytes do not arrive or cannot be stored; what is wrong
/// with the file itself is said by [`blobs::Upload::finish`].
pub(crate) async fn read_in(cx: &Cx, mut incoming: Incoming<'_>) -> Result<blobs::Upload> {
    let runtime = cx.app.runtime();
    let blobs = runtime.services().get::<Blobs>()?;
    let mut arriving = blobs.upload(runtime.rng(), runtime.vault(), FILE_MAX)?;
    loop {
        let piece = match &mut incoming {
            Incoming::Part(part) => part.chunk().await?,
            Incoming::Body(body) => body.chunk().await?,
        };
        let Some(piece) = piece else { return Ok(arriving) };
        arriving.write(&piece).await?;
    }
}

/// Whether a file is one of the papers that came with the dossier.
pub(crate) fn is_handed_in(file: &FileItem) -> bool {
    file.row.is_handed_in()
}

/// Whether a file was uploaded for a paper in this round: 0 is the filing, then the number of the supplement.
pub(crate) fn is_of(file: &FileItem, paper: &str, round: i64) -> bool {
    file.row.source == "upload" && file.row.paper == paper && file.row.round == round
}

/// How many files a paper still takes in a round.
pub(crate) fn room(paper: &Paper, files: &[FileItem], round: i64) -> i64 {
    let there = files.iter().filter(|file| is_of(file, &paper.code, round)).count();
    paper.max_files.saturating_sub(i64::try_from(there).unwrap_or(i64::MAX)).max(0)
}

/// The paper of a code, when files are uploaded for it.
pub(crate) fn uploaded_paper<'a>(papers: Vec<&'a Paper>, code: &str) -> Result<&'a Paper> {
    let found = papers.into_iter().find(|paper| paper.code == code && paper.mode == PaperMode::Upload);
    found.ok_or_else(Error::not_found)
}
