//! What people agree to have kept for them, and what is kept because of it (facts 2.19, 2.28).

use std::sync::Arc;

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use kernel::{Error, Result};
use procedures::{Answers, FormSpec, ProcedureVersion};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::drafts::OpenDraft;
use crate::model::{Agreed, Behalf, Purpose, Rules};
use crate::store;
use crate::store::consent::ConsentRow;

/// What kept answers are bound to.
pub(crate) const KEPT: &str = "kept.answers";

fn holders_only(actor: &Actor) -> Result<()> {
    if actor.is_applicant() { Ok(()) } else { Err(Error::not_found()) }
}

fn stands(rows: &[ConsentRow], purpose: Purpose) -> bool {
    rows.iter().any(|row| row.purpose == purpose.code())
}

/// Notes consents in a write set and audits each. Words that are asked no longer are told, not taken.
fn note(set: &mut WriteSet, subject: Uuid, agreed: &[Agreed], rules: &Rules, cx: &Decide<'_>) -> Result<()> {
    for one in agreed {
        if rules.consent_words(one.purpose, cx.now.date())?.version != one.words {
            return Err(Error::conflict("dossiers-error-consent-words"));
        }
        store::consent::give(set, subject, *one);
        let payload = json!({ "purpose": one.purpose.code(), "words": one.words });
        set.audit(cx.audit(GiveConsent::NAME, "person", subject, &payload));
    }
    Ok(())
}

/// The holder of an account agrees that something is kept from now on.
pub struct GiveConsent {
    /// To what, in which words.
    pub agreed: Agreed,
}

impl Command for GiveConsent {
    const NAME: &'static str = "personal.consent";
    type State = (Vec<ConsentRow>, Arc<Rules>);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        holders_only(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let rows = store::consent::standing(reader, reader.actor.account).await?;
        Ok((rows, reader.service::<Rules>()?))
    }

    fn decide(&self, (rows, rules): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if stands(rows, self.agreed.purpose) {
            return Err(Error::conflict("dossiers-error-consent-stands"));
        }
        let mut set = cx.write(cx.actor.account);
        note(&mut set, cx.actor.account, &[self.agreed], rules, cx)?;
        Ok((set, ()))
    }
}

/// The holder of an account takes a consent back: what was kept because of it goes in the same commit.
pub struct WithdrawConsent {
    /// Which.
    pub purpose: Purpose,
}

impl Command for WithdrawConsent {
    const NAME: &'static str = "personal.withdraw";
    type State = (Vec<ConsentRow>, usize);
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        holders_only(actor)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let subject = reader.actor.account;
        let rows = store::consent::standing(reader, subject).await?;
        Ok((rows, store::consent::all_kept(reader, subject).await?.len()))
    }

    fn decide(&self, (rows, kept): &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        if !stands(rows, self.purpose) {
            return Err(Error::conflict("dossiers-error-consent-none"));
        }
        let subject = cx.actor.account;
        let mut set = cx.write(subject);
        store::consent::withdraw(&mut set, subject, self.purpose);
        match self.purpose {
            Purpose::Answers => store::consent::drop_kept(&mut set, subject),
        }
        let payload = json!({ "purpose": self.purpose.code(), "removed": kept });
        set.audit(cx.audit(Self::NAME, "person", subject, &payload));
        Ok((set, ()))
    }
}

/// Notes what was agreed to while a draft is filed, and keeps its answers where that is agreed to. Answers about a
/// person or an organisation in whose name the applicant acts are not the applicant's to keep: they would be offered
/// when the applicant acts for another one.
pub(super) fn keep_filed(
    set: &mut WriteSet,
    open: &OpenDraft,
    answers: &Answers,
    (rows, agreed): (&[ConsentRow], &[Agreed]),
    rules: &Rules,
    cx: &Decide<'_>,
) -> Result<()> {
    let subject = open.draft.subject;
    let new: Vec<Agreed> = agreed.iter().filter(|one| !stands(rows, one.purpose)).copied().collect();
    note(set, subject, &new, rules, cx)?;
    let may_keep = stands(rows, Purpose::Answers) || new.iter().any(|one| one.purpose == Purpose::Answers);
    if !may_keep || matches!(open.draft.behalf, Behalf::Other | Behalf::Organisation) {
        return Ok(());
    }
    let kept = Value::Object(reusable(&open.procedure.form, answers)).to_string();
    store::consent::keep(set, subject, &open.draft.procedure, open.key.seal(KEPT, &kept, cx.rng)?);
    Ok(())
}

/// The answers that fit a next form: not those that say whom or what just this one is about.
fn reusable(form: &FormSpec, answers: &Answers) -> Map<String, Value> {
    let is_own = |name: &str| {
        let is_applied_for = form.applied_for.as_ref().is_some_and(|applied| applied.field == name);
        is_applied_for || form.subject.iter().any(|field| field == name)
    };
    answers.iter().filter(|(name, _)| !is_own(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The answers that are kept for a procedure, as far as its form in force knows them; empty without consent.
pub(super) async fn kept_for(
    reader: &Reader<'_>,
    subject: Uuid,
    key: &SubjectKey,
    procedure: &ProcedureVersion,
) -> Result<Map<String, Value>> {
    if !stands(&store::consent::standing(reader, subject).await?, Purpose::Answers) {
        return Ok(Map::new());
    }
    let Some(sealed) = store::consent::kept(reader, subject, &procedure.code).await? else { return Ok(Map::new()) };
    let plain = key.open(KEPT, &sealed)?;
    let mut kept: Map<String, Value> = serde_json::from_str(&plain).map_err(|e| Error::internal(e).personal())?;
    kept.retain(|name, _| procedure.form.field(name).is_some());
    Ok(kept)
}
