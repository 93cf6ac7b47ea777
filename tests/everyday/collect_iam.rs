//! IAM's reports, the account as a whole, analyzers, and what enclaves did.

use crate::fake_aws::{ACCOUNT, FakeAws, HOME, Reply, only, otherwise};
use aisec_tui::aws::collect::inventory;
use aisec_tui::inventory::detail::{AccountSummary, Credentials, ServiceAccess};
use aisec_tui::inventory::{Detail, Field, GapKind, Inventory, Kind, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

const HEADER: &str = "user,arn,password_enabled,password_last_used,password_last_changed,mfa_active,\
    access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_service,\
    access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_service";

fn member(kind: &str, name: &str, action: &str) -> String {
    let (field, list) = match kind {
        "user" => ("UserName", "UserPolicyList"),
        _ => ("RoleName", "RolePolicyList"),
    };
    let document = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#
    );
    format!(
        "<member><{field}>{name}</{field}><Path>/</Path><Arn>arn:aws:iam::{ACCOUNT}:{kind}/{name}</Arn>\
         <{list}><member><PolicyName>p</PolicyName><PolicyDocument>{document}</PolicyDocument></member></{list}></member>"
    )
}

fn details(users: &str, roles: &str) -> Reply {
    Reply::Ok(format!(
        "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><UserDetailList>{users}</UserDetailList>\
         <RoleDetailList>{roles}</RoleDetailList><IsTruncated>false</IsTruncated>\
         </GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
    ))
}

fn report(rows: &str) -> Reply {
    let content = STANDARD.encode(format!("{HEADER}\n{rows}"));
    Reply::Ok(format!(
        "<GetCredentialReportResponse><GetCredentialReportResult><Content>{content}</Content><ReportFormat>text/csv</ReportFormat>\
         </GetCredentialReportResult></GetCredentialReportResponse>"
    ))
}

fn state(word: &str) -> Reply {
    Reply::Ok(format!(
        "<GenerateCredentialReportResponse><GenerateCredentialReportResult><State>{word}</State></GenerateCredentialReportResult></GenerateCredentialReportResponse>"
    ))
}

fn credentials(read: &Inventory, name: &str) -> Field<Credentials> {
    let found = read.of_kind(Kind::User).find(|r| r.name == name);
    match &found.expect("the user").detail {
        Detail::User(user) => user.credentials.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_credential_report_is_awaited_and_read_by_its_columns() {
    let looks = std::sync::atomic::AtomicU8::new(0);
    let users = [
        member("user", "a,b", "s3:GetObject"),
        member("user", "new", "s3:GetObject"),
    ]
    .concat();
    let rows = format!(
        "<root_account>,arn:aws:iam::{ACCOUNT}:root,not_supported,2026-01-02T03:04:05+00:00,not_supported,true,\
         false,N/A,N/A,N/A,false,N/A,N/A,N/A\n\
         \"a,b\",arn:aws:iam::{ACCOUNT}:user/a,b,true,no_information,2026-01-01T00:00:00+00:00,false,\
         true,2026-01-01T00:00:00+00:00,N/A,N/A,false,2025-01-01T00:00:00+00:00,2025-02-01T00:00:00+00:00,s3"
    )
    .replace(":user/a,b,", ":user/x,");
    let users = users.replace(":user/a,b<", ":user/x<");
    let fake = FakeAws::new(move |sent| match sent.operation.as_str() {
        "GetAccountAuthorizationDetails" => details(&users, ""),
        "GenerateCredentialReport" => match looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => state("STARTED"),
            1 => state("INPROGRESS"),
            _ => state("COMPLETE"),
        },
        "GetCredentialReport" => report(&rows),
        _ => otherwise(),
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::User])).await;
    let Field::Known(user) = credentials(&read, "a,b") else {
        panic!("{read:?}");
    };
    let password = user.password.expect("a password");
    assert_eq!(
        (password.last_used, password.changed, user.mfa),
        (None, Timestamp::parse("2026-01-01T00:00:00Z"), false)
    );
    let [first, second] = user.access_keys.as_slice() else {
        panic!("{:?}", user.access_keys);
    };
    assert_eq!((first.number, first.active, first.last_used), (1, true, None));
    assert_eq!((second.number, second.active), (2, false));
    assert_eq!(second.last_used_service.as_deref(), Some("s3"));
    // Made after the report: not in it.
    let missing = credentials(&read, "new");
    assert_eq!(missing.gap().map(|g| g.kind), Some(GapKind::NotCollected));
    let sent = fake.sent_after_connect();
    let generated = sent.iter().filter(|s| s.operation == "GenerateCredentialReport");
    assert_eq!(generated.count(), 3);
}

