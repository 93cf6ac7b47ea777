//! A network that loses requests and answers, and an AWS that throttles: what
//! was asked for is made once all the same.

use super::bench::{Bench, HOME, START, shape};
use super::hands::scramble;
use crate::fake_aws::{Reply, Sent, response};
use aisec_tui::aws::session::{ConnectOptions, Session};
use aisec_tui::demo::story::ABROAD;
use aisec_tui::demo::{Account, Clock};
use aisec_tui::inventory::{Inventory, Kind, Region};
use aisec_tui::stack::Scenario;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What becomes of a write.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Throttled,
    RequestLost,
    AnswerLost,
    Answered,
}

/// A network that is bad to writes; reads are tried again by the SDK itself.
#[derive(Clone, Debug)]
struct Weather {
    account: SharedHttpClient,
    seed: u64,
    writes: Arc<AtomicU64>,
    mishaps: Arc<AtomicU64>,
}

impl Weather {
    fn fate(&self, sent: &Sent) -> Fate {
        const READS: &[&str] = &["Get", "List", "Describe", "GET ", "HEAD "];
        if READS.iter().any(|verb| sent.operation.starts_with(verb)) {
            return Fate::Answered;
        }
        let write = self.writes.fetch_add(1, Ordering::Relaxed);
        let fate = match scramble(self.seed.wrapping_mul(1_000_000) + write) % 100 {
            0..20 => Fate::Throttled,
            20..35 => Fate::AnswerLost,
            35..40 => Fate::RequestLost,
            _ => return Fate::Answered,
        };
        self.mishaps.fetch_add(1, Ordering::Relaxed);
        fate
    }
}

fn slow_down(sent: &Sent) -> Reply {
    let code = ["s3", "ec2"].into_iter().find(|service| sent.is(service, ""));
    match code {
        Some("s3") => Reply::error(sent, 503, "SlowDown", "Please reduce your request rate."),
        Some(_) => Reply::error(sent, 503, "RequestLimitExceeded", "Request limit exceeded."),
        None => Reply::error(sent, 400, "ThrottlingException", "Rate exceeded"),
    }
}

/// A connector under the weather.
#[derive(Debug)]
struct Wire {
    weather: Weather,
    inner: SharedHttpConnector,
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let sent = Sent::of(&request);
        let lost = || Err(ConnectorError::io("connection reset by peer".into()));
        match self.weather.fate(&sent) {
            Fate::Answered => self.inner.call(request),
            Fate::RequestLost => HttpConnectorFuture::ready(lost()),
            Fate::Throttled => match slow_down(&sent) {
                Reply::Error(status, body) => HttpConnectorFuture::ready(Ok(response(status, body))),
                other => panic!("{other:?} is no refusal"),
            },
            Fate::AnswerLost => {
                let answer = self.inner.call(request);
                HttpConnectorFuture::new(async move {
                    let _ = answer.await;
                    lost()
                })
            }
        }
    }
}

impl HttpClient for Weather {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Wire {
            weather: self.clone(),
            inner: self.account.http_connector(settings, components),
        })
    }
}

/// A bench on an empty account that is reached through bad weather, and looked
/// at with every fifth look throttled.
async fn storm(seed: u64) -> (Bench, Weather) {
    let account = Account::new(7, Clock::manual(START));
    let weather = Weather {
        account: account.http_client(),
        seed,
        writes: Arc::default(),
        mishaps: Arc::default(),
    };
    let session = Session::connect(ConnectOptions {
        embedded: Some(SharedHttpClient::new(weather.clone())),
        regions: vec![Region::from(HOME), Region::from(ABROAD)],
        ..ConnectOptions::default()
    })
    .await
    .expect("connected");
    (Bench::over(account, session, 20), weather)
}

#[tokio::test]
async fn lost_answers_and_throttling_leave_one_of_everything_and_later_nothing() {
    let calm = Bench::empty().await;
    let plan = calm.plan(&calm.preset(Scenario::Fraud)).await;
    assert!(calm.apply(&plan).await.expect("nobody dies").is_complete());
    let (wanted, none) = (shape(&calm.scan().await), Bench::empty().await.scan().await);
    for seed in 1..=2 {
        let (bench, weather) = storm(seed).await;
        let plan = bench.plan(&bench.preset(Scenario::Fraud)).await;
        let outcome = bench.apply(&plan).await.expect("nobody dies");
        assert!(outcome.is_complete(), "{seed}: {outcome:#?}");
        assert!(weather.mishaps.load(Ordering::Relaxed) >= 10, "{weather:?}");
        assert_eq!(bench.amiss().await, [], "{seed}");
        assert_eq!(shape(&bench.scan().await), wanted, "{seed}");

        let outcome = bench.destroy().await.expect("nobody dies");
        assert!(outcome.is_complete(), "{seed}: {outcome:#?}");
        let left = bench.scan().await;
        let keys = |i: &Inventory| i.of_kind(Kind::KmsKey).count();
        assert_eq!(left.len(), none.len() + 1, "{seed}");
        assert_eq!(keys(&left), keys(&none) + 1, "{seed}");
    }
}
