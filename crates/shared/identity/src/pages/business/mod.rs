//! Businesses of a person, and the people of a business.

mod new;
mod of_business;
mod of_person;

use serde::Serialize;
use web::{Guard, Routes, TemplateSample};

use super::{form_status, sample_error};
use crate::business::{Standing, Tie};

pub(crate) fn routes() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .get("/my/businesses", guard, of_person::get)
        .get("/my/businesses/new", guard, new::get)
        .post("/my/businesses/new", guard, new::post)
        .post("/my/businesses/{id}/accept", guard, of_person::accept)
        .post("/my/businesses/{id}/end", guard, of_person::end)
        .get("/my/representatives", guard, of_business::get)
        .post("/my/representatives", guard, of_business::post)
        .get("/my/representatives/{id}/end", guard, of_business::end_page)
        .post("/my/representatives/{id}/end", guard, of_business::end)
}

/// A business in the list of a person, or a person in that of a business.
#[derive(Serialize)]
struct TieView {
    id: String,
    /// Empty while the person has not answered.
    name: String,
    number: String,
    /// `asked`, `holds` or `ended`.
    standing: &'static str,
    asked_at: i64,
    from: Option<i64>,
    ended_at: Option<i64>,
}

impl TieView {
    fn of(tie: &Tie) -> Self {
        Self {
            id: tie.id.to_string(),
            name: tie.name.clone(),
            number: tie.number.clone(),
            standing: tie.standing.code(),
            asked_at: tie.asked_at.0,
            from: tie.from.map(|from| from.0),
            ended_at: tie.ended_at.map(|ended| ended.0),
        }
    }

    /// One of a sample.
    fn sample(name: &str, number: &str, standing: Standing) -> Self {
        let at = 1_733_792_400_000_000;
        Self {
            id: "018f0000-0000-7000-8000-0000000000ff".into(),
            name: name.into(),
            number: number.into(),
            standing: standing.code(),
            asked_at: at,
            from: (standing != Standing::Asked).then_some(at),
            ended_at: (standing == Standing::Ended).then_some(at),
        }
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    [new::samples(), of_person::samples(), of_business::samples()].concat()
}
