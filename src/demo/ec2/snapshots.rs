//! EBS snapshots: as encrypted as their volume, and shared with whom the owner
//! says.

use super::describe::{Described, Values, describe_with, select};
use super::kinds::{self, Kind};
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::volumes::Volume;
use super::wire::{Outcome, Refusal, done, list, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::collections::BTreeSet;

/// Seconds that a snapshot is `pending`.
const SETTLING: i64 = 5;

/// A snapshot.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) id: String,
    volume: String,
    pub(super) size: i32,
    /// The ARN of its key, when it is encrypted.
    pub(super) key: Option<String>,
    description: String,
    started: Timestamp,
    /// Whether anybody may make volumes of it.
    public: bool,
    /// The accounts that may.
    accounts: BTreeSet<String>,
}

impl Snapshot {
    /// Of a volume.
    pub(super) fn of(volume: &Volume, request: &Request<'_>, description: &str) -> Self {
        Self {
            id: request.ids.ec2("snap"),
            volume: volume.id.clone(),
            size: volume.size,
            key: volume.key.clone(),
            description: description.to_owned(),
            started: request.call.now,
            public: false,
            accounts: BTreeSet::new(),
        }
    }

    /// Status and progress.
    fn status(&self, now: Timestamp) -> (&'static str, &'static str) {
        if now.seconds_since(self.started) < SETTLING {
            ("pending", "0%")
        } else {
            ("completed", "100%")
        }
    }
}

impl Row for Snapshot {
    fn keys(&self) -> Vec<(&'static str, String)> {
        vec![("volume-id", self.volume.clone())]
    }
}

impl Described for Snapshot {
    const KIND: &'static Kind = &kinds::SNAPSHOT;
    const SET: &'static str = "snapshotSet";
    const IDS: &'static str = "SnapshotId";
    const ID: &'static str = "snapshot-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("description", |s, _| vec![s.description.clone()]),
        ("encrypted", |s, _| vec![s.key.is_some().to_string()]),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("progress", |s, request| {
            vec![s.status(request.call.now).1.to_owned()]
        }),
        ("start-time", |s, _| vec![s.started.rfc3339()]),
        ("status", |s, request| {
            vec![s.status(request.call.now).0.to_owned()]
        }),
        ("storage-tier", |_, _| vec!["standard".to_owned()]),
        ("volume-id", |s, _| vec![s.volume.clone()]),
        ("volume-size", |s, _| vec![s.size.to_string()]),
    ];
    const EMPTY: &'static [&'static str] = &["owner-alias", "transfer-type"];

    fn table(region: &Region) -> &Table<Self> {
        &region.snapshots
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        let (status, progress) = self.status(request.call.now);
        x.text("snapshotId", &self.id);
        x.text("volumeId", &self.volume);
        x.text("status", status);
        x.text("startTime", self.started.rfc3339());
        x.text("progress", progress);
        x.text("ownerId", ACCOUNT_ID);
        x.text("volumeSize", self.size);
        x.text("description", &self.description);
        x.text("encrypted", self.key.is_some());
        x.maybe("kmsKeyId", self.key.as_ref());
        x.text("storageTier", "standard");
        tags::write(request, &self.id, x);
    }
}

/// `CreateSnapshot`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let volume = require(&request.params, "VolumeId")?;
    let volume = found(&request.state().volumes, volume, &kinds::VOLUME)?;
    let tags = tags::specified(&request.params, "snapshot")?;
    let snapshot = Snapshot::of(volume, request, request.params.text("Description"));
    let region = request.change()?;
    region.tags.add(&snapshot.id, tags);
    region.snapshots.insert(&snapshot.id, snapshot.clone());
    snapshot.write(request, x);
    Ok(())
}

/// `DescribeSnapshots`: of owners, or restorable by accounts. The account sees
/// no snapshots but its own.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let mut filters = request.params.filters();
    let restorable = list(&request.params, "RestorableBy");
    if restorable.iter().any(|who| who == "all") && restorable.len() == 1 {
        // Public ones only; pages may be short, as AWS's are.
        let (mut page, next) = select::<Snapshot>(request, &filters)?;
        let own = list(&request.params, "Owner");
        let ours = own.is_empty() || own.iter().any(|o| ["self", ACCOUNT_ID].contains(&o.as_str()));
        page.retain(|snapshot| snapshot.public && ours);
        x.list("snapshotSet", "item", page, |x, snapshot| {
            snapshot.write(request, x);
        });
        x.maybe("nextToken", next);
        return Ok(());
    }
    for accounts in ["Owner", "RestorableBy"] {
        let mut named = list(&request.params, accounts);
        for account in &mut named {
            if ["self", "all"].contains(&account.as_str()) {
                ACCOUNT_ID.clone_into(account);
            }
        }
        if !named.is_empty() {
            filters.push(("owner-id".to_owned(), named));
        }
    }
    describe_with::<Snapshot>(request, &filters, x)
}

