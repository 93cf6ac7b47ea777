//! The embedded account under load, measured in process: how long a story of
//! 20,000 resources takes to tell and how much memory it holds, then calls a
//! second, service by service, on that account: `cargo bench --bench account`.

use aisec_tui::aws::session::ConnectOptions;
use aisec_tui::demo::{Account, Clock, Options, Scale, connect};
use aisec_tui::inventory::{Region, Timestamp};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const NOW: Timestamp = Timestamp(1_774_000_000);

/// 40 times 500 resources.
const SCALE: u32 = 40;

/// How long each row is measured.
const ROW: Duration = Duration::from_millis(700);

/// One request as it goes over the wire, without a signature that anybody checks.
struct Request {
    service: &'static str,
    method: &'static str,
    path: String,
    target: Option<&'static str>,
    content: &'static str,
    body: String,
}

/// JSON of a service that names its operations in a header.
fn json(service: &'static str, target: &'static str, body: String) -> Request {
    Request {
        service,
        method: "POST",
        path: "/".to_owned(),
        target: Some(target),
        content: "application/x-amz-json-1.1",
        body,
    }
}

/// A form: IAM, EC2, STS.
fn form(service: &'static str, body: String) -> Request {
    Request {
        service,
        method: "POST",
        path: "/".to_owned(),
        target: None,
        content: "application/x-www-form-urlencoded",
        body,
    }
}

/// A method and a path: S3, Bedrock, Macie, IoT.
fn rest(service: &'static str, method: &'static str, path: &str, body: &str) -> Request {
    Request {
        service,
        method,
        path: path.to_owned(),
        target: None,
        content: "application/json",
        body: body.to_owned(),
    }
}

async fn send(account: &Account, request: Request) {
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=AKIABENCH/20260320/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0",
        request.service
    );
    let mut headers = HeaderMap::new();
    let mut set = |name: &'static str, value: &str| {
        let value = HeaderValue::from_str(value).expect("a header");
        headers.insert(HeaderName::from_static(name), value);
    };
    set("authorization", &scope);
    set("content-type", request.content);
    if let Some(target) = request.target {
        set("x-amz-target", target);
    }
    let uri = format!(
        "https://{}.us-east-1.amazonaws.com{}",
        request.service, request.path
    );
    let answer = account
        .answer(request.method, &uri, headers, Bytes::from(request.body))
        .await;
    let said = String::from_utf8_lossy(&answer.body);
    assert!(answer.status < 300, "{uri}: {} {said}", answer.status);
}

/// Calls of one kind a second.
async fn rate(account: &Account, request: impl Fn(usize) -> Request) -> f64 {
    let begun = Instant::now();
    let mut made = 0;
    while begun.elapsed() < ROW {
        for _ in 0..10 {
            send(account, request(made)).await;
            made += 1;
        }
    }
    f64::from(u32::try_from(made).unwrap_or(u32::MAX)) / begun.elapsed().as_secs_f64()
}

/// The most memory that the process ever held, in MiB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib / 1024)
}

async fn told() -> Account {
    let options = Options {
        clock: Clock::manual(NOW),
        scale: Scale::try_from(SCALE).expect("a scale"),
        ..Options::default()
    };
    let begun = Instant::now();
    let account = Account::open(options).await.expect("the story is told");
    let seconds = begun.elapsed().as_secs_f64();
    let peak = peak().map_or("unknown".to_owned(), |mib| format!("{mib} MiB"));
    println!("story of {} resources: {seconds:.2} s, peak {peak}", SCALE * 500);
    account
}

const TARGETS: [&str; 4] = [
    "cardio-training-exec",
    "fraud-features-exec",
    "cardio-serving-exec",
    "fraud-serving-exec",
];

fn training_job(n: usize) -> Request {
    let role = "arn:aws:iam::123456789012:role/cardio-training-exec";
    json(
        "sagemaker",
        "SageMaker.CreateTrainingJob",
        format!(
            r#"{{"TrainingJobName":"throughput-{n}","RoleArn":"{role}",
            "AlgorithmSpecification":{{"TrainingImage":"123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1","TrainingInputMode":"File"}},
            "OutputDataConfig":{{"S3OutputPath":"s3://cardio-models/throughput/"}},
            "ResourceConfig":{{"InstanceType":"ml.m5.xlarge","InstanceCount":1,"VolumeSizeInGB":30}},
            "StoppingCondition":{{"MaxRuntimeInSeconds":3600}}}}"#
        ),
    )
}

/// What is measured: service, whether it reads, operation, the nth request.
type Row = (&'static str, &'static str, fn(usize) -> Request);

