//! Routes with their guards. A route cannot be added without saying who may ask for it; the list is the matrix of
//! permissions.

use std::sync::PoisonError;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, on};
use kernel::Error;
use runtime::{Actor, ActorKind, Permission};
use utoipa::ToSchema;

use crate::app::App;
use crate::context::CxParts;
use crate::describe::{Content, Exchange, describe};
use crate::error::Fail;
use crate::layers::{RouteSlot, bearer};
use crate::side::Side;
use crate::unsent::Unsent;

/// Method of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// GET (and HEAD).
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

impl Method {
    /// The method in capitals.
    pub fn text(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may ask for a route. What they see behind it is the business of scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Everybody.
    Public,
    /// Whoever has signed in.
    SignedIn,
    /// Officers with this right in some unit.
    Right(Permission),
    /// Officers with one of these rights in some unit.
    AnyRight(&'static [Permission]),
}

impl Guard {
    /// Whether the actor passes.
    pub fn admits(self, actor: &Actor) -> bool {
        match self {
            Self::Public => true,
            Self::SignedIn => actor.is_signed_in(),
            Self::Right(permission) => actor.can(permission),
            Self::AnyRight(permissions) => permissions.iter().any(|permission| actor.can(*permission)),
        }
    }

    /// The guard in the words of the matrix.
    pub fn text(self) -> String {
        match self {
            Self::Public => "public".into(),
            Self::SignedIn => "signed in".into(),
            Self::Right(permission) => permission.0.into(),
            Self::AnyRight(permissions) => permissions.iter().map(|p| p.0).collect::<Vec<_>>().join(" | "),
        }
    }
}

/// One line of the matrix.
#[derive(Clone, Debug)]
pub struct RouteInfo {
    /// Method.
    pub method: Method,
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// Who may ask.
    pub guard: Guard,
    /// What goes over it.
    pub exchange: Exchange,
}

/// The routes of a module.
#[derive(Default)]
pub struct Routes {
    pub(crate) router: Router<App>,
    /// The lines of the matrix.
    pub list: Vec<RouteInfo>,
}

impl Routes {
    /// Adds a GET route.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::Get, path, guard, handler)
    }

    /// Adds a POST route.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Method::Post, path, guard, handler)
    }

    /// Adds a POST route that takes bodies of at most `limit` bytes, for uploads.
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, guard: Guard, limit: usize, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        // The innermost limit counts, so this one replaces that of all routes.
        self.add(Method::Post, path, guard, handler.layer(DefaultBodyLimit::max(limit)))
    }

    /// Adds a route.
    #[must_use]
    pub fn add<H, T>(mut self, method: Method, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = match method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Put => MethodFilter::PUT,
            Method::Delete => MethodFilter::DELETE,
        };
        let route = on(filter, handler)
            .route_layer(from_fn(move |request: Request, next: Next| check(guard, path, request, next)));
        self.router = self.router.route(path, route);
        self.list.push(RouteInfo { method, path, guard, exchange: Exchange::default() });
        self
    }

    /// What the route before is for, in a few English words, for the description.
    #[must_use]
    pub fn says(self, words: &'static str) -> Self {
        self.over_the_last(|exchange| exchange.says = words)
    }

    /// The properties of this type are the parameters in the address of the route before.
    #[must_use]
    pub fn asks<T: ToSchema>(self) -> Self {
        self.over_the_last(|exchange| exchange.query = Some(describe::<T>))
    }

    /// The route before takes JSON of this type.
    #[must_use]
    pub fn takes<T: ToSchema>(self) -> Self {
        self.over_the_last(|exchange| exchange.takes = Content::Json(describe::<T>))
    }

    /// The route before takes a form with the fields of this type.
    #[must_use]
    pub fn takes_form<T: ToSchema>(self) -> Self {
        self.over_the_last(|exchange| exchange.takes = Content::Form(describe::<T>))
    }

    /// The route before takes a file of one of these media types as its body.
    #[must_use]
    pub fn takes_file(self, types: &'static [&'static str]) -> Self {
        self.over_the_last(|exchange| exchange.takes = Content::File(types))
    }

    /// The file that the route before takes has at most this many bytes.
    #[must_use]
    pub fn at_most(self, bytes: i64) -> Self {
        self.over_the_last(|exchange| exchange.most = Some(bytes))
    }

    /// The route before takes no body.
    #[must_use]
    pub fn takes_nothing(self) -> Self {
        self.over_the_last(|exchange| exchange.takes = Content::Empty)
    }

    /// The route before answers with JSON of this type.
    #[must_use]
    pub fn gives<T: ToSchema>(self) -> Self {
        self.over_the_last(|exchange| exchange.gives = Content::Json(describe::<T>))
    }

    /// The route before makes something new and answers with JSON of this type.
    #[must_use]
    pub fn creates<T: ToSchema>(self) -> Self {
        self.gives::<T>().over_the_last(|exchange| exchange.creates = true)
    }

    /// The route before answers with a file of one of these media types.
    #[must_use]
    pub fn gives_file(self, types: &'static [&'static str]) -> Self {
        self.over_the_last(|exchange| exchange.gives = Content::File(types))
    }

    /// The route before answers without a body.
    #[must_use]
    pub fn gives_nothing(self) -> Self {
        self.over_the_last(|exchange| exchange.gives = Content::Empty)
    }

    fn over_the_last(mut self, change: impl FnOnce(&mut Exchange)) -> Self {
        if let Some(route) = self.list.last_mut() {
            change(&mut route.exchange);
        }
        self
    }

    /// These routes and those of `other`.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }
}

