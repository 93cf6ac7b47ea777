//! What a policy is attached to: it decides which elements it takes.

use serde::{Deserialize, Serialize};

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyKind {
    /// A user, group or role: an inline policy.
    Identity,
    /// A role's trust policy.
    Trust,
    /// A KMS key.
    KeyPolicy,
    /// An S3 bucket.
    BucketPolicy,
    /// A VPC endpoint.
    EndpointPolicy,
    /// An IoT thing or certificate.
    Iot,
    /// Any other resource: a stream, a repository, a topic.
    ResourcePolicy,
    /// Service control policy of an organisation.
    Scp,
    /// Resource control policy of an organisation.
    Rcp,
}

impl PolicyKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Identity,
        Self::Trust,
        Self::KeyPolicy,
        Self::BucketPolicy,
        Self::EndpointPolicy,
        Self::Iot,
        Self::ResourcePolicy,
        Self::Scp,
        Self::Rcp,
    ];

    /// The word on the command line and on screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Trust => "trust",
            Self::KeyPolicy => "key",
            Self::BucketPolicy => "bucket",
            Self::EndpointPolicy => "endpoint",
            Self::Iot => "iot",
            Self::ResourcePolicy => "resource",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether its statements must name a principal.
    pub fn needs_principal(self) -> bool {
        !matches!(self, Self::Identity | Self::Iot | Self::Scp)
    }

    /// The most characters AWS takes, and whether white space counts.
    ///
    /// Trust 2,048 and inline role policies 10,240 (IAM quotas, without white
    /// space); key policies 32 KiB, bucket policies 20 KB, endpoint policies
    /// 20,480 (with it); IoT 2,048; SCP and RCP 5,120.
    pub fn quota(self) -> (usize, bool) {
        match self {
            Self::Trust | Self::Iot => (2048, false),
            Self::Identity => (10_240, false),
            Self::KeyPolicy => (32_768, true),
            Self::BucketPolicy | Self::EndpointPolicy | Self::ResourcePolicy => (20_480, true),
            Self::Scp | Self::Rcp => (5120, true),
        }
    }
}
