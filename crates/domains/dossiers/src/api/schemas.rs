//! Schemas of the codes that stand in bodies: from the types that have them, or listed where only words are stored.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::model::{Behalf, Channel, DeliveryState, DeliveryWay, PaymentState, State, TaskKind};
use crate::queries::Series;

web::coded! {
    Behalf as "Behalf",
    Channel as "Channel",
    DeliveryState as "DeliveryState",
    DeliveryWay as "DeliveryWay",
    PaymentState as "PaymentState",
    Series as "Series",
    TaskKind as "WorkKind",
}

/// What the numbers of the national states mean (fact 2.6).
const STATES: &str = "National state: 1 submitted, 2 accepted, 3 refused, 4 in progress, 5 supplement asked, \
                      6 payment asked, 7 withdrawal asked, 8 stopped, 9 decided, 10 returned";

impl PartialSchema for State {
    fn schema() -> RefOr<Schema> {
        let codes = Self::ALL.map(Self::code);
        ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some(codes)).description(Some(STATES)).into()
    }
}

impl ToSchema for State {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("DossierState")
    }
}

macro_rules! listed {
    ($($(#[$meta:meta])* $name:ident = $codes:expr;)+) => {$(
        $(#[$meta])*
        pub(super) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                web::codes($codes)
            }
        }

        impl ToSchema for $name {}
    )+};
}

listed! {
    /// What an opinion says.
    Verdict = ["agree", "disagree", "other"];
    /// Where a file comes from.
    FileSource = ["upload", "scan", "opinion", "result"];
    /// What a file is.
    FileKind = ["pdf", "jpeg", "png"];
    /// How papers came to the desk.
    PaperChannel = ["counter", "post"];
    /// How money came at a counter.
    CounterMethod = ["cash", "card"];
    /// What an account is told of.
    NoticeKind = crate::events::TOLD;
    /// Whose work is listed.
    WorkView = ["mine", "unit"];
    /// Which part of the work is listed.
    WorkFilter = ["late", "soon", "paused", "new"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_one_of_ten_numbers() {
        let described = web::describe::<State>();
        assert_eq!(described.name, "DossierState");
        assert_eq!(described.schema["type"], "integer");
        assert_eq!(described.schema["enum"], serde_json::json!([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
    }

    #[test]
    fn what_is_listed_is_what_is_stored() {
        let listed = |described: web::Described| -> Vec<String> {
            let codes = described.schema["enum"].as_array().cloned().unwrap_or_default();
            codes.iter().filter_map(|code| code.as_str().map(str::to_owned)).collect()
        };
        for code in listed(web::describe::<FileKind>()) {
            assert!(blobs::FileKind::parse(&code).is_some(), "{code}");
        }
        for code in listed(web::describe::<WorkFilter>()) {
            assert_eq!(crate::queries::InboxFilter::parse(&code).code(), code);
        }
        assert_eq!(listed(web::describe::<Behalf>()), ["self", "child", "other", "organisation"]);
    }
}
