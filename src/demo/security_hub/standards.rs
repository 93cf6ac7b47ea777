//! The standards, and which of them are enabled: pending for a while, and for a
//! while deleting.

use super::hub::Hub;
use super::{Request, invalid};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::outcome::{self, Outcome};
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// How long a standard takes to be ready, or to be gone, in seconds.
const WHILE: i64 = 60;

/// A standard.
#[derive(Debug)]
pub(super) struct Standard {
    /// The end of its ARN, e.g. `nist-800-53/v/5.0.0`.
    pub(super) name: &'static str,
    /// CIS 1.2.0 alone is a ruleset, in no Region.
    ruleset: bool,
    title: &'static str,
    description: &'static str,
    by_default: bool,
}

/// The standards that Security Hub has.
pub(super) const STANDARDS: &[Standard] = &[
    Standard {
        name: "aws-foundational-security-best-practices/v/1.0.0",
        ruleset: false,
        title: "AWS Foundational Security Best Practices v1.0.0",
        description: "The AWS Foundational Security Best Practices standard is a set of automated security checks that detect when AWS accounts and deployed resources do not align with security best practices.",
        by_default: true,
    },
    Standard {
        name: "cis-aws-foundations-benchmark/v/1.2.0",
        ruleset: true,
        title: "CIS AWS Foundations Benchmark v1.2.0",
        description: "The Center for Internet Security (CIS) AWS Foundations Benchmark v1.2.0 is a set of security configuration best practices for AWS.",
        by_default: true,
    },
    Standard {
        name: "ai-security-best-practices/v/1.0.0",
        ruleset: false,
        title: "AI Security Best Practices v1.0.0",
        description: "The AI Security Best Practices standard is a set of automated security checks for AWS resources of AI workloads.",
        by_default: false,
    },
    Standard {
        name: "cis-aws-foundations-benchmark/v/1.4.0",
        ruleset: false,
        title: "CIS AWS Foundations Benchmark v1.4.0",
        description: "The Center for Internet Security (CIS) AWS Foundations Benchmark v1.4.0 is a set of security configuration best practices for AWS.",
        by_default: false,
    },
    Standard {
        name: "cis-aws-foundations-benchmark/v/3.0.0",
        ruleset: false,
        title: "CIS AWS Foundations Benchmark v3.0.0",
        description: "The Center for Internet Security (CIS) AWS Foundations Benchmark v3.0.0 is a set of security configuration best practices for AWS.",
        by_default: false,
    },
    Standard {
        name: "nist-800-53/v/5.0.0",
        ruleset: false,
        title: "NIST Special Publication 800-53 Revision 5",
        description: "NIST SP 800-53 Rev. 5 is a catalogue of security and privacy controls for information systems.",
        by_default: false,
    },
    Standard {
        name: "nist-800-171/v/2.0.0",
        ruleset: false,
        title: "NIST Special Publication 800-171 Revision 2",
        description: "NIST SP 800-171 Rev. 2 protects controlled unclassified information in nonfederal systems.",
        by_default: false,
    },
    Standard {
        name: "pci-dss/v/3.2.1",
        ruleset: false,
        title: "PCI DSS v3.2.1",
        description: "The Payment Card Industry Data Security Standard (PCI DSS) v3.2.1 is for entities that store, process or transmit cardholder data.",
        by_default: false,
    },
    Standard {
        name: "pci-dss/v/4.0.1",
        ruleset: false,
        title: "PCI DSS v4.0.1",
        description: "The Payment Card Industry Data Security Standard (PCI DSS) v4.0.1 is for entities that store, process or transmit cardholder data.",
        by_default: false,
    },
    Standard {
        name: "aws-resource-tagging-standard/v/1.0.0",
        ruleset: false,
        title: "AWS Resource Tagging Standard v1.0.0",
        description: "The AWS Resource Tagging Standard is a set of automated checks for missing tags.",
        by_default: false,
    },
];

impl Standard {
    pub(super) fn arn(&self, region: &str) -> String {
        if self.ruleset {
            format!("arn:aws:securityhub:::ruleset/{}", self.name)
        } else {
            format!("arn:aws:securityhub:{region}::standards/{}", self.name)
        }
    }

    fn subscription(&self, region: &str) -> String {
        format!(
            "arn:aws:securityhub:{region}:{ACCOUNT_ID}:subscription/{}",
            self.name
        )
    }
}

/// A standard that is enabled.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) standard: &'static Standard,
    input: Value,
    since: Timestamp,
    until: Option<Timestamp>,
}

