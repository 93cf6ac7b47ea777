//! AWS → typed resources, as they come.
//!
//! - [`listing`]: one kind in one Region: pages, resources found, gaps
//! - [`answer`]: an answer or a gap, field by field
//! - one file a service: `kms` (and `kms_enclave`), `s3` (and `s3_more`, `s3_account`,
//!   `directory_buckets`), `iam` (and `iam_account`, `iam_report`, `iam_access`),
//!   `analyzer`, `sagemaker` (and `studio`, `jobs`, `tuning`, `monitoring`, `registry`), `ec2` (and `network`, `edge`, `crossings`,
//!   `disks`, `machines`, whose `user_data` is looked at and let go), `macie` (and `macie_findings`),
//!   `cloudtrail` (and `event_stores`, `activity`), `logs`, `cloudwatch`,
//!   `guardduty`, `config`, `bedrock`, `kinesis`, `iot`
//!
//! Every kind that is asked for ends with a `Completed` in each Region, after
//! its resources and gaps. A list that fails is a gap; a detail that fails is
//! an unknown field; nothing is dropped. A resource that is deleted while it
//! is read is left out.

mod activity;
mod agentcore;
mod analyzer;
mod answer;
mod api_keys;
mod bedrock;
mod bedrock_agent;
mod bedrock_models;
mod cloudtrail;
mod cloudwatch;
mod config;
mod crossings;
mod directory_buckets;
mod disks;
mod ec2;
mod edge;
mod event_stores;
mod firehose;
mod guardduty;
mod iam;
mod iam_access;
mod iam_account;
mod iam_report;
mod iot;
mod iot_devices;
mod jobs;
mod kinesis;
mod kms;
mod kms_enclave;
mod listing;
mod logs;
mod machines;
mod macie;
mod macie_findings;
mod monitoring;
mod network;
mod registry;
mod s3;
mod s3_account;
mod s3_more;
mod sagemaker;
mod studio;
mod tuning;
mod user_data;

use super::session::{Clients, Session, now};
use crate::inventory::{Arn, Delta, Gap, GapKind, Inventory, Kind, Region, Resource, ScopeGap, Timestamp};
use futures_util::future::BoxFuture;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// What a collection says, in the order in which it learns it.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// A resource was read.
    Resource(Box<Resource>),
    /// A kind could not be listed, in part or whole.
    Gap(ScopeGap),
    /// A kind was listed in a Region, to its end or to a gap.
    Completed {
        /// The kind.
        kind: Kind,
        /// Where; `global` for IAM.
        region: Region,
        /// Every resource of it that was found.
        seen: HashSet<Arn>,
        /// When the listing ended.
        at: Timestamp,
        /// Whether it ran to its end: no gap was met, older ones are mended.
        whole: bool,
    },
    /// Everything that was asked for was tried.
    Finished {
        /// Requests sent by the session so far.
        calls: u64,
    },
}

/// Where a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Once in each Region.
    EachRegion,
    /// Once, with the first Region's clients.
    Once,
}

type Work = fn(Scope) -> BoxFuture<'static, ()>;

/// Kinds that come from the same calls.
struct Job {
    kinds: &'static [Kind],
    place: Place,
    work: Work,
}

macro_rules! jobs {
    ($($place:ident [$($kind:ident),+] => $work:path;)+) => {
        &[$(Job {
            kinds: &[$(Kind::$kind),+],
            place: Place::$place,
            work: |scope| Box::pin($work(scope)),
        },)+]
    };
}

