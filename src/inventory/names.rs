//! From the names that settings carry (key ids, aliases, S3 URIs, `vpc-…`) to
//! the ARNs of the resources they mean.

use super::quick::QuickMap;
use super::{Arn, Detail, Inventory, Kind, Resource};

/// An index of the names by which resources refer to each other. Built once
/// per inventory; each lookup is constant time.
#[derive(Debug, Default)]
pub struct Names<'a> {
    by_name: QuickMap<(Kind, &'a str, &'a str), &'a Resource>,
}

/// The name of a resource that other resources write down, for the kinds that
/// are referred to by name rather than by ARN.
fn local_name(resource: &Resource) -> Option<&str> {
    match &resource.detail {
        Detail::KmsKey(_) | Detail::Bucket(_) => Some(resource.arn.short_name()),
        Detail::Model(_)
        | Detail::LogGroup(_)
        | Detail::EndpointConfig(_)
        | Detail::Endpoint(_)
        | Detail::ModelPackageGroup(_)
        | Detail::Group(_) => Some(&resource.name),
        // Notebooks name theirs, Studio refers to its own by ARN; both kinds
        // have names of their own.
        Detail::LifecycleConfig(config) if config.app.is_none() => Some(&resource.name),
        Detail::Vpc(vpc) => Some(&vpc.id),
        Detail::Subnet(subnet) => Some(&subnet.id),
        Detail::SecurityGroup(group) => Some(&group.id),
        Detail::RouteTable(table) => Some(&table.id),
        Detail::Volume(volume) => Some(&volume.id),
        _ => None,
    }
}

impl<'a> Names<'a> {
    /// Reads the names of every resource.
    pub fn new(inventory: &'a Inventory) -> Self {
        let mut names = Self::default();
        for resource in inventory.iter() {
            let Some(name) = local_name(resource) else {
                continue;
            };
            names.add(resource, name);
            if let Detail::KmsKey(key) = &resource.detail {
                for alias in key.aliases.known().into_iter().flatten() {
                    names.add(resource, alias);
                }
            }
        }
        names
    }

    fn add(&mut self, resource: &'a Resource, name: &'a str) {
        let kind = resource.kind();
        let place = place(kind, resource.region.as_str());
        self.by_name.entry((kind, place, name)).or_insert(resource);
    }

    /// The resource of a kind that has a name, as seen from a Region (names
    /// are unique only within one); buckets and groups are global.
    pub fn find(&self, kind: Kind, name: &str, region: &str) -> Option<&'a Resource> {
        self.by_name.get(&(kind, place(kind, region), name)).copied()
    }

    /// The ARN of the resource of a kind that has a name, as seen from `from`;
    /// written as AWS would write it when the inventory does not hold it.
    pub fn arn(&self, kind: Kind, name: &str, from: &Resource) -> Arn {
        if let Some(found) = self.find(kind, name, from.region.as_str()) {
            return found.arn.clone();
        }
        let partition = partition(from);
        let (region, account) = (&from.region, &from.account);
        let of = |service: &str, class: &str| {
            Arn::new(format!(
                "arn:{partition}:{service}:{region}:{account}:{class}/{name}"
            ))
        };
        match kind {
            Kind::Bucket => Arn::new(format!("arn:{partition}:s3:::{name}")),
            Kind::Group => Arn::new(format!("arn:{partition}:iam::{account}:group/{name}")),
            Kind::KmsKey => of("kms", "key"),
            Kind::Model => of("sagemaker", "model"),
            Kind::EndpointConfig => of("sagemaker", "endpoint-config"),
            Kind::Endpoint => of("sagemaker", "endpoint"),
            Kind::LifecycleConfig => of("sagemaker", "notebook-instance-lifecycle-config"),
            Kind::ModelPackageGroup => of("sagemaker", "model-package-group"),
            Kind::Vpc => of("ec2", "vpc"),
            Kind::Subnet => of("ec2", "subnet"),
            Kind::SecurityGroup => of("ec2", "security-group"),
            Kind::RouteTable => of("ec2", "route-table"),
            Kind::Volume => of("ec2", "volume"),
            other => of(other.service(), "unknown"),
        }
    }

    /// The key that a setting names in any of the four forms that AWS accepts:
    /// key id, key ARN, alias name, alias ARN. `None` when the inventory does
    /// not hold it.
    pub fn key(&self, text: &str, from: &Resource) -> Option<&'a Resource> {
        if text.starts_with("arn:") {
            let arn = Arn::new(text);
            let name = arn.resource();
            let name = name.strip_prefix("key/").unwrap_or(name);
            let found = self.find(Kind::KmsKey, name, arn.region())?;
            return (found.account.as_str() == arn.account()).then_some(found);
        }
        self.find(Kind::KmsKey, text, from.region.as_str())
    }

    /// The ARN of the key that a setting names; an alias that nothing is known
    /// about stays an alias ARN.
    pub fn key_arn(&self, text: &str, from: &Resource) -> Arn {
        if let Some(found) = self.key(text, from) {
            return found.arn.clone();
        }
        if text.starts_with("arn:") {
            return Arn::new(text);
        }
        if text.starts_with("alias/") {
            let partition = partition(from);
            return Arn::new(format!(
                "arn:{partition}:kms:{}:{}:{text}",
                from.region, from.account
            ));
        }
        self.arn(Kind::KmsKey, text, from)
    }
}

/// Where a name of a kind is unique: a Region, or everywhere.
fn place(kind: Kind, region: &str) -> &str {
    if matches!(kind, Kind::Bucket | Kind::Group) {
        ""
    } else {
        region
    }
}

fn partition(from: &Resource) -> &str {
    match from.arn.partition() {
        "" => "aws",
        partition => partition,
    }
}

/// The bucket of an `s3://bucket/prefix` URI; also reads the `https://` and
/// ARN forms that SageMaker accepts.
pub fn bucket_of_uri(uri: &str) -> Option<&str> {
    let name = if let Some(rest) = uri.strip_prefix("s3://") {
        rest.split('/').next()
    } else if let Some(rest) = uri.strip_prefix("https://") {
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.starts_with("s3.") || host.starts_with("s3-") {
            path.split('/').next()
        } else {
            host.split_once(".s3").map(|(bucket, _)| bucket)
        }
    } else if uri.starts_with("arn:") {
        uri.split(":::").nth(1).and_then(|rest| rest.split('/').next())
    } else {
        None
    };
    name.filter(|n| !n.is_empty())
}
