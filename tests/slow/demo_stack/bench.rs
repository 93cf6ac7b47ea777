//! An embedded account with a session, hands and a folder for the journal, and
//! what is done with them.

use super::hands::Hands;
use aisec_tui::aws::act::AwsActuator;
use aisec_tui::aws::collect;
use aisec_tui::aws::session::{ConnectOptions, Session};
use aisec_tui::demo::{Account, Clock, connect};
use aisec_tui::inventory::{Detail, Inventory, Kind, Region, Resource, Timestamp};
use aisec_tui::stack::planner::plan_knowing;
use aisec_tui::stack::{
    Blueprint, Cancel, Confirmation, DestroyPlan, Journal, JournalState, Outcome, Plan, Scenario, Stage,
    StepCheck, Verdict, Vpc, apply, destroy, verify,
};
use std::collections::BTreeMap;
use tempfile::TempDir;

pub const START: Timestamp = Timestamp(1_774_000_000);
pub const HOME: &str = "us-east-1";
pub const STACK: &str = "ward-dev";
const ROWS: &str = "age,pressure\n61,140\n";

pub struct Bench {
    pub account: Account,
    pub session: Session,
    pub hands: Hands,
    folder: TempDir,
}

impl Bench {
    /// The account as it is reached by the options.
    pub async fn with(account: Account, options: ConnectOptions) -> Self {
        let session = connect(&account, options).await.expect("connected");
        Self::over(account, session, 0)
    }

    /// The account over a session; of a hundred looks, so many are `throttled`.
    pub fn over(account: Account, session: Session, throttled: u64) -> Self {
        let aws = AwsActuator {
            session: session.clone(),
            region: Region::from(HOME),
        };
        let hands = Hands::new(aws, account.clone(), throttled);
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("rows.csv"), ROWS).expect("writable");
        Self {
            account,
            session,
            hands,
            folder,
        }
    }

    pub async fn empty() -> Self {
        let account = Account::new(7, Clock::manual(START));
        Self::with(account, ConnectOptions::default()).await
    }

    pub async fn story() -> Self {
        Self::with(told(START).await, ConnectOptions::default()).await
    }

    /// A preset; healthcare uploads a file of data.
    pub fn preset(&self, scenario: Scenario) -> Blueprint {
        let mut blueprint = Blueprint::preset(scenario, "ward", Stage::Dev, &Region::from(HOME));
        if scenario == Scenario::Healthcare {
            let rows = self.folder.path().join("rows.csv");
            blueprint.data.upload = Some(rows.to_str().expect("a path in UTF-8").to_owned());
        }
        blueprint
    }

    /// The healthcare preset with every kind of step and few of each.
    pub fn small(&self) -> Blueprint {
        let mut blueprint = self.preset(Scenario::Healthcare);
        blueprint.network.endpoints = Some(vec!["s3".to_owned(), "kms".to_owned()]);
        blueprint.network.vpc = Vpc::Create {
            cidr: "10.0.0.0/24".to_owned(),
            zones: vec![format!("{HOME}a")],
        };
        blueprint
    }

    pub fn journal(&self) -> JournalState {
        Journal::read(self.folder.path(), STACK)
            .expect("readable")
            .unwrap_or_default()
    }

    pub async fn plan(&self, blueprint: &Blueprint) -> Plan {
        plan_knowing(
            blueprint,
            self.session.account(),
            self.account.now(),
            &self.hands,
            &self.journal().made_steps(),
        )
        .await
        .expect("a plan can be made")
    }

    /// Applies a plan or goes on with it; nothing when the process died.
    pub async fn apply(&self, plan: &Plan) -> Option<Outcome> {
        let mut journal = Journal::open(self.folder.path(), STACK).expect("a journal");
        let confirmed = plan
            .clone()
            .confirm(&Confirmation::of(plan))
            .expect("it is the plan that was seen");
        let (mut report, cancel) = (|_| {}, Cancel::new());
        tokio::select! {
            biased;
            () = self.hands.stopped() => None,
            ended = apply(&confirmed, &mut journal, &self.hands, &mut report, &cancel) => {
                Some(ended.expect("the journal can be written"))
            }
        }
    }

    /// Destroys what the journal says, buckets emptied; nothing when the
    /// process died.
    pub async fn destroy(&self) -> Option<Outcome> {
        let mut journal = Journal::open(self.folder.path(), STACK).expect("a journal");
        let confirmed = DestroyPlan::of(journal.state())
            .expect("there was a plan")
            .confirm(STACK, true)
            .expect("it is the stack's name");
        let (mut report, cancel) = (|_| {}, Cancel::new());
        tokio::select! {
            biased;
            () = self.hands.stopped() => None,
            ended = destroy(&confirmed, &mut journal, &self.hands, &mut report, &cancel) => {
                Some(ended.expect("the journal can be written"))
            }
        }
    }

    /// The steps that are not as wanted.
    pub async fn amiss(&self) -> Vec<StepCheck> {
        let mut checks = verify(&self.journal(), &self.hands).await;
        assert!(!checks.is_empty());
        checks.retain(|c| c.verdict != Verdict::AsWanted);
        checks
    }

    pub async fn scan(&self) -> Inventory {
        let (inventory, _) = collect::inventory(&self.session, None).await;
        assert_eq!(inventory.gaps(), []);
        inventory
    }

    /// How many versions of objects the stack's buckets hold.
    pub async fn versions(&self) -> usize {
        let clients = self.session.clients(&Region::from(HOME));
        let mut versions = 0;
        for step in &self.journal().made {
            if let Some(bucket) = step.outputs.get("BucketArn").and_then(|a| a.rsplit(':').next()) {
                let held = clients.s3.list_object_versions().bucket(bucket).send().await;
                versions += held.expect("the bucket is there").versions().len();
            }
        }
        versions
    }

    /// The writes that reached the account, with those that it refused.
    pub fn writes(&self) -> Vec<String> {
        let made = self.account.calls().newest_first(|c| !c.read_only());
        made.into_iter().map(|c| c.operation.clone()).collect()
    }
}

/// The account of the seeded story, some time after it was told at `START`.
pub async fn told(now: Timestamp) -> Account {
    let clock = Clock::manual(START);
    let account = Account::with_story(7, clock.clone())
        .await
        .expect("the story is told");
    clock.advance(now.0 - START.0);
    account
}

/// Whether the resource carries the stack's tag.
pub fn is_stacks(resource: &Resource) -> bool {
    let tags = resource.tags.known();
    tags.and_then(|t| t.get("aisec:stack"))
        .is_some_and(|s| s == STACK)
}

/// What there is, without the ids that AWS gives: how many of each kind and
/// step, and how many rules, policies and routed subnets they hold.
pub fn shape(inventory: &Inventory) -> BTreeMap<(Kind, String), (usize, usize)> {
    let mut shape: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for resource in inventory.iter() {
        let step = resource.tags.known().and_then(|t| t.get("aisec:step"));
        let held = match &resource.detail {
            Detail::SecurityGroup(g) => g.ingress.known().map_or(0, Vec::len),
            Detail::Role(r) => r.inline.known().map_or(0, Vec::len),
            Detail::RouteTable(t) => t.subnets.len(),
            Detail::KmsKey(k) => k.aliases.known().map_or(0, Vec::len),
            _ => 0,
        };
        let entry = shape
            .entry((resource.kind(), step.cloned().unwrap_or_default()))
            .or_default();
        entry.0 += 1;
        entry.1 += held;
    }
    shape
}
