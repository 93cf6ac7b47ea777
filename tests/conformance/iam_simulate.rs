//! The policy simulator.

use crate::iam_roles::{READ, policy};
use crate::iam_users::user;
use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum, EvaluationResult};

const OBJECT: &str = "arn:aws:s3:::records/scan.dcm";

fn allow(action: &str, resource: &str, condition: &str) -> String {
    let condition = if condition.is_empty() {
        String::new()
    } else {
        format!(r#","Condition":{condition}"#)
    };
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"{condition}}}]}}"#
    )
}

fn entry(key: &str, kind: ContextKeyTypeEnum, values: &[&str]) -> ContextEntry {
    let values = values.iter().map(|v| (*v).to_owned()).collect();
    let entry = ContextEntry::builder()
        .context_key_name(key)
        .context_key_type(kind);
    entry.set_context_key_values(Some(values)).build()
}

fn decision(result: &EvaluationResult) -> &str {
    result.eval_decision().as_str()
}

async fn what_no_policy_allows_is_implicitly_denied(aws: &Aws) {
    let run = aws.iam().simulate_custom_policy().policy_input_list(READ);
    let told = run
        .action_names("s3:GetObject")
        .action_names("s3:PutObject")
        .resource_arns(OBJECT);
    let told = told.send().await.expect("results");
    let results = told.evaluation_results();
    assert_eq!(results[0].eval_action_name(), "s3:GetObject");
    assert_eq!(results[0].eval_resource_name(), Some(OBJECT));
    assert_eq!(decision(&results[0]), "allowed");
    let matched = &results[0].matched_statements()[0];
    assert_eq!(matched.source_policy_id(), Some("PolicyInputList.1"));
    assert_eq!(
        matched.start_position().map(|p| (p.line(), p.column())),
        Some((1, 38))
    );
    assert_eq!(decision(&results[1]), "implicitDeny");
    assert!(results[1].matched_statements().is_empty());
}

async fn a_denial_wins_and_names_its_statement(aws: &Aws) {
    let deny = READ.replace("Allow", "Deny");
    let run = aws
        .iam()
        .simulate_custom_policy()
        .policy_input_list(READ)
        .policy_input_list(deny);
    let told = run
        .action_names("s3:GetObject")
        .resource_arns(OBJECT)
        .send()
        .await;
    let told = told.expect("results");
    let result = &told.evaluation_results()[0];
    assert_eq!(decision(result), "explicitDeny");
    let matched = &result.matched_statements()[0];
    assert_eq!(matched.source_policy_id(), Some("PolicyInputList.2"));
    assert_eq!(result.resource_specific_results()[0].eval_resource_name(), OBJECT);
}

async fn a_condition_is_met_by_the_context_or_missing(aws: &Aws) {
    let guarded = allow(
        "kms:Decrypt",
        "*",
        r#"{"StringEquals":{"aws:PrincipalTag/team":"cardio"}}"#,
    );
    let key = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/a");
    let run = |entry: Option<ContextEntry>| {
        let run = aws.iam().simulate_custom_policy().policy_input_list(&guarded);
        let run = run.action_names("kms:Decrypt").resource_arns(&key);
        run.set_context_entries(entry.map(|e| vec![e])).send()
    };
    let team = |team: &str| {
        Some(entry(
            "aws:PrincipalTag/team",
            ContextKeyTypeEnum::String,
            &[team],
        ))
    };
    let met = run(team("cardio")).await.expect("results");
    assert_eq!(decision(&met.evaluation_results()[0]), "allowed");
    assert!(met.evaluation_results()[0].missing_context_values().is_empty());
    let unmet = run(team("fraud")).await.expect("results");
    assert_eq!(decision(&unmet.evaluation_results()[0]), "implicitDeny");
    let missing = run(None).await.expect("results");
    let result = &missing.evaluation_results()[0];
    assert_eq!(decision(result), "implicitDeny");
    assert_eq!(result.missing_context_values(), ["aws:PrincipalTag/team"]);
}

