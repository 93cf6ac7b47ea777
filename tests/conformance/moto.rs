//! The cases against moto, an emulator that others wrote: where it does not
//! answer as the case wants, `moto.tsv` says what it does and where AWS
//! documents the other. Nothing differs unlisted, and nothing listed agrees.
//!
//! `AISEC_TUI_MOTO=update` writes the list anew. Rows of cases that still
//! differ are kept; new ones say what the case met, and have a `?` for the
//! side, which a person replaces: a case that AWS does not document is mended.
//!
//! - [`words`]: what a case met, in words

mod words;

use crate::moto_server::Moto;
use crate::place::{Aws, Case, OursOnly, plain_connector, runtime};
use crate::table;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// How many motos share the work: each answers one request at a time.
const MOTOS: usize = 2;
/// A case that takes longer waits for what moto never does.
const PATIENCE: Duration = Duration::from_secs(30);
/// What precedes the rows.
const HEAD: &str = "\
# Where moto 5.2.1 answers a conformance case differently from the embedded account.
# side: ours (AWS documents what the embedded account does), moto (AWS documents what moto
# does), open (AWS leaves it to the service).
# case\tside\twhere AWS documents it\twhat moto does
";

/// How a case ended on moto.
enum End {
    Agrees,
    /// It needs what only our account has.
    OursOnly(&'static str),
    /// It came upon something that moto has not got.
    Missing,
    Differs(String),
}

/// A row of the list.
#[derive(Clone)]
struct Row {
    side: String,
    documented: String,
    moto: String,
}

#[test]
fn where_moto_differs_is_listed_with_the_side_that_aws_documents() {
    words::listen();
    let update = std::env::var("AISEC_TUI_MOTO").is_ok_and(|v| v == "update");
    let ends = all_cases();
    if update {
        std::fs::write(path(), list_anew(&ends)).expect("the list is written");
    }
    let listed = list();
    let mut faults = Vec::new();
    let (mut agree, mut missing, mut ours) = (0, 0, BTreeMap::new());
    for (case, end) in &ends {
        let row = listed.get(&case.0);
        match end {
            End::Differs(how) if row.is_none() => {
                faults.push(format!("{} differs and is not listed: {how}", case.0));
            }
            End::Differs(_) => {}
            _ if row.is_some() => faults.push(format!("{} is listed and does not differ", case.0)),
            End::Agrees => agree += 1,
            End::Missing => missing += 1,
            End::OursOnly(why) => *ours.entry(*why).or_insert(0) += 1,
        }
    }
    for (case, row) in &listed {
        if !ends.iter().any(|(known, _)| known.0 == *case) {
            faults.push(format!("{case} is listed and there is no such case"));
        }
        let documented = row.documented.starts_with("https://docs.aws.amazon.com/");
        if !matches!(row.side.as_str(), "ours" | "moto" | "open") || !documented || row.moto.is_empty() {
            faults.push(format!("{case}: say which side AWS documents, and where"));
        }
    }
    println!(
        "{} cases: {agree} agree, {} differ, {missing} meet what moto has not implemented, {ours:?}",
        ends.len(),
        listed.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A case's name with its file, and what it is about.
type Named = (String, &'static Case);

/// Every case on a fresh moto, in the order of the files.
fn all_cases() -> Vec<(Named, End)> {
    let cases: Vec<Named> = table::cases()
        .map(|(file, case)| (format!("{file}::{}", case.name), case))
        .collect();
    let next = AtomicUsize::new(0);
    let mut ends: Vec<(usize, End)> = std::thread::scope(|scope| {
        let work = || {
            let moto = Moto::launch(&["--candid"], false);
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::SeqCst);
                let Some((_, case)) = cases.get(at) else {
                    return done;
                };
                moto.reset();
                done.push((at, end(&moto.url(), case)));
            }
        };
        let workers: Vec<_> = (0..MOTOS).map(|_| scope.spawn(work)).collect();
        let done = workers.into_iter().map(|w| w.join().expect("a worker ends"));
        done.flatten().collect()
    });
    ends.sort_by_key(|(at, _)| *at);
    cases
        .into_iter()
        .zip(ends.into_iter().map(|(_, end)| end))
        .collect()
}

/// Runs a case on an empty moto. It has a thread of its own, because that is
/// where its panic ends, with room for the SDKs' largest shapes.
fn end(url: &str, case: &'static Case) -> End {
    let missing = Arc::new(AtomicBool::new(false));
    let aws = listening(url, &missing);
    let run = case.run;
    let thread = std::thread::Builder::new()
        .name(words::THREAD.to_owned())
        .stack_size(16 << 20);
    let ended = thread.spawn(move || {
        let patient = async { tokio::time::timeout(PATIENCE, run(aws)).await };
        let ended = catch_unwind(AssertUnwindSafe(|| runtime().block_on(patient)));
        ended.map_err(|thrown| (thrown, words::place()))
    });
    let (thrown, place) = match ended.expect("a thread").join().expect("it catches its panic") {
        Ok(Ok(())) => return End::Agrees,
        Ok(Err(_)) => return End::Differs("does not come to an end in half a minute".to_owned()),
        Err(thrown) => thrown,
    };
    let said = words::message(&*thrown);
    match thrown.downcast_ref() {
        Some(&OursOnly(why)) => End::OursOnly(why),
        None if missing.load(Ordering::SeqCst) => End::Missing,
        None if words::tells_our_time(&said) => End::OursOnly("it has a time of its own"),
        None => End::Differs(words::of(&said, &place)),
    }
}

/// An AWS whose answers are looked at on their way.
fn listening(url: &str, missing: &Arc<AtomicBool>) -> Aws {
    let connector = SharedHttpConnector::new(Listening {
        plain: plain_connector(),
        missing: Arc::clone(missing),
    });
    Aws::through(url, http_client_fn(move |_, _| connector.clone()))
}

/// Notes that moto said that it has not implemented something.
#[derive(Debug)]
struct Listening {
    plain: SharedHttpConnector,
    missing: Arc<AtomicBool>,
}

impl HttpConnector for Listening {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.plain.call(request);
        let missing = Arc::clone(&self.missing);
        HttpConnectorFuture::new(async move {
            let answer = answer.await?;
            if answer.status().as_u16() == 501 {
                missing.store(true, Ordering::SeqCst);
            }
            Ok(answer)
        })
    }
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/moto.tsv")
}

/// The list as it is checked in.
fn list() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(path()).unwrap_or_default();
    let rows = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    rows.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [case, side, documented, moto] = fields[..] else {
            panic!("four fields: {line}");
        };
        let row = Row {
            side: side.to_owned(),
            documented: documented.to_owned(),
            moto: moto.to_owned(),
        };
        (case.to_owned(), row)
    })
    .collect()
}

