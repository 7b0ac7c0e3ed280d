//! Uploads as they come and go, and what is found when somebody meddles with the files.

use std::path::{Path, PathBuf};

use ::store::vault::Vault;
use ::store::{AuditDraft, Store, WriteSet};
use futures::TryStreamExt;
use kernel::rng::SequenceRng;
use kernel::{Kind, Timestamp};
use testkit::both_engines;

use crate::seal::{CHUNK, TAG};
use crate::store::{forget, is_known, orphans};
use crate::{Blobs, FileKind, MIGRATIONS, Stored, record, reference, share, unreference};

const LIMIT: i64 = 20_000_000;
/// Later than any file that a test writes.
const LATER: Timestamp = Timestamp(i64::MAX);

struct Bench {
    folder: tempfile::TempDir,
    blobs: Blobs,
    rng: SequenceRng,
    vault: Vault,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::local(&folder.path().join("blobs")).unwrap();
        Self { folder, blobs, rng: SequenceRng::new(1), vault: Vault::new(&[7; 32]).unwrap() }
    }

    async fn put(&self, content: &[u8], limit: i64) -> kernel::Result<Stored> {
        let mut upload = self.blobs.upload(&self.rng, &self.vault, limit)?;
        // Odd pieces, as a network gives them.
        for piece in content.chunks(7_001) {
            upload.write(piece).await?;
        }
        upload.finish().await
    }

    fn file(&self, stored: &Stored) -> PathBuf {
        self.folder.path().join("blobs").join(&stored.name[..2]).join(&stored.name)
    }

    /// Commits what a command would say about blobs.
    async fn commit(&self, store: &Store, say: impl FnOnce(&mut WriteSet)) {
        let id = kernel::id::new(Timestamp(1), &self.rng);
        let mut set = WriteSet::new(id, id, Timestamp(5));
        say(&mut set);
        set.audit(AuditDraft {
            actor: id,
            unit: None,
            action: "test.kept",
            entity: "blob",
            entity_id: id,
            payload: "{}".into(),
        });
        store.commit(set).await.unwrap();
    }
}

/// A whole file of exactly `length` bytes, its middle different at every place.
fn pdf(length: usize) -> Vec<u8> {
    let (begin, end) = (&b"%PDF-1.7\n"[..], &b"\n%%EOF\n"[..]);
    let middle = length - begin.len() - end.len();
    let mut content = begin.to_vec();
    content.extend((0..middle).map(|n| u8::try_from(n % 251).unwrap()));
    content.extend_from_slice(end);
    content
}

fn files_below(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .filter_map(Result::ok)
        .map(|entry| if entry.file_type().unwrap().is_dir() { files_below(&entry.path()) } else { 1 })
        .sum()
}

#[tokio::test]
async fn content_comes_back_at_every_border() {
    let bench = Bench::new();
    let border = |chunks: usize| [CHUNK * chunks - 1, CHUNK * chunks, CHUNK * chunks + 1];
    let lengths = [20, 1_023, 1_024, 1_025].into_iter().chain(border(1)).chain(border(2)).chain(border(81));
    for length in lengths {
        let content = pdf(length);
        let stored = bench.put(&content, LIMIT).await.unwrap();
        assert_eq!(stored.kind, FileKind::Pdf);
        assert_eq!(stored.bytes, i64::try_from(length).unwrap());
        assert!(bench.blobs.read_all(&stored.name, &stored.key).await.unwrap() == content, "{length}");
        let sealed = std::fs::read(bench.file(&stored)).unwrap();
        assert_eq!(sealed.len(), length + length.div_ceil(CHUNK) * TAG, "{length}");
        assert!(!sealed.windows(9).any(|window| window == b"%PDF-1.7\n"), "the content lies open");
    }
}

#[tokio::test]
async fn the_same_content_gets_two_names_and_two_keys() {
    let bench = Bench::new();
    let one = bench.put(&pdf(100), LIMIT).await.unwrap();
    let two = bench.put(&pdf(100), LIMIT).await.unwrap();
    assert_eq!(one.name[..64], two.name[..64]);
    assert_ne!(one.name, two.name);
    assert_ne!(one.key, two.key);
    assert!(bench.blobs.read_all(&one.name, &two.key).await.is_err());
}

