//! Accounts of officers for machines: the same acts as on the pages.

use organisation::UnitId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::http::{IntoResponse, Json, Path, Query, StatusCode, created};
use web::{Cx, Guard, Outcome, Routes};

use crate::MANAGE;
use crate::officers::{self, OfficerAccount, Sought};
use crate::pages::people::list::page_of;
use crate::pages::people::{self, TypedAccount, TypedPost, one};

/// The routes under `/api/v1/people`.
pub(crate) fn routes() -> Routes {
    let right = Guard::Right(MANAGE);
    Routes::default()
        .get("/api/v1/people", right, list)
        .says("List the accounts of officers that the account administers")
        .asks::<Asked>()
        .gives::<OfficerPage>()
        .post("/api/v1/people", right, open)
        .says("Open the account of an officer, who is invited by mail")
        .takes::<NewAccount>()
        .creates::<OfficerView>()
        .get("/api/v1/people/{id}", right, show)
        .says("Read the account of an officer")
        .gives::<OfficerView>()
        .post("/api/v1/people/{id}/assign", right, assign)
        .says("Give an officer a role in a unit")
        .takes::<NewPost>()
        .gives::<OfficerView>()
        .post("/api/v1/people/{id}/end-role", right, end_role)
        .says("End a role of an officer")
        .takes::<EndedPost>()
        .gives::<OfficerView>()
        .post("/api/v1/people/{id}/invite", right, invite)
        .says("Invite an officer to choose a new password")
        .takes::<Address>()
        .gives::<OfficerView>()
        .post("/api/v1/people/{id}/lock", right, lock)
        .says("Lock the account of an officer and end its sessions")
        .takes_nothing()
        .gives::<OfficerView>()
        .post("/api/v1/people/{id}/unlock", right, unlock)
        .says("Open a locked account again")
        .takes_nothing()
        .gives::<OfficerView>()
        .post("/api/v1/people/{id}/end-sessions", right, end_sessions)
        .says("End every session and token of an officer")
        .takes_nothing()
        .gives_nothing()
}

/// What narrows the list.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Asked {
    /// Part of the name or login, with marks or without.
    #[serde(default)]
    q: String,
    /// Only who has or will have a role in this unit or below it.
    unit: Option<Uuid>,
    /// The value of `next` in the page before.
    #[serde(default)]
    page: usize,
}

/// A role that was given to an officer in a unit.
#[derive(Serialize, ToSchema)]
#[schema(as = OfficerPost)]
struct PostBody {
    id: Uuid,
    unit: Uuid,
    /// Name of the unit.
    unit_name: String,
    /// Code of the role.
    role: String,
    position: String,
    /// Whether it holds in all units below too.
    is_below: bool,
    #[schema(format = DateTime)]
    from: String,
    /// The end; null while it is open.
    #[schema(format = DateTime)]
    to: Option<String>,
}

/// The account of an officer with all roles it ever had or will have.
#[derive(Serialize, ToSchema)]
#[schema(as = OfficerAccount)]
pub(crate) struct OfficerView {
    id: Uuid,
    login: String,
    name: String,
    is_locked: bool,
    posts: Vec<PostBody>,
}

/// One page of accounts.
#[derive(Serialize, ToSchema)]
#[schema(as = OfficerAccountPage)]
pub(crate) struct OfficerPage {
    items: Vec<OfficerView>,
    total: i64,
    /// The value of `page` for the next page; null on the last one.
    next: Option<i64>,
}

/// A role in a unit.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewOfficerPost)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPost {
    unit: Uuid,
    /// Code of the role.
    role: String,
    #[serde(default)]
    position: String,
    /// Whether it holds in all units below too.
    #[serde(default)]
    is_below: bool,
    /// First day; from now on without it.
    #[serde(default)]
    #[schema(format = Date)]
    from: String,
    /// Last day; open without it.
    #[serde(default)]
    #[schema(format = Date)]
    to: String,
}

impl NewPost {
    fn typed(self) -> TypedPost {
        let reach = if self.is_below { "below" } else { "unit" }.to_owned();
        let Self { unit, role, position, from, to, .. } = self;
        TypedPost { unit: unit.to_string(), role, position, reach, from, to }
    }
}

