//! Read models: scope, filter and page in; rows out. Names are opened here, and pages declare whom they show.

mod behind;
mod desk;
mod erasure;
mod find;
mod glass;
mod handled;
mod held;
mod inbox;
mod kept;
mod looked;
mod moved;
mod neighbours;
mod one;
mod own;
mod series;

pub use behind::{Among, Behind, UnitLine, UnitNumbers, behind, lines, numbers, shown};
pub use desk::{desk_notices, is_news_to_desk};
pub(crate) use erasure::erasing;
pub use erasure::{Answer, Erasing, erasure, erasures, others_of_number, own_erasing, own_erasure};
pub use find::{Finds, Looks, find, find_in, find_page};
pub use glass::{GlassItem, glass, own_glass, waiting_glass};
pub use handled::{HandledItem, handled};
pub use held::{HeldItem, held_for_case, held_for_draft, voided};
pub use inbox::{InboxCounts, InboxFilter, InboxItem, InboxView, inbox, inbox_page, my_counts, queues_of, unit_counts};
pub use kept::{ConsentItem, consents, is_kept, kept};
pub use looked::{LookedItem, LookedThing, ShowNames, flagged, looked_at, seen, seen_of};
pub use moved::{Proposal, proposals};
pub use neighbours::{Neighbours, neighbours};
pub use one::{
    FileItem, Opened, OpinionItem, ScanItem, applicant_name, dossier, files, handed_in, history, infected,
    mail_address, opened, opinions, results, scans,
};
pub use own::{drafts, filed_for, names, notices, of_account, track, tracked, unread_notices};
pub use series::{Series, Shown, Span};

pub use crate::store::consent::KeptRow;
pub use crate::store::erasure::{ErasureRow, OwnDossier};
pub use crate::store::file::Origin;
pub use crate::store::history::{DeskNotice, HistoryRow, NoticeRow};
