//! Page templates: minijinja, embedded, one environment a language so that `t()` knows which words to take.
//!
//! Missing values are errors, so a template that no longer fits its view fails its sample test, not a citizen's page.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Arg, Error, Result, Timestamp};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

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
    for (name, source) in sources {
        env.add_template(name, source).map_err(|e| Error::internal(format!("template {name}: {e:#}")))?;
    }
    Ok(env)
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
            Ok(Value::from_safe_string(format!("<svg class=\"i\" aria-hidden=\"true\"><use href=\"#{name}\"/></svg>")))
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
