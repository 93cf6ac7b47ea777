//! Why no session could be had, in words that say what to do next.

use crate::aws::regions;
use crate::inventory::Region;

/// Why [`Session::connect`](super::Session::connect) failed. `Display` is one
/// to three lines: what happened, why, what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The chain ended without credentials.
    #[error(
        "No AWS credentials were found.\n{reason}\n\
         Set AWS_PROFILE, run `aws configure` or `aws sso login`, or try `aisec-tui --demo`, which needs none."
    )]
    NoCredentials {
        /// What the chain said.
        reason: String,
    },
    /// The credentials have expired.
    #[error(
        "The AWS credentials have expired.\n{reason}\n\
         Sign in again (`aws sso login`, or fetch new keys), or try `aisec-tui --demo`."
    )]
    ExpiredCredentials {
        /// What AWS said.
        reason: String,
    },
    /// AWS does not accept the credentials.
    #[error(
        "AWS does not accept these credentials.\n{reason}\n\
         Check the profile and the access key (and the system's clock), or try `aisec-tui --demo`."
    )]
    InvalidCredentials {
        /// What AWS said.
        reason: String,
    },
    /// A Region that does not exist, or is not spelt like one.
    #[error("{}", unknown_region(.region, .near))]
    UnknownRegion {
        /// What was asked for.
        region: Region,
        /// Known Regions that are spelt alike; empty when malformed.
        near: Vec<&'static str>,
    },
    /// No Region was given and the chain has none.
    #[error(
        "No AWS Region is set.\n\
         Give `--region us-east-1` (it can be repeated), set AWS_REGION, or try `aisec-tui --demo`."
    )]
    NoRegion,
    /// The endpoint is not a URL.
    #[error(
        "“{endpoint}” is not an endpoint: it needs http:// or https:// and a host.\n\
         Give `--endpoint-url http://127.0.0.1:5000`, or unset AWS_ENDPOINT_URL, or try `aisec-tui --demo`."
    )]
    BadEndpoint {
        /// What was given, printable and shortened.
        endpoint: String,
    },
    /// Nothing answers.
    #[error(
        "{endpoint} cannot be reached.\n{reason}\n\
         Check the network, the proxy and `--endpoint-url`, or try `aisec-tui --demo`, which needs no network."
    )]
    Unreachable {
        /// Where the call went.
        endpoint: String,
        /// What the network said.
        reason: String,
    },
    /// The identity may not even ask who it is, or may not assume a role.
    #[error(
        "AWS refused to say who these credentials belong to, or to assume the role.\n{reason}\n\
         Ask for `sts:GetCallerIdentity` and `sts:AssumeRole`, or try `aisec-tui --demo`."
    )]
    Denied {
        /// What AWS said.
        reason: String,
    },
    /// Anything else.
    #[error("The AWS session could not be opened.\n{reason}\nTry again, or try `aisec-tui --demo`.")]
    Other {
        /// What was said.
        reason: String,
    },
}

fn unknown_region(region: &Region, near: &[&'static str]) -> String {
    let shape = if region.is_well_formed() {
        "is not an AWS Region that this version knows"
    } else {
        "is not spelt like an AWS Region, e.g. eu-central-1"
    };
    let near = if near.is_empty() {
        regions::near(region.as_str())
    } else {
        near.to_vec()
    };
    // The text came from the command line or the environment: keep it short
    // and printable.
    let shown: String = region
        .as_str()
        .chars()
        .filter(|c| !c.is_control())
        .take(40)
        .collect();
    format!(
        "“{shown}” {shape}.\nDid you mean {}? Give `--region` one of these, \
         or try `aisec-tui --demo`.",
        near.join(", ")
    )
}
