//! AWS Config: the Region's recorders, whether they record and how that goes.

use super::Scope;
use super::answer::{Answer, filled, plain, text};
use super::listing::{Found, Listing};
use crate::inventory::detail::ConfigRecorder;
use crate::inventory::{Arn, Field, Kind, Tags};
use aws_sdk_config::operation::describe_configuration_recorder_status::DescribeConfigurationRecorderStatusOutput;
use aws_sdk_config::types::{ConfigurationRecorder, ConfigurationRecorderStatus, RecordingGroup};

const STATUS: &str = "config:DescribeConfigurationRecorderStatus";

/// The recorders of the Region. Those that other services keep for themselves
/// (with a service principal) record for those only, and are left out.
pub(super) async fn recorders(scope: Scope) {
    let listing = Listing::new(&scope, Kind::ConfigRecorder);
    let client = &scope.clients.config;
    let list = client.describe_configuration_recorders().send();
    match scope.call("config:DescribeConfigurationRecorders", list).await {
        Err(failure) => listing.gap(&failure).await,
        Ok(answer) => {
            let own: Vec<&ConfigurationRecorder> = answer
                .configuration_recorders()
                .iter()
                .filter(|r| r.service_principal().is_none())
                .collect();
            if !own.is_empty() {
                let ask = client.describe_configuration_recorder_status().send();
                let status = scope.setting(STATUS, ask).await;
                for recorder in own {
                    one(&listing, recorder, &status).await;
                }
            }
        }
    }
    listing.end().await;
}

async fn one(
    listing: &Listing<'_>,
    recorder: &ConfigurationRecorder,
    status: &Answer<DescribeConfigurationRecorderStatusOutput>,
) {
    let scope = listing.scope;
    let name = plain(recorder.name());
    let of = |answer: &DescribeConfigurationRecorderStatusOutput| -> Option<ConfigurationRecorderStatus> {
        let mut all = answer.configuration_recorders_status().iter();
        all.find(|s| s.name() == recorder.name()).cloned()
    };
    let arn = match recorder.arn() {
        Some(arn) => Arn::from(arn),
        None => scope.arn("config", &format!("configuration-recorder/{name}")),
    };
    listing
        .found(Found {
            arn,
            name,
            created: None,
            // Nobody needs another call for the tags of the one recorder.
            tags: Field::Known(Tags::new()),
            detail: ConfigRecorder {
                recording: status.require("recording", |a| of(a).map(|s| s.recording())),
                last_status: status.read(|a| of(a).and_then(|s| text(s.last_status()))),
                last_error: status.read(|a| of(a).and_then(|s| filled(s.last_error_code()))),
                all_supported: Field::Known(
                    recorder
                        .recording_group()
                        .is_some_and(RecordingGroup::all_supported),
                ),
            }
            .into(),
        })
        .await;
}