#[tokio::test]
async fn ranges_are_the_same_bytes() {
    let bench = Bench::new();
    let content = pdf(CHUNK * 2 + 500);
    let stored = bench.put(&content, LIMIT).await.unwrap();
    let total = u64::try_from(content.len()).unwrap();
    let chunk = u64::try_from(CHUNK).unwrap();
    for range in
        [0..1, 0..total, 10..20, chunk - 1..chunk + 2, chunk..2 * chunk, 2 * chunk..total, total - 1..total + 50]
    {
        let read = bench.blobs.read(&stored.name, &stored.key, Some(range.clone())).await.unwrap();
        assert_eq!(read.bytes, total);
        let (from, to) = (usize::try_from(read.range.start).unwrap(), usize::try_from(read.range.end).unwrap());
        let bytes: Vec<u8> = read.stream.map_ok(|piece| piece.to_vec()).try_concat().await.unwrap();
        assert!(bytes == content[from..to], "{range:?}");
    }
    let beyond = bench.blobs.read(&stored.name, &stored.key, Some(total..total + 5)).await.unwrap();
    assert!(beyond.range.is_empty());
}

#[tokio::test]
async fn a_missing_end_is_found() {
    let bench = Bench::new();
    let stored = bench.put(&pdf(CHUNK * 3), LIMIT).await.unwrap();
    let sealed = std::fs::read(bench.file(&stored)).unwrap();
    for kept in [0, TAG, CHUNK + TAG, 2 * (CHUNK + TAG), 2 * (CHUNK + TAG) + 40, sealed.len() - 1] {
        std::fs::write(bench.file(&stored), &sealed[..kept]).unwrap();
        assert!(bench.blobs.read_all(&stored.name, &stored.key).await.is_err(), "{kept}");
    }
}

#[tokio::test]
async fn a_swapped_doubled_or_changed_chunk_is_found() {
    let bench = Bench::new();
    let stored = bench.put(&pdf(CHUNK * 3), LIMIT).await.unwrap();
    let sealed = std::fs::read(bench.file(&stored)).unwrap();
    let chunks: Vec<&[u8]> = sealed.chunks(CHUNK + TAG).collect();
    for order in [[1, 0, 2], [0, 0, 2], [0, 2, 1]] {
        let mixed: Vec<u8> = order.iter().flat_map(|index| chunks[*index].to_vec()).collect();
        std::fs::write(bench.file(&stored), mixed).unwrap();
        assert!(bench.blobs.read_all(&stored.name, &stored.key).await.is_err(), "{order:?}");
    }
    let mut changed = sealed.clone();
    changed[CHUNK + TAG + 5] ^= 1;
    std::fs::write(bench.file(&stored), changed).unwrap();
    assert!(bench.blobs.read_all(&stored.name, &stored.key).await.is_err());
    // A range before the changed chunk is still good.
    let first = bench.blobs.read(&stored.name, &stored.key, Some(0..10)).await.unwrap();
    assert!(first.stream.try_collect::<Vec<_>>().await.is_ok());
}

#[tokio::test]
async fn each_refusal_has_its_sentence_and_leaves_nothing() {
    let bench = Bench::new();
    let whole = pdf(30_000);
    let png = [&b"\x89PNG\r\n\x1a\n"[..], &[0; 3_000]].concat();
    let jpeg = [&[0xFF, 0xD8, 0xFF, 0xE0][..], &[1; 500]].concat();
    let table: [(&[u8], i64, &str); 7] = [
        (&whole, 29_999, "blobs-too-large"),
        (b"", LIMIT, "blobs-empty"),
        (b"<!doctype html><p>hello</p>", LIMIT, "blobs-wrong-type"),
        (&vec![b'a'; 200_000], LIMIT, "blobs-wrong-type"),
        (&whole[..20_000], LIMIT, "blobs-truncated"),
        (&png, LIMIT, "blobs-truncated"),
        (&jpeg, LIMIT, "blobs-truncated"),
    ];
    for (content, limit, key) in table {
        let error = bench.put(content, limit).await.unwrap_err();
        assert_eq!((error.kind(), error.message().key.as_ref()), (Kind::Invalid, key));
        for text in [crate::VI, crate::EN] {
            assert!(text.contains(&format!("{key} = ")), "{key}");
        }
    }
    assert_eq!(files_below(bench.folder.path()), 0);
}

