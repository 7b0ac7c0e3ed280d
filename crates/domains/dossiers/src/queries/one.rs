//! One dossier with what belongs to it, opened.

use std::collections::HashMap;

use kernel::{Error, Kind, Result};
use runtime::Reader;

use crate::applicant::Applicant;
use crate::model::{self, Dossier, DossierId, FileId, HandedIn};
use crate::store;
use crate::store::history::HistoryRow;

/// A dossier that the actor may know of, without its surroundings.
pub async fn dossier(reader: &Reader<'_>, id: DossierId) -> Result<Dossier> {
    let case = crate::case::Case::load(reader, id).await?;
    Ok(case.dossier)
}

/// The opened personal values of a dossier.
pub struct Opened {
    /// The applicant.
    pub applicant: Applicant,
    /// The answers.
    pub answers: serde_json::Map<String, serde_json::Value>,
    /// Whether all of it was erased.
    pub is_erased: bool,
}

/// Opens the personal values of a case.
pub async fn opened(reader: &Reader<'_>, case: &crate::case::Case) -> Result<Opened> {
    let sealed = store::dossier::sealed(reader, case.dossier.id).await?.ok_or_else(Error::not_found)?;
    let applicant = Applicant::from_json(&case.key.open("dossier.person", &sealed.person)?)?;
    let is_erased = case.key.is_erased() || sealed.person.is_empty();
    Ok(Opened { applicant, answers: case.open_answers(&sealed.answers)?, is_erased })
}

/// Where the applicant of a case is written to: the address in the dossier, else that of its account, else nothing.
pub async fn mail_address(reader: &Reader<'_>, case: &crate::case::Case, applicant: &Applicant) -> Result<String> {
    let given = applicant.email.trim();
    match case.dossier.account {
        Some(account) if given.is_empty() => match identity::profile_of(reader, account).await {
            Ok(profile) => Ok(profile.email),
            // The account was erased.
            Err(error) if error.kind() == Kind::NotFound => Ok(String::new()),
            Err(error) => Err(error),
        },
        _ => Ok(given.to_owned()),
    }
}

/// Name of the applicant of a dossier that the actor may know of.
pub async fn applicant_name(reader: &Reader<'_>, dossier: &Dossier) -> Result<String> {
    let sealed = store::dossier::sealed(reader, dossier.id).await?.ok_or_else(Error::not_found)?;
    let key = reader.subject_key_or_erased(dossier.subject).await?;
    Ok(Applicant::from_json(&key.open("dossier.person", &sealed.person)?)?.name)
}

/// A file with its name opened.
#[derive(Clone, Debug)]
pub struct FileItem {
    /// The row.
    pub row: store::file::FileRow,
    /// Its name as the person gave it.
    pub name: String,
}

/// The files of a draft or dossier whose key is at hand.
pub async fn files(reader: &Reader<'_>, id: DossierId, key: &::store::vault::SubjectKey) -> Result<Vec<FileItem>> {
    let rows = store::file::of(reader, id).await?;
    rows.into_iter()
        .map(|row| {
            let name = key.open("file.name", &row.name)?;
            Ok(FileItem { row, name })
        })
        .collect()
}

/// What the virus scanner found in files of a dossier, by file.
pub async fn infected(reader: &Reader<'_>, id: DossierId) -> Result<HashMap<FileId, String>> {
    store::infected::of(reader, id).await
}

/// A digitised paper with its name opened.
#[derive(Clone, Debug)]
pub struct ScanItem {
    /// The row.
    pub row: store::file::ScanRow,
    /// Its name as the officer gave it.
    pub name: String,
}

/// The digitised papers of a case, also those that were taken away, oldest first.
pub async fn scans(reader: &Reader<'_>, case: &crate::case::Case) -> Result<Vec<ScanItem>> {
    let rows = store::file::scans(reader, case.dossier.id).await?;
    rows.into_iter()
        .map(|row| {
            let name = case.key.open("file.name", &row.name)?;
            Ok(ScanItem { row, name })
        })
        .collect()
}

/// What was handed in when a case was accepted, as form 01 lists it; nothing before. Where it was not kept yet, the
/// files of that time tell it.
pub async fn handed_in(reader: &Reader<'_>, case: &crate::case::Case) -> Result<Vec<HandedIn>> {
    let Some(received) = case.dossier.received_at else { return Ok(Vec::new()) };
    let rows = store::paper::of(reader, case.dossier.id).await?;
    if rows.is_empty() {
        let files = store::file::of(reader, case.dossier.id).await?;
        let there = files.iter().filter(|file| file.is_handed_in() && file.added_at <= received);
        let codes: Vec<&str> = there.map(|file| file.paper.as_str()).collect();
        return Ok(model::handed_in(&case.procedure, &[], &codes));
    }
    rows.into_iter()
        .map(|row| {
            let name = match &row.name {
                Some(sealed) => case.key.open("paper.name", sealed)?,
                None => String::new(),
            };
            Ok(HandedIn { name, ..row.line })
        })
        .collect()
}

/// The history of a case with its notes opened.
pub async fn history(reader: &Reader<'_>, case: &crate::case::Case) -> Result<Vec<(HistoryRow, String)>> {
    let lines = store::history::of(reader, case.dossier.id).await?;
    lines
        .into_iter()
        .map(|line| {
            let note = match &line.note {
                Some(sealed) => case.key.open("history.note", sealed)?,
                None => String::new(),
            };
            Ok((line, note))
        })
        .collect()
}

/// An opinion with its texts opened.
#[derive(Clone, Debug)]
pub struct OpinionItem {
    /// The row.
    pub row: store::task::OpinionRow,
    /// The question.
    pub question: String,
    /// The answer; empty before there is one.
    pub answer: String,
}

/// The opinions of a case.
pub async fn opinions(reader: &Reader<'_>, case: &crate::case::Case) -> Result<Vec<OpinionItem>> {
    let rows = store::task::opinions(reader, case.dossier.id).await?;
    rows.into_iter()
        .map(|row| {
            let question = case.key.open("opinion.question", &row.question)?;
            let answer = match &row.answer {
                Some(sealed) => case.key.open("opinion.answer", sealed)?,
                None => String::new(),
            };
            Ok(OpinionItem { row, question, answer })
        })
        .collect()
}

/// The results of a dossier.
pub async fn results(reader: &Reader<'_>, id: DossierId) -> Result<Vec<store::dossier::ResultRow>> {
    store::dossier::results(reader, id).await
}
