//! An account in memory: it refuses what AWS refuses, remembers what it was
//! asked, and can be told to fail, to lose answers, or to die.

use aisec_tui::inventory::{AccountId, Region, Timestamp};
use aisec_tui::stack::{
    ActError, ActErrorKind, Action, Actuator, Blueprint, Cancel, Confirmation, ConfirmedPlan, Difference,
    Journal, Observed, Outcome, Outputs, Permit, Plan, Progress, Scenario, Spec, Stage, apply, make_plan,
};
use std::collections::{BTreeMap, VecDeque};
use std::future::{Future, pending};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

pub const ACCOUNT: &str = "111122223333";
pub const NOW: Timestamp = Timestamp(1_800_000_000);

/// What the account does to the next call of an operation.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Refuses it.
    Refuse(ActErrorKind, &'static str),
    /// Does it, and loses the answer.
    LoseAnswer,
}

/// Where the process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Death {
    /// After the intent, before the call reaches AWS.
    Before,
    /// After the call took effect, before its answer is written down.
    After,
}

#[derive(Default)]
struct Inner {
    /// What exists: identity → spec, outputs, stack that owns it.
    things: BTreeMap<String, Thing>,
    calls: Vec<String>,
    undone: Vec<String>,
    faults: BTreeMap<String, VecDeque<Fault>>,
    death: Option<(String, Death)>,
    serial: u32,
    millis: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Thing {
    spec: Spec,
    outputs: Outputs,
}

#[derive(Clone, Default)]
pub struct Account {
    inner: Arc<Mutex<Inner>>,
    died: Arc<Notify>,
}

impl Account {
    /// Every write so far, by operation and what it was about.
    pub fn calls(&self) -> Vec<String> {
        self.inner.lock().expect("no test panics with it").calls.clone()
    }

    /// Everything taken back so far.
    pub fn undone(&self) -> Vec<String> {
        self.inner.lock().expect("no test panics with it").undone.clone()
    }

    /// What exists, by identity.
    pub fn things(&self) -> Vec<String> {
        let inner = self.inner.lock().expect("no test panics with it");
        inner.things.keys().cloned().collect()
    }

    /// Milliseconds waited in all.
    pub fn waited(&self) -> u64 {
        self.inner.lock().expect("no test panics with it").millis
    }

    pub fn fault(&self, operation: &str, faults: &[Fault]) {
        let mut inner = self.inner.lock().expect("no test panics with it");
        inner
            .faults
            .insert(operation.to_owned(), faults.iter().cloned().collect());
    }

    pub fn die_at(&self, step: &str, death: Death) {
        self.inner.lock().expect("no test panics with it").death = Some((step.to_owned(), death));
    }

    /// Somebody else makes something.
    pub fn put(&self, spec: Spec) {
        let mut inner = self.inner.lock().expect("no test panics with it");
        let outputs = inner.outputs(&spec);
        inner.things.insert(identity(&spec, ""), Thing { spec, outputs });
    }

    /// Somebody else takes something away.
    pub fn take(&self, identity: &str) {
        let mut inner = self.inner.lock().expect("no test panics with it");
        assert!(inner.things.remove(identity).is_some(), "{identity} exists");
    }

    pub fn revive(&self) {
        self.inner.lock().expect("no test panics with it").death = None;
    }

    fn dies(&self, step: &str, death: Death) -> bool {
        let inner = self.inner.lock().expect("no test panics with it");
        inner.death == Some((step.to_owned(), death))
    }

