//! The fields of each form page, made from the answers so far and from what
//! exists in the account: nothing is typed that could be picked.

use super::field::{Field, FieldId, Kind};
use super::offers::Offers;
use super::page::Page;
use super::words::{policy_label, scenario_words};
use crate::inventory::AccountId;
use crate::policy::lint::{Severity, lint};
use crate::stack::blueprint::{Blueprint, Scenario, Stage, Vpc, default_endpoints};
use crate::stack::policies::{self, ComposedPolicy};

/// Rotation periods that are offered, in days.
pub const ROTATIONS: [i32; 4] = [90, 180, 365, 730];

/// Instance types that are offered: none has local NVMe storage, on which
/// SageMaker refuses a volume key.
pub const INSTANCE_TYPES: [&str; 6] = [
    "ml.m5.large",
    "ml.m5.xlarge",
    "ml.m5.4xlarge",
    "ml.c5.2xlarge",
    "ml.p3.2xlarge",
    "ml.p3.8xlarge",
];

/// Runtimes that are offered, in hours.
pub const HOURS: [i32; 5] = [1, 4, 12, 24, 72];

/// Every field of a page.
pub fn fields(page: Page, answers: &Blueprint, account: &AccountId, offers: &Offers) -> Vec<Field> {
    match page {
        Page::Scenario => vec![scenario(answers)],
        Page::Names => names(answers, offers),
        Page::Data => data(answers, account),
        Page::Keys => keys(answers, offers),
        Page::Identities => identities(answers, account, offers),
        Page::Network => network(answers, offers),
        Page::Workload => workload(answers),
        Page::Review | Page::Apply | Page::Done => Vec::new(),
    }
}

fn scenario(answers: &Blueprint) -> Field {
    let labels = Scenario::ALL
        .iter()
        .map(|s| scenario_words(*s).0.to_owned())
        .collect();
    let chosen = Scenario::ALL
        .iter()
        .position(|s| *s == answers.scenario)
        .unwrap_or(0);
    Field::choice(
        FieldId::Scenario,
        "Scenario",
        labels,
        chosen,
        scenario_words(answers.scenario).1,
    )
}

fn names(answers: &Blueprint, offers: &Offers) -> Vec<Field> {
    let stages = Stage::ALL.iter().map(|s| s.word().to_owned()).collect();
    let stage = Stage::ALL.iter().position(|s| *s == answers.stage).unwrap_or(0);
    let region = offers
        .regions
        .iter()
        .position(|r| *r == answers.region)
        .unwrap_or(0);
    let regions = offers.regions.iter().map(ToString::to_string).collect();
    vec![
        Field::text(
            FieldId::Name,
            "Name",
            Some(answers.name.clone()),
            "e.g. cardiology".into(),
            "Begins every name that is made, and tags everything. 1 to 32 of a-z, 0-9 and -.",
        ),
        Field::choice(
            FieldId::Stage,
            "Stage",
            stages,
            stage,
            "Part of every name; keeps rehearsals apart from the real thing.",
        ),
        Field::choice(
            FieldId::Region,
            "Region",
            regions,
            region,
            "Keys, buckets and jobs must be in one Region.",
        ),
        Field::toggle(
            FieldId::Adopt,
            "Harden what exists",
            answers.adopt,
            "When something of the same name exists and differs: yes changes it (shown in the plan), no stops.",
        ),
    ]
}

fn data(answers: &Blueprint, account: &AccountId) -> Vec<Field> {
    let derived = |pick: fn(&Blueprint, &AccountId) -> String, clear: fn(&mut Blueprint)| {
        let mut bare = answers.clone();
        clear(&mut bare);
        pick(&bare, account)
    };
    vec![
        Field::text(
            FieldId::DataBucket,
            "Training data",
            answers.data.bucket.clone(),
            derived(Blueprint::data_bucket, |b| b.data.bucket = None),
            "The bucket of the data: SSE-KMS, versioned, TLS only, no public access.",
        ),
        Field::text(
            FieldId::ModelsBucket,
            "Models",
            answers.data.models_bucket.clone(),
            derived(Blueprint::models_bucket, |b| b.data.models_bucket = None),
            "The bucket that jobs write to; the role cannot read other buckets.",
        ),
        Field::text(
            FieldId::LogsBucket,
            "Access logs",
            answers.data.logs_bucket.clone(),
            derived(Blueprint::logs_bucket, |b| b.data.logs_bucket = None),
            "The bucket that S3 writes the access logs of the other two to.",
        ),
        Field::text(
            FieldId::Prefix,
            "Prefix",
            Some(answers.data.prefix.clone()),
            "train/".into(),
            "The role may read only below it.",
        ),
        Field::text(
            FieldId::Upload,
            "File to upload",
            answers.data.upload.clone(),
            "none".into(),
            "A local file, sent encrypted under the new key with its SHA-256, never over an existing object.",
        ),
        Field::toggle(
            FieldId::Versioning,
            "Keep old versions",
            answers.data.versioning,
            "Lets you undo an overwrite or a poisoned data set.",
        ),
    ]
}

