//! Launching, changing and terminating instances.

use super::instances::{Instance, ROOT, SETTLING, write_reservation};
use super::interfaces::{Holder, Interface, groups_in};
use super::kinds;
use super::metadata::MetadataOptions;
use super::state::{Request, found};
use super::subnets::Subnet;
use super::tags;
use super::volumes::{self, Attachment};
use super::vpcs;
use super::wire::{Outcome, Refusal, done, list, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::net::Ipv4Addr;

/// What a launch may tag.
const TAGGED: &[&str] = &["instance", "volume", "network-interface"];

/// `RunInstances`.
pub(super) fn run(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let reservation = match request.made_before()? {
        Some(first) => found(&request.state().instances, &first, &kinds::INSTANCE)?
            .reservation
            .clone(),
        None => launch(request)?,
    };
    let made = request.state().instances.with("reservation-id", &reservation);
    let mut made: Vec<&Instance> = made.collect();
    made.sort_by_key(|instance| instance.index);
    write_reservation(request, &reservation, &made, x);
    Ok(())
}

fn launch(request: &mut Request<'_>) -> Result<String, Refusal> {
    let params = &request.params;
    let (least, most) = (count(params, "MinCount")?, count(params, "MaxCount")?);
    if least > most {
        return Err(Refusal::value("minCount", &least.to_string()));
    }
    let template = read(request)?;
    let tags = tags::specified_among(params, "instance", TAGGED)?;
    let disk_tags = tags::specified_among(params, "volume", TAGGED)?;
    let subnet = request.subnet(&template.subnet)?.clone();
    let public = public(params, &subnet);
    let device = params.groups("BlockDeviceMapping").into_iter().next();
    let ebs = device
        .as_ref()
        .map(|device| device.below("Ebs"))
        .unwrap_or_default();
    let disk = volumes::asked(request, &ebs, ("gp2", Some(8)), &subnet.zone)?;
    let dies = ebs.flag("DeleteOnTermination").unwrap_or(true);
    let mut first = None;
    for index in 0..most {
        let subnet = request.subnet(&subnet.id)?;
        let id = request.ids.ec2("i");
        let holder = Holder::Instance(id.clone());
        let mut interface = Interface::within(request, subnet, holder, &template.groups)?;
        interface.public = public.then(|| public_address(interface.address));
        let mut volume = disk.clone();
        volume.id = request.ids.ec2("vol");
        volume.attached = Some(Attachment {
            instance: id.clone(),
            device: device_name(device.as_ref()),
            dies,
        });
        let instance = Instance {
            id: id.clone(),
            interface: interface.id.clone(),
            volume: volume.id.clone(),
            index,
            ..template.clone()
        };
        let region = request.change()?;
        interface.place(region);
        region.tags.add(&volume.id, disk_tags.clone());
        region.volumes.insert(&volume.id.clone(), volume);
        region.tags.add(&id, tags.clone());
        region.instances.insert(&id, instance);
        first = first.or(Some(id));
    }
    if let Some(first) = first {
        request.remember(&first);
    }
    Ok(template.reservation)
}

fn count(params: &Params, name: &str) -> Result<usize, Refusal> {
    let text = require(params, name)?;
    text.parse()
        .ok()
        .filter(|n| (1..=1000).contains(n))
        .ok_or_else(|| Refusal::value(name, text))
}

fn device_name(device: Option<&Params>) -> String {
    let named = device.and_then(|device| device.get("DeviceName"));
    named.unwrap_or(ROOT).to_owned()
}

/// Whether an instance gets a public address: as the call says of its
/// interface, else as its subnet does.
fn public(params: &Params, subnet: &Subnet) -> bool {
    params
        .flag("NetworkInterface.1.AssociatePublicIpAddress")
        .unwrap_or(subnet.public_ip_on_launch)
}

/// A public address out of the block that documents may use (RFC 5737).
fn public_address(own: Ipv4Addr) -> Ipv4Addr {
    let [.., last] = own.octets();
    Ipv4Addr::new(198, 51, 100, last)
}

/// What a call asks of each instance.
fn read(request: &Request<'_>) -> Result<Instance, Refusal> {
    let params = &request.params;
    let image = require(params, "ImageId")?;
    if !image.starts_with("ami-") {
        return Err(Refusal::new(
            "InvalidAMIID.Malformed",
            format!("Invalid id: \"{image}\" (expecting \"ami-...\")"),
        ));
    }
    let own = params
        .groups("NetworkInterface")
        .into_iter()
        .next()
        .unwrap_or_default();
    let subnet = match params.get("SubnetId").or(own.get("SubnetId")) {
        Some(id) => request.subnet(id)?,
        None => default_subnet(request)?,
    };
    let named = [list(params, "SecurityGroupId"), list(&own, "SecurityGroupId")].concat();
    let groups = groups_in(request, &subnet.vpc, &named)?;
    let profile = params
        .get("IamInstanceProfile.Arn")
        .map(str::to_owned)
        .or_else(|| {
            let name = params.get("IamInstanceProfile.Name")?;
            Some(format!("arn:aws:iam::{ACCOUNT_ID}:instance-profile/{name}"))
        });
    Ok(Instance {
        id: String::new(),
        reservation: request.ids.ec2("r"),
        image: image.to_owned(),
        kind: params.get("InstanceType").unwrap_or("m1.small").to_owned(),
        vpc: subnet.vpc.clone(),
        subnet: subnet.id.clone(),
        zone: subnet.zone.clone(),
        groups,
        interface: String::new(),
        volume: String::new(),
        metadata: MetadataOptions::launched(request)?,
        profile,
        key_name: params.get("KeyName").map(str::to_owned),
        user_data: params.get("UserData").map(str::to_owned),
        protected: params.flag("DisableApiTermination") == Some(true),
        monitored: params.flag("Monitoring.Enabled") == Some(true),
        launched: request.call.now,
        terminated: None,
        index: 0,
    })
}

fn default_subnet<'a>(request: &'a Request<'_>) -> Result<&'a Subnet, Refusal> {
    let state = request.state();
    let zone = request.params.get("Placement.AvailabilityZone");
    vpcs::default(state)
        .and_then(|vpc| {
            let mut subnets = state.subnets.with("vpc-id", &vpc.id);
            subnets.find(|subnet| zone.is_none_or(|zone| subnet.zone == zone))
        })
        .ok_or_else(|| {
            Refusal::new(
                "MissingInput",
                "No subnets found for the default VPC. Please specify a subnet.",
            )
        })
}

fn named<'a>(request: &'a Request<'_>) -> Result<&'a Instance, Refusal> {
    let id = require(&request.params, "InstanceId")?;
    found(&request.state().instances, id, &kinds::INSTANCE)
}

/// `ModifyInstanceMetadataOptions`.
pub(super) fn modify_metadata(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let instance = named(request)?;
    let mut options = instance.metadata.clone();
    options.change(&request.params)?;
    let id = instance.id.clone();
    x.text("instanceId", &id);
    x.element("instanceMetadataOptions", |x| options.write("pending", x));
    let instances = &mut request.change()?.instances;
    instances.change(&id, |instance| instance.metadata = options);
    Ok(())
}

/// `DescribeInstanceAttribute`.
pub(super) fn describe_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let instance = named(request)?;
    let attribute = require(&request.params, "Attribute")?;
    x.text("instanceId", &instance.id);
    let mut value = |value: &dyn std::fmt::Display| x.element(attribute, |x| x.text("value", value));
    match attribute {
        "userData" => match &instance.user_data {
            Some(data) => value(data),
            None => x.element("userData", |_| {}),
        },
        "disableApiTermination" => value(&instance.protected),
        "disableApiStop" | "ebsOptimized" => value(&false),
        "enaSupport" | "sourceDestCheck" => value(&true),
        "instanceType" => value(&instance.kind),
        "instanceInitiatedShutdownBehavior" => value(&"stop"),
        "rootDeviceName" => value(&ROOT),
        "groupSet" => x.list("groupSet", "item", &instance.groups, |x, id| {
            x.text("groupId", id);
        }),
        "blockDeviceMapping" => x.list("blockDeviceMapping", "item", [&instance.volume], |x, volume| {
            x.text("deviceName", ROOT);
            x.element("ebs", |x| x.text("volumeId", volume));
        }),
        other => return Err(Refusal::value("attribute", other)),
    }
    Ok(())
}

