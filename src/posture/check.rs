//! A check: everything that is to be known about it, in one place.

use super::context::Context;
use super::frameworks::{self, Requirement};
use super::severity::Severity;
use super::verdict::{Judged, Verdict};
use crate::inventory::{Detail, Kind, Region, Resource, detail};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A question about one kind of resource, with its meaning and its answer.
#[derive(Debug)]
pub struct Check {
    /// `service.what`, stable; the same words as Prowler's where it has one.
    pub id: &'static str,
    /// What holds when the check passes.
    pub title: &'static str,
    /// How bad it is when it fails.
    pub severity: Severity,
    /// Why it matters for AI workloads.
    pub why: &'static str,
    /// What mends it.
    pub fix: Fix,
    /// The ids of the same check in Prowler.
    pub prowler: &'static [&'static str],
    /// The ids of the same control in AWS Security Hub.
    pub security_hub: &'static [&'static str],
    /// What it must be asked again for.
    pub reads: Reads,
    /// The function for each kind of resource that it concerns.
    pub judges: &'static [Judge],
}

/// What a check's answer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// The resource itself only.
    Itself,
    /// Other resources too: asked again after any change.
    Inventory,
}

/// What mends a failing check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fix {
    /// One or two sentences in the imperative.
    pub words: &'static str,
    /// The call that the plan engine can make for it, if there is one.
    pub kind: Option<FixKind>,
}

impl Fix {
    /// A fix that a person makes: elsewhere, or by making the resource anew.
    pub const fn by_hand(words: &'static str) -> Self {
        Self { words, kind: None }
    }

    /// A fix that the plan engine can make.
    pub const fn by_plan(kind: FixKind, words: &'static str) -> Self {
        Self {
            words,
            kind: Some(kind),
        }
    }
}

/// The fixes that the plan engine knows how to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FixKind {
    /// `kms:EnableKeyRotation`.
    EnableKeyRotation,
    /// `s3:PutPublicAccessBlock`, all four on.
    PutPublicAccessBlock,
    /// `s3:PutBucketEncryption` with a customer managed key and a bucket key.
    PutBucketEncryption,
    /// `s3:PutBucketVersioning`.
    PutBucketVersioning,
    /// `s3:PutBucketLogging`.
    PutBucketLogging,
    /// `s3:PutBucketPolicy` with a statement that denies requests without TLS.
    DenyInsecureTransport,
    /// `kinesis:StartStreamEncryption`.
    StartStreamEncryption,
    /// `ec2:CreateVpcEndpoint` for the services that are missing.
    CreateVpcEndpoints,
}

macro_rules! judges {
    ($($variant:ident),+ $(,)?) => {
        /// A pure function that answers a check for one kind of resource.
        #[derive(Clone, Copy, Debug)]
        #[expect(missing_docs, reason = "each variant is named after the detail that its function is given")]
        pub enum Judge {
            $($variant(fn(&Context<'_>, &Resource, &detail::$variant) -> Judged),)+
            /// Asked once for each Region: whether it has what it needs of a kind.
            Region(Kind, fn(&Context<'_>, &Region) -> Judged),
        }

        impl Judge {
            /// The kind of resource that it is asked about.
            pub const fn kind(&self) -> Kind {
                match self {
                    $(Self::$variant(_) => Kind::$variant,)+
                    Self::Region(kind, _) => *kind,
                }
            }

            /// Asks about one resource.
            pub fn ask(&self, context: &Context<'_>, resource: &Resource) -> Verdict {
                let judged = match (self, &resource.detail) {
                    $((Self::$variant(judge), Detail::$variant(detail)) => judge(context, resource, detail),)+
                    _ => Ok(Verdict::NotApplicable),
                };
                judged.unwrap_or_else(Verdict::from)
            }
        }
    };
}

judges!(
    KmsKey,
    Bucket,
    DirectoryBucket,
    S3Account,
    AccessPoint,
    MultiRegionAccessPoint,
    ExpectedBucket,
    Role,
    User,
    Group,
    ManagedPolicy,
    AccountSummary,
    Analyzer,
    Notebook,
    Model,
    EndpointConfig,
    TrainingJob,
    ProcessingJob,
    TransformJob,
    Domain,
    LifecycleConfig,
    TuningJob,
    CompilationJob,
    AutomlJob,
    MonitoringDefinition,
    MonitoringSchedule,
    InferenceExperiment,
    FeatureGroup,
    ModelPackageGroup,
    ModelPackage,
    Vpc,
    Subnet,
    SecurityGroup,
    VpcEndpoint,
    EbsDefaults,
    NetworkAcl,
    Ec2Settings,
    TransitGateway,
    EndpointService,
    PeeringConnection,
    Volume,
    Snapshot,
    Image,
    Instance,
    LaunchTemplate,
    SpotFleet,
    MacieSession,
    Trail,
    EventDataStore,
    RecentActivity,
    GuardDutyDetector,
    LogGroup,
    CloudWatchAlarm,
    KinesisStream,
    Guardrail,
    GuardrailEnforcement,
    InvocationLogging,
    CustomModel,
    ImportedModel,
    CustomizationJob,
    InvocationJob,
    Agent,
    DataSource,
    Prompt,
    Flow,
    AgentRuntime,
    AgentGateway,
    AgentMemory,
    AgentBrowser,
    CodeInterpreter,
    IotPolicy,
    IotRoleAlias,
    IotCertificate,
    IotCaCertificate,
    IotLogging,
    IotControl,
    IotDomain,
    DeliveryStream,
    BedrockApiKey,
);

impl Check {
    /// The service that the check is filed under, e.g. `kms`, `vpc`.
    pub fn service(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }

    /// The kinds of resource that it concerns, the main one first.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + use<> {
        self.judges.iter().map(Judge::kind)
    }

    /// The main kind of resource that it concerns.
    pub fn kind(&self) -> Kind {
        self.kinds().next().unwrap_or(Kind::AccountSummary)
    }

    /// The framework requirements that it answers for.
    pub fn requirements(&self) -> &'static [Requirement] {
        frameworks::requirements(self.id)
    }
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Check {}

/// The shape of `checks list --format json`.
impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let requirements = self.requirements();
        let mut out = serializer.serialize_struct("Check", 12)?;
        out.serialize_field("id", self.id)?;
        out.serialize_field("title", self.title)?;
        out.serialize_field("severity", &self.severity)?;
        out.serialize_field("service", self.service())?;
        out.serialize_field("resource_type", &self.kind())?;
        out.serialize_field("resource_types", &self.kinds().collect::<Vec<_>>())?;
        out.serialize_field("why", self.why)?;
        out.serialize_field("remediation", self.fix.words)?;
        out.serialize_field("prowler", self.prowler)?;
        out.serialize_field("security_hub", self.security_hub)?;
        out.serialize_field("frameworks", &frameworks::by_framework(requirements, |_| true))?;
        out.serialize_field(
            "frameworks_inferred",
            &frameworks::by_framework(requirements, |r| r.inferred),
        )?;
        out.end()
    }
}
