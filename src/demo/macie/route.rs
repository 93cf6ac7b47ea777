//! Which operation a method and path mean, and who answers it.

use super::state::Region;
use super::{Reply, Work};
use super::{buckets, discovery, export, filters, findings, identifiers, jobs, lists, reveal, samples};
use super::{session, tags};
use crate::demo::Call;
use crate::demo::wire::json::Refusal;

/// The operation of a call.
pub(super) fn name(call: &Call) -> &'static str {
    let path = call.segments();
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    match (call.method.as_str(), words.as_slice()) {
        ("GET", ["macie"]) => "GetMacieSession",
        ("POST", ["macie"]) => "EnableMacie",
        ("PATCH", ["macie"]) => "UpdateMacieSession",
        ("DELETE", ["macie"]) => "DisableMacie",
        ("POST", ["jobs"]) => "CreateClassificationJob",
        ("POST", ["jobs", "list"]) => "ListClassificationJobs",
        ("GET", ["jobs", _]) => "DescribeClassificationJob",
        ("PATCH", ["jobs", _]) => "UpdateClassificationJob",
        ("POST", ["datasources", "s3"]) => "DescribeBuckets",
        ("POST", ["datasources", "s3", "statistics"]) => "GetBucketStatistics",
        ("GET", ["classification-export-configuration"]) => "GetClassificationExportConfiguration",
        ("PUT", ["classification-export-configuration"]) => "PutClassificationExportConfiguration",
        ("POST", ["managed-data-identifiers", "list"]) => "ListManagedDataIdentifiers",
        (_, ["findings" | "findingsfilters", ..] | ["findings-publication-configuration"]) => {
            of_findings(call.method.as_str(), &words)
        }
        (_, ["custom-data-identifiers" | "allow-lists" | "tags", ..]) => {
            of_made(call.method.as_str(), &words)
        }
        _ => of_discovery(call.method.as_str(), &words),
    }
}

fn of_findings(method: &str, words: &[&str]) -> &'static str {
    match (method, words) {
        ("POST", ["findings"]) => "ListFindings",
        ("POST", ["findings", "describe"]) => "GetFindings",
        ("POST", ["findings", "sample"]) => "CreateSampleFindings",
        ("POST", ["findings", "statistics"]) => "GetFindingStatistics",
        ("GET", ["findings", _, "reveal"]) => "GetSensitiveDataOccurrences",
        ("GET", ["findings", _, "reveal", "availability"]) => "GetSensitiveDataOccurrencesAvailability",
        ("GET", ["findingsfilters"]) => "ListFindingsFilters",
        ("POST", ["findingsfilters"]) => "CreateFindingsFilter",
        ("GET", ["findingsfilters", _]) => "GetFindingsFilter",
        ("PATCH", ["findingsfilters", _]) => "UpdateFindingsFilter",
        ("DELETE", ["findingsfilters", _]) => "DeleteFindingsFilter",
        ("GET", ["findings-publication-configuration"]) => "GetFindingsPublicationConfiguration",
        ("PUT", ["findings-publication-configuration"]) => "PutFindingsPublicationConfiguration",
        _ => "Unknown",
    }
}

fn of_made(method: &str, words: &[&str]) -> &'static str {
    match (method, words) {
        ("POST", ["custom-data-identifiers"]) => "CreateCustomDataIdentifier",
        ("POST", ["custom-data-identifiers", "list"]) => "ListCustomDataIdentifiers",
        ("POST", ["custom-data-identifiers", "get"]) => "BatchGetCustomDataIdentifiers",
        ("POST", ["custom-data-identifiers", "test"]) => "TestCustomDataIdentifier",
        ("GET", ["custom-data-identifiers", _]) => "GetCustomDataIdentifier",
        ("DELETE", ["custom-data-identifiers", _]) => "DeleteCustomDataIdentifier",
        ("GET", ["allow-lists"]) => "ListAllowLists",
        ("POST", ["allow-lists"]) => "CreateAllowList",
        ("GET", ["allow-lists", _]) => "GetAllowList",
        ("PUT", ["allow-lists", _]) => "UpdateAllowList",
        ("DELETE", ["allow-lists", _]) => "DeleteAllowList",
        // The ARN may come with its slashes as they are.
        ("GET", ["tags", ..]) => "ListTagsForResource",
        ("POST", ["tags", ..]) => "TagResource",
        ("DELETE", ["tags", ..]) => "UntagResource",
        _ => "Unknown",
    }
}

