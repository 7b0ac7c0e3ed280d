//! The small closed lists of the catalogue, with their codes and the messages that name them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much of a procedure can be done on the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OnlineCategory)]
pub enum Online {
    /// Toàn trình: from the form to the result.
    Full,
    /// Một phần: filed online, some step in person.
    Partial,
    /// Only information is given.
    Information,
    /// Not online at all.
    Offline,
}

impl Online {
    /// All of them, most online first.
    pub const ALL: [Self; 4] = [Self::Full, Self::Partial, Self::Information, Self::Offline];

    /// The code in data, links and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Information => "information",
            Self::Offline => "offline",
        }
    }

    /// The category of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|online| online.code() == code)
    }

    /// The message that names it.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::Full => "procedures-online-full",
            Self::Partial => "procedures-online-partial",
            Self::Information => "procedures-online-information",
            Self::Offline => "procedures-online-offline",
        }
    }

    /// Whether a dossier can be filed online.
    pub fn can_file_online(self) -> bool {
        matches!(self, Self::Full | Self::Partial)
    }
}

/// Who may apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A citizen.
    Citizen,
    /// An enterprise or another organisation.
    Enterprise,
    /// A household business.
    HouseholdBusiness,
    /// A foreigner.
    Foreigner,
}

impl Subject {
    /// The code in data and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Enterprise => "enterprise",
            Self::HouseholdBusiness => "household_business",
            Self::Foreigner => "foreigner",
        }
    }

    /// The message that names it.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::Citizen => "procedures-subject-citizen",
            Self::Enterprise => "procedures-subject-enterprise",
            Self::HouseholdBusiness => "procedures-subject-household-business",
            Self::Foreigner => "procedures-subject-foreigner",
        }
    }
}

/// A way to file a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FilingChannel)]
pub enum Channel {
    /// On the network.
    Online,
    /// At the counter.
    Direct,
    /// By post.
    Post,
}

impl Channel {
    /// The code in data and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Direct => "direct",
            Self::Post => "post",
        }
    }

    /// The message that names it.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::Online => "procedures-channel-online",
            Self::Direct => "procedures-channel-direct",
            Self::Post => "procedures-channel-post",
        }
    }
}

/// What has to happen with a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperMode {
    /// A file is uploaded.
    Upload,
    /// It is shown at the counter.
    Show,
    /// The form or a database holds it.
    Data,
}

impl PaperMode {
    /// The code in data and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Show => "show",
            Self::Data => "data",
        }
    }

    /// The message that names it.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::Upload => "procedures-paper-upload",
            Self::Show => "procedures-paper-show",
            Self::Data => "procedures-paper-data",
        }
    }
}

/// What a fee is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FeePer)]
pub enum Per {
    /// The dossier.
    Case,
    /// Each copy.
    Copy,
    /// Each page.
    Page,
}

impl Per {
    /// The message that names it.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::Case => "procedures-per-case",
            Self::Copy => "procedures-per-copy",
            Self::Page => "procedures-per-page",
        }
    }
}

/// A part of a procedure page (fact 9.07).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Number of the decision that publishes it.
    Decision,
    /// Kind of procedure.
    Kind,
    /// Levels that decide.
    Level,
    /// Order of steps.
    Sequence,
    /// Ways to file.
    Manners,
    /// How much of it can be done online.
    OnlineCategory,
    /// Papers.
    Papers,
    /// Who may apply.
    Subjects,
    /// Who decides.
    Agency,
    /// Where to file.
    Place,
    /// What comes out.
    Result,
    /// Legal bases.
    LegalBasis,
    /// Conditions.
    Conditions,
    /// Time limit.
    Limit,
    /// Fee.
    Fee,
}

impl Part {
    /// The message that names it.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::Decision => "procedures-part-decision",
            Self::Kind => "procedures-part-kind",
            Self::Level => "procedures-part-level",
            Self::Sequence => "procedures-part-sequence",
            Self::Manners => "procedures-part-manners",
            Self::OnlineCategory => "procedures-part-online-category",
            Self::Papers => "procedures-part-papers",
            Self::Subjects => "procedures-part-subjects",
            Self::Agency => "procedures-part-agency",
            Self::Place => "procedures-part-place",
            Self::Result => "procedures-part-result",
            Self::LegalBasis => "procedures-part-legal-basis",
            Self::Conditions => "procedures-part-conditions",
            Self::Limit => "procedures-part-limit",
            Self::Fee => "procedures-part-fee",
        }
    }
}
