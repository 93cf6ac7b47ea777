//! EC2: what a Region holds once: encryption, sharing, metadata options.

use crate::place::{Aws, REGION, refusal};
use aws_sdk_ec2::types::{
    HttpTokensState, ImageBlockPublicAccessEnabledState, InstanceMetadataDefaultsResponse,
    InstanceMetadataEndpointState, InternetGatewayBlockMode, ManagedBy, MetadataDefaultHttpTokensState,
    SnapshotBlockPublicAccessState, VpcBlockPublicAccessState,
};

async fn encryption_by_default_is_off_and_each_regions_own(aws: &Aws) {
    let here = aws.ec2();
    let there = aws_sdk_ec2::Client::new(&aws.config("eu-west-1"));
    let before = here.get_ebs_encryption_by_default().send().await.expect("read");
    assert_eq!(before.ebs_encryption_by_default(), Some(false));
    let on = here.enable_ebs_encryption_by_default().send().await.expect("on");
    assert_eq!(on.ebs_encryption_by_default(), Some(true));
    let read = here.get_ebs_encryption_by_default().send().await.expect("read");
    assert_eq!(read.ebs_encryption_by_default(), Some(true));
    let away = there.get_ebs_encryption_by_default().send().await.expect("read");
    assert_eq!(away.ebs_encryption_by_default(), Some(false));
    let off = here
        .disable_ebs_encryption_by_default()
        .send()
        .await
        .expect("off");
    assert_eq!(off.ebs_encryption_by_default(), Some(false));
}

async fn the_default_key_is_the_aws_managed_one_until_another_is_chosen(aws: &Aws) {
    let client = aws.ec2();
    let read = || client.get_ebs_default_kms_key_id().send();
    assert_eq!(read().await.expect("read").kms_key_id(), Some("alias/aws/ebs"));
    let key = aws.key().await;
    let id = key.rsplit('/').next().expect("an id");
    client
        .modify_ebs_default_kms_key_id()
        .kms_key_id(id)
        .send()
        .await
        .expect("set");
    assert_eq!(
        read().await.expect("read").kms_key_id(),
        Some(key.as_str()),
        "its ARN"
    );
    let none = client.modify_ebs_default_kms_key_id().kms_key_id("").send().await;
    assert_eq!(refusal(none), "MissingParameter");
}

async fn the_default_key_is_taken_back(aws: &Aws) {
    let client = aws.ec2();
    let key = aws.key().await;
    client
        .modify_ebs_default_kms_key_id()
        .kms_key_id(&key)
        .send()
        .await
        .expect("set");
    let reset = client.reset_ebs_default_kms_key_id().send().await.expect("reset");
    assert_eq!(reset.kms_key_id(), Some("alias/aws/ebs"));
}

async fn public_snapshots_are_unblocked_until_they_are_blocked(aws: &Aws) {
    let client = aws.ec2();
    let read = || client.get_snapshot_block_public_access_state().send();
    let before = read().await.expect("read");
    assert_eq!(before.state(), Some(&SnapshotBlockPublicAccessState::Unblocked));
    assert_eq!(before.managed_by(), Some(&ManagedBy::Account));
    let block = |state| client.enable_snapshot_block_public_access().state(state).send();
    block(SnapshotBlockPublicAccessState::BlockAllSharing)
        .await
        .expect("blocked");
    let after = read().await.expect("read");
    assert_eq!(
        after.state(),
        Some(&SnapshotBlockPublicAccessState::BlockAllSharing)
    );
    let wrong = block(SnapshotBlockPublicAccessState::Unblocked).await;
    assert_eq!(refusal(wrong), "InvalidParameterValue");
    client
        .disable_snapshot_block_public_access()
        .send()
        .await
        .expect("unblocked");
    let after = read().await.expect("read");
    assert_eq!(after.state(), Some(&SnapshotBlockPublicAccessState::Unblocked));
}

