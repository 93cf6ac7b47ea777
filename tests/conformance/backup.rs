//! AWS Backup: vaults, backups on demand, what is protected.

use crate::place::{Aws, refusal};
use aws_sdk_backup::types::BackupJobState;

const ROLE: &str = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";

async fn volume(aws: &Aws) -> String {
    let made = aws.ec2().create_volume().availability_zone("us-east-1a").size(8);
    let id = made.send().await.expect("a volume").volume_id.expect("an id");
    format!("arn:aws:ec2:us-east-1:123456789012:volume/{id}")
}

async fn a_vault_is_made_once_and_described(aws: &Aws) {
    let client = aws.backup();
    let make = || client.create_backup_vault().backup_vault_name("clinic");
    let made = make()
        .encryption_key_arn(aws.key().await)
        .send()
        .await
        .expect("a vault");
    assert_eq!(
        made.backup_vault_arn(),
        Some("arn:aws:backup:us-east-1:123456789012:backup-vault:clinic")
    );
    assert_eq!(refusal(make().send().await), "AlreadyExistsException");
    let read = client
        .describe_backup_vault()
        .backup_vault_name("clinic")
        .send()
        .await;
    let read = read.expect("read");
    assert!(read.encryption_key_arn().is_some());
    assert_eq!(read.number_of_recovery_points(), 0);
    let all = client.list_backup_vaults().send().await.expect("read");
    assert_eq!(all.backup_vault_list().len(), 1);
    client
        .delete_backup_vault()
        .backup_vault_name("clinic")
        .send()
        .await
        .expect("gone");
    let gone = client
        .describe_backup_vault()
        .backup_vault_name("clinic")
        .send()
        .await;
    assert_eq!(refusal(gone), "ResourceNotFoundException");
}

async fn a_volume_is_protected_once_a_backup_of_it_is_completed(aws: &Aws) {
    let client = aws.backup();
    client
        .create_backup_vault()
        .backup_vault_name("clinic")
        .send()
        .await
        .expect("a vault");
    let (kept, _) = (volume(aws).await, volume(aws).await);
    let start = client
        .start_backup_job()
        .backup_vault_name("clinic")
        .iam_role_arn(ROLE);
    let job = start.resource_arn(&kept).send().await.expect("started");
    let job = job.backup_job_id().expect("an id").to_owned();
    let protected = async || {
        let read = client.list_protected_resources().send().await.expect("read");
        read.results().to_vec()
    };
    assert!(protected().await.is_empty(), "the job has only begun");
    aws.later(60);
    let read = client
        .describe_backup_job()
        .backup_job_id(&job)
        .send()
        .await
        .expect("read");
    assert_eq!(read.state(), Some(&BackupJobState::Completed));
    assert_eq!(read.resource_arn(), Some(kept.as_str()));
    let all = protected().await;
    let [resource] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(resource.resource_arn(), Some(kept.as_str()));
    assert_eq!(resource.resource_type(), Some("EBS"));
    assert!(resource.last_backup_time().is_some());
}

async fn a_backup_of_nothing_or_into_nothing_is_refused(aws: &Aws) {
    let client = aws.backup();
    let start = |resource: &str| {
        let start = client.start_backup_job().backup_vault_name("clinic");
        start.iam_role_arn(ROLE).resource_arn(resource).send()
    };
    let kept = volume(aws).await;
    assert_eq!(refusal(start(&kept).await), "ResourceNotFoundException");
    client
        .create_backup_vault()
        .backup_vault_name("clinic")
        .send()
        .await
        .expect("a vault");
    let none = "arn:aws:ec2:us-east-1:123456789012:volume/vol-0fffffffffffffff0";
    assert_eq!(refusal(start(none).await), "ResourceNotFoundException");
    let strange = "arn:aws:sns:us-east-1:123456789012:alarms";
    assert_eq!(refusal(start(strange).await), "InvalidParameterValueException");
    start(&kept).await.expect("started");
}

cases! {
    "backup";
    CreateBackupVault: a_vault_is_made_once_and_described,
    ListProtectedResources: a_volume_is_protected_once_a_backup_of_it_is_completed,
    StartBackupJob: a_backup_of_nothing_or_into_nothing_is_refused,
}
