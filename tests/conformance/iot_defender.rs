//! IoT's certificates and CAs, Device Defender's audit, logging.

use crate::place::{Aws, REGION, START, refusal};
use aws_sdk_iot::Client;
use aws_sdk_iot::primitives::DateTime;
use aws_sdk_iot::types::{AuditCheckConfiguration, CertificateMode, CertificateStatus, LogLevel};

/// X.509 without names, key or signature: valid from 2020 until 2030.
const UNTIL_2030: &str = "-----BEGIN CERTIFICATE-----\nMDIwMKADAgECAgEBMAAwADAiGA8yMDIwMDEwMTAwMDAwMFoYDzIwMzAwMTAxMDAwMDAwWg==\n-----END CERTIFICATE-----\n";
/// 2030-01-01T00:00:00Z.
const THEN: i64 = 1_893_456_000;
const REVOKED: &str = "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK";

/// Registers a device certificate and gives its id.
async fn device(api: &Client) -> String {
    let call = api.register_certificate_without_ca().certificate_pem(UNTIL_2030);
    let made = call.status(CertificateStatus::Active).send().await;
    made.expect("a certificate").certificate_id.expect("an id")
}

async fn a_certificate_says_until_when_it_is_valid(aws: &Aws) {
    let api = aws.iot();
    let id = device(&api).await;
    let read = api
        .describe_certificate()
        .certificate_id(&id)
        .send()
        .await
        .expect("it");
    let validity = read
        .certificate_description()
        .expect("it")
        .validity()
        .expect("a validity");
    assert_eq!(validity.not_after().expect("an end").secs(), THEN);
    assert_eq!(validity.not_before().expect("a beginning").secs(), 1_577_836_800);
}

async fn certificates_are_listed_with_their_status(aws: &Aws) {
    let api = aws.iot();
    let id = device(&api).await;
    let update = api
        .update_certificate()
        .certificate_id(&id)
        .new_status(CertificateStatus::Inactive);
    update.send().await.expect("updated");
    let listed = api.list_certificates().send().await.expect("a list");
    let one = &listed.certificates()[0];
    assert_eq!(
        (one.certificate_id(), one.status()),
        (Some(id.as_str()), Some(&CertificateStatus::Inactive))
    );
}

async fn things_are_listed_by_their_certificate(aws: &Aws) {
    let api = aws.iot();
    let id = device(&api).await;
    let arn = format!("arn:aws:iot:us-east-1:123456789012:cert/{id}");
    for name in ["monitor-1", "monitor-2"] {
        api.create_thing().thing_name(name).send().await.expect("a thing");
        let attach = api.attach_thing_principal().thing_name(name).principal(&arn);
        attach.send().await.expect("attached");
    }
    let listed = api
        .list_principal_things()
        .principal(&arn)
        .send()
        .await
        .expect("a list");
    assert_eq!(listed.things(), ["monitor-1", "monitor-2"]);
    let none = api
        .list_principal_things()
        .principal(format!("{arn}x"))
        .send()
        .await;
    assert!(none.expect("a list").things().is_empty());
}

async fn authority(api: &Client) -> String {
    let call = api
        .register_ca_certificate()
        .ca_certificate(UNTIL_2030)
        .set_as_active(true);
    let made = call.certificate_mode(CertificateMode::SniOnly).send().await;
    made.expect("a CA").certificate_id.expect("an id")
}

async fn a_ca_says_until_when_it_is_valid(aws: &Aws) {
    let api = aws.iot();
    let unproven = api
        .register_ca_certificate()
        .ca_certificate(UNTIL_2030)
        .send()
        .await;
    assert_eq!(refusal(unproven), "InvalidRequestException");
    let id = authority(&api).await;
    let read = api
        .describe_ca_certificate()
        .certificate_id(&id)
        .send()
        .await
        .expect("it");
    let ca = read.certificate_description().expect("it");
    assert_eq!(ca.status().expect("a status").as_str(), "ACTIVE");
    let until = ca.validity().and_then(|v| v.not_after()).expect("an end");
    assert_eq!(
        (until.secs(), ca.creation_date().expect("a time").secs()),
        (THEN, START)
    );
}

