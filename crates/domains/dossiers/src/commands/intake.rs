//! A paper dossier is taken in at the counter or from the post (facts 2.29 to 2.34). It lands in state 1 at the same
//! desk, where its papers are digitised before it is accepted.

use std::sync::Arc;

use ::store::WriteSet;
use ::store::vault::SubjectKey;
use kernel::{Error, FieldError, Message, Result};
use organisation::UnitId;
use procedures::{Catalogue, ProcedureVersion};
use runtime::{Actor, Command, Decide, Reader};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::submit::{Filing, Submitted, area_error};
use crate::applicant::Applicant;
use crate::case::Surroundings;
use crate::model::{Behalf, Channel, DeliveryWay, DossierId};
use crate::permissions;

/// Takes in a paper dossier.
pub struct TakeIn {
    /// Code of the procedure.
    pub procedure: String,
    /// The area whose agency is competent.
    pub area: UnitId,
    /// Counter or post.
    pub channel: Channel,
    /// The applicant.
    pub applicant: Applicant,
    /// For whom.
    pub behalf: Behalf,
    /// How the result is wanted.
    pub delivery_way: DeliveryWay,
    /// Answers taken from the paper form.
    pub answers: Map<String, Value>,
}

/// What taking in needs to know.
pub struct TakeInState {
    procedure: Arc<ProcedureVersion>,
    around: Surroundings,
    known: Option<(Uuid, SubjectKey)>,
}

impl Command for TakeIn {
    const NAME: &'static str = "dossiers.take-in";
    type State = TakeInState;
    type Outcome = Submitted;

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::RECEIVE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let catalogue = reader.service::<Catalogue>()?.current();
        let procedure = catalogue.by_code(&self.procedure, reader.now).ok_or_else(Error::not_found)?;
        let applicant = self.applicant.clone().normalised();
        let known = match identity::find_person(reader, &applicant.identity).await? {
            Some(subject) => Some((subject, reader.subject_key(subject).await?)),
            None => None,
        };
        Ok(TakeInState { procedure, around: Surroundings::of(reader)?, known })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let applicant = self.applicant.clone().normalised().for_behalf(self.behalf);
        let answers = state.procedure.form.prune(&self.answers);
        let units = &state.around.units;
        let mut errors = applicant.errors(self.behalf);
        errors.extend(area_error(&state.procedure, Some(self.area), units));
        if self.channel == Channel::Online {
            errors.push(FieldError { field: "channel".into(), message: Message::new("dossiers-error-channel") });
        }
        errors.extend(state.procedure.form.check_all(&answers, cx.now.date()));
        if !errors.is_empty() {
            return Err(Error::invalid(errors));
        }
        let level = units.unit(self.area)?.level;
        let competent = units.competent(&state.procedure.code, &state.procedure.field, level, self.area);
        if !cx.actor.can_in(permissions::RECEIVE, units.one_stop_of(competent).uuid()) {
            return Err(Error::forbidden());
        }
        let mut person_set = cx.write(competent.uuid());
        if let Some((subject, key)) = &state.known {
            ::store::keys::hold(&mut person_set, *subject);
            return self.file(state, cx, &applicant, &answers, (*subject, key), person_set);
        }
        let (subject, key) = identity::write_person(cx, &mut person_set, &person_draft(&applicant))?;
        self.file(state, cx, &applicant, &answers, (subject, &key), person_set)
    }
}

impl TakeIn {
    fn file(
        &self,
        state: &TakeInState,
        cx: &Decide<'_>,
        applicant: &Applicant,
        answers: &Map<String, Value>,
        (subject, key): (Uuid, &SubjectKey),
        person: WriteSet,
    ) -> Result<(WriteSet, Submitted)> {
        let filing = Filing {
            id: DossierId(cx.new_id()),
            procedure: &state.procedure,
            account: None,
            subject,
            key,
            behalf: self.behalf,
            delivery_way: self.delivery_way,
            channel: self.channel,
            area: self.area,
            applicant,
            answers,
        };
        let mut new = filing.open(&state.around, cx)?;
        new.set.absorb(person);
        let outcome = new.outcome.clone();
        Ok((new.done(Self::NAME, cx), outcome))
    }
}

fn person_draft(applicant: &Applicant) -> identity::PersonDraft {
    identity::PersonDraft {
        name: applicant.name.clone(),
        identity: applicant.identity.clone(),
        phone: applicant.phone.clone(),
        email: applicant.email.clone(),
        address: applicant.address.clone(),
        birth_date: String::new(),
    }
}
