//! EC2: images of instances, their snapshots, and who may launch or restore
//! them; instances as they are described.

use crate::place::{Aws, refusal};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    BlockDeviceMapping, EbsBlockDevice, HttpTokensState, IamInstanceProfileSpecification, ImageAttributeName,
    ImageState, InstanceStateName, LaunchPermission, LaunchPermissionModifications, OperationType,
    PermissionGroup, SnapshotAttributeName, VolumeType,
};

async fn launch(client: &Client, encrypted: bool) -> String {
    let disk = EbsBlockDevice::builder()
        .volume_size(8)
        .volume_type(VolumeType::Gp3);
    let mapping = BlockDeviceMapping::builder()
        .device_name("/dev/xvda")
        .ebs(disk.encrypted(encrypted).build());
    let profile = IamInstanceProfileSpecification::builder()
        .name("labelling")
        .build();
    let launch = client.run_instances().image_id("ami-0abcdef1234567890");
    let launch = launch
        .min_count(1)
        .max_count(1)
        .block_device_mappings(mapping.build());
    let made = launch
        .iam_instance_profile(profile)
        .send()
        .await
        .expect("launched");
    made.instances()[0].instance_id().expect("an id").to_owned()
}

async fn image(client: &Client, instance: &str, name: &str) -> String {
    let made = client.create_image().instance_id(instance).name(name);
    let made = made.description("of a case").send().await.expect("an image");
    made.image_id.expect("an id")
}

async fn an_instance_is_described_with_profile_options_and_disks(aws: &Aws) {
    let client = aws.ec2();
    let id = launch(&client, true).await;
    aws.later(60);
    let read = client.describe_instances().send().await.expect("read");
    let [reservation] = read.reservations() else {
        panic!("{read:?}");
    };
    let [instance] = reservation.instances() else {
        panic!("{reservation:?}");
    };
    assert_eq!(instance.instance_id(), Some(id.as_str()));
    let state = instance.state().and_then(|s| s.name());
    assert_eq!(state, Some(&InstanceStateName::Running));
    assert_eq!(
        instance.iam_instance_profile().and_then(|p| p.arn()),
        Some("arn:aws:iam::123456789012:instance-profile/labelling")
    );
    let tokens = instance.metadata_options().and_then(|o| o.http_tokens());
    assert_eq!(tokens, Some(&HttpTokensState::Optional));
    let disk = instance.block_device_mappings()[0].ebs().expect("a disk");
    let volume = client
        .describe_volumes()
        .volume_ids(disk.volume_id().expect("an id"));
    let volume = volume.send().await.expect("read");
    assert_eq!(volume.volumes()[0].encrypted(), Some(true));
    // The default subnets give out public addresses.
    let own = instance.network_interfaces()[0].association();
    assert_eq!(own.and_then(|a| a.public_ip()), instance.public_ip_address());
    assert!(instance.public_ip_address().is_some());
    let page = client.describe_instances().max_results(4).send().await;
    assert_eq!(refusal(page), "InvalidParameterValue");
}

async fn an_image_is_private_and_has_a_snapshot_of_each_volume(aws: &Aws) {
    let client = aws.ec2();
    let instance = launch(&client, false).await;
    let id = image(&client, &instance, "host-1").await;
    aws.later(60);
    let read = client
        .describe_images()
        .owners("self")
        .send()
        .await
        .expect("read");
    let [image] = read.images() else {
        panic!("{read:?}");
    };
    assert_eq!(image.image_id(), Some(id.as_str()));
    assert_eq!(image.name(), Some("host-1"));
    assert_eq!(image.public(), Some(false));
    assert_eq!(image.owner_id(), Some("123456789012"));
    assert_eq!(image.state(), Some(&ImageState::Available));
    assert_eq!(image.source_instance_id(), Some(instance.as_str()));
    let snapshot = image.block_device_mappings()[0]
        .ebs()
        .and_then(|e| e.snapshot_id());
    let snapshots = client.describe_snapshots().owner_ids("self").send().await;
    let snapshots = snapshots.expect("read");
    assert_eq!(snapshots.snapshots()[0].snapshot_id(), snapshot);
    let others = client.describe_images().owners("amazon").send().await;
    assert!(others.expect("none").images().is_empty());
    let twice = client
        .create_image()
        .instance_id(&instance)
        .name("host-1")
        .send()
        .await;
    assert_eq!(refusal(twice), "InvalidAMIName.Duplicate");
    let gone = client
        .describe_images()
        .image_ids("ami-0fffffffffffffff0")
        .send()
        .await;
    assert_eq!(refusal(gone), "InvalidAMIID.NotFound");
    let misspelt = client.describe_images().image_ids("image").send().await;
    assert_eq!(refusal(misspelt), "InvalidAMIID.Malformed");
}

