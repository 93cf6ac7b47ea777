//! The hands of the plan engine against canned answers: what is looked at, what
//! is sent, and what AWS's words are taken for.

use crate::fake_aws::{ACCOUNT, FakeAws, HOME, Reply, Sent, otherwise};
use aisec_tui::aws::act::AwsActuator;
use aisec_tui::inventory::{AccountId, Region, Timestamp};
use aisec_tui::stack::apply::apply;
use aisec_tui::stack::destroy::{DestroyPlan, destroy};
use aisec_tui::stack::journal::Journal;
use aisec_tui::stack::progress::Cancel;
use aisec_tui::stack::spec::{Tags, TrainingJobSpec};
use aisec_tui::stack::{
    ActError, ActErrorKind, Action, Actuator, Confirmation, Difference, Observed, Outputs, Permit, Plan,
    Spec, Step,
};
use serde_json::json;
use std::sync::Mutex;

const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234";

async fn hands(fake: &FakeAws) -> AwsActuator {
    AwsActuator {
        session: fake.session(&[HOME]).await,
        region: Region::from(HOME),
    }
}

async fn observe(fake: &FakeAws, spec: &Spec) -> Result<Observed, ActError> {
    hands(fake).await.observe("s", "step", spec).await
}

/// The differences of what must be there.
async fn differences(fake: &FakeAws, spec: &Spec) -> Vec<Difference> {
    match observe(fake, spec).await.expect("it can be observed") {
        Observed::Present { differences, .. } => differences,
        Observed::Absent => panic!("it is there"),
    }
}

/// An account that does as it is told and keeps the permits.
#[derive(Default)]
struct Keeper {
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
async fn permits(spec: &Spec) -> (Permit, Permit) {
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

async fn act(fake: &FakeAws, spec: &Spec) -> Result<Outputs, ActError> {
    let (permit, _) = permits(spec).await;
    hands(fake).await.act(&permit, spec, "token").await
}

async fn undo(fake: &FakeAws, spec: &Spec, outputs: &[(&str, &str)]) -> Result<(), ActError> {
    let (_, permit) = permits(spec).await;
    let outputs = outputs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    hands(fake).await.undo(&permit, spec, &outputs, true).await
}

/// An account that gives one answer to one operation.
fn answers(operation: &'static str, reply: impl Fn(&Sent) -> Reply + Send + Sync + 'static) -> FakeAws {
    FakeAws::new(move |sent| {
        if sent.operation.starts_with(operation) {
            reply(sent)
        } else {
            otherwise()
        }
    })
}

fn bucket_policy(policy: &str) -> Spec {
    Spec::PutBucketPolicy {
        bucket: "data".to_owned(),
        policy: policy.to_owned(),
    }
}

const WANTED: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Sid":"A","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["s3:PutObject","s3:GetObject"],"Resource":["arn:aws:s3:::data/*"]},
    {"Sid":"B","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::data","Condition":{"Bool":{"aws:SecureTransport":["false"]}}}]}"#;

#[tokio::test]
async fn a_policy_that_aws_writes_another_way_is_as_wanted() {
    let kept = r#"{"Statement":[
        {"Condition":{"Bool":{"aws:securetransport":"false"}},"Resource":["arn:aws:s3:::data"],"Action":["S3:*"],"Principal":"*","Effect":"Deny","Sid":"B"},
        {"Resource":"arn:aws:s3:::data/*","Action":["s3:GetObject","s3:PutObject"],"Principal":{"AWS":["arn:aws:iam::111122223333:root"]},"Effect":"Allow","Sid":"A"}],
        "Version":"2012-10-17"}"#;
    let fake = answers("GET /?policy", |_| Reply::Ok(kept.to_owned()));
    assert_eq!(differences(&fake, &bucket_policy(WANTED)).await, []);
}

#[tokio::test]
async fn a_policy_with_another_principal_resource_or_condition_differs() {
    for (from, to) in [
        ("\"111122223333\"", "\"999988887777\""),
        ("data/*", "data/train/*"),
        ("[\"false\"]", "[\"true\"]"),
        ("\"Principal\":\"*\"", "\"Principal\":{\"AWS\":\"*\"}"),
        ("\"Deny\"", "\"Allow\""),
    ] {
        let kept = WANTED.replace(from, to);
        let fake = answers("GET /?policy", move |_| Reply::Ok(kept.clone()));
        let differences = differences(&fake, &bucket_policy(WANTED)).await;
        assert_eq!(differences.len(), 1, "{from} became {to}");
        assert_eq!(differences[0].field, "Policy");
    }
}

