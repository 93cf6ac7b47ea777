//! Security Hub: the hub, its standards and controls.

use crate::place::{ACCOUNT, Aws, complaint, refusal};
use aws_sdk_securityhub::types::{
    ControlFindingGenerator, ControlStatus, SeverityRating, StandardsSubscription,
    StandardsSubscriptionRequest,
};

const AI: &str = "arn:aws:securityhub:us-east-1::standards/ai-security-best-practices/v/1.0.0";

async fn enable(aws: &Aws) {
    let enable = aws
        .security_hub()
        .enable_security_hub()
        .enable_default_standards(false);
    enable.tags("team", "security").send().await.expect("enabled");
}

async fn standards(aws: &Aws) -> Vec<StandardsSubscription> {
    let all = aws
        .security_hub()
        .get_enabled_standards()
        .send()
        .await
        .expect("standards");
    all.standards_subscriptions().to_vec()
}

async fn subscribe(aws: &Aws, arn: &str) -> String {
    let request = StandardsSubscriptionRequest::builder().standards_arn(arn).build();
    let made = aws
        .security_hub()
        .batch_enable_standards()
        .standards_subscription_requests(request)
        .send()
        .await;
    let made = made.expect("a subscription");
    made.standards_subscriptions()[0]
        .standards_subscription_arn()
        .expect("an ARN")
        .to_owned()
}

fn status(of: &StandardsSubscription) -> &str {
    of.standards_status().map_or("none", |status| status.as_str())
}

async fn a_hub_is_described_as_it_was_enabled(aws: &Aws) {
    enable(aws).await;
    let hub = aws.security_hub().describe_hub().send().await.expect("the hub");
    assert_eq!(
        hub.hub_arn(),
        Some(format!("arn:aws:securityhub:us-east-1:{ACCOUNT}:hub/default").as_str())
    );
    assert_eq!(hub.auto_enable_controls(), Some(true));
    assert_eq!(
        hub.control_finding_generator()
            .map(ControlFindingGenerator::as_str),
        Some("SECURITY_CONTROL")
    );
    assert!(
        hub.subscribed_at()
            .is_some_and(|time| time.starts_with("2026-03-20T"))
    );
    assert!(standards(aws).await.is_empty());
}

async fn a_hub_is_enabled_once(aws: &Aws) {
    enable(aws).await;
    let again = aws.security_hub().enable_security_hub().send().await;
    assert_eq!(refusal(again), "ResourceConflictException");
}

async fn a_hub_is_configured(aws: &Aws) {
    enable(aws).await;
    let client = aws.security_hub();
    client
        .update_security_hub_configuration()
        .auto_enable_controls(false)
        .control_finding_generator(ControlFindingGenerator::StandardControl)
        .send()
        .await
        .expect("configured");
    let hub = client.describe_hub().send().await.expect("the hub");
    assert_eq!(hub.auto_enable_controls(), Some(false));
    assert_eq!(
        hub.control_finding_generator(),
        Some(&ControlFindingGenerator::StandardControl)
    );
    let unknown = client
        .update_security_hub_configuration()
        .control_finding_generator(ControlFindingGenerator::from("NONE"))
        .send()
        .await;
    assert_eq!(refusal(unknown), "InvalidInputException");
    let members = client.list_members().send().await.expect("members");
    assert!(members.members().is_empty());
}

async fn a_hub_that_is_not_enabled_tells_nothing(aws: &Aws) {
    let hub = aws.security_hub().describe_hub().send().await;
    assert_eq!(
        complaint(hub),
        format!("Account {ACCOUNT} is not subscribed to AWS Security Hub")
    );
    assert_eq!(
        refusal(aws.security_hub().get_findings().send().await),
        "InvalidAccessException"
    );
}

async fn a_disabled_hub_is_gone(aws: &Aws) {
    enable(aws).await;
    aws.security_hub()
        .disable_security_hub()
        .send()
        .await
        .expect("disabled");
    assert_eq!(
        refusal(aws.security_hub().disable_security_hub().send().await),
        "InvalidAccessException"
    );
}