    async fn die<T>(&self) -> T {
        self.died.notify_one();
        pending().await
    }
}

/// What tells a thing from others: what AWS itself goes by.
fn identity(spec: &Spec, step: &str) -> String {
    match spec {
        Spec::CreateKey { tags, .. } => {
            format!("key {}", tags.get("aisec:step").map_or(step, String::as_str))
        }
        Spec::CreateAlias { alias, .. } => format!("alias {alias}"),
        Spec::EnableKeyRotation { key_id, .. } => format!("rotation {key_id}"),
        Spec::PutKeyPolicy { key_id, .. } => format!("key-policy {key_id}"),
        Spec::CreateBucket { bucket, .. } => format!("bucket {bucket}"),
        Spec::PutObject { bucket, key, .. } => format!("object {bucket}/{key}"),
        Spec::CreateRole { role, .. } => format!("role {role}"),
        Spec::PutRolePolicy { role, name, .. } => format!("role-policy {role}/{name}"),
        Spec::CreateVpc { tags, .. } => format!("vpc {}", tags["aisec:stack"]),
        Spec::CreateSubnet { vpc_id, zone, .. } => format!("subnet {vpc_id}/{zone}"),
        Spec::CreateRouteTable { vpc_id, .. } => format!("route-table {vpc_id}"),
        Spec::AssociateRouteTable { subnet_id, .. } => format!("association {subnet_id}"),
        Spec::CreateSecurityGroup { vpc_id, name, .. } => format!("group {vpc_id}/{name}"),
        Spec::AuthorizeIngress { group_id, port, .. } => format!("ingress {group_id}:{port}"),
        Spec::CreateVpcEndpoint { vpc_id, service, .. } => format!("vpce {vpc_id}/{service}"),
        Spec::CreateTrainingJob(job) => format!("job {}", job.job),
        Spec::CreateStream { stream, .. } => format!("stream {stream}"),
        Spec::CreateModel { model, .. } => format!("model {model}"),
        Spec::CreateEndpointConfig { config, .. } => format!("config {config}"),
        Spec::CreateEndpoint { endpoint, .. } => format!("endpoint {endpoint}"),
        setting => format!("{} {step}", setting.operation()),
    }
}

fn tag(spec: &Spec) -> Option<String> {
    let value = serde_json::to_value(spec).expect("specs are JSON");
    let owner = value.get("tags")?.get("aisec:stack")?;
    owner.as_str().map(str::to_owned)
}

impl Inner {
    fn outputs(&mut self, spec: &Spec) -> Outputs {
        self.serial += 1;
        let n = self.serial;
        let pairs: Vec<(&str, String)> = match spec {
            Spec::CreateKey { .. } => vec![
                ("KeyId", format!("key-{n}")),
                ("KeyArn", format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/key-{n}")),
            ],
            Spec::CreateAlias { alias, .. } => vec![("AliasName", alias.clone())],
            Spec::CreateBucket { bucket, .. } => vec![("BucketArn", format!("arn:aws:s3:::{bucket}"))],
            Spec::CreateRole { role, .. } => vec![("RoleArn", format!("arn:aws:iam::{ACCOUNT}:role/{role}"))],
            Spec::CreateVpc { .. } => vec![("VpcId", format!("vpc-{n}"))],
            Spec::CreateSubnet { .. } => vec![("SubnetId", format!("subnet-{n}"))],
            Spec::CreateRouteTable { .. } => vec![("RouteTableId", format!("rtb-{n}"))],
            Spec::AssociateRouteTable { .. } => vec![("AssociationId", format!("rtbassoc-{n}"))],
            Spec::CreateSecurityGroup { .. } => vec![("GroupId", format!("sg-{n}"))],
            Spec::CreateVpcEndpoint { .. } => vec![("VpcEndpointId", format!("vpce-{n}"))],
            _ => Vec::new(),
        };
        pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
    }

    fn make(&mut self, step: &str, spec: &Spec) -> Result<Outputs, ActError> {
        let id = identity(spec, step);
        self.calls.push(id.clone());
        if self.things.contains_key(&id) && !spec.changes_in_place() {
            let message = format!("{id} exists already");
            return Err(refused(spec, ActErrorKind::Conflict, &message));
        }
        let outputs = self.outputs(spec);
        let thing = Thing {
            spec: spec.clone(),
            outputs: outputs.clone(),
        };
        self.things.insert(id, thing);
        Ok(outputs)
    }

    fn owner(&self, spec: &Spec) -> Option<String> {
        let Spec::CreateBucket { bucket, .. } = spec else {
            return tag(spec);
        };
        self.things.values().find_map(|t| match &t.spec {
            Spec::PutBucketTagging { bucket: b, tags } if b == bucket => tags.get("aisec:stack").cloned(),
            _ => None,
        })
    }
}

fn refused(spec: &Spec, kind: ActErrorKind, message: &str) -> ActError {
    ActError {
        operation: spec.operation().to_owned(),
        kind,
        message: message.to_owned(),
    }
}

/// The fields in which two specs differ, as the AWS room would report them.
/// A key's policy is compared by the step that puts it.
fn differences(actual: &Spec, wanted: &Spec) -> Vec<Difference> {
    let (actual, wanted) = [actual, wanted]
        .map(|s| serde_json::to_value(s).expect("specs are JSON"))
        .into();
    let is_key = wanted["call"] == "CreateKey";
    let map = wanted.as_object().expect("specs are objects");
    map.iter()
        .filter(|(k, v)| actual[k.as_str()] != **v && *k != "tags" && !(is_key && *k == "policy"))
        .map(|(k, v)| Difference {
            field: k.clone(),
            actual: actual[k.as_str()].to_string(),
            wanted: v.to_string(),
        })
        .collect()
}

impl Actuator for Account {
    async fn observe(&self, stack: &str, step: &str, spec: &Spec) -> Result<Observed, ActError> {
        let inner = self.inner.lock().expect("no test panics with it");
        let Some(thing) = inner.things.get(&identity(spec, step)) else {
            return Ok(Observed::Absent);
        };
        Ok(Observed::Present {
            outputs: thing.outputs.clone(),
            differences: differences(&thing.spec, spec),
            owned: spec.is_setting() || inner.owner(&thing.spec).as_deref() == Some(stack),
        })
    }

