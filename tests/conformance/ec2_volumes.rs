//! EC2: volumes and snapshots, their encryption, and who may use them.

use crate::ec2_net::filter;
use crate::place::{Aws, refusal};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::operation::create_volume::builders::CreateVolumeFluentBuilder;
use aws_sdk_ec2::types::{
    OperationType, PermissionGroup, SnapshotAttributeName, SnapshotBlockPublicAccessState, SnapshotState,
    Volume, VolumeState, VolumeType,
};

fn make(client: &Client) -> CreateVolumeFluentBuilder {
    client
        .create_volume()
        .availability_zone("us-east-1a")
        .size(8)
        .volume_type(VolumeType::Gp3)
}

async fn read(client: &Client, id: &str) -> Volume {
    let read = client.describe_volumes().volume_ids(id).send().await;
    read.expect("read").volumes()[0].clone()
}

async fn made(call: CreateVolumeFluentBuilder) -> String {
    call.send().await.expect("a volume").volume_id.expect("an id")
}

async fn snapshot(client: &Client, volume: &str) -> String {
    let made = client
        .create_snapshot()
        .volume_id(volume)
        .description("nightly")
        .send()
        .await;
    made.expect("a snapshot").snapshot_id.expect("an id")
}

async fn a_volume_is_plain_unless_something_says_otherwise(aws: &Aws) {
    let client = aws.ec2();
    let id = made(make(&client)).await;
    aws.later(60);
    let volume = read(&client, &id).await;
    assert_eq!(volume.encrypted(), Some(false));
    assert_eq!(volume.kms_key_id(), None);
    assert_eq!(volume.state(), Some(&VolumeState::Available));
    assert_eq!(volume.availability_zone(), Some("us-east-1a"));
    assert_eq!(volume.size(), Some(8));
    assert_eq!(volume.volume_type(), Some(&VolumeType::Gp3));
    assert_eq!(volume.iops(), Some(3000));
    assert!(volume.attachments().is_empty());
}

async fn an_encrypted_volume_names_its_key(aws: &Aws) {
    let client = aws.ec2();
    let key = aws.key().await;
    let own = made(make(&client).encrypted(true).kms_key_id(&key)).await;
    assert_eq!(read(&client, &own).await.kms_key_id(), Some(key.as_str()));
    let managed = read(&client, &made(make(&client).encrypted(true)).await).await;
    assert_eq!(managed.encrypted(), Some(true));
    let arn = managed.kms_key_id().expect("the AWS managed key");
    assert!(
        arn.starts_with("arn:aws:kms:us-east-1:123456789012:key/"),
        "{arn}"
    );
    let found = client.describe_volumes().filters(filter("encrypted", "true"));
    assert_eq!(found.send().await.expect("found").volumes().len(), 2);
}

async fn a_key_is_named_by_its_alias_and_told_by_its_arn(aws: &Aws) {
    let client = aws.ec2();
    let key = aws.key().await;
    let alias = aws.kms().create_alias().alias_name("alias/disks");
    alias.target_key_id(&key).send().await.expect("an alias");
    let id = made(make(&client).encrypted(true).kms_key_id("alias/disks")).await;
    assert_eq!(read(&client, &id).await.kms_key_id(), Some(key.as_str()));
    let id = made(make(&client).encrypted(true)).await;
    let managed = aws.kms().describe_key().key_id("alias/aws/ebs").send().await;
    let managed = managed.expect("a key").key_metadata.expect("metadata");
    assert_eq!(read(&client, &id).await.kms_key_id(), managed.arn());
}

async fn a_region_that_encrypts_by_default_encrypts_every_volume(aws: &Aws) {
    let client = aws.ec2();
    let key = aws.key().await;
    client
        .enable_ebs_encryption_by_default()
        .send()
        .await
        .expect("enabled");
    client
        .modify_ebs_default_kms_key_id()
        .kms_key_id(&key)
        .send()
        .await
        .expect("set");
    let volume = read(&client, &made(make(&client).encrypted(false)).await).await;
    assert_eq!(volume.encrypted(), Some(true), "whatever the call says");
    assert_eq!(volume.kms_key_id(), Some(key.as_str()));
}

async fn a_volume_that_cannot_be_is_refused(aws: &Aws) {
    let client = aws.ec2();
    let key = make(&client).kms_key_id("alias/x").send().await;
    assert_eq!(refusal(key), "InvalidParameterDependency");
    let zone = client
        .create_volume()
        .availability_zone("us-east-1z")
        .size(8)
        .send()
        .await;
    assert_eq!(refusal(zone), "InvalidZone.NotFound");
    assert_eq!(
        refusal(make(&client).size(70_000).send().await),
        "InvalidParameterValue"
    );
    let sizeless = client
        .create_volume()
        .availability_zone("us-east-1a")
        .send()
        .await;
    assert_eq!(refusal(sizeless), "MissingParameter");
    let unknown = make(&client).volume_type(VolumeType::from("gp9")).send().await;
    assert_eq!(refusal(unknown), "UnknownVolumeType");
}

