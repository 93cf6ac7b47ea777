//! The inventory with the plan's things in it, under predicted ids.

use super::{settings, things};
use crate::inventory::{AccountId, Arn, Detail, Field, Inventory, Region, Resource, Tags, Timestamp};
use crate::stack::reference::{self, Produced};
use crate::stack::{Action, Outputs, Plan, Spec, Step};

/// The inventory as the plan would leave it. Ids that AWS gives are predicted:
/// they say `planned`.
pub fn overlay(inventory: &Inventory, plan: &Plan, now: Timestamp) -> Inventory {
    let mut canvas = Canvas {
        inventory: inventory.clone(),
        account: plan.account.clone(),
        region: plan.region.clone(),
        now,
    };
    if !canvas.inventory.regions.contains(&plan.region) {
        canvas.inventory.regions.push(plan.region.clone());
    }
    let mut produced = Produced::new();
    for step in &plan.steps {
        let outputs = match step.action {
            Action::Create => predicted(step, &canvas),
            _ => step.known.clone(),
        };
        produced.insert(step.id.clone(), outputs);
        if matches!(step.action, Action::Create | Action::Change)
            && let Ok(spec) = reference::resolve(&step.spec, &produced)
        {
            let own = produced.get(&step.id).cloned().unwrap_or_default();
            if spec.is_setting() {
                settings::set(&mut canvas, &spec);
            } else {
                things::make(&mut canvas, &spec, &own);
            }
        }
    }
    canvas.inventory
}

/// The inventory being drawn on, and where.
pub(super) struct Canvas {
    pub(super) inventory: Inventory,
    account: AccountId,
    region: Region,
    now: Timestamp,
}

impl Canvas {
    fn partition(&self) -> &'static str {
        match self.region.as_str() {
            r if r.starts_with("cn-") => "aws-cn",
            r if r.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// The ARN of a regional resource.
    pub(super) fn arn(&self, service: &str, resource: &str) -> Arn {
        Arn::new(format!(
            "arn:{}:{service}:{}:{}:{resource}",
            self.partition(),
            self.region,
            self.account
        ))
    }

    /// The ARN of a role.
    pub(super) fn role_arn(&self, path: &str, role: &str) -> Arn {
        Arn::new(format!(
            "arn:{}:iam::{}:role{path}{role}",
            self.partition(),
            self.account
        ))
    }

    /// The ARN of a bucket.
    pub(super) fn bucket_arn(&self, bucket: &str) -> Arn {
        Arn::new(format!("arn:{}:s3:::{bucket}", self.partition()))
    }

    /// Adds a resource as it is right after its creation.
    pub(super) fn add(&mut self, arn: Arn, name: &str, tags: &Tags, detail: impl Into<Detail>) {
        let region = if arn.service() == "iam" {
            Region::global()
        } else {
            self.region.clone()
        };
        self.inventory.upsert(Resource {
            arn,
            name: name.to_owned(),
            region,
            account: self.account.clone(),
            created: Some(self.now),
            tags: Field::Known(tags.clone()),
            detail: detail.into(),
        });
    }

    /// Changes a resource that is there; one that is not stays unknown.
    pub(super) fn change(&mut self, arn: &Arn, change: impl FnOnce(&mut Resource)) {
        if let Some(mut resource) = self.inventory.get(arn).cloned() {
            change(&mut resource);
            self.inventory.upsert(resource);
        }
    }
}

/// What a step would produce, in AWS's shapes.
fn predicted(step: &Step, canvas: &Canvas) -> Outputs {
    let planned = format!("planned-{}", step.id);
    let pairs: Vec<(&str, String)> = match &step.spec {
        Spec::CreateKey { .. } => vec![
            ("KeyArn", canvas.arn("kms", &format!("key/{planned}")).to_string()),
            ("KeyId", planned),
        ],
        Spec::CreateAlias { alias, .. } => vec![("AliasName", alias.clone())],
        Spec::CreateBucket { bucket, .. } => vec![("BucketArn", canvas.bucket_arn(bucket).to_string())],
        Spec::CreateRole { role, path, .. } => vec![
            ("RoleArn", canvas.role_arn(path, role).to_string()),
            ("RoleId", planned),
        ],
        Spec::CreateVpc { .. } => vec![("VpcId", format!("vpc-{planned}"))],
        Spec::CreateSubnet { .. } => vec![("SubnetId", format!("subnet-{planned}"))],
        Spec::CreateRouteTable { .. } => vec![("RouteTableId", format!("rtb-{planned}"))],
        Spec::AssociateRouteTable { .. } => vec![("AssociationId", format!("rtbassoc-{planned}"))],
        Spec::CreateSecurityGroup { .. } => vec![("GroupId", format!("sg-{planned}"))],
        Spec::CreateVpcEndpoint { .. } => vec![("VpcEndpointId", format!("vpce-{planned}"))],
        _ => Vec::new(),
    };
    pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}
