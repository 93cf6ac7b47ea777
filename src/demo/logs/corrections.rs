//! What the base gets wrong about CloudWatch Logs.

use crate::demo::corrections::Correction;

/// The rows.
pub const ROWS: &[Correction] = &[Correction {
    service: "logs",
    operations: &["DescribeLogGroups"],
    base: "forgets kmsKeyId",
    aws: "the key that the group was made or associated with",
    test: "logs::a_group_shows_the_key_it_was_made_with",
}];
