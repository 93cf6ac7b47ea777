//! AMIs that the account made: of an instance, with a snapshot of each of its
//! volumes, and shared with whom the owner says.

use super::describe::{Described, Values, select};
use super::instances::ROOT;
use super::kinds::{self, Kind};
use super::snapshots::{Snapshot, permissions};
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, done, list, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::collections::BTreeSet;

/// Seconds that an image is `pending`.
const SETTLING: i64 = 5;

/// An AMI.
#[derive(Clone, Debug)]
pub(super) struct Image {
    id: String,
    name: String,
    description: String,
    instance: String,
    created: Timestamp,
    /// Devices and the snapshots of their volumes.
    disks: Vec<(String, String)>,
    public: bool,
    accounts: BTreeSet<String>,
}

impl Image {
    fn state(&self, now: Timestamp) -> &'static str {
        if now.seconds_since(self.created) < SETTLING {
            "pending"
        } else {
            "available"
        }
    }
}

impl Row for Image {
    fn keys(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.clone())]
    }
}

impl Described for Image {
    const KIND: &'static Kind = &kinds::IMAGE;
    const SET: &'static str = "imagesSet";
    const IDS: &'static str = "ImageId";
    const ID: &'static str = "image-id";
    const SMALLEST_PAGE: usize = 1;
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("architecture", |_, _| vec!["x86_64".to_owned()]),
        ("creation-date", |i, _| vec![i.created.rfc3339()]),
        ("description", |i, _| vec![i.description.clone()]),
        ("is-public", |i, _| vec![i.public.to_string()]),
        ("name", |i, _| vec![i.name.clone()]),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("root-device-type", |_, _| vec!["ebs".to_owned()]),
        ("source-instance-id", |i, _| vec![i.instance.clone()]),
        ("state", |i, request| vec![i.state(request.call.now).to_owned()]),
        ("virtualization-type", |_, _| vec!["hvm".to_owned()]),
    ];
    const EMPTY: &'static [&'static str] = &["owner-alias", "platform", "product-code"];

    fn table(region: &Region) -> &Table<Self> {
        &region.images
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("imageId", &self.id);
        x.text("imageLocation", format!("{ACCOUNT_ID}/{}", self.name));
        x.text("imageState", self.state(request.call.now));
        x.text("imageOwnerId", ACCOUNT_ID);
        x.text("creationDate", self.created.rfc3339());
        x.text("isPublic", self.public);
        x.text("architecture", "x86_64");
        x.text("imageType", "machine");
        x.text("name", &self.name);
        x.text("description", &self.description);
        x.text("rootDeviceType", "ebs");
        x.text("rootDeviceName", ROOT);
        x.list(
            "blockDeviceMapping",
            "item",
            &self.disks,
            |x, (device, snapshot)| {
                let held = request.state().snapshots.get(snapshot);
                x.text("deviceName", device);
                x.element("ebs", |x| {
                    x.text("snapshotId", snapshot);
                    x.maybe("volumeSize", held.map(|s| s.size));
                    x.text("deleteOnTermination", true);
                    x.text("volumeType", "gp3");
                    x.text("encrypted", held.is_some_and(|s| s.key.is_some()));
                });
            },
        );
        x.text("virtualizationType", "hvm");
        x.text("hypervisor", "xen");
        x.text("enaSupport", true);
        x.text("platformDetails", "Linux/UNIX");
        x.text("sourceInstanceId", &self.instance);
        tags::write(request, &self.id, x);
    }
}

