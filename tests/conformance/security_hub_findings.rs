//! Security Hub: findings imported and updated.

use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_securityhub::operation::batch_import_findings::BatchImportFindingsOutput;
use aws_sdk_securityhub::types::builders::AwsSecurityFindingBuilder;
use aws_sdk_securityhub::types::{
    AwsSecurityFinding, AwsSecurityFindingIdentifier, Compliance, ComplianceStatus, NoteUpdate, RecordState,
    Resource, Severity, SeverityLabel, SeverityUpdate, VerificationState, WorkflowStatus, WorkflowUpdate,
};

const PRODUCT: &str = "arn:aws:securityhub:us-east-1:123456789012:product/123456789012/default";

pub async fn enable(aws: &Aws) {
    let enable = aws
        .security_hub()
        .enable_security_hub()
        .enable_default_standards(false);
    enable.send().await.expect("enabled");
}

pub fn finding(id: &str, updated: &str) -> AwsSecurityFindingBuilder {
    AwsSecurityFinding::builder()
        .schema_version("2018-10-08")
        .id(id)
        .product_arn(PRODUCT)
        .generator_id("aisec-tui/sagemaker.notebook_direct_internet")
        .aws_account_id(ACCOUNT)
        .types("Software and Configuration Checks/AWS Security Best Practices")
        .created_at("2026-03-19T08:00:00Z")
        .updated_at(updated)
        .severity(Severity::builder().label(SeverityLabel::High).build())
        .title("A notebook reaches the internet")
        .description("DirectInternetAccess is Enabled")
        .compliance(Compliance::builder().status(ComplianceStatus::Failed).build())
        .resources(
            Resource::builder()
                .r#type("AwsSageMakerNotebookInstance")
                .id(format!(
                    "arn:aws:sagemaker:us-east-1:{ACCOUNT}:notebook-instance/{id}"
                ))
                .tags("team", "cardio")
                .build(),
        )
}

pub const DAY_1: &str = "2026-03-19T08:00:00Z";
pub const DAY_2: &str = "2026-03-20T08:00:00Z";

pub async fn import(aws: &Aws, finding: AwsSecurityFindingBuilder) -> BatchImportFindingsOutput {
    let import = aws
        .security_hub()
        .batch_import_findings()
        .findings(finding.build());
    import.send().await.expect("an answer")
}

async fn read(aws: &Aws) -> Vec<AwsSecurityFinding> {
    aws.security_hub()
        .get_findings()
        .send()
        .await
        .expect("findings")
        .findings()
        .to_vec()
}

fn identifier(id: &str) -> AwsSecurityFindingIdentifier {
    AwsSecurityFindingIdentifier::builder()
        .id(id)
        .product_arn(PRODUCT)
        .build()
}

fn workflow(finding: &AwsSecurityFinding) -> &str {
    finding
        .workflow()
        .and_then(|w| w.status())
        .map_or("none", WorkflowStatus::as_str)
}

async fn an_imported_finding_is_completed(aws: &Aws) {
    enable(aws).await;
    let answer = import(aws, finding("nb-1", DAY_1)).await;
    assert_eq!(
        (answer.success_count(), answer.failed_count()),
        (Some(1), Some(0))
    );
    let found = read(aws).await;
    let kept = &found[0];
    assert_eq!((kept.id(), kept.product_arn()), (Some("nb-1"), Some(PRODUCT)));
    let severity = kept.severity().expect("a severity");
    assert_eq!(
        (severity.label(), severity.normalized()),
        (Some(&SeverityLabel::High), Some(70))
    );
    assert_eq!(kept.record_state(), Some(&RecordState::Active));
    assert_eq!(workflow(kept), "NEW");
    assert_eq!(
        (kept.company_name(), kept.product_name()),
        (Some("Personal"), Some("Default"))
    );
    assert_eq!(
        kept.compliance().and_then(|c| c.status()),
        Some(&ComplianceStatus::Failed)
    );
    assert_eq!(kept.resources()[0].region(), Some("us-east-1"));
    let fields = kept.product_fields().expect("fields");
    assert_eq!(
        fields.get("aws/securityhub/FindingId"),
        Some(&format!("{PRODUCT}/nb-1"))
    );
}

async fn a_finding_that_breaks_the_format_fails_with_the_reason(aws: &Aws) {
    enable(aws).await;
    let untitled = import(aws, finding("a", DAY_1).set_title(None)).await;
    assert_eq!(
        (untitled.success_count(), untitled.failed_count()),
        (Some(0), Some(1))
    );
    let failed = &untitled.failed_findings()[0];
    assert_eq!(
        (failed.id(), failed.error_code()),
        (Some("a"), Some("InvalidInput"))
    );
    let start = "Finding does not adhere to Amazon Finding Format. ";
    assert_eq!(
        failed.error_message(),
        Some(format!("{start}data should have required property 'Title'.").as_str())
    );
    for wrong in [
        finding("b", "yesterday"),
        finding("c", DAY_1).description("x".repeat(1025)),
        finding("d", DAY_1).types("a/b/c/d"),
        finding("e", DAY_1).aws_account_id("111122223333"),
        finding("f", DAY_1).set_resources(Some(Vec::new())),
    ] {
        let id = wrong.get_id().clone();
        assert_eq!(import(aws, wrong).await.failed_count(), Some(1), "{id:?}");
    }
    assert!(read(aws).await.is_empty());
}