fn of_discovery(method: &str, words: &[&str]) -> &'static str {
    match (method, words) {
        ("GET", ["automated-discovery", "configuration"]) => "GetAutomatedDiscoveryConfiguration",
        ("PUT", ["automated-discovery", "configuration"]) => "UpdateAutomatedDiscoveryConfiguration",
        ("GET", ["classification-scopes"]) => "ListClassificationScopes",
        ("GET", ["classification-scopes", _]) => "GetClassificationScope",
        ("PATCH", ["classification-scopes", _]) => "UpdateClassificationScope",
        ("GET", ["resource-profiles"]) => "GetResourceProfile",
        ("GET", ["resource-profiles", "detections"]) => "ListResourceProfileDetections",
        ("GET", ["resource-profiles", "artifacts"]) => "ListResourceProfileArtifacts",
        ("GET", ["reveal-configuration"]) => "GetRevealConfiguration",
        ("PUT", ["reveal-configuration"]) => "UpdateRevealConfiguration",
        _ => "Unknown",
    }
}

/// Answers a call to a Region where Macie is on.
pub(super) fn answer(region: &mut Region, work: &Work<'_>) -> Reply {
    match work.call.operation.as_str() {
        "GetMacieSession" => Ok(session::get(region)),
        "UpdateMacieSession" => session::update(region, work),
        "CreateClassificationJob" => jobs::create(region, work),
        "ListClassificationJobs" => jobs::list(region, work),
        "DescribeClassificationJob" => jobs::describe(region, work),
        "UpdateClassificationJob" => jobs::update(region, work),
        "DescribeBuckets" => buckets::describe(region, work),
        "GetBucketStatistics" => buckets::statistics(region, work),
        "GetClassificationExportConfiguration" => Ok(export::get(region)),
        "PutClassificationExportConfiguration" => export::put(region, work),
        "ListManagedDataIdentifiers" => identifiers::list_managed(work),
        "CreateCustomDataIdentifier" => identifiers::create(region, work),
        "ListCustomDataIdentifiers" => identifiers::list(region, work),
        "BatchGetCustomDataIdentifiers" => Ok(identifiers::batch(region, work)),
        "TestCustomDataIdentifier" => identifiers::test(work),
        "GetCustomDataIdentifier" => identifiers::get(region, work),
        "DeleteCustomDataIdentifier" => identifiers::delete(region, work),
        "CreateAllowList" => lists::create(region, work),
        "ListAllowLists" => lists::list(region, work),
        "GetAllowList" => lists::get(region, work),
        "UpdateAllowList" => lists::update(region, work),
        "DeleteAllowList" => lists::delete(region, work),
        "ListTagsForResource" => tags::list(region, work),
        "TagResource" => tags::add(region, work),
        "UntagResource" => tags::remove(region, work),
        _ => answer_findings(region, work),
    }
}

fn answer_findings(region: &mut Region, work: &Work<'_>) -> Reply {
    match work.call.operation.as_str() {
        "ListFindings" => findings::list(region, work),
        "GetFindings" => findings::get(region, work),
        "GetFindingStatistics" => findings::statistics(region, work),
        "CreateSampleFindings" => samples::create(region, work),
        "CreateFindingsFilter" => filters::create(region, work),
        "ListFindingsFilters" => filters::list(region, work),
        "GetFindingsFilter" => filters::get(region, work),
        "UpdateFindingsFilter" => filters::update(region, work),
        "DeleteFindingsFilter" => filters::delete(region, work),
        "GetFindingsPublicationConfiguration" => Ok(session::publication(region)),
        "PutFindingsPublicationConfiguration" => Ok(session::publish(region, work)),
        "GetAutomatedDiscoveryConfiguration" => Ok(discovery::get(region)),
        "UpdateAutomatedDiscoveryConfiguration" => discovery::update(region, work),
        "ListClassificationScopes" => Ok(discovery::scopes(region)),
        "GetClassificationScope" => discovery::scope(region, work),
        "UpdateClassificationScope" => discovery::update_scope(region, work),
        "GetResourceProfile" => discovery::profile(region, work),
        "ListResourceProfileDetections" => discovery::detections(region, work),
        "ListResourceProfileArtifacts" => discovery::artifacts(region, work),
        "GetRevealConfiguration" => Ok(reveal::get(region)),
        "UpdateRevealConfiguration" => reveal::update(region, work),
        "GetSensitiveDataOccurrencesAvailability" => reveal::availability(region, work),
        "GetSensitiveDataOccurrences" => reveal::occurrences(region, work),
        _ => Err(Refusal::new(
            404,
            "UnknownOperationException",
            "The embedded account has no such Macie operation.",
        )),
    }
}
