//! What an instance is to be launched with, as templates and fleets keep it:
//! read from the parameters of the call that gave it, and written as AWS
//! answers it.

use super::wire::{Refusal, number, strings};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;

/// Refuses what cannot be.
pub(super) fn check(data: &Params) -> Result<(), Refusal> {
    if data.0.is_empty() {
        return Err(Refusal::missing("LaunchTemplateData"));
    }
    let options = data.below("MetadataOptions");
    for (name, values) in [
        ("HttpTokens", ["optional", "required"]),
        ("HttpEndpoint", ["enabled", "disabled"]),
    ] {
        if let Some(wrong) = options.get(name).filter(|v| !values.contains(v)) {
            return Err(Refusal::value(name, wrong));
        }
    }
    number(&options, "HttpPutResponseHopLimit")?;
    for mapping in data.groups("BlockDeviceMapping") {
        let ebs = mapping.below("Ebs");
        if ebs.get("KmsKeyId").is_some() && ebs.flag("Encrypted") != Some(true) {
            return Err(Refusal::new(
                "InvalidParameterDependency",
                "The parameter KmsKeyId requires the parameter Encrypted to be set.",
            ));
        }
        number(&ebs, "VolumeSize")?;
    }
    Ok(())
}

/// The fields that fleets and templates spell alike.
fn write_common(data: &Params, x: &mut Writer) {
    x.maybe("imageId", data.get("ImageId"));
    x.maybe("instanceType", data.get("InstanceType"));
    x.maybe("keyName", data.get("KeyName"));
    x.maybe("userData", data.get("UserData"));
    x.maybe("ebsOptimized", data.flag("EbsOptimized"));
    let profile = data.below("IamInstanceProfile");
    if !profile.0.is_empty() {
        x.element("iamInstanceProfile", |x| {
            x.maybe("arn", profile.get("Arn"));
            x.maybe("name", profile.get("Name"));
        });
    }
}

fn write_disks(data: &Params, name: &str, x: &mut Writer) {
    let mappings = data.groups("BlockDeviceMapping");
    if mappings.is_empty() {
        return;
    }
    x.list(name, "item", mappings, |x, mapping| {
        x.maybe("deviceName", mapping.get("DeviceName"));
        x.maybe("virtualName", mapping.get("VirtualName"));
        x.maybe("noDevice", mapping.get("NoDevice"));
        let ebs = mapping.below("Ebs");
        if ebs.0.is_empty() {
            return;
        }
        x.element("ebs", |x| {
            x.maybe("encrypted", ebs.flag("Encrypted"));
            x.maybe("deleteOnTermination", ebs.flag("DeleteOnTermination"));
            for (field, name) in [
                ("iops", "Iops"),
                ("kmsKeyId", "KmsKeyId"),
                ("snapshotId", "SnapshotId"),
                ("volumeSize", "VolumeSize"),
                ("volumeType", "VolumeType"),
                ("throughput", "Throughput"),
            ] {
                x.maybe(field, ebs.get(name));
            }
        });
    });
}

fn owned(values: Vec<&str>) -> Vec<String> {
    values.into_iter().map(str::to_owned).collect()
}

/// `launchTemplateData`: what was given, and nothing that was not.
pub(super) fn write_template(data: &Params, x: &mut Writer) {
    write_common(data, x);
    write_disks(data, "blockDeviceMappingSet", x);
    let interfaces = data.groups("NetworkInterface");
    if !interfaces.is_empty() {
        x.list("networkInterfaceSet", "item", interfaces, |x, own| {
            x.maybe("associatePublicIpAddress", own.flag("AssociatePublicIpAddress"));
            x.maybe("deleteOnTermination", own.flag("DeleteOnTermination"));
            x.maybe("description", own.get("Description"));
            x.maybe("deviceIndex", own.get("DeviceIndex"));
            x.maybe("networkInterfaceId", own.get("NetworkInterfaceId"));
            x.maybe("subnetId", own.get("SubnetId"));
            let groups = own.list("SecurityGroupId");
            if !groups.is_empty() {
                x.element("groupSet", |x| {
                    for id in groups {
                        x.text("groupId", id);
                    }
                });
            }
        });
    }
    let groups = data.list("SecurityGroupId");
    if !groups.is_empty() {
        strings(x, "securityGroupIdSet", &owned(groups));
    }
    let options = data.below("MetadataOptions");
    if !options.0.is_empty() {
        x.element("metadataOptions", |x| {
            x.maybe("httpTokens", options.get("HttpTokens"));
            x.maybe("httpPutResponseHopLimit", options.get("HttpPutResponseHopLimit"));
            x.maybe("httpEndpoint", options.get("HttpEndpoint"));
            x.maybe("instanceMetadataTags", options.get("InstanceMetadataTags"));
        });
    }
    if let Some(on) = data.flag("Monitoring.Enabled") {
        x.element("monitoring", |x| x.text("enabled", on));
    }
}

/// One of a fleet's `launchSpecifications`.
pub(super) fn write_specification(data: &Params, x: &mut Writer) {
    write_common(data, x);
    write_disks(data, "blockDeviceMapping", x);
    x.maybe("subnetId", data.get("SubnetId"));
    x.maybe("spotPrice", data.get("SpotPrice"));
    x.maybe("weightedCapacity", data.get("WeightedCapacity"));
    let groups = data.groups("GroupSet");
    if !groups.is_empty() {
        x.list("groupSet", "item", groups, |x, group| {
            x.maybe("groupId", group.get("GroupId"));
        });
    }
}
