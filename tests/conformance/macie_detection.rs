//! What Macie detects in objects, where, and what only looks like it.
//!
//! The card numbers are nobody's: made up, with their check digits computed.

use crate::macie_setting::{BUCKET, bucket, counts, detection, findings, job, look, object, on, result, run};
use crate::place::{ACCOUNT, Aws};
use aws_sdk_macie2::types::{
    FindingType, ManagedDataIdentifierSelector as Selector, SensitiveDataItemCategory as Category,
    SeverityDescription, StorageClass,
};
use aws_sdk_s3::primitives::ByteStream;

fn found(kind: &str, count: i64) -> (String, i64) {
    (kind.to_owned(), count)
}

async fn cards_and_social_security_numbers_in_a_table_are_found_in_their_cells(aws: &Aws) {
    let body = "name,SSN,card_number\nAmelia,219-09-1234,4539100070000013\n\"Costa, B.\",219-10-4321,5399 1000 7000 0019\n";
    let found = look(aws, "billing/patients.csv", body).await;
    let [finding] = &found[..] else {
        panic!("one finding: {found:?}");
    };
    assert_eq!(
        finding.r#type(),
        Some(&FindingType::SensitiveDataS3ObjectMultiple)
    );
    let severity = finding.severity().expect("a severity");
    assert_eq!(severity.description(), Some(&SeverityDescription::High));
    assert_eq!(severity.score(), Some(3));
    let result = result(finding);
    assert_eq!(result.mime_type(), Some("text/csv"));
    assert_eq!(result.size_classified(), i64::try_from(body.len()).ok());
    assert_eq!(result.status().expect("a status").code(), Some("COMPLETE"));
    let categories: Vec<_> = result
        .sensitive_data()
        .iter()
        .filter_map(|item| item.category())
        .collect();
    assert_eq!(
        categories,
        [&Category::FinancialInformation, &Category::PersonalInformation]
    );
    let ssn = detection(finding, "USA_SOCIAL_SECURITY_NUMBER");
    assert_eq!(ssn.count(), Some(2));
    let cells = ssn.occurrences().expect("places").cells();
    assert_eq!(
        (cells[0].row(), cells[0].column(), cells[0].column_name()),
        (Some(2), Some(2), Some("SSN"))
    );
    let card = detection(finding, "CREDIT_CARD_NUMBER");
    let cells = card.occurrences().expect("places").cells();
    assert_eq!((cells[1].row(), cells[1].column()), (Some(3), Some(3)));
    assert_eq!(cells[1].column_name(), Some("card_number"));
}

async fn a_finding_names_the_object_and_its_bucket(aws: &Aws) {
    let found = look(aws, "notes/visit.txt", "SSN: 219-09-1234\n").await;
    let finding = &found[0];
    assert_eq!(
        finding.r#type(),
        Some(&FindingType::SensitiveDataS3ObjectPersonal)
    );
    assert_eq!(finding.account_id(), Some(ACCOUNT));
    assert_eq!(finding.region(), Some("us-east-1"));
    assert_eq!((finding.sample(), finding.archived()), (Some(false), Some(false)));
    let affected = finding.resources_affected().expect("resources");
    let object = affected.s3_object().expect("an object");
    assert_eq!(object.key(), Some("notes/visit.txt"));
    assert_eq!(object.path(), Some("clinic-records/notes/visit.txt"));
    assert_eq!(object.extension(), Some("txt"));
    assert_eq!(object.storage_class(), Some(&StorageClass::Standard));
    assert_eq!(object.public_access(), Some(false));
    assert_eq!(object.size(), Some(17));
    let encryption = object.server_side_encryption().expect("encryption");
    assert_eq!(
        encryption
            .encryption_type()
            .map(aws_sdk_macie2::types::EncryptionType::as_str),
        Some("AES256")
    );
    let bucket = affected.s3_bucket().expect("a bucket");
    assert_eq!(bucket.name(), Some(BUCKET));
    assert_eq!(
        bucket
            .allows_unencrypted_object_uploads()
            .map(aws_sdk_macie2::types::AllowsUnencryptedObjectUploads::as_str),
        Some("TRUE")
    );
    let access = bucket.public_access().expect("access");
    assert_eq!(
        access
            .effective_permission()
            .map(aws_sdk_macie2::types::EffectivePermission::as_str),
        Some("NOT_PUBLIC")
    );
    let details = finding.classification_details().expect("details");
    assert_eq!(
        details
            .origin_type()
            .map(aws_sdk_macie2::types::OriginType::as_str),
        Some("SENSITIVE_DATA_DISCOVERY_JOB")
    );
    assert!(
        details
            .detailed_results_location()
            .is_some_and(|l| l.starts_with("s3://[export-config-not-set]/"))
    );
}

