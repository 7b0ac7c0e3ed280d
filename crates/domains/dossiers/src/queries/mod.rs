//! Read models: scope, filter and page in; rows out. Names are opened here, and pages declare whom they show.

mod behind;
mod desk;
mod find;
mod handled;
mod inbox;
mod looked;
mod moved;
mod neighbours;
mod one;
mod own;
mod series;

pub use behind::{Among, Behind, UnitLine, UnitNumbers, behind, lines, numbers, shown};
pub use desk::{desk_notices, is_news_to_desk};
pub use find::{Finds, Looks, find, find_in, find_page};
pub use handled::{HandledItem, handled};
pub use inbox::{InboxCounts, InboxFilter, InboxItem, InboxView, inbox, inbox_page, my_counts, queues_of, unit_counts};
pub use looked::{LookedItem, LookedThing, flagged, looked_at, seen, seen_of};
pub use moved::{Proposal, proposals};
pub use neighbours::{Neighbours, neighbours};
pub use one::{
    FileItem, Opened, OpinionItem, ScanItem, applicant_name, dossier, files, handed_in, history, mail_address, opened,
    opinions, results, scans,
};
pub use own::{drafts, filed_for, names, notices, of_account, track, tracked, unread_notices};
pub use series::{Series, Shown, Span};

pub use crate::store::history::{DeskNotice, HistoryRow, NoticeRow};