#[tokio::test]
async fn a_bucket_of_another_account_is_a_conflict_and_every_call_names_the_owner() {
    let fake = answers("HEAD /", |_| Reply::Error(403, String::new()));
    let spec = Spec::CreateBucket {
        bucket: "data".to_owned(),
        region: HOME.to_owned(),
    };
    let error = observe(&fake, &spec).await.expect_err("it is not ours");
    assert_eq!(error.kind, ActErrorKind::Conflict);
    assert!(error.message.contains("another account"), "{error}");
    let owner = format!("x-amz-expected-bucket-owner: {ACCOUNT}");
    for sent in fake.sent_after_connect() {
        assert!(sent.guards.contains(&owner), "{sent:?}");
    }
}

#[tokio::test]
async fn a_bucket_that_is_ours_already_is_made_and_one_that_is_taken_is_a_conflict() {
    let spec = Spec::CreateBucket {
        bucket: "data".to_owned(),
        region: HOME.to_owned(),
    };
    for (code, kind) in [
        ("BucketAlreadyOwnedByYou", None),
        ("BucketAlreadyExists", Some(ActErrorKind::Conflict)),
        ("OperationAborted", Some(ActErrorKind::Retry)),
    ] {
        let fake = answers("PUT /", move |s| Reply::error(s, 409, code, "no"));
        let made = act(&fake, &spec).await;
        assert_eq!(made.as_ref().err().map(|e| e.kind), kind, "{code}");
        let sent = fake.sent_after_connect();
        assert_eq!(sent.len(), 1, "{code}: a write is sent once");
        assert!(!sent[0].body.contains("LocationConstraint"), "{}", sent[0].body);
    }
}