async fn a_volume_goes(aws: &Aws) {
    let client = aws.ec2();
    let id = made(make(&client)).await;
    let delete = |id: &str| client.delete_volume().volume_id(id).send();
    delete(&id).await.expect("gone");
    assert_eq!(refusal(delete(&id).await), "InvalidVolume.NotFound");
    assert_eq!(refusal(delete("disk").await), "InvalidVolumeID.Malformed");
}

async fn a_snapshot_is_as_encrypted_as_its_volume(aws: &Aws) {
    let client = aws.ec2();
    let key = aws.key().await;
    let volume = made(make(&client).encrypted(true).kms_key_id(&key)).await;
    let id = snapshot(&client, &volume).await;
    let read = |id: &str| {
        client
            .describe_snapshots()
            .snapshot_ids(id)
            .owner_ids("self")
            .send()
    };
    let pending = read(&id).await.expect("read").snapshots()[0].clone();
    assert_eq!(pending.state(), Some(&SnapshotState::Pending));
    aws.later(60);
    let done = read(&id).await.expect("read").snapshots()[0].clone();
    assert_eq!(done.state(), Some(&SnapshotState::Completed));
    assert_eq!(done.progress(), Some("100%"));
    assert_eq!(done.encrypted(), Some(true));
    assert_eq!(done.kms_key_id(), Some(key.as_str()));
    assert_eq!(done.volume_id(), Some(volume.as_str()));
    assert_eq!(done.volume_size(), Some(8));
    assert_eq!(done.description(), Some("nightly"));
    let restored = client
        .create_volume()
        .availability_zone("us-east-1a")
        .snapshot_id(&id);
    let restored = restored.send().await.expect("restored");
    assert_eq!(
        restored.kms_key_id(),
        Some(key.as_str()),
        "a volume inherits the key"
    );
    let other = client
        .describe_snapshots()
        .owner_ids("210987654321")
        .send()
        .await
        .expect("none");
    assert!(other.snapshots().is_empty());
}

async fn a_snapshot_is_shared_with_whom_its_owner_says(aws: &Aws) {
    let client = aws.ec2();
    let id = snapshot(&client, &made(make(&client)).await).await;
    let name = SnapshotAttributeName::CreateVolumePermission;
    let read = || {
        client
            .describe_snapshot_attribute()
            .snapshot_id(&id)
            .attribute(name.clone())
            .send()
    };
    assert!(read().await.expect("read").create_volume_permissions().is_empty());
    let share = || {
        let share = client
            .modify_snapshot_attribute()
            .snapshot_id(&id)
            .attribute(name.clone());
        share.operation_type(OperationType::Add)
    };
    share().user_ids("210987654321").send().await.expect("shared");
    share().group_names("all").send().await.expect("public");
    let shared = read().await.expect("read");
    let shared = shared.create_volume_permissions();
    assert!(shared.iter().any(|p| p.group() == Some(&PermissionGroup::All)));
    assert!(shared.iter().any(|p| p.user_id() == Some("210987654321")));
    let reset = client
        .reset_snapshot_attribute()
        .snapshot_id(&id)
        .attribute(name.clone());
    reset.send().await.expect("reset");
    assert!(read().await.expect("read").create_volume_permissions().is_empty());
}

async fn an_encrypted_snapshot_is_not_made_public_nor_any_where_that_is_blocked(aws: &Aws) {
    let client = aws.ec2();
    let share = |id: String| {
        let share = client.modify_snapshot_attribute().snapshot_id(id);
        let share = share.attribute(SnapshotAttributeName::CreateVolumePermission);
        share.operation_type(OperationType::Add).group_names("all").send()
    };
    let encrypted = snapshot(&client, &made(make(&client).encrypted(true)).await).await;
    assert_eq!(refusal(share(encrypted).await), "OperationNotPermitted");
    let block = client.enable_snapshot_block_public_access();
    let block = block.state(SnapshotBlockPublicAccessState::BlockAllSharing);
    block.send().await.expect("blocked");
    let plain = snapshot(&client, &made(make(&client)).await).await;
    assert_eq!(refusal(share(plain).await), "OperationNotPermitted");
}

cases! {
    "ec2";
    CreateVolume: a_volume_is_plain_unless_something_says_otherwise,
    CreateVolume: an_encrypted_volume_names_its_key,
    EnableEbsEncryptionByDefault: a_region_that_encrypts_by_default_encrypts_every_volume,
    CreateVolume: a_key_is_named_by_its_alias_and_told_by_its_arn,
    CreateVolume: a_volume_that_cannot_be_is_refused,
    DeleteVolume: a_volume_goes,
    CreateSnapshot: a_snapshot_is_as_encrypted_as_its_volume,
    DescribeSnapshotAttribute: a_snapshot_is_shared_with_whom_its_owner_says,
    ModifySnapshotAttribute: an_encrypted_snapshot_is_not_made_public_nor_any_where_that_is_blocked,
}