    async fn act(&self, permit: &Permit, spec: &Spec, _token: &str) -> Result<Outputs, ActError> {
        assert!(permit.covers(spec.operation()), "the permit covers the call");
        if self.dies(permit.step(), Death::Before) {
            return self.die().await;
        }
        let result = {
            let mut inner = self.inner.lock().expect("no test panics with it");
            let fault = inner
                .faults
                .get_mut(spec.operation())
                .and_then(VecDeque::pop_front);
            match fault {
                Some(Fault::Refuse(kind, message)) => Err(refused(spec, kind, message)),
                Some(Fault::LoseAnswer) => {
                    inner.make(permit.step(), spec)?;
                    Err(refused(spec, ActErrorKind::Ambiguous, "the connection was lost"))
                }
                None => inner.make(permit.step(), spec),
            }
        };
        if self.dies(permit.step(), Death::After) {
            return self.die().await;
        }
        result
    }

    async fn undo(
        &self,
        permit: &Permit,
        spec: &Spec,
        _outputs: &Outputs,
        purge: bool,
    ) -> Result<(), ActError> {
        let mut inner = self.inner.lock().expect("no test panics with it");
        let id = identity(spec, permit.step());
        if let Spec::CreateBucket { bucket, .. } = spec {
            let holds = |i: &Inner| {
                i.things
                    .keys()
                    .any(|k| k.starts_with(&format!("object {bucket}/")))
            };
            if holds(&inner) && !(purge && permit.covers("s3:DeleteObjects")) {
                return Err(refused(spec, ActErrorKind::Fatal, "BucketNotEmpty"));
            }
            inner
                .things
                .retain(|k, _| !k.starts_with(&format!("object {bucket}/")));
            // Settings go with the bucket.
            let gone = |s: &Spec| {
                let value = serde_json::to_value(s).expect("specs are JSON");
                s.operation().starts_with("s3:") && value["bucket"] == bucket.as_str()
            };
            inner.things.retain(|_, t| !gone(&t.spec));
        }
        if matches!(spec, Spec::CreateKey { .. }) {
            inner
                .things
                .retain(|k, _| !k.starts_with("rotation") && !k.starts_with("key-policy"));
        }
        if matches!(spec, Spec::CreateVpc { .. }) {
            inner.things.retain(|k, _| !k.starts_with("ec2:ModifyVpc"));
        }
        if matches!(spec, Spec::CreateStream { .. }) {
            inner.things.retain(|k, _| !k.starts_with("kinesis:Start"));
        }
        inner.things.remove(&id);
        inner.undone.push(id);
        Ok(())
    }

    async fn pause(&self, millis: u64) {
        self.inner.lock().expect("no test panics with it").millis += millis;
    }

    fn now(&self) -> Timestamp {
        NOW
    }
}

pub fn account_id() -> AccountId {
    AccountId::new(ACCOUNT)
}

pub fn region() -> Region {
    Region::new("us-east-1")
}

pub fn preset(scenario: Scenario) -> Blueprint {
    Blueprint::preset(scenario, "ward", Stage::Dev, &region())
}

/// As few steps as show every kind of step: a zone, two endpoints.
pub fn small(scenario: Scenario) -> Blueprint {
    let mut blueprint = preset(scenario);
    blueprint.network.endpoints = Some(vec!["s3".to_owned(), "kms".to_owned()]);
    blueprint.network.vpc = aisec_tui::stack::Vpc::Create {
        cidr: "10.0.0.0/24".to_owned(),
        zones: vec!["us-east-1a".to_owned()],
    };
    blueprint
}

pub async fn plan(account: &Account, blueprint: &Blueprint) -> Plan {
    make_plan(blueprint, &account_id(), NOW, account)
        .await
        .expect("a plan can be made")
}

pub fn confirmed(plan: &Plan) -> ConfirmedPlan {
    plan.clone()
        .confirm(&Confirmation::of(plan))
        .expect("it is the plan that was seen")
}

pub async fn run(account: &Account, plan: &Plan, directory: &Path) -> (Outcome, Vec<Progress>) {
    let mut journal = Journal::open(directory, &plan.stack).expect("a journal");
    let mut seen = Vec::new();
    let outcome = apply(
        &confirmed(plan),
        &mut journal,
        account,
        &mut |p| seen.push(p),
        &Cancel::new(),
    )
    .await
    .expect("the journal can be written");
    (outcome, seen)
}

/// Runs until the account kills the process: the run's future is dropped where
/// it stands, and with it everything that is only in memory.
pub async fn run_until_death(account: &Account, plan: &Plan, directory: &Path) {
    tokio::select! {
        biased;
        () = account.died.notified() => {}
        (outcome, _) = run(account, plan, directory) => panic!("it lived: {outcome:?}"),
    }
    account.revive();
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(future)
}

pub fn writes(plan: &Plan) -> usize {
    plan.steps.iter().filter(|s| s.action == Action::Create).count()
}
