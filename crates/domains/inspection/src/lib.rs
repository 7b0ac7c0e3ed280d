//! The inspector's view of what was done: search of the audit log, the story of one thing, exports that verify without the
//! database. It owns no data.

mod api;
mod export;
mod pages;
mod search;

use runtime::Permission;
use web::{Guard, Locale, MenuEntry, Module, PermissionInfo};

/// May read the audit log of the whole province: ids, codes and names of officers, no content of cases.
pub const READ: Permission = Permission("inspection.read");

/// What the app takes.
pub fn module() -> Module {
    let guard = Guard::Right(READ);
    Module {
        name: "inspection",
        routes: api::routes().get("/officer/inspection", guard, pages::get).get(
            "/officer/inspection/export",
            guard,
            pages::export,
        ),
        permissions: &[PermissionInfo { permission: READ, label: "inspection-right" }],
        templates: &[(pages::TEMPLATE, include_str!("../templates/inspection/list.html"))],
        samples: pages::samples(),
        locales: &[(Locale::Vi, include_str!("../locales/vi.ftl")), (Locale::En, include_str!("../locales/en.ftl"))],
        menu: &[MenuEntry {
            group: "inspection-group",
            label: "inspection-title",
            icon: "book",
            href: pages::PATH,
            permission: READ,
            count: None,
            key: None,
        }],
        ..Module::default()
    }
}