async fn lines_and_columns_tell_where_in_a_text(aws: &Aws) {
    let body = "Discharge letter\n\nThe patient's social security number is 219-09-1234.\nVisa 4539-1000-7000-0013\n";
    let found = look(aws, "letter.txt", body).await;
    let ssn = detection(&found[0], "USA_SOCIAL_SECURITY_NUMBER")
        .occurrences()
        .expect("places");
    let range = &ssn.line_ranges()[0];
    assert_eq!(
        (range.start(), range.end(), range.start_column()),
        (Some(3), Some(3), Some(41))
    );
    let card = detection(&found[0], "CREDIT_CARD_NUMBER")
        .occurrences()
        .expect("places");
    let range = &card.line_ranges()[0];
    assert_eq!((range.start(), range.start_column()), (Some(4), Some(6)));
}

async fn paths_and_lines_tell_where_in_json(aws: &Aws) {
    let body =
        "{\"id\":1}\n{\"payment\":{\"cardNumber\":\"379910007000014\"},\"people\":[{\"ssn\":219091234}]}\n";
    let found = look(aws, "dump.jsonl", body).await;
    assert_eq!(result(&found[0]).mime_type(), Some("application/json"));
    let card = detection(&found[0], "CREDIT_CARD_NUMBER")
        .occurrences()
        .expect("places");
    let record = &card.records()[0];
    assert_eq!(
        (record.json_path(), record.record_index()),
        (Some("$.payment.cardNumber"), Some(1))
    );
    let ssn = detection(&found[0], "USA_SOCIAL_SECURITY_NUMBER")
        .occurrences()
        .expect("places");
    assert_eq!(ssn.records()[0].json_path(), Some("$.people[0].ssn"));
}

async fn numbers_that_break_the_rules_are_not_found(aws: &Aws) {
    let body = "kind,card number,ssn\n\
        Luhn,4539100070000014,\n\
        prefix,9999100070000011,\n\
        testing,4111111111111111,\n\
        longer,45391000700000131,\n\
        area 000,,000-12-3456\n\
        area 666,,666-12-3456\n\
        area 9xx,,923-12-3456\n\
        group 00,,219-00-1234\n\
        serial 0000,,219-09-0000\n\
        longer,,219-09-12345\n";
    assert!(look(aws, "near-misses.csv", body).await.is_empty());
}

async fn what_needs_a_keyword_is_not_found_without_one(aws: &Aws) {
    let far = "x".repeat(40);
    let body = format!(
        "the number 219-09-1234 of the form\n{far}\nssn {far} 219-10-4321\n{far} classname 219-11-4321\n"
    );
    assert!(look(aws, "forms.txt", &body).await.is_empty());
}

async fn a_card_without_a_keyword_has_an_identifier_of_its_own(aws: &Aws) {
    let found_all = look(aws, "a.csv", "reference\n4539100070000013\n").await;
    assert_eq!(
        counts(&found_all[0]),
        [found("CREDIT_CARD_NUMBER_(NO_KEYWORD)", 1)]
    );
    let severity = found_all[0].severity().expect("a severity");
    assert_eq!(severity.description(), Some(&SeverityDescription::Medium));
    run(aws, job(&aws.macie(), "recommended")).await;
    assert_eq!(findings(&aws.macie()).await.len(), 1, "not among the recommended");
}

async fn credentials_are_found_and_documented_examples_are_not(aws: &Aws) {
    let body = "[default]\naws_secret_access_key = Zp9kQ2mVx7Lr4Tn8Yb3Wc6Hd1Jf5Gs0Ua9Ei2OqR\n\
        [docs]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n\
        Authorization: Basic bWFyaWE6aHVudGVyMg==\n\
        -----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n";
    let all = look(aws, "notebook/.env", body).await;
    assert_eq!(
        all[0].r#type(),
        Some(&FindingType::SensitiveDataS3ObjectCredentials)
    );
    let kinds = [
        found("AWS_CREDENTIALS", 1),
        found("HTTP_BASIC_AUTH_HEADER", 1),
        found("OPENSSH_PRIVATE_KEY", 1),
    ];
    assert_eq!(counts(&all[0]), kinds);
    let key = detection(&all[0], "OPENSSH_PRIVATE_KEY")
        .occurrences()
        .expect("places");
    assert_eq!(
        (key.line_ranges()[0].start(), key.line_ranges()[0].end()),
        (Some(6), Some(8))
    );
}

