//! Decisions per second of the evaluator, in both its forms, on the policies
//! of a training job: role, bucket, key, endpoint, organisation. With
//! `AISEC_IAM_ORACLE` set, also the ratio to that engine on the same cases.

use aisec_tui::policy::Document;
use aisec_tui::policy::evaluate::{Compiled, Outcome, Policies, Request, decide};
use criterion::{Criterion, Throughput};
use std::hint::black_box;

const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/ml-train-exec/SageMaker";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ORGANISATION: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"*","Resource":"*"},
    {"Effect":"Deny","Action":["cloudtrail:StopLogging","cloudtrail:DeleteTrail","macie2:DisableMacie"],"Resource":"*"},
    {"Effect":"Deny","NotAction":["iam:*","sts:*","organizations:*","support:*"],"Resource":"*",
     "Condition":{"StringNotEquals":{"aws:RequestedRegion":["us-east-1","eu-central-1"]}}}]}"#;

/// The policy of a fixture, which carries a title and a source beside it.
fn fixture(text: &str) -> Document {
    let file: serde_json::Value = serde_json::from_str(text).expect("a fixture is JSON");
    Document::parse(&file["policy"].to_string()).expect("a fixture has a policy")
}

fn asked(action: &str, resource: &str) -> Request {
    Request::new(SESSION, action, resource)
        .owned_by("111122223333")
        .with("aws:PrincipalArn", "arn:aws:iam::111122223333:role/ml-train-exec")
        .with("aws:SecureTransport", "true")
        .with("aws:SourceVpce", "vpce-0a1b2c3d4e5f60718")
        .with("aws:RequestedRegion", "us-east-1")
        .with("aws:CurrentTime", "2026-01-01T00:00:00Z")
        .with("aws:PrincipalOrgID", "o-a1b2c3d4e5")
        .with("aws:ViaAWSService", "false")
        .with("s3:TlsVersion", "1.3")
        .with("kms:ViaService", "s3.us-east-1.amazonaws.com")
        .with("kms:CallerAccount", "111122223333")
        .with_aws_keys()
}

/// The requests of a training job, some of them refused, each with its policies.
fn questions() -> Vec<(Request, Policies, Outcome)> {
    let role = fixture(include_str!("../everyday/fixtures/policies/training-exec.json"));
    let bucket = fixture(include_str!("../everyday/fixtures/policies/s3-bucket.json"));
    let key = fixture(include_str!("../everyday/fixtures/policies/kms-key.json"));
    let endpoint = fixture(include_str!("../everyday/fixtures/policies/vpce-s3.json"));
    let organisation = Document::parse(ORGANISATION).expect("well formed");
    let of = |resource: Option<&Document>, vpce: Option<&Document>| Policies {
        identity: vec![role.clone()],
        resource: resource.cloned(),
        scps: vec![vec![organisation.clone()], vec![organisation.clone()]],
        vpce: vpce.cloned().into_iter().collect(),
        ..Policies::default()
    };
    let object = |key: &str| format!("arn:aws:s3:::ml-input-111122223333/{key}");
    let group =
        "arn:aws:logs:us-east-1:111122223333:log-group:/aws/sagemaker/TrainingJobs:log-stream:j/algo-1";
    let bucket = of(Some(&bucket), Some(&endpoint));
    let plain = of(None, None);
    let read = asked("s3:GetObject", &object("train/part-00001.parquet"));
    let clear = read.clone().with("aws:SecureTransport", "false");
    vec![
        (read, bucket.clone(), Outcome::Allowed),
        (clear, bucket.clone(), Outcome::ExplicitlyDenied),
        (
            asked("s3:GetObject", &object("other/x")),
            bucket.clone(),
            Outcome::ImplicitlyDenied,
        ),
        (
            asked("s3:PutObject", &object("train/x")),
            bucket,
            Outcome::ImplicitlyDenied,
        ),
        (asked("kms:Decrypt", KEY), of(Some(&key), None), Outcome::Allowed),
        (
            asked("kms:ScheduleKeyDeletion", KEY),
            of(Some(&key), None),
            Outcome::ImplicitlyDenied,
        ),
        (asked("logs:PutLogEvents", group), plain.clone(), Outcome::Allowed),
        (asked("ec2:DescribeSubnets", "*"), plain, Outcome::Allowed),
    ]
}

/// Times both forms over all the questions.
pub fn decisions(c: &mut Criterion) {
    let questions = questions();
    let compiled: Vec<(Request, Compiled)> = questions
        .iter()
        .map(|(request, policies, wanted)| {
            let ready = Compiled::new(policies);
            assert_eq!(ready.decide(request), *wanted, "{request:?}");
            (request.clone(), ready)
        })
        .collect();
    let mut group = c.benchmark_group("decisions");
    group.throughput(Throughput::Elements(compiled.len() as u64));
    group.bench_function("compiled", |b| {
        b.iter(|| {
            for (request, ready) in &compiled {
                black_box(ready.decide(black_box(request)));
            }
        });
    });
    group.bench_function("explained", |b| {
        b.iter(|| {
            for (request, policies, _) in &questions {
                black_box(decide(black_box(request), policies));
            }
        });
    });
    group.bench_function("compiling", |b| {
        b.iter(|| {
            for (_, policies, _) in &questions {
                black_box(Compiled::new(black_box(policies)));
            }
        });
    });
    group.finish();
    super::oracle::ratio(&questions);
}
