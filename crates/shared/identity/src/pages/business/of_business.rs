//! The people who represent a business: asked, ended, each with the password of the business.

use kernel::{Error, Result};
use serde::Serialize;
use uuid::Uuid;
use web::http::Path;
use web::{Cx, Form, Outcome, ShownError, TemplateSample, shown_errors, view_of};

use super::{TieView, form_status, sample_error};
use crate::business::acts::{ask, businesses_only, end as end_tie};
use crate::business::{Standing, ties};

const TEMPLATE: &str = "identity/representatives.html";
const END: &str = "identity/representative-end.html";
const PAGE: &str = "/my/representatives";

#[derive(Serialize)]
struct RepresentativesView {
    errors: Vec<ShownError>,
    rows: Vec<TieView>,
    /// The identity number that was typed.
    identity: String,
}

#[derive(Serialize)]
struct EndView {
    errors: Vec<ShownError>,
    row: TieView,
}

async fn view(cx: &Cx, errors: Vec<ShownError>, identity: &str) -> Result<RepresentativesView> {
    let rows = ties(&cx.reader()).await?.iter().map(TieView::of).collect();
    Ok(RepresentativesView { errors, rows, identity: identity.to_owned() })
}

/// The list, for businesses only.
pub(super) async fn get(cx: Cx) -> Outcome {
    businesses_only(cx.actor())?;
    let view = view(&cx, Vec::new(), "").await?;
    cx.page(TEMPLATE, view).await
}

/// Asks a person. Whether there is an account under the number is not told.
pub(super) async fn post(cx: Cx, Form(values): Form) -> Outcome {
    let identity = values.get("identity");
    match ask(&cx, identity, values.get("password")).await {
        Ok(()) => Ok(cx.redirect_saying(PAGE, "identity-representative-asked")),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let view = view(&cx, shown_errors(&cx, &error), identity).await?;
            cx.page_as(status, TEMPLATE, view).await
        }
    }
}

/// Who is to be ended; whoever is over already is not found.
async fn open_row(cx: &Cx, id: Uuid) -> Result<TieView> {
    businesses_only(cx.actor())?;
    let all = ties(&cx.reader()).await?;
    let found = all.iter().find(|tie| tie.id == id && tie.standing != Standing::Ended);
    found.map(TieView::of).ok_or_else(Error::not_found)
}

/// Asks for the password before somebody is ended.
pub(super) async fn end_page(cx: Cx, Path(id): Path<Uuid>) -> Outcome {
    let row = open_row(&cx, id).await?;
    cx.page(END, EndView { errors: Vec::new(), row }).await
}

/// Ends what ties somebody to the business.
pub(super) async fn end(cx: Cx, Path(id): Path<Uuid>, Form(values): Form) -> Outcome {
    match end_tie(&cx, id, values.get("password")).await {
        Ok(()) => Ok(cx.redirect_saying(PAGE, "identity-representative-ended")),
        Err(error) => {
            let Some(status) = form_status(&error) else { return Err(error.into()) };
            let row = open_row(&cx, id).await?;
            cx.page_as(status, END, EndView { errors: shown_errors(&cx, &error), row }).await
        }
    }
}

pub(super) fn samples() -> Vec<TemplateSample> {
    vec![
        TemplateSample {
            template: TEMPLATE,
            case: "one",
            view: |_| {
                let rows = vec![TieView::sample("Nguyễn Văn Mẫu", "044090123456", Standing::Holds)];
                view_of(RepresentativesView { errors: Vec::new(), rows, identity: String::new() })
            },
        },
        TemplateSample {
            template: TEMPLATE,
            case: "all standings, errors, hostile",
            view: |_| {
                let hostile = "<script>alert(1)</script>\" Minh Họa ".repeat(5);
                let rows = vec![
                    TieView::sample(&hostile, "044090123456", Standing::Holds),
                    TieView::sample("", "044190123456", Standing::Asked),
                    TieView::sample("Trần Thị Ví Dụ", "044185000025", Standing::Ended),
                ];
                let errors = vec![
                    sample_error("identity", "Số định danh có 12 chữ số, bạn nhập 11"),
                    sample_error("password", "Mật khẩu đang dùng không đúng"),
                ];
                view_of(RepresentativesView { errors, rows, identity: hostile })
            },
        },
        TemplateSample {
            template: END,
            case: "holds",
            view: |_| {
                let row = TieView::sample("Nguyễn Văn Mẫu", "044090123456", Standing::Holds);
                view_of(EndView { errors: vec![sample_error("password", "Nhập mật khẩu")], row })
            },
        },
        TemplateSample {
            template: END,
            case: "was asked",
            view: |_| {
                let row = TieView::sample("", "044190123456", Standing::Asked);
                view_of(EndView { errors: Vec::new(), row })
            },
        },
    ]
}