/// `DeleteSnapshot`.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = named(request)?.id.clone();
    let region = request.change()?;
    region.snapshots.remove(&id);
    region.tags.drop_all(&id);
    done(x);
    Ok(())
}

fn named<'a>(request: &'a Request<'_>) -> Result<&'a Snapshot, Refusal> {
    let id = require(&request.params, "SnapshotId")?;
    found(&request.state().snapshots, id, &kinds::SNAPSHOT)
}

fn attribute(request: &Request<'_>) -> Result<(), Refusal> {
    match require(&request.params, "Attribute")? {
        "createVolumePermission" => Ok(()),
        other => Err(Refusal::value("attribute", other)),
    }
}

/// `DescribeSnapshotAttribute`: who may make volumes of it.
pub(super) fn describe_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let snapshot = named(request)?;
    if request.params.text("Attribute") == "productCodes" {
        x.text("snapshotId", &snapshot.id);
        x.element("productCodes", |_| {});
        return Ok(());
    }
    attribute(request)?;
    x.text("snapshotId", &snapshot.id);
    x.element("createVolumePermission", |x| {
        if snapshot.public {
            x.element("item", |x| x.text("group", "all"));
        }
        for account in &snapshot.accounts {
            x.element("item", |x| x.text("userId", account));
        }
    });
    Ok(())
}

/// `ModifySnapshotAttribute`: shares a snapshot, or no longer.
pub(super) fn modify_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let snapshot = named(request)?;
    attribute(request)?;
    let (added, removed) = permissions(request, "CreateVolumePermission")?;
    if added.contains("all") {
        if snapshot.key.is_some() {
            return Err(Refusal::new(
                "OperationNotPermitted",
                "Encrypted snapshots cannot be shared publicly.",
            ));
        }
        if request.state().defaults.snapshots.is_some() {
            return Err(Refusal::new(
                "OperationNotPermitted",
                "Public sharing of snapshots is blocked in this Region by block public access for snapshots.",
            ));
        }
    }
    let id = snapshot.id.clone();
    request.change()?.snapshots.change(&id, |snapshot| {
        snapshot.public = (snapshot.public || added.contains("all")) && !removed.contains("all");
        let accounts = added.iter().filter(|who| *who != "all").cloned();
        snapshot.accounts.extend(accounts);
        snapshot.accounts.retain(|account| !removed.contains(account));
    });
    done(x);
    Ok(())
}

/// `ResetSnapshotAttribute`: shared with nobody.
pub(super) fn reset_attribute(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = named(request)?.id.clone();
    attribute(request)?;
    request.change()?.snapshots.change(&id, |snapshot| {
        snapshot.public = false;
        snapshot.accounts.clear();
    });
    done(x);
    Ok(())
}

/// Accounts (or `all`) that a call adds, and those that it removes.
pub(super) type Change = (BTreeSet<String>, BTreeSet<String>);

/// Reads them, of snapshots and images alike: in a structure, or flat.
pub(super) fn permissions(request: &Request<'_>, structure: &str) -> Result<Change, Refusal> {
    let params = &request.params;
    let of = |list: &str| -> BTreeSet<String> {
        let items = params.below(structure).groups(list);
        let who = |name: &str| -> BTreeSet<String> {
            items
                .iter()
                .filter_map(|i| i.get(name))
                .map(str::to_owned)
                .collect()
        };
        let (mut groups, accounts) = (who("Group"), who("UserId"));
        groups.extend(accounts);
        groups
    };
    let (mut added, mut removed) = (of("Add"), of("Remove"));
    let flat: Vec<String> = [list(params, "UserGroup"), list(params, "UserId")].concat();
    match params.get("OperationType") {
        Some("add") => added.extend(flat),
        Some("remove") => removed.extend(flat),
        Some(other) => return Err(Refusal::value("OperationType", other)),
        None => {}
    }
    if added.is_empty() && removed.is_empty() {
        return Err(Refusal::missing("OperationType"));
    }
    Ok((added, removed))
}
