//! A desk finds again what it has done, newest first, and nobody else's.

use dossiers::model::{DossierId, State, TaskKind};
use dossiers::queries::{self, HandledItem};
use kernel::Kind;
use kernel::time::{HOUR, MINUTE};
use runtime::Actor;
use testkit::both_engines;

use crate::acts::Do;
use crate::common::{BIRTH, Town, migrations};

/// All that the desks of somebody have done, page by page.
async fn handled(town: &Town, officer: &Actor, limit: i64) -> Vec<HandledItem> {
    let reader = town.reader(officer);
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let page = queries::handled(&reader, next.as_deref(), limit).await.unwrap();
        found.extend(page.items);
        next = page.next;
        if next.is_none() {
            return found;
        }
    }
}

fn ids(items: &[HandledItem]) -> Vec<DossierId> {
    items.iter().map(|item| item.dossier).collect()
}

both_engines!(
    async fn a_desk_finds_what_it_has_done_newest_first_on_pages_of_any_size(house: &House) {
        let town = Town::new(house).await;
        let mut filed = Vec::new();
        for _ in 0..5 {
            filed.push(town.file(BIRTH).await);
        }
        assert!(handled(&town, &town.reception, 50).await.is_empty(), "open work is not done");
        for id in &filed {
            town.accept(&town.reception, *id).await.unwrap();
            town.clock.advance(MINUTE);
        }
        // Two at one moment are told apart too.
        let mut refused = [town.file(BIRTH).await, town.file(BIRTH).await];
        refused.sort_unstable();
        for id in refused {
            town.must(id, Do::Refuse).await;
        }
        let all = handled(&town, &town.reception, 50).await;
        assert_eq!(all.len(), 7);
        let mut newest = ids(&all[..2]);
        newest.sort_unstable();
        assert_eq!(newest, refused);
        assert_eq!(ids(&all[2..]), filed.iter().rev().copied().collect::<Vec<_>>());
        for limit in [1, 2, 3] {
            assert_eq!(ids(&handled(&town, &town.reception, limit).await), ids(&all), "{limit} on a page");
        }
        let oldest = all.last().unwrap();
        assert_eq!((oldest.kind, oldest.step.as_str(), oldest.was_late), (TaskKind::Step, "reception", false));
        assert_eq!((oldest.name.as_str(), oldest.is_known), ("Kín Thị Dấu Mẫu", true));
        assert_eq!((oldest.state, oldest.code.starts_with("T-")), (State::Accepted, false));

        assert!(handled(&town, &town.handler, 50).await.is_empty());
        town.clock.advance(30 * HOUR);
        town.forward(&town.handler, filed[0]).await.unwrap();
        let forwarded = handled(&town, &town.colleague, 50).await;
        assert_eq!(ids(&forwarded), [filed[0]], "the desk has done it, whoever it was");
        assert!(forwarded[0].was_late);
        assert_eq!(handled(&town, &town.reception, 50).await.len(), 7);
    },
    &migrations()
);

both_engines!(
    async fn nobody_finds_what_other_desks_have_done(house: &House) {
        let town = Town::new(house).await;
        town.in_state(State::Returned).await;
        assert!(!handled(&town, &town.clerk, 50).await.is_empty());
        for officer in [&town.other_reception, &town.other_handler, &town.leader, &town.citizen, &town.stranger] {
            assert!(handled(&town, officer, 50).await.is_empty());
        }
        for page in ["x", "AAAA"] {
            let error = queries::handled(&town.reader(&town.reception), Some(page), 50).await.unwrap_err();
            assert_eq!(error.kind(), Kind::Invalid, "{page}");
        }
    },
    &migrations()
);
