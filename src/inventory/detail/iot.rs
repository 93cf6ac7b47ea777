//! IoT: what lets devices in, what they act as, and what watches them.

use crate::inventory::{Arn, Field, Timestamp};
use serde::{Deserialize, Serialize};

/// An IoT policy (`GetPolicy`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IotPolicy {
    /// `policyDocument`.
    pub document: Field<String>,
    /// `defaultVersionId`.
    pub version: Field<String>,
}

/// A role alias (`DescribeRoleAlias`): the role that devices act as.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IotRoleAlias {
    /// `roleArn`.
    pub role: Field<Arn>,
    /// `credentialDurationSeconds`.
    pub seconds: Field<Option<i32>>,
}

/// A device certificate (`DescribeCertificate`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IotCertificate {
    /// `status`: `ACTIVE`, `INACTIVE`, `REVOKED`, …
    pub status: Field<String>,
    /// `validity.notAfter`.
    pub expires: Field<Timestamp>,
    /// `ListPrincipalThings.things`: the things that use it.
    pub things: Field<Vec<String>>,
    /// Whether a Device Defender audit of the last ninety days found that its
    /// CA has revoked it; not known when the audit does not look.
    pub found_revoked: Field<bool>,
}

/// A CA certificate (`DescribeCACertificate`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IotCaCertificate {
    /// `status`: `ACTIVE` or `INACTIVE`.
    pub status: Field<String>,
    /// `validity.notAfter`.
    pub expires: Field<Timestamp>,
}

/// The Region's IoT logging (`GetV2LoggingOptions`, and `GetLoggingOptions`
/// where only the older kind is set).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IotLogging {
    /// The level that is logged to CloudWatch: `DISABLED`, `ERROR`, …; `None`
    /// when logging was never set up.
    pub level: Field<Option<String>>,
}

/// Something that controls devices and is only looked at for its tags: a
/// security profile, a mitigation action, a dimension or a custom authorizer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IotControl {
    /// Which of these, e.g. `security profile`.
    pub class: String,
}

/// A domain configuration (`DescribeDomainConfiguration`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IotDomain {
    /// `domainConfigurationStatus`: `ENABLED` or `DISABLED`.
    pub status: Field<String>,
    /// `domainName`.
    pub domain: Field<Option<String>>,
    /// `tlsConfig.securityPolicy`.
    pub tls_policy: Field<String>,
}
