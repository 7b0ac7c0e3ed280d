//! The public face of the house: the citizen's home page and the pages about the portal itself. It owns no data.

mod figures;
mod pages;
mod topics;

use web::{Guard, Locale, Module, Routes};

pub use figures::{HomeFigures, OnlineShare, OnlineShares};

/// What the app takes. It also registers [`HomeFigures`] as a service.
pub fn module() -> Module {
    Module {
        name: "portal",
        routes: Routes::default()
            .get("/", Guard::Public, pages::home::get)
            .get("/about/data", Guard::Public, pages::about::data)
            .get("/about/accessibility", Guard::Public, pages::about::accessibility),
        templates: &[
            ("portal/home.html", include_str!("../templates/portal/home.html")),
            ("portal/about-data.html", include_str!("../templates/portal/about-data.html")),
            ("portal/about-accessibility.html", include_str!("../templates/portal/about-accessibility.html")),
        ],
        samples: pages::samples(),
        locales: &[(Locale::Vi, include_str!("../locales/vi.ftl")), (Locale::En, include_str!("../locales/en.ftl"))],
        ..Module::default()
    }
}