#[tokio::test]
async fn a_large_refused_file_says_its_size() {
    let bench = Bench::new();
    let error = bench.put(&pdf(24_200_000), LIMIT).await.unwrap_err();
    let args = &error.message().args;
    assert_eq!(args.len(), 2);
    assert!(
        args.contains(&("found", "25\u{a0}MB".into())) && args.contains(&("limit", "20\u{a0}MB".into())),
        "{args:?}"
    );
    // The parts that had been written are gone.
    assert_eq!(files_below(bench.folder.path()), 0);
}

#[tokio::test]
async fn a_forged_name_is_not_found() {
    let bench = Bench::new();
    for name in ["", "..", "../../etc/passwd", "ab", &"A".repeat(73), &format!("{}-{}", "a".repeat(64), "b".repeat(8))]
    {
        let error = bench.blobs.read_all(name, &[0; 32]).await.unwrap_err();
        assert_eq!(error.kind(), Kind::NotFound, "{name}");
    }
}

both_engines!(
    async fn the_sweep_takes_only_what_nobody_refers_to(house: &House) {
        let (bench, database) = (Bench::new(), house.store());
        let mut stored = Vec::new();
        for length in [100, 200, 300, 400] {
            stored.push(bench.put(&pdf(length), LIMIT).await.unwrap());
        }
        let [used, noted, unnoted, released] = stored.as_slice() else { panic!("four blobs") };
        record(database, noted, Timestamp(5)).await.unwrap();
        let say = |set: &mut WriteSet| {
            reference(set, used);
            reference(set, released);
            unreference(set, &released.name);
        };
        bench.commit(database, say).await;
        // Nothing is old enough.
        assert_eq!(bench.blobs.sweep(database, Timestamp(5)).await.unwrap(), 0);
        let unfinished = bench.folder.path().join("blobs/arriving/00#1");
        std::fs::create_dir_all(unfinished.parent().unwrap()).unwrap();
        std::fs::write(&unfinished, b"half").unwrap();
        assert_eq!(bench.blobs.sweep(database, LATER).await.unwrap(), 4);
        assert!(bench.file(used).exists());
        for gone in [noted, unnoted, released] {
            assert!(!bench.file(gone).exists());
        }
        assert!(!unfinished.exists());
        bench.blobs.delete(&used.name).await.unwrap();
        bench.blobs.delete(&used.name).await.unwrap();
    },
    MIGRATIONS
);

both_engines!(
    async fn a_blob_stays_until_the_last_who_refers_to_it_lets_go(house: &House) {
        let (bench, database) = (Bench::new(), house.store());
        let stored = bench.put(&pdf(100), LIMIT).await.unwrap();
        record(database, &stored, Timestamp(5)).await.unwrap();
        for _ in 0..2 {
            bench.commit(database, |set| reference(set, &stored)).await;
        }
        // Noted once more, as by an upload that is repeated: what is in use stays in use.
        record(database, &stored, Timestamp(6)).await.unwrap();
        bench.commit(database, |set| unreference(set, &stored.name)).await;
        assert_eq!(bench.blobs.sweep(database, LATER).await.unwrap(), 0);
        assert!(bench.blobs.read_all(&stored.name, &stored.key).await.is_ok());
        // Letting go once too often does no harm to those who come later.
        for _ in 0..3 {
            bench.commit(database, |set| unreference(set, &stored.name)).await;
        }
        bench.commit(database, |set| reference(set, &stored)).await;
        assert_eq!(bench.blobs.sweep(database, LATER).await.unwrap(), 0);
        bench.commit(database, |set| unreference(set, &stored.name)).await;
        assert_eq!(bench.blobs.sweep(database, LATER).await.unwrap(), 1);
        assert!(!bench.file(&stored).exists());
    },
    MIGRATIONS
);

