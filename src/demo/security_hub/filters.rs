//! The filters of GetFindings: texts, dates, numbers, maps, addresses, flags and
//! keywords. Filters of one field that seek are joined by OR, those that shun
//! by AND; fields are joined by AND.

use crate::inventory::Timestamp;
use crate::policy::evaluate::value::in_range;
use serde_json::Value;

/// Filters whose name is not the name of the field.
const PLACES: &[(&str, &str)] = &[
    ("Type", "Types"),
    ("SeverityProduct", "Severity.Product"),
    ("SeverityNormalized", "Severity.Normalized"),
    ("SeverityLabel", "Severity.Label"),
    ("RecommendationText", "Remediation.Recommendation.Text"),
    ("MalwareName", "Malware.Name"),
    ("MalwareType", "Malware.Type"),
    ("MalwarePath", "Malware.Path"),
    ("MalwareState", "Malware.State"),
    ("NetworkDirection", "Network.Direction"),
    ("NetworkProtocol", "Network.Protocol"),
    ("NetworkSourceIpV4", "Network.SourceIpV4"),
    ("NetworkSourceIpV6", "Network.SourceIpV6"),
    ("NetworkSourcePort", "Network.SourcePort"),
    ("NetworkSourceDomain", "Network.SourceDomain"),
    ("NetworkSourceMac", "Network.SourceMac"),
    ("NetworkDestinationIpV4", "Network.DestinationIpV4"),
    ("NetworkDestinationIpV6", "Network.DestinationIpV6"),
    ("NetworkDestinationPort", "Network.DestinationPort"),
    ("NetworkDestinationDomain", "Network.DestinationDomain"),
    ("ProcessName", "Process.Name"),
    ("ProcessPath", "Process.Path"),
    ("ProcessPid", "Process.Pid"),
    ("ProcessParentPid", "Process.ParentPid"),
    ("ProcessLaunchedAt", "Process.LaunchedAt"),
    ("ProcessTerminatedAt", "Process.TerminatedAt"),
    ("ThreatIntelIndicatorType", "ThreatIntelIndicators.Type"),
    ("ThreatIntelIndicatorValue", "ThreatIntelIndicators.Value"),
    ("ThreatIntelIndicatorCategory", "ThreatIntelIndicators.Category"),
    (
        "ThreatIntelIndicatorLastObservedAt",
        "ThreatIntelIndicators.LastObservedAt",
    ),
    ("ThreatIntelIndicatorSource", "ThreatIntelIndicators.Source"),
    ("ThreatIntelIndicatorSourceUrl", "ThreatIntelIndicators.SourceUrl"),
    ("ResourceType", "Resources.Type"),
    ("ResourceId", "Resources.Id"),
    ("ResourcePartition", "Resources.Partition"),
    ("ResourceRegion", "Resources.Region"),
    ("ResourceTags", "Resources.Tags"),
    ("ResourceApplicationName", "Resources.ApplicationName"),
    ("ResourceApplicationArn", "Resources.ApplicationArn"),
    ("ResourceDetailsOther", "Resources.Details.Other"),
    (
        "ResourceAwsEc2InstanceType",
        "Resources.Details.AwsEc2Instance.Type",
    ),
    (
        "ResourceAwsEc2InstanceImageId",
        "Resources.Details.AwsEc2Instance.ImageId",
    ),
    (
        "ResourceAwsEc2InstanceIpV4Addresses",
        "Resources.Details.AwsEc2Instance.IpV4Addresses",
    ),
    (
        "ResourceAwsEc2InstanceIpV6Addresses",
        "Resources.Details.AwsEc2Instance.IpV6Addresses",
    ),
    (
        "ResourceAwsEc2InstanceKeyName",
        "Resources.Details.AwsEc2Instance.KeyName",
    ),
    (
        "ResourceAwsEc2InstanceIamInstanceProfileArn",
        "Resources.Details.AwsEc2Instance.IamInstanceProfileArn",
    ),
    (
        "ResourceAwsEc2InstanceVpcId",
        "Resources.Details.AwsEc2Instance.VpcId",
    ),
    (
        "ResourceAwsEc2InstanceSubnetId",
        "Resources.Details.AwsEc2Instance.SubnetId",
    ),
    (
        "ResourceAwsEc2InstanceLaunchedAt",
        "Resources.Details.AwsEc2Instance.LaunchedAt",
    ),
    (
        "ResourceAwsS3BucketOwnerId",
        "Resources.Details.AwsS3Bucket.OwnerId",
    ),
    (
        "ResourceAwsS3BucketOwnerName",
        "Resources.Details.AwsS3Bucket.OwnerName",
    ),
    (
        "ResourceAwsIamAccessKeyUserName",
        "Resources.Details.AwsIamAccessKey.UserName",
    ),
    (
        "ResourceAwsIamAccessKeyPrincipalName",
        "Resources.Details.AwsIamAccessKey.PrincipalName",
    ),
    (
        "ResourceAwsIamAccessKeyStatus",
        "Resources.Details.AwsIamAccessKey.Status",
    ),
    (
        "ResourceAwsIamAccessKeyCreatedAt",
        "Resources.Details.AwsIamAccessKey.CreatedAt",
    ),
    (
        "ResourceAwsIamUserUserName",
        "Resources.Details.AwsIamUser.UserName",
    ),
    ("ResourceContainerName", "Resources.Details.Container.Name"),
    ("ResourceContainerImageId", "Resources.Details.Container.ImageId"),
    (
        "ResourceContainerImageName",
        "Resources.Details.Container.ImageName",
    ),
    (
        "ResourceContainerLaunchedAt",
        "Resources.Details.Container.LaunchedAt",
    ),
    ("ResourceOwnerAccountId", "Resources.Owner.Account.Id"),
    ("ResourceOwnerOrgId", "Resources.Owner.Org.Id"),
    ("ResourceProvider", "Resources.Provider"),
    ("ComplianceStatus", "Compliance.Status"),
    ("ComplianceSecurityControlId", "Compliance.SecurityControlId"),
    (
        "ComplianceAssociatedStandardsId",
        "Compliance.AssociatedStandards.StandardsId",
    ),
    (
        "ComplianceSecurityControlParametersName",
        "Compliance.SecurityControlParameters.Name",
    ),
    (
        "ComplianceSecurityControlParametersValue",
        "Compliance.SecurityControlParameters.Value",
    ),
    ("WorkflowStatus", "Workflow.Status"),
    ("RelatedFindingsProductArn", "RelatedFindings.ProductArn"),
    ("RelatedFindingsId", "RelatedFindings.Id"),
    ("NoteText", "Note.Text"),
    ("NoteUpdatedAt", "Note.UpdatedAt"),
    ("NoteUpdatedBy", "Note.UpdatedBy"),
    (
        "FindingProviderFieldsConfidence",
        "FindingProviderFields.Confidence",
    ),
    (
        "FindingProviderFieldsCriticality",
        "FindingProviderFields.Criticality",
    ),
    (
        "FindingProviderFieldsRelatedFindingsId",
        "FindingProviderFields.RelatedFindings.Id",
    ),
    (
        "FindingProviderFieldsRelatedFindingsProductArn",
        "FindingProviderFields.RelatedFindings.ProductArn",
    ),
    (
        "FindingProviderFieldsSeverityLabel",
        "FindingProviderFields.Severity.Label",
    ),
    (
        "FindingProviderFieldsSeverityOriginal",
        "FindingProviderFields.Severity.Original",
    ),
    ("FindingProviderFieldsTypes", "FindingProviderFields.Types"),
    (
        "VulnerabilitiesExploitAvailable",
        "Vulnerabilities.ExploitAvailable",
    ),
    ("VulnerabilitiesFixAvailable", "Vulnerabilities.FixAvailable"),
];

