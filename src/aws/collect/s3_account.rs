//! What S3 has beside buckets: the account's own Block Public Access, access
//! points, and the bucket names that services would take for themselves.

use super::Scope;
use super::answer::{filled, plain, tags as pairs, time};
use super::listing::{Found, Listing};
use crate::aws::errors::Failure;
use crate::aws::regions;
use crate::inventory::detail::{
    AccessPoint, ExpectedBucket, MultiRegionAccessPoint, PublicAccessBlock, S3Account,
};
use crate::inventory::{Arn, Field, Gap, GapKind, Kind, Region, Tags};
use aws_sdk_s3control::types::{
    AccessPoint as ListedPoint, MultiRegionAccessPointReport, PublicAccessBlockConfiguration,
};

const ACCOUNT_BLOCK: &str = "s3control:GetPublicAccessBlock";

/// The account's switches, which hold in every Region: asked once, shown in
/// the first.
pub(super) async fn account(scope: Scope) {
    let listings: Vec<Listing<'_>> = everywhere(&scope, Kind::S3Account);
    let account = scope.session.account();
    let ask = scope.clients.s3control.get_public_access_block();
    let result = scope
        .call(ACCOUNT_BLOCK, ask.account_id(account.as_str()).send())
        .await;
    let block = match result {
        Ok(answer) => Field::Known(answer.public_access_block_configuration().map(switches)),
        Err(failure) if failure.is("NoSuchPublicAccessBlockConfiguration") => Field::Known(None),
        Err(failure) => {
            for listing in &listings {
                listing.gap(&failure).await;
            }
            end_all(listings).await;
            return;
        }
    };
    let partition = regions::partition(listings[0].region.as_str());
    listings[0]
        .found(Found {
            arn: Arn::from(format!("arn:{partition}:s3::{account}:account")),
            name: "S3 account settings".to_owned(),
            created: None,
            tags: Field::Known(Tags::new()),
            detail: S3Account {
                public_access_block: block,
            }
            .into(),
        })
        .await;
    end_all(listings).await;
}

fn everywhere(scope: &Scope, kind: Kind) -> Vec<Listing<'_>> {
    let regions = scope.session.regions().iter();
    regions
        .map(|region| Listing::in_region(scope, kind, region.clone()))
        .collect()
}

async fn end_all(listings: Vec<Listing<'_>>) {
    for listing in listings {
        listing.end().await;
    }
}

fn switches(block: &PublicAccessBlockConfiguration) -> PublicAccessBlock {
    PublicAccessBlock {
        block_public_acls: block.block_public_acls() == Some(true),
        ignore_public_acls: block.ignore_public_acls() == Some(true),
        block_public_policy: block.block_public_policy() == Some(true),
        restrict_public_buckets: block.restrict_public_buckets() == Some(true),
    }
}

/// The access points of the Region.
pub(super) async fn access_points(scope: Scope) {
    let listing = Listing::new(&scope, Kind::AccessPoint);
    let list = scope.clients.s3control.list_access_points();
    let list = list.account_id(scope.session.account().as_str());
    let mut pages = list.max_results(1000).into_paginator().send();
    while let Some(page) = listing.page("s3control:ListAccessPoints", pages.try_next()).await {
        let points = page.access_point_list.unwrap_or_default();
        listing.each(points, |point| access_point(&listing, point)).await;
    }
    listing.end().await;
}

async fn access_point(listing: &Listing<'_>, listed: ListedPoint) {
    let scope = listing.scope;
    let account = scope.session.account().as_str();
    let (name, client) = (listed.name(), &scope.clients.s3control);
    let ask = client.get_access_point().account_id(account).name(name);
    let Some(said) = scope.describe("s3control:GetAccessPoint", ask.send()).await else {
        return;
    };
    let arn = match listed.access_point_arn() {
        Some(arn) => Arn::from(arn),
        None => scope.arn("s3", &format!("accesspoint/{name}")),
    };
    let ask = client.get_access_point_policy().account_id(account).name(name);
    let policy = scope.call("s3control:GetAccessPointPolicy", ask.send()).await;
    let policy = match policy {
        Ok(answer) => Field::Known(filled(answer.policy())),
        Err(failure) if failure.is("NoSuchAccessPointPolicy") => Field::Known(None),
        Err(failure) => Field::Unknown(failure.gap()),
    };
    let ask = client.list_tags_for_resource().account_id(account);
    let tags = scope
        .setting(
            "s3control:ListTagsForResource",
            ask.resource_arn(arn.as_str()).send(),
        )
        .await;
    listing
        .found(Found {
            name: name.to_owned(),
            created: said.ok().and_then(|p| time(p.creation_date())),
            tags: tags.read(|a| pairs(a.tags().iter().map(|t| (Some(t.key()), Some(t.value()))))),
            detail: AccessPoint {
                bucket: listed.bucket().to_owned(),
                bucket_account: filled(listed.bucket_account_id()),
                network_origin: said.require("NetworkOrigin", |p| {
                    p.network_origin().map(|o| o.as_str().to_owned())
                }),
                public_access_block: said.read(|p| p.public_access_block_configuration().map(switches)),
                policy,
            }
            .into(),
            arn,
        })
        .await;
}