async fn a_list_in_the_context_is_compared_value_by_value(aws: &Aws) {
    let only = allow(
        "sagemaker:CreateTrainingJob",
        "*",
        r#"{"ForAllValues:StringEquals":{"sagemaker:VpcSubnets":["subnet-a","subnet-b"]}}"#,
    );
    let run = |kind: ContextKeyTypeEnum, subnets: &[&str]| {
        let run = aws.iam().simulate_custom_policy().policy_input_list(&only);
        let run = run.action_names("sagemaker:CreateTrainingJob");
        run.context_entries(entry("sagemaker:VpcSubnets", kind, subnets))
            .send()
    };
    let both = run(ContextKeyTypeEnum::StringList, &["subnet-a", "subnet-b"]).await;
    assert_eq!(
        decision(&both.expect("results").evaluation_results()[0]),
        "allowed"
    );
    let other = run(ContextKeyTypeEnum::StringList, &["subnet-a", "subnet-z"]).await;
    assert_eq!(
        decision(&other.expect("results").evaluation_results()[0]),
        "implicitDeny"
    );
    let one = run(ContextKeyTypeEnum::String, &["subnet-a", "subnet-b"]).await;
    assert_eq!(refusal(one), "InvalidInput");
}

async fn a_boundary_limits_and_says_so(aws: &Aws) {
    let all = allow("*", "*", "");
    let run = aws.iam().simulate_custom_policy().policy_input_list(all);
    let run = run
        .permissions_boundary_policy_input_list(READ)
        .resource_arns(OBJECT);
    let told = run
        .action_names("s3:GetObject")
        .action_names("s3:DeleteObject")
        .send()
        .await;
    let told = told.expect("results");
    let bounded = |n: usize| {
        let result = &told.evaluation_results()[n];
        let detail = result.permissions_boundary_decision_detail().expect("a detail");
        (
            decision(result).to_owned(),
            detail.allowed_by_permissions_boundary(),
        )
    };
    assert_eq!(bounded(0), ("allowed".to_owned(), true));
    assert_eq!(bounded(1), ("implicitDeny".to_owned(), false));
}

async fn a_resource_policy_counts_and_needs_a_caller(aws: &Aws) {
    let elena = format!("arn:aws:iam::{ACCOUNT}:user/elena");
    let shared = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Elena","Effect":"Allow","Principal":{{"AWS":"{elena}"}},
        "Action":"s3:PutObject","Resource":"{OBJECT}"}}]}}"#
    );
    let run = || {
        let run = aws.iam().simulate_custom_policy().policy_input_list(READ);
        run.action_names("s3:PutObject")
            .resource_arns(OBJECT)
            .resource_policy(&shared)
    };
    let told = run().caller_arn(elena.as_str()).send().await.expect("results");
    assert_eq!(decision(&told.evaluation_results()[0]), "allowed");
    let matched = &told.evaluation_results()[0].matched_statements()[0];
    assert_eq!(matched.source_policy_id(), Some("ResourcePolicy"));
    assert_eq!(refusal(run().send().await), "InvalidInput");
}

async fn results_come_in_pages_and_bad_input_is_refused(aws: &Aws) {
    let run = || aws.iam().simulate_custom_policy().policy_input_list(READ);
    let some = run().action_names("s3:GetObject").action_names("s3:PutObject");
    let page = some.max_items(1).send().await.expect("a page");
    assert!(page.is_truncated());
    assert_eq!(page.evaluation_results().len(), 1);
    assert_eq!(
        refusal(run().action_names("GetObject").send().await),
        "InvalidInput"
    );
    let broken = aws.iam().simulate_custom_policy().policy_input_list("{");
    assert_eq!(
        refusal(broken.action_names("s3:GetObject").send().await),
        "InvalidInput"
    );
}

async fn a_principal_is_simulated_with_all_its_policies(aws: &Aws) {
    user(aws, "elena").await;
    let iam = aws.iam();
    iam.create_group().group_name("ml").send().await.expect("a group");
    let put = iam
        .put_group_policy()
        .group_name("ml")
        .policy_name("read")
        .policy_document(READ);
    put.send().await.expect("put");
    let add = iam.add_user_to_group().group_name("ml").user_name("elena");
    add.send().await.expect("added");
    let deny = policy(
        aws,
        "no-deletes",
        &READ.replace("Allow", "Deny").replace("Get", "Delete"),
    )
    .await;
    let attach = iam.attach_user_policy().user_name("elena").policy_arn(deny);
    attach.send().await.expect("attached");
    let run = iam.simulate_principal_policy().resource_arns(OBJECT);
    let run = run.policy_source_arn(format!("arn:aws:iam::{ACCOUNT}:user/elena"));
    let told = run
        .action_names("s3:GetObject")
        .action_names("s3:DeleteObject")
        .send()
        .await;
    let told = told.expect("results");
    let results = told.evaluation_results();
    assert_eq!(decision(&results[0]), "allowed");
    assert_eq!(
        results[0].matched_statements()[0].source_policy_id(),
        Some("group_ml_read")
    );
    assert_eq!(decision(&results[1]), "explicitDeny");
    assert_eq!(
        results[1].matched_statements()[0].source_policy_id(),
        Some("no-deletes")
    );
}

