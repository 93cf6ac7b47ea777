//! What Macie knows of buckets, and what it reports when one is opened.

use crate::macie_setting::{BUCKET, bucket, definition, findings, job, object, on, run};
use crate::place::{ACCOUNT, Aws, START};
use aws_sdk_macie2::Client;
use aws_sdk_macie2::types::{
    AllowsUnencryptedObjectUploads, BucketCriteriaAdditionalProperties as Criterion, BucketMetadata,
    BucketSortCriteria, EffectivePermission, Finding, FindingType, IsDefinedInJob, OrderBy, SharedAccess,
};
use aws_sdk_s3::primitives::ByteStream;

async fn described(api: &Client) -> BucketMetadata {
    let read = api.describe_buckets().send().await.expect("buckets");
    read.buckets()[0].clone()
}

async fn put_policy(aws: &Aws, statement: &str) {
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    let put = aws.s3().put_bucket_policy().bucket(BUCKET).policy(policy);
    put.send().await.expect("a policy");
}

async fn unblock(aws: &Aws) {
    let off = aws.s3().delete_public_access_block().bucket(BUCKET);
    off.send().await.expect("off");
}

fn everyone(action: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":"*","Action":"{action}","Resource":"arn:aws:s3:::{BUCKET}/*"}}"#
    )
}

fn kinds(found: &[Finding]) -> Vec<&FindingType> {
    found.iter().filter_map(|f| f.r#type()).collect()
}

async fn a_bucket_is_described_as_s3_has_it(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    let key = aws.key().await;
    object(aws, "a.csv", "a,b\n1,2\n").await;
    object(aws, "scan.dcm", "pixels").await;
    let sealed = aws
        .s3()
        .put_object()
        .bucket(BUCKET)
        .key("b.txt.gz")
        .ssekms_key_id(&key);
    let sealed = sealed
        .server_side_encryption("aws:kms".into())
        .storage_class("GLACIER".into());
    sealed
        .body(ByteStream::from_static(b"zip"))
        .send()
        .await
        .expect("put");
    let read = described(&api).await;
    assert_eq!(read.bucket_name(), Some(BUCKET));
    assert_eq!(read.bucket_arn(), Some("arn:aws:s3:::clinic-records"));
    assert_eq!(read.region(), Some("us-east-1"));
    assert_eq!(read.bucket_created_at().expect("a time").secs(), START);
    assert_eq!((read.object_count(), read.size_in_bytes()), (Some(3), Some(17)));
    assert_eq!(
        (
            read.classifiable_object_count(),
            read.classifiable_size_in_bytes()
        ),
        (Some(1), Some(8))
    );
    let unfit = read.unclassifiable_object_count().expect("counts");
    assert_eq!(
        (unfit.file_type(), unfit.storage_class(), unfit.total()),
        (Some(1), Some(1), Some(2))
    );
    assert_eq!(read.size_in_bytes_compressed(), Some(3));
    let by = read.object_count_by_encryption_type().expect("counts");
    assert_eq!(
        (by.s3_managed(), by.kms_managed(), by.unencrypted()),
        (Some(2), Some(1), Some(0))
    );
    let encryption = read.server_side_encryption().expect("encryption");
    assert_eq!(
        encryption.r#type().map(aws_sdk_macie2::types::Type::as_str),
        Some("AES256")
    );
    assert_eq!(read.shared_access(), Some(&SharedAccess::NotShared));
    assert_eq!(read.versioning(), Some(false));
    assert_eq!(read.sensitivity_score(), Some(50));
    let access = read.public_access().expect("access");
    assert_eq!(
        access.effective_permission(),
        Some(&EffectivePermission::NotPublic)
    );
    let switches = access
        .permission_configuration()
        .and_then(|p| p.bucket_level_permissions());
    let switches = switches.and_then(|b| b.block_public_access()).expect("switches");
    assert_eq!(switches.restrict_public_buckets(), Some(true));
}

async fn access_follows_the_policy_and_block_public_access(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    unblock(aws).await;
    put_policy(aws, &everyone("s3:GetObject")).await;
    let read = described(&api).await;
    let access = read.public_access().expect("access");
    assert_eq!(access.effective_permission(), Some(&EffectivePermission::Public));
    let level = access
        .permission_configuration()
        .and_then(|p| p.bucket_level_permissions())
        .expect("one");
    let policy = level.bucket_policy().expect("a policy");
    assert_eq!(
        (
            policy.allows_public_read_access(),
            policy.allows_public_write_access()
        ),
        (Some(true), Some(false))
    );
    assert_eq!(
        level
            .block_public_access()
            .and_then(aws_sdk_macie2::types::BlockPublicAccess::block_public_policy),
        Some(false)
    );
    let on = aws_sdk_s3::types::PublicAccessBlockConfiguration::builder().restrict_public_buckets(true);
    let put = aws
        .s3()
        .put_public_access_block()
        .bucket(BUCKET)
        .public_access_block_configuration(on.build());
    put.send().await.expect("on");
    let read = described(&api).await;
    let access = read.public_access().expect("access");
    assert_eq!(
        access.effective_permission(),
        Some(&EffectivePermission::NotPublic)
    );
}

async fn sharing_and_the_demand_for_encryption_are_read_from_the_policy(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    assert_eq!(
        described(&api).await.allows_unencrypted_object_uploads(),
        Some(&AllowsUnencryptedObjectUploads::True)
    );
    let demand = format!(
        r#"{{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::{BUCKET}/*",
        "Condition":{{"StringNotEquals":{{"s3:x-amz-server-side-encryption":"aws:kms"}}}}}}"#
    );
    let share = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::210987654321:root"}},"Action":"s3:GetObject",
        "Resource":"arn:aws:s3:::{BUCKET}/*"}}"#
    );
    put_policy(aws, &format!("{demand},{share}")).await;
    let read = described(&api).await;
    assert_eq!(
        read.allows_unencrypted_object_uploads(),
        Some(&AllowsUnencryptedObjectUploads::False)
    );
    assert_eq!(read.shared_access(), Some(&SharedAccess::External));
}

async fn buckets_are_chosen_by_criteria_and_sorted(aws: &Aws) {
    let api = on(aws).await;
    for name in ["alpha-data", "beta-data", "alpha-logs"] {
        aws.s3()
            .create_bucket()
            .bucket(name)
            .send()
            .await
            .expect("a bucket");
    }
    let put = aws.s3().put_object().bucket("beta-data").key("a.txt");
    put.body(ByteStream::from_static(b"abc"))
        .send()
        .await
        .expect("put");
    let names = async |field: &str, criterion: Criterion| {
        let order = BucketSortCriteria::builder()
            .attribute_name("bucketName")
            .order_by(OrderBy::Desc);
        let ask = api
            .describe_buckets()
            .criteria(field, criterion)
            .sort_criteria(order.build());
        let read = ask.send().await.expect("buckets");
        let names = read
            .buckets()
            .iter()
            .filter_map(|b| b.bucket_name().map(str::to_owned));
        names.collect::<Vec<_>>()
    };
    let prefix = Criterion::builder().prefix("alpha").build();
    assert_eq!(names("bucketName", prefix).await, ["alpha-logs", "alpha-data"]);
    assert_eq!(
        names("objectCount", Criterion::builder().gte(1).build()).await,
        ["beta-data"]
    );
    let open = Criterion::builder().eq("PUBLIC").build();
    assert!(names("publicAccess.effectivePermission", open).await.is_empty());
}

async fn a_bucket_says_which_job_looked_at_it(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    let details = described(&api).await.job_details.expect("details");
    assert_eq!(details.is_defined_in_job(), Some(&IsDefinedInJob::False));
    let id = run(aws, job(&api, "look").s3_job_definition(definition())).await;
    let details = described(&api).await.job_details.expect("details");
    assert_eq!(details.is_defined_in_job(), Some(&IsDefinedInJob::True));
    assert_eq!(
        details
            .is_monitored_by_job()
            .map(aws_sdk_macie2::types::IsMonitoredByJob::as_str),
        Some("FALSE")
    );
    assert_eq!(details.last_job_id(), Some(id.as_str()));
    assert_eq!(details.last_job_run_time().expect("a time").secs(), START);
}

async fn statistics_count_buckets_and_objects(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "a.csv", "a,b\n").await;
    unblock(aws).await;
    put_policy(aws, &everyone("s3:PutObject")).await;
    aws.s3()
        .create_bucket()
        .bucket("clinic-models")
        .send()
        .await
        .expect("a bucket");
    let read = api
        .get_bucket_statistics()
        .account_id(ACCOUNT)
        .send()
        .await
        .expect("statistics");
    assert_eq!(read.bucket_count(), Some(2));
    assert_eq!((read.object_count(), read.size_in_bytes()), (Some(1), Some(4)));
    let access = read.bucket_count_by_effective_permission().expect("counts");
    assert_eq!(
        (
            access.publicly_accessible(),
            access.publicly_readable(),
            access.publicly_writable()
        ),
        (Some(1), Some(0), Some(1))
    );
    let encryption = read.bucket_count_by_encryption_type().expect("counts");
    assert_eq!(
        (encryption.s3_managed(), encryption.kms_managed()),
        (Some(2), Some(0))
    );
    let shared = read.bucket_count_by_shared_access_type().expect("counts");
    assert_eq!((shared.external(), shared.not_shared()), (Some(0), Some(2)));
    let uploads = read
        .bucket_count_by_object_encryption_requirement()
        .expect("counts");
    assert_eq!(uploads.allows_unencrypted_object_uploads(), Some(2));
}

async fn a_bucket_that_is_opened_is_reported_with_who_did_it(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    aws.later(60);
    unblock(aws).await;
    put_policy(aws, &everyone("s3:GetObject")).await;
    let found = findings(&api).await;
    assert_eq!(
        kinds(&found),
        [
            &FindingType::PolicyIamUserS3BlockPublicAccessDisabled,
            &FindingType::PolicyIamUserS3BucketPublic
        ]
    );
    let public = &found[1];
    assert_eq!(public.created_at().expect("a time").secs(), START + 60);
    assert_eq!(
        public.severity().and_then(aws_sdk_macie2::types::Severity::score),
        Some(3)
    );
    let details = public.policy_details().expect("details");
    let call = details
        .action()
        .and_then(|a| a.api_call_details())
        .expect("a call");
    assert_eq!(
        (call.api(), call.api_service_name()),
        (Some("PutBucketPolicy"), Some("s3.amazonaws.com"))
    );
    let who = details
        .actor()
        .and_then(|a| a.user_identity())
        .and_then(|u| u.assumed_role());
    assert!(
        who.and_then(|w| w.arn())
            .is_some_and(|arn| arn.ends_with("SecurityOperator/maria"))
    );
    let bucket = public
        .resources_affected()
        .and_then(|r| r.s3_bucket())
        .expect("a bucket");
    let access = bucket.public_access().and_then(|a| a.effective_permission());
    assert_eq!(access, Some(&EffectivePermission::Public));
    put_policy(aws, &everyone("s3:GetObject")).await;
    let again = findings(&api).await;
    assert_eq!(again.len(), 2, "updated, not repeated");
    assert_eq!(again[1].count(), Some(2));
}

async fn sharing_outside_and_resetting_encryption_are_reported(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    let share = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::210987654321:root"}},"Action":"s3:GetObject",
        "Resource":"arn:aws:s3:::{BUCKET}/*"}}"#
    );
    put_policy(aws, &share).await;
    aws.s3()
        .delete_bucket_encryption()
        .bucket(BUCKET)
        .send()
        .await
        .expect("reset");
    let found = findings(&api).await;
    assert_eq!(
        kinds(&found),
        [
            &FindingType::PolicyIamUserS3BucketSharedExternally,
            &FindingType::PolicyIamUserS3BucketEncryptionDisabled
        ]
    );
    let severities: Vec<_> = found.iter().filter_map(|f| f.severity()?.score()).collect();
    assert_eq!(severities, [3, 1]);
}

async fn what_was_open_before_macie_was_on_is_not_reported(aws: &Aws) {
    bucket(aws).await;
    unblock(aws).await;
    put_policy(aws, &everyone("s3:GetObject")).await;
    let api = on(aws).await;
    assert!(findings(&api).await.is_empty());
    assert_eq!(
        described(&api)
            .await
            .public_access()
            .and_then(|a| a.effective_permission()),
        Some(&EffectivePermission::Public)
    );
}

cases! {
    "macie2";
    DescribeBuckets: a_bucket_is_described_as_s3_has_it,
    DescribeBuckets: access_follows_the_policy_and_block_public_access,
    DescribeBuckets: sharing_and_the_demand_for_encryption_are_read_from_the_policy,
    DescribeBuckets: buckets_are_chosen_by_criteria_and_sorted,
    DescribeBuckets: a_bucket_says_which_job_looked_at_it,
    GetBucketStatistics: statistics_count_buckets_and_objects,
    GetFindings: a_bucket_that_is_opened_is_reported_with_who_did_it,
    GetFindings: sharing_outside_and_resetting_encryption_are_reported,
    ListFindings: what_was_open_before_macie_was_on_is_not_reported,
}