async fn health_and_identity_numbers_are_found_by_their_formats(aws: &Aws) {
    let body = "dob,phone,passport,medicare beneficiary,npi,dea number,itin,hicn\n\
        1958-04-17,(212) 555-0134,C12345678,1EG4-TE5-MK73,1234567893,AB1234563,912-70-1234,219-09-1234A\n";
    let all = look(aws, "intake.csv", body).await;
    let kinds = [
        found("DATE_OF_BIRTH", 1),
        found("PHONE_NUMBER", 1),
        found("USA_HEALTH_INSURANCE_CLAIM_NUMBER", 1),
        found("USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER", 1),
        found("USA_MEDICARE_BENEFICIARY_IDENTIFIER", 1),
        found("USA_NATIONAL_PROVIDER_IDENTIFIER", 1),
        found("USA_PASSPORT_NUMBER", 1),
        found("US_DRUG_ENFORCEMENT_AGENCY_NUMBER", 1),
    ];
    assert_eq!(counts(&all[0]), kinds);
}

async fn a_finding_locates_fifteen_occurrences_and_counts_all(aws: &Aws) {
    let rows: Vec<_> = (1000..1020).map(|n| format!("219-09-{n}\n")).collect();
    let rows = rows.concat();
    let all = look(aws, "many.csv", &format!("ssn\n{rows}")).await;
    let ssn = detection(&all[0], "USA_SOCIAL_SECURITY_NUMBER");
    assert_eq!(ssn.count(), Some(20));
    assert_eq!(ssn.occurrences().expect("places").cells().len(), 15);
    assert_eq!(result(&all[0]).additional_occurrences(), Some(true));
}

async fn a_job_uses_the_identifiers_it_names(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "a.csv", "ssn,card\n219-09-1234,4539100070000013\n").await;
    let only = job(&api, "only").managed_data_identifier_selector(Selector::Include);
    run(aws, only.managed_data_identifier_ids("CREDIT_CARD_NUMBER")).await;
    let but = job(&api, "but").managed_data_identifier_selector(Selector::Exclude);
    run(aws, but.managed_data_identifier_ids("CREDIT_CARD_NUMBER")).await;
    let all: Vec<_> = findings(&api).await.iter().map(counts).collect();
    assert_eq!(
        all,
        [
            vec![found("CREDIT_CARD_NUMBER", 1)],
            vec![found("USA_SOCIAL_SECURITY_NUMBER", 1)]
        ]
    );
}

/// The key policy that lets Macie decrypt.
fn key_policy() -> String {
    let role = format!(
        "arn:aws:iam::{ACCOUNT}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"
    );
    let account = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"kms:*","Resource":"*"}}"#
    );
    let macie = format!(
        r#",{{"Effect":"Allow","Principal":{{"AWS":"{role}"}},"Action":"kms:Decrypt","Resource":"*"}}"#
    );
    format!(r#"{{"Version":"2012-10-17","Statement":[{account}{macie}]}}"#)
}

async fn what_macie_may_not_decrypt_or_cannot_read_is_skipped(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    let key = aws.key().await;
    let body = "ssn\n219-09-1234\n";
    let put = |name: &str| {
        let put = aws.s3().put_object().bucket(BUCKET).key(name);
        put.body(ByteStream::from(body.as_bytes().to_vec()))
    };
    let sealed = put("sealed.csv")
        .server_side_encryption("aws:kms".into())
        .ssekms_key_id(&key);
    sealed.send().await.expect("put");
    put("cold.csv")
        .storage_class("DEEP_ARCHIVE".into())
        .send()
        .await
        .expect("put");
    put("scan.dcm").send().await.expect("put");
    let managed = put("managed.csv").server_side_encryption("aws:kms".into());
    managed.send().await.expect("put");
    let keys = async |name: &str| {
        run(aws, job(&api, name)).await;
        let found = findings(&api).await;
        let keys = found
            .iter()
            .filter_map(|f| f.resources_affected()?.s3_object()?.key());
        keys.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(keys("first").await, ["managed.csv"]);
    let policy = aws.kms().put_key_policy().key_id(&key).policy(key_policy());
    policy.send().await.expect("a policy");
    assert_eq!(keys("second").await, ["managed.csv", "managed.csv", "sealed.csv"]);
}

cases! {
    "macie2";
    CreateClassificationJob: cards_and_social_security_numbers_in_a_table_are_found_in_their_cells,
    CreateClassificationJob: lines_and_columns_tell_where_in_a_text,
    CreateClassificationJob: paths_and_lines_tell_where_in_json,
    CreateClassificationJob: numbers_that_break_the_rules_are_not_found,
    CreateClassificationJob: what_needs_a_keyword_is_not_found_without_one,
    CreateClassificationJob: a_card_without_a_keyword_has_an_identifier_of_its_own,
    CreateClassificationJob: credentials_are_found_and_documented_examples_are_not,
    CreateClassificationJob: health_and_identity_numbers_are_found_by_their_formats,
    CreateClassificationJob: a_finding_locates_fifteen_occurrences_and_counts_all,
    CreateClassificationJob: a_job_uses_the_identifiers_it_names,
    CreateClassificationJob: what_macie_may_not_decrypt_or_cannot_read_is_skipped,
    GetFindings: a_finding_names_the_object_and_its_bucket,
}