async fn a_batch_is_of_a_hundred_and_of_the_own_product(aws: &Aws) {
    enable(aws).await;
    let client = aws.security_hub();
    let many = (0..101)
        .map(|n| finding(&format!("n{n}"), DAY_1).build())
        .collect();
    let many = client
        .batch_import_findings()
        .set_findings(Some(many))
        .send()
        .await;
    assert_eq!(refusal(many), "InvalidInputException");
    let foreign = finding("x", DAY_1).product_arn("arn:aws:securityhub:us-east-1::product/prowler/prowler");
    let foreign = client
        .batch_import_findings()
        .findings(foreign.build())
        .send()
        .await;
    assert_eq!(refusal(foreign), "AccessDeniedException");
}

async fn only_a_newer_version_updates_a_finding(aws: &Aws) {
    enable(aws).await;
    import(aws, finding("nb-1", DAY_1)).await;
    let same = import(aws, finding("nb-1", DAY_1).title("no newer")).await;
    assert_eq!(same.success_count(), Some(1));
    assert_eq!(
        read(aws).await[0].title(),
        Some("A notebook reaches the internet")
    );
    import(aws, finding("nb-1", DAY_2).title("newer").created_at(DAY_2)).await;
    let found = read(aws).await;
    assert_eq!((found.len(), found[0].title()), (1, Some("newer")));
    assert_eq!(
        (found[0].created_at(), found[0].updated_at()),
        (Some(DAY_1), Some(DAY_2))
    );
}

async fn what_people_said_outlives_an_import(aws: &Aws) {
    enable(aws).await;
    import(aws, finding("nb-1", DAY_1)).await;
    aws.security_hub()
        .batch_update_findings()
        .finding_identifiers(identifier("nb-1"))
        .note(NoteUpdate::builder().text("known").updated_by("maria").build())
        .severity(SeverityUpdate::builder().label(SeverityLabel::Low).build())
        .workflow(
            WorkflowUpdate::builder()
                .status(WorkflowStatus::Suppressed)
                .build(),
        )
        .verification_state(VerificationState::BenignPositive)
        .user_defined_fields("ticket", "SEC-7")
        .send()
        .await
        .expect("updated");
    import(aws, finding("nb-1", DAY_2)).await;
    let found = read(aws).await;
    let kept = &found[0];
    assert_eq!(kept.updated_at(), Some(DAY_2));
    let note = kept.note().expect("a note");
    assert_eq!((note.text(), note.updated_by()), (Some("known"), Some("maria")));
    assert_eq!(kept.severity().and_then(|s| s.label()), Some(&SeverityLabel::Low));
    assert_eq!(kept.severity().and_then(Severity::normalized), Some(1));
    assert_eq!(workflow(kept), "SUPPRESSED");
    assert_eq!(
        kept.verification_state(),
        Some(&VerificationState::BenignPositive)
    );
    assert_eq!(
        kept.user_defined_fields()
            .expect("fields")
            .get("ticket")
            .map(String::as_str),
        Some("SEC-7")
    );
}

async fn a_finding_that_comes_back_is_new_again(aws: &Aws) {
    enable(aws).await;
    import(aws, finding("nb-1", DAY_1).record_state(RecordState::Archived)).await;
    let resolve = aws
        .security_hub()
        .batch_update_findings()
        .finding_identifiers(identifier("nb-1"));
    let resolved = WorkflowUpdate::builder().status(WorkflowStatus::Resolved).build();
    resolve.workflow(resolved).send().await.expect("resolved");
    assert_eq!(workflow(&read(aws).await[0]), "RESOLVED");
    import(aws, finding("nb-1", DAY_2).record_state(RecordState::Active)).await;
    assert_eq!(workflow(&read(aws).await[0]), "NEW");
}

async fn what_is_not_there_is_not_updated(aws: &Aws) {
    enable(aws).await;
    import(aws, finding("nb-1", DAY_1)).await;
    let client = aws.security_hub();
    let answer = client
        .batch_update_findings()
        .set_finding_identifiers(Some(vec![
            identifier("nb-1"),
            identifier("none"),
            identifier("nb-1"),
        ]))
        .workflow(WorkflowUpdate::builder().status(WorkflowStatus::Notified).build())
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.processed_findings(), [identifier("nb-1")]);
    let codes: Vec<&str> = answer
        .unprocessed_findings()
        .iter()
        .filter_map(|u| u.error_code())
        .collect();
    assert_eq!(codes, ["FindingNotFound", "DuplicatedFindingIdentifier"]);
    let nothing = client
        .batch_update_findings()
        .set_finding_identifiers(Some(Vec::new()))
        .send()
        .await;
    assert_eq!(refusal(nothing), "InvalidInputException");
}

cases! {
    "securityhub";
    BatchImportFindings: an_imported_finding_is_completed,
    BatchImportFindings: a_finding_that_breaks_the_format_fails_with_the_reason,
    BatchImportFindings: a_batch_is_of_a_hundred_and_of_the_own_product,
    BatchImportFindings: only_a_newer_version_updates_a_finding,
    BatchImportFindings: a_finding_that_comes_back_is_new_again,
    BatchUpdateFindings: what_people_said_outlives_an_import,
    BatchUpdateFindings: what_is_not_there_is_not_updated,
}