both_engines!(
    async fn a_blob_that_two_share_goes_with_the_second(house: &House) {
        let (bench, database) = (Bench::new(), house.store());
        let stored = bench.put(&pdf(100), LIMIT).await.unwrap();
        bench.commit(database, |set| reference(set, &stored)).await;
        bench.commit(database, |set| share(set, &stored.name)).await;
        bench.commit(database, |set| unreference(set, &stored.name)).await;
        assert_eq!(bench.blobs.sweep(database, LATER).await.unwrap(), 0);
        assert!(bench.blobs.read_all(&stored.name, &stored.key).await.is_ok());
        bench.commit(database, |set| unreference(set, &stored.name)).await;
        // Nobody takes over what nobody has any more.
        let id = kernel::id::new(Timestamp(1), &bench.rng);
        let mut late = WriteSet::new(id, id, Timestamp(5));
        share(&mut late, &stored.name);
        late.audit(AuditDraft {
            actor: id,
            unit: None,
            action: "test.shared",
            entity: "blob",
            entity_id: id,
            payload: "{}".into(),
        });
        assert!(database.commit(late).await.is_err());
        assert_eq!(bench.blobs.sweep(database, LATER).await.unwrap(), 1);
    },
    MIGRATIONS
);

both_engines!(
    async fn a_sweep_leaves_what_was_referred_to_after_it_began(house: &House) {
        let (bench, database) = (Bench::new(), house.store());
        let stored = bench.put(&pdf(100), LIMIT).await.unwrap();
        record(database, &stored, Timestamp(5)).await.unwrap();
        assert_eq!(orphans(database, LATER).await.unwrap(), std::slice::from_ref(&stored.name));
        bench.commit(database, |set| reference(set, &stored)).await;
        assert!(!forget(database, &stored.name).await.unwrap());
        assert!(is_known(database, &stored.name).await.unwrap());
        assert!(orphans(database, LATER).await.unwrap().is_empty());
    },
    MIGRATIONS
);

both_engines!(
    async fn a_copy_has_all_uploads_and_what_is_missing_is_named(house: &House) {
        let bench = Bench::new();
        let (kept, unused) = (bench.put(&pdf(90_000), LIMIT).await.unwrap(), bench.put(&pdf(50), LIMIT).await.unwrap());
        bench.commit(house.store(), |set| reference(set, &kept)).await;
        std::fs::write(bench.folder.path().join("blobs").join("ab").join("other"), b"x").unwrap();
        let listed = bench.blobs.list().await.unwrap();
        let names: Vec<&str> = listed.iter().map(|blob| blob.name.as_str()).collect();
        assert!(names.len() == 2 && names.contains(&kept.name.as_str()) && names.contains(&unused.name.as_str()));
        let copy = bench.folder.path().join("copy");
        let hashed = bench.blobs.copy_out(&kept.name, &copy).await.unwrap().unwrap();
        assert_eq!(std::fs::read(&copy).unwrap(), std::fs::read(bench.file(&kept)).unwrap());
        assert_eq!(hashed, ::store::hashed::read(&copy, |_| {}).unwrap());
        assert!(listed.iter().any(|blob| blob.name == kept.name && blob.bytes == hashed.bytes));
        assert_eq!(crate::place_of("../../x"), None);

        assert!(bench.blobs.missing(house.store()).await.unwrap().is_empty());
        for stored in [&kept, &unused] {
            bench.blobs.delete(&stored.name).await.unwrap();
        }
        assert_eq!(bench.blobs.missing(house.store()).await.unwrap(), std::slice::from_ref(&kept.name));
        assert_eq!(bench.blobs.copy_out(&kept.name, &copy).await.unwrap(), None);
    },
    MIGRATIONS
);