async fn public_images_are_blocked_until_they_are_not(aws: &Aws) {
    let client = aws.ec2();
    let read = || client.get_image_block_public_access_state().send();
    let state = read().await.expect("read");
    assert_eq!(state.image_block_public_access_state(), Some("block-new-sharing"));
    client
        .disable_image_block_public_access()
        .send()
        .await
        .expect("unblocked");
    let state = read().await.expect("read");
    assert_eq!(state.image_block_public_access_state(), Some("unblocked"));
    let block = client.enable_image_block_public_access();
    let block = block.image_block_public_access_state(ImageBlockPublicAccessEnabledState::BlockNewSharing);
    block.send().await.expect("blocked");
    let state = read().await.expect("read");
    assert_eq!(state.image_block_public_access_state(), Some("block-new-sharing"));
}

async fn metadata_defaults_are_preferences_that_can_be_taken_back(aws: &Aws) {
    let client = aws.ec2();
    let read = || client.get_instance_metadata_defaults().send();
    let before = read().await.expect("read");
    assert_eq!(before.account_level().and_then(|a| a.http_tokens()), None);
    let change = || client.modify_instance_metadata_defaults();
    let set = change()
        .http_tokens(MetadataDefaultHttpTokensState::Required)
        .http_put_response_hop_limit(2);
    assert_eq!(set.send().await.expect("set").r#return(), Some(true));
    let after = read().await.expect("read");
    let account = after.account_level().expect("the account's");
    assert_eq!(account.http_tokens(), Some(&HttpTokensState::Required));
    assert_eq!(account.http_put_response_hop_limit(), Some(2));
    assert_eq!(account.http_endpoint(), None::<&InstanceMetadataEndpointState>);
    assert_eq!(account.managed_by(), Some(&ManagedBy::Account));
    let back = change()
        .http_tokens(MetadataDefaultHttpTokensState::NoPreference)
        .http_put_response_hop_limit(-1);
    back.send().await.expect("taken back");
    let after = read().await.expect("read");
    assert_eq!(after.account_level().and_then(|a| a.http_tokens()), None);
    assert_eq!(
        after
            .account_level()
            .and_then(InstanceMetadataDefaultsResponse::http_put_response_hop_limit),
        None
    );
    let far = change().http_put_response_hop_limit(65).send().await;
    assert_eq!(refusal(far), "InvalidParameterValue");
}

async fn internet_gateways_are_open_until_the_region_blocks_them(aws: &Aws) {
    let client = aws.ec2();
    let read = async || {
        let read = client.describe_vpc_block_public_access_options().send().await;
        let options = read.expect("read").vpc_block_public_access_options;
        options.expect("options")
    };
    let before = read().await;
    assert_eq!(
        before.internet_gateway_block_mode(),
        Some(&InternetGatewayBlockMode::Off)
    );
    assert_eq!(before.state(), Some(&VpcBlockPublicAccessState::DefaultState));
    assert_eq!(before.aws_region(), Some(REGION));
    let set = |mode| {
        let set = client.modify_vpc_block_public_access_options();
        set.internet_gateway_block_mode(mode).send()
    };
    let changed = set(InternetGatewayBlockMode::BlockIngress).await.expect("set");
    let changed = changed.vpc_block_public_access_options().expect("options");
    assert_eq!(
        changed.state(),
        Some(&VpcBlockPublicAccessState::UpdateInProgress)
    );
    let wrong = set(InternetGatewayBlockMode::from("block-some")).await;
    assert_eq!(refusal(wrong), "InvalidParameterValue");
    aws.later(60);
    let after = read().await;
    assert_eq!(
        after.internet_gateway_block_mode(),
        Some(&InternetGatewayBlockMode::BlockIngress)
    );
    assert_eq!(after.state(), Some(&VpcBlockPublicAccessState::UpdateComplete));
    assert!(after.last_update_timestamp().is_some());
}

cases! {
    "ec2";
    DescribeVpcBlockPublicAccessOptions: internet_gateways_are_open_until_the_region_blocks_them,
    GetEbsEncryptionByDefault: encryption_by_default_is_off_and_each_regions_own,
    GetEbsDefaultKmsKeyId: the_default_key_is_the_aws_managed_one_until_another_is_chosen,
    ResetEbsDefaultKmsKeyId: the_default_key_is_taken_back,
    GetSnapshotBlockPublicAccessState: public_snapshots_are_unblocked_until_they_are_blocked,
    GetImageBlockPublicAccessState: public_images_are_blocked_until_they_are_not,
    GetInstanceMetadataDefaults: metadata_defaults_are_preferences_that_can_be_taken_back,
}