fn keys(answers: &Blueprint, offers: &Offers) -> Vec<Field> {
    let mut labels = vec!["make a new key".to_owned()];
    labels.extend(offers.keys.iter().map(|key| key.label.clone()));
    let chosen = answers
        .key
        .existing
        .as_ref()
        .and_then(|arn| offers.keys.iter().position(|key| key.arn.as_str() == arn))
        .map_or(0, |at| at + 1);
    let mut fields = vec![Field::choice(
        FieldId::KeySource,
        "Key",
        labels,
        chosen,
        "A key of its own means that access to the data can be granted, watched and ended in one place.",
    )];
    if answers.key.existing.is_none() {
        let mut bare = answers.clone();
        bare.key.alias = None;
        let days = ROTATIONS.iter().map(|d| format!("every {d} days")).collect();
        let rotation = ROTATIONS
            .iter()
            .position(|d| *d == answers.key.rotation_days)
            .unwrap_or(2);
        fields.push(Field::text(
            FieldId::Alias,
            "Alias",
            answers.key.alias.clone(),
            bare.key_alias(),
            "The name of the key, unique in the account and Region.",
        ));
        fields.push(Field::choice(
            FieldId::Rotation,
            "Rotation",
            days,
            rotation,
            "KMS makes new key material on this schedule; old data stays readable. A year satisfies the frameworks.",
        ));
    }
    fields
}

fn identities(answers: &Blueprint, account: &AccountId, offers: &Offers) -> Vec<Field> {
    let mut bare = answers.clone();
    bare.identities.role = None;
    let mut labels = vec!["the account's own policies decide".to_owned()];
    labels.extend(offers.operators.iter().map(|arn| arn.short_name().to_owned()));
    let chosen = answers
        .identities
        .operator
        .as_ref()
        .and_then(|arn| offers.operators.iter().position(|o| o.as_str() == arn))
        .map_or(0, |at| at + 1);
    let mut fields = vec![
        Field::text(
            FieldId::Role,
            "Execution role",
            answers.identities.role.clone(),
            bare.role_name(),
            "What the job runs as: one data prefix, one output bucket, one key, nothing else.",
        ),
        Field::choice(
            FieldId::Operator,
            "Administrator",
            labels,
            chosen,
            "Who administers the key and uploads data, beside the account root.",
        ),
    ];
    fields.extend(policies::composed(answers, account).iter().map(policy));
    fields
}

