//! Nice defaults per scenario: what a person gets who only says yes.

use super::{
    Blueprint, Data, Hosting, Identities, Key, Network, Scenario, Stage, Stream, Training, Vpc, Workload,
};
use crate::inventory::Region;

/// The block of a VPC that nobody asked about: rarely used, easily routed.
pub const DEFAULT_CIDR: &str = "10.42.0.0/16";

/// The cheapest type that SageMaker trains and serves on, without local NVMe
/// storage (`VolumeKmsKeyId` is refused on types that have it).
pub(super) fn instance_type() -> String {
    "ml.m5.large".to_owned()
}

pub(super) fn job() -> String {
    "train".to_owned()
}

pub(super) fn events() -> String {
    "events".to_owned()
}

pub(super) fn model() -> String {
    "model".to_owned()
}

pub(super) fn one() -> i32 {
    1
}

pub(super) fn two() -> i32 {
    2
}

pub(super) fn volume_gb() -> i32 {
    10
}

pub(super) fn max_seconds() -> i32 {
    3600
}

/// Two zones that exist in the Region for most accounts.
pub(super) fn zones(region: &Region) -> Vec<String> {
    let letters = match region.as_str() {
        // The second zone of these is closed to newer accounts.
        "ap-northeast-1" | "us-west-1" => ["a", "c"],
        _ => ["a", "b"],
    };
    letters.iter().map(|l| format!("{region}{l}")).collect()
}

/// The minimum set of VPC endpoints with which a scenario works without a way
/// to the internet. `s3` is the free gateway endpoint.
pub fn default_endpoints(scenario: Scenario) -> &'static [&'static str] {
    match scenario {
        Scenario::Healthcare => &[
            "s3",
            "sagemaker.api",
            "sagemaker.runtime",
            "notebook",
            "kms",
            "sts",
            "logs",
            "monitoring",
            "ecr.api",
            "ecr.dkr",
        ],
        Scenario::Fraud => &[
            "s3",
            "sagemaker.api",
            "sagemaker.runtime",
            "sagemaker.featurestore-runtime",
            "kinesis-streams",
            "secretsmanager",
            "kms",
            "sts",
            "logs",
            "monitoring",
            "ecr.api",
            "ecr.dkr",
        ],
        Scenario::Inference => &[
            "s3",
            "sagemaker.api",
            "sagemaker.runtime",
            "kms",
            "sts",
            "logs",
            "monitoring",
            "ecr.api",
            "ecr.dkr",
        ],
        Scenario::Pipeline => &["s3", "kinesis-streams", "kms", "sts", "logs", "monitoring"],
        Scenario::Blank => &["s3", "kms", "sts", "logs"],
    }
}

/// The account that holds AWS's own XGBoost images, by Region (SageMaker
/// Python SDK, `image_uri_config/xgboost.json`).
const XGBOOST: &[(&str, &str)] = &[
    ("af-south-1", "510948584623"),
    ("ap-east-1", "651117190479"),
    ("ap-northeast-1", "354813040037"),
    ("ap-northeast-2", "366743142698"),
    ("ap-northeast-3", "867004704886"),
    ("ap-south-1", "720646828776"),
    ("ap-south-2", "628508329040"),
    ("ap-southeast-1", "121021644041"),
    ("ap-southeast-2", "783357654285"),
    ("ap-southeast-3", "951798379941"),
    ("ap-southeast-4", "106583098589"),
    ("ca-central-1", "341280168497"),
    ("ca-west-1", "190319476487"),
    ("eu-central-1", "492215442770"),
    ("eu-central-2", "680994064768"),
    ("eu-north-1", "662702820516"),
    ("eu-south-1", "978288397137"),
    ("eu-south-2", "104374241257"),
    ("eu-west-1", "141502667606"),
    ("eu-west-2", "764974769150"),
    ("eu-west-3", "659782779980"),
    ("il-central-1", "898809789911"),
    ("me-central-1", "272398656194"),
    ("me-south-1", "801668240914"),
    ("sa-east-1", "737474898029"),
    ("us-east-1", "683313688378"),
    ("us-east-2", "257758044811"),
    ("us-gov-east-1", "237065988967"),
    ("us-gov-west-1", "414596584902"),
    ("us-west-1", "746614075791"),
    ("us-west-2", "246618743249"),
];

/// AWS's XGBoost image in the Region; empty (which `validate` reports) where
/// there is none.
fn image(region: &Region) -> String {
    XGBOOST
        .iter()
        .find(|(name, _)| *name == region.as_str())
        .map(|(_, account)| format!("{account}.dkr.ecr.{region}.amazonaws.com/sagemaker-xgboost:1.7-1"))
        .unwrap_or_default()
}

impl Blueprint {
    /// A blueprint with the scenario's defaults.
    pub fn preset(scenario: Scenario, name: &str, stage: Stage, region: &Region) -> Self {
        let training = matches!(scenario, Scenario::Healthcare | Scenario::Fraud).then(|| Training {
            job: job(),
            image: image(region),
            instance_type: instance_type(),
            instances: one(),
            volume_gb: volume_gb(),
            max_seconds: max_seconds(),
        });
        let stream =
            matches!(scenario, Scenario::Fraud | Scenario::Pipeline).then(|| Stream { stream: events() });
        let hosting = (scenario == Scenario::Inference).then(|| Hosting {
            model: model(),
            image: image(region),
            model_data: None,
            instance_type: instance_type(),
            instances: two(),
            capture: true,
        });
        Self {
            name: name.to_owned(),
            scenario,
            stage,
            region: region.clone(),
            adopt: false,
            data: Data::default(),
            key: Key::default(),
            identities: Identities::default(),
            network: Network {
                endpoints: Some(
                    default_endpoints(scenario)
                        .iter()
                        .map(|&s| s.to_owned())
                        .collect(),
                ),
                vpc: Vpc::Create {
                    cidr: DEFAULT_CIDR.to_owned(),
                    zones: zones(region),
                },
            },
            workload: Workload {
                training,
                stream,
                hosting,
            },
        }
    }
}