async fn an_image_is_shared_with_everyone_only_where_that_is_not_blocked(aws: &Aws) {
    let client = aws.ec2();
    let id = image(&client, &launch(&client, false).await, "host-1").await;
    let share = |id: &str| {
        let all = LaunchPermission::builder().group(PermissionGroup::All).build();
        let added = LaunchPermissionModifications::builder().add(all).build();
        client
            .modify_image_attribute()
            .image_id(id)
            .launch_permission(added)
            .send()
    };
    assert_eq!(refusal(share(&id).await), "OperationNotPermitted");
    client
        .disable_image_block_public_access()
        .send()
        .await
        .expect("unblocked");
    share(&id).await.expect("shared");
    let account = client
        .modify_image_attribute()
        .image_id(&id)
        .attribute("launchPermission");
    let account = account
        .operation_type(OperationType::Add)
        .user_ids("210987654321");
    account.send().await.expect("shared");
    let read = client
        .describe_images()
        .image_ids(&id)
        .send()
        .await
        .expect("read");
    assert_eq!(read.images()[0].public(), Some(true));
    let name = ImageAttributeName::LaunchPermission;
    let asked = client.describe_image_attribute().image_id(&id).attribute(name);
    let permissions = asked.send().await.expect("read");
    let permissions = permissions.launch_permissions();
    assert!(
        permissions
            .iter()
            .any(|p| p.group() == Some(&PermissionGroup::All))
    );
    assert!(permissions.iter().any(|p| p.user_id() == Some("210987654321")));
    let open = client.describe_images().executable_users("all").send().await;
    assert_eq!(open.expect("read").images().len(), 1);
    let sealed = image(&client, &launch(&client, true).await, "host-2").await;
    assert_eq!(refusal(share(&sealed).await), "OperationNotPermitted");
    client
        .deregister_image()
        .image_id(&id)
        .send()
        .await
        .expect("gone");
    let gone = client.describe_images().image_ids(&id).send().await;
    assert_eq!(refusal(gone), "InvalidAMIID.NotFound");
}

async fn snapshots_that_anybody_may_restore_are_listed_by_themselves(aws: &Aws) {
    let client = aws.ec2();
    let volume = client.create_volume().availability_zone("us-east-1a").size(8);
    let volume = volume.send().await.expect("a volume").volume_id.expect("an id");
    let snapshot = async || {
        let made = client.create_snapshot().volume_id(&volume).send().await;
        made.expect("a snapshot").snapshot_id.expect("an id")
    };
    let (open, closed) = (snapshot().await, snapshot().await);
    let share = client.modify_snapshot_attribute().snapshot_id(&open);
    let share = share.attribute(SnapshotAttributeName::CreateVolumePermission);
    let share = share.operation_type(OperationType::Add).group_names("all");
    share.send().await.expect("public");
    let list = client.describe_snapshots().owner_ids("self");
    let all = list.clone().send().await.expect("read");
    assert_eq!(all.snapshots().len(), 2);
    assert!(
        all.snapshots()
            .iter()
            .any(|s| s.snapshot_id() == Some(closed.as_str()))
    );
    let public = list.restorable_by_user_ids("all").send().await.expect("read");
    let ids: Vec<_> = public
        .snapshots()
        .iter()
        .filter_map(|s| s.snapshot_id())
        .collect();
    assert_eq!(ids, [open.as_str()]);
}

cases! {
    "ec2";
    DescribeInstances: an_instance_is_described_with_profile_options_and_disks,
    DescribeImages: an_image_is_private_and_has_a_snapshot_of_each_volume,
    ModifyImageAttribute: an_image_is_shared_with_everyone_only_where_that_is_not_blocked,
    DescribeSnapshots: snapshots_that_anybody_may_restore_are_listed_by_themselves,
}
