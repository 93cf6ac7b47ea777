//! EC2: launch templates and their versions, Spot Fleet requests.

use crate::place::{Aws, refusal};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    BatchState, BlockDeviceMapping, EbsBlockDevice, LaunchTemplateBlockDeviceMappingRequest,
    LaunchTemplateEbsBlockDeviceRequest, LaunchTemplateHttpTokensState,
    LaunchTemplateInstanceMetadataOptionsRequest, LaunchTemplateInstanceNetworkInterfaceSpecificationRequest,
    RequestLaunchTemplateData, ResourceType, SpotFleetLaunchSpecification, SpotFleetRequestConfigData, Tag,
    TagSpecification,
};

fn careless() -> RequestLaunchTemplateData {
    let own = LaunchTemplateInstanceNetworkInterfaceSpecificationRequest::builder()
        .device_index(0)
        .associate_public_ip_address(true)
        .groups("sg-0123456789abcdef0");
    let disk = LaunchTemplateEbsBlockDeviceRequest::builder()
        .encrypted(false)
        .volume_size(100);
    let mapping = LaunchTemplateBlockDeviceMappingRequest::builder()
        .device_name("/dev/sdb")
        .ebs(disk.build());
    RequestLaunchTemplateData::builder()
        .image_id("ami-0abcdef1234567890")
        .network_interfaces(own.build())
        .block_device_mappings(mapping.build())
        .user_data("ZWNobyBoaQ==")
        .security_group_ids("sg-0fedcba9876543210")
        .build()
}

fn careful() -> RequestLaunchTemplateData {
    let options = LaunchTemplateInstanceMetadataOptionsRequest::builder()
        .http_tokens(LaunchTemplateHttpTokensState::Required)
        .http_put_response_hop_limit(2);
    RequestLaunchTemplateData::builder()
        .metadata_options(options.build())
        .build()
}

async fn made(client: &Client, name: &str) -> String {
    let made = client.create_launch_template().launch_template_name(name);
    let made = made.launch_template_data(careless()).send().await;
    let template = made.expect("a template").launch_template.expect("described");
    assert_eq!(template.default_version_number(), Some(1));
    assert_eq!(template.latest_version_number(), Some(1));
    template.launch_template_id.expect("an id")
}

async fn a_template_is_listed_with_its_newest_and_its_default_version(aws: &Aws) {
    let client = aws.ec2();
    let id = made(&client, "workers").await;
    let next = client.create_launch_template_version().launch_template_id(&id);
    let next = next
        .launch_template_data(careful())
        .send()
        .await
        .expect("a version");
    let next = next.launch_template_version().expect("described");
    assert_eq!(next.version_number(), Some(2));
    assert_eq!(next.default_version(), Some(false));
    let read = client.describe_launch_templates().send().await.expect("read");
    let [template] = read.launch_templates() else {
        panic!("{read:?}");
    };
    assert_eq!(template.launch_template_name(), Some("workers"));
    assert_eq!(template.default_version_number(), Some(1));
    assert_eq!(template.latest_version_number(), Some(2));
    let twice = client.create_launch_template().launch_template_name("workers");
    let twice = twice.launch_template_data(careful()).send().await;
    assert_eq!(refusal(twice), "InvalidLaunchTemplateName.AlreadyExistsException");
    let page = client.describe_launch_templates().max_results(201).send().await;
    assert_eq!(refusal(page), "InvalidParameterValue");
    let unnamed = client
        .describe_launch_templates()
        .launch_template_names("none")
        .send()
        .await;
    assert_eq!(refusal(unnamed), "InvalidLaunchTemplateName.NotFoundException");
    let gone = client.delete_launch_template().launch_template_id(&id);
    gone.clone().send().await.expect("deleted");
    assert_eq!(refusal(gone.send().await), "InvalidLaunchTemplateId.NotFound");
}

