//! One check that fails on what one stack, module, name or team made.

use super::{Ground, resource};
use crate::posture::finding::Finding;

/// Tags of what makes resources, with the words for it, the surest first.
const MAKERS: &[(&str, &str)] = &[
    ("aws:cloudformation:stack-name", "CloudFormation stack"),
    ("aisec:stack", "stack"),
    ("terraform:module", "Terraform module"),
    ("terraform-module", "Terraform module"),
    ("tf-module", "Terraform module"),
    ("terraform:workspace", "Terraform workspace"),
    ("terraform-workspace", "Terraform workspace"),
    ("terraform", "Terraform configuration"),
    ("module", "module"),
    ("sagemaker:project-name", "SageMaker project"),
    ("aws:autoscaling:groupname", "Auto Scaling group"),
];

/// Tags of those who make resources alike.
const TEAMS: &[(&str, &str)] = &[
    ("team", "team"),
    ("project", "project"),
    ("application", "application"),
    ("app", "application"),
    ("owner", "owner"),
];

fn tagged<'f>(finding: &'f Finding, tags: &[(&str, &'static str)]) -> Option<Ground<'f>> {
    let stated = resource(finding)?.tags.known()?;
    tags.iter().find_map(|(tag, words)| {
        let mut all = stated.iter();
        let (_, value) = all.find(|(name, value)| name.eq_ignore_ascii_case(tag) && !value.is_empty())?;
        Some(Ground::Alike(finding.check.id, words, value))
    })
}

/// What one stack or module made.
pub(super) fn stack(finding: &Finding) -> Option<Ground<'_>> {
    tagged(finding, MAKERS)
}

/// What bears one name with numbers after it.
pub(super) fn family(finding: &Finding) -> Option<Ground<'_>> {
    let about = resource(finding)?;
    // The ids that EC2 and KMS make up are no names that anybody gave.
    let has_ids = matches!(about.kind().service(), "ec2" | "kms");
    let stem = stem(&about.name, !has_ids)?;
    Some(Ground::Alike(
        finding.check.id,
        "all that are numbered after",
        stem,
    ))
}

/// What one team, project or owner made.
pub(super) fn team(finding: &Finding) -> Option<Ground<'_>> {
    tagged(finding, TEAMS)
}

/// A name without the numbers at its end: `fraud-model-000123` is one of
/// `fraud-model-`; nothing for a name that ends otherwise.
fn stem(name: &str, hexadecimal: bool) -> Option<&str> {
    let mut stem = name;
    while let Some((before, last)) = stem
        .trim_end_matches(['-', '_', '/'])
        .rsplit_once(['-', '_', '/'])
    {
        let number = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
        let hex = hexadecimal
            && last.len() >= 8
            && last.bytes().all(|b| b.is_ascii_hexdigit())
            && last.bytes().any(|b| b.is_ascii_digit());
        if !(number || hex) || before.is_empty() {
            break;
        }
        stem = &stem[..=before.len()];
    }
    (stem.len() < name.len()).then_some(stem)
}