fn policy(composed: &ComposedPolicy) -> Field {
    let issues = lint(&composed.text, composed.kind);
    let errors = issues.iter().filter(|i| i.severity == Severity::Error).count();
    let warnings = issues.len() - errors;
    let state = if composed.edited { "edited" } else { "composed" };
    let value = match (errors, warnings) {
        (0, 0) => format!("{state}, valid"),
        (0, n) => format!("{state}, valid, {n} remark{}", plural(n)),
        (n, _) => format!("{state}, {n} error{}", plural(n)),
    };
    Field::new(
        FieldId::Policy(composed.name.clone()),
        &policy_label(&composed.name),
        Kind::Policy {
            edited: composed.edited,
            errors,
            warnings,
        },
        value,
        String::new(),
        &format!(
            "{}. Enter opens it for editing, checked as you type.",
            composed.title
        ),
    )
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn network(answers: &Blueprint, offers: &Offers) -> Vec<Field> {
    let mut labels = vec!["make a new VPC".to_owned()];
    labels.extend(offers.vpcs.iter().map(|vpc| vpc.label.clone()));
    let chosen = match &answers.network.vpc {
        Vpc::Create { .. } => 0,
        Vpc::Existing { vpc_id, .. } => offers
            .vpcs
            .iter()
            .position(|v| v.id == *vpc_id)
            .map_or(0, |at| at + 1),
    };
    let mut fields = vec![Field::choice(
        FieldId::Vpc,
        "VPC",
        labels,
        chosen,
        "Private subnets without a route to the internet; AWS is reached through endpoints only.",
    )];
    if let Vpc::Create { cidr, zones } = &answers.network.vpc {
        let counts = ["one zone (dev)", "two zones", "three zones"]
            .map(str::to_owned)
            .to_vec();
        fields.push(Field::text(
            FieldId::Cidr,
            "Address block",
            Some(cidr.clone()),
            String::new(),
            "An IPv4 block, /16 to /24, that nothing it will be peered with uses.",
        ));
        fields.push(Field::choice(
            FieldId::Zones,
            "Zones",
            counts,
            zones.len().clamp(1, 3) - 1,
            "Every interface endpoint is billed per hour and zone; two survive the loss of one.",
        ));
    }
    let on = answers.endpoints();
    let mut known: Vec<String> = default_endpoints(answers.scenario)
        .iter()
        .map(|&s| s.to_owned())
        .collect();
    known.extend(
        on.iter()
            .filter(|e| !known.contains(e))
            .cloned()
            .collect::<Vec<_>>(),
    );
    fields.extend(known.into_iter().map(|name| {
        let help = if name == "s3" {
            "Gateway endpoint, free. Without it nothing in the VPC reaches the buckets."
        } else {
            "Interface endpoint with private DNS and a policy for this account only."
        };
        Field::toggle(FieldId::Endpoint(name.clone()), &name, on.contains(&name), help)
    }));
    fields
}

fn workload(answers: &Blueprint) -> Vec<Field> {
    let mut fields = vec![Field::toggle(
        FieldId::Training,
        "Training job",
        answers.workload.training.is_some(),
        "Isolated from the network, traffic between its containers encrypted, volume and output under the key.",
    )];
    if let Some(training) = &answers.workload.training {
        let types = INSTANCE_TYPES.map(str::to_owned).to_vec();
        let chosen = INSTANCE_TYPES
            .iter()
            .position(|t| *t == training.instance_type)
            .unwrap_or(0);
        let hours = HOURS.iter().map(|h| format!("{h} h")).collect();
        let stop = HOURS
            .iter()
            .position(|h| h * 3600 == training.max_seconds)
            .unwrap_or(0);
        fields.push(Field::text(
            FieldId::Job,
            "Job",
            Some(training.job.clone()),
            String::new(),
            "Ends the job's name. SageMaker keeps names for good: change it to train again.",
        ));
        fields.push(Field::text(
            FieldId::Image,
            "Image",
            Some(training.image.clone()),
            String::new(),
            "The ECR image that trains; AWS's XGBoost by default.",
        ));
        fields.push(Field::choice(
            FieldId::InstanceType,
            "Instance type",
            types,
            chosen,
            "None of these has local NVMe storage, which a volume key cannot cover.",
        ));
        fields.push(Field::choice(
            FieldId::Instances,
            "Instances",
            counts(4),
            index(training.instances),
            "More than one makes the encryption between them matter.",
        ));
        fields.push(Field::choice(
            FieldId::Hours,
            "Stop after",
            hours,
            stop,
            "SageMaker stops the job then, so that a hung job does not cost for days.",
        ));
    }
    fields.push(Field::toggle(
        FieldId::Stream,
        "Stream",
        answers.workload.stream.is_some(),
        "A Kinesis stream, on demand, encrypted under the key.",
    ));
    fields.push(Field::toggle(
        FieldId::Hosting,
        "Model endpoint",
        answers.workload.hosting.is_some(),
        "A model in the VPC behind an endpoint, storage and data capture under the key.",
    ));
    if let Some(hosting) = &answers.workload.hosting {
        fields.push(Field::text(
            FieldId::HostingImage,
            "Serving image",
            Some(hosting.image.clone()),
            String::new(),
            "The ECR image that serves.",
        ));
        fields.push(Field::text(
            FieldId::ModelData,
            "Model archive",
            hosting.model_data.clone(),
            "in the image".into(),
            "The s3:// address of the model; below the models bucket, so that the role can read it.",
        ));
        fields.push(Field::choice(
            FieldId::HostingInstances,
            "Serving instances",
            counts(4),
            index(hosting.instances),
            "Two survive the loss of a zone.",
        ));
        fields.push(Field::toggle(
            FieldId::Capture,
            "Keep requests",
            hosting.capture,
            "Requests and answers, encrypted, in the models bucket: for monitoring, and sensitive.",
        ));
    }
    fields
}

fn counts(most: i32) -> Vec<String> {
    (1..=most).map(|n| n.to_string()).collect()
}

fn index(count: i32) -> usize {
    usize::try_from(count - 1).unwrap_or(0).min(3)
}
