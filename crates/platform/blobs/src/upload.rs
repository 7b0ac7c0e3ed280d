//! One upload as it arrives: checked, hashed, encrypted and written piece by piece.

use std::sync::Arc;

use ::store::vault::Vault;
use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use kernel::rng::Rng;
use kernel::{Error, Kind, Message, Result};
use object_store::path::Path as Location;
use object_store::{MultipartUpload, ObjectStore, PutMultipartOptions, PutPayload, RenameOptions};

use crate::kind::{FileKind, HEAD, TAIL};
use crate::seal::{BlobKey, CHUNK, KEY_LEN};
use crate::{ARRIVING, Blobs, location, unavailable};

/// Bytes sent to the store at once: above the 5 MiB that S3 asks of every part but the last.
const PART: usize = 5 * 1024 * 1024;

/// What an upload became.
#[derive(Clone)]
pub struct Stored {
    /// Its name: a keyed hash of its content and a salt.
    pub name: String,
    /// Its plain size in bytes.
    pub bytes: i64,
    /// What it is.
    pub kind: FileKind,
    /// Its key, to be sealed under the key of its subject and nowhere else.
    pub key: [u8; KEY_LEN],
}

impl std::fmt::Debug for Stored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the key: this text may reach a log.
        let mut shown = f.debug_struct("Stored");
        shown.field("name", &self.name).field("bytes", &self.bytes).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Why an upload is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    TooLarge,
    WrongType,
    Truncated,
    Empty,
}

/// An upload in the making. Dropping it leaves nothing behind that [`Blobs::sweep`] would not remove.
pub struct Upload {
    store: Arc<dyn ObjectStore>,
    arriving: Location,
    writer: Option<Box<dyn MultipartUpload>>,
    key: [u8; KEY_LEN],
    cipher: BlobKey,
    hash: hmac::Context,
    salt: [u8; 4],
    max_bytes: i64,
    bytes: i64,
    head: Vec<u8>,
    tail: Vec<u8>,
    chunk: Vec<u8>,
    chunks: u64,
    part: Vec<u8>,
    kind: Option<FileKind>,
    refusal: Option<Refusal>,
}

impl Blobs {
    /// Begins an upload of at most `max_bytes` bytes.
    pub fn upload(&self, rng: &dyn Rng, vault: &Vault, max_bytes: i64) -> Result<Upload> {
        let mut key = [0_u8; KEY_LEN];
        rng.fill(&mut key);
        let mut salt = [0_u8; 4];
        rng.fill(&mut salt);
        let mut place = [0_u8; 16];
        rng.fill(&mut place);
        Ok(Upload {
            store: Arc::clone(&self.store),
            arriving: Location::from(format!("{ARRIVING}/{}", HEXLOWER.encode(&place))),
            writer: None,
            cipher: BlobKey::new(&key)?,
            key,
            hash: vault.content_name(),
            salt,
            max_bytes,
            bytes: 0,
            head: Vec::with_capacity(HEAD),
            tail: Vec::with_capacity(2 * TAIL),
            chunk: Vec::with_capacity(CHUNK),
            chunks: 0,
            part: Vec::new(),
            kind: None,
            refusal: None,
        })
    }
}