async fn the_default_standards_are_ready_after_a_while(aws: &Aws) {
    aws.security_hub()
        .enable_security_hub()
        .send()
        .await
        .expect("enabled");
    let pending = standards(aws).await;
    let arns: Vec<&str> = pending.iter().filter_map(|s| s.standards_arn()).collect();
    assert_eq!(
        arns,
        [
            "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0",
            "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0",
        ]
    );
    assert!(pending.iter().all(|s| status(s) == "PENDING"));
    aws.later(120);
    assert!(standards(aws).await.iter().all(|s| status(s) == "READY"));
}

async fn every_standard_is_described(aws: &Aws) {
    enable(aws).await;
    let all = aws
        .security_hub()
        .describe_standards()
        .send()
        .await
        .expect("standards");
    let ai = all
        .standards()
        .iter()
        .find(|s| s.standards_arn() == Some(AI))
        .expect("the AI standard");
    assert_eq!(ai.name(), Some("AI Security Best Practices v1.0.0"));
    assert_eq!(ai.enabled_by_default(), Some(false));
    for name in [
        "aws-foundational-security-best-practices",
        "cis-aws",
        "pci-dss/v/4.0.1",
        "nist-800-53/v/5.0.0",
    ] {
        let found = all
            .standards()
            .iter()
            .any(|s| s.standards_arn().is_some_and(|arn| arn.contains(name)));
        assert!(found, "{name}");
    }
}

async fn a_standard_is_enabled_and_disabled(aws: &Aws) {
    enable(aws).await;
    let arn = subscribe(aws, AI).await;
    assert_eq!(
        arn,
        format!("arn:aws:securityhub:us-east-1:{ACCOUNT}:subscription/ai-security-best-practices/v/1.0.0")
    );
    assert_eq!(subscribe(aws, AI).await, arn);
    let client = aws.security_hub();
    let gone = client
        .batch_disable_standards()
        .standards_subscription_arns(&arn)
        .send()
        .await
        .expect("an answer");
    assert_eq!(status(&gone.standards_subscriptions()[0]), "DELETING");
    aws.later(120);
    assert!(standards(aws).await.is_empty());
    let unknown = StandardsSubscriptionRequest::builder()
        .standards_arn("arn:aws:securityhub:us-east-1::standards/none");
    let unknown = client
        .batch_enable_standards()
        .standards_subscription_requests(unknown.build())
        .send()
        .await;
    assert_eq!(refusal(unknown), "InvalidInputException");
}

async fn the_controls_of_a_standard_are_told(aws: &Aws) {
    enable(aws).await;
    let arn = subscribe(aws, AI).await;
    let client = aws.security_hub();
    let all = client
        .describe_standards_controls()
        .standards_subscription_arn(&arn)
        .send()
        .await
        .expect("controls");
    let one = all
        .controls()
        .iter()
        .find(|c| c.control_id() == Some("SageMaker.1"))
        .expect("SageMaker.1");
    assert_eq!(one.severity_rating().map(SeverityRating::as_str), Some("HIGH"));
    assert_eq!(one.control_status(), Some(&ControlStatus::Enabled));
    assert_eq!(
        one.title(),
        Some("Amazon SageMaker AI notebook instances should not have direct internet access")
    );
    assert!(
        all.controls()
            .iter()
            .all(|c| c.control_id().is_some_and(|id| id.starts_with("SageMaker.")))
    );
}

async fn a_control_is_disabled_with_a_reason(aws: &Aws) {
    enable(aws).await;
    let arn = subscribe(aws, AI).await;
    let client = aws.security_hub();
    let list = || {
        client
            .describe_standards_controls()
            .standards_subscription_arn(&arn)
            .send()
    };
    let first = list().await.expect("controls").controls()[0].clone();
    let control = first.standards_control_arn().expect("an ARN");
    let disable = || {
        client
            .update_standards_control()
            .standards_control_arn(control)
            .control_status(ControlStatus::Disabled)
    };
    assert_eq!(refusal(disable().send().await), "InvalidInputException");
    disable()
        .disabled_reason("no notebooks here")
        .send()
        .await
        .expect("disabled");
    let first = list().await.expect("controls").controls()[0].clone();
    assert_eq!(first.control_status(), Some(&ControlStatus::Disabled));
    assert_eq!(first.disabled_reason(), Some("no notebooks here"));
}

