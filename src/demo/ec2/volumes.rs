//! EBS volumes: encrypted when the call, the snapshot or the Region says so.

use super::describe::{Described, Values};
use super::keys;
use super::kinds::{self, Kind};
use super::places;
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, done, number, require};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;

/// Seconds that a volume is `creating`.
const SETTLING: i64 = 2;

/// A volume.
#[derive(Clone, Debug)]
pub(super) struct Volume {
    pub(super) id: String,
    pub(super) zone: String,
    pub(super) size: i32,
    pub(super) kind: String,
    pub(super) iops: Option<i32>,
    pub(super) throughput: Option<i32>,
    /// The ARN of its key, when it is encrypted.
    pub(super) key: Option<String>,
    pub(super) snapshot: Option<String>,
    pub(super) created: Timestamp,
    pub(super) attached: Option<Attachment>,
}

/// A volume's tie to an instance.
#[derive(Clone, Debug)]
pub(super) struct Attachment {
    pub(super) instance: String,
    pub(super) device: String,
    /// `DeleteOnTermination`.
    pub(super) dies: bool,
}

impl Volume {
    fn status(&self, now: Timestamp) -> &'static str {
        match self.attached {
            Some(_) => "in-use",
            None if now.seconds_since(self.created) < SETTLING => "creating",
            None => "available",
        }
    }

    fn attachments<'a>(&'a self, value: fn(&'a Attachment) -> String) -> Vec<String> {
        self.attached.iter().map(value).collect()
    }
}

impl Row for Volume {
    fn keys(&self) -> Vec<(&'static str, String)> {
        let attached = self.attached.iter();
        attached
            .map(|a| ("attachment.instance-id", a.instance.clone()))
            .chain(self.snapshot.iter().map(|id| ("snapshot-id", id.clone())))
            .collect()
    }
}

impl Described for Volume {
    const KIND: &'static Kind = &kinds::VOLUME;
    const SET: &'static str = "volumeSet";
    const IDS: &'static str = "VolumeId";
    const ID: &'static str = "volume-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("attachment.delete-on-termination", |v, _| {
            v.attachments(|a| a.dies.to_string())
        }),
        ("attachment.device", |v, _| v.attachments(|a| a.device.clone())),
        ("attachment.instance-id", |v, _| {
            v.attachments(|a| a.instance.clone())
        }),
        ("attachment.status", |v, _| {
            v.attachments(|_| "attached".to_owned())
        }),
        ("availability-zone", |v, _| vec![v.zone.clone()]),
        ("create-time", |v, _| vec![v.created.rfc3339()]),
        ("encrypted", |v, _| vec![v.key.is_some().to_string()]),
        ("multi-attach-enabled", |_, _| vec!["false".to_owned()]),
        ("size", |v, _| vec![v.size.to_string()]),
        ("snapshot-id", |v, _| v.snapshot.iter().cloned().collect()),
        ("status", |v, request| vec![v.status(request.call.now).to_owned()]),
        ("volume-type", |v, _| vec![v.kind.clone()]),
    ];
    const EMPTY: &'static [&'static str] = &[
        "attachment.attach-time",
        "availability-zone-id",
        "fast-restored",
        "operator.managed",
        "operator.principal",
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.volumes
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("volumeId", &self.id);
        x.text("size", self.size);
        x.text("snapshotId", self.snapshot.as_deref().unwrap_or(""));
        x.text("availabilityZone", &self.zone);
        x.text("status", self.status(request.call.now));
        x.text("createTime", self.created.rfc3339());
        x.list("attachmentSet", "item", &self.attached, |x, attached| {
            x.text("volumeId", &self.id);
            x.text("instanceId", &attached.instance);
            x.text("device", &attached.device);
            x.text("status", "attached");
            x.text("attachTime", self.created.rfc3339());
            x.text("deleteOnTermination", attached.dies);
        });
        x.text("volumeType", &self.kind);
        x.maybe("iops", self.iops);
        x.maybe("throughput", self.throughput);
        x.text("encrypted", self.key.is_some());
        x.maybe("kmsKeyId", self.key.as_ref());
        x.text("multiAttachEnabled", false);
        tags::write(request, &self.id, x);
    }
}