#[tokio::test]
async fn a_principal_that_aws_does_not_see_yet_is_worth_another_try() {
    let spec = Spec::PutKeyPolicy {
        key_id: "1234".to_owned(),
        policy: "{}".to_owned(),
    };
    for (message, kind) in [
        (
            "Policy contains a statement with one or more invalid principals.",
            ActErrorKind::Retry,
        ),
        ("Syntax errors in policy.", ActErrorKind::Fatal),
    ] {
        let fake = answers("PutKeyPolicy", move |s| {
            Reply::error(s, 400, "MalformedPolicyDocumentException", message)
        });
        let error = act(&fake, &spec).await.expect_err("KMS refuses it");
        assert_eq!(error.kind, kind, "{message}");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_the_outcome_open_and_nothing_is_sent_twice() {
    let spec = Spec::CreateVpc {
        cidr: "10.0.0.0/16".to_owned(),
        tags: Tags::new(),
    };
    let fake = answers("CreateVpc", |_| Reply::Lost);
    let error = act(&fake, &spec).await.expect_err("no answer came");
    assert_eq!(error.kind, ActErrorKind::Ambiguous);
    assert_eq!(fake.sent_after_connect().len(), 1);
}

#[tokio::test]
async fn an_endpoint_that_is_pending_differs_in_its_state_only() {
    let endpoint = "<DescribeVpcEndpointsResponse><vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId>\
        <vpcEndpointType>Gateway</vpcEndpointType><vpcId>vpc-1</vpcId><serviceName>com.amazonaws.us-east-1.s3</serviceName>\
        <state>STATE</state><policyDocument>{}</policyDocument><routeTableIdSet><item>rtb-1</item></routeTableIdSet>\
        </item></vpcEndpointSet></DescribeVpcEndpointsResponse>";
    let spec = Spec::CreateVpcEndpoint {
        vpc_id: "vpc-1".to_owned(),
        service: "com.amazonaws.us-east-1.s3".to_owned(),
        gateway: true,
        route_table_ids: vec!["rtb-1".to_owned()],
        subnet_ids: Vec::new(),
        group_ids: Vec::new(),
        policy: "{}".to_owned(),
        tags: Tags::new(),
    };
    for (state, differing) in [
        ("pending", vec!["State"]),
        ("Available", vec![]),
        ("available", vec![]),
    ] {
        let answer = endpoint.replace("STATE", state);
        let fake = answers("DescribeVpcEndpoints", move |_| Reply::Ok(answer.clone()));
        let differences = differences(&fake, &spec).await;
        let fields: Vec<_> = differences.iter().map(|d| d.field.as_str()).collect();
        assert_eq!(fields, differing, "{state}");
    }
    for gone in ["deleting", "deleted"] {
        let answer = endpoint.replace("STATE", gone);
        let fake = answers("DescribeVpcEndpoints", move |_| Reply::Ok(answer.clone()));
        assert_eq!(observe(&fake, &spec).await, Ok(Observed::Absent), "{gone}");
    }
}

fn job() -> Spec {
    Spec::CreateTrainingJob(Box::new(TrainingJobSpec {
        job: "j".to_owned(),
        role_arn: "arn:aws:iam::111122223333:role/exec".to_owned(),
        image: "image".to_owned(),
        input_uri: "s3://data/train/".to_owned(),
        output_uri: "s3://models/".to_owned(),
        key_arn: KEY.to_owned(),
        instance_type: "ml.m5.large".to_owned(),
        instances: 1,
        volume_gb: 10,
        max_seconds: 60,
        subnet_ids: vec!["subnet-1".to_owned(), "subnet-2".to_owned()],
        group_ids: vec!["sg-1".to_owned()],
        tags: Tags::new(),
    }))
}

fn described_job() -> serde_json::Value {
    json!({
        "TrainingJobName": "j",
        "TrainingJobArn": "arn:aws:sagemaker:us-east-1:111122223333:training-job/j",
        "TrainingJobStatus": "InProgress",
        "RoleArn": "arn:aws:iam::111122223333:role/exec",
        "AlgorithmSpecification": { "TrainingImage": "image", "TrainingInputMode": "File" },
        "InputDataConfig": [{ "ChannelName": "train",
            "DataSource": { "S3DataSource": { "S3DataType": "S3Prefix", "S3Uri": "s3://data/train/" } } }],
        "OutputDataConfig": { "S3OutputPath": "s3://models/", "KmsKeyId": KEY },
        "ResourceConfig": { "InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10,
            "VolumeKmsKeyId": KEY },
        "StoppingCondition": { "MaxRuntimeInSeconds": 60 },
        "VpcConfig": { "Subnets": ["subnet-2", "subnet-1"], "SecurityGroupIds": ["sg-1"] },
        "EnableNetworkIsolation": true,
        "EnableInterContainerTrafficEncryption": true,
    })
}

fn account_with(job: serde_json::Value) -> FakeAws {
    FakeAws::new(move |sent| match sent.operation.as_str() {
        "DescribeTrainingJob" => Reply::json(&job),
        "ListTags" => Reply::json(&json!({ "Tags": [{ "Key": "aisec:stack", "Value": "s" }] })),
        _ => otherwise(),
    })
}

#[tokio::test]
async fn a_job_that_runs_is_as_wanted_and_one_that_failed_says_why() {
    assert_eq!(differences(&account_with(described_job()), &job()).await, []);
    let mut failed = described_job();
    failed["TrainingJobStatus"] = "Failed".into();
    failed["FailureReason"] = "AlgorithmError: no data".into();
    let differences = differences(&account_with(failed), &job()).await;
    assert_eq!(differences.len(), 1);
    assert!(
        differences[0].actual.contains("AlgorithmError"),
        "{differences:?}"
    );
    assert!(differences[0].is_status());
}

#[tokio::test]
async fn each_guard_of_a_job_that_is_off_is_a_difference_of_its_own() {
    for (pointer, field) in [
        ("/EnableNetworkIsolation", "EnableNetworkIsolation"),
        (
            "/EnableInterContainerTrafficEncryption",
            "EnableInterContainerTrafficEncryption",
        ),
        ("/ResourceConfig/VolumeKmsKeyId", "ResourceConfig.VolumeKmsKeyId"),
        ("/OutputDataConfig/KmsKeyId", "OutputDataConfig.KmsKeyId"),
        ("/VpcConfig/Subnets", "VpcConfig.Subnets"),
    ] {
        let mut described = described_job();
        *described.pointer_mut(pointer).expect("the job has it") = serde_json::Value::Null;
        let differences = differences(&account_with(described), &job()).await;
        let fields: Vec<_> = differences.iter().map(|d| d.field.as_str()).collect();
        assert_eq!(fields, [field]);
    }
}

fn key_account(state: &'static str, tags: &'static [(&'static str, &'static str)]) -> FakeAws {
    FakeAws::new(move |sent| match sent.operation.as_str() {
        "ListKeys" => Reply::json(&json!({ "Keys": [{ "KeyId": "1234", "KeyArn": KEY }] })),
        "ListResourceTags" => {
            let tags: Vec<_> = tags
                .iter()
                .map(|(k, v)| json!({ "TagKey": k, "TagValue": v }))
                .collect();
            Reply::json(&json!({ "Tags": tags }))
        }
        "DescribeKey" => Reply::json(&json!({ "KeyMetadata": {
            "KeyId": "1234", "Arn": KEY, "KeyState": state, "KeySpec": "SYMMETRIC_DEFAULT",
            "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS", "Enabled": state == "Enabled" } })),
        _ => otherwise(),
    })
}

fn create_key() -> Spec {
    Spec::CreateKey {
        description: "data".to_owned(),
        policy: "{}".to_owned(),
        tags: Tags::new(),
    }
}

#[tokio::test]
async fn a_key_is_found_by_the_tags_of_its_stack_and_step_unless_it_is_on_its_way_out() {
    let ours: &[_] = &[("aisec:stack", "s"), ("aisec:step", "step")];
    let found = observe(&key_account("Enabled", ours), &create_key()).await;
    let Ok(Observed::Present { outputs, owned, .. }) = found else {
        panic!("{found:?}");
    };
    assert!(owned);
    assert_eq!(outputs["KeyArn"], KEY);
    let going = observe(&key_account("PendingDeletion", ours), &create_key()).await;
    assert_eq!(going, Ok(Observed::Absent));
    let others: &[_] = &[("aisec:stack", "other"), ("aisec:step", "step")];
    let foreign = observe(&key_account("Enabled", others), &create_key()).await;
    assert_eq!(foreign, Ok(Observed::Absent));
}

#[tokio::test]
async fn a_key_is_scheduled_for_deletion_in_thirty_days_and_only_once() {
    let recorded = [("KeyId", "1234")];
    let fake = FakeAws::new(|sent| match sent.operation.as_str() {
        "DescribeKey" => Reply::json(&json!({ "KeyMetadata": { "KeyId": "1234", "KeyState": "Enabled" } })),
        "ScheduleKeyDeletion" => Reply::json(&json!({ "KeyId": KEY })),
        _ => otherwise(),
    });
    undo(&fake, &create_key(), &recorded)
        .await
        .expect("it is scheduled");
    let sent = fake.sent_after_connect();
    let call = sent
        .iter()
        .find(|s| s.operation == "ScheduleKeyDeletion")
        .expect("it is sent");
    assert!(call.body.contains("\"PendingWindowInDays\":30"), "{}", call.body);
    let going = key_account("PendingDeletion", &[]);
    undo(&going, &create_key(), &recorded)
        .await
        .expect("it is going already");
    let again = going.sent_after_connect();
    assert!(!again.iter().any(|s| s.operation == "ScheduleKeyDeletion"));
}

/// The digest of another file.
const DIGEST: &str = "b6cb0b70bfca13a58b80d0db47b2ff99d1b1abbb49bde2c1e1b0ba4b5f3a4b1e";

fn upload(path: &str, sha256: &str, bytes: u64) -> Spec {
    Spec::PutObject {
        bucket: "data".to_owned(),
        key: "train/a.csv".to_owned(),
        path: path.to_owned(),
        sha256: sha256.to_owned(),
        bytes,
        key_arn: KEY.to_owned(),
        tags: Tags::from([("aisec:stack".to_owned(), "s".to_owned())]),
    }
}

#[tokio::test]
async fn a_file_that_changed_since_the_plan_is_not_sent() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "a,b\n").expect("the file is written");
    let fake = FakeAws::new(|_| otherwise());
    let spec = upload(&file.to_string_lossy(), DIGEST, 4);
    let error = act(&fake, &spec).await.expect_err("it is another file");
    assert_eq!(error.kind, ActErrorKind::Fatal);
    assert!(error.message.contains("has changed since the plan"), "{error}");
    assert_eq!(fake.sent_after_connect(), []);
}

