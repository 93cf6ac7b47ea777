//! What principals were seen to use (IAM's last accessed information).
//!
//! AWS makes one report for each principal, so it is asked only of those whose
//! policies grant something of Bedrock or SageMaker, and of users with access
//! keys. Making a report changes nothing: IAM lists
//! `GenerateServiceLastAccessedDetails` among its reads.

use super::Scope;
use super::iam_report::LOOKS;
use super::listing::Found;
use crate::inventory::detail::{AttachedPolicy, InlinePolicy, Role, ServiceAccess, User};
use crate::inventory::{Arn, Detail, Field, Gap, GapKind, Timestamp};
use crate::policy::Document;
use crate::policy::query::touches;
use aws_sdk_iam::types::{ErrorDetails, JobStatusType};
use std::collections::HashMap;

const GENERATE: &str = "iam:GenerateServiceLastAccessedDetails";
const GET: &str = "iam:GetServiceLastAccessedDetails";

/// Whether policies grant something of the AI services.
#[derive(Clone, Copy, Debug, Default)]
struct Touches {
    bedrock: bool,
    sagemaker: bool,
}

impl Touches {
    /// Everything, for what could not be read: asking does no harm.
    const ALL: Self = Self {
        bedrock: true,
        sagemaker: true,
    };

    fn of(text: &str) -> Self {
        Document::parse(text).map_or(Self::ALL, |document| Self {
            bedrock: touches(&document, "bedrock"),
            sagemaker: touches(&document, "sagemaker"),
        })
    }

    fn or(self, other: Self) -> Self {
        Self {
            bedrock: self.bedrock || other.bedrock,
            sagemaker: self.sagemaker || other.sagemaker,
        }
    }
}

/// What the policies and groups that were listed grant.
#[derive(Debug, Default)]
pub(super) struct Granted {
    policies: HashMap<Arn, Touches>,
    groups: HashMap<String, (Vec<AttachedPolicy>, Touches)>,
}

impl Granted {
    /// Takes a managed policy in.
    pub(super) fn policy(&mut self, found: &Found) {
        if let Detail::ManagedPolicy(policy) = &found.detail {
            let touches = policy.document.known().map_or(Touches::ALL, |t| Touches::of(t));
            self.policies.insert(found.arn.clone(), touches);
        }
    }

    /// Takes a group in.
    pub(super) fn group(&mut self, found: &Found) {
        if let Detail::Group(group) = &found.detail {
            let attached = group.attached.known().cloned().unwrap_or_default();
            let held = (attached, inline(&group.inline));
            self.groups.insert(found.name.clone(), held);
        }
    }

    fn attached(&self, policies: &[AttachedPolicy]) -> Touches {
        let each = policies.iter();
        each.map(|p| self.policies.get(&p.arn).copied().unwrap_or(Touches::ALL))
            .fold(Touches::default(), Touches::or)
    }

    /// Whether a role is to be asked about: nobody but AWS changes what
    /// service-linked roles may do.
    pub(super) fn of_role(&self, role: &Role) -> bool {
        let attached = role.attached.known().map_or(Touches::ALL, |p| self.attached(p));
        !role.path.starts_with("/aws-service-role/") && attached.or(inline(&role.inline)).bedrock
    }

    /// Whether a user is to be asked about.
    pub(super) fn of_user(&self, user: &User) -> bool {
        let attached = user.attached.known().map_or(Touches::ALL, |p| self.attached(p));
        let groups = user.groups.known().into_iter().flatten();
        let of_groups = groups.map(|name| match self.groups.get(name) {
            Some((attached, inline)) => self.attached(attached).or(*inline),
            None => Touches::ALL,
        });
        let all = of_groups.fold(attached.or(inline(&user.inline)), Touches::or);
        let keys = user
            .credentials
            .known()
            .is_none_or(|c| c.access_keys.iter().any(|k| k.active));
        all.bedrock || all.sagemaker || keys
    }
}

fn inline(policies: &Field<Vec<InlinePolicy>>) -> Touches {
    policies.known().map_or(Touches::ALL, |policies| {
        let each = policies.iter().map(|p| Touches::of(&p.document));
        each.fold(Touches::default(), Touches::or)
    })
}

/// The services that a principal may use, and when it last did; `None` when it
/// is not to be asked about.
pub(super) async fn last_accessed(
    scope: &Scope,
    arn: &Arn,
    asked: bool,
) -> Field<Option<Vec<ServiceAccess>>> {
    if !asked {
        return Field::Known(None);
    }
    Field::from(services(scope, arn).await).map(Some)
}

async fn services(scope: &Scope, arn: &Arn) -> Result<Vec<ServiceAccess>, Gap> {
    let iam = &scope.clients.iam;
    let call = iam.generate_service_last_accessed_details().arn(arn.as_str());
    let started = scope.call(GENERATE, call.send()).await?;
    let job = started.job_id().ok_or_else(|| gap("the answer has no JobId"))?;
    let mut found = Vec::new();
    let mut marker = None;
    let mut look = 0;
    loop {
        let call = iam.get_service_last_accessed_details().job_id(job);
        let call = call.max_items(1000).set_marker(marker.take());
        let page = scope.call(GET, call.send()).await?;
        match page.job_status() {
            JobStatusType::Completed => {}
            JobStatusType::InProgress if look < LOOKS => {
                scope.session.between_looks(look).await;
                look += 1;
                continue;
            }
            JobStatusType::InProgress => return Err(gap("the report was not made in time")),
            other => {
                let why = page.error().map_or("", ErrorDetails::message);
                return Err(gap(&format!("the report ended as {other}: {why}")));
            }
        }
        found.extend(page.services_last_accessed().iter().map(|service| ServiceAccess {
            service: service.service_namespace().to_owned(),
            last: service.last_authenticated().map(|t| Timestamp(t.secs())),
        }));
        if !page.is_truncated() {
            return Ok(found);
        }
        marker = page.marker().map(str::to_owned);
        if marker.is_none() {
            return Err(gap("the answer is truncated and names no next page"));
        }
    }
}

fn gap(message: &str) -> Gap {
    Gap {
        operation: GET.to_owned(),
        kind: GapKind::Failed,
        message: message.to_owned(),
    }
}
