//! What PrivateLink reaches from a Region, and how.

use super::service_names::{BEDROCK_FIPS, BEDROCK_FIPS_ROWS, GATEWAYS, INTERFACES, Row, WITHOUT_POLICY};
use super::wire::Refusal;

/// How a service is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Network interfaces in subnets.
    Interface,
    /// Routes in route tables.
    Gateway,
}

impl Reach {
    /// `VpcEndpointType`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Interface => "Interface",
            Self::Gateway => "Gateway",
        }
    }

    /// The policy that AWS attaches when none is given, in AWS's own words:
    /// full access.
    pub(super) fn full_access(self) -> &'static str {
        match self {
            Self::Interface => {
                r#"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#
            }
            Self::Gateway => {
                r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#
            }
        }
    }
}

/// A service that a Region offers in one way.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) name: String,
    pub(super) reach: Reach,
    pub(super) private_name: Option<String>,
    /// `VpcEndpointPolicySupported`.
    pub(super) takes_policy: bool,
}

impl Offer {
    /// Whether the service is S3.
    pub(super) fn is_s3(&self) -> bool {
        self.name.rsplit('.').next() == Some("s3")
    }

    /// The host name of the service that its endpoints' names are built from:
    /// `kms.us-east-1.vpce.amazonaws.com`.
    pub(super) fn base_name(&self, region: &str) -> String {
        let short = self
            .name
            .rsplit_once(&format!("{region}."))
            .map_or(self.name.as_str(), |(_, short)| short);
        let labels: Vec<&str> = short.split('.').rev().collect();
        let domain = if self.name.starts_with("aws.sagemaker.") {
            "sagemaker.aws"
        } else {
            "amazonaws.com"
        };
        match self.reach {
            Reach::Interface => format!("{}.{region}.vpce.{domain}", labels.join(".")),
            Reach::Gateway => format!("{}.{region}.amazonaws.com", labels.join(".")),
        }
    }
}

/// The rows of a Region, each with the way that it is reached.
fn rows(region: &str) -> impl Iterator<Item = (&'static Row, Reach)> {
    let fips: &[Row] = if BEDROCK_FIPS.contains(&region) {
        BEDROCK_FIPS_ROWS
    } else {
        &[]
    };
    // A global service's endpoint lives in one Region.
    let global: &[Row] = if region == "us-east-1" {
        &[Row("com.amazonaws.iam", "iam.amazonaws.com")]
    } else {
        &[]
    };
    let interfaces = INTERFACES.iter().chain(fips).chain(global);
    interfaces
        .map(|row| (row, Reach::Interface))
        .chain(GATEWAYS.iter().map(|row| (row, Reach::Gateway)))
}

fn offer(region: &str, row: &Row, reach: Reach) -> Offer {
    let here = |text: &str| text.replace('R', region);
    Offer {
        name: here(row.0),
        reach,
        private_name: Some(here(row.1)).filter(|p| !p.is_empty()),
        takes_policy: !WITHOUT_POLICY.contains(&row.0),
    }
}

/// Everything that a Region offers, by name.
pub(super) fn offers(region: &str) -> Vec<Offer> {
    let mut offers: Vec<Offer> = rows(region)
        .map(|(row, reach)| offer(region, row, reach))
        .collect();
    offers.sort_by(|a, b| a.name.cmp(&b.name));
    offers
}

/// The ways in which a Region offers a service.
pub(super) fn named(region: &str, name: &str) -> Vec<Offer> {
    let is = |row: &Row| match row.0.split_once('R') {
        Some((before, after)) => name
            .strip_prefix(before)
            .and_then(|rest| rest.strip_prefix(region))
            .is_some_and(|rest| rest == after),
        None => row.0 == name,
    };
    rows(region)
        .filter(|(row, _)| is(row))
        .map(|(row, reach)| offer(region, row, reach))
        .collect()
}

/// `InvalidServiceName`.
pub(super) fn unknown(name: &str) -> Refusal {
    Refusal::new(
        "InvalidServiceName",
        format!("The Vpc Endpoint Service '{name}' does not exist"),
    )
}