/// The key that protects a volume: `None` for one that is not encrypted. A
/// Region that encrypts by default does so whatever a call says.
pub(super) fn protecting(
    request: &Request<'_>,
    params: &Params,
    snapshot: Option<&str>,
) -> Result<Option<String>, Refusal> {
    let defaults = &request.state().defaults;
    let named = params.get("KmsKeyId").filter(|k| !k.is_empty());
    let asked = params.flag("Encrypted") == Some(true);
    if named.is_some() && !(asked || defaults.encrypted) {
        return Err(Refusal::new(
            "InvalidParameterDependency",
            "The parameter KmsKeyId requires the parameter Encrypted to be set.",
        ));
    }
    let inherited = snapshot
        .and_then(|id| request.state().snapshots.get(id))
        .and_then(|snapshot| snapshot.key.clone());
    Ok(match named {
        Some(named) => Some(keys::arn(request, named)?),
        None if inherited.is_some() => inherited,
        None if asked || defaults.encrypted => {
            let default = defaults.key.as_deref().unwrap_or(keys::AWS_MANAGED);
            Some(keys::arn(request, default)?)
        }
        None => None,
    })
}

/// The smallest and the largest size in GiB that a type may have.
fn limits(kind: &str) -> Result<(i32, i32), Refusal> {
    Ok(match kind {
        "gp2" => (1, 16_384),
        "gp3" => (1, 65_536),
        "io1" => (4, 16_384),
        "io2" => (4, 65_536),
        "st1" | "sc1" => (125, 16_384),
        "standard" => (1, 1024),
        other => {
            return Err(Refusal::new(
                "UnknownVolumeType",
                format!("Unsupported volume type '{other}' for volume creation."),
            ));
        }
    })
}

/// What a call asks of a volume, in a zone.
pub(super) fn asked(
    request: &Request<'_>,
    params: &Params,
    (kind, size): (&str, Option<i32>),
    zone: &str,
) -> Result<Volume, Refusal> {
    let snapshot = params.get("SnapshotId").filter(|id| !id.is_empty());
    let least = match snapshot {
        Some(id) => Some(found(&request.state().snapshots, id, &kinds::SNAPSHOT)?.size),
        None => None,
    };
    let size = number(params, "Size")?
        .or(number(params, "VolumeSize")?)
        .or(least)
        .or(size);
    let kind = params.get("VolumeType").unwrap_or(kind);
    let (smallest, largest) = limits(kind)?;
    let size = size.ok_or_else(|| Refusal::missing("size/snapshot"))?;
    if !(smallest.max(least.unwrap_or(0))..=largest).contains(&size) {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!(
                "Volume of {size}GiB is not between {smallest}GiB and {largest}GiB for volume type {kind}."
            ),
        ));
    }
    let iops = match number(params, "Iops")? {
        None if ["io1", "io2"].contains(&kind) => return Err(Refusal::missing("iops")),
        None if kind == "gp3" => Some(3000),
        None if kind == "gp2" => Some((size * 3).clamp(100, 16_000)),
        given => given,
    };
    let throughput = number(params, "Throughput")?.or((kind == "gp3").then_some(125));
    Ok(Volume {
        id: request.ids.ec2("vol"),
        zone: zone.to_owned(),
        size,
        kind: kind.to_owned(),
        iops,
        throughput,
        key: protecting(request, params, snapshot)?,
        snapshot: snapshot.map(str::to_owned),
        created: request.call.now,
        attached: None,
    })
}

/// `CreateVolume`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = match request.made_before()? {
        Some(id) => id,
        None => make(request)?,
    };
    let volume = found(&request.state().volumes, &id, &kinds::VOLUME)?;
    volume.write(request, x);
    Ok(())
}

fn make(request: &mut Request<'_>) -> Result<String, Refusal> {
    let zones = places::zones(&request.call.region);
    let zone = if let Some(id) = request.params.get("AvailabilityZoneId") {
        zones.iter().find(|zone| zone.id == id)
    } else {
        let name = require(&request.params, "AvailabilityZone")?;
        zones.iter().find(|zone| zone.name == name)
    };
    let zone = zone.ok_or_else(|| {
        let named = request.params.text("AvailabilityZone");
        Refusal::new(
            "InvalidZone.NotFound",
            format!("The zone '{named}' does not exist."),
        )
    })?;
    let tags = tags::specified(&request.params, "volume")?;
    let volume = asked(request, &request.params, ("gp2", None), &zone.name)?;
    let id = volume.id.clone();
    let region = request.change()?;
    region.tags.add(&id, tags);
    region.volumes.insert(&id, volume);
    request.remember(&id);
    Ok(id)
}

/// `DeleteVolume`: not while attached.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = require(&request.params, "VolumeId")?;
    let volume = found(&request.state().volumes, id, &kinds::VOLUME)?;
    if let Some(attached) = &volume.attached {
        return Err(Refusal::new(
            "VolumeInUse",
            format!("Volume {id} is currently attached to {}", attached.instance),
        ));
    }
    let id = id.to_owned();
    let region = request.change()?;
    region.volumes.remove(&id);
    region.tags.drop_all(&id);
    done(x);
    Ok(())
}
