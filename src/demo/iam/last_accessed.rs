//! Which of the services that its policies name a principal has really used.

use super::Acts;
use super::access::{holder, sources};
use super::ask::{Ask, Refusal, ends};
use super::state::{Holder, State, Used};
use crate::demo::Response;
use crate::inventory::Timestamp;
use crate::policy::{Document, Effect, Select, pattern};
use std::collections::BTreeSet;

pub(super) const ACTS: Acts = &[
    ("GenerateServiceLastAccessedDetails", generate),
    ("GetServiceLastAccessedDetails", get),
];

/// A report that was asked for.
#[derive(Debug)]
pub(super) struct Job {
    begun: Timestamp,
    /// How often somebody looked whether it is done.
    looks: u8,
    granularity: String,
    services: Vec<Service>,
}

/// One service of a report.
#[derive(Debug)]
struct Service {
    namespace: String,
    /// The principal that used it last.
    last: Option<(String, Used)>,
    /// How many used it.
    entities: usize,
}

/// Seconds that a report takes.
const TAKES: i64 = 2;

/// Services by namespace and as IAM names them; `*` in a policy names them all.
const SERVICES: &[(&str, &str)] = &[
    ("access-analyzer", "AWS IAM Access Analyzer"),
    ("bedrock", "Amazon Bedrock"),
    ("bedrock-agentcore", "Amazon Bedrock AgentCore"),
    ("cloudtrail", "AWS CloudTrail"),
    ("cloudwatch", "Amazon CloudWatch"),
    ("ec2", "Amazon EC2"),
    ("ecr", "Amazon Elastic Container Registry"),
    ("guardduty", "Amazon GuardDuty"),
    ("iam", "AWS Identity and Access Management"),
    ("iot", "AWS IoT"),
    ("kinesis", "Amazon Kinesis Data Streams"),
    ("kms", "AWS Key Management Service"),
    ("logs", "Amazon CloudWatch Logs"),
    ("macie2", "Amazon Macie"),
    ("s3", "Amazon S3"),
    ("sagemaker", "Amazon SageMaker"),
    ("securityhub", "AWS Security Hub"),
    ("sts", "AWS Security Token Service"),
];

fn generate(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let arn = ask.need("Arn")?;
    let granularity = ask.form.get("Granularity").unwrap_or("SERVICE_LEVEL");
    let (documents, principals) = about(state, arn)?;
    let namespaces: BTreeSet<String> = documents
        .iter()
        .filter_map(|text| Document::parse(text).ok())
        .flat_map(|document| named(&document))
        .collect();
    let services = namespaces
        .into_iter()
        .map(|namespace| seen(state, &principals, namespace))
        .collect();
    let id = ask.ids.uuid();
    let job = Job {
        begun: ask.now,
        looks: 0,
        granularity: granularity.to_owned(),
        services,
    };
    state.jobs.insert(id.clone(), job);
    Ok(ask.answer(|x| x.text("JobId", &id)))
}

/// The documents that an entity's report is about, and the principals whose
/// calls count: a group's members, a policy's holders.
fn about(state: &State, arn: &str) -> Result<(Vec<String>, Vec<String>), Refusal> {
    let missing = || Refusal::no_entity(format!("ARN {arn} cannot be found."));
    if let Some(policy) = state.policies.get(arn) {
        let mut principals = Vec::new();
        for (holder, name) in &policy.attached_to {
            principals.extend(principals_of(state, *holder, name));
        }
        return Ok((vec![policy.document().to_owned()], principals));
    }
    let (holder, name) = holder(arn).ok_or_else(missing)?;
    if state.core(holder, name).ok().is_none_or(|core| core.arn != arn) {
        return Err(missing());
    }
    let documents = sources(state, holder, name)
        .iter()
        .map(|source| source.document.to_owned())
        .collect();
    Ok((documents, principals_of(state, holder, name)))
}

fn principals_of(state: &State, holder: Holder, name: &str) -> Vec<String> {
    match holder {
        Holder::Group => state.group(name).ok().map_or_else(Vec::new, |group| {
            let members = group.members.iter().filter_map(|m| state.users.get(m));
            members.map(|user| user.core.arn.clone()).collect()
        }),
        _ => state
            .core(holder, name)
            .ok()
            .map(|core| core.arn.clone())
            .into_iter()
            .collect(),
    }
}

/// The namespaces that the document's allowing statements name.
fn named(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    for statement in document.statements.iter().filter(|s| s.effect == Effect::Allow) {
        let all = || SERVICES.iter().map(|(namespace, _)| (*namespace).to_owned());
        match &statement.action {
            Select::AllBut(_) => found.extend(all()),
            Select::Only(actions) => {
                for action in actions {
                    let namespace = action.split(':').next().unwrap_or("").to_lowercase();
                    if namespace.contains('*') {
                        found.extend(all().filter(|n| pattern::matches(&namespace, n)));
                    } else {
                        found.push(namespace);
                    }
                }
            }
        }
    }
    found
}

fn seen(state: &State, principals: &[String], namespace: String) -> Service {
    let uses: Vec<(&String, &Used)> = principals
        .iter()
        .filter_map(|arn| Some((arn, state.seen.get(arn.as_str())?.get(&namespace)?)))
        .collect();
    let last = uses.iter().max_by_key(|(_, used)| used.at);
    Service {
        last: last.map(|(arn, used)| ((*arn).clone(), (*used).clone())),
        entities: uses.len(),
        namespace,
    }
}

fn get(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let id = ask.need("JobId")?;
    let job = state
        .jobs
        .get_mut(id)
        .ok_or_else(|| Refusal::no_entity(format!("Job with id {id} cannot be found.")))?;
    job.looks = job.looks.saturating_add(1);
    // A clock that stands still does not keep it back for ever.
    if job.looks < 2 && ask.now.0 - job.begun.0 < TAKES {
        return Ok(ask.answer(|x| {
            x.text("JobStatus", "IN_PROGRESS");
            x.text("JobType", &job.granularity);
            x.text("JobCreationDate", job.begun.rfc3339());
            x.element("ServicesLastAccessed", |_| {});
        }));
    }
    let (shown, next) = ask.page(&job.services)?;
    Ok(ask.answer(|x| {
        x.text("JobStatus", "COMPLETED");
        x.text("JobType", &job.granularity);
        x.text("JobCreationDate", job.begun.rfc3339());
        x.text("JobCompletionDate", Timestamp(job.begun.0 + TAKES).rfc3339());
        x.list("ServicesLastAccessed", "member", shown, |x, service| {
            let known = SERVICES.iter().find(|(n, _)| *n == service.namespace);
            x.text(
                "ServiceName",
                known.map_or(service.namespace.as_str(), |(_, name)| name),
            );
            x.text("ServiceNamespace", &service.namespace);
            if let Some((arn, used)) = &service.last {
                x.text("LastAuthenticated", used.at.rfc3339());
                x.text("LastAuthenticatedEntity", arn);
                x.text("LastAuthenticatedRegion", &used.region);
            }
            x.text("TotalAuthenticatedEntities", service.entities);
        });
        ends(x, next.as_deref());
    }))
}
