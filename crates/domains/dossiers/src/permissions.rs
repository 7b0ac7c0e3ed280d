//! The rights of this domain.

use runtime::Permission;
use web::PermissionInfo;

/// Read dossiers of a unit.
pub const READ: Permission = Permission("dossiers.read");
/// Receive: accept, refuse, ask for a supplement, take in at the counter.
pub const RECEIVE: Permission = Permission("dossiers.receive");
/// Work through the steps.
pub const HANDLE: Permission = Permission("dossiers.handle");
/// Decide.
pub const APPROVE: Permission = Permission("dossiers.approve");
/// Give work to an officer.
pub const ASSIGN: Permission = Permission("dossiers.assign");
/// Return results and record their delivery.
pub const DELIVER: Permission = Permission("dossiers.deliver");
/// See the numbers.
pub const NUMBERS: Permission = Permission("dossiers.numbers");
/// Go on against a rule with a reason: a second supplement, a missing paper.
pub const OVERRIDE: Permission = Permission("dossiers.override");

/// See which officers looked at personal data outside the cases that they handle.
pub const FLAGS: Permission = Permission("personal.flags");
/// Decide whether a person's data is erased.
pub const ERASE: Permission = Permission("personal.erase");

/// Open one dossier without the right, to read it, for a reason.
pub const GLASS: Permission = Permission("dossiers.glass");
/// Review what was opened so.
pub const REVIEW: Permission = Permission("personal.glass");

/// The rights of whoever does the work of a desk.
pub const WORKING: &[Permission] = &[RECEIVE, HANDLE, APPROVE];

/// All of them with their names.
pub const ALL: &[PermissionInfo] = &[
    PermissionInfo { permission: READ, label: "dossiers-right-read" },
    PermissionInfo { permission: RECEIVE, label: "dossiers-right-receive" },
    PermissionInfo { permission: HANDLE, label: "dossiers-right-handle" },
    PermissionInfo { permission: APPROVE, label: "dossiers-right-approve" },
    PermissionInfo { permission: ASSIGN, label: "dossiers-right-assign" },
    PermissionInfo { permission: DELIVER, label: "dossiers-right-deliver" },
    PermissionInfo { permission: NUMBERS, label: "dossiers-right-numbers" },
    PermissionInfo { permission: OVERRIDE, label: "dossiers-right-override" },
    PermissionInfo { permission: FLAGS, label: "dossiers-right-flags" },
    PermissionInfo { permission: GLASS, label: "dossiers-right-glass" },
    PermissionInfo { permission: REVIEW, label: "dossiers-right-glass-review" },
    PermissionInfo { permission: ERASE, label: "dossiers-right-erase" },
];
