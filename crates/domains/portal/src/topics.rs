//! Topics and popular searches of the home page: reference data that a province may replace.

use std::sync::LazyLock;

use serde::Deserialize;
use web::Bilingual;

/// What the home page offers.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Topics {
    /// Situations of life, in the order of the page.
    #[serde(default)]
    pub(crate) topics: Vec<Topic>,
    /// Searches offered below the search box.
    #[serde(default)]
    pub(crate) popular: Vec<Popular>,
}

/// A situation of life with the procedures that belong to it.
#[derive(Debug, Deserialize)]
pub(crate) struct Topic {
    /// Name of an icon.
    pub(crate) icon: String,
    /// Heading.
    pub(crate) title: Bilingual,
    /// Its procedures.
    pub(crate) procedures: Vec<TopicProcedure>,
}

/// A procedure under a topic, in the words people use.
#[derive(Debug, Deserialize)]
pub(crate) struct TopicProcedure {
    /// Code of the procedure.
    pub(crate) code: String,
    /// Text of the link.
    pub(crate) title: Bilingual,
}

/// A search that many people make.
#[derive(Debug, Deserialize)]
pub(crate) struct Popular {
    /// What is searched for.
    pub(crate) query: String,
    /// Text of the link.
    pub(crate) title: Bilingual,
}

static TOPICS: LazyLock<Topics> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../data/topics.json")).unwrap_or_default());

/// The embedded topics. A broken file gives none, which the test below finds.
pub(crate) fn topics() -> &'static Topics {
    &TOPICS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_topics_with_both_languages_are_embedded() {
        assert_eq!(topics().topics.len(), 6);
        assert!(!topics().popular.is_empty());
        for topic in &topics().topics {
            assert!(!topic.procedures.is_empty(), "{}", topic.title.vi);
            for title in std::iter::once(&topic.title).chain(topic.procedures.iter().map(|p| &p.title)) {
                assert!(!title.vi.is_empty() && !title.en.is_empty(), "{}", title.vi);
            }
        }
    }
}
