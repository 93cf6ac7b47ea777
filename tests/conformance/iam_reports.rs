//! What IAM reports: credentials and their age, services and their last use.

use crate::iam_credentials::{device, enable};
use crate::iam_roles::{READ, policy};
use crate::iam_users::{credentials, user, user_with_key};
use crate::place::{ACCOUNT, Aws, REGION, START, refusal};
use aws_sdk_iam::types::JobStatusType;
use std::collections::HashMap;

async fn a_report_is_started_and_then_complete(aws: &Aws) {
    let generate = || aws.iam().generate_credential_report().send();
    let state =
        |answer: aws_sdk_iam::operation::generate_credential_report::GenerateCredentialReportOutput| {
            answer.state().expect("a state").as_str().to_owned()
        };
    assert_eq!(state(generate().await.expect("begun")), "STARTED");
    aws.later(5);
    assert_eq!(state(generate().await.expect("done")), "COMPLETE");
    aws.later(4 * 3600);
    assert_eq!(state(generate().await.expect("begun anew")), "STARTED");
}

async fn a_report_is_read_when_there_is_one_that_is_done_and_fresh(aws: &Aws) {
    let get = || aws.iam().get_credential_report().send();
    assert_eq!(refusal(get().await), "ReportNotPresent");
    aws.iam()
        .generate_credential_report()
        .send()
        .await
        .expect("begun");
    assert_eq!(refusal(get().await), "ReportInProgress");
    aws.later(5);
    let report = get().await.expect("a report");
    assert_eq!(
        report
            .report_format()
            .map(aws_sdk_iam::types::ReportFormatType::as_str),
        Some("text/csv")
    );
    assert!(report.generated_time().expect("a time").secs() >= START);
    aws.later(4 * 3600);
    assert_eq!(refusal(get().await), "ReportExpired");
}

/// The report's rows by user, each by column.
async fn rows(aws: &Aws) -> HashMap<String, HashMap<String, String>> {
    aws.iam()
        .generate_credential_report()
        .send()
        .await
        .expect("begun");
    aws.later(5);
    let report = aws.iam().get_credential_report().send().await.expect("a report");
    let content = report.content().expect("content").as_ref().to_vec();
    let text = String::from_utf8(content).expect("text");
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().expect("a header").split(',').collect();
    assert_eq!(columns.len(), 22);
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), columns.len(), "{line}");
            let row = columns
                .iter()
                .zip(&cells)
                .map(|(c, v)| ((*c).to_owned(), (*v).to_owned()));
            (cells[0].to_owned(), row.collect())
        })
        .collect()
}

async fn a_report_has_the_root_user(aws: &Aws) {
    let rows = rows(aws).await;
    let root = &rows["<root_account>"];
    assert_eq!(root["arn"], format!("arn:aws:iam::{ACCOUNT}:root"));
    assert_eq!(root["password_enabled"], "not_supported");
    assert_eq!(root["mfa_active"], "false");
    assert_eq!(root["access_key_1_active"], "false");
    assert_eq!(root["cert_1_active"], "false");
}

async fn a_report_tells_every_credential_of_a_user(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    user(aws, "tom").await;
    let create = aws.iam().create_login_profile().user_name("elena");
    create.password("Long enough 1").send().await.expect("a password");
    let phone = device(aws, "phone").await;
    enable(aws, "elena", &phone).await;
    let s3 = aws_sdk_s3::Client::new(&aws.config_as("eu-west-1", credentials(&key)));
    s3.list_buckets().send().await.expect("buckets");
    let rows = rows(aws).await;
    let elena = &rows["elena"];
    assert_eq!(elena["arn"], format!("arn:aws:iam::{ACCOUNT}:user/elena"));
    assert_eq!(elena["password_enabled"], "true");
    assert_eq!(elena["password_last_changed"], "2026-03-20T09:46:40+00:00");
    assert_eq!(elena["password_next_rotation"], "N/A");
    assert_eq!(elena["mfa_active"], "true");
    assert_eq!(elena["access_key_1_active"], "true");
    assert_eq!(elena["access_key_1_last_rotated"], "2026-03-20T09:46:40+00:00");
    assert_eq!(elena["access_key_1_last_used_service"], "s3");
    assert_eq!(elena["access_key_1_last_used_region"], "eu-west-1");
    assert_eq!(elena["access_key_2_active"], "false");
    let tom = &rows["tom"];
    assert_eq!(tom["password_enabled"], "false");
    assert_eq!(tom["password_last_used"], "N/A");
    assert_eq!(tom["mfa_active"], "false");
    assert_eq!(tom["access_key_1_last_used_date"], "N/A");
}

async fn a_password_that_expires_has_a_next_rotation(aws: &Aws) {
    user(aws, "elena").await;
    let set = aws.iam().update_account_password_policy().max_password_age(90);
    set.send().await.expect("set");
    let create = aws.iam().create_login_profile().user_name("elena");
    create.password("Long enough 1").send().await.expect("a password");
    let rows = rows(aws).await;
    assert_eq!(
        rows["elena"]["password_next_rotation"],
        "2026-06-18T09:46:40+00:00"
    );
}

/// The job of a report on an entity.
async fn job(aws: &Aws, arn: &str) -> String {
    let begun = aws.iam().generate_service_last_accessed_details().arn(arn);
    begun
        .send()
        .await
        .expect("begun")
        .job_id()
        .expect("an id")
        .to_owned()
}