async fn every_version_of_a_template_is_answered_as_it_was_given(aws: &Aws) {
    let client = aws.ec2();
    let id = made(&client, "workers").await;
    let next = client.create_launch_template_version().launch_template_id(&id);
    let next = next.source_version("1").launch_template_data(careful());
    next.send().await.expect("a version");
    let list = client.describe_launch_template_versions().launch_template_id(&id);
    let read = list.clone().send().await.expect("read");
    let numbers: Vec<_> = read
        .launch_template_versions()
        .iter()
        .map(aws_sdk_ec2::types::LaunchTemplateVersion::version_number)
        .collect();
    assert_eq!(numbers, [Some(2), Some(1)], "the newest first");
    let of = |number: i64| {
        let mut versions = read.launch_template_versions().iter();
        let version = versions.find(|v| v.version_number() == Some(number));
        version
            .and_then(|v| v.launch_template_data())
            .expect("its data")
            .clone()
    };
    let first = of(1);
    assert_eq!(first.metadata_options(), None);
    assert_eq!(first.user_data(), Some("ZWNobyBoaQ=="));
    assert_eq!(first.security_group_ids(), ["sg-0fedcba9876543210"]);
    assert_eq!(
        first.network_interfaces()[0].associate_public_ip_address(),
        Some(true)
    );
    assert_eq!(first.network_interfaces()[0].groups(), ["sg-0123456789abcdef0"]);
    let disk = first.block_device_mappings()[0].ebs().expect("a disk");
    assert_eq!(disk.encrypted(), Some(false));
    let second = of(2);
    let options = second.metadata_options().expect("options");
    assert_eq!(
        options.http_tokens(),
        Some(&LaunchTemplateHttpTokensState::Required)
    );
    assert_eq!(options.http_endpoint(), None);
    assert_eq!(
        second.image_id(),
        Some("ami-0abcdef1234567890"),
        "from its source"
    );
    let latest = list.clone().versions("$Latest").send().await.expect("read");
    assert_eq!(latest.launch_template_versions()[0].version_number(), Some(2));
    let none = list.versions("7").send().await;
    assert_eq!(refusal(none), "InvalidLaunchTemplateId.VersionNotFound");
    let default = client
        .modify_launch_template()
        .launch_template_id(&id)
        .default_version("2");
    let changed = default.send().await.expect("changed");
    let changed = changed
        .launch_template()
        .and_then(aws_sdk_ec2::types::LaunchTemplate::default_version_number);
    assert_eq!(changed, Some(2));
}

fn fleet(encrypted: Option<bool>) -> SpotFleetRequestConfigData {
    let disk = EbsBlockDevice::builder()
        .volume_size(100)
        .set_encrypted(encrypted);
    let mapping = BlockDeviceMapping::builder()
        .device_name("/dev/sdb")
        .ebs(disk.build());
    let specification = SpotFleetLaunchSpecification::builder()
        .image_id("ami-0abcdef1234567890")
        .block_device_mappings(mapping.build());
    let tags = TagSpecification::builder()
        .resource_type(ResourceType::SpotFleetRequest)
        .tags(Tag::builder().key("team").value("fraud").build());
    SpotFleetRequestConfigData::builder()
        .iam_fleet_role("arn:aws:iam::123456789012:role/aws-ec2-spot-fleet-tagging-role")
        .target_capacity(2)
        .launch_specifications(specification.build())
        .tag_specifications(tags.build())
        .build()
}

async fn a_spot_fleet_is_described_with_the_disks_of_its_launches(aws: &Aws) {
    let client = aws.ec2();
    let made = client
        .request_spot_fleet()
        .spot_fleet_request_config(fleet(Some(true)));
    let id = made
        .send()
        .await
        .expect("requested")
        .spot_fleet_request_id
        .expect("an id");
    assert!(id.starts_with("sfr-"), "{id}");
    aws.later(60);
    let read = async || {
        let read = client.describe_spot_fleet_requests().spot_fleet_request_ids(&id);
        read.send().await.expect("read").spot_fleet_request_configs()[0].clone()
    };
    let request = read().await;
    assert_eq!(request.spot_fleet_request_state(), Some(&BatchState::Active));
    assert_eq!(request.tags()[0].value(), Some("fraud"));
    let config = request.spot_fleet_request_config().expect("a config");
    let disk = config.launch_specifications()[0].block_device_mappings()[0].ebs();
    assert_eq!(disk.and_then(EbsBlockDevice::encrypted), Some(true));
    let plain = client.request_spot_fleet().spot_fleet_request_config(fleet(None));
    plain.send().await.expect("requested");
    let cancel = client.cancel_spot_fleet_requests().spot_fleet_request_ids(&id);
    let done = cancel.terminate_instances(true).send().await.expect("cancelled");
    let done = &done.successful_fleet_requests()[0];
    assert_eq!(
        done.current_spot_fleet_request_state(),
        Some(&BatchState::CancelledTerminatingInstances)
    );
    aws.later(60);
    assert_eq!(
        read().await.spot_fleet_request_state(),
        Some(&BatchState::Cancelled)
    );
    let nothing = SpotFleetRequestConfigData::builder()
        .iam_fleet_role("arn:aws:iam::123456789012:role/fleet")
        .target_capacity(1);
    let nothing = client
        .request_spot_fleet()
        .spot_fleet_request_config(nothing.build());
    assert_eq!(refusal(nothing.send().await), "InvalidSpotFleetRequestConfig");
}

cases! {
    "ec2";
    DescribeLaunchTemplates: a_template_is_listed_with_its_newest_and_its_default_version,
    DescribeLaunchTemplateVersions: every_version_of_a_template_is_answered_as_it_was_given,
    DescribeSpotFleetRequests: a_spot_fleet_is_described_with_the_disks_of_its_launches,
}