async fn controls_are_defined_for_a_standard(aws: &Aws) {
    enable(aws).await;
    let client = aws.security_hub();
    let all = client
        .list_security_control_definitions()
        .send()
        .await
        .expect("definitions");
    let of_ai = client
        .list_security_control_definitions()
        .standards_arn(AI)
        .send()
        .await
        .expect("definitions");
    assert!(of_ai.security_control_definitions().len() < all.security_control_definitions().len());
    let kms = all
        .security_control_definitions()
        .iter()
        .find(|d| d.security_control_id() == Some("KMS.4"));
    assert_eq!(
        kms.expect("KMS.4").title(),
        Some("AWS KMS key rotation should be enabled")
    );
}

async fn tags_of_the_hub_are_kept(aws: &Aws) {
    enable(aws).await;
    let (client, arn) = (
        aws.security_hub(),
        format!("arn:aws:securityhub:us-east-1:{ACCOUNT}:hub/default"),
    );
    client
        .tag_resource()
        .resource_arn(&arn)
        .tags("tier", "1")
        .send()
        .await
        .expect("tagged");
    client
        .untag_resource()
        .resource_arn(&arn)
        .tag_keys("team")
        .send()
        .await
        .expect("untagged");
    let tags = client
        .list_tags_for_resource()
        .resource_arn(&arn)
        .send()
        .await
        .expect("tags");
    let tags = tags.tags().expect("tags");
    assert_eq!((tags.len(), tags.get("tier").map(String::as_str)), (1, Some("1")));
}

async fn findings_of_a_product_are_imported_when_asked_for(aws: &Aws) {
    enable(aws).await;
    let client = aws.security_hub();
    let product = "arn:aws:securityhub:us-east-1::product/aws/guardduty";
    let subscribe = || {
        client
            .enable_import_findings_for_product()
            .product_arn(product)
            .send()
    };
    let made = subscribe().await.expect("a subscription");
    let arn = format!("arn:aws:securityhub:us-east-1:{ACCOUNT}:product-subscription/aws/guardduty");
    assert_eq!(made.product_subscription_arn(), Some(arn.as_str()));
    assert_eq!(refusal(subscribe().await), "ResourceConflictException");
    let all = client
        .list_enabled_products_for_import()
        .send()
        .await
        .expect("products");
    assert_eq!(all.product_subscriptions(), [arn.as_str()]);
    client
        .disable_import_findings_for_product()
        .product_subscription_arn(&arn)
        .send()
        .await
        .expect("disabled");
    assert!(
        client
            .get_insights()
            .send()
            .await
            .expect("insights")
            .insights()
            .is_empty()
    );
}

cases! {
    "securityhub";
    EnableSecurityHub: a_hub_is_enabled_once,
    EnableSecurityHub: the_default_standards_are_ready_after_a_while,
    DescribeHub: a_hub_is_described_as_it_was_enabled,
    DescribeHub: a_hub_that_is_not_enabled_tells_nothing,
    UpdateSecurityHubConfiguration: a_hub_is_configured,
    DisableSecurityHub: a_disabled_hub_is_gone,
    DescribeStandards: every_standard_is_described,
    BatchEnableStandards: a_standard_is_enabled_and_disabled,
    DescribeStandardsControls: the_controls_of_a_standard_are_told,
    UpdateStandardsControl: a_control_is_disabled_with_a_reason,
    ListSecurityControlDefinitions: controls_are_defined_for_a_standard,
    TagResource: tags_of_the_hub_are_kept,
    EnableImportFindingsForProduct: findings_of_a_product_are_imported_when_asked_for,
}
