//! Break-glass: an officer without the right opens one dossier to read it, for a reason and some hours. The applicant,
//! the leader and whoever watches over personal data are told, and every look is marked.

use ::store::{EventDraft, JobDraft, WriteSet};
use access::Scope;
use kernel::time::HOUR;
use kernel::{Error, Kind, Message, Result};
use runtime::{Actor, ActorKind, Command, Decide, Reader};
use serde_json::json;
use uuid::Uuid;

use super::reason;
use crate::case::Case;
use crate::model::{DossierId, normalise};
use crate::permissions::{GLASS, REVIEW};
use crate::store;
use crate::store::glass::GlassRow;

/// The job that writes to whoever watches over personal data.
pub(crate) const WATCH: &str = "dossiers.tell-glass";
/// The least characters of a reason: more than a word.
const REASON: usize = 20;

/// How many hours such a dossier may be read; a service.
#[derive(Clone, Copy, Debug)]
pub struct GlassHours(pub i64);

/// Opens one dossier for reading.
pub struct BreakGlass {
    /// Code or reference of the dossier.
    pub code: String,
    /// Why; at least 20 characters.
    pub reason: String,
}

/// The dossier and for how long it may be read.
pub struct Behind {
    case: Case,
    hours: i64,
}

impl Command for BreakGlass {
    const NAME: &'static str = "dossiers.break-glass";
    type State = Behind;
    type Outcome = DossierId;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        if actor.kind == ActorKind::Officer { actor.require(GLASS) } else { Err(Error::forbidden()) }
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Behind> {
        let found = store::dossier::id_of_code(reader, &normalise(&self.code)).await?;
        let id = found.ok_or_else(|| Error::invalid_field("code", Message::new("dossiers-error-glass-code")))?;
        match Case::load(reader, id).await {
            Ok(_) => return Err(Error::conflict("dossiers-error-glass-needless")),
            Err(error) if error.kind() != Kind::NotFound => return Err(error),
            Err(_) => {}
        }
        if store::glass::open_until(reader, reader.actor.account, id).await?.is_some() {
            return Err(Error::conflict("dossiers-error-glass-open"));
        }
        let GlassHours(hours) = *reader.service::<GlassHours>()?;
        Ok(Behind { case: Case::proven(reader, id).await?, hours })
    }

    fn decide(&self, behind: &Behind, cx: &Decide<'_>) -> Result<(WriteSet, DossierId)> {
        let reason = reason("reason", &self.reason)?;
        if reason.chars().count() < REASON {
            return Err(Error::invalid_field("reason", Message::new("dossiers-error-glass-reason")));
        }
        let (case, id) = (&behind.case, cx.new_id());
        let dossier = &case.dossier;
        let mut set = cx.write(dossier.home);
        let new = GlassRow {
            id,
            account: cx.actor.account,
            officer_unit: cx.actor.unit,
            dossier: dossier.id,
            unit: dossier.responsible(&case.units).uuid(),
            reason: case.key.seal("glass.reason", reason, cx.rng)?,
            made_at: cx.now,
            hours: behind.hours,
            ends_at: cx.wall.plus(behind.hours * HOUR),
            reviewed_by: None,
            reviewed_at: None,
        };
        store::glass::insert(&mut set, new);
        let payload = json!({ "glass": id, "hours": behind.hours });
        set.audit(cx.audit(Self::NAME, "dossier", dossier.id.uuid(), &payload));
        // An entity of its own: the dossier has no new version.
        let payload = json!({ "account": dossier.account, "dossier": dossier.id.uuid() }).to_string();
        set.event(EventDraft { kind: "dossiers.glass.v1", entity_id: id, entity_version: 1, payload });
        let payload = json!({ "dossier": dossier.id.uuid(), "event": "glass" }).to_string();
        set.job(JobDraft { kind: "dossiers.tell", key: format!("glass/{id}"), payload, run_at: cx.wall });
        let payload = json!({ "glass": id }).to_string();
        set.job(JobDraft { kind: WATCH, key: id.to_string(), payload, run_at: cx.wall });
        Ok((set, dossier.id))
    }
}

/// Whether an actor reviews what was opened: in the agency of the dossier, or in the unit of the officer.
pub(crate) fn is_reviewed_by(scope: &Scope, unit: Uuid, officer_unit: Option<Uuid>) -> bool {
    scope.covers(unit) || officer_unit.is_some_and(|unit| scope.covers(unit))
}

/// Notes that somebody looked at why a dossier was opened. Nobody reviews themselves.
pub struct ReviewGlass {
    /// Which opening.
    pub id: Uuid,
}

impl Command for ReviewGlass {
    const NAME: &'static str = "dossiers.review-glass";
    type State = DossierId;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(REVIEW)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<DossierId> {
        let found = store::glass::find(reader, self.id).await?;
        let scope = Scope::units(reader.actor, REVIEW)?;
        if !is_reviewed_by(&scope, found.unit, found.officer_unit) {
            return Err(Error::not_found());
        }
        if found.account == reader.actor.account {
            return Err(Error::conflict("dossiers-error-glass-own"));
        }
        if found.reviewed_at.is_some() {
            return Err(Error::conflict("dossiers-error-glass-reviewed"));
        }
        Ok(found.dossier)
    }

    fn decide(&self, dossier: &DossierId, cx: &Decide<'_>) -> Result<(WriteSet, ())> {
        let mut set = cx.write(cx.actor.unit.unwrap_or(cx.actor.account));
        store::glass::review(&mut set, self.id, cx.actor.account);
        set.audit(cx.audit(Self::NAME, "dossier", dossier.uuid(), &json!({ "glass": self.id })));
        Ok((set, ()))
    }
}
