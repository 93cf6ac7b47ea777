//! Which framework requirements a setting satisfies. Ids come from Prowler's
//! compliance files and the Security Hub guide; `~` marks our own mapping by
//! analogy, which a person must confirm.

/// KMS key with rotation.
pub const ROTATION: &[&str] = &[
    "HIPAA 164.312(a)(2)(iv)",
    "PCI 3.7.4",
    "NIST SC-12",
    "GDPR Art.25",
    "CIS 4.6",
    "FSBP KMS.4",
];
/// A key of one's own.
pub const KEY: &[&str] = &[
    "HIPAA 164.312(a)(2)(iv)",
    "PCI 3.6.1",
    "NIST SC-12",
    "AISF-INFRA-07",
];
/// A key policy without strangers.
pub const KEY_POLICY: &[&str] = &[
    "~HIPAA 164.312(a)(1)",
    "~PCI 7.2.1",
    "~NIST AC-6",
    "CIS 2.21",
    "FSBP KMS.5",
];
/// SSE-KMS with a bucket key.
pub const ENCRYPTION: &[&str] = &[
    "HIPAA 164.312(a)(2)(iv)",
    "PCI 3.5.1",
    "NIST SC-28(1)",
    "GDPR Art.32",
    "FSBP S3.17",
    "AISF-DATA-04",
];
/// Public access block.
pub const PUBLIC_ACCESS: &[&str] = &[
    "HIPAA 164.308(a)(3)(i)",
    "PCI 1.4.4",
    "NIST AC-3",
    "CIS 3.1.4",
    "FSBP S3.8",
    "AISF-DATA-04",
];
/// TLS only.
pub const TLS_ONLY: &[&str] = &[
    "HIPAA 164.312(e)(1)",
    "PCI 4.2.1",
    "NIST SC-8",
    "GDPR Art.32",
    "CIS 3.1.1",
    "FSBP S3.5",
];
/// Versioning.
pub const VERSIONING: &[&str] = &[
    "HIPAA 164.308(a)(7)(ii)(A)",
    "PCI 10.3.4",
    "NIST CP-9a",
    "FSBP S3.14",
];
/// Access logging.
pub const ACCESS_LOGS: &[&str] = &[
    "HIPAA 164.312(b)",
    "PCI 10.2.1.1",
    "NIST AC-6(9)",
    "FSBP S3.9",
    "AISF-DATA-04",
];
/// Least privilege.
pub const LEAST_PRIVILEGE: &[&str] = &[
    "HIPAA 164.308(a)(4)(ii)(B)",
    "~PCI 7.2.2",
    "NIST AC-6",
    "GDPR Art.25",
    "FSBP IAM.1",
    "AISF-IAM-02",
];
/// Trust with source conditions.
pub const CONFUSED_DEPUTY: &[&str] = &["~NIST AC-6", "W-A SEC02-BP04", "AISF-IAM-05"];
/// Private network.
pub const PRIVATE_NETWORK: &[&str] = &["PCI 1.4.4", "~NIST SC-7", "W-A SEC05-BP01"];
/// VPC endpoints.
pub const PRIVATE_LINK: &[&str] = &[
    "~HIPAA 164.312(e)(1)",
    "PCI 1.3.1",
    "~NIST SC-7",
    "W-A SEC05-BP01",
    "AISF-INFRA-01",
];
/// An isolated, encrypted training job in a VPC.
pub const TRAINING: &[&str] = &[
    "~HIPAA 164.312(a)(2)(iv)",
    "~HIPAA 164.312(e)(2)(ii)",
    "~PCI 3.5.1",
    "~PCI 4.2.1",
    "~NIST SC-28(1)",
    "~NIST SC-7",
    "W-A SEC05-BP01",
    "AISF-ML-03",
];
/// An isolated model in a VPC.
pub const MODEL: &[&str] = &[
    "~HIPAA 164.312(e)(1)",
    "~PCI 1.4.4",
    "FSBP SageMaker.5",
    "AISF-ML-01",
];
/// An encrypted endpoint configuration.
pub const HOSTING: &[&str] = &["~HIPAA 164.312(a)(2)(iv)", "~PCI 3.5.1", "~NIST SC-28(1)"];
/// An encrypted stream.
pub const STREAM: &[&str] = &[
    "~HIPAA 164.312(a)(2)(iv)",
    "PCI 3.5.1",
    "~NIST SC-28",
    "~GDPR Art.32",
];
/// Nothing of its own.
pub const NONE: &[&str] = &[];