async fn a_report_of_last_use_is_for_those_who_exist(aws: &Aws) {
    let arn = aws.role("exec").await;
    assert_eq!(job(aws, &arn).await.len(), 36);
    let nobody = format!("arn:aws:iam::{ACCOUNT}:role/nobody");
    let nobody = aws.iam().generate_service_last_accessed_details().arn(nobody);
    assert_eq!(refusal(nobody.send().await), "NoSuchEntity");
}

async fn services_of_the_policies_are_told_with_their_last_use(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    let both = READ.replace(r#""s3:GetObject""#, r#"["s3:*","kms:ListKeys"]"#);
    let put = aws.iam().put_user_policy().user_name("elena").policy_name("p");
    put.policy_document(both).send().await.expect("put");
    let kms = aws_sdk_kms::Client::new(&aws.config_as(REGION, credentials(&key)));
    kms.list_keys().send().await.expect("keys");
    let arn = format!("arn:aws:iam::{ACCOUNT}:user/elena");
    let id = job(aws, &arn).await;
    let get = || aws.iam().get_service_last_accessed_details().job_id(&id).send();
    assert_eq!(
        get().await.expect("a job").job_status(),
        &JobStatusType::InProgress
    );
    aws.later(5);
    let told = get().await.expect("a report");
    assert_eq!(told.job_status(), &JobStatusType::Completed);
    let services = told.services_last_accessed();
    let names: Vec<_> = services
        .iter()
        .map(aws_sdk_iam::types::ServiceLastAccessed::service_namespace)
        .collect();
    assert_eq!(names, ["kms", "s3"]);
    assert_eq!(services[0].last_authenticated_entity(), Some(arn.as_str()));
    assert_eq!(
        services[0]
            .last_authenticated()
            .map(aws_sdk_iam::primitives::DateTime::secs),
        Some(START)
    );
    assert_eq!(services[0].last_authenticated_region(), Some(REGION));
    assert_eq!(services[0].total_authenticated_entities(), Some(1));
    assert_eq!(services[1].last_authenticated(), None);
}

async fn the_last_use_of_a_policy_is_that_of_all_who_have_it(aws: &Aws) {
    let arn = policy(aws, "own", &READ.replace("s3:GetObject", "kms:*")).await;
    for name in ["elena", "tom"] {
        let key = user_with_key(aws, name).await;
        let attach = aws.iam().attach_user_policy().user_name(name).policy_arn(&arn);
        attach.send().await.expect("attached");
        aws.later(1000);
        let kms = aws_sdk_kms::Client::new(&aws.config_as(REGION, credentials(&key)));
        kms.list_keys().send().await.expect("keys");
    }
    let id = job(aws, &arn).await;
    aws.later(5);
    let told = aws
        .iam()
        .get_service_last_accessed_details()
        .job_id(id)
        .send()
        .await;
    let told = told.expect("a report");
    let kms = &told.services_last_accessed()[0];
    assert_eq!(kms.total_authenticated_entities(), Some(2));
    let tom = format!("arn:aws:iam::{ACCOUNT}:user/tom");
    assert_eq!(kms.last_authenticated_entity(), Some(tom.as_str()));
    let none = aws
        .iam()
        .get_service_last_accessed_details()
        .job_id("0".repeat(36));
    assert_eq!(refusal(none.send().await), "NoSuchEntity");
}

async fn the_last_use_of_a_role_is_that_of_its_sessions(aws: &Aws) {
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}"#;
    let create = aws
        .iam()
        .create_role()
        .role_name("exec")
        .assume_role_policy_document(trust);
    let made = create.send().await.expect("a role");
    let arn = made.role().expect("a role").arn();
    let assume = aws.sts().assume_role().role_arn(arn).role_session_name("audit");
    let session = assume.send().await.expect("a session");
    let given = session.credentials().expect("credentials");
    let token = Some(given.session_token().to_owned());
    let signed = aws_credential_types::Credentials::new(
        given.access_key_id(),
        given.secret_access_key(),
        token,
        None,
        "test",
    );
    aws.later(60);
    let kms = aws_sdk_kms::Client::new(&aws.config_as("eu-west-1", signed));
    kms.list_keys().send().await.expect("keys");
    let told = aws
        .iam()
        .get_role()
        .role_name("exec")
        .send()
        .await
        .expect("the role");
    let used = told.role().and_then(|r| r.role_last_used()).expect("a use");
    assert_eq!(
        used.last_used_date().map(aws_sdk_iam::primitives::DateTime::secs),
        Some(START + 60)
    );
    assert_eq!(used.region(), Some("eu-west-1"));
}

cases! {
    "iam";
    GenerateCredentialReport: a_report_is_started_and_then_complete,
    GetCredentialReport: a_report_is_read_when_there_is_one_that_is_done_and_fresh,
    GetCredentialReport: a_report_has_the_root_user,
    GetCredentialReport: a_report_tells_every_credential_of_a_user,
    GetCredentialReport: a_password_that_expires_has_a_next_rotation,
    GenerateServiceLastAccessedDetails: a_report_of_last_use_is_for_those_who_exist,
    GetServiceLastAccessedDetails: services_of_the_policies_are_told_with_their_last_use,
    GetServiceLastAccessedDetails: the_last_use_of_a_policy_is_that_of_all_who_have_it,
    GetRole: the_last_use_of_a_role_is_that_of_its_sessions,
}