impl Subscription {
    /// Whether it was disabled, long enough ago.
    pub(super) fn is_gone(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|at| now.seconds_since(at) >= WHILE)
    }

    fn shown(&self, region: &str, now: Timestamp) -> Value {
        let ready = now.seconds_since(self.since) >= WHILE;
        let status = match (self.until, ready) {
            (Some(_), _) => "DELETING",
            (None, true) => "READY",
            (None, false) => "PENDING",
        };
        json!({
            "StandardsSubscriptionArn": self.standard.subscription(region),
            "StandardsArn": self.standard.arn(region),
            "StandardsInput": self.input,
            "StandardsStatus": status,
            "StandardsControlsUpdatable": if status == "READY" { "READY_FOR_UPDATES" } else { "NOT_READY_FOR_UPDATES" },
        })
    }
}

fn add(hub: &mut Hub, standard: &'static Standard, region: &str, input: Value, now: Timestamp) -> Value {
    let known = hub.standards.entry(standard.subscription(region));
    let subscription = known
        .and_modify(|known| {
            // Enabled again while it was going: it begins anew.
            if known.until.take().is_some() {
                known.since = now;
            }
        })
        .or_insert(Subscription {
            standard,
            input,
            since: now,
            until: None,
        });
    subscription.shown(region, now)
}

/// Enables what EnableSecurityHub enables.
pub(super) fn enable_default(hub: &mut Hub, region: &str, now: Timestamp) {
    for standard in STANDARDS.iter().filter(|standard| standard.by_default) {
        add(hub, standard, region, json!({}), now);
    }
}

/// `DescribeStandards`.
pub(super) fn describe(request: &Request<'_>) -> Outcome {
    let rows: Vec<Value> = STANDARDS
        .iter()
        .map(|standard| {
            json!({
                "StandardsArn": standard.arn(&request.call.region),
                "Name": standard.title,
                "Description": standard.description,
                "EnabledByDefault": standard.by_default,
                "StandardsManagedBy": {"Company": "AWS", "Product": "Security Hub"},
            })
        })
        .collect();
    request.page("Standards", &rows)
}

/// `BatchEnableStandards`: all or none.
pub(super) fn enable(request: &Request<'_>, hub: &mut Hub) -> Outcome {
    let region = &request.call.region;
    let given = request.body["StandardsSubscriptionRequests"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    if given.is_empty() || given.len() > 25 {
        return Err(invalid(
            "Invalid parameter 'StandardsSubscriptionRequests'. data.StandardsSubscriptionRequests should have between 1 and 25 items",
        ));
    }
    let mut wanted = Vec::new();
    for one in &given {
        let arn = outcome::text(one, "StandardsArn").unwrap_or("");
        let standard = STANDARDS.iter().find(|standard| standard.arn(region) == arn);
        let standard =
            standard.ok_or_else(|| invalid(format!("The standard {arn} does not exist in this Region")))?;
        let input = one["StandardsInput"].clone();
        wanted.push((standard, if input.is_object() { input } else { json!({}) }));
    }
    let rows: Vec<Value> = wanted
        .into_iter()
        .map(|(standard, input)| add(hub, standard, region, input, request.call.now))
        .collect();
    Ok(json!({"StandardsSubscriptions": rows}))
}

/// `BatchDisableStandards`.
pub(super) fn disable(request: &Request<'_>, hub: &mut Hub) -> Outcome {
    let arns = outcome::texts(&request.body, "StandardsSubscriptionArns");
    if let Some(unknown) = arns.iter().find(|arn| !hub.standards.contains_key(**arn)) {
        return Err(invalid(format!(
            "The standards subscription {unknown} does not exist"
        )));
    }
    let (region, now) = (&request.call.region, request.call.now);
    let mut rows = Vec::new();
    for arn in arns {
        if let Some(subscription) = hub.standards.get_mut(arn) {
            subscription.until.get_or_insert(now);
            rows.push(subscription.shown(region, now));
        }
    }
    Ok(json!({"StandardsSubscriptions": rows}))
}

/// `GetEnabledStandards`.
pub(super) fn enabled(request: &Request<'_>, hub: &Hub) -> Outcome {
    let only = outcome::texts(&request.body, "StandardsSubscriptionArns");
    let rows: Vec<Value> = hub
        .standards
        .iter()
        .filter(|(arn, _)| only.is_empty() || only.contains(&arn.as_str()))
        .map(|(_, subscription)| subscription.shown(&request.call.region, request.call.now))
        .collect();
    request.page("StandardsSubscriptions", &rows)
}
