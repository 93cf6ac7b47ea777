//! What a check says that it reads is all that it reads: a change of anything
//! else asks it no more.

use crate::scan_reports::told::story;
use aisec_tui::inventory::{Inventory, Timestamp};
use aisec_tui::posture::index::Index;
use aisec_tui::posture::{Context, Judge, Reads, checks};

const NOW: Timestamp = Timestamp(1_795_425_200);

#[test]
fn a_check_that_reads_its_resource_only_says_the_same_where_nothing_else_is() {
    let whole: Inventory = serde_json::from_str(&story().inventory).expect("an inventory");
    let among = Index::new(&whole);
    let among = Context::new(&among, NOW);
    let (mut faults, mut asked) = (Vec::new(), 0);
    for resource in whole.iter() {
        let mut alone = Inventory::new(whole.account.clone(), whole.regions.clone());
        alone.upsert(resource.clone());
        let alone = Index::new(&alone);
        let alone = Context::new(&alone, NOW);
        for check in checks::all().filter(|check| check.reads == Reads::Itself) {
            let of_kind = |judge: &&Judge| judge.kind() == resource.kind();
            for judge in check.judges.iter().filter(of_kind) {
                asked += 1;
                if judge.ask(&among, resource) != judge.ask(&alone, resource) {
                    faults.push((check.id, resource.name.clone()));
                }
            }
        }
    }
    assert!(asked > 1000, "{asked}");
    assert!(faults.is_empty(), "{faults:#?}");
}
