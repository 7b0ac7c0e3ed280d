//! What goes over a route, for the description of the API: types tell their own schema, and routes name the types.

use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// A type as the description tells it.
#[derive(Clone, Debug)]
pub struct Described {
    /// Name of its schema.
    pub name: String,
    /// Its JSON Schema (2020-12).
    pub schema: Value,
    /// The schemas that it refers to, with their names; one may be there several times.
    pub parts: Vec<(String, Value)>,
}

/// Describes a type when it is asked to, so that a start that writes no description pays nothing for it.
pub type Describe = fn() -> Described;

/// Describes a type.
pub fn describe<T: ToSchema>() -> Described {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    Described {
        name: T::name().into_owned(),
        schema: plain(&T::schema()),
        parts: parts.into_iter().map(|(name, schema)| (name, plain(&schema))).collect(),
    }
}

fn plain(schema: &RefOr<Schema>) -> Value {
    serde_json::to_value(schema).unwrap_or_default()
}

/// The schema of a text that is one of these codes.
pub fn codes(codes: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).into()
}

/// Gives types with `ALL` and `code` the schema of a text that is one of their codes, under a name of the description:
/// `web::coded! { Level as "Level" }`.
#[macro_export]
macro_rules! coded {
    ($($type:ty as $name:literal),+ $(,)?) => {$(
        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::codes(<$type>::ALL.iter().map(|one| one.code()))
            }
        }

        impl utoipa::ToSchema for $type {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed($name)
            }
        }
    )+};
}

/// A body of a request or of an answer.
#[derive(Clone, Copy, Debug, Default)]
pub enum Content {
    /// Nobody said; under `/api/v1` a test refuses that.
    #[default]
    Unsaid,
    /// There is none.
    Empty,
    /// JSON of this type.
    Json(Describe),
    /// A form (`application/x-www-form-urlencoded`) with the fields of this type.
    Form(Describe),
    /// A file of one of these media types.
    File(&'static [&'static str]),
}

/// What goes over a route.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exchange {
    /// The type whose properties are the parameters in the address.
    pub query: Option<Describe>,
    /// The body of the request.
    pub takes: Content,
    /// The body of the answer.
    pub gives: Content,
    /// Whether something new is made, so that the answer is 201 in place of 200.
    pub creates: bool,
    /// What it is for, in a few English words; under `/api` a test refuses none.
    pub says: &'static str,
    /// Most bytes of a file that is taken.
    pub most: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Clone, Copy)]
    enum Colour {
        Red,
        Green,
    }

    impl Colour {
        const ALL: [Self; 2] = [Self::Red, Self::Green];

        fn code(self) -> &'static str {
            match self {
                Self::Red => "red",
                Self::Green => "green",
            }
        }
    }

    crate::coded! { Colour as "Paint" }

    /// A wall.
    #[derive(ToSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Wall {
        /// Its colour.
        #[schema(value_type = Option<Colour>)]
        colour: Option<&'static str>,
        #[schema(format = DateTime)]
        painted_at: String,
    }

    #[test]
    fn a_type_tells_its_properties_and_what_it_refers_to() {
        let described = describe::<Wall>();
        assert_eq!(described.name, "Wall");
        assert_eq!(described.schema["required"], json!(["painted_at"]));
        assert_eq!(described.schema["properties"]["painted_at"]["format"], "date-time");
        let colours = json!({ "type": "string", "enum": ["red", "green"] });
        assert_eq!(described.parts, [("Paint".to_owned(), colours)]);
        assert!(described.schema["properties"]["colour"].to_string().contains("#/components/schemas/Paint"));
    }
}