#[tokio::test]
async fn a_file_is_sent_encrypted_with_its_digest_and_never_over_another() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "").expect("the file is written");
    // The digest of nothing.
    let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let spec = upload(&file.to_string_lossy(), sha256, 0);
    let fake = answers("PUT /", |_| Reply::Ok(String::new()));
    let made = act(&fake, &spec).await.expect("it is sent");
    assert_eq!(made["ObjectArn"], "arn:aws:s3:::data/train/a.csv");
    let sent = fake.sent_after_connect();
    assert_eq!(sent.len(), 1);
    let wanted = [
        "if-none-match: *".to_owned(),
        "x-amz-checksum-sha256: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned(),
        format!("x-amz-expected-bucket-owner: {ACCOUNT}"),
        "x-amz-server-side-encryption-aws-kms-key-id: ".to_owned() + KEY,
        "x-amz-server-side-encryption-bucket-key-enabled: true".to_owned(),
        "x-amz-server-side-encryption: aws:kms".to_owned(),
        "x-amz-tagging: aisec%3Astack=s".to_owned(),
    ];
    assert_eq!(sent[0].guards, wanted);
}

#[tokio::test]
async fn an_object_that_is_there_and_is_another_is_left_and_is_a_conflict() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.csv");
    std::fs::write(&file, "").expect("the file is written");
    let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let fake = FakeAws::new(|sent| match sent.operation.split('?').next() {
        Some("PUT /train/a.csv") => Reply::error(sent, 412, "PreconditionFailed", "there is one"),
        Some("HEAD /train/a.csv") => Reply::Ok(String::new()),
        _ => otherwise(),
    });
    let spec = upload(&file.to_string_lossy(), sha256, 0);
    let error = act(&fake, &spec).await.expect_err("it is another object");
    assert_eq!(error.kind, ActErrorKind::Conflict);
    assert!(error.message.contains("ChecksumSHA256"), "{error}");
}

