//! Page templates: minijinja, embedded, one environment a language so that `t()` knows which words to take.
//!
//! Missing values are errors, so a template that no longer fits its view fails its sample test, not a citizen's page.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Arg, Error, Result, Timestamp};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{AutoEscape, Environment, HtmlEscape, UndefinedBehavior};

use crate::assets::Assets;
use crate::format;
use crate::words::{Locale, Words};

/// A template: name and source.
pub type Template = (&'static str, &'static str);

/// A view as templates read it.
pub fn view_of(view: impl serde::Serialize) -> Value {
    Value::from(Serde(view))
}

/// All templates in both languages.
pub(crate) struct Templates {
    vi: Environment<'static>,
    en: Environment<'static>,
    assets: Arc<Assets>,
}

impl Templates {
    pub(crate) fn new(sources: &[Template], words: &Arc<Words>, assets: &Arc<Assets>) -> Result<Self> {
        let vi = environment(Locale::Vi, sources, words, assets)?;
        let en = environment(Locale::En, sources, words, assets)?;
        Ok(Self { vi, en, assets: Arc::clone(assets) })
    }

    /// Renders a page and adds the icons it uses.
    pub(crate) fn render(&self, locale: Locale, name: &str, context: Value) -> Result<String> {
        let environment = match locale {
            Locale::Vi => &self.vi,
            Locale::En => &self.en,
        };
        let wrong = |e: minijinja::Error| Error::internal(format!("template {name}: {e:#}"));
        let mut html = environment.get_template(name).map_err(wrong)?.render(context).map_err(wrong)?;
        self.assets.add_sprite(&mut html);
        Ok(html)
    }
}

fn environment(
    locale: Locale,
    sources: &[Template],
    words: &Arc<Words>,
    assets: &Arc<Assets>,
) -> Result<Environment<'static>> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|name| {
        if name.rsplit('.').next() == Some("txt") { AutoEscape::None } else { AutoEscape::Html }
    });
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.map_err(|e| Error::internal(format!("template syntax: {e:#}")))?);
    add_functions(&mut env, locale, words, assets);
    add_filters(&mut env, locale);
    // Names of agencies, areas and fields are Vietnamese on every page: ` lang="vi"` where the page is not.
    let lang_vi = if locale == Locale::Vi { "" } else { " lang=\"vi\"" };
    env.add_global("lang_vi", Value::from_safe_string(lang_vi.to_owned()));
    env.add_global("script_words", Value::from_safe_string(script_words(words, locale)));
    for (name, source) in sources {
        let source = settle(source, |call, name| settled(call, name, locale, words, assets));
        env.add_template_owned(*name, source).map_err(|e| Error::internal(format!("template {name}: {e:#}")))?;
    }
    Ok(env)
}

