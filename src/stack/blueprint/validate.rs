//! What AWS would refuse, said before AWS is asked.

use super::names::parse_cidr;
use super::{Blueprint, Problem, Vpc};

/// Types with local NVMe storage: SageMaker refuses `VolumeKmsKeyId` and
/// `KmsKeyId` on them, since the instance encrypts that storage itself.
const NVME_FAMILIES: &[&str] = &[
    "g4dn", "g5", "g5g", "g6", "g6e", "gr6", "p3dn", "p4d", "p4de", "p5", "p5e", "p5en", "p6", "trn1",
    "trn1n", "trn2", "i3", "i3en", "i4i", "c5d", "m5d", "r5d", "m5dn", "r5dn", "c6id", "m6id", "r6id",
    "c6gd", "m6gd", "r6gd", "c7gd", "m7gd", "r7gd",
];

struct Faults(Vec<Problem>);

impl Faults {
    fn check(&mut self, fine: bool, field: &str, what: impl Into<String>, why: &str, next: &str) {
        if !fine {
            self.0.push(Problem {
                line: None,
                field: field.to_owned(),
                what: what.into(),
                why: why.to_owned(),
                next: next.to_owned(),
            });
        }
    }
}

impl Blueprint {
    /// Every fault, in the order of the fields; empty means that it can be
    /// planned.
    pub fn validate(&self) -> Vec<Problem> {
        let mut faults = Faults(Vec::new());
        let f = &mut faults;
        f.check(
            is_name(&self.name, 32),
            "name",
            format!("{:?} is not a stack name", self.name),
            "it begins the names of buckets and roles",
            "use 1 to 32 of a-z, 0-9 and '-', not beginning or ending with '-'",
        );
        f.check(
            self.region.is_well_formed(),
            "region",
            format!("{:?} is not a Region code", self.region.as_str()),
            "every call goes to one Region",
            "write it as in us-east-1",
        );
        self.validate_data(f);
        self.validate_key(f);
        self.validate_identities(f);
        self.validate_network(f);
        self.validate_workload(f);
        faults.0
    }

    fn validate_data(&self, f: &mut Faults) {
        let buckets = [
            ("data.bucket", &self.data.bucket),
            ("data.models_bucket", &self.data.models_bucket),
            ("data.logs_bucket", &self.data.logs_bucket),
        ];
        let mut seen: Vec<&str> = Vec::new();
        for (field, bucket) in buckets {
            let Some(bucket) = bucket.as_deref() else { continue };
            f.check(
                is_bucket(bucket),
                field,
                format!("{bucket:?} is not a bucket name"),
                "S3 refuses it",
                "use 3 to 63 of a-z, 0-9, '-' and '.', or leave it out for a derived name",
            );
            f.check(
                !seen.contains(&bucket),
                field,
                format!("{bucket:?} is named twice"),
                "data, models and logs are kept apart so that no role needs all of them",
                "give each its own bucket",
            );
            seen.push(bucket);
        }
        let prefix = &self.data.prefix;
        f.check(
            prefix.ends_with('/') && !prefix.starts_with('/') && !prefix.contains(['*', '?', '$']),
            "data.prefix",
            format!("{prefix:?} is not a key prefix"),
            "policies are limited to it",
            "write it as in train/",
        );
        if let Some(path) = &self.data.upload {
            f.check(
                !path.is_empty() && !path.ends_with('/'),
                "data.upload",
                format!("{path:?} does not name a file"),
                "one file is uploaded",
                "give the path of a file, or leave it out",
            );
        }
    }

