//! IoT: device and CA certificates, and what Device Defender found about them.

use super::Scope;
use super::answer::{Answer, plain, tags, text, time};
use super::listing::{Found, Listing};
use crate::aws::session::now;
use crate::inventory::detail::{IotCaCertificate, IotCertificate};
use crate::inventory::{Arn, Field, Gap, GapKind, Kind, Tags, Timestamp};
use aws_sdk_iot::operation::describe_certificate::DescribeCertificateOutput;
use aws_sdk_iot::types::{AuditFinding, CaCertificate, Certificate};
use aws_smithy_types::DateTime;
use std::collections::HashSet;

const AUDIT: &str = "iot:DescribeAccountAuditConfiguration";
const REVOKED: &str = "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK";
/// Device Defender keeps findings for ninety days.
const KEPT: i64 = 90 * 86_400;

/// The tags of anything in IoT that has tags.
pub(super) async fn tags_of(scope: &Scope, arn: &Arn) -> Field<Tags> {
    let iot = &scope.clients.iot;
    let mut pages = iot
        .list_tags_for_resource()
        .resource_arn(arn.as_str())
        .into_paginator()
        .send();
    let mut all = Tags::new();
    loop {
        match scope.call("iot:ListTagsForResource", pages.try_next()).await {
            Ok(Some(page)) => all.extend(tags(page.tags().iter().map(|t| (Some(t.key()), t.value())))),
            Ok(None) => return Field::Known(all),
            Err(failure) => return Field::Unknown(failure.gap()),
        }
    }
}

/// `ListCertificates` and `DescribeCertificate`, the things that use each, and
/// the audit's findings about all.
pub(super) async fn certificates(scope: Scope) {
    let listing = Listing::new(&scope, Kind::IotCertificate);
    let revoked = revoked(&scope).await;
    let list = scope.clients.iot.list_certificates();
    let mut pages = list.page_size(250).into_paginator().send();
    while let Some(page) = listing.page("iot:ListCertificates", pages.try_next()).await {
        let items = page.certificates.unwrap_or_default();
        listing
            .each(items, |item| certificate(&listing, &revoked, item))
            .await;
    }
    listing.end().await;
}

async fn certificate(listing: &Listing<'_>, revoked: &Field<HashSet<String>>, item: Certificate) {
    let scope = listing.scope;
    let id = plain(item.certificate_id());
    let call = scope
        .clients
        .iot
        .describe_certificate()
        .certificate_id(&id)
        .send();
    let Some(said) = scope.describe("iot:DescribeCertificate", call).await else {
        return;
    };
    let arn = Arn::from(plain(item.certificate_arn()));
    let detail = IotCertificate {
        status: said.require("certificateDescription.status", |a| {
            text(a.certificate_description()?.status())
        }),
        expires: expiry(&said),
        things: things(scope, &arn).await,
        found_revoked: match revoked {
            Field::Known(ids) => Field::Known(ids.contains(&id)),
            Field::Unknown(gap) => Field::Unknown(gap.clone()),
        },
    };
    listing
        .found(Found {
            arn,
            name: id.chars().take(12).collect(),
            created: time(item.creation_date()),
            // AWS lets nobody tag device certificates.
            tags: Field::Known(Tags::new()),
            detail: detail.into(),
        })
        .await;
}

fn expiry(said: &Answer<DescribeCertificateOutput>) -> Field<Timestamp> {
    said.require("certificateDescription.validity.notAfter", |a| {
        time(a.certificate_description()?.validity()?.not_after())
    })
}

/// `ListPrincipalThings`.
async fn things(scope: &Scope, principal: &Arn) -> Field<Vec<String>> {
    let list = scope
        .clients
        .iot
        .list_principal_things()
        .principal(principal.as_str());
    let mut pages = list.max_results(250).into_paginator().send();
    let mut names = Vec::new();
    loop {
        match scope.call("iot:ListPrincipalThings", pages.try_next()).await {
            Ok(Some(page)) => names.extend(page.things.unwrap_or_default()),
            Ok(None) => return Field::Known(names),
            Err(failure) => return Field::Unknown(failure.gap()),
        }
    }
}

/// The ids of the certificates that an audit found revoked by their CA: a CA's
/// list of revoked certificates can only be seen through Device Defender.
async fn revoked(scope: &Scope) -> Field<HashSet<String>> {
    let call = scope.clients.iot.describe_account_audit_configuration().send();
    let said = scope.setting(AUDIT, call).await;
    let looks = said.read(|a| {
        let checks = a.audit_check_configurations();
        checks
            .and_then(|c| c.get(REVOKED))
            .is_some_and(aws_sdk_iot::types::AuditCheckConfiguration::enabled)
    });
    match looks {
        Field::Known(true) => findings(scope).await,
        Field::Known(false) => Field::Unknown(Gap {
            operation: AUDIT.to_owned(),
            kind: GapKind::NotCollected,
            message: format!("Device Defender's audit does not run {REVOKED} in this Region"),
        }),
        Field::Unknown(gap) => Field::Unknown(gap),
    }
}

async fn findings(scope: &Scope) -> Field<HashSet<String>> {
    let until = now();
    let list = scope.clients.iot.list_audit_findings().check_name(REVOKED);
    let list = list
        .start_time(DateTime::from_secs(until.0 - KEPT))
        .end_time(DateTime::from_secs(until.0));
    let mut pages = list.max_results(250).into_paginator().send();
    let mut ids = HashSet::new();
    loop {
        match scope.call("iot:ListAuditFindings", pages.try_next()).await {
            Ok(Some(page)) => ids.extend(page.findings().iter().filter_map(subject)),
            Ok(None) => return Field::Known(ids),
            Err(failure) => return Field::Unknown(failure.gap()),
        }
    }
}

/// The certificate that a finding is about.
fn subject(finding: &AuditFinding) -> Option<String> {
    let named = finding.non_compliant_resource()?.resource_identifier()?;
    let by_arn = || named.device_certificate_arn()?.rsplit('/').next();
    named.device_certificate_id().or_else(by_arn).map(str::to_owned)
}

/// `ListCACertificates` and `DescribeCACertificate`.
pub(super) async fn ca_certificates(scope: Scope) {
    let listing = Listing::new(&scope, Kind::IotCaCertificate);
    let list = scope.clients.iot.list_ca_certificates();
    let mut pages = list.page_size(250).into_paginator().send();
    while let Some(page) = listing.page("iot:ListCACertificates", pages.try_next()).await {
        let items = page.certificates.unwrap_or_default();
        listing.each(items, |item| ca_certificate(&listing, item)).await;
    }
    listing.end().await;
}

async fn ca_certificate(listing: &Listing<'_>, item: CaCertificate) {
    let scope = listing.scope;
    let id = plain(item.certificate_id());
    let call = scope
        .clients
        .iot
        .describe_ca_certificate()
        .certificate_id(&id)
        .send();
    let Some(said) = scope.describe("iot:DescribeCACertificate", call).await else {
        return;
    };
    let arn = Arn::from(plain(item.certificate_arn()));
    let detail = IotCaCertificate {
        status: said.require("certificateDescription.status", |a| {
            text(a.certificate_description()?.status())
        }),
        expires: said.require("certificateDescription.validity.notAfter", |a| {
            time(a.certificate_description()?.validity()?.not_after())
        }),
    };
    listing
        .found(Found {
            tags: tags_of(scope, &arn).await,
            arn,
            name: id.chars().take(12).collect(),
            created: time(item.creation_date()),
            detail: detail.into(),
        })
        .await;
}