#[tokio::test]
async fn a_report_that_may_not_be_made_leaves_the_credentials_unknown_and_the_rest_known() {
    let users = member("user", "ada", "s3:GetObject");
    let fake = FakeAws::new(move |sent| match sent.operation.as_str() {
        "GetAccountAuthorizationDetails" => details(&users, ""),
        "GenerateServiceLastAccessedDetails" | "GenerateCredentialReport" => Reply::denied(sent),
        _ => otherwise(),
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::User])).await;
    assert_eq!(read.gaps(), []);
    let gap = credentials(&read, "ada");
    let gap = gap.gap().expect("denied");
    assert_eq!(
        (gap.operation.as_str(), gap.kind),
        ("iam:GenerateCredentialReport", GapKind::Denied)
    );
}

#[tokio::test]
async fn last_use_is_asked_of_those_who_are_granted_bedrock_and_of_nobody_else() {
    let roles = [
        member("role", "app", "bedrock:InvokeModel"),
        member("role", "etl", "s3:*"),
        member("role", "linked", "bedrock:*").replace("<Path>/<", "<Path>/aws-service-role/x/<"),
    ]
    .concat();
    let looks = std::sync::atomic::AtomicU8::new(0);
    let fake = FakeAws::new(move |sent| {
        match sent.operation.as_str() {
        "GetAccountAuthorizationDetails" => details("", &roles),
        "GenerateServiceLastAccessedDetails" => Reply::Ok(
            "<GenerateServiceLastAccessedDetailsResponse><GenerateServiceLastAccessedDetailsResult><JobId>j</JobId>\
             </GenerateServiceLastAccessedDetailsResult></GenerateServiceLastAccessedDetailsResponse>"
                .to_owned(),
        ),
        "GetServiceLastAccessedDetails" => {
            let done = looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 0;
            let status = if done { "COMPLETED" } else { "IN_PROGRESS" };
            Reply::Ok(format!(
                "<GetServiceLastAccessedDetailsResponse><GetServiceLastAccessedDetailsResult><JobStatus>{status}</JobStatus>\
                 <JobCreationDate>2026-01-01T00:00:00Z</JobCreationDate>\
                 <JobCompletionDate>2026-01-01T00:00:01Z</JobCompletionDate><ServicesLastAccessed><member>\
                 <ServiceName>Amazon Bedrock</ServiceName><ServiceNamespace>bedrock</ServiceNamespace>\
                 <LastAuthenticated>2026-01-01T00:00:00Z</LastAuthenticated></member></ServicesLastAccessed>\
                 </GetServiceLastAccessedDetailsResult></GetServiceLastAccessedDetailsResponse>"
            ))
        }
        _ => otherwise(),
    }
    });
    let session = fake.session(&[HOME]).await;
    let (read, calls) = inventory(&session, Some(&[Kind::Role])).await;
    assert_eq!(calls, 4, "the details, one report begun and looked at twice");
    let accessed = |name: &str| {
        let found = read.of_kind(Kind::Role).find(|r| r.name == name);
        match &found.expect("the role").detail {
            Detail::Role(role) => role.last_accessed.clone(),
            other => panic!("{other:?}"),
        }
    };
    let used = ServiceAccess {
        service: "bedrock".to_owned(),
        last: Timestamp::parse("2026-01-01T00:00:00Z"),
    };
    assert_eq!(accessed("app"), Field::Known(Some(vec![used])));
    assert_eq!(accessed("etl"), Field::Known(None));
    assert_eq!(accessed("linked"), Field::Known(None));
}

