//! EC2: instances, launch templates with all of their versions, Spot Fleets.

use super::Scope;
use super::answer::{arn_of, filled, name_tag, plain, text, time};
use super::listing::{Found, Listing};
use super::network::{PAGE, ec2_tags};
use super::user_data;
use crate::inventory::detail::{Instance, LaunchDisk, LaunchTemplate, LaunchVersion, SpotFleet};
use crate::inventory::secrets::Secret;
use crate::inventory::{Field, Gap, Kind};
use aws_sdk_ec2::types::{
    BlockDeviceMapping, Instance as SdkInstance, InstanceAttributeName, InstanceStateName,
    LaunchTemplate as SdkTemplate, LaunchTemplateBlockDeviceMapping, LaunchTemplateVersion,
    SpotFleetRequestConfig,
};

/// The largest page of the calls on launch templates.
const TEMPLATES: i32 = 200;

/// `DescribeInstances`, and `DescribeInstanceAttribute` for the user data of
/// each. Instances that are going or gone are left out.
pub(super) async fn instances(scope: Scope) {
    let listing = Listing::new(&scope, Kind::Instance);
    let list = scope.clients.ec2.describe_instances();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing.page("ec2:DescribeInstances", pages.try_next()).await {
        let reservations = page.reservations.unwrap_or_default().into_iter();
        let items = reservations.flat_map(|r| r.instances.unwrap_or_default());
        let there: Vec<SdkInstance> = items.filter(|i| !is_going(i)).collect();
        listing.each(there, |item| instance(&listing, item)).await;
    }
    listing.end().await;
}

fn is_going(instance: &SdkInstance) -> bool {
    let state = instance.state().and_then(|s| s.name());
    matches!(
        state,
        Some(InstanceStateName::Terminated | InstanceStateName::ShuttingDown)
    )
}

async fn instance(listing: &Listing<'_>, instance: SdkInstance) {
    let scope = listing.scope;
    let id = plain(instance.instance_id());
    let call = scope.clients.ec2.describe_instance_attribute();
    let call = call.instance_id(&id).attribute(InstanceAttributeName::UserData);
    let Some(said) = scope.describe("ec2:DescribeInstanceAttribute", call.send()).await else {
        return;
    };
    let data = said.read(|a| a.user_data().and_then(|d| filled(d.value())));
    let secrets = match data {
        Field::Known(data) => user_data::secrets("ec2:DescribeInstanceAttribute", data.as_deref()),
        Field::Unknown(gap) => Field::Unknown(gap),
    };
    let tags = ec2_tags(instance.tags());
    listing
        .found(Found {
            arn: scope.arn("ec2", &format!("instance/{id}")),
            name: name_tag(&tags, &id),
            created: time(instance.launch_time()),
            tags: Field::Known(tags),
            detail: instance_detail(&instance, secrets).into(),
        })
        .await;
}

fn instance_detail(instance: &SdkInstance, user_data_secrets: Field<Vec<Secret>>) -> Instance {
    let options = instance.metadata_options();
    let groups = instance.security_groups().iter();
    let disks = instance.block_device_mappings().iter();
    Instance {
        id: plain(instance.instance_id()),
        instance_type: plain(instance.instance_type().map(AsRef::as_ref)),
        state: Field::Known(text(instance.state().and_then(|s| s.name())).unwrap_or_default()),
        vpc: Field::Known(filled(instance.vpc_id())),
        subnet: Field::Known(filled(instance.subnet_id())),
        security_groups: Field::Known(groups.filter_map(|g| filled(g.group_id())).collect()),
        volumes: Field::Known(
            disks
                .filter_map(|d| filled(d.ebs().and_then(|e| e.volume_id())))
                .collect(),
        ),
        metadata_tokens: Field::Known(text(options.and_then(|o| o.http_tokens()))),
        metadata_endpoint: Field::Known(text(options.and_then(|o| o.http_endpoint()))),
        public_ips: Field::Known(public_ips(instance)),
        profile: Field::Known(arn_of(instance.iam_instance_profile().and_then(|p| p.arn()))),
        user_data_secrets,
    }
}

/// The public IPv4 addresses of all interfaces, secondary ones too.
fn public_ips(instance: &SdkInstance) -> Vec<String> {
    let interfaces = instance.network_interfaces().iter();
    let addresses = interfaces
        .clone()
        .flat_map(aws_sdk_ec2::types::InstanceNetworkInterface::private_ip_addresses);
    let secondary = addresses.filter_map(|a| a.association());
    let associations = interfaces.filter_map(|i| i.association()).chain(secondary);
    let own = associations.filter_map(|a| filled(a.public_ip()));
    let mut ips: Vec<String> = filled(instance.public_ip_address())
        .into_iter()
        .chain(own)
        .collect();
    ips.sort_unstable();
    ips.dedup();
    ips
}

