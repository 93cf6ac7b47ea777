//! What the base emulator drops or gets wrong, put right: a table that reads as
//! documentation. Each row says what the base does and what AWS documents; the
//! rows stand beside the service that answers rightly.

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The service.
    pub service: &'static str,
    /// The operations.
    pub operations: &'static [&'static str],
    /// What the base does.
    pub base: &'static str,
    /// What AWS documents.
    pub aws: &'static str,
    /// The conformance case that shows it.
    pub test: &'static str,
}

/// Every correction.
pub fn table() -> impl Iterator<Item = &'static Correction> {
    super::iam::ROWS
        .iter()
        .chain(super::kms::corrections::ROWS)
        .chain(super::kinesis::corrections::ROWS)
        .chain(super::sts::corrections::ROWS)
        .chain(super::cloudtrail::corrections::ROWS)
        .chain(super::macie::corrections::ROWS)
        .chain(super::bedrock::corrections::ROWS)
        .chain(super::iot::corrections::ROWS)
        .chain(super::sagemaker::corrections::ROWS)
        .chain(super::s3::corrections::ROWS)
        .chain(super::ec2::corrections::ROWS)
        .chain(super::access_analyzer::corrections::ROWS)
        .chain(super::cloudwatch::corrections::ROWS)
        .chain(super::logs::corrections::ROWS)
}
