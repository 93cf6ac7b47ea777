//! Steps as resources: the calls that set something of a thing become fields of
//! the resource that the thing is, where the format has them there.

use super::value::{Item, Named};
use crate::stack::reference::{self, Part};
use crate::stack::{Spec, Step};
use std::collections::{BTreeMap, BTreeSet};

/// What a format says of one step.
pub(super) enum Said {
    /// A resource of its own.
    Resource(Resource),
    /// A part of the resource that it sets something of; by itself, when that
    /// is none of the stack's, it may be a resource too.
    Setting {
        items: Vec<Item>,
        alone: Option<Resource>,
    },
    /// Nothing: the reason.
    Unsaid(String),
}

impl Said {
    /// For a call that came to the wrong place: said, not left out.
    pub(super) fn misrouted(spec: &Spec) -> Self {
        Self::Unsaid(format!("There is no way to say {} here.", spec.operation()))
    }
}

/// A resource of a format.
pub(super) struct Resource {
    /// The format's type.
    pub(super) kind: &'static str,
    /// Its fields.
    pub(super) items: Vec<Item>,
    /// The id by which it is imported, with references; empty where a format
    /// has none.
    pub(super) import: String,
    /// What the format cannot say of it, or says in another way.
    pub(super) notes: Vec<String>,
    /// Resources that say what this one has no field for.
    pub(super) beside: Vec<Resource>,
}

impl Resource {
    pub(super) fn new(kind: &'static str, items: Vec<Item>) -> Self {
        Self {
            kind,
            items,
            import: String::new(),
            notes: Vec::new(),
            beside: Vec::new(),
        }
    }

    pub(super) fn imported_by(mut self, id: impl Into<String>) -> Self {
        self.import = id.into();
        self
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(super) fn beside(mut self, other: Resource) -> Self {
        self.beside.push(other);
        self
    }

    /// Takes a setting in: it replaces a field of the same name, and stands
    /// beside blocks of the same name.
    fn take(&mut self, setting: Vec<Item>) {
        for item in setting {
            if let Item::Field(name, _) = &item {
                let same = |i: &Item| matches!(i, Item::Field(n, _) if n == name);
                if let Some(there) = self.items.iter_mut().find(|i| same(i)) {
                    *there = item;
                    continue;
                }
            }
            self.items.push(item);
        }
    }
}

/// A place in the file.
pub(super) enum Place<'a> {
    /// A resource: the step that makes it, and those that set something of it.
    Resource(Box<Resource>, Vec<&'a Step>),
    /// What the format cannot say.
    Unsaid(&'a Step, String),
}

/// The places of a file, and which step is said where.
pub(super) struct Gathered<'a> {
    /// In the order of the steps.
    pub(super) places: Vec<Place<'a>>,
    /// The step whose resource says this step; none where nothing does.
    said_by: BTreeMap<&'a str, &'a str>,
    named: BTreeMap<(Named, String), &'a str>,
}

impl<'a> Gathered<'a> {
    /// The step whose resource says this one.
    pub(super) fn resource_of(&self, step: &str) -> Option<&'a str> {
        self.said_by.get(step).copied()
    }

    /// The step that makes the thing of that name, where the format says it.
    pub(super) fn maker(&self, kind: Named, name: &str) -> Option<&'a str> {
        let step = self.named.get(&(kind, name.to_owned()))?;
        self.resource_of(step)
    }

    /// The steps whose resources a resource must wait for without naming them,
    /// and the steps that it would wait for and that the format cannot say.
    pub(super) fn waits(&self, resource: &Resource, steps: &[&'a Step]) -> (Vec<&'a str>, Vec<&'a str>) {
        let (mut referred, mut names) = (BTreeSet::new(), BTreeSet::new());
        for item in &resource.items {
            item.collect(&mut referred, &mut names);
        }
        let mut known: BTreeSet<&str> = referred.iter().filter_map(|s| self.resource_of(s)).collect();
        known.extend(names.iter().filter_map(|(kind, name)| self.maker(*kind, name)));
        known.extend(steps.first().map(|s| s.id.as_str()));
        let (mut waits, mut unsaid) = (Vec::new(), Vec::new());
        for need in steps.iter().flat_map(|s| &s.needs) {
            match self.resource_of(need) {
                Some(step) if known.insert(step) => waits.push(step),
                Some(_) => {}
                None => unsaid.push(need.as_str()),
            }
        }
        (waits, unsaid)
    }
}

