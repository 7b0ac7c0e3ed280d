//! A person asks to be erased; whoever protects personal data decides. What a law keeps stays, all the rest goes at
//! once, and the key with it when nothing is left that it opens.

use ::store::vault::SubjectKey;
use ::store::{JobDraft, WriteSet, keys};
use identity::Erasable;
use kernel::{Error, Result};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::drafts::{files_of, without};
use super::reason;
use crate::applicant::Applicant;
use crate::model::DossierId;
use crate::permissions::ERASE;
use crate::queries::{self, Erasing};
use crate::store;
use crate::store::draft::Draft;
use crate::store::erasure::{Decided, ErasureRow};
use crate::store::file::FileRow;

/// What sealed letters are bound to.
pub(crate) const LETTER: &str = "erasure.letter";
/// The job that mails a letter.
pub(crate) const TELL: &str = "dossiers.tell-erasure";

/// The holder of an account asks that what is known of them be erased.
pub struct AskErasure;

impl Command for AskErasure {
    const NAME: &'static str = "personal.ask-erasure";
    type State = Erasing;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::Citizen { Ok(()) } else { Err(Error::not_found()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Erasing> {
        let newest = store::erasure::newest_of(reader, reader.actor.account).await?;
        if newest.is_some_and(|row| row.state == "asked") {
            return Err(Error::conflict("dossiers-error-erase-asked"));
        }
        queries::own_erasing(reader).await
    }

    fn decide(&self, erasing: &Erasing, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        nothing_open(erasing)?;
        let (id, subject) = (cx.new_id(), cx.actor.account);
        let mut set = cx.write(subject);
        store::erasure::ask(&mut set, id, subject);
        set.audit(cx.audit(Self::NAME, "person", subject, &json!({ "request": id })));
        Ok((set, ()))
    }
}

fn nothing_open(erasing: &Erasing) -> Result<()> {
    if erasing.open.is_empty() { Ok(()) } else { Err(Error::conflict("dossiers-error-erase-open")) }
}

/// Refuses a request with a reason.
pub struct RefuseErasure {
    /// The request.
    pub id: Uuid,
    /// Why, for the person.
    pub reason: String,
}

impl Command for RefuseErasure {
    const NAME: &'static str = "personal.refuse-erasure";
    type State = (ErasureRow, SubjectKey);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(ERASE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let row = waiting(reader, self.id).await?;
        let key = reader.subject_key(row.subject).await?;
        Ok((row, key))
    }

    fn decide(&self, (row, key): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let text = reason("reason", &self.reason)?;
        let mut set = cx.write(row.subject);
        let decided = Decided {
            state: "refused",
            by: cx.actor.account,
            outcome: String::new(),
            reason: Some(key.seal("erasure.reason", text, cx.rng)?),
            letter: None,
        };
        store::erasure::decide(&mut set, row.id, decided);
        set.audit(cx.audit(Self::NAME, "person", row.subject, &json!({ "request": row.id })));
        Ok((set, ()))
    }
}

async fn waiting(reader: &Reader<'_>, id: Uuid) -> Result<ErasureRow> {
    let row = store::erasure::find(reader, id).await?;
    if row.state == "asked" { Ok(row) } else { Err(Error::conflict("dossiers-error-erase-decided")) }
}

/// Erases what no law keeps.
pub struct Erase {
    /// The request.
    pub id: Uuid,
}

/// A dossier whose time is over, with what must be known to empty it.
pub(crate) struct Over {
    id: DossierId,
    applicant: Applicant,
    files: Vec<FileRow>,
}

/// What erasing needs to know.
pub struct EraseState {
    row: ErasureRow,
    erasing: Erasing,
    account: Erasable,
    /// Where the outcome is written to; empty without an address.
    email: String,
    drafts: Vec<(Draft, Vec<FileRow>)>,
    over: Vec<Over>,
}

impl Command for Erase {
    const NAME: &'static str = "personal.erase";
    type State = EraseState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(ERASE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<EraseState> {
        let row = waiting(reader, self.id).await?;
        let erasing = queries::erasing(reader, row.subject).await?;
        let account = identity::erasable(reader, row.subject).await?;
        let email = identity::profile_of(reader, row.subject).await?.email;
        let mut drafts = Vec::new();
        for draft in &erasing.drafts {
            drafts.push((draft.clone(), files_of(reader, draft).await?));
        }
        let over = over_of(reader, row.subject, &erasing).await?;
        Ok(EraseState { row, erasing, account, email, drafts, over })
    }

    fn decide(&self, state: &EraseState, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        nothing_open(&state.erasing)?;
        let subject = state.row.subject;
        let mut set = cx.write(subject);
        identity::erase_account(&mut set, &state.account);
        store::consent::drop_kept(&mut set, subject);
        store::erasure::end_consents(&mut set, subject);
        for (draft, files) in &state.drafts {
            set.absorb(without(draft, files, Self::NAME, cx));
        }
        empty(&mut set, &state.over, cx);
        let is_key_gone = state.erasing.kept.is_empty();
        if is_key_gone {
            keys::destroy(&mut set, subject);
        }
        store::erasure::unless_filed(&mut set, state.row.id, subject);
        store::erasure::forget_reasons(&mut set, subject);
        let outcome = json!({
            "request": state.row.id,
            "erased": { "drafts": state.drafts.len(), "store": state.erasing.store, "dossiers": state.over.len() },
            "kept": { "dossiers": state.erasing.kept.len() },
            "key_destroyed": is_key_gone,
        });
        let letter = write_letter(state, &mut set, cx)?;
        let decided =
            Decided { state: "done", by: cx.actor.account, outcome: outcome.to_string(), reason: None, letter };
        store::erasure::decide(&mut set, state.row.id, decided);
        set.audit(cx.audit(Self::NAME, "person", subject, &outcome));
        Ok((set, ()))
    }
}

/// The dossiers whose time is over and that were not emptied before.
async fn over_of(reader: &Reader<'_>, subject: Uuid, erasing: &Erasing) -> Result<Vec<Over>> {
    let key = reader.subject_key(subject).await?;
    let mut over = Vec::new();
    for dossier in &erasing.over {
        let sealed = store::dossier::sealed(reader, dossier.id).await?.ok_or_else(Error::not_found)?;
        if !sealed.person.is_empty() {
            let applicant = Applicant::from_json(&key.open("dossier.person", &sealed.person)?)?;
            over.push(Over { id: dossier.id, applicant, files: store::file::of(reader, dossier.id).await? });
        }
    }
    Ok(over)
}

/// Empties dossiers and gives up their files.
fn empty(set: &mut WriteSet, over: &[Over], cx: &Decide<'_>) {
    for dossier in over {
        let Applicant { name, identity, phone, .. } = &dossier.applicant;
        let hashes = store::lookup::hashes(cx.vault, name, identity, phone);
        for file in &dossier.files {
            blobs::unreference(set, &file.blob);
        }
        store::erasure::empty(set, dossier.id, hashes, cx.actor.account);
    }
}

/// Empties what a law kept of somebody who was erased, once its time is over, and destroys the key with the last of it.
/// Only the house itself does this; `NotFound` while there is nothing to do.
pub(crate) struct EndRetention {
    pub(crate) id: Uuid,
}

impl Command for EndRetention {
    const NAME: &'static str = "personal.end-retention";
    type State = (ErasureRow, Vec<Over>, bool);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let row = store::erasure::find(reader, self.id).await?;
        let erasing = queries::erasing(reader, row.subject).await?;
        let over = over_of(reader, row.subject, &erasing).await?;
        let is_last = erasing.kept.is_empty() && erasing.open.is_empty();
        if row.state == "done" && (is_last || !over.is_empty()) {
            Ok((row, over, is_last))
        } else {
            Err(Error::not_found())
        }
    }

    fn decide(&self, (row, over, is_last): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(row.subject);
        empty(&mut set, over, cx);
        if *is_last {
            keys::destroy(&mut set, row.subject);
        }
        let payload = json!({ "request": row.id, "dossiers": over.len(), "key_destroyed": is_last });
        set.audit(cx.audit(Self::NAME, "person", row.subject, &payload));
        Ok((set, ()))
    }
}

/// Seals the address under a key of the request and adds the job that writes there; nothing without an address.
fn write_letter(state: &EraseState, set: &mut WriteSet, cx: &Decide<'_>) -> Result<Option<Vec<u8>>> {
    if state.email.is_empty() {
        return Ok(None);
    }
    let new = cx.vault.new_key(cx.rng)?;
    keys::insert(set, state.row.id, &new, cx.now);
    let payload = json!({ "request": state.row.id, "kept": state.erasing.kept.len() }).to_string();
    set.job(JobDraft { kind: TELL, key: state.row.id.to_string(), payload, run_at: cx.wall });
    new.key.seal(LETTER, &state.email, cx.rng).map(Some)
}

/// Notes that the outcome was written, or could not be for so long that it will not be, and forgets where to. Only the
/// house itself does this.
pub(crate) struct NoteTold {
    pub(crate) id: Uuid,
    /// Whether the mail was sent.
    pub(crate) was_sent: bool,
}

impl Command for NoteTold {
    const NAME: &'static str = "personal.note-erasure-told";
    type State = ();
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::System { Ok(()) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<()> {
        // Told by another node meanwhile.
        store::erasure::letter(reader, self.id).await?.map(|_| ()).ok_or_else(Error::not_found)
    }

    fn decide(&self, (): &(), cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(self.id);
        store::erasure::forget_letter(&mut set, self.id);
        keys::destroy(&mut set, self.id);
        set.audit(cx.audit(Self::NAME, "erasure", self.id, &json!({ "sent": self.was_sent })));
        Ok((set, ()))
    }
}