/// The filters of one field.
#[derive(Debug)]
pub(super) struct Filter {
    name: String,
    tests: Vec<Test>,
}

#[derive(Debug)]
enum Test {
    /// Comparison, value, and for maps the key.
    Text(String, String, Option<String>),
    /// From and to, as seconds.
    Date(i64, i64),
    /// Operator and limit, all of which hold.
    Number(Vec<(String, f64)>),
    Cidr(String),
    Flag(bool),
    Keyword(String),
}

/// Reads the filters of a request.
pub(super) fn parse(given: &Value, now: Timestamp) -> Result<Vec<Filter>, String> {
    let mut out = Vec::new();
    for (name, tests) in given.as_object().into_iter().flatten() {
        let tests = tests.as_array().into_iter().flatten();
        let tests: Result<Vec<Test>, String> = tests.map(|test| read(name, test, now)).collect();
        let tests = tests?;
        if tests.len() > 20 {
            return Err(format!(
                "Invalid parameter 'Filters'. data.Filters.{name} should NOT have more than 20 items"
            ));
        }
        if !tests.is_empty() {
            out.push(Filter {
                name: name.clone(),
                tests,
            });
        }
    }
    Ok(out)
}

fn read(name: &str, test: &Value, now: Timestamp) -> Result<Test, String> {
    let wrong = || format!("Invalid parameter 'Filters'. data.Filters.{name} is not valid");
    if let Some(cidr) = test["Cidr"].as_str() {
        return Ok(Test::Cidr(cidr.to_owned()));
    }
    if name == "Keyword" {
        let word = test["Value"].as_str().ok_or_else(wrong)?;
        return Ok(Test::Keyword(word.to_lowercase()));
    }
    if let Some(flag) = test["Value"].as_bool() {
        return Ok(Test::Flag(flag));
    }
    if let Some(range) = test["DateRange"].as_object() {
        let days = range.get("Value").and_then(Value::as_i64).ok_or_else(wrong)?;
        let edge = now.0.saturating_sub(days.saturating_mul(86_400));
        return match range.get("Comparison").and_then(Value::as_str) {
            None | Some("WITHIN") => Ok(Test::Date(edge, i64::MAX)),
            Some("OLDER_THAN") => Ok(Test::Date(i64::MIN, edge)),
            Some(_) => Err(wrong()),
        };
    }
    if test["Start"].is_string() || test["End"].is_string() {
        let time = |field: &str, default: i64| match test[field].as_str() {
            None => Ok(default),
            Some(given) => Timestamp::parse(given).map(|t| t.0).ok_or_else(wrong),
        };
        return Ok(Test::Date(time("Start", i64::MIN)?, time("End", i64::MAX)?));
    }
    let limits: Vec<(String, f64)> = ["Gte", "Lte", "Eq", "Gt", "Lt"]
        .iter()
        .filter_map(|operator| Some(((*operator).to_owned(), test[*operator].as_f64()?)))
        .collect();
    if !limits.is_empty() {
        return Ok(Test::Number(limits));
    }
    let comparison = test["Comparison"].as_str().ok_or_else(wrong)?;
    let known = [
        "EQUALS",
        "PREFIX",
        "NOT_EQUALS",
        "PREFIX_NOT_EQUALS",
        "CONTAINS",
        "NOT_CONTAINS",
        "CONTAINS_WORD",
    ];
    if !known.contains(&comparison) {
        return Err(wrong());
    }
    Ok(Test::Text(
        comparison.to_owned(),
        test["Value"].as_str().ok_or_else(wrong)?.to_owned(),
        test["Key"].as_str().map(str::to_owned),
    ))
}

