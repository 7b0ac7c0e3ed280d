//! The applicant rates the service, once (P09).

use ::store::WriteSet;
use kernel::{Error, Message, Result, both};
use runtime::{Actor, Command, Decide, Reader};

use super::remark;
use crate::case::Case;
use crate::model::DossierId;
use crate::store;
use crate::work::{Work, refuse};

/// Rates a closed or decided dossier.
pub struct Rate {
    /// The dossier.
    pub id: DossierId,
    /// 1 (very dissatisfied) to 5 (very satisfied).
    pub score: i64,
    /// In the applicant's words; may be empty.
    pub comment: String,
}

impl Rate {
    fn check_score(&self) -> Result<()> {
        if (1..=5).contains(&self.score) {
            return Ok(());
        }
        Err(Error::invalid_field("score", Message::new("dossiers-error-score")))
    }
}

impl Command for Rate {
    const NAME: &'static str = "dossiers.rate";
    type State = Case;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require_signed_in()
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        case.require_holder(reader.actor)?;
        Ok(case)
    }

    fn decide(&self, case: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let ((), comment) = both(self.check_score(), remark("comment", &self.comment))?;
        if case.dossier.rating.is_some() {
            return Err(refuse("dossiers-error-rated"));
        }
        if case.dossier.state.is_open() {
            return Err(refuse("dossiers-error-rate-later"));
        }
        let mut work = Work::on(case, cx);
        work.after.rating = Some(self.score);
        work.after.rated_day = Some(cx.now.day_number());
        let sealed = case.key.seal("rating.comment", comment, cx.rng)?;
        store::dossier::insert_rating(&mut work.set, self.id, self.score, sealed);
        work.note("rate", "")?;
        Ok((work.done(Self::NAME, "dossiers.rated.v1")?, ()))
    }
}