const ROWS: &[Row] = &[
    ("kms", "DescribeKey", |_| {
        json(
            "kms",
            "TrentService.DescribeKey",
            r#"{"KeyId":"alias/cardio-models"}"#.to_owned(),
        )
    }),
    ("kms", "ListAliases", |_| {
        json("kms", "TrentService.ListAliases", r#"{"Limit":100}"#.to_owned())
    }),
    ("kms", "CreateKey", |_| {
        json("kms", "TrentService.CreateKey", "{}".to_owned())
    }),
    ("s3", "GetBucketEncryption", |_| {
        rest("s3", "GET", "/cardio-models?encryption", "")
    }),
    ("s3", "ListObjectsV2", |_| {
        rest("s3", "GET", "/cardio-models?list-type=2", "")
    }),
    ("s3", "PutObject", |n| {
        rest(
            "s3",
            "PUT",
            &format!("/cardio-models/throughput/{n}"),
            "a kilobyte less",
        )
    }),
    ("iam", "GetRole", |n| {
        form(
            "iam",
            format!("Action=GetRole&Version=2010-05-08&RoleName={}", TARGETS[n % 4]),
        )
    }),
    ("iam", "ListRoles (100)", |_| {
        form(
            "iam",
            "Action=ListRoles&Version=2010-05-08&MaxItems=100".to_owned(),
        )
    }),
    ("iam", "CreateUser", |n| {
        form(
            "iam",
            format!("Action=CreateUser&Version=2010-05-08&UserName=throughput-{n}"),
        )
    }),
    ("ec2", "DescribeSecurityGroups by name", |_| {
        let filter = "Filter.1.Name=group-name&Filter.1.Value.1=cardio-workloads";
        form(
            "ec2",
            format!("Action=DescribeSecurityGroups&Version=2016-11-15&{filter}"),
        )
    }),
    ("ec2", "DescribeSubnets (100)", |_| {
        form(
            "ec2",
            "Action=DescribeSubnets&Version=2016-11-15&MaxResults=100".to_owned(),
        )
    }),
    ("ec2", "CreateSecurityGroup", |n| {
        let what = format!("GroupName=throughput-{n}&GroupDescription=load");
        form(
            "ec2",
            format!("Action=CreateSecurityGroup&Version=2016-11-15&{what}"),
        )
    }),
    ("sagemaker", "DescribeTrainingJob", |_| {
        let body = r#"{"TrainingJobName":"ecg-arrhythmia-2026-02"}"#;
        json("sagemaker", "SageMaker.DescribeTrainingJob", body.to_owned())
    }),
    ("sagemaker", "ListTrainingJobs (100)", |_| {
        json(
            "sagemaker",
            "SageMaker.ListTrainingJobs",
            r#"{"MaxResults":100}"#.to_owned(),
        )
    }),
    ("sagemaker", "CreateTrainingJob", training_job),
    ("kinesis", "DescribeStreamSummary", |_| {
        let body = r#"{"StreamName":"card-authorisations"}"#;
        json(
            "kinesis",
            "Kinesis_20131202.DescribeStreamSummary",
            body.to_owned(),
        )
    }),
    ("kinesis", "PutRecord", |n| {
        let body = format!(r#"{{"StreamName":"card-authorisations","PartitionKey":"{n}","Data":"e30="}}"#);
        json("kinesis", "Kinesis_20131202.PutRecord", body)
    }),
    ("bedrock", "ListGuardrails", |_| {
        rest("bedrock", "GET", "/guardrails", "")
    }),
    ("macie2", "GetMacieSession", |_| {
        rest("macie2", "GET", "/macie", "")
    }),
    ("iot", "GetPolicy", |_| {
        rest("iot", "GET", "/policies/ward-monitor", "")
    }),
    ("cloudtrail", "DescribeTrails", |_| {
        let target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails";
        json("cloudtrail", target, "{}".to_owned())
    }),
    ("cloudtrail", "LookupEvents (50 of 20,000)", |_| {
        let target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";
        json("cloudtrail", target, "{}".to_owned())
    }),
    ("sts", "GetCallerIdentity", |_| {
        form("sts", "Action=GetCallerIdentity&Version=2011-06-15".to_owned())
    }),
];

/// The same account through the SDK, as the product calls it: one call after
/// the other, reads of five services in turn.
async fn through_the_sdk(account: &Account) -> f64 {
    let session = connect(account, ConnectOptions::default())
        .await
        .expect("connected");
    let clients = session.clients(&Region::from("us-east-1"));
    let (begun, mut made) = (Instant::now(), 0_u32);
    while begun.elapsed() < 2 * ROW {
        clients
            .kms
            .describe_key()
            .key_id("alias/cardio-models")
            .send()
            .await
            .expect("a key");
        clients
            .s3
            .get_bucket_encryption()
            .bucket("cardio-models")
            .send()
            .await
            .expect("encryption");
        clients.iam.get_account_summary().send().await.expect("a summary");
        clients
            .ec2
            .get_ebs_encryption_by_default()
            .send()
            .await
            .expect("a default");
        let job = clients.sagemaker.describe_training_job();
        job.training_job_name("ecg-arrhythmia-2026-02")
            .send()
            .await
            .expect("a job");
        made += 5;
    }
    f64::from(made) / begun.elapsed().as_secs_f64()
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let account = told().await;
        let mut table = String::new();
        for (service, operation, request) in ROWS {
            let rate = rate(&account, request).await;
            let _ = writeln!(table, "{service:<12}{operation:<36}{rate:>10.0} calls/s");
        }
        print!("{table}");
        let rate = through_the_sdk(&account).await;
        println!(
            "{:<48}{rate:>10.0} calls/s",
            "five services through the SDK, in turn"
        );
    });
}
