//! The framework table: for each setting, the requirements that it answers for.
//!
//! Source of every plain id: the compliance files of Prowler 5.40.0 (HIPAA,
//! PCI DSS 4.0, NIST 800-53 r5, GDPR, CIS AWS 7.0, Well-Architected security
//! pillar, FSBP, AI Security Framework) and the "Related requirements" of the
//! AWS Security Hub user guide. An id with `~` is in neither: it was mapped by
//! analogy with the nearest mapped control, and a person must confirm it.

use super::Setting;

/// One row: the setting, then its ids in the order of
/// [`Framework::ALL`](super::Framework::ALL), separated by `, `.
pub(super) type Row = (Setting, [&'static str; 8]);

/// Every row, in the order of [`Setting`].
#[rustfmt::skip] // a table is read across
pub(super) const ROWS: &[Row] = &[
    (Setting::KeyRotation, [
        "164.312(a)(2)(iv)", "3.7.4, 3.7.5", "SC-12, SC-12(2), SC-12(6), CM-6a, CM-9b, SC-28(3)",
        "Art.25, Art.30", "4.6", "SEC02-BP05", "KMS.4", "AISF-INFRA-07",
    ]),
    (Setting::KeyDeletion, [
        "", "3.5.1.1, 3.5.1.3, 3.6.1.2, 3.6.1.3, 3.6.1.4, 3.6.1", "", "", "", "", "KMS.3", "AISF-INFRA-07",
    ]),
    (Setting::KeyPolicy, [
        "~164.312(a)(1)", "~3.6.1, ~7.2.1", "~AC-3, ~AC-6", "", "2.21", "SEC03-BP07", "KMS.5",
        "AISF-INFRA-07",
    ]),
    (Setting::BucketEncryption, [
        "164.308(a)(1)(ii)(B), 164.308(a)(4)(ii)(A), 164.312(a)(2)(iv), 164.312(c)(1), 164.312(c)(2)",
        "3.5.1, 8.3.2", "SC-13a, SC-28(1), SC-8(3), SC-8(4), AU-9(3)", "Art.32", "", "SEC08-BP03", "S3.17",
        "AISF-INFRA-05, AISF-DATA-04",
    ]),
    (Setting::BucketPublicAccess, [
        "164.308(a)(1)(ii)(B), 164.308(a)(3)(i)", "1.2.8, 1.3.1, 1.3.2, 1.4.2, 1.5.1, 10.3.2, 1.4.4",
        "AC-3, AC-3(7), AC-4(21), AC-6, AC-17b", "", "3.1.4", "SEC03-BP07", "S3.1, S3.8", "AISF-DATA-04",
    ]),
    (Setting::BucketTls, [
        "164.308(a)(1)(ii)(B), 164.312(a)(2)(iv), 164.312(c)(1), 164.312(c)(2), 164.312(e)(1)",
        "1.2.5, 2.2.5, 2.2.7, 4.2.1.1, 4.2.1, 8.3.2", "SC-13a, SC-8, SC-8(1), SC-8(2), SC-8(3)", "Art.32",
        "3.1.1", "SEC09-BP02", "S3.5", "AISF-INFRA-06, AISF-DATA-04",
    ]),
    (Setting::BucketVersioning, [
        "164.308(a)(1)(ii)(B), 164.308(a)(7)(i), 164.308(a)(7)(ii)(A), 164.308(a)(7)(ii)(B), 164.308(a)(7)(ii)(C)",
        "10.3.4", "AU-9(2), CP-9a, CP-9b, CP-9c, CP-1(2)", "", "", "SEC08-BP04", "S3.14", "AISF-DATA-04",
    ]),
    (Setting::BucketLogging, [
        "164.308(a)(1)(ii)(D), 164.308(a)(3)(ii)(A), 164.308(a)(6)(ii), 164.312(b), 164.312(e)(2)(i)",
        "10.2.1.1, 10.2.1.2, 10.2.1.3, 10.2.1.4, 10.2.1.5, 10.2.1.6",
        "AC-3(1), AC-3(10), AC-4(26), AC-6(9), SC-7(9)", "", "", "SEC04-BP01", "S3.9", "AISF-DATA-04",
    ]),
    (Setting::BucketCrossAccount, [
        "", "10.6.3, 7.2.1, 7.2.2, 7.2.5, 7.2.6, 7.3.1", "~AC-3, ~AC-4", "", "", "", "S3.6, S3.7",
        "AISF-DATA-04",
    ]),
    (Setting::Macie, [
        "~164.308(a)(1)(ii)(A)", "A3.2.5.1, ~12.5.2", "CA-7, CA-9(1), RA-5, SA-8(19), SI-4",
        "~Art.30, ~Art.35", "3.1.3", "SEC04-BP04", "Macie.1", "AISF-DATA-01",
    ]),
    (Setting::LeastPrivilege, [
        "164.308(a)(1)(ii)(B), 164.308(a)(3)(i), 164.308(a)(3)(ii)(B), 164.308(a)(4)(i), 164.308(a)(4)(ii)(B)",
        "~7.2.1, ~7.2.2, ~7.2.5", "AC-3, AC-3(3), AC-3(4), AC-3(7), AC-3(8)", "Art.25", "2.14",
        "SEC03-BP02, SEC03-BP04, SEC02-BP06", "IAM.1", "AISF-IAM-02",
    ]),
    (Setting::ConfusedDeputy, [
        "", "", "~AC-3, ~AC-6", "", "", "SEC02-BP04", "", "AISF-IAM-05",
    ]),
    (Setting::FlowLogs, [
        "164.308(a)(1)(ii)(D), 164.308(a)(3)(ii)(A), 164.308(a)(6)(ii), 164.312(b), 164.312(c)(2)",
        "10.2.1.1, 10.2.1.2, 10.2.1.3, 10.2.1.4, 10.2.1.5, 10.2.1.6",
        "AC-4(26), AU-2b, AU-6(3), AU-6(4), AU-6(6)", "Art.25, Art.30", "4.7",
        "SEC04-BP01, SEC04-BP02, SEC04-BP03", "EC2.6", "AISF-INFRA-08",
    ]),
    (Setting::PrivateLink, [
        "~164.312(e)(1)", "1.2.8, 1.3.1, 1.3.2, 1.4.2, 1.5.1, A1.1.3", "~SC-7, ~AC-4", "", "", "SEC05-BP01",
        "", "AISF-INFRA-01",
    ]),
    (Setting::TrailOn, [
        "164.308(a)(1)(ii)(D), 164.308(a)(3)(ii)(A), 164.308(a)(6)(ii), 164.312(b), 164.312(e)(2)(i)",
        "10.2.1.1, 10.2.1.2, 10.2.1.3, 10.2.1.4, 10.2.1.5, 10.2.1.6",
        "AC-3(1), AC-3(10), AC-4(26), AC-6(9), SC-7(9)", "Art.25, Art.30", "4.1", "SEC04-BP02, SEC04-BP03",
        "CloudTrail.1", "AISF-DETECT-01",
    ]),
    (Setting::TrailValidation, [
        "164.308(a)(1)(ii)(B), 164.308(a)(1)(ii)(D), 164.312(b), 164.312(c)(1), 164.312(c)(2)",
        "10.3.2, 10.3.3, 10.3.4, A1.2.1", "AU-9a, SI-4d, SI-7(1), SI-7(3), SI-7(7)", "Art.25, Art.32",
        "4.2", "SEC06-BP01, SEC06-BP06", "CloudTrail.4", "AISF-DETECT-01",
    ]),
    (Setting::TrailEncryption, [
        "164.308(a)(1)(ii)(B), 164.308(a)(1)(ii)(D), 164.308(a)(4)(ii)(A), 164.312(a)(2)(iv), 164.312(c)(1)",
        "10.3.2, 10.3.3, 10.3.4, 3.5.1, 8.3.2, A1.2.1", "SC-13a, SC-28(1), SC-8(3), SC-8(4), AU-9(3)",
        "Art.25, Art.30, Art.32", "4.5", "SEC08-BP02", "CloudTrail.2", "AISF-INFRA-05, AISF-DETECT-01",
    ]),
    (Setting::NotebookInternet, [
        "164.308(a)(1)(ii)(B), 164.308(a)(3)(i), 164.312(a)(1)",
        "1.2.8, 1.3.1, 1.3.2, 1.4.2, 1.5.1, 10.3.2, 1.4.4", "AC-3, AC-3(7), AC-4(21), AC-6, AC-17b", "", "",
        "SEC03-BP07, SEC03-BP08, SEC05-BP02", "SageMaker.1", "AISF-ML-02",
    ]),
    (Setting::NotebookRoot, [
        "~164.312(a)(1)", "7.2.1, 7.2.2, 7.2.3", "~AC-6, ~AC-2(1)", "", "", "SEC02-BP01", "SageMaker.3",
        "AISF-ML-02",
    ]),
    (Setting::NotebookEncryption, [
        "164.308(a)(1)(ii)(B), 164.308(a)(4)(ii)(A), 164.312(a)(2)(iv), 164.312(e)(2)(ii)", "3.5.1, 8.3.2",
        "SC-13a, SC-28(1), SC-8(3), SC-8(4), AU-9(3)", "Art.32", "", "SEC08-BP02, SEC08-BP03", "",
        "AISF-INFRA-05, AISF-ML-02",
    ]),
    (Setting::NotebookVpc, [
        "", "1.2.8, 1.3.1, 1.3.2, 1.4.1, 1.4.2, 1.4.4", "", "", "", "SEC05-BP01", "SageMaker.2",
        "AISF-ML-02",
    ]),
    (Setting::TrainingIsolation, [
        "~164.312(a)(1), ~164.312(e)(1)", "~1.3.2, ~1.4.4", "~SC-7, ~AC-4", "~Art.32", "", "SEC05-BP01", "",
        "AISF-ML-03",
    ]),
    (Setting::TrainingTls, [
        "~164.312(e)(2)(ii)", "~4.2.1", "~SC-8, ~SC-8(1)", "~Art.32", "", "SEC08-BP02", "",
        "AISF-INFRA-06, AISF-ML-03",
    ]),
    (Setting::TrainingEncryption, [
        "~164.312(a)(2)(iv)", "~3.5.1", "~SC-28(1), ~SC-13", "~Art.32", "", "SEC08-BP02", "",
        "AISF-INFRA-05, AISF-ML-03",
    ]),
    (Setting::ModelIsolation, [
        "~164.312(e)(1)", "~1.3.1, ~1.4.4", "~SC-7", "", "", "SEC05-BP01", "SageMaker.5", "AISF-ML-01",
    ]),
    (Setting::EndpointEncryption, [
        "~164.312(a)(2)(iv)", "~3.5.1", "~SC-28(1)", "~Art.32", "", "~SEC08-BP02", "", "",
    ]),
    (Setting::Guardrail, [
        "~164.308(a)(1)(ii)(B), ~164.502(b)", "~3.4.1, ~6.2.4", "~SI-10, ~SI-15", "~Art.25, ~Art.5(1)(c)",
        "", "GENSEC02-BP01", "", "AISF-AI-01, AISF-AI-02",
    ]),
    (Setting::InvocationLogging, [
        "~164.312(b)", "~10.2.1", "~AU-2, ~AU-12, ~AU-9", "~Art.30, ~Art.32", "", "", "",
        "AISF-AI-05, AISF-INFRA-05",
    ]),
    (Setting::StreamEncryption, [
        "~164.312(a)(2)(iv)", "3.5.1, 8.3.2", "~SC-28", "~Art.32", "", "", "", "",
    ]),
    (Setting::SecurityGroups, [
        "~164.312(e)(1)", "~1.3.1, ~1.4.2", "~SC-7, ~AC-4", "~Art.32", "", "~SEC05-BP02", "EC2.2, EC2.18",
        "",
    ]),
    (Setting::PublicIps, [
        "~164.312(e)(1)", "~1.4.4", "~SC-7, ~AC-4", "", "", "~SEC05-BP02", "EC2.15", "",
    ]),
    (Setting::VolumeEncryption, [
        "~164.312(a)(2)(iv)", "~3.5.1", "~SC-28(1), ~SC-13", "~Art.32", "", "~SEC08-BP02", "EC2.7",
        "~AISF-INFRA-05",
    ]),
    (Setting::RootUser, [
        "~164.312(d)", "~8.4.1, ~8.6.1", "~IA-2(1), ~AC-6(5)", "~Art.32", "", "~SEC01-BP02", "IAM.4, IAM.9",
        "",
    ]),
    (Setting::InstanceMetadata, [
        "~164.312(a)(1)", "~2.2.6", "~AC-6", "", "", "~SEC06-BP01", "", "~AISF-ML-02",
    ]),
    (Setting::Availability, [
        "~164.308(a)(7)(i)", "", "~CP-10, ~SC-5", "~Art.32", "", "", "SageMaker.4", "",
    ]),
];