async fn a_principals_own_boundary_limits_it(aws: &Aws) {
    let arn = aws.role("exec").await;
    let ceiling = policy(aws, "ceiling", READ).await;
    let iam = aws.iam();
    let put = iam.put_role_policy().role_name("exec").policy_name("all");
    put.policy_document(allow("*", "*", ""))
        .send()
        .await
        .expect("put");
    let bind = iam.put_role_permissions_boundary().role_name("exec");
    bind.permissions_boundary(ceiling).send().await.expect("bound");
    let run = iam.simulate_principal_policy().policy_source_arn(&arn);
    let told = run
        .action_names("ec2:RunInstances")
        .send()
        .await
        .expect("results");
    let result = &told.evaluation_results()[0];
    assert_eq!(decision(result), "implicitDeny");
    let detail = result.permissions_boundary_decision_detail().expect("a detail");
    assert!(!detail.allowed_by_permissions_boundary());
    let nobody = iam.simulate_principal_policy().action_names("s3:GetObject");
    let nobody = nobody.policy_source_arn(format!("arn:aws:iam::{ACCOUNT}:role/nobody"));
    assert_eq!(refusal(nobody.send().await), "NoSuchEntity");
}

async fn the_keys_of_conditions_and_variables_are_told(aws: &Aws) {
    let guarded = allow(
        "s3:*",
        "arn:aws:s3:::home/${aws:username}/*",
        r#"{"Bool":{"aws:SecureTransport":"true"},"StringLike":{"s3:prefix":"a*"}}"#,
    );
    let ask = aws
        .iam()
        .get_context_keys_for_custom_policy()
        .policy_input_list(guarded);
    let told = ask.send().await.expect("keys");
    assert_eq!(
        told.context_key_names(),
        ["aws:SecureTransport", "s3:prefix", "aws:username"]
    );
    let broken = aws
        .iam()
        .get_context_keys_for_custom_policy()
        .policy_input_list("{");
    assert_eq!(refusal(broken.send().await), "InvalidInput");
}

async fn the_keys_of_a_principals_policies_are_told(aws: &Aws) {
    user(aws, "elena").await;
    let put = aws.iam().put_user_policy().user_name("elena").policy_name("p");
    let guarded = allow("s3:*", "*", r#"{"Bool":{"aws:SecureTransport":"true"}}"#);
    put.policy_document(guarded).send().await.expect("put");
    let ask = aws.iam().get_context_keys_for_principal_policy();
    let ask = ask.policy_source_arn(format!("arn:aws:iam::{ACCOUNT}:user/elena"));
    let told = ask.send().await.expect("keys");
    assert_eq!(told.context_key_names(), ["aws:SecureTransport"]);
}

cases! {
    "iam";
    SimulateCustomPolicy: what_no_policy_allows_is_implicitly_denied,
    SimulateCustomPolicy: a_denial_wins_and_names_its_statement,
    SimulateCustomPolicy: a_condition_is_met_by_the_context_or_missing,
    SimulateCustomPolicy: a_list_in_the_context_is_compared_value_by_value,
    SimulateCustomPolicy: a_boundary_limits_and_says_so,
    SimulateCustomPolicy: a_resource_policy_counts_and_needs_a_caller,
    SimulateCustomPolicy: results_come_in_pages_and_bad_input_is_refused,
    SimulatePrincipalPolicy: a_principal_is_simulated_with_all_its_policies,
    SimulatePrincipalPolicy: a_principals_own_boundary_limits_it,
    GetContextKeysForCustomPolicy: the_keys_of_conditions_and_variables_are_told,
    GetContextKeysForPrincipalPolicy: the_keys_of_a_principals_policies_are_told,
}