/// `DescribeLaunchTemplates`, and `DescribeLaunchTemplateVersions` for each: the
/// list has no version's content, and any version can be launched.
pub(super) async fn launch_templates(scope: Scope) {
    let listing = Listing::new(&scope, Kind::LaunchTemplate);
    let list = scope.clients.ec2.describe_launch_templates();
    let mut pages = list.max_results(TEMPLATES).into_paginator().send();
    while let Some(page) = listing
        .page("ec2:DescribeLaunchTemplates", pages.try_next())
        .await
    {
        let items = page.launch_templates.unwrap_or_default();
        listing.each(items, |item| launch_template(&listing, item)).await;
    }
    listing.end().await;
}

async fn launch_template(listing: &Listing<'_>, template: SdkTemplate) {
    let scope = listing.scope;
    let id = plain(template.launch_template_id());
    let detail = LaunchTemplate {
        id: id.clone(),
        default_version: template.default_version_number(),
        versions: versions(scope, &id).await.into(),
    };
    listing
        .found(Found {
            arn: scope.arn("ec2", &format!("launch-template/{id}")),
            name: template.launch_template_name().unwrap_or(&id).to_owned(),
            created: time(template.create_time()),
            tags: Field::Known(ec2_tags(template.tags())),
            detail: detail.into(),
        })
        .await;
}

async fn versions(scope: &Scope, template: &str) -> Result<Vec<LaunchVersion>, Gap> {
    let list = scope.clients.ec2.describe_launch_template_versions();
    let list = list.launch_template_id(template).max_results(TEMPLATES);
    let mut pages = list.into_paginator().send();
    let mut versions = Vec::new();
    let operation = "ec2:DescribeLaunchTemplateVersions";
    while let Some(page) = scope.call(operation, pages.try_next()).await? {
        versions.extend(page.launch_template_versions().iter().map(version));
    }
    versions.sort_by_key(|version| version.number);
    Ok(versions)
}

fn version(version: &LaunchTemplateVersion) -> LaunchVersion {
    let data = version.launch_template_data();
    let options = data.and_then(|d| d.metadata_options());
    let interfaces = data.map_or(&[][..], |d| d.network_interfaces());
    let groups = data.map_or(&[][..], |d| d.security_group_ids()).iter();
    let disks = data.map_or(&[][..], |d| d.block_device_mappings()).iter();
    LaunchVersion {
        number: version.version_number().unwrap_or_default(),
        metadata_tokens: text(options.and_then(|o| o.http_tokens())),
        metadata_endpoint: text(options.and_then(|o| o.http_endpoint())),
        public_ip: interfaces
            .iter()
            .any(|i| i.associate_public_ip_address() == Some(true)),
        interfaces: interfaces
            .iter()
            .filter_map(|i| filled(i.network_interface_id()))
            .collect(),
        security_groups: groups
            .chain(
                interfaces.iter().flat_map(
                    aws_sdk_ec2::types::LaunchTemplateInstanceNetworkInterfaceSpecification::groups,
                ),
            )
            .cloned()
            .collect(),
        disks: disks.filter_map(template_disk).collect(),
        secrets: user_data::secrets(
            "ec2:DescribeLaunchTemplateVersions",
            data.and_then(|d| d.user_data()),
        ),
    }
}

fn template_disk(mapping: &LaunchTemplateBlockDeviceMapping) -> Option<LaunchDisk> {
    Some(LaunchDisk {
        device: plain(mapping.device_name()),
        encrypted: mapping.ebs()?.encrypted(),
    })
}

/// `DescribeSpotFleetRequests`.
pub(super) async fn spot_fleets(scope: Scope) {
    let listing = Listing::new(&scope, Kind::SpotFleet);
    let list = scope.clients.ec2.describe_spot_fleet_requests();
    let mut pages = list.max_results(PAGE).into_paginator().send();
    while let Some(page) = listing
        .page("ec2:DescribeSpotFleetRequests", pages.try_next())
        .await
    {
        for fleet in page.spot_fleet_request_configs() {
            let id = plain(fleet.spot_fleet_request_id());
            let tags = ec2_tags(fleet.tags());
            listing
                .found(Found {
                    arn: scope.arn("ec2", &format!("spot-fleet-request/{id}")),
                    name: name_tag(&tags, &id),
                    created: time(fleet.create_time()),
                    tags: Field::Known(tags),
                    detail: fleet_detail(fleet).into(),
                })
                .await;
        }
    }
    listing.end().await;
}

fn fleet_detail(fleet: &SpotFleetRequestConfig) -> SpotFleet {
    let specifications = fleet
        .spot_fleet_request_config()
        .map_or(&[][..], |c| c.launch_specifications());
    let disks = specifications
        .iter()
        .flat_map(aws_sdk_ec2::types::SpotFleetLaunchSpecification::block_device_mappings);
    let disks: Vec<LaunchDisk> = disks.filter_map(fleet_disk).collect();
    SpotFleet {
        id: plain(fleet.spot_fleet_request_id()),
        state: Field::Known(text(fleet.spot_fleet_request_state()).unwrap_or_default()),
        disks: Field::Known((!specifications.is_empty()).then_some(disks)),
    }
}

fn fleet_disk(mapping: &BlockDeviceMapping) -> Option<LaunchDisk> {
    Some(LaunchDisk {
        device: plain(mapping.device_name()),
        encrypted: mapping.ebs()?.encrypted(),
    })
}
