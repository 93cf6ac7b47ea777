//! Instances, as far as their security goes: network, metadata options, root
//! volume, profile, user data.

use super::describe::{Described, Values, select};
use super::groups;
use super::kinds::{self, Kind};
use super::metadata::MetadataOptions;
use super::state::{Region, Request};
use super::table::{Row, Table};
use super::tags;
use super::wire::Outcome;
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::collections::BTreeMap;

/// Seconds that an instance is `pending`, and `shutting-down`.
pub(super) const SETTLING: i64 = 5;

/// Seconds that a terminated instance can still be described.
const REMEMBERED: i64 = 3600;

/// An instance.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) id: String,
    pub(super) reservation: String,
    pub(super) image: String,
    pub(super) kind: String,
    pub(super) vpc: String,
    pub(super) subnet: String,
    pub(super) zone: String,
    pub(super) groups: Vec<String>,
    pub(super) interface: String,
    pub(super) volume: String,
    pub(super) metadata: MetadataOptions,
    /// The ARN of its instance profile.
    pub(super) profile: Option<String>,
    pub(super) key_name: Option<String>,
    /// Base64, as sent.
    pub(super) user_data: Option<String>,
    pub(super) protected: bool,
    pub(super) monitored: bool,
    pub(super) launched: Timestamp,
    pub(super) terminated: Option<Timestamp>,
    pub(super) index: usize,
}

impl Instance {
    /// Code and name of its state.
    pub(super) fn state(&self, now: Timestamp) -> (u8, &'static str) {
        match self.terminated {
            Some(at) if now.seconds_since(at) >= SETTLING => (48, "terminated"),
            Some(_) => (32, "shutting-down"),
            None if now.seconds_since(self.launched) < SETTLING => (0, "pending"),
            None => (16, "running"),
        }
    }
}

impl Row for Instance {
    fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![
            ("vpc-id", self.vpc.clone()),
            ("subnet-id", self.subnet.clone()),
            ("reservation-id", self.reservation.clone()),
        ];
        keys.extend(self.groups.iter().map(|id| ("instance.group-id", id.clone())));
        keys
    }
}

impl Described for Instance {
    const KIND: &'static Kind = &kinds::INSTANCE;
    const SET: &'static str = "instancesSet";
    const IDS: &'static str = "InstanceId";
    const ID: &'static str = "instance-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("availability-zone", |i, _| vec![i.zone.clone()]),
        ("iam-instance-profile.arn", |i, _| {
            i.profile.iter().cloned().collect()
        }),
        ("image-id", |i, _| vec![i.image.clone()]),
        ("instance-state-code", |i, request| {
            vec![i.state(request.call.now).0.to_string()]
        }),
        ("instance-state-name", |i, request| {
            vec![i.state(request.call.now).1.to_owned()]
        }),
        ("instance-type", |i, _| vec![i.kind.clone()]),
        ("instance.group-id", |i, _| i.groups.clone()),
        ("instance.group-name", |i, request| {
            groups::names(request, &i.groups)
        }),
        ("key-name", |i, _| i.key_name.iter().cloned().collect()),
        ("metadata-options.http-endpoint", |i, _| {
            vec![i.metadata.endpoint.clone()]
        }),
        ("metadata-options.http-tokens", |i, _| {
            vec![i.metadata.tokens.clone()]
        }),
        ("network-interface.group-id", |i, _| i.groups.clone()),
        ("network-interface.network-interface-id", |i, _| {
            vec![i.interface.clone()]
        }),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("reservation-id", |i, _| vec![i.reservation.clone()]),
        ("subnet-id", |i, _| vec![i.subnet.clone()]),
        ("tenancy", |_, _| vec!["default".to_owned()]),
        ("vpc-id", |i, _| vec![i.vpc.clone()]),
    ];
    const EMPTY: &'static [&'static str] = &[
        "client-token",
        "host-id",
        "instance-lifecycle",
        "outpost-arn",
        "platform",
        "spot-instance-request-id",
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.instances
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        let (code, name) = self.state(request.call.now);
        x.text("instanceId", &self.id);
        x.text("imageId", &self.image);
        x.element("instanceState", |x| {
            x.text("code", code);
            x.text("name", name);
        });
        x.maybe("keyName", self.key_name.as_ref());
        x.text("amiLaunchIndex", self.index);
        x.text("instanceType", &self.kind);
        x.text("launchTime", self.launched.rfc3339());
        x.element("placement", |x| {
            x.text("availabilityZone", &self.zone);
            x.text("tenancy", "default");
        });
        x.element("monitoring", |x| {
            x.text("state", if self.monitored { "enabled" } else { "disabled" });
        });
        self.write_network(request, x);
        x.text("architecture", "x86_64");
        x.text("rootDeviceType", "ebs");
        x.text("rootDeviceName", ROOT);
        self.write_devices(request, x);
        x.text("virtualizationType", "hvm");
        x.text("hypervisor", "xen");
        x.text("ebsOptimized", false);
        x.text("enaSupport", true);
        if let Some(arn) = &self.profile {
            x.element("iamInstanceProfile", |x| x.text("arn", arn));
        }
        x.element("metadataOptions", |x| self.metadata.write("applied", x));
        tags::write(request, &self.id, x);
    }
}