/// Where S3 keeps the Multi-Region Access Points of every account.
const MULTI_REGION_HOME: &str = "us-west-2";

/// The Multi-Region Access Points, which belong to no Region: asked once,
/// shown in the first.
pub(super) async fn multi_region(scope: Scope) {
    let listings = everywhere(&scope, Kind::MultiRegionAccessPoint);
    if regions::partition(scope.region.as_str()) != "aws" {
        // The other partitions have none.
        end_all(listings).await;
        return;
    }
    let home = scope.session.clients(&Region::from(MULTI_REGION_HOME));
    let list = home.s3control.list_multi_region_access_points();
    let list = list.account_id(scope.session.account().as_str());
    let mut pages = list.into_paginator().send();
    loop {
        match scope
            .call("s3control:ListMultiRegionAccessPoints", pages.try_next())
            .await
        {
            Ok(Some(page)) => {
                for report in page.access_points() {
                    listings[0].found(multi_region_point(&scope, report)).await;
                }
            }
            Ok(None) => break,
            Err(failure) => {
                for listing in &listings {
                    listing.gap(&failure).await;
                }
                break;
            }
        }
    }
    end_all(listings).await;
}

fn multi_region_point(scope: &Scope, report: &MultiRegionAccessPointReport) -> Found {
    let account = scope.session.account();
    let alias = plain(report.alias());
    Found {
        arn: Arn::from(format!("arn:aws:s3::{account}:accesspoint/{alias}")),
        name: report.name().unwrap_or(&alias).to_owned(),
        created: time(report.created_at()),
        // AWS has no tags for them.
        tags: Field::Known(Tags::new()),
        detail: MultiRegionAccessPoint {
            status: Field::Known(report.status().map_or("", |s| s.as_str()).to_owned()),
            public_access_block: Field::Known(report.public_access_block().map(switches)),
            buckets: Field::Known(
                report
                    .regions()
                    .iter()
                    .filter_map(|r| r.bucket().map(str::to_owned))
                    .collect(),
            ),
        }
        .into(),
    }
}

/// The names that services give the buckets that they make on first use, when
/// nobody has made them before: by account and Region, so that anyone can
/// guess them.
fn expected_names(account: &str, region: &str) -> [(&'static str, String); 4] {
    [
        ("sagemaker", format!("sagemaker-{region}-{account}")),
        ("glue", format!("aws-glue-assets-{account}-{region}")),
        ("emr", format!("aws-emr-studio-{account}-{region}")),
        ("codestar", format!("aws-codestar-{region}-{account}")),
    ]
}

/// Who has the predictable bucket names of the Region.
pub(super) async fn expected_buckets(scope: Scope) {
    let listing = Listing::new(&scope, Kind::ExpectedBucket);
    let names = expected_names(scope.session.account().as_str(), scope.region.as_str());
    listing
        .each(names.into(), |(service, name)| {
            expected_bucket(&listing, service, name)
        })
        .await;
    listing.end().await;
}

/// Asks S3 whether the bucket is this account's: 404 says that nobody has the
/// name. Another refusal says that somebody has, here or (301) in another
/// Region; the list of the account's own buckets then says whether it is one of
/// those.
async fn expected_bucket(listing: &Listing<'_>, service: &'static str, name: String) {
    let scope = listing.scope;
    let account = scope.session.account();
    let ask = scope.clients.s3.head_bucket().bucket(&name);
    let result = scope
        .call(
            "s3:HeadBucket",
            ask.expected_bucket_owner(account.as_str()).send(),
        )
        .await;
    let owner = match result {
        Ok(_) => Field::Known("this account".to_owned()),
        Err(failure) if failure.is_absent() => Field::Known("nobody".to_owned()),
        Err(failure) if matches!(failure.status, Some(301 | 400 | 403)) => {
            owned_elsewhere(scope, &name, &failure).await
        }
        Err(failure) => Field::Unknown(failure.gap()),
    };
    listing
        .found(Found {
            arn: scope.arn("s3", &format!("expected-bucket/{name}")),
            name,
            created: None,
            tags: Field::Known(Tags::new()),
            detail: ExpectedBucket {
                service: service.to_owned(),
                owner,
            }
            .into(),
        })
        .await;
}

async fn owned_elsewhere(scope: &Scope, name: &str, refused: &Failure) -> Field<String> {
    let list = scope.clients.s3.list_buckets().prefix(name).max_buckets(10);
    match scope.call("s3:ListBuckets", list.send()).await {
        Ok(page) if page.buckets().iter().any(|b| b.name() == Some(name)) => Field::Unknown(Gap {
            operation: refused.operation.clone(),
            kind: GapKind::Denied,
            message: refused.words(),
        }),
        Ok(_) => Field::Known("another account".to_owned()),
        Err(failure) => Field::Unknown(failure.gap()),
    }
}