impl Upload {
    /// Takes the next bytes. Fails only when they cannot be stored: what is wrong with the file itself is said by
    /// [`Upload::finish`], so that a form can read on to its next file. A refused file is counted, not stored.
    pub async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.bytes = self.bytes.saturating_add(i64::try_from(piece.len()).unwrap_or(i64::MAX));
        if self.refusal.is_none() && self.bytes > self.max_bytes {
            self.refuse(Refusal::TooLarge).await;
        }
        if self.refusal.is_some() {
            return Ok(());
        }
        self.look_at(piece);
        if self.kind.is_none() && self.head.len() >= HEAD {
            self.decide_kind().await;
            if self.refusal.is_some() {
                return Ok(());
            }
        }
        self.hash.update(piece);
        let mut rest = piece;
        while !rest.is_empty() {
            // A full chunk waits until more comes, because the last chunk is marked as the last.
            if self.chunk.len() == CHUNK {
                self.seal_chunk(false).await?;
            }
            let (now, later) = rest.split_at(rest.len().min(CHUNK - self.chunk.len()));
            self.chunk.extend_from_slice(now);
            rest = later;
        }
        Ok(())
    }

    fn look_at(&mut self, piece: &[u8]) {
        let wanted = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend(piece.iter().take(wanted));
        let last = piece.get(piece.len().saturating_sub(TAIL)..).unwrap_or(piece);
        self.tail.extend_from_slice(last);
        let surplus = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..surplus);
    }

    async fn decide_kind(&mut self) {
        self.kind = FileKind::sniff(&self.head);
        if self.kind.is_none() {
            self.refuse(Refusal::WrongType).await;
        }
    }

    /// Forgets what came so far, so that a refused file takes no room while the rest of it passes by.
    async fn refuse(&mut self, refusal: Refusal) {
        self.refusal = Some(refusal);
        self.chunk = Vec::new();
        self.part = Vec::new();
        if let Some(mut writer) = self.writer.take()
            && let Err(error) = writer.abort().await
        {
            tracing::debug!(%error, "an unfinished upload is left to the sweep");
        }
    }

    async fn seal_chunk(&mut self, is_last: bool) -> Result<()> {
        self.cipher.seal(self.chunks, is_last, &mut self.chunk)?;
        self.chunks += 1;
        self.part.append(&mut self.chunk);
        if is_last || self.part.len() >= PART {
            self.send_part().await?;
        }
        Ok(())
    }

    async fn send_part(&mut self) -> Result<()> {
        if self.writer.is_none() {
            let options = PutMultipartOptions::default();
            let writer = self.store.put_multipart_opts(&self.arriving, options).await;
            self.writer = Some(writer.map_err(|e| unavailable(&e))?);
        }
        let Some(writer) = &mut self.writer else { return Err(Error::internal("no writer after opening it")) };
        let part = PutPayload::from(std::mem::take(&mut self.part));
        writer.put_part(part).await.map_err(|e| unavailable(&e))
    }

    /// Ends the upload. The blob is durable when this returns `Ok`; a file that breaks a rule is `Invalid` with the
    /// sentence for the person.
    pub async fn finish(mut self) -> Result<Stored> {
        if self.bytes == 0 {
            self.refuse(Refusal::Empty).await;
        }
        if self.refusal.is_none() && self.kind.is_none() {
            self.decide_kind().await;
        }
        let is_whole = self.kind.is_some_and(|kind| kind.is_whole(&self.tail));
        if self.refusal.is_none() && !is_whole {
            self.refuse(Refusal::Truncated).await;
        }
        if let Some(refusal) = self.refusal {
            return Err(refused(refusal, self.bytes, self.max_bytes));
        }
        let Some(kind) = self.kind else { return Err(Error::internal("a stored upload without a kind")) };
        self.seal_chunk(true).await?;
        let Some(mut writer) = self.writer.take() else {
            return Err(Error::internal("a stored upload without a writer"));
        };
        writer.complete().await.map_err(|e| unavailable(&e))?;
        let hash = HEXLOWER.encode(self.hash.sign().as_ref());
        let name = format!("{hash}-{}", HEXLOWER.encode(&self.salt));
        let renamed = self.store.rename_opts(&self.arriving, &location(&name)?, RenameOptions::default()).await;
        renamed.map_err(|e| unavailable(&e))?;
        Ok(Stored { name, bytes: self.bytes, kind, key: self.key })
    }
}

fn refused(refusal: Refusal, found: i64, limit: i64) -> Error {
    let message = match refusal {
        Refusal::TooLarge => {
            Message::new("blobs-too-large").arg("found", megabytes(found)).arg("limit", megabytes(limit))
        }
        Refusal::WrongType => Message::new("blobs-wrong-type"),
        Refusal::Truncated => Message::new("blobs-truncated"),
        Refusal::Empty => Message::new("blobs-empty"),
    };
    Error::new(Kind::Invalid, message)
}

/// Whole megabytes; what is just over a limit must not read like the limit, so more than whole is rounded up.
fn megabytes(bytes: i64) -> String {
    let whole = bytes.saturating_add(999_999).div_euclid(1_000_000);
    format!("{whole}\u{a0}MB")
}
