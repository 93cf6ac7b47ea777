//! A scan beside a bare loop of the same SDK calls, at the same concurrency,
//! over the same embedded account, in one run: `cargo bench --bench scan`.
//!
//! Keys and training jobs are read, which every team of the account has. The
//! loop makes the same calls and looks at no answer further than the next call
//! needs; the scan also makes resources of them, an inventory, and the verdicts
//! of every check. What is compared is the time of one call.

use aisec_tui::aws::collect;
use aisec_tui::aws::session::{ConnectOptions, Session};
use aisec_tui::demo::{Account, Clock, Options, Scale, connect};
use aisec_tui::inventory::{Kind, Region, Timestamp};
use aisec_tui::posture;
use futures_util::{StreamExt, stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tokio::sync::Semaphore;

const NOW: Timestamp = Timestamp(1_774_000_000);

/// Calls in flight for one service, as in a scan.
const AT_A_TIME: usize = 16;

/// Training jobs of which a scan reads the tags, in each Region.
const TAGGED: usize = 200;

/// Times 500 resources.
const SCALES: [u32; 3] = [1, 10, 100];

/// How often each side is measured; the quickest counts.
const ROUNDS: usize = 3;

/// The bare loop's side: what it may have in flight, and what it made.
#[derive(Clone)]
struct Bare {
    turns: Arc<Semaphore>,
    made: Arc<AtomicU64>,
}

impl Bare {
    fn new(made: &Arc<AtomicU64>) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
            made: Arc::clone(made),
        }
    }

    async fn call<T, E: std::fmt::Debug>(&self, send: impl Future<Output = Result<T, E>>) -> Option<T> {
        let _turn = self.turns.acquire().await.expect("nobody closes it");
        self.made.fetch_add(1, Ordering::Relaxed);
        // Keys that do not rotate say so by an error.
        send.await.ok()
    }
}

async fn keys(kms: &aws_sdk_kms::Client, bare: &Bare) {
    let mut pages = kms.list_aliases().limit(100).into_paginator().send();
    while bare.call(pages.try_next()).await.flatten().is_some() {}
}

async fn each_key(kms: &aws_sdk_kms::Client, bare: &Bare) {
    let mut marker = None;
    loop {
        let list = kms.list_keys().limit(1000).set_marker(marker.take());
        let Some(page) = bare.call(list.send()).await else {
            return;
        };
        stream::iter(page.keys())
            .for_each_concurrent(AT_A_TIME, |entry| async move {
                let id = entry.key_id().unwrap_or_default();
                let said = bare.call(kms.describe_key().key_id(id).send()).await;
                let metadata = said.and_then(|said| said.key_metadata);
                if metadata.is_none_or(|m| m.key_manager().is_some_and(|m| m.as_str() == "AWS")) {
                    return;
                }
                tokio::join!(
                    bare.call(kms.get_key_rotation_status().key_id(id).send()),
                    bare.call(kms.get_key_policy().key_id(id).policy_name("default").send()),
                    bare.call(kms.list_grants().key_id(id).limit(100).send()),
                    bare.call(kms.list_resource_tags().key_id(id).limit(50).send()),
                );
            })
            .await;
        marker = page.next_marker;
        if marker.is_none() {
            return;
        }
    }
}

async fn jobs(sagemaker: &aws_sdk_sagemaker::Client, bare: &Bare) {
    let (mut token, mut before) = (None, 0);
    loop {
        let list = sagemaker.list_training_jobs().max_results(100);
        let Some(page) = bare.call(list.set_next_token(token.take()).send()).await else {
            return;
        };
        let numbered = (before..).zip(page.training_job_summaries());
        before += page.training_job_summaries().len();
        stream::iter(numbered)
            .for_each_concurrent(AT_A_TIME, |(at, job)| async move {
                let name = job.training_job_name().unwrap_or_default();
                let describe = sagemaker.describe_training_job().training_job_name(name);
                bare.call(describe.send()).await;
                if at < TAGGED {
                    let arn = job.training_job_arn().unwrap_or_default();
                    bare.call(sagemaker.list_tags().resource_arn(arn).send()).await;
                }
            })
            .await;
        token = page.next_token;
        if token.is_none() {
            return;
        }
    }
}

/// The bare loop: seconds and calls.
async fn loop_of_calls(session: &Session) -> (f64, u64) {
    let made = Arc::default();
    let (of_kms, of_sagemaker) = (Bare::new(&made), Bare::new(&made));
    let begun = Instant::now();
    stream::iter(session.regions())
        .for_each_concurrent(None, |region| {
            let clients = session.clients(region);
            let (of_kms, of_sagemaker) = (of_kms.clone(), of_sagemaker.clone());
            async move {
                tokio::join!(
                    async {
                        keys(&clients.kms, &of_kms).await;
                        each_key(&clients.kms, &of_kms).await;
                    },
                    jobs(&clients.sagemaker, &of_sagemaker)
                );
            }
        })
        .await;
    (begun.elapsed().as_secs_f64(), made.load(Ordering::Relaxed))
}

/// The scan: seconds, calls, findings.
async fn scan(session: &Session) -> (f64, u64, usize) {
    let begun = Instant::now();
    let kinds = [Kind::KmsKey, Kind::TrainingJob];
    let (inventory, calls) = collect::inventory(session, Some(&kinds)).await;
    let report = posture::evaluate(&inventory, NOW);
    (begun.elapsed().as_secs_f64(), calls, report.findings.len())
}

async fn row(scale: u32) {
    let options = Options {
        clock: Clock::manual(NOW),
        scale: Scale::try_from(scale).expect("a scale"),
        ..Options::default()
    };
    let account = Account::open(options).await.expect("the story is told");
    let regions: Vec<Region> = account.regions().map(Region::from).collect();
    let options = ConnectOptions {
        regions,
        ..ConnectOptions::default()
    };
    let session = connect(&account, options).await.expect("a session");
    let (mut bare, mut scanned) = (f64::INFINITY, f64::INFINITY);
    let (mut bare_calls, mut scan_calls, mut findings) = (0, 0, 0);
    for _ in 0..ROUNDS {
        let (seconds, calls) = loop_of_calls(&session).await;
        bare = bare.min(seconds);
        bare_calls = calls;
        let (seconds, calls, found) = scan(&session).await;
        scanned = scanned.min(seconds);
        (scan_calls, findings) = (calls, found);
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
    let each = |seconds: f64, calls: u64| seconds / calls as f64 * 1e6;
    let (of_loop, of_scan) = (each(bare, bare_calls), each(scanned, scan_calls));
    println!(
        "{:>6} resources: loop {bare_calls} calls in {bare:.2} s ({of_loop:.0} µs each), \
         scan {scan_calls} calls in {scanned:.2} s ({of_scan:.0} µs each, {findings} findings): {:.2} times",
        scale * 500,
        of_scan / of_loop
    );
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    for scale in SCALES {
        runtime.block_on(row(scale));
    }
}