fn summary(read: &Inventory) -> AccountSummary {
    match only(read, Kind::AccountSummary).detail {
        Detail::AccountSummary(summary) => summary,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_account_without_policy_device_or_organization_has_none_and_no_gap() {
    let fake = FakeAws::new(|sent| match sent.operation.as_str() {
        "GetAccountPasswordPolicy" => Reply::error(sent, 404, "NoSuchEntity", "there is none"),
        "ListVirtualMFADevices" => Reply::Ok(format!(
            "<ListVirtualMFADevicesResponse><ListVirtualMFADevicesResult><IsTruncated>false</IsTruncated><VirtualMFADevices><member>\
             <SerialNumber>arn:aws:iam::{ACCOUNT}:mfa/root-account-mfa-device</SerialNumber>\
             <User><Arn>arn:aws:iam::{ACCOUNT}:user/root</Arn><UserName>root</UserName><Path>/</Path>\
             <UserId>AIDA</UserId><CreateDate>2026-01-01T00:00:00Z</CreateDate></User>\
             </member></VirtualMFADevices></ListVirtualMFADevicesResult></ListVirtualMFADevicesResponse>"
        )),
        "ListOrganizationsFeatures" => {
            Reply::error(sent, 404, "OrganizationNotFoundException", "there is none")
        }
        "DescribeOrganization" => {
            Reply::error(sent, 400, "AWSOrganizationsNotInUseException", "there is none")
        }
        "GetCallerIdentity" => otherwise(),
        _ => Reply::denied(sent),
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::AccountSummary])).await;
    let summary = summary(&read);
    assert_eq!(summary.password_policy, Field::Known(None));
    // A device named like the root user's, of a user named root.
    assert_eq!(summary.root_virtual_mfa, Field::Known(None));
    assert_eq!(summary.root_features, Field::Known(None));
    assert_eq!(summary.organization, Field::Known(None));
    assert_eq!(summary.root_user.gap().map(|g| g.kind), Some(GapKind::Denied));
}

#[tokio::test]
async fn a_member_account_may_not_list_policies_and_that_is_unknown() {
    let fake = FakeAws::new(|sent| match sent.operation.as_str() {
        "DescribeOrganization" => Reply::json(&json!({"Organization": {
            "Id": "o-a1b2c3d4e5", "MasterAccountId": "999900001111" }})),
        "ListOrganizationsFeatures" => {
            let code = "AccountNotManagementOrDelegatedAdministratorException";
            Reply::error(sent, 400, code, "not the management account")
        }
        "GetCallerIdentity" => otherwise(),
        _ => Reply::denied(sent),
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::AccountSummary])).await;
    let summary = summary(&read);
    let organization = summary.organization.known().and_then(Option::as_ref);
    let organization = organization.expect("the organization");
    assert_eq!(organization.management_account, "999900001111");
    let gap = organization.ai_opt_out.gap().expect("denied");
    assert_eq!(
        (gap.operation.as_str(), gap.kind),
        ("organizations:ListPolicies", GapKind::Denied)
    );
    assert!(summary.root_features.gap().is_some());
}

#[tokio::test]
async fn cloudtrail_is_asked_about_the_keys_of_enclaves_only() {
    let arn = |id: &str| format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/{id}");
    let fake = FakeAws::new(move |sent| {
        let body: serde_json::Value = serde_json::from_str(&sent.body).unwrap_or_default();
        let id = body["KeyId"].as_str().unwrap_or_default().to_owned();
        let event = |operation: &str, recipient: serde_json::Value| {
            let record = json!({"eventName": operation, "additionalEventData": {"recipient": recipient}});
            json!({"EventTime": 1_700_000_000, "CloudTrailEvent": record.to_string()})
        };
        match sent.operation.as_str() {
            "ListKeys" => Reply::json(&json!({ "Truncated": false, "Keys": [
                { "KeyId": "sealed", "KeyArn": arn("sealed") }, { "KeyId": "plain", "KeyArn": arn("plain") }] })),
            "ListAliases" => Reply::json(&json!({ "Truncated": false, "Aliases": [
                { "AliasName": "alias/enclave-weights", "TargetKeyId": "sealed" }] })),
            "DescribeKey" => Reply::json(&json!({ "KeyMetadata": {
                "KeyId": id, "Arn": arn(&id), "KeyManager": "CUSTOMER", "KeyState": "Enabled",
                "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS" } })),
            "GetKeyRotationStatus" => Reply::json(&json!({ "KeyRotationEnabled": true })),
            "GetKeyPolicy" => Reply::json(&json!({ "Policy": "{}" })),
            "ListGrants" => Reply::json(&json!({ "Grants": [], "Truncated": false })),
            "ListResourceTags" => Reply::json(&json!({ "Tags": [] })),
            "LookupEvents" => {
                assert_eq!(
                    body["LookupAttributes"][0]["AttributeValue"],
                    json!(arn("sealed"))
                );
                let image = STANDARD.encode([7_u8; 48]);
                let of = |image: &str| {
                    json!({ "attestationDocumentModuleId": "i-1-enc2",
                    "attestationDocumentEnclaveImageDigest": image })
                };
                Reply::json(&json!({ "Events": [
                    event("Decrypt", of(&image)), event("Decrypt", of(&image)),
                    event("Decrypt", json!({ "attestationDocumentModuleId": "i-1" })),
                    event("GenerateDataKey", of("not a measurement")),
                    { "CloudTrailEvent": "{" } ] }))
            }
            _ => otherwise(),
        }
    });
    let session = fake.session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::KmsKey])).await;
    let calls = |id: &str| {
        let found = read.of_kind(Kind::KmsKey).find(|r| r.arn.short_name() == id);
        match &found.expect("the key").detail {
            Detail::KmsKey(key) => key.enclave_calls.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(calls("plain"), Field::Known(None));
    let Field::Known(Some(sealed)) = calls("sealed") else {
        panic!("{read:?}");
    };
    assert!(sealed.whole);
    let seen: Vec<(&str, Option<&str>)> = sealed
        .newest
        .iter()
        .map(|c| {
            (
                c.operation.as_str(),
                c.measurements.get("PCR0").map(String::as_str),
            )
        })
        .collect();
    let image = "07".repeat(48);
    assert_eq!(
        seen,
        [("Decrypt", Some(image.as_str())), ("GenerateDataKey", None)]
    );
}