async fn cas_are_listed(aws: &Aws) {
    let api = aws.iot();
    let id = authority(&api).await;
    let listed = api.list_ca_certificates().send().await.expect("a list");
    let one = &listed.certificates()[0];
    assert_eq!(one.certificate_id(), Some(id.as_str()));
    assert!(one.certificate_arn().is_some_and(|arn| arn.contains(":cacert/")));
}

/// Turns the check for revoked certificates on.
async fn audit(api: &Client) {
    let check = AuditCheckConfiguration::builder().enabled(true).build();
    let call = api.update_account_audit_configuration();
    let call = call.audit_check_configurations(REVOKED, check);
    call.send().await.expect("updated");
}

async fn the_audit_runs_the_checks_that_are_on(aws: &Aws) {
    let api = aws.iot();
    let is_on = async || {
        let read = api
            .describe_account_audit_configuration()
            .send()
            .await
            .expect("it");
        read.audit_check_configurations().expect("the checks")[REVOKED].enabled()
    };
    assert!(!is_on().await);
    audit(&api).await;
    assert!(is_on().await);
    let check = AuditCheckConfiguration::builder().enabled(true).build();
    let strange = api
        .update_account_audit_configuration()
        .audit_check_configurations("ANYTHING", check);
    assert_eq!(refusal(strange.send().await), "InvalidRequestException");
}

async fn the_audit_finds_a_revoked_certificate_while_it_is_active(aws: &Aws) {
    let api = aws.iot();
    let id = device(&api).await;
    // Another emulator's CAs revoke nothing.
    if let Some(account) = aws.account() {
        account.revoke_device_certificate(REGION, &id);
    }
    let list = || {
        let call = api.list_audit_findings().check_name(REVOKED);
        call.start_time(DateTime::from_secs(START))
            .end_time(DateTime::from_secs(START + 86_400))
    };
    assert!(
        list().send().await.expect("a list").findings().is_empty(),
        "nobody looks"
    );
    audit(&api).await;
    let found = list().send().await.expect("a list");
    let named = found.findings()[0]
        .non_compliant_resource()
        .and_then(|r| r.resource_identifier());
    assert_eq!(named.and_then(|r| r.device_certificate_id()), Some(id.as_str()));
    assert_eq!(
        refusal(api.list_audit_findings().send().await),
        "InvalidRequestException"
    );
    let update = api
        .update_certificate()
        .certificate_id(&id)
        .new_status(CertificateStatus::Revoked);
    update.send().await.expect("updated");
    assert!(list().send().await.expect("a list").findings().is_empty());
}

async fn logging_is_not_configured_until_it_is(aws: &Aws) {
    let api = aws.iot();
    let get = || api.get_v2_logging_options().send();
    assert_eq!(refusal(get().await), "NotConfiguredException");
    let set = || api.set_v2_logging_options();
    let level = set().default_log_level(LogLevel::Warn);
    assert_eq!(refusal(level.send().await), "InvalidRequestException");
    let whole = set()
        .default_log_level(LogLevel::Warn)
        .role_arn("arn:aws:iam::123456789012:role/logs");
    whole.send().await.expect("set");
    let read = get().await.expect("it");
    assert_eq!(
        (read.default_log_level(), read.disable_all_logs()),
        (Some(&LogLevel::Warn), false)
    );
    set().disable_all_logs(true).send().await.expect("set");
    assert!(get().await.expect("it").disable_all_logs());
}

async fn the_older_logging_is_off_until_it_is_set(aws: &Aws) {
    let api = aws.iot();
    let read = api.get_logging_options().send().await.expect("it");
    assert_eq!(
        (read.role_arn(), read.log_level()),
        (None, Some(&LogLevel::Disabled))
    );
}

cases! {
    "iot";
    DescribeCertificate: a_certificate_says_until_when_it_is_valid,
    ListCertificates: certificates_are_listed_with_their_status,
    ListPrincipalThings: things_are_listed_by_their_certificate,
    DescribeCACertificate: a_ca_says_until_when_it_is_valid,
    ListCACertificates: cas_are_listed,
    DescribeAccountAuditConfiguration: the_audit_runs_the_checks_that_are_on,
    ListAuditFindings: the_audit_finds_a_revoked_certificate_while_it_is_active,
    GetV2LoggingOptions: logging_is_not_configured_until_it_is,
    GetLoggingOptions: the_older_logging_is_off_until_it_is_set,
}
