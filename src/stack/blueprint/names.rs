//! The names that are derived from a blueprint's answers: one place, so that
//! steps, policies and previews agree.

use super::{Blueprint, Vpc};
use crate::inventory::AccountId;

impl Blueprint {
    /// The stack's name, `NAME-STAGE`: `aisec:stack` on everything it makes,
    /// and what a person types to destroy it.
    pub fn stack(&self) -> String {
        format!("{}-{}", self.name, self.stage.word())
    }

    /// `aws`, `aws-cn` or `aws-us-gov`, by the Region.
    pub fn partition(&self) -> &'static str {
        let region = self.region.as_str();
        if region.starts_with("cn-") {
            "aws-cn"
        } else if region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }

    /// The bucket of the training data.
    pub fn data_bucket(&self, account: &AccountId) -> String {
        self.bucket_name(self.data.bucket.as_ref(), "data", account)
    }

    /// The bucket of models and other output.
    pub fn models_bucket(&self, account: &AccountId) -> String {
        self.bucket_name(self.data.models_bucket.as_ref(), "models", account)
    }

    /// The bucket of access logs.
    pub fn logs_bucket(&self, account: &AccountId) -> String {
        self.bucket_name(self.data.logs_bucket.as_ref(), "logs", account)
    }

    fn bucket_name(&self, given: Option<&String>, what: &str, account: &AccountId) -> String {
        given
            .cloned()
            .unwrap_or_else(|| format!("{}-{what}-{account}", self.stack()))
    }

    /// The key's alias, with its prefix.
    pub fn key_alias(&self) -> String {
        self.key
            .alias
            .clone()
            .unwrap_or_else(|| format!("alias/{}-data", self.stack()))
    }

    /// The execution role's name.
    pub fn role_name(&self) -> String {
        self.identities
            .role
            .clone()
            .unwrap_or_else(|| format!("{}-exec", self.stack()))
    }

    /// The Availability Zones of a VPC to make; two when none are named.
    pub fn zones(&self) -> Vec<String> {
        match &self.network.vpc {
            Vpc::Create { zones, .. } if !zones.is_empty() => zones.clone(),
            _ => super::preset::zones(&self.region),
        }
    }

    /// The short names of the endpoints.
    pub fn endpoints(&self) -> Vec<String> {
        self.network.endpoints.clone().unwrap_or_else(|| {
            super::default_endpoints(self.scenario)
                .iter()
                .map(|&s| s.to_owned())
                .collect()
        })
    }

    /// The training job's name.
    pub fn job_name(&self) -> Option<String> {
        let training = self.workload.training.as_ref()?;
        Some(format!("{}-{}", self.stack(), training.job))
    }

    /// The stream's name.
    pub fn stream_name(&self) -> Option<String> {
        let stream = self.workload.stream.as_ref()?;
        Some(format!("{}-{}", self.stack(), stream.stream))
    }

    /// The name of the model, its endpoint configuration and its endpoint.
    pub fn model_name(&self) -> Option<String> {
        let hosting = self.workload.hosting.as_ref()?;
        Some(format!("{}-{}", self.stack(), hosting.model))
    }

    /// The S3 key of the uploaded file.
    pub fn upload_key(&self) -> Option<String> {
        let path = self.data.upload.as_ref()?;
        let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
        Some(format!("{}{file}", self.data.prefix))
    }

    /// The subnets' CIDR blocks, one a zone: sixteenths of the VPC's block.
    /// Empty when the block is malformed (which `validate` reports).
    pub fn subnet_cidrs(&self) -> Vec<String> {
        let Vpc::Create { cidr, .. } = &self.network.vpc else {
            return Vec::new();
        };
        let Some((base, prefix)) = parse_cidr(cidr) else {
            return Vec::new();
        };
        let narrow = (prefix + 4).min(28);
        let size = 1u32 << (32 - narrow);
        (0u32..)
            .zip(self.zones())
            .map(|(i, _)| {
                format!(
                    "{}/{narrow}",
                    std::net::Ipv4Addr::from(base.wrapping_add(i * size))
                )
            })
            .collect()
    }
}

/// The base address and prefix length of `a.b.c.d/n`, with host bits clear.
pub(super) fn parse_cidr(text: &str) -> Option<(u32, u32)> {
    let (address, prefix) = text.split_once('/')?;
    let base = u32::from(address.parse::<std::net::Ipv4Addr>().ok()?);
    let prefix: u32 = prefix.parse().ok().filter(|p| (1..=32).contains(p))?;
    let mask = u32::MAX << (32 - prefix);
    (base & !mask == 0).then_some((base, prefix))
}

/// The service name of an endpoint's short name: `kms` in `eu-west-1` is
/// `com.amazonaws.eu-west-1.kms`. Notebook and Studio have names of their own
/// (PrivateLink guide, "AWS services that integrate").
pub fn short_to_service(short: &str, region: &str) -> String {
    match short {
        "notebook" | "studio" | "experiments" | "partner-app" => {
            format!("aws.sagemaker.{region}.{short}")
        }
        "iam" => "com.amazonaws.iam".to_owned(),
        _ => format!("com.amazonaws.{region}.{short}"),
    }
}