/// `CreateImage`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let params = &request.params;
    let instance = require(params, "InstanceId")?;
    let instance = found(&request.state().instances, instance, &kinds::INSTANCE)?
        .id
        .clone();
    let name = require(params, "Name")?.to_owned();
    if request.state().images.any("name", &name) {
        return Err(Refusal::new(
            "InvalidAMIName.Duplicate",
            format!("AMI name {name} is already in use by another AMI"),
        ));
    }
    let image_tags = tags::specified_among(params, "image", &["image", "snapshot"])?;
    let disk_tags = tags::specified_among(params, "snapshot", &["image", "snapshot"])?;
    let id = request.ids.ec2("ami");
    let description = format!("Created by CreateImage({instance}) for {id}");
    let volumes = request.state().volumes.with("attachment.instance-id", &instance);
    let snapshots: Vec<(String, Snapshot)> = volumes
        .map(|volume| {
            let device = volume.attached.as_ref().map_or(ROOT, |tie| &tie.device);
            (device.to_owned(), Snapshot::of(volume, request, &description))
        })
        .collect();
    let image = Image {
        id: id.clone(),
        name,
        description: params.text("Description").to_owned(),
        instance,
        created: request.call.now,
        disks: snapshots
            .iter()
            .map(|(device, s)| (device.clone(), s.id.clone()))
            .collect(),
        public: false,
        accounts: BTreeSet::new(),
    };
    let region = request.change()?;
    for (_, snapshot) in snapshots {
        region.tags.add(&snapshot.id, disk_tags.clone());
        region.snapshots.insert(&snapshot.id.clone(), snapshot);
    }
    region.tags.add(&id, image_tags);
    region.images.insert(&id, image);
    x.text("imageId", id);
    Ok(())
}

/// `DescribeImages`: of owners, or launchable by accounts. The account sees no
/// images but its own.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let filters = request.params.filters();
    let (mut page, next) = select::<Image>(request, &filters)?;
    let owners = list(&request.params, "Owner");
    let launching = list(&request.params, "ExecutableBy");
    let ours = |who: &String| ["self", ACCOUNT_ID].contains(&who.as_str());
    page.retain(|image| {
        let owned = owners.is_empty() || owners.iter().any(ours);
        let launched = launching.is_empty()
            || launching
                .iter()
                .any(|who| ours(who) || (who == "all" && image.public) || image.accounts.contains(who));
        owned && launched
    });
    x.list("imagesSet", "item", page, |x, image| image.write(request, x));
    x.maybe("nextToken", next);
    Ok(())
}

fn named<'a>(request: &'a Request<'_>) -> Result<&'a Image, Refusal> {
    let id = require(&request.params, "ImageId")?;
    found(&request.state().images, id, &kinds::IMAGE)
}

/// `DeregisterImage`; its snapshots stay.
pub(super) fn deregister(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = named(request)?.id.clone();
    let region = request.change()?;
    region.images.remove(&id);
    region.tags.drop_all(&id);
    done(x);
    Ok(())
}

/// `DescribeImageAttribute`: who may launch it, and its description.
pub(super) fn describe_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let image = named(request)?;
    let attribute = require(&request.params, "Attribute")?;
    x.text("imageId", &image.id);
    match attribute {
        "launchPermission" => x.element("launchPermission", |x| {
            if image.public {
                x.element("item", |x| x.text("group", "all"));
            }
            for account in &image.accounts {
                x.element("item", |x| x.text("userId", account));
            }
        }),
        "description" => x.element("description", |x| x.text("value", &image.description)),
        other => return Err(Refusal::value("attribute", other)),
    }
    Ok(())
}

/// `ModifyImageAttribute`: shares an image, or no longer; its description.
pub(super) fn modify_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let image = named(request)?;
    let id = image.id.clone();
    if let Some(words) = request.params.get("Description.Value").map(str::to_owned) {
        request
            .change()?
            .images
            .change(&id, |image| image.description = words);
        done(x);
        return Ok(());
    }
    let (added, removed) = permissions(request, "LaunchPermission")?;
    if added.contains("all") {
        let sealed = |(_, snapshot): &(String, String)| {
            let held = request.state().snapshots.get(snapshot);
            held.is_some_and(|s| s.key.is_some())
        };
        if image.disks.iter().any(sealed) {
            return Err(Refusal::new(
                "OperationNotPermitted",
                "Images with encrypted snapshots cannot be shared publicly.",
            ));
        }
        if request.state().defaults.blocks_images() {
            return Err(Refusal::new(
                "OperationNotPermitted",
                "You can't publicly share this image because block public access for AMIs is enabled in this Region.",
            ));
        }
    }
    request.change()?.images.change(&id, |image| {
        image.public = (image.public || added.contains("all")) && !removed.contains("all");
        let accounts = added.iter().filter(|who| *who != "all").cloned();
        image.accounts.extend(accounts);
        image.accounts.retain(|account| !removed.contains(account));
    });
    done(x);
    Ok(())
}