/// Every job. A new kind is a row here and a function in its service's file.
const JOBS: &[Job] = jobs! {
    EachRegion [KmsKey] => kms::keys;
    Once [Bucket] => s3::buckets;
    EachRegion [DirectoryBucket] => directory_buckets::all;
    Once [Role, User, Group, ManagedPolicy, AccountSummary] => iam::all;
    EachRegion [Analyzer] => analyzer::analyzers;
    Once [S3Account] => s3_account::account;
    EachRegion [AccessPoint] => s3_account::access_points;
    Once [MultiRegionAccessPoint] => s3_account::multi_region;
    EachRegion [ExpectedBucket] => s3_account::expected_buckets;
    EachRegion [Notebook] => sagemaker::notebooks;
    EachRegion [Model] => sagemaker::models;
    EachRegion [EndpointConfig] => sagemaker::endpoint_configs;
    EachRegion [Endpoint] => sagemaker::endpoints;
    EachRegion [Domain] => studio::domains;
    EachRegion [LifecycleConfig] => studio::lifecycle_configs;
    EachRegion [TrainingJob] => jobs::training;
    EachRegion [ProcessingJob] => jobs::processing;
    EachRegion [TransformJob] => jobs::transform;
    EachRegion [TuningJob] => tuning::tuning;
    EachRegion [CompilationJob] => tuning::compilation;
    EachRegion [AutomlJob] => tuning::automl;
    EachRegion [MonitoringDefinition] => monitoring::definitions;
    EachRegion [MonitoringSchedule] => monitoring::schedules;
    EachRegion [InferenceExperiment] => monitoring::experiments;
    EachRegion [FeatureGroup] => registry::feature_groups;
    EachRegion [ModelPackageGroup, ModelPackage] => registry::packages;
    EachRegion [Vpc] => network::vpcs;
    EachRegion [Subnet] => network::subnets;
    EachRegion [SecurityGroup] => network::security_groups;
    EachRegion [RouteTable] => network::route_tables;
    EachRegion [VpcEndpoint] => ec2::vpc_endpoints;
    EachRegion [FlowLog] => ec2::flow_logs;
    EachRegion [EbsDefaults] => ec2::ebs_defaults;
    EachRegion [NetworkAcl] => edge::network_acls;
    EachRegion [Ec2Settings] => edge::settings;
    EachRegion [TransitGateway] => crossings::transit_gateways;
    EachRegion [EndpointService] => crossings::endpoint_services;
    EachRegion [PeeringConnection] => crossings::peerings;
    EachRegion [Volume] => disks::volumes;
    EachRegion [Snapshot] => disks::snapshots;
    EachRegion [Image] => disks::images;
    EachRegion [Instance] => machines::instances;
    EachRegion [LaunchTemplate] => machines::launch_templates;
    EachRegion [SpotFleet] => machines::spot_fleets;
    EachRegion [MacieSession, MacieJob] => macie::session_and_jobs;
    Once [Trail] => cloudtrail::trails;
    EachRegion [RecentActivity] => activity::recent;
    EachRegion [EventDataStore] => event_stores::stores;
    EachRegion [GuardDutyDetector] => guardduty::detectors;
    EachRegion [ConfigRecorder] => config::recorders;
    EachRegion [LogGroup] => logs::groups;
    EachRegion [CloudWatchAlarm] => cloudwatch::alarms;
    EachRegion [Guardrail] => bedrock::guardrails;
    EachRegion [GuardrailEnforcement] => bedrock::enforcement;
    EachRegion [InvocationLogging] => bedrock::invocation_logging;
    EachRegion [CustomModel] => bedrock_models::custom;
    EachRegion [ImportedModel] => bedrock_models::imported;
    EachRegion [CustomizationJob] => bedrock_models::customization_jobs;
    EachRegion [InvocationJob] => bedrock_models::invocation_jobs;
    EachRegion [Agent] => bedrock_agent::agents;
    EachRegion [DataSource] => bedrock_agent::data_sources;
    EachRegion [Prompt] => bedrock_agent::prompts;
    EachRegion [Flow] => bedrock_agent::flows;
    EachRegion [AgentRuntime] => agentcore::runtimes;
    EachRegion [AgentGateway] => agentcore::gateways;
    EachRegion [AgentMemory] => agentcore::memories;
    EachRegion [AgentBrowser] => agentcore::browsers;
    EachRegion [CodeInterpreter] => agentcore::interpreters;
    EachRegion [KinesisStream] => kinesis::streams;
    EachRegion [IotPolicy] => iot::policies;
    EachRegion [IotRoleAlias] => iot::role_aliases;
    EachRegion [IotCertificate] => iot_devices::certificates;
    EachRegion [IotCaCertificate] => iot_devices::ca_certificates;
    EachRegion [IotLogging] => iot::logging;
    EachRegion [IotControl] => iot::controls;
    EachRegion [IotDomain] => iot::domains;
    EachRegion [DeliveryStream] => firehose::delivery_streams;
    Once [BedrockApiKey] => api_keys::of_bedrock;
};

/// One job's surroundings.
#[derive(Clone, Debug)]
struct Scope {
    session: Session,
    region: Region,
    clients: Arc<Clients>,
    wanted: Option<Arc<[Kind]>>,
    out: mpsc::Sender<Observation>,
}

