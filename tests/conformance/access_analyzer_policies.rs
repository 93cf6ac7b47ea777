//! Access Analyzer: policies validated and checked before they are put.

use crate::place::{Aws, refusal};
use aws_sdk_accessanalyzer::types::{
    Access, AccessCheckPolicyType, AccessCheckResourceType, CheckAccessNotGrantedResult,
    CheckNoNewAccessResult, CheckNoPublicAccessResult, PathElement, PolicyType, ValidatePolicyFinding,
};

async fn validate(aws: &Aws, policy: &str, kind: PolicyType) -> Vec<ValidatePolicyFinding> {
    let answer = aws
        .access_analyzer()
        .validate_policy()
        .policy_document(policy)
        .policy_type(kind);
    answer.send().await.expect("an answer").findings().to_vec()
}

async fn an_action_that_there_is_not_is_an_error_with_its_place(aws: &Aws) {
    let policy = "{\n \"Version\": \"2012-10-17\",\n \"Statement\": [{\"Effect\": \"Allow\",\n  \"Action\": \"s3:Get-Object\",\n  \"Resource\": \"arn:aws:s3:::cardio/*\"}]}";
    let found = validate(aws, policy, PolicyType::IdentityPolicy).await;
    let error = found
        .iter()
        .find(|f| f.issue_code() == "INVALID_ACTION")
        .expect("the error");
    assert_eq!(error.finding_type().as_str(), "ERROR");
    assert!(
        error
            .learn_more_link()
            .ends_with("policy-checks-error-invalid-action")
    );
    let place = &error.locations()[0];
    assert_eq!(place.path()[0], PathElement::Value("Statement".to_owned()));
    assert_eq!(place.path()[1], PathElement::Index(0));
    assert_eq!(place.path()[2], PathElement::Value("Action".to_owned()));
    let start = place.span().and_then(|span| span.start()).expect("a start");
    assert_eq!(start.line(), 4);
    let at = usize::try_from(start.offset()).expect("an offset");
    assert!(policy[at..].starts_with("\"s3:Get-Object\"") || policy[at..].starts_with("\"Action\""));
}

async fn a_star_of_pass_role_is_a_security_warning(aws: &Aws) {
    let policy =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PassRole","Resource":"*"}]}"#;
    let found = validate(aws, policy, PolicyType::IdentityPolicy).await;
    let warning = found
        .iter()
        .find(|f| f.issue_code() == "PASS_ROLE_WITH_STAR_IN_RESOURCE")
        .expect("the warning");
    assert_eq!(warning.finding_type().as_str(), "SECURITY_WARNING");
    assert!(
        warning
            .learn_more_link()
            .contains("security-warning-pass-role-with-star-in-resource")
    );
}

