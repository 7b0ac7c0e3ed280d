//! The businesses of a person: those that ask, those represented now, those of before.

use kernel::{Error, Result};
use serde::Serialize;
use uuid::Uuid;
use web::http::Path;
use web::{Cx, Form, Outcome, ShownError, TemplateSample, shown_errors, view_of};

use super::{TieView, form_status, sample_error};
use crate::business::acts::{leave, people_only};
use crate::business::commands::AcceptBusiness;
use crate::business::{Standing, ties};

const TEMPLATE: &str = "identity/businesses.html";
const PAGE: &str = "/my/businesses";

#[derive(Serialize)]
struct BusinessesView {
    errors: Vec<ShownError>,
    rows: Vec<TieView>,
}

async fn view(cx: &Cx, errors: Vec<ShownError>) -> Result<BusinessesView> {
    let rows = ties(&cx.reader()).await?.iter().map(TieView::of).collect();
    Ok(BusinessesView { errors, rows })
}

/// The list, for people only.
pub(super) async fn get(cx: Cx) -> Outcome {
    people_only(cx.actor())?;
    let view = view(&cx, Vec::new()).await?;
    cx.page(TEMPLATE, view).await
}

/// The person represents a business that asked.
pub(super) async fn accept(cx: Cx, Path(id): Path<Uuid>, Form(_): Form) -> Outcome {
    match cx.execute(&AcceptBusiness { id }).await {
        Ok(_) => Ok(cx.redirect_saying(PAGE, "identity-business-accepted")),
        Err(error) => again(&cx, error).await,
    }
}

/// The person leaves a business, or says no to one that asked.
pub(super) async fn end(cx: Cx, Path(id): Path<Uuid>, Form(_): Form) -> Outcome {
    match leave(&cx, id).await {
        Ok(()) => Ok(cx.redirect_saying(PAGE, "identity-business-left")),
        Err(error) => again(&cx, error).await,
    }
}

async fn again(cx: &Cx, error: Error) -> Outcome {
    let Some(status) = form_status(&error) else { return Err(error.into()) };
    let view = view(cx, shown_errors(cx, &error)).await?;
    cx.page_as(status, TEMPLATE, view).await
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "none",
            view: |_| view_of(BusinessesView { errors: Vec::new(), rows: Vec::new() }),
        },
        TemplateSample {
            template: TEMPLATE,
            case: "all standings, hostile",
            view: |_| {
                let hostile = "<script>alert(1)</script>\" Công ty Minh Họa ".repeat(5);
                let rows = vec![
                    TieView::sample("Công ty TNHH Mẫu", "0100999995", Standing::Asked),
                    TieView::sample(&hostile, "3100999983-002", Standing::Holds),
                    TieView::sample("Hợp tác xã Ví Dụ", "3100999990", Standing::Ended),
                ];
                let errors = vec![sample_error("", "Bạn là người đại diện duy nhất")];
                view_of(BusinessesView { errors, rows })
            },
        },
    ]
}
