//! An officer accepts a dossier: code, receipt, limit, and the next step begins (facts 2.16, 2.42). What was handed in
//! is kept as form 01 lists it (fact 2.8). A paper dossier stays at the desk until its papers are digitised (fact 2.30).

use ::store::WriteSet;
use kernel::{Error, FieldError, Message, Result};
use procedures::process::Act;
use procedures::{Answers, ProcedureVersion};
use runtime::{Actor, Command, Decide, Reader};

use super::submit::missing_papers;
use super::{check_officer, is_of_next, remark, same_version};
use crate::case::Case;
use crate::model::{Channel, DossierId, HandedIn, MOST_PIECES, OTHER_PAPER, State, expected, handed_in};
use crate::permissions;
use crate::store;
use crate::store::file::FileRow;
use crate::store::paper::PaperRow;
use crate::work::Work;

/// Accepts a submitted dossier.
pub struct Accept {
    /// The dossier.
    pub id: DossierId,
    /// The version that the officer saw.
    pub version: i64,
    /// An officer to whom the next step is given at once; nobody while required papers are not digitised.
    pub assignee: Option<uuid::Uuid>,
    /// The papers of a paper dossier as counted at the desk; none: those that the procedure asks for, in its numbers.
    pub papers: Option<Vec<HandedIn>>,
}

/// A case with its answers, which choose limit and papers, and its files.
pub struct AcceptState {
    case: Case,
    /// Whether the officer who gets the next step works there.
    is_known: bool,
    answers: Answers,
    files: Vec<FileRow>,
}

impl Command for Accept {
    const NAME: &'static str = "dossiers.accept";
    type State = AcceptState;
    type Outcome = ();

    fn authorise(&self, actor: &Actor) -> Result<()> {
        actor.require(permissions::RECEIVE)
    }

    async fn read(&self, reader: &Reader<'_>) -> Result<Self::State> {
        let case = Case::load(reader, self.id).await?;
        let is_known = is_of_next(reader, &case, &[Act::Accept], self.assignee).await?;
        let answers = case.answers(reader).await?;
        let files = store::file::of(reader, self.id).await?;
        Ok(AcceptState { case, is_known, answers, files })
    }

    fn decide(&self, state: &Self::State, cx: &Decide<'_>) -> Result<(WriteSet, Self::Outcome)> {
        let case = &state.case;
        same_version(self.version, case.dossier.version)?;
        case.require_step(cx.actor, &[Act::Accept])?;
        check_officer(state.is_known)?;
        let mut work = Work::on(case, cx);
        let next = work.allowed(Act::Accept)?;
        work.become_state(State::Accepted)?;
        self.keep_papers(state, &mut work, cx)?;
        work.draw_code()?;
        work.after.received_at = Some(cx.now);
        work.after.answered_at.get_or_insert(cx.now);
        work.start_clock(&case.limit(&state.answers))?;
        work.close_step();
        if state.lacks_scans() {
            if self.assignee.is_some() {
                return Err(Error::invalid_field("officer", Message::new("dossiers-error-officer-after-scans")));
            }
            let holder = case.step_task().and_then(|task| task.assignee);
            work.enter(&case.dossier.step, holder)?;
        } else {
            let next = next.ok_or_else(|| Error::internal("the process has no step after accepting"))?;
            work.enter(&next, self.assignee)?;
        }
        work.note("accept", "")?;
        work.tell("accepted");
        Ok((work.done(Self::NAME, "dossiers.accepted.v1")?, ()))
    }
}

impl AcceptState {
    /// Whether a paper dossier lacks the scan of a required paper.
    fn lacks_scans(&self) -> bool {
        self.case.dossier.channel != Channel::Online
            && !missing_papers(&self.case.procedure, &self.answers, &self.files).is_empty()
    }
}

impl Accept {
    /// Keeps what was handed in as it is now; later files change no form that was given out.
    fn keep_papers(&self, state: &AcceptState, work: &mut Work<'_>, cx: &Decide<'_>) -> Result<()> {
        let AcceptState { case, answers, files, .. } = state;
        let files: Vec<&str> =
            files.iter().filter(|file| file.is_handed_in()).map(|file| file.paper.as_str()).collect();
        let is_online = case.dossier.channel == Channel::Online;
        let counted = match &self.papers {
            Some(counted) if is_online && !counted.is_empty() => {
                return Err(Error::invalid_field("papers", Message::new("dossiers-error-papers-online")));
            }
            Some(counted) => counted.clone(),
            None if is_online => Vec::new(),
            None => expected(&case.procedure, answers, &files),
        };
        check_counted(&case.procedure, &counted)?;
        for (no, line) in (1..).zip(handed_in(&case.procedure, &counted, &files)) {
            let name = line.name.trim();
            let name = if name.is_empty() { None } else { Some(case.key.seal("paper.name", name, cx.rng)?) };
            let line = HandedIn { name: String::new(), ..line };
            store::paper::insert(&mut work.set, self.id, no, PaperRow { line, name });
        }
        Ok(())
    }
}

/// Everything that is wrong with a count, paper by paper.
fn check_counted(procedure: &ProcedureVersion, counted: &[HandedIn]) -> Result<()> {
    let mut errors = Vec::new();
    let mut add = |field: String, message: Message| errors.push(FieldError { field: field.into(), message });
    for (place, line) in counted.iter().enumerate() {
        let code = &line.paper;
        let is_known = code == OTHER_PAPER || procedure.papers.iter().any(|paper| paper.code == *code);
        if !is_known || counted.iter().take(place).any(|before| before.paper == *code) {
            add(format!("paper-{code}"), Message::new("dossiers-error-code"));
        }
        for (part, pieces) in [("originals", line.originals), ("copies", line.copies)] {
            if !(0..=MOST_PIECES).contains(&pieces) {
                add(format!("{part}-{code}"), Message::new("dossiers-error-pieces").arg("most", MOST_PIECES));
            }
        }
        let has_pieces = line.originals > 0 || line.copies > 0;
        if code == OTHER_PAPER && has_pieces && line.name.trim().is_empty() {
            add(format!("name-{code}"), Message::new("dossiers-error-paper-name"));
        }
        if let Err(error) = remark("name-other", &line.name) {
            for field in error.fields() {
                add(format!("name-{code}"), field.message.clone());
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::invalid(errors)) }
}