async fn a_sound_policy_has_no_findings_and_broken_text_one(aws: &Aws) {
    let sound = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::cardio/*"}]}"#;
    assert!(validate(aws, sound, PolicyType::IdentityPolicy).await.is_empty());
    let broken = validate(aws, "{\"Version\": ", PolicyType::IdentityPolicy).await;
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0].issue_code(), "JSON_SYNTAX_ERROR");
}

fn grants(action: &str, resource: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"One","Effect":"Allow","Action":"{action}","Resource":"{resource}"}}]}}"#
    )
}

async fn a_wider_policy_grants_new_access(aws: &Aws) {
    let client = aws.access_analyzer();
    let check = |newer: String, older: String| {
        let check = client
            .check_no_new_access()
            .new_policy_document(newer)
            .existing_policy_document(older);
        check.policy_type(AccessCheckPolicyType::IdentityPolicy).send()
    };
    let narrow = grants("s3:GetObject", "arn:aws:s3:::cardio/*");
    let wide = grants("s3:Get*", "arn:aws:s3:::cardio/*");
    let wider = check(wide.clone(), narrow.clone()).await.expect("an answer");
    assert_eq!(wider.result().map(CheckNoNewAccessResult::as_str), Some("FAIL"));
    assert_eq!(
        wider.message(),
        Some("The modified permissions grant new access compared to your existing policy.")
    );
    assert_eq!(wider.reasons()[0].statement_index(), Some(0));
    assert_eq!(wider.reasons()[0].statement_id(), Some("One"));
    let narrower = check(narrow, wide).await.expect("an answer");
    assert_eq!(
        narrower.result().map(CheckNoNewAccessResult::as_str),
        Some("PASS")
    );
    assert!(narrower.reasons().is_empty());
    let broken = check("{}".to_owned(), grants("s3:*", "*")).await;
    assert_eq!(refusal(broken), "InvalidParameterException");
}

async fn a_denial_that_is_gone_grants_new_access(aws: &Aws) {
    let statement = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
    let denial = r#"{"Effect":"Deny","Action":"s3:DeleteObject","Resource":"*"}"#;
    let policy = |statements: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let check = aws
        .access_analyzer()
        .check_no_new_access()
        .new_policy_document(policy(statement))
        .existing_policy_document(policy(&format!("{statement},{denial}")))
        .policy_type(AccessCheckPolicyType::IdentityPolicy);
    assert_eq!(
        check
            .send()
            .await
            .expect("an answer")
            .result()
            .map(CheckNoNewAccessResult::as_str),
        Some("FAIL")
    );
}

async fn a_policy_for_everyone_grants_public_access(aws: &Aws) {
    let client = aws.access_analyzer();
    let check = |condition: &str| {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::cardio/*"{condition}}}]}}"#
        );
        client
            .check_no_public_access()
            .policy_document(policy)
            .resource_type(AccessCheckResourceType::S3Bucket)
            .send()
    };
    let open = check("").await.expect("an answer");
    assert_eq!(open.result().map(CheckNoPublicAccessResult::as_str), Some("FAIL"));
    assert_eq!(open.reasons()[0].statement_index(), Some(0));
    let fenced = check(r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-abcdefghij"}}"#)
        .await
        .expect("an answer");
    assert_eq!(
        fenced.result().map(CheckNoPublicAccessResult::as_str),
        Some("PASS")
    );
    assert_eq!(
        fenced.message(),
        Some("The resource policy does not grant public access for the specified resource type.")
    );
}

async fn access_is_granted_when_patterns_meet(aws: &Aws) {
    let client = aws.access_analyzer();
    let check = |action: &str, resource: &str| {
        let access = Access::builder().actions(action).resources(resource).build();
        let check = client
            .check_access_not_granted()
            .policy_document(grants("s3:Get*", "arn:aws:s3:::cardio/*"));
        check
            .access(access)
            .policy_type(AccessCheckPolicyType::IdentityPolicy)
            .send()
    };
    let granted = check("s3:GetObject", "arn:aws:s3:::cardio/scans/1")
        .await
        .expect("an answer");
    assert_eq!(
        granted.result().map(CheckAccessNotGrantedResult::as_str),
        Some("FAIL")
    );
    let wild = check("s3:*Object", "arn:aws:s3:::*").await.expect("an answer");
    assert_eq!(
        wild.result().map(CheckAccessNotGrantedResult::as_str),
        Some("FAIL")
    );
    for (action, resource) in [
        ("s3:PutObject", "arn:aws:s3:::cardio/1"),
        ("s3:GetObject", "arn:aws:s3:::fraud/1"),
    ] {
        let not = check(action, resource).await.expect("an answer");
        assert_eq!(
            not.result().map(CheckAccessNotGrantedResult::as_str),
            Some("PASS"),
            "{action} on {resource}"
        );
    }
}

cases! {
    "access-analyzer";
    ValidatePolicy: an_action_that_there_is_not_is_an_error_with_its_place,
    ValidatePolicy: a_star_of_pass_role_is_a_security_warning,
    ValidatePolicy: a_sound_policy_has_no_findings_and_broken_text_one,
    CheckNoNewAccess: a_wider_policy_grants_new_access,
    CheckNoNewAccess: a_denial_that_is_gone_grants_new_access,
    CheckNoPublicAccess: a_policy_for_everyone_grants_public_access,
    CheckAccessNotGranted: access_is_granted_when_patterns_meet,
}