/// The values of a field of a finding, by the name that filters have for it.
pub(super) fn values<'v>(finding: &'v Value, name: &str) -> Vec<&'v Value> {
    let place = PLACES.iter().find(|(filter, _)| *filter == name);
    let path = place.map_or(name, |(_, path)| path);
    let mut found = vec![finding];
    for step in path.split('.') {
        found = found
            .into_iter()
            .filter_map(|value| value.get(step))
            .flat_map(|value| match value {
                Value::Array(items) => items.iter().collect(),
                other => vec![other],
            })
            .collect();
    }
    found
}

impl Filter {
    /// Whether a finding passes.
    pub(super) fn takes(&self, finding: &Value) -> bool {
        let found = values(finding, &self.name);
        let (shunning, seeking): (Vec<&Test>, Vec<&Test>) = self.tests.iter().partition(|test| test.shuns());
        shunning.iter().all(|test| test.holds(finding, &found))
            && (seeking.is_empty() || seeking.iter().any(|test| test.holds(finding, &found)))
    }
}

impl Test {
    fn shuns(&self) -> bool {
        matches!(self, Self::Text(comparison, ..) if comparison.contains("NOT_"))
    }

    fn holds(&self, finding: &Value, found: &[&Value]) -> bool {
        match self {
            Self::Text(comparison, wanted, key) => {
                let texts: Vec<&str> = found
                    .iter()
                    .filter_map(|value| match key {
                        Some(key) => value.get(key)?.as_str(),
                        None => value.as_str(),
                    })
                    .collect();
                let any = |test: &dyn Fn(&str) -> bool| texts.iter().any(|text| test(text));
                let word = |text: &str| {
                    text.split(|c: char| !c.is_alphanumeric())
                        .any(|w| w.eq_ignore_ascii_case(wanted))
                };
                match comparison.as_str() {
                    "EQUALS" => any(&|text| text == wanted),
                    "NOT_EQUALS" => !any(&|text| text == wanted),
                    "PREFIX" => any(&|text| text.starts_with(wanted.as_str())),
                    "PREFIX_NOT_EQUALS" => !any(&|text| text.starts_with(wanted.as_str())),
                    "CONTAINS" => any(&|text| text.contains(wanted.as_str())),
                    "NOT_CONTAINS" => !any(&|text| text.contains(wanted.as_str())),
                    _ => any(&word),
                }
            }
            Self::Date(from, to) => {
                let times = found.iter().filter_map(|v| Timestamp::parse(v.as_str()?));
                times.into_iter().any(|time| time.0 >= *from && time.0 <= *to)
            }
            Self::Number(limits) => found.iter().filter_map(|v| v.as_f64()).any(|n| {
                limits.iter().all(|(operator, limit)| match operator.as_str() {
                    "Gte" => n >= *limit,
                    "Lte" => n <= *limit,
                    "Gt" => n > *limit,
                    "Lt" => n < *limit,
                    _ => (n - limit).abs() < f64::EPSILON,
                })
            }),
            Self::Cidr(range) => found
                .iter()
                .filter_map(|v| v.as_str())
                .any(|ip| in_range(range, ip)),
            // A finding that does not say so is no sample.
            Self::Flag(wanted) => found.first().and_then(|v| v.as_bool()).unwrap_or(false) == *wanted,
            Self::Keyword(word) => finding.to_string().to_lowercase().contains(word),
        }
    }
}
