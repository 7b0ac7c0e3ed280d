//! The dossiers before and after one follow the list from which an officer came.

use dossiers::commands as act;
use dossiers::model::DossierId;
use dossiers::queries::{self, InboxFilter, InboxView, Neighbours};
use kernel::time::HOUR;
use runtime::Actor;
use testkit::both_engines;

use crate::common::{MARITAL, Town, migrations};

const UNIT: InboxView = InboxView::Unit;

async fn beside(
    town: &Town,
    officer: &Actor,
    id: DossierId,
    view: InboxView,
    filter: InboxFilter,
) -> Option<Neighbours> {
    let case = town.case(id).await;
    queries::neighbours(&town.reader(officer), &case, view, filter).await.unwrap()
}

fn pair(before: Option<DossierId>, after: Option<DossierId>) -> Neighbours {
    Neighbours { before, after }
}

both_engines!(
    async fn neighbours_follow_the_order_and_the_filter_of_the_list(house: &House) {
        let town = Town::new(house).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(town.file(MARITAL).await);
            town.clock.advance(HOUR);
        }
        let (first, second, third) = (ids[0], ids[1], ids[2]);
        let desk = &town.reception;
        for filter in [InboxFilter::All, InboxFilter::New] {
            assert_eq!(beside(&town, desk, first, UNIT, filter).await, Some(pair(None, Some(second))), "{filter:?}");
            assert_eq!(
                beside(&town, desk, second, UNIT, filter).await,
                Some(pair(Some(first), Some(third))),
                "{filter:?}"
            );
            assert_eq!(beside(&town, desk, third, UNIT, filter).await, Some(pair(Some(second), None)), "{filter:?}");
        }
        assert_eq!(beside(&town, desk, second, UNIT, InboxFilter::Late).await, None, "it is not in that list");
        assert_eq!(beside(&town, desk, second, InboxView::Mine, InboxFilter::All).await, None);
        assert_eq!(beside(&town, &town.other_reception, second, UNIT, InboxFilter::All).await, None);

        town.accept(desk, second).await.unwrap();
        assert_eq!(beside(&town, desk, second, UNIT, InboxFilter::All).await, None, "it left the desk");
        assert_eq!(beside(&town, desk, first, UNIT, InboxFilter::All).await, Some(pair(None, Some(third))));
        assert_eq!(beside(&town, &town.handler, second, UNIT, InboxFilter::All).await, Some(pair(None, None)));

        town.accept(desk, third).await.unwrap();
        for id in [second, third] {
            let version = town.version(id).await;
            town.run(&town.handler, act::Assign { id, version, officer: town.handler.account }).await.unwrap();
        }
        for (id, other) in [(second, third), (third, second)] {
            let found = beside(&town, &town.handler, id, InboxView::Mine, InboxFilter::All).await.unwrap();
            let named: Vec<DossierId> = [found.before, found.after].into_iter().flatten().collect();
            assert_eq!(named, [other], "of two, each is the other's only neighbour");
        }
        assert_eq!(beside(&town, &town.colleague, second, InboxView::Mine, InboxFilter::All).await, None);
    },
    &migrations()
);
