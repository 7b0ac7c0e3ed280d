//! Businesses of a person, and the people of a business, for machines: the same acts as on the pages.

use kernel::{Error, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, created};
use web::{Cx, Errors, Guard, Outcome, Routes};

use crate::business::acts::{ask, businesses_only, checked, end, leave, open, people_only};
use crate::business::commands::AcceptBusiness;
use crate::business::{NewBusiness, Tie, ties};

const BUSINESSES: &str = "/api/v1/me/businesses";

pub(crate) fn routes() -> Routes {
    let guard = Guard::SignedIn;
    Routes::default()
        .get("/api/v1/me/businesses", guard, businesses)
        .says("List the businesses that the person represents, did, or is asked to")
        .gives::<BusinessList>()
        .post("/api/v1/me/businesses", guard, register)
        .says("Open the account of a business, which the person represents from now on")
        .takes::<BusinessRequest>()
        .creates::<BusinessList>()
        .post("/api/v1/me/businesses/{id}/accept", guard, accept)
        .says("Represent a business that asked")
        .takes_nothing()
        .gives::<BusinessList>()
        .post("/api/v1/me/businesses/{id}/end", guard, left)
        .says("Leave a business, or say no to one that asked")
        .takes_nothing()
        .gives::<BusinessList>()
        .get("/api/v1/me/representatives", guard, representatives)
        .says("List the people who represent the business, did, or were asked to")
        .gives::<RepresentativeList>()
        .post("/api/v1/me/representatives", guard, asked)
        .says("Ask a person to represent the business")
        .takes::<RepresentativeRequest>()
        .gives::<RepresentativeList>()
        .post("/api/v1/me/representatives/{id}/end", guard, ended)
        .says("End a representative of the business, or take back what was asked")
        .takes::<PasswordRequest>()
        .gives::<RepresentativeList>()
}

/// A business of a person.
#[derive(Serialize, ToSchema)]
#[schema(as = Business)]
struct BusinessView {
    id: Uuid,
    name: String,
    tax_code: String,
    /// `asked`, `holds` or `ended`.
    standing: String,
    #[schema(format = DateTime)]
    asked_at: String,
    /// Null before the person said yes.
    #[schema(format = DateTime)]
    from: Option<String>,
    /// Null while it has not ended.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
}

/// The businesses of a person, in the order in which they asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct BusinessList {
    businesses: Vec<BusinessView>,
}

/// A person of a business.
#[derive(Serialize, ToSchema)]
#[schema(as = Representative)]
struct RepresentativeView {
    id: Uuid,
    /// Empty while the person has not answered.
    name: String,
    identity: String,
    /// `asked`, `holds` or `ended`.
    standing: String,
    #[schema(format = DateTime)]
    asked_at: String,
    /// Null before the person said yes.
    #[schema(format = DateTime)]
    from: Option<String>,
    /// Null while it has not ended.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
}

/// The people of a business, in the order in which they were asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct RepresentativeList {
    representatives: Vec<RepresentativeView>,
}

/// A business that is to have an account.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewBusiness)]
#[serde(deny_unknown_fields)]
pub(crate) struct BusinessRequest {
    /// 10 digits, or 13 of a dependent unit; with it the business signs in.
    tax_code: String,
    name: String,
    phone: String,
    /// May be empty.
    #[serde(default)]
    email: String,
    /// May be empty.
    #[serde(default)]
    address: String,
    /// The password of the business from now on.
    #[schema(format = Password)]
    password: String,
}

/// A person who is asked. The answer is the same whether the person has an account or not.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewRepresentative)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepresentativeRequest {
    /// Identity number of the person.
    identity: String,
    /// The password of the business.
    #[schema(format = Password)]
    password: String,
}

/// The password of the business, typed once more.
#[derive(Deserialize, ToSchema)]
#[schema(as = OwnPassword)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordRequest {
    #[schema(format = Password)]
    password: String,
}

fn times(tie: &Tie) -> (String, Option<String>, Option<String>) {
    let text = |at: Option<Timestamp>| at.map(Timestamp::rfc3339);
    (tie.asked_at.rfc3339(), text(tie.from), text(tie.ended_at))
}

async fn business_list(cx: &Cx) -> kernel::Result<BusinessList> {
    people_only(cx.actor())?;
    let view = |tie: Tie| {
        let (asked_at, from, ended_at) = times(&tie);
        let standing = tie.standing.code().to_owned();
        BusinessView { id: tie.id, name: tie.name, tax_code: tie.number, standing, asked_at, from, ended_at }
    };
    Ok(BusinessList { businesses: ties(&cx.reader()).await?.into_iter().map(view).collect() })
}

async fn representative_list(cx: &Cx) -> kernel::Result<RepresentativeList> {
    businesses_only(cx.actor())?;
    let view = |tie: Tie| {
        let (asked_at, from, ended_at) = times(&tie);
        let standing = tie.standing.code().to_owned();
        RepresentativeView { id: tie.id, name: tie.name, identity: tie.number, standing, asked_at, from, ended_at }
    };
    Ok(RepresentativeList { representatives: ties(&cx.reader()).await?.into_iter().map(view).collect() })
}

/// `GET /api/v1/me/businesses`
async fn businesses(cx: Cx) -> Outcome {
    Ok(Json(business_list(&cx).await?).into_response())
}

/// `POST /api/v1/me/businesses`
async fn register(cx: Cx, Json(request): Json<BusinessRequest>) -> Outcome {
    people_only(cx.actor())?;
    let BusinessRequest { tax_code, name, phone, email, address, password } = request;
    let mut errors = Errors::default();
    let found = checked(&NewBusiness { name, tax_code, phone, email, address }, &password, &mut errors);
    errors.done()?;
    let found = found.ok_or_else(|| Error::internal("a business without errors was refused"))?;
    open(&cx, found, &password).await?;
    Ok(created(BUSINESSES, business_list(&cx).await?))
}

/// `POST /api/v1/me/businesses/{id}/accept`
async fn accept(cx: Cx, Path(id): Path<Uuid>) -> Outcome {
    cx.execute(&AcceptBusiness { id }).await?;
    Ok(Json(business_list(&cx).await?).into_response())
}

/// `POST /api/v1/me/businesses/{id}/end`
async fn left(cx: Cx, Path(id): Path<Uuid>) -> Outcome {
    leave(&cx, id).await?;
    Ok(Json(business_list(&cx).await?).into_response())
}

/// `GET /api/v1/me/representatives`
async fn representatives(cx: Cx) -> Outcome {
    Ok(Json(representative_list(&cx).await?).into_response())
}

/// `POST /api/v1/me/representatives`
async fn asked(cx: Cx, Json(request): Json<RepresentativeRequest>) -> Outcome {
    ask(&cx, &request.identity, &request.password).await?;
    Ok(Json(representative_list(&cx).await?).into_response())
}

/// `POST /api/v1/me/representatives/{id}/end`
async fn ended(cx: Cx, Path(id): Path<Uuid>, Json(request): Json<PasswordRequest>) -> Outcome {
    end(&cx, id, &request.password).await?;
    Ok(Json(representative_list(&cx).await?).into_response())
}