/// `ModifyInstanceAttribute`: protection from termination, and groups.
pub(super) fn modify_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let instance = named(request)?;
    let params = &request.params;
    let protected = params.flag("DisableApiTermination.Value");
    let groups = list(params, "GroupId");
    if protected.is_none() && groups.is_empty() {
        return Err(Refusal::new(
            "UnsupportedOperation",
            "The embedded account changes no other instance attribute than disableApiTermination and groupSet.",
        ));
    }
    if !groups.is_empty() {
        groups_in(request, &instance.vpc, &groups)?;
    }
    let (id, interface) = (instance.id.clone(), instance.interface.clone());
    let region = request.change()?;
    if !groups.is_empty() {
        region
            .interfaces
            .change(&interface, |interface| interface.groups.clone_from(&groups));
    }
    region.instances.change(&id, |instance| {
        instance.protected = protected.unwrap_or(instance.protected);
        if !groups.is_empty() {
            instance.groups = groups;
        }
    });
    done(x);
    Ok(())
}

/// `TerminateInstances`: all that the call names, or none.
pub(super) fn terminate(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    require(&request.params, "InstanceId.1")?;
    let now = request.call.now;
    let mut before = Vec::new();
    for id in list(&request.params, "InstanceId") {
        let instance = found(&request.state().instances, &id, &kinds::INSTANCE)?;
        if instance.protected {
            return Err(Refusal::new(
                "OperationNotPermitted",
                format!(
                    "The instance '{id}' may not be terminated. Modify its 'disableApiTermination' \
                     instance attribute and try again."
                ),
            ));
        }
        before.push((
            instance.id.clone(),
            instance.state(now),
            instance.terminated.is_some(),
        ));
    }
    let region = request.change()?;
    for (id, _, going) in &before {
        if !going {
            region
                .instances
                .change(id, |instance| instance.terminated = Some(now));
            region.leaving.insert((Timestamp(now.0 + SETTLING), id.clone()));
        }
    }
    let state = request.state();
    x.list("instancesSet", "item", before, |x, (id, previous, _)| {
        let current = state.instances.get(&id).map_or(previous, |i| i.state(now));
        x.text("instanceId", id);
        for (name, (code, state)) in [("currentState", current), ("previousState", previous)] {
            x.element(name, |x| {
                x.text("code", code);
                x.text("name", state);
            });
        }
    });
    Ok(())
}