/// The list as it should be, but for what a person has to say.
fn list_anew(ends: &[(Named, End)]) -> String {
    let old = list();
    let rows = ends.iter().filter_map(|((name, case), end)| {
        let End::Differs(how) = end else { return None };
        let row = old.get(name).cloned().unwrap_or_else(|| Row {
            side: "?".to_owned(),
            documented: documentation(case),
            moto: how.clone(),
        });
        Some(format!(
            "{name}\t{}\t{}\t{}\n",
            row.side, row.documented, row.moto
        ))
    });
    HEAD.to_owned() + &rows.collect::<String>()
}

/// The page of AWS's API reference about a case's operation.
fn documentation(case: &Case) -> String {
    let folder = match case.service {
        "cloudtrail" => "awscloudtrail/latest/APIReference",
        "ec2" => "AWSEC2/latest/APIReference",
        "iam" => "IAM/latest/APIReference",
        "iot" => "iot/latest/apireference",
        "logs" => "AmazonCloudWatchLogs/latest/APIReference",
        // Its pages are of resources, not of operations.
        "macie2" => {
            return "https://docs.aws.amazon.com/macie/latest/APIReference/operations.html".to_owned();
        }
        "cloudwatch" => "AmazonCloudWatch/latest/APIReference",
        "s3" | "s3control" => "AmazonS3/latest/API",
        "securityhub" => "securityhub/1.0/APIReference",
        "sns" => "sns/latest/api",
        "sts" => "STS/latest/APIReference",
        // access-analyzer, bedrock, guardduty, kinesis, kms, sagemaker
        service => {
            let page = case.operation;
            return format!("https://docs.aws.amazon.com/{service}/latest/APIReference/API_{page}.html");
        }
    };
    format!("https://docs.aws.amazon.com/{folder}/API_{}.html", case.operation)
}