    fn validate_key(&self, f: &mut Faults) {
        let days = self.key.rotation_days;
        f.check(
            (90..=2560).contains(&days),
            "key.rotation_days",
            format!("{days} days"),
            "KMS rotates every 90 to 2560 days",
            "365 satisfies the frameworks",
        );
        if let Some(alias) = &self.key.alias {
            let rest = alias.strip_prefix("alias/").unwrap_or("");
            f.check(
                !rest.is_empty()
                    && alias.len() <= 256
                    && !rest.starts_with("aws/")
                    && rest
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "/_-".contains(c)),
                "key.alias",
                format!("{alias:?} is not an alias"),
                "KMS refuses it",
                "write it as in alias/ml-data",
            );
        }
        if let Some(arn) = &self.key.existing {
            let fine = arn.starts_with("arn:") && arn.contains(":kms:") && arn.contains(":key/");
            f.check(
                fine,
                "key.existing",
                format!("{arn:?} is not a key's ARN"),
                "aliases can be pointed elsewhere later",
                "write it as in arn:aws:kms:REGION:ACCOUNT:key/ID",
            );
            f.check(
                !fine || arn.split(':').nth(3) == Some(self.region.as_str()),
                "key.existing",
                "the key is in another Region",
                "a bucket or job can only use a key of its own Region",
                "name a key of the blueprint's Region",
            );
        }
    }

    fn validate_identities(&self, f: &mut Faults) {
        if let Some(role) = &self.identities.role {
            f.check(
                (1..=64).contains(&role.len())
                    && role
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c)),
                "identities.role",
                format!("{role:?} is not a role name"),
                "IAM refuses it",
                "use 1 to 64 letters, digits and +=,.@_-",
            );
        }
        let arns = [
            ("identities.operator", &self.identities.operator),
            ("identities.boundary", &self.identities.boundary),
        ];
        for (field, arn) in arns {
            let Some(arn) = arn else { continue };
            f.check(
                arn.starts_with("arn:") && arn.contains(":iam::") && !arn.contains(['*', '?']),
                field,
                format!("{arn:?} is not an IAM ARN"),
                "it goes into policies as one principal",
                "write it as in arn:aws:iam::ACCOUNT:role/NAME",
            );
        }
        let known = crate::stack::policies::names(self);
        for (name, text) in &self.identities.policies {
            let field = format!("identities.policies.{name}");
            f.check(
                known.contains(name),
                &field,
                format!("no policy is called {name:?}"),
                "it would be ignored",
                &format!("use one of {}", known.join(", ")),
            );
            let json = serde_json::from_str::<serde_json::Value>(text);
            f.check(
                json.as_ref().is_ok_and(serde_json::Value::is_object),
                &field,
                json.err()
                    .map_or_else(|| "not a JSON object".to_owned(), |e| e.to_string()),
                "AWS refuses it",
                "correct it, or leave it out to have it composed",
            );
        }
    }

    fn validate_network(&self, f: &mut Faults) {
        for short in self.endpoints() {
            f.check(
                !short.is_empty()
                    && short
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || ".-".contains(c)),
                "network.endpoints",
                format!("{short:?} is not a service's short name"),
                "it becomes com.amazonaws.REGION.NAME",
                "write it as in sagemaker.api",
            );
        }
        let mut all = self.endpoints();
        all.sort();
        f.check(
            all.windows(2).all(|w| w[0] != w[1]),
            "network.endpoints",
            "a service is named twice",
            "a VPC has one private name for each service",
            "name it once",
        );
        match &self.network.vpc {
            Vpc::Create { cidr, .. } => self.validate_new_vpc(cidr, f),
            Vpc::Existing {
                vpc_id,
                subnet_ids,
                route_table_ids,
                group_ids,
            } => {
                let t = "network.vpc.existing";
                ids(
                    f,
                    &format!("{t}.vpc_id"),
                    "vpc-",
                    std::slice::from_ref(vpc_id),
                    true,
                );
                ids(f, &format!("{t}.subnet_ids"), "subnet-", subnet_ids, true);
                ids(f, &format!("{t}.group_ids"), "sg-", group_ids, true);
                let gateway = self.endpoints().iter().any(|e| e == "s3");
                ids(
                    f,
                    &format!("{t}.route_table_ids"),
                    "rtb-",
                    route_table_ids,
                    gateway,
                );
            }
        }
    }

    fn validate_new_vpc(&self, cidr: &str, f: &mut Faults) {
        f.check(
            parse_cidr(cidr).is_some_and(|(_, p)| (16..=24).contains(&p)),
            "network.vpc.create.cidr",
            format!("{cidr:?} is not an IPv4 block of /16 to /24"),
            "the subnets are cut from it",
            "write it as in 10.42.0.0/16, with the host bits zero",
        );
        let zones = self.zones();
        f.check(
            (1..=3).contains(&zones.len()),
            "network.vpc.create.zones",
            format!("{} zones", zones.len()),
            "each costs one interface for each endpoint",
            "name one to three; two survive the loss of one",
        );
        f.check(
            zones.iter().all(|z| z.starts_with(self.region.as_str())),
            "network.vpc.create.zones",
            "a zone of another Region",
            "subnets lie in the blueprint's Region",
            "write them as in us-east-1a",
        );
    }

    fn validate_workload(&self, f: &mut Faults) {
        if let Some(t) = &self.workload.training {
            let at = "workload.training";
            suffix(f, &format!("{at}.job"), &t.job);
            image(f, &format!("{at}.image"), &t.image);
            instance_type(f, &format!("{at}.instance_type"), &t.instance_type);
            range(f, &format!("{at}.instances"), t.instances, 1, 100);
            range(f, &format!("{at}.volume_gb"), t.volume_gb, 1, 16384);
            range(f, &format!("{at}.max_seconds"), t.max_seconds, 60, 2_419_200);
            f.check(
                t.instances == 1 || matches!(self.network.vpc, Vpc::Existing { .. }),
                &format!("{at}.instances"),
                format!("{} instances in a VPC made by the stack", t.instances),
                "instances that train together need a group that lets IPsec and their own ports pass between them",
                "use 1, or name an existing VPC with such a group",
            );
        }
        if let Some(s) = &self.workload.stream {
            suffix(f, "workload.stream.stream", &s.stream);
        }
        if let Some(h) = &self.workload.hosting {
            let at = "workload.hosting";
            suffix(f, &format!("{at}.model"), &h.model);
            image(f, &format!("{at}.image"), &h.image);
            instance_type(f, &format!("{at}.instance_type"), &h.instance_type);
            range(f, &format!("{at}.instances"), h.instances, 1, 100);
            if let Some(uri) = &h.model_data {
                f.check(
                    uri.starts_with("s3://") && uri.len() > 7 && !uri.contains(['*', '?', '$']),
                    &format!("{at}.model_data"),
                    format!("{uri:?} is not an s3:// address"),
                    "SageMaker reads the model from S3",
                    "write it as in s3://BUCKET/output/model.tar.gz",
                );
            }
        }
    }
}

