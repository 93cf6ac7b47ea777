//! One policy, role, key or network that the evidence of several findings turns
//! on.

use super::{Ground, RootKind, Told, resource};
use crate::inventory::quick::QuickMap;
use crate::inventory::relations::{Relation, RelationKind, relations_of};
use crate::inventory::{Arn, Kind, Names, Resource};
use crate::posture::finding::Finding;

/// Checks of one VPC that its endpoints answer.
const ENDPOINTS: &[&str] = &[
    "bedrock.vpc_endpoints_configured",
    "vpc.endpoints_sagemaker",
    "vpc.endpoint_for_ec2_enabled",
    "vpc.endpoint_ecr_api",
    "vpc.endpoint_ecr_dkr",
    "vpc.endpoint_ssm",
];

/// Values that name nothing, so that nothing need be looked for.
const PLAIN: &[&str] = &["", "true", "false", "none", "not set", "unknown", "no policy"];

/// What the findings of each resource turn on, asked once a resource.
pub(super) struct Turns<'n, 'a> {
    names: &'n Names<'a>,
    relations: QuickMap<Arn, Vec<Relation>>,
}

impl<'n, 'a> Turns<'n, 'a> {
    pub(super) fn new(names: &'n Names<'a>) -> Self {
        Self {
            names,
            relations: QuickMap::default(),
        }
    }

    /// What a finding turns on, besides its own resource; or its resource, where
    /// that is what several checks are about.
    pub(super) fn of<'f>(&mut self, finding: &'f Finding) -> Option<Ground<'f>> {
        let about = resource(finding)?;
        self.named(finding, about).or_else(|| own(finding, about))
    }

    /// The used resource that the evidence names.
    fn named<'f>(&mut self, finding: &Finding, about: &Resource) -> Option<Ground<'f>> {
        let names_something = |value: &str| !PLAIN.contains(&value);
        if !finding.evidence().iter().any(|e| names_something(&e.value)) {
            return None;
        }
        let names = self.names;
        let relations = self
            .relations
            .entry(about.arn.clone())
            .or_insert_with(|| relations_of(names, about));
        let mut seen = finding.evidence().iter();
        let relation = seen.find_map(|e| relations.iter().find(|r| names_it(&e.value, &r.to)))?;
        let of_use = matches!(
            relation.kind,
            RelationKind::Attached
                | RelationKind::AssumesRole
                | RelationKind::EncryptedWith
                | RelationKind::PlacedIn
                | RelationKind::Uses
        );
        of_use.then(|| Ground::Named(relation.kind, relation.to.clone()))
    }
}

/// Whether a value names a resource: by its ARN, or by its name as a word.
fn names_it(value: &str, arn: &Arn) -> bool {
    if value.contains(arn.as_str()) {
        return true;
    }
    let name = arn.short_name();
    let resource = arn.resource();
    let mut words = value.split([' ', ',', ';', ':', '(', ')']);
    name.len() > 2 && words.any(|word| word == name || word == resource)
}

/// Something shared, in words.
pub(super) fn told_named(how: RelationKind, what: &Arn) -> Told {
    let name = what.short_name();
    let (cause, mend) = match how {
        RelationKind::Attached => (
            format!("Managed policy {name} is attached where it grants too much"),
            format!("Attach a narrower policy in place of {name}, or narrow its document if it is your own."),
        ),
        RelationKind::AssumesRole => (
            format!("Role {name} is what several run as"),
            format!("Narrow role {name} once, or give each that runs as it a role of its own."),
        ),
        RelationKind::EncryptedWith => (
            format!("Key {} is what several are encrypted with", what.resource()),
            "Make one key of your own for them, and name it where this one is named.".to_owned(),
        ),
        _ => (
            format!("{name} is what several depend on"),
            format!("Mend {name} once."),
        ),
    };
    Told {
        kind: RootKind::Shared,
        key: what.as_str().to_owned(),
        cause,
        mend,
    }
}

/// One part of a resource that several checks are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Own {
    /// The document of a managed policy.
    Document,
    /// The rules of a security group.
    Rules,
    /// The inline policies of a role, user or group.
    Inline,
    /// The endpoints of a VPC.
    Endpoints,
    /// The policy of a key.
    KeyPolicy,
}

/// One document, one security group, one VPC: several checks, one mend.
fn own<'f>(finding: &Finding, about: &'f Resource) -> Option<Ground<'f>> {
    let id = finding.check.id;
    let part = match about.kind() {
        Kind::ManagedPolicy => Own::Document,
        Kind::SecurityGroup => Own::Rules,
        Kind::Role | Kind::User | Kind::Group if id.contains(".inline_policy") => Own::Inline,
        Kind::Vpc if ENDPOINTS.contains(&id) => Own::Endpoints,
        Kind::KmsKey if id.starts_with("kms.key_") || id.ends_with("_policy") => Own::KeyPolicy,
        _ => return None,
    };
    Some(Ground::Own(&about.arn, part))
}

impl Own {
    /// The part in words.
    pub(super) fn told(self, arn: &Arn, finding: &Finding) -> Told {
        let name = finding.resource_name();
        let (part, cause, mend) = match self {
            Self::Document => (
                "document",
                format!("The document of policy {name} grants too much"),
                format!("Write the document of {name} anew, with the actions and resources that are needed."),
            ),
            Self::Rules => (
                "rules",
                format!("The rules of security group {name} admit too much"),
                format!("Replace the open rules of {name} by the networks and ports that are needed."),
            ),
            Self::Inline => (
                "inline",
                format!(
                    "The inline policies of {} {name} grant too much",
                    finding.resource_type().label()
                ),
                format!("Write the inline policies of {name} anew, with what is needed."),
            ),
            Self::Endpoints => (
                "endpoints",
                format!("VPC {name} lacks endpoints to the services that are used in it"),
                format!("Make the missing interface and gateway endpoints of {name} in one go."),
            ),
            Self::KeyPolicy => (
                "policy",
                format!("The policy of key {name} admits too much"),
                format!("Write the policy of key {name} anew, for the principals that need it."),
            ),
        };
        Told {
            kind: RootKind::Shared,
            key: format!("{arn}#{part}"),
            cause,
            mend,
        }
    }
}