#[tokio::test]
async fn a_purge_deletes_every_version_and_every_delete_marker() {
    let listings = Mutex::new(0);
    let fake = FakeAws::new(move |sent| {
        if sent.operation.starts_with("GET /?versions") {
            let mut listings = listings.lock().expect("no test panics with the lock");
            *listings += 1;
            let objects = match *listings {
                1 => {
                    "<Version><Key>a</Key><VersionId>1</VersionId></Version>\
                      <DeleteMarker><Key>a</Key><VersionId>2</VersionId></DeleteMarker>"
                }
                _ => "",
            };
            return Reply::Ok(format!("<ListVersionsResult>{objects}</ListVersionsResult>"));
        }
        if sent.operation.starts_with("GET /?uploads") {
            return Reply::Ok("<ListMultipartUploadsResult/>".to_owned());
        }
        if sent.operation.starts_with("POST /?delete") {
            return Reply::Ok("<DeleteResult/>".to_owned());
        }
        if sent.operation.starts_with("DELETE /") {
            return Reply::Ok(String::new());
        }
        otherwise()
    });
    let spec = Spec::CreateBucket {
        bucket: "data".to_owned(),
        region: HOME.to_owned(),
    };
    undo(&fake, &spec, &[])
        .await
        .expect("the bucket is emptied and deleted");
    let sent = fake.sent_after_connect();
    let delete = sent
        .iter()
        .find(|s| s.operation.starts_with("POST /?delete"))
        .expect("one batch");
    for version in ["<VersionId>1</VersionId>", "<VersionId>2</VersionId>"] {
        assert!(delete.body.contains(version), "{}", delete.body);
    }
    assert!(sent.last().is_some_and(|s| s.operation.starts_with("DELETE /")));
}

#[tokio::test]
async fn what_is_gone_already_is_taken_back() {
    let cases = [
        (
            Spec::CreateAlias {
                alias: "alias/a".to_owned(),
                key_id: "1234".to_owned(),
            },
            "NotFoundException",
            vec![],
        ),
        (
            Spec::CreateVpc {
                cidr: "10.0.0.0/16".to_owned(),
                tags: Tags::new(),
            },
            "InvalidVpcID.NotFound",
            vec![("VpcId", "vpc-1")],
        ),
        (bucket_policy("{}"), "NoSuchBucket", vec![]),
    ];
    for (spec, code, outputs) in cases {
        let fake = FakeAws::new(move |sent| match sent.operation.as_str() {
            "GetCallerIdentity" => otherwise(),
            _ => Reply::error(sent, 404, code, "it is not there"),
        });
        assert_eq!(undo(&fake, &spec, &outputs).await, Ok(()), "{code}");
    }
}

#[tokio::test]
async fn a_step_whose_resource_is_not_on_record_is_left_as_it_is() {
    let spec = Spec::CreateVpc {
        cidr: "10.0.0.0/16".to_owned(),
        tags: Tags::new(),
    };
    let fake = FakeAws::new(|_| otherwise());
    let error = undo(&fake, &spec, &[]).await.expect_err("no id is known");
    assert_eq!(error.kind, ActErrorKind::Fatal);
    assert_eq!(fake.sent_after_connect(), []);
}
