//! The two languages: Fluent messages of all modules, Vietnamese first.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kernel::{Arg, Message};
use unic_langid::LanguageIdentifier;

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locale {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl Locale {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The code of the language.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language of a code; Vietnamese for anything unknown.
    pub fn parse(code: &str) -> Self {
        if code.trim().to_ascii_lowercase().starts_with("en") { Self::En } else { Self::Vi }
    }
}

/// A text in both languages, as reference data gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Bilingual {
    /// Vietnamese.
    pub vi: String,
    /// English; empty when the data has none.
    #[serde(default)]
    pub en: String,
}

impl Bilingual {
    /// The text in a language; Vietnamese where English is missing.
    pub fn get(&self, locale: Locale) -> &str {
        if locale == Locale::En && !self.en.is_empty() { &self.en } else { &self.vi }
    }
}

/// The messages of one language.
struct Dictionary {
    bundle: FluentBundle<FluentResource>,
    /// Messages without arguments, formatted once.
    plain: HashMap<String, String>,
}

/// The messages of both languages.
pub struct Words {
    vi: Dictionary,
    en: Dictionary,
}

impl Words {
    /// Reads the `.ftl` sources of all modules. A broken or doubled message is a mistake of the program.
    pub fn new(sources: &[(Locale, &'static str)]) -> Result<Self, String> {
        Ok(Self { vi: Dictionary::new(Locale::Vi, sources)?, en: Dictionary::new(Locale::En, sources)? })
    }

    fn of(&self, locale: Locale) -> &Dictionary {
        match locale {
            Locale::Vi => &self.vi,
            Locale::En => &self.en,
        }
    }

    /// Whether a message exists in both languages.
    pub fn has(&self, key: &str) -> bool {
        Locale::ALL.iter().all(|locale| self.of(*locale).bundle.has_message(key))
    }

    /// A message without arguments. A missing one shows its key, which a test finds.
    pub fn get<'a>(&'a self, locale: Locale, key: &'a str) -> Cow<'a, str> {
        match self.of(locale).plain.get(key) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.format(locale, key, &[])),
        }
    }

    /// A message with arguments.
    pub fn format(&self, locale: Locale, key: &str, args: &[(&str, Arg)]) -> String {
        let dictionary = self.of(locale);
        let Some(pattern) = dictionary.bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟦{key}⟧");
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            let value = match arg {
                Arg::Text(text) => FluentValue::from(text.clone()),
                Arg::Number(number) => FluentValue::from(*number),
            };
            values.set((*name).to_owned(), value);
        }
        let mut errors = Vec::new();
        let text = dictionary.bundle.format_pattern(pattern, Some(&values), &mut errors);
        if !errors.is_empty() {
            tracing::warn!(key, ?errors, "a message could not be formatted");
        }
        text.into_owned()
    }

    /// The sentence of a message in a language.
    pub fn say(&self, locale: Locale, message: &Message) -> String {
        if message.args.is_empty() {
            return self.get(locale, &message.key).into_owned();
        }
        let args: Vec<(&str, Arg)> = message.args.iter().map(|(name, arg)| (*name, arg.clone())).collect();
        self.format(locale, &message.key, &args)
    }
}

impl Dictionary {
    fn new(locale: Locale, sources: &[(Locale, &'static str)]) -> Result<Self, String> {
        let id: LanguageIdentifier = locale.code().parse().map_err(|e| format!("{e:?}"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        // Whole numbers inside sentences: 1.284 in Vietnamese, 1,284 in English.
        bundle.set_formatter(Some(match locale {
            Locale::Vi => |value, _| number_text(value, '.'),
            Locale::En => |value, _| number_text(value, ','),
        }));
        let mut plain = HashMap::new();
        for (_, text) in sources.iter().filter(|(of, _)| *of == locale) {
            let resource = FluentResource::try_new((*text).to_owned())
                .map_err(|(_, errors)| format!("{}: {errors:?}", locale.code()))?;
            let ids: Vec<String> = message_ids(text).map(str::to_owned).collect();
            bundle.add_resource(resource).map_err(|errors| format!("{}: {errors:?}", locale.code()))?;
            for id in ids {
                let Some(pattern) = bundle.get_message(&id).and_then(|message| message.value()) else { continue };
                let mut errors = Vec::new();
                let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
                if errors.is_empty() {
                    plain.insert(id, text);
                }
            }
        }
        Ok(Self { bundle, plain })
    }
}

fn number_text(value: &FluentValue<'_>, separator: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    #[expect(clippy::cast_possible_truncation, reason = "messages carry whole numbers below 2^53")]
    let whole = number.value as i64;
    Some(crate::format::group(whole, separator))
}

/// The ids of the messages in a Fluent source.
pub fn message_ids(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let (id, _) = line.split_once('=')?;
        let id = id.trim_end();
        let named = line.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        named.then_some(id)
    })
}