/// The device of the root volume.
pub(super) const ROOT: &str = "/dev/xvda";

impl Instance {
    /// Where it is on the network; a terminated instance is nowhere.
    fn write_network(&self, request: &Request<'_>, x: &mut Writer) {
        let state = request.state();
        groups::write_set(request, "groupSet", &self.groups, x);
        let Some(interface) = state.interfaces.get(&self.interface) else {
            return;
        };
        x.text("subnetId", &self.subnet);
        x.text("vpcId", &self.vpc);
        x.text("privateIpAddress", interface.address);
        x.text("privateDnsName", interface.private_name(request));
        x.maybe("ipAddress", interface.public);
        x.text("sourceDestCheck", true);
        x.list("networkInterfaceSet", "item", [interface], |x, interface| {
            interface.write(request, x);
        });
    }

    fn write_devices(&self, request: &Request<'_>, x: &mut Writer) {
        let attached = request.state().volumes.with("attachment.instance-id", &self.id);
        x.list("blockDeviceMapping", "item", attached, |x, volume| {
            let tie = volume.attached.as_ref();
            x.maybe("deviceName", tie.map(|tie| &tie.device));
            x.element("ebs", |x| {
                x.text("volumeId", &volume.id);
                x.text("status", "attached");
                x.text("attachTime", volume.created.rfc3339());
                x.maybe("deleteOnTermination", tie.map(|tie| tie.dies));
            });
        });
    }
}

/// `DescribeInstances`: by the call that launched them.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let filters = request.params.filters();
    let (page, next) = select::<Instance>(request, &filters)?;
    let mut reservations: BTreeMap<&str, Vec<&Instance>> = BTreeMap::new();
    for instance in page {
        reservations
            .entry(&instance.reservation)
            .or_default()
            .push(instance);
    }
    x.list("reservationSet", "item", reservations, |x, (id, instances)| {
        write_reservation(request, id, &instances, x);
    });
    x.maybe("nextToken", next);
    Ok(())
}

/// A reservation with its instances.
pub(super) fn write_reservation(request: &Request<'_>, id: &str, instances: &[&Instance], x: &mut Writer) {
    x.text("reservationId", id);
    x.text("ownerId", ACCOUNT_ID);
    x.element("groupSet", |_| {});
    x.list("instancesSet", "item", instances, |x, instance| {
        instance.write(request, x);
    });
}

/// Lets go of what a terminated instance held, and after an hour of the
/// instance itself.
pub(super) fn go(region: &mut Region, id: &str) {
    let Some(instance) = region.instances.get(id).cloned() else {
        return;
    };
    if !region.interfaces.contains(&instance.interface) {
        region.instances.remove(id);
        region.tags.drop_all(id);
        return;
    }
    region.detach(&instance.interface);
    let volumes = region.volumes.with("attachment.instance-id", id);
    let attached: Vec<(String, bool)> = volumes
        .map(|v| (v.id.clone(), v.attached.as_ref().is_some_and(|a| a.dies)))
        .collect();
    for (volume, dies) in attached {
        if dies {
            region.volumes.remove(&volume);
            region.tags.drop_all(&volume);
        } else {
            region.volumes.change(&volume, |volume| volume.attached = None);
        }
    }
    let terminated = instance.terminated.map_or(0, |at| at.0);
    region
        .leaving
        .insert((Timestamp(terminated + REMEMBERED), id.to_owned()));
}