/// The places of a file.
pub(super) fn gather<'a>(steps: &'a [Step], say: impl Fn(&Step) -> Said) -> Gathered<'a> {
    let mut gathered = Gathered {
        places: Vec::new(),
        said_by: BTreeMap::new(),
        named: steps
            .iter()
            .filter_map(|s| Some((makes(&s.spec)?, s.id.as_str())))
            .collect(),
    };
    let mut needs: BTreeMap<&'a str, BTreeSet<&'a str>> = BTreeMap::new();
    for step in steps {
        let own = step.needs.iter().map(String::as_str);
        match say(step) {
            Said::Unsaid(reason) => gathered.places.push(Place::Unsaid(step, reason)),
            Said::Resource(resource) => gathered.begin(step, resource),
            Said::Setting { items, alone } => {
                let holder = gathered.holder(step);
                match (holder, alone) {
                    (Some(h), _) if !circular(&needs, &gathered.said_by, step, h) => {
                        gathered.put(h, step, items);
                    }
                    (_, Some(resource)) => gathered.begin(step, resource),
                    (Some(h), None) => {
                        let reason =
                            format!("It needs what needs {h}: a circle, which one resource cannot say.");
                        gathered.places.push(Place::Unsaid(step, reason));
                    }
                    (None, None) => {
                        let reason = "It sets something of a thing that the stack does not make.";
                        gathered.places.push(Place::Unsaid(step, reason.to_owned()));
                    }
                }
            }
        }
        let at = gathered.resource_of(&step.id).unwrap_or(&step.id);
        needs.entry(at).or_default().extend(own);
    }
    gathered
}

impl<'a> Gathered<'a> {
    fn begin(&mut self, step: &'a Step, resource: Resource) {
        self.said_by.insert(&step.id, &step.id);
        self.places.push(Place::Resource(Box::new(resource), vec![step]));
    }

    fn put(&mut self, holder: &'a str, step: &'a Step, items: Vec<Item>) {
        let place = self.places.iter_mut().find_map(|place| match place {
            Place::Resource(resource, steps) if steps[0].id == holder => Some((resource, steps)),
            _ => None,
        });
        if let Some((resource, steps)) = place {
            resource.take(items);
            steps.push(step);
            self.said_by.insert(&step.id, holder);
        }
    }

    /// The step whose resource holds what this one sets.
    fn holder(&self, step: &Step) -> Option<&'a str> {
        match sets(&step.spec)? {
            Target::Named(kind, name) => self.maker(kind, name),
            Target::Referred(id) => match reference::parts(id)[..] {
                [Part::Output { step, .. }] => self.resource_of(step),
                _ => None,
            },
        }
    }
}

/// Whether what a setting needs leads back to the resource that would hold it.
fn circular(
    needs: &BTreeMap<&str, BTreeSet<&str>>,
    said_by: &BTreeMap<&str, &str>,
    step: &Step,
    holder: &str,
) -> bool {
    let at = |s| said_by.get(s).copied().unwrap_or(s);
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = step
        .needs
        .iter()
        .map(|n| at(n))
        .filter(|n| *n != holder)
        .collect();
    while let Some(next) = open.pop() {
        if next == holder {
            return true;
        }
        if seen.insert(next) {
            open.extend(needs.get(next).into_iter().flatten().map(|n| at(n)));
        }
    }
    false
}

/// What a step makes that others call by its name.
fn makes(spec: &Spec) -> Option<(Named, String)> {
    Some(match spec {
        Spec::CreateBucket { bucket, .. } => (Named::Bucket, bucket.clone()),
        Spec::CreateRole { role, .. } => (Named::Role, role.clone()),
        Spec::CreateStream { stream, .. } => (Named::Stream, stream.clone()),
        Spec::CreateModel { model, .. } => (Named::Model, model.clone()),
        Spec::CreateEndpointConfig { config, .. } => (Named::EndpointConfig, config.clone()),
        _ => return None,
    })
}

/// What a step sets something of.
enum Target<'s> {
    Referred(&'s str),
    Named(Named, &'s str),
}

fn sets(spec: &Spec) -> Option<Target<'_>> {
    Some(match spec {
        Spec::EnableKeyRotation { key_id: id, .. }
        | Spec::PutKeyPolicy { key_id: id, .. }
        | Spec::ModifyVpcAttribute { vpc_id: id, .. }
        | Spec::AuthorizeIngress { group_id: id, .. } => Target::Referred(id),
        Spec::PutBucketTagging { bucket, .. }
        | Spec::PutPublicAccessBlock { bucket }
        | Spec::PutBucketEncryption { bucket, .. }
        | Spec::PutBucketVersioning { bucket }
        | Spec::PutBucketLogging { bucket, .. }
        | Spec::PutBucketPolicy { bucket, .. } => Target::Named(Named::Bucket, bucket),
        Spec::PutRolePolicy { role, .. } => Target::Named(Named::Role, role),
        Spec::StartStreamEncryption { stream, .. } => Target::Named(Named::Stream, stream),
        _ => return None,
    })
}
