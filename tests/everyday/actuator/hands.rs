//! The hands over canned answers, and the permits that a confirmed plan gives them.

use crate::fake_aws::{ACCOUNT, FakeAws, HOME, Reply, Sent, otherwise};
use aisec_tui::aws::act::AwsActuator;
use aisec_tui::inventory::{AccountId, Region, Timestamp};
use aisec_tui::stack::apply::apply;
use aisec_tui::stack::destroy::{DestroyPlan, destroy};
use aisec_tui::stack::journal::Journal;
use aisec_tui::stack::progress::Cancel;
use aisec_tui::stack::{
    ActError, Action, Actuator, Confirmation, Difference, Observed, Outputs, Permit, Plan, Spec, Step,
};
use std::sync::Mutex;

pub const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234";

pub async fn hands(fake: &FakeAws) -> AwsActuator {
    AwsActuator {
        session: fake.session(&[HOME]).await,
        region: Region::from(HOME),
    }
}

pub async fn observe(fake: &FakeAws, spec: &Spec) -> Result<Observed, ActError> {
    hands(fake).await.observe("s", "step", spec).await
}

/// The differences of what must be there.
pub async fn differences(fake: &FakeAws, spec: &Spec) -> Vec<Difference> {
    match observe(fake, spec).await.expect("it can be observed") {
        Observed::Present { differences, .. } => differences,
        Observed::Absent => panic!("it is there"),
    }
}

/// An account that does as it is told and keeps the permits.
#[derive(Default)]
pub struct Keeper {
    permits: Mutex<Vec<Permit>>,
    outputs: Outputs,
}

impl Keeper {
    fn keep(&self, permit: &Permit) {
        self.permits
            .lock()
            .expect("no test panics with the lock")
            .push(permit.clone());
    }
}

impl Actuator for Keeper {
    async fn observe(&self, _: &str, _: &str, _: &Spec) -> Result<Observed, ActError> {
        Ok(Observed::Absent)
    }

    async fn act(&self, permit: &Permit, _: &Spec, _: &str) -> Result<Outputs, ActError> {
        self.keep(permit);
        Ok(self.outputs.clone())
    }

    async fn undo(&self, permit: &Permit, _: &Spec, _: &Outputs, _: bool) -> Result<(), ActError> {
        self.keep(permit);
        Ok(())
    }

    async fn pause(&self, _: u64) {}

    fn now(&self) -> Timestamp {
        Timestamp(0)
    }
}

/// The permits that the executor of a confirmed plan gives for making a step
/// and, with a purge, for taking it back.
pub async fn permits(spec: &Spec) -> (Permit, Permit) {
    let step = Step {
        id: "step".to_owned(),
        group: "test".to_owned(),
        title: "Do it".to_owned(),
        why: "a test".to_owned(),
        spec: spec.clone(),
        needs: Vec::new(),
        action: Action::Create,
        differences: Vec::new(),
        known: Outputs::new(),
        iam_actions: Vec::new(),
        controls: Vec::new(),
    };
    let plan = Plan {
        stack: "s".to_owned(),
        account: AccountId::from(ACCOUNT),
        region: Region::from(HOME),
        made: Timestamp(0),
        steps: vec![step],
    };
    let seen = Confirmation::of(&plan);
    let confirmed = plan.confirm(&seen).expect("it is the plan that was seen");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut journal = Journal::open(folder.path(), "s").expect("a new journal");
    let keeper = Keeper::default();
    let cancel = Cancel::new();
    apply(&confirmed, &mut journal, &keeper, &mut |_| {}, &cancel)
        .await
        .expect("the journal can be written");
    let back = DestroyPlan::of(journal.state()).expect("something was made");
    let back = back.confirm("s", true).expect("it is the stack's name");
    destroy(&back, &mut journal, &keeper, &mut |_| {}, &cancel)
        .await
        .expect("the journal can be written");
    let permits = keeper.permits.into_inner().expect("no test panics with the lock");
    // A setting is not taken back, and its last permit is its first.
    match permits.as_slice() {
        [first, .., last] => (first.clone(), last.clone()),
        [only] => (only.clone(), only.clone()),
        [] => panic!("the executor gave none"),
    }
}

pub async fn act(fake: &FakeAws, spec: &Spec) -> Result<Outputs, ActError> {
    let (permit, _) = permits(spec).await;
    hands(fake).await.act(&permit, spec, "token").await
}

pub async fn undo(fake: &FakeAws, spec: &Spec, outputs: &[(&str, &str)]) -> Result<(), ActError> {
    let (_, permit) = permits(spec).await;
    let outputs = outputs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    hands(fake).await.undo(&permit, spec, &outputs, true).await
}

/// An account that gives one answer to one operation.
pub fn answers(operation: &'static str, reply: impl Fn(&Sent) -> Reply + Send + Sync + 'static) -> FakeAws {
    FakeAws::new(move |sent| {
        if sent.operation.starts_with(operation) {
            reply(sent)
        } else {
            otherwise()
        }
    })
}