impl Scope {
    fn wants(&self, kind: Kind) -> bool {
        self.wanted.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Sends an observation; a receiver that is gone stops the whole
    /// collection in [`run`].
    async fn say(&self, observation: Observation) {
        let _ = self.out.send(observation).await;
    }
}

/// Reads every kind that is asked for (all when `None`) in the session's
/// Regions and sends what it finds. Ends after `Finished`; stops early when
/// the receiver is dropped, or when the future itself is.
pub async fn run(session: &Session, kinds: Option<&[Kind]>, out: mpsc::Sender<Observation>) {
    let wanted: Option<Arc<[Kind]>> = kinds.map(Arc::from);
    let mut tasks = JoinSet::new();
    let mut running = HashMap::new();
    for job in JOBS {
        let regions = match job.place {
            Place::EachRegion => session.regions(),
            Place::Once => &session.regions()[..1],
        };
        for region in regions {
            let scope = Scope {
                session: session.clone(),
                region: region.clone(),
                clients: session.clients(region),
                wanted: wanted.clone(),
                out: out.clone(),
            };
            if job.kinds.iter().any(|kind| scope.wants(*kind)) {
                let handle = tasks.spawn((job.work)(scope));
                running.insert(handle.id(), (job, region.clone()));
            }
        }
    }
    loop {
        let ended = tokio::select! {
            () = out.closed() => return,
            ended = tasks.join_next_with_id() => ended,
        };
        match ended {
            None => break,
            Some(Ok(_)) => {}
            Some(Err(fault)) => {
                // A defect of ours in one service must not look like an
                // account without resources.
                if let Some((job, region)) = running.get(&fault.id()) {
                    for gap in faults(session, job, region) {
                        let _ = out.send(Observation::Gap(gap)).await;
                    }
                }
            }
        }
    }
    let calls = session.calls();
    let _ = out.send(Observation::Finished { calls }).await;
}

/// The gaps that a failed job leaves.
fn faults(session: &Session, job: &Job, region: &Region) -> Vec<ScopeGap> {
    let regions = match job.place {
        Place::EachRegion => vec![region.clone()],
        Place::Once if job.kinds[0].service() == "iam" => vec![Region::global()],
        Place::Once => session.regions().to_vec(),
    };
    let each = |kind: Kind| {
        regions.clone().into_iter().map(move |region| ScopeGap {
            kind,
            region,
            gap: Gap {
                operation: kind.service().to_owned(),
                kind: GapKind::Failed,
                message: "the collector stopped on an internal fault".to_owned(),
            },
        })
    };
    job.kinds.iter().copied().flat_map(each).collect()
}

/// Puts an observation into an inventory and says what changed.
pub fn apply(inventory: &mut Inventory, observation: Observation) -> Delta {
    match observation {
        Observation::Resource(resource) => inventory.upsert(*resource),
        Observation::Gap(gap) => {
            inventory.add_gap(gap);
            Delta::default()
        }
        Observation::Completed {
            kind,
            region,
            seen,
            at,
            whole,
        } => {
            if whole {
                inventory.clear_gaps(kind, &region);
            }
            inventory.complete(kind, &region, &seen, at)
        }
        Observation::Finished { .. } => Delta::default(),
    }
}

/// Reads everything that is asked for into a new inventory; also the number of
/// requests that it took.
pub async fn inventory(session: &Session, kinds: Option<&[Kind]>) -> (Inventory, u64) {
    inventory_watched(session, kinds, |_| {}).await
}

/// How far a reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Resources found so far.
    pub resources: usize,
    /// The share of kinds and Regions that were listed to their end, 0 to 1.
    pub share: f64,
}

/// As [`inventory`], telling how far it is after each thing it learns.
pub async fn inventory_watched(
    session: &Session,
    kinds: Option<&[Kind]>,
    mut tell: impl FnMut(Progress),
) -> (Inventory, u64) {
    let all = kinds.unwrap_or(Kind::ALL).len() * session.regions().len();
    let (mut listed, mut places) = (HashSet::new(), 0);
    let before = session.calls();
    let mut read = Inventory::new(session.account().clone(), session.regions().to_vec());
    let (out, mut observations) = mpsc::channel(256);
    let fold = async {
        while let Some(observation) = observations.recv().await {
            if let Observation::Completed { kind, region, .. } = &observation
                && listed.insert((*kind, region.clone()))
            {
                // What belongs to no Region is listed once for all of them.
                let global = *region == Region::global();
                places += if global { session.regions().len() } else { 1 };
            }
            apply(&mut read, observation);
            tell(Progress {
                resources: read.len(),
                share: share(places, all),
            });
        }
    };
    tokio::join!(run(session, kinds, out), fold);
    (read, session.calls() - before)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a share for the eye, of some thousands"
)]
fn share(part: usize, whole: usize) -> f64 {
    (part as f64 / whole.max(1) as f64).min(1.0)
}
