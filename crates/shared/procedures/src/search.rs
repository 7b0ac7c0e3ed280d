//! The search over procedures in force: folded and exact words in memory, ranked.

use std::collections::HashSet;

use kernel::text::{exact, fold, tokens};
use organisation::Level;

use crate::kinds::Online;
use crate::model::ProcedureVersion;

/// What narrows a search. An empty filter lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Decided at this level.
    pub level: Option<Level>,
    /// Of this field.
    pub field: Option<String>,
    /// Of this online category.
    pub online: Option<Online>,
}

impl Filter {
    /// Whether a procedure passes.
    pub fn admits(&self, version: &ProcedureVersion) -> bool {
        self.level.is_none_or(|level| version.levels.contains(&level))
            && self.field.as_ref().is_none_or(|field| *field == version.field)
            && self.online.is_none_or(|online| online == version.online)
    }
}

/// A text in both forms.
struct Text {
    exact: String,
    folded: String,
}

impl Text {
    fn of(text: &str) -> Self {
        Self { exact: exact(text), folded: fold(text) }
    }
}

/// Words of a text in both forms.
#[derive(Default)]
struct Words {
    exact: HashSet<String>,
    folded: HashSet<String>,
}

impl Words {
    fn add(&mut self, text: &str) {
        for token in tokens(text) {
            self.exact.insert(token.exact);
            self.folded.insert(token.folded);
        }
    }
}

/// What a search knows of a procedure.
pub(crate) struct Entry {
    code: String,
    name: Text,
    keywords: Vec<Text>,
    in_name: Words,
    in_keywords: Words,
    anywhere: Words,
}

/// A query as typed, taken apart.
pub(crate) struct Query {
    whole: Text,
    words: Vec<Text>,
    has_marks: bool,
}

/// Points of a hit; the sums only have to keep this order.
mod points {
    pub(super) const CODE: u32 = 1_000;
    pub(super) const CODE_BEGINS: u32 = 900;
    pub(super) const NAME: u32 = 500;
    pub(super) const NAME_BEGINS: u32 = 420;
    pub(super) const KEYWORD: u32 = 400;
    pub(super) const IN_NAME: u32 = 300;
    pub(super) const IN_KEYWORD: u32 = 250;
    pub(super) const WORDS_IN_NAME: u32 = 200;
    pub(super) const WORDS_NEAR: u32 = 150;
    pub(super) const WORDS: u32 = 100;
    /// The marks that were typed are those of the procedure.
    pub(super) const MARKS: u32 = 40;
    /// For each word of a query of which only most words are found.
    pub(super) const SOME: u32 = 5;
}

impl Query {
    pub(crate) fn of(text: &str) -> Self {
        let whole = Text::of(text.trim());
        let words = tokens(text).into_iter().map(|token| Text { exact: token.exact, folded: token.folded }).collect();
        Self { has_marks: whole.exact != whole.folded, whole, words }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

impl Entry {
    pub(crate) fn of(version: &ProcedureVersion) -> Self {
        let mut entry = Self {
            code: version.code.clone(),
            name: Text::of(&version.name),
            keywords: version.detail.keywords.iter().map(|keyword| Text::of(keyword)).collect(),
            in_name: Words::default(),
            in_keywords: Words::default(),
            anywhere: Words::default(),
        };
        entry.in_name.add(&version.name);
        for keyword in &version.detail.keywords {
            entry.in_keywords.add(keyword);
        }
        for text in [&version.code, &version.name, &version.name_en, &version.field] {
            entry.anywhere.add(text);
        }
        for text in &version.detail.keywords {
            entry.anywhere.add(text);
        }
        for text in [&version.detail.summary, &version.detail.result].into_iter().flatten() {
            entry.anywhere.add(&text.vi);
            entry.anywhere.add(&text.en);
        }
        entry
    }

    /// Points when every word is found; none otherwise.
    pub(crate) fn points(&self, query: &Query) -> Option<u32> {
        let typed = &query.whole;
        if typed.folded == self.code {
            return Some(points::CODE);
        }
        if typed.folded.len() >= 3 && self.code.starts_with(&typed.folded) {
            return Some(points::CODE_BEGINS);
        }
        let all = |words: &Words| query.words.iter().all(|word| holds(words, word));
        let base = if self.name.folded == typed.folded {
            points::NAME
        } else if begins(&self.name.folded, &typed.folded) {
            points::NAME_BEGINS
        } else if self.keywords.iter().any(|keyword| keyword.folded == typed.folded) {
            points::KEYWORD
        } else if contains(&self.name.folded, &typed.folded) {
            points::IN_NAME
        } else if self.keywords.iter().any(|keyword| contains(&keyword.folded, &typed.folded)) {
            points::IN_KEYWORD
        } else if all(&self.in_name) {
            points::WORDS_IN_NAME
        } else if query.words.iter().all(|word| holds(&self.in_name, word) || holds(&self.in_keywords, word)) {
            points::WORDS_NEAR
        } else if all(&self.anywhere) {
            points::WORDS
        } else {
            return None;
        };
        let fits = query.has_marks && query.words.iter().all(|word| self.anywhere.exact.contains(&word.exact));
        Some(if fits { base + points::MARKS } else { base })
    }

    /// Points when at least three in five words are found, for queries that find nothing as a whole.
    pub(crate) fn points_for_some(&self, query: &Query) -> Option<u32> {
        let found = query.words.iter().filter(|word| self.anywhere.folded.contains(&word.folded)).count();
        let enough = found > 0 && found * 5 >= query.words.len() * 3;
        enough.then(|| u32::try_from(found).unwrap_or(u32::MAX).saturating_mul(points::SOME))
    }
}

/// Whether a word is there, or the beginning of a word (two letters at least).
fn holds(words: &Words, word: &Text) -> bool {
    words.folded.contains(&word.folded)
        || (word.folded.chars().count() >= 2 && words.folded.iter().any(|known| known.starts_with(&word.folded)))
}

fn begins(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Whether a phrase stands in a text as whole words.
fn contains(text: &str, phrase: &str) -> bool {
    let ends = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    !phrase.is_empty()
        && text.match_indices(phrase).any(|(at, found)| {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + found.len()..).unwrap_or_default();
            before.chars().next_back().is_none_or(|c| !c.is_alphanumeric()) && ends(after)
        })
}
