//! Reading blobs back, whole or by range, chunk by chunk.

use std::ops::Range;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{BoxStream, try_unfold};
use kernel::{Error, Result};
use object_store::path::Path as Location;
use object_store::{GetOptions, GetRange};

use crate::seal::{BlobKey, CHUNK, KEY_LEN, TAG};
use crate::{Blobs, location, unavailable};

const CHUNK_64: u64 = CHUNK as u64;
const TAG_64: u64 = TAG as u64;
const SEALED_64: u64 = CHUNK_64 + TAG_64;

/// A blob that is being read.
pub struct Content {
    /// Plain size of the whole blob in bytes.
    pub bytes: u64,
    /// The plain bytes that the stream gives, counted from the start of the blob.
    pub range: Range<u64>,
    /// The content. An error in the middle means that bytes were changed or lost: what came before is not to be trusted
    /// as a whole file.
    pub stream: BoxStream<'static, Result<Bytes>>,
}

/// What the stream remembers between chunks.
struct Reading {
    inner: BoxStream<'static, object_store::Result<Bytes>>,
    buffer: Vec<u8>,
    key: BlobKey,
    /// The chunk that comes next.
    index: u64,
    /// The last chunk of the blob.
    last: u64,
    /// Sealed length of the last chunk.
    last_length: usize,
    /// Plain bytes to leave out of the next chunk.
    skip: usize,
    /// Plain bytes still to give.
    left: u64,
}

impl Blobs {
    /// Opens a blob, or the part of it in `range` (plain bytes; cut to what there is). `NotFound` when there is no such
    /// blob.
    pub async fn read(&self, name: &str, key: &[u8; KEY_LEN], range: Option<Range<u64>>) -> Result<Content> {
        let location = location(name)?;
        let key = BlobKey::new(key)?;
        let size = self.sealed_size(&location).await?;
        let (bytes, chunks) = plain_size(size)?;
        let range = range.map_or(0..bytes, |range| range.start.min(bytes)..range.end.min(bytes));
        if range.is_empty() {
            return Ok(Content { bytes, range, stream: futures::stream::empty().boxed() });
        }
        let first = range.start / CHUNK_64;
        let until = (range.end - 1) / CHUNK_64 + 1;
        let wanted = GetRange::Bounded(first * SEALED_64..(until * SEALED_64).min(size));
        let options = GetOptions { range: Some(wanted), ..GetOptions::default() };
        let found = self.store.get_opts(&location, options).await.map_err(|e| unavailable(&e))?;
        let reading = Reading {
            inner: found.into_stream(),
            buffer: Vec::with_capacity(CHUNK + TAG),
            key,
            index: first,
            last: chunks - 1,
            last_length: usize::try_from(size - (chunks - 1) * SEALED_64).unwrap_or(usize::MAX),
            skip: usize::try_from(range.start % CHUNK_64).unwrap_or(0),
            left: range.end - range.start,
        };
        Ok(Content { bytes, range, stream: try_unfold(reading, next).boxed() })
    }

    /// The whole content of a blob, checked to its end before any of it is given.
    pub async fn read_all(&self, name: &str, key: &[u8; KEY_LEN]) -> Result<Vec<u8>> {
        let mut content = self.read(name, key, None).await?;
        let mut bytes = Vec::with_capacity(usize::try_from(content.bytes).unwrap_or(0));
        while let Some(piece) = content.stream.next().await {
            bytes.extend_from_slice(&piece?);
        }
        Ok(bytes)
    }

    async fn sealed_size(&self, location: &Location) -> Result<u64> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        Ok(self.store.get_opts(location, options).await.map_err(|e| unavailable(&e))?.meta.size)
    }
}

/// Plain size and number of chunks behind a sealed size.
fn plain_size(size: u64) -> Result<(u64, u64)> {
    let chunks = size.div_ceil(SEALED_64);
    let last = size.saturating_sub(chunks.saturating_sub(1) * SEALED_64);
    if chunks == 0 || last <= TAG_64 {
        return Err(Error::internal("a blob was cut off"));
    }
    Ok((size - chunks * TAG_64, chunks))
}

async fn next(mut reading: Reading) -> Result<Option<(Bytes, Reading)>> {
    if reading.left == 0 {
        return Ok(None);
    }
    let is_last = reading.index == reading.last;
    let wanted = if is_last { reading.last_length } else { CHUNK + TAG };
    while reading.buffer.len() < wanted {
        let Some(piece) = reading.inner.next().await else { return Err(Error::internal("a blob was cut off")) };
        reading.buffer.extend_from_slice(&piece.map_err(|e| unavailable(&e))?);
    }
    let rest = reading.buffer.split_off(wanted);
    let mut chunk = std::mem::replace(&mut reading.buffer, rest);
    reading.key.open(reading.index, is_last, &mut chunk)?;
    let left = usize::try_from(reading.left).unwrap_or(usize::MAX);
    let end = reading.skip.saturating_add(left).min(chunk.len());
    let piece = Bytes::from(chunk).slice(reading.skip.min(end)..end);
    reading.left = reading.left.saturating_sub(u64::try_from(piece.len()).unwrap_or(u64::MAX));
    reading.index += 1;
    reading.skip = 0;
    Ok(Some((piece, reading)))
}