/// Whether a path belongs to a route; parts in braces stand for any text.
pub(crate) fn is_at(route: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(part), Some(_)) if part.starts_with("{*") => return true,
            (Some(part), Some(text)) if part == text || (part.starts_with('{') && !text.is_empty()) => {}
            _ => return false,
        }
    }
}

async fn check(guard: Guard, path: &'static str, mut request: Request, next: Next) -> Response {
    if let Some(RouteSlot(slot)) = request.extensions().get::<RouteSlot>() {
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = path;
    }
    if request.extensions().get::<Side>().is_some_and(|side| !side.has(path)) {
        return Fail(Error::not_found()).into_response();
    }
    let Some(parts) = request.extensions_mut().get_mut::<CxParts>() else {
        return Fail(Error::internal("a route outside the house's layers")).into_response();
    };
    parts.route = path;
    if guard.admits(&parts.actor) {
        return next.run(request).await;
    }
    if parts.actor.kind == ActorKind::Anonymous && !parts.is_api {
        return to_sign_in(request).await;
    }
    if parts.actor.kind == ActorKind::Anonymous {
        return Fail::unauthorised(bearer(request.headers()).is_some());
    }
    // Whether such a page exists is not for everybody to know, but officers are told that a right is missing.
    let error = if parts.actor.is_staff() { Error::forbidden() } else { Error::not_found() };
    Fail(error).into_response()
}

/// The way to the page to sign in. Whoever posts had a page before them: the session ended meanwhile, and the sign-in
/// page says so. What a page of ours sent goes along in the answer, for the layer around all routes to keep.
async fn to_sign_in(request: Request) -> Response {
    let back = request.uri().path_and_query().map_or("/", |p| p.as_str());
    let is_post = request.method() == axum::http::Method::POST;
    let mut query = vec![("next", back)];
    if is_post {
        query.push(("ended", "yes"));
    }
    let encoded = serde_urlencoded::to_string(query).unwrap_or_default();
    let mut response = Redirect::to(&format!("/sign-in?{encoded}")).into_response();
    let is_of_a_page = |parts: &CxParts| parts.is_from_here && !parts.is_htmx;
    let may_keep = is_post && request.extensions().get::<CxParts>().is_some_and(is_of_a_page);
    if may_keep && let Some(unsent) = Unsent::take(request).await {
        response.extensions_mut().insert(unsent);
    }
    response
}
