//! `DescribeBuckets` and `GetBucketStatistics`: the Region's buckets as S3 has
//! them now.

use super::inventory::{Counts, Facts};
use super::state::Region;
use super::{Reply, Work, criteria, invalid, scope};
use crate::demo::ACCOUNT_ID;
use serde_json::{Value, json};

/// Of the Region, each with its objects counted.
fn all(work: &Work<'_>) -> impl Iterator<Item = (Facts, Counts)> {
    let s3 = &work.ground.s3;
    s3.buckets(work.region()).into_iter().map(|view| {
        let counts = Counts::of(&s3.objects(&view.name));
        (Facts::of(view), counts)
    })
}

/// `jobDetails`.
fn job_details(region: &Region, facts: &Facts) -> Value {
    let mut of_bucket = region
        .jobs
        .iter()
        .filter(|job| !job.is_cancelled() && scope::covers(&job.request, facts));
    let recurs = of_bucket.clone().any(|job| job.request["jobType"] == "SCHEDULED");
    let flag = |yes: bool| if yes { "TRUE" } else { "FALSE" };
    let mut details = json!({
        "isDefinedInJob": flag(of_bucket.clone().next().is_some()),
        "isMonitoredByJob": flag(recurs),
    });
    if let Some(last) = of_bucket
        .by_ref()
        .filter(|job| job.last_run.is_some())
        .max_by_key(|job| job.last_run)
    {
        details["lastJobId"] = json!(last.id);
        details["lastJobRunTime"] = json!(last.last_run.map(crate::inventory::Timestamp::rfc3339));
    }
    details
}

fn describe_one(region: &Region, work: &Work<'_>, facts: &Facts, counts: &Counts) -> Value {
    let view = &facts.view;
    let mut out = json!({
        "accountId": ACCOUNT_ID,
        "allowsUnencryptedObjectUploads": facts.allows_unencrypted_uploads(),
        "automatedDiscoveryMonitoringStatus":
            if region.discovery.monitors(&view.name) { "MONITORED" } else { "NOT_MONITORED" },
        "bucketArn": format!("arn:aws:s3:::{}", view.name),
        "bucketCreatedAt": view.created.rfc3339(),
        "bucketName": view.name,
        "jobDetails": job_details(region, facts),
        "lastUpdated": work.now().rfc3339(),
        "objectCountByEncryptionType": counts.by_encryption(),
        "publicAccess": facts.public_access(),
        "region": view.region,
        "replicationDetails": facts.replication(),
        "sensitivityScore": region.discovery.score(&view.name, counts.objects),
        "serverSideEncryption": {"type": view.encryption.algorithm},
        "sharedAccess": facts.shared_access(),
        "tags": facts.tags(),
        "versioning": view.versioned,
    });
    if let Some(key) = &view.encryption.key {
        out["serverSideEncryption"]["kmsMasterKeyId"] = json!(key);
    }
    if let Some(at) = region.discovery.last_analysed(&view.name) {
        out["lastAutomatedDiscoveryTime"] = json!(at.rfc3339());
    }
    if facts.denies_macie() {
        out["errorCode"] = json!("ACCESS_DENIED");
        out["errorMessage"] =
            json!("Macie isn't allowed to retrieve information about the bucket or its objects.");
    }
    counts.write(&mut out);
    out
}

/// `DescribeBuckets`.
pub(super) fn describe(region: &Region, work: &Work<'_>) -> Reply {
    let mut found: Vec<Value> = all(work)
        .map(|(facts, counts)| describe_one(region, work, &facts, &counts))
        .filter(|bucket| criteria::meets(bucket, &work.request["criteria"]))
        .collect();
    criteria::sort(&mut found, &work.request["sortCriteria"]);
    work.page("buckets", &found, 50, 1000)
}

/// Buckets of one sensitivity.
#[derive(Default)]
struct Share {
    buckets: u64,
    public: u64,
    size: u64,
    fit: u64,
}

impl Share {
    fn add(&mut self, public: bool, counts: &Counts) {
        self.buckets += 1;
        self.public += u64::from(public);
        self.size += counts.size;
        self.fit += counts.fit_size;
    }

    fn value(&self) -> Value {
        json!({
            "classifiableSizeInBytes": self.fit,
            "publiclyAccessibleCount": self.public,
            "totalCount": self.buckets,
            "totalSizeInBytes": self.size,
        })
    }
}

/// `GetBucketStatistics`.
pub(super) fn statistics(region: &Region, work: &Work<'_>) -> Reply {
    if let Some(account) = work.request["accountId"].as_str().filter(|id| *id != ACCOUNT_ID) {
        return Err(invalid(format!(
            "The account {account} isn't associated with your account."
        )));
    }
    let mut sums = Counts::default();
    let (mut public, mut readable, mut writable) = (0_u64, 0_u64, 0_u64);
    let (mut kms, mut managed, mut open, mut closed) = (0_u64, 0_u64, 0_u64, 0_u64);
    let (mut external, mut alone, mut buckets) = (0_u64, 0_u64, 0_u64);
    let [mut errors, mut unknown, mut clean, mut sensitive] = [(); 4].map(|()| Share::default());
    for (facts, counts) in all(work) {
        buckets += 1;
        public += u64::from(facts.is_public());
        readable += u64::from(facts.is_readable());
        writable += u64::from(facts.is_writable());
        let by_kms = facts.view.encryption.algorithm.starts_with("aws:kms");
        *(if by_kms { &mut kms } else { &mut managed }) += 1;
        let uploads = facts.allows_unencrypted_uploads() == "TRUE";
        *(if uploads { &mut open } else { &mut closed }) += 1;
        let shared = facts.shared_access() == "EXTERNAL";
        *(if shared { &mut external } else { &mut alone }) += 1;
        sums.add(&counts);
        let share = match region.discovery.score(&facts.view.name, counts.objects) {
            ..0 => &mut errors,
            50 => &mut unknown,
            51.. => &mut sensitive,
            _ => &mut clean,
        };
        share.add(facts.is_public(), &counts);
    }
    let mut out = json!({
        "bucketCount": buckets,
        "bucketCountByEffectivePermission": {
            "publiclyAccessible": public, "publiclyReadable": readable, "publiclyWritable": writable, "unknown": 0,
        },
        "bucketCountByEncryptionType": {
            "kmsManaged": kms, "s3Managed": managed, "unencrypted": 0, "unknown": 0,
        },
        "bucketCountByObjectEncryptionRequirement": {
            "allowsUnencryptedObjectUploads": open, "deniesUnencryptedObjectUploads": closed, "unknown": 0,
        },
        "bucketCountBySharedAccessType": {
            "external": external, "internal": 0, "notShared": alone, "unknown": 0,
        },
        "bucketStatisticsBySensitivity": {
            "classificationError": errors.value(),
            "notClassified": unknown.value(),
            "notSensitive": clean.value(),
            "sensitive": sensitive.value(),
        },
        "lastUpdated": work.now().rfc3339(),
    });
    sums.write(&mut out);
    Ok(out)
}
