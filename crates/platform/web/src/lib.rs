//! Pages and API: routes with guards, request context, words in two languages, templates, forms, errors, assets.
//! It knows no domain.

mod agent;
mod app;
mod assets;
mod context;
mod cookies;
mod describe;
mod error;
mod fault;
mod form;
pub mod format;
mod json;
mod kept;
mod layers;
mod metrics;
mod module;
mod operations;
mod path;
mod peer;
mod platform;
mod problem;
mod query;
mod raw;
mod routes;
mod server;
mod side;
mod templates;
mod unsent;
mod words;

pub use agent::device_name;
pub use app::{App, House, Renderer, Site};
pub use context::{Cx, local_path};
pub use describe::{Content, Describe, Described, Exchange, codes, describe};
pub use error::{Fail, Outcome};
pub use form::{Errors, FileBody, Form, Part, ShownError, Upload, Values, is_mendable, shown_errors};
pub use module::{
    CountSource, Counts, LimitInfo, MenuEntry, Module, PermissionInfo, SignInPage, TemplateSample, UNREAD,
};
pub use operations::{OPERATIONS, OperatorCount, OperatorCounts, RetryJob};
pub use raw::RawBody;
pub use routes::{Guard, Method, RouteInfo, Routes};
pub use server::{listen, serve};
pub use side::Side;
pub use templates::{Template, view_of};
pub use unsent::Unsent;
pub use words::{Bilingual, Locale, Words, message_ids};

/// What domains need of axum, so that they do not choose their own.
pub mod http {
    pub use crate::json::{Json, created};
    pub use crate::layers::bearer;
    pub use crate::path::Path;
    pub use crate::query::Query;
    pub use axum::body::{Body, Bytes};
    pub use axum::extract::{DefaultBodyLimit, State};
    pub use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
    pub use axum::response::{Html, IntoResponse, Redirect, Response};
}
pub use minijinja::Value as View;