/// A new account with its first role.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewOfficerAccount)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccount {
    login: String,
    name: String,
    /// Where the invitation goes.
    email: String,
    post: NewPost,
}

/// Which role ends, and when.
#[derive(Deserialize, ToSchema)]
#[schema(as = EndOfPost)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndedPost {
    post: Uuid,
    /// Last day; at once without it.
    #[serde(default)]
    #[schema(format = Date)]
    on: String,
}

/// Where an invitation goes.
#[derive(Deserialize, ToSchema)]
#[schema(as = InvitationAddress)]
#[serde(deny_unknown_fields)]
pub(crate) struct Address {
    email: String,
}

fn view(cx: &Cx, found: OfficerAccount) -> kernel::Result<OfficerView> {
    let reader = cx.reader();
    let units = reader.service::<organisation::Directory>()?.on(reader.now);
    let posts = found.posts.into_iter().map(|post| PostBody {
        id: post.id,
        unit: post.unit,
        unit_name: units.name(UnitId::from(post.unit)).to_owned(),
        role: post.role,
        position: post.position,
        is_below: post.reach == "below",
        from: post.from.rfc3339(),
        to: post.to.map(kernel::Timestamp::rfc3339),
    });
    let posts = posts.collect();
    Ok(OfficerView { id: found.account, login: found.login, name: found.name, is_locked: found.is_locked, posts })
}

async fn body(cx: &Cx, account: Uuid) -> kernel::Result<OfficerView> {
    view(cx, officers::known(&cx.reader(), account).await?)
}

async fn list(cx: Cx, Query(asked): Query<Asked>) -> Outcome {
    let found = officers::find(&cx.reader(), &Sought { q: asked.q.trim(), unit: asked.unit }).await?;
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let (page, has_more) = page_of(found, asked.page);
    let items = page.into_iter().map(|one| view(&cx, one)).collect::<kernel::Result<Vec<_>>>()?;
    let next = has_more.then(|| i64::try_from(asked.page.saturating_add(1)).unwrap_or(i64::MAX));
    Ok(Json(OfficerPage { items, total, next }).into_response())
}

async fn show(cx: Cx, Path(account): Path<Uuid>) -> Outcome {
    Ok(Json(body(&cx, account).await?).into_response())
}

/// The fields of a post, which stand one level deeper in the body of a new account.
const OF_POST: [&str; 6] = ["unit", "role", "position", "reach", "from", "to"];

async fn open(cx: Cx, Json(new): Json<NewAccount>) -> Outcome {
    let NewAccount { login, name, email, post } = new;
    let typed = TypedAccount { login, name, email, post: post.typed() };
    let place = |error: &kernel::FieldError| {
        let is_of_post = OF_POST.contains(&&*error.field);
        if is_of_post { format!("/post/{}", error.field) } else { error.field.to_string() }
    };
    let account = people::open(&cx, &typed).await.map_err(|error| error.renamed(place))?;
    Ok(created(&format!("/api/v1/people/{account}"), body(&cx, account).await?))
}

async fn assign(cx: Cx, Path(account): Path<Uuid>, Json(new): Json<NewPost>) -> Outcome {
    one::give(&cx, account, &new.typed()).await?;
    show(cx, Path(account)).await
}

async fn end_role(cx: Cx, Path(account): Path<Uuid>, Json(ended): Json<EndedPost>) -> Outcome {
    one::end(&cx, account, ended.post, &ended.on).await?;
    show(cx, Path(account)).await
}

async fn invite(cx: Cx, Path(account): Path<Uuid>, Json(to): Json<Address>) -> Outcome {
    one::send(&cx, account, &to.email).await?;
    show(cx, Path(account)).await
}

async fn lock(cx: Cx, Path(account): Path<Uuid>) -> Outcome {
    one::set_locked(&cx, account, true).await?;
    show(cx, Path(account)).await
}

async fn unlock(cx: Cx, Path(account): Path<Uuid>) -> Outcome {
    one::set_locked(&cx, account, false).await?;
    show(cx, Path(account)).await
}

async fn end_sessions(cx: Cx, Path(account): Path<Uuid>) -> Outcome {
    one::end_all(&cx, account).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