fn is_name(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_bucket(text: &str) -> bool {
    (3..=63).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
        && text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
        && text.bytes().last().is_some_and(|b| b.is_ascii_alphanumeric())
        && !text.contains("..")
        && text.parse::<std::net::Ipv4Addr>().is_err()
}

fn suffix(f: &mut Faults, field: &str, text: &str) {
    f.check(
        is_name(text, 20),
        field,
        format!("{text:?} cannot end a name"),
        "SageMaker names are at most 63 letters, digits and '-'",
        "use 1 to 20 of a-z, 0-9 and '-'",
    );
}

fn image(f: &mut Faults, field: &str, text: &str) {
    f.check(
        text.contains(".dkr.ecr.") && text.contains('/') && !text.contains(['*', '$', ' ']),
        field,
        if text.is_empty() {
            "no image".to_owned()
        } else {
            format!("{text:?} is not an ECR image")
        },
        "SageMaker pulls images from ECR only",
        "write it as in ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG",
    );
}

fn instance_type(f: &mut Faults, field: &str, text: &str) {
    let family = text
        .strip_prefix("ml.")
        .and_then(|t| t.split_once('.'))
        .map(|(f, _)| f);
    f.check(
        family.is_some_and(|f| !f.is_empty()),
        field,
        format!("{text:?} is not a SageMaker instance type"),
        "SageMaker refuses it",
        "write it as in ml.m5.large",
    );
    f.check(
        !family.is_some_and(|f| NVME_FAMILIES.contains(&f)),
        field,
        format!("{text} has local NVMe storage"),
        "SageMaker refuses a volume key on it, so the volume could not be encrypted with the stack's key",
        "choose a type without local storage, e.g. ml.m5.large or ml.p3.2xlarge",
    );
}

fn range(f: &mut Faults, field: &str, value: i32, low: i32, high: i32) {
    f.check(
        (low..=high).contains(&value),
        field,
        format!("{value} is out of range"),
        "SageMaker refuses it",
        &format!("use {low} to {high}"),
    );
}

fn ids(f: &mut Faults, field: &str, prefix: &str, values: &[String], needed: bool) {
    f.check(
        !needed || !values.is_empty(),
        field,
        "empty",
        "the stack has nowhere to go without it",
        &format!("name at least one {prefix}…"),
    );
    for value in values {
        let rest = value.strip_prefix(prefix).unwrap_or("");
        f.check(
            !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric()),
            field,
            format!("{value:?} is not an id"),
            "EC2 refuses it",
            &format!("write it as in {prefix}0123456789abcdef0"),
        );
    }
}