/// Puts what a call in a template will always give in its place: `{{ t("web-nav-home") }}` is the same on every page of
/// a language, and half of what a page would otherwise compute.
fn settle(source: &str, settled: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut out = String::with_capacity(source.len() * 2);
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("{{ ") {
        out.push_str(before);
        let found = after.split_once(" }}").and_then(|(inside, behind)| {
            let (call, argument) = inside.strip_suffix(')')?.split_once('(')?;
            let quote = argument.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let name = argument.strip_prefix(quote)?.strip_suffix(quote)?;
            let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
            let text = settled(call, name).filter(|text| is_plain && !text.contains('{'))?;
            Some((text, behind))
        });
        if let Some((text, behind)) = found {
            out.push_str(&text);
            rest = behind;
        } else {
            out.push_str("{{ ");
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// What a call with one name gives in a language. Unknown words and icons stay calls, so that they fail where they did.
fn settled(call: &str, name: &str, locale: Locale, words: &Words, assets: &Assets) -> Option<String> {
    match call {
        "t" if words.has(name) => Some(HtmlEscape(&words.get(locale, name)).to_string()),
        "icon" if assets.has_icon(name) => Some(icon(name)),
        "asset" => Some(HtmlEscape(assets.path(name)).to_string()),
        _ => None,
    }
}

fn icon(name: &str) -> String {
    format!("<svg class=\"i\" aria-hidden=\"true\"><use href=\"#{name}\"/></svg>")
}

/// Sentences that scripts say: their key there, their message here.
const SCRIPT_WORDS: [(&str, &str); 13] = [
    ("upload.label", "web-script-upload-label"),
    ("upload.progress", "web-script-upload-progress"),
    ("upload.kb", "web-script-upload-kb"),
    ("upload.mb", "web-script-upload-mb"),
    ("upload.seconds", "web-script-upload-seconds"),
    ("upload.minutes", "web-script-upload-minutes"),
    ("upload.checking", "web-script-upload-checking"),
    ("upload.cancel", "web-script-upload-cancel"),
    ("upload.stopped", "web-script-upload-stopped"),
    ("upload.failed", "web-script-upload-failed"),
    ("error.prefix", "web-error-prefix"),
    ("counter.left", "web-script-counter-left"),
    ("busy", "web-script-busy"),
];

/// The sentences as JSON that may stand inside a page.
fn script_words(words: &Words, locale: Locale) -> String {
    let map: serde_json::Map<String, serde_json::Value> =
        SCRIPT_WORDS.iter().map(|(key, id)| ((*key).to_owned(), words.get(locale, id).into())).collect();
    serde_json::Value::Object(map).to_string().replace('<', "\\u003c")
}

fn add_functions(env: &mut Environment<'static>, locale: Locale, words: &Arc<Words>, assets: &Arc<Assets>) {
    let dictionary = Arc::clone(words);
    env.add_function("t", move |key: &str, kwargs: Kwargs| -> std::result::Result<String, minijinja::Error> {
        let names: Vec<String> = kwargs.args().map(str::to_owned).collect();
        if names.is_empty() {
            return Ok(dictionary.get(locale, key).into_owned());
        }
        let mut args: Vec<(&str, Arg)> = Vec::with_capacity(names.len());
        for name in &names {
            let value: Value = kwargs.get(name)?;
            let arg = match i64::try_from(value.clone()) {
                Ok(number) if value.is_number() => Arg::Number(number),
                _ => Arg::Text(value.to_string()),
            };
            args.push((name, arg));
        }
        Ok(dictionary.format(locale, key, &args))
    });
    let icons = Arc::clone(assets);
    env.add_function("icon", move |name: &str| -> std::result::Result<Value, minijinja::Error> {
        if icons.has_icon(name) {
            Ok(Value::from_safe_string(icon(name)))
        } else {
            Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, format!("no icon named {name}")))
        }
    });
    let files = Arc::clone(assets);
    env.add_function("asset", move |name: &str| files.path(name).to_owned());
}

fn add_filters(env: &mut Environment<'static>, locale: Locale) {
    env.add_filter("number", move |value: i64| format::number(locale, value));
    env.add_filter("money", move |value: i64| format::money(locale, value));
    env.add_filter("size", move |value: i64| format::size(locale, value));
    env.add_filter("datetime", move |value: i64| format::datetime(locale, Timestamp(value)));
    env.add_filter("date", move |value: i64| format::date(locale, Timestamp(value).date()));
    env.add_filter("weekday", move |value: i64| format::weekday_date(locale, Timestamp(value).date()));
    env.add_filter("iso", |value: i64| Timestamp(value).rfc3339());
    env.add_filter("civil", move |value: String| match value.parse::<Date>() {
        Ok(day) => format::date(locale, day),
        Err(_) => value,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_are_always_the_same_are_put_in_place_and_others_stay() {
        let settled = |call: &str, name: &str| match (call, name) {
            ("t", "home") => Some("Trang chủ".to_owned()),
            ("t", "odd") => Some("{{ trick }}".to_owned()),
            _ => None,
        };
        for (source, expected) in [
            ("<a>{{ t(\"home\") }}</a>", "<a>Trang chủ</a>"),
            ("<a title=\"{{ t('home') }}\">{{ name }}", "<a title=\"Trang chủ\">{{ name }}"),
            ("{{ t(\"home\", count=1) }}", "{{ t(\"home\", count=1) }}"),
            ("{{ t(key) }} {{ t(\"home\") }}", "{{ t(key) }} Trang chủ"),
            ("{{ t(\"gone\") }}", "{{ t(\"gone\") }}"),
            ("{{ t(\"odd\") }}", "{{ t(\"odd\") }}"),
            ("{{ t(\"home\")|upper }}", "{{ t(\"home\")|upper }}"),
            ("{{ half", "{{ half"),
        ] {
            assert_eq!(settle(source, settled), expected, "{source}");
        }
    }
}
