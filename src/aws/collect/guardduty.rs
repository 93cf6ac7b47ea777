//! GuardDuty: the Region's detector and the features that are on.

use super::Scope;
use super::answer::text;
use super::listing::{Found, Listing};
use crate::inventory::detail::GuardDutyDetector;
use crate::inventory::{Kind, Tags};
use aws_sdk_guardduty::operation::get_detector::GetDetectorOutput;
use aws_sdk_guardduty::types::FeatureStatus;

/// The detectors of the Region: one, or none where GuardDuty is off.
pub(super) async fn detectors(scope: Scope) {
    let listing = Listing::new(&scope, Kind::GuardDutyDetector);
    let mut pages = scope.clients.guardduty.list_detectors().into_paginator().send();
    while let Some(page) = listing.page("guardduty:ListDetectors", pages.try_next()).await {
        let ids = page.detector_ids.unwrap_or_default();
        listing.each(ids, |id| one(&listing, id)).await;
    }
    listing.end().await;
}

async fn one(listing: &Listing<'_>, id: String) {
    let scope = listing.scope;
    let ask = scope.clients.guardduty.get_detector().detector_id(&id);
    let Some(said) = scope.describe("guardduty:GetDetector", ask.send()).await else {
        return;
    };
    listing
        .found(Found {
            arn: scope.arn("guardduty", &format!("detector/{id}")),
            name: id,
            created: None,
            tags: said.read(|d| {
                let tags = d.tags().into_iter().flatten();
                tags.map(|(k, v)| (k.clone(), v.clone())).collect::<Tags>()
            }),
            detail: GuardDutyDetector {
                status: said.require("status", |d| text(d.status())),
                features: said.read(features),
                frequency: said.read(|d| text(d.finding_publishing_frequency())),
            }
            .into(),
        })
        .await;
}

fn features(detector: &GetDetectorOutput) -> Vec<String> {
    let on = detector
        .features()
        .iter()
        .filter(|f| f.status() == Some(&FeatureStatus::Enabled));
    let mut on: Vec<String> = on.filter_map(|f| text(f.name())).collect();
    on.sort();
    on
}
