//! A written apology and a new date, at most once (fact 2.37). The dossier stays late in the figures.

use ::store::WriteSet;
use calendar::{Calendar, Limit};
use jiff::civil::Date;
use kernel::{Error, Message, Result, Timestamp, both};
use runtime::{Actor, Command, Decide, Reader};

use super::{reason, require_any, same_version};
use crate::case::Case;
use crate::model::DossierId;
use crate::permissions;
use crate::work::{Work, refuse};

/// Apologises and appoints a new date.
pub struct Reappoint {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// The new date.
    pub date: Date,
    /// Why it takes longer, for the applicant.
    pub reason: String,
}

impl Reappoint {
    fn check_date(&self, case: &Case, due: Date, today: Date) -> Result<()> {
        let calendar = case.calendar()?;
        if self.date <= due || self.date <= today || !calendar.is_working_day(self.date) {
            return Err(Error::invalid_field("date", Message::new("dossiers-error-new-date")));
        }
        // A dossier that is late for long has its limit from today: a promise must still be possible.
        let most = case.rules.reappoint_days;
        if calendar.working_days_between(due.max(today), self.date) > most {
            return Err(Error::invalid_field("date", Message::new("dossiers-error-new-date-far").arg("most", most)));
        }
        Ok(())
    }
}

impl Command for Reappoint {
    const NAME: &'static str = "dossiers.reappoint";
    type State = Case;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        require_any(actor, &[permissions::HANDLE, permissions::APPROVE])
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        Case::load(reader, self.id).await
    }

    fn decide(&self, case: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[])?;
        if case.dossier.reappointed >= case.rules.reappointments {
            return Err(refuse("dossiers-error-reappointed"));
        }
        let Some(due) = case.dossier.due_at.filter(|_| case.dossier.state.is_open()) else {
            return Err(refuse("dossiers-error-state"));
        };
        // While the clock stands nobody knows how long: the date is appointed when it runs again.
        if case.dossier.state.is_paused() {
            return Err(refuse("dossiers-error-paused"));
        }
        let (reason, ()) = both(reason("reason", &self.reason), self.check_date(case, due.date(), cx.now.date()))?;
        let mut work = Work::on(case, cx);
        work.after.reappointed += 1;
        work.after.promised_at = Some(end_of(case.calendar()?, self.date)?);
        work.note("reappoint", reason)?;
        // At latest the day before the promised end (fact 2.37): what comes later is done all the same, and marked.
        if cx.now.date() >= due.date() {
            work.note("reappoint-late", "")?;
            work.detail("told", "late");
        }
        work.tell("reappointed");
        work.tell_desk()?;
        Ok((work.done(Self::NAME, "dossiers.reappointed.v1")?, ()))
    }
}

/// A promise to a citizen names a day; its hour is when work ends on that day.
fn end_of(calendar: &Calendar, day: Date) -> Result<Timestamp> {
    Ok(calendar.due(Timestamp::start_of(day), &Limit::same_day(None))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::Calendars;
    use jiff::civil::date;

    #[test]
    fn a_promised_day_ends_when_its_agency_closes() {
        let calendars = Calendars::parse(include_str!("../../../../../data/calendars.toml")).unwrap();
        for (code, day, hour, minute) in [
            ("administrative", date(2024, 12, 13), 17, 0),
            ("police", date(2024, 12, 13), 17, 0),
            // A Saturday, on which the police work in the morning (fact 2.53).
            ("police", date(2024, 12, 14), 11, 30),
        ] {
            let end = end_of(calendars.get(code).unwrap(), day).unwrap();
            assert_eq!(end, Timestamp::from_local(day.at(hour, minute, 0, 0)), "{code} {day}");
        }
    }
}
