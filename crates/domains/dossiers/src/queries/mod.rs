//! Read models: scope, filter and page in; rows out. Names are opened here, and pages declare whom they show.

mod behind;
mod find;
mod inbox;
mod neighbours;
mod one;
mod own;

pub use behind::{Behind, BehindMore, UnitNumbers, behind, behind_more, numbers};
pub use find::{Finds, find, find_page};
pub use inbox::{InboxCounts, InboxFilter, InboxItem, InboxView, inbox, inbox_page, my_counts, queues_of, unit_counts};
pub use neighbours::{Neighbours, neighbours};
pub use one::{
    FileItem, Opened, OpinionItem, ScanItem, applicant_name, dossier, files, handed_in, history, opened, opinions,
    results, scans,
};
pub use own::{drafts, notices, of_account, track, tracked, unread_notices};

pub use crate::store::history::{HistoryRow, NoticeRow};
