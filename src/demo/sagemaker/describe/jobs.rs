//! What jobs tell of themselves: times, steps, artifacts, counters.

use super::{Fields, default, put, text};
use crate::demo::sagemaker::progress::{State, training};
use crate::demo::sagemaker::store::Item;
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// `…StartTime` and `…EndTime`.
pub fn times(out: &mut Fields, word: &str, state: &State) {
    if let Some(start) = state.started {
        put(out, &format!("{word}StartTime"), json!(start.0));
    }
    if let Some(end) = state.ended {
        put(out, &format!("{word}EndTime"), json!(end.0));
    }
}

pub fn training(out: &mut Fields, item: &Item, state: &State, now: Timestamp) {
    default(out, "EnableNetworkIsolation", json!(false));
    default(out, "EnableInterContainerTrafficEncryption", json!(false));
    default(out, "EnableManagedSpotTraining", json!(false));
    put(out, "SecondaryStatus", json!(state.secondary));
    times(out, "Training", state);
    let steps: Vec<Value> = training::transitions(item, now)
        .into_iter()
        .map(|(status, start, end)| {
            let mut step = json!({"Status": status, "StartTime": start.0, "StatusMessage": message(status)});
            if let Some(end) = end {
                step["EndTime"] = json!(end.0);
            }
            step
        })
        .collect();
    put(out, "SecondaryStatusTransitions", Value::Array(steps));
    if let (Some(start), Some(end)) = (state.started, state.ended) {
        let seconds = end.seconds_since(start).max(0);
        put(out, "TrainingTimeInSeconds", json!(seconds));
        put(out, "BillableTimeInSeconds", json!(seconds));
    }
    if state.status == "Completed" {
        let output = item.request.get("OutputDataConfig");
        let output = output.and_then(|output| output["S3OutputPath"].as_str());
        let artifact = format!(
            "{}/{}/output/model.tar.gz",
            output.unwrap_or("").trim_end_matches('/'),
            item.name
        );
        put(out, "ModelArtifacts", json!({"S3ModelArtifacts": artifact}));
    }
}

fn message(status: &str) -> &'static str {
    match status {
        "Starting" => "Launching requested ML instances",
        "Downloading" => "Downloading input data",
        "Training" => "Training image download completed. Training in progress.",
        "Uploading" => "Uploading generated training model",
        "Stopping" => "Stopping the training job",
        "Completed" => "Training job completed",
        "Stopped" => "Training job stopped",
        "MaxRuntimeExceeded" => "Training job runtime exceeded MaxRuntimeInSeconds provided",
        _ => "Training job failed",
    }
}

pub fn compilation(out: &mut Fields, state: &State) {
    times(out, "Compilation", state);
    default(out, "FailureReason", json!(""));
    let output = out.get("OutputConfig").cloned().unwrap_or_default();
    let folder = output["S3OutputLocation"].as_str().unwrap_or("");
    put(out, "ModelArtifacts", json!({"S3ModelArtifacts": folder}));
    for field in ["TargetDevice", "TargetPlatform"] {
        if !output[field].is_null() {
            put(out, &format!("Compilation{field}"), output[field].clone());
        }
    }
}

/// The jobs of a tuning job are not played, so its counters stay at zero.
pub fn tuning(out: &mut Fields, state: &State) {
    let jobs = json!({
        "Completed": 0, "InProgress": 0, "RetryableError": 0, "NonRetryableError": 0, "Stopped": 0,
    });
    put(out, "TrainingJobStatusCounters", jobs);
    let objectives = json!({"Succeeded": 0, "Pending": 0, "Failed": 0});
    put(out, "ObjectiveStatusCounters", objectives);
    let config = out
        .get("HyperParameterTuningJobConfig")
        .cloned()
        .unwrap_or_default();
    for field in ["Strategy", "ResourceLimits"] {
        if !config[field].is_null() {
            put(out, field, config[field].clone());
        }
    }
    if let Some(end) = state.ended {
        put(out, "HyperParameterTuningEndTime", json!(end.0));
    }
}

pub fn automl(out: &mut Fields, state: &State) {
    let step = match state.status {
        "InProgress" if state.started.is_none() => "Starting",
        "InProgress" => "AnalyzingData",
        ended => ended,
    };
    put(out, "AutoMLJobSecondaryStatus", json!(step));
    if let Some(end) = state.ended {
        put(out, "EndTime", json!(end.0));
    }
    let problem = out.get("AutoMLProblemTypeConfig").and_then(Value::as_object);
    let problem = problem.and_then(|given| given.keys().next());
    if let Some(name) = problem.map(|key| key.trim_end_matches("JobConfig").to_owned()) {
        put(out, "AutoMLProblemTypeConfigName", json!(name));
    }
}

/// Nobody labels in the embedded account: the counters stay at zero.
pub fn labeling(out: &mut Fields, item: &Item) {
    let counters = json!({
        "TotalLabeled": 0, "HumanLabeled": 0, "MachineLabeled": 0, "FailedNonRetryableError": 0, "Unlabeled": 0,
    });
    put(out, "LabelCounters", counters);
    put(out, "JobReferenceCode", json!(format!("{:08x}", item.place)));
    let human = out.get("HumanTaskConfig").cloned().unwrap_or_default();
    if !human["WorkteamArn"].is_null() {
        put(out, "WorkteamArn", human["WorkteamArn"].clone());
    }
    if text(out, "LabelAttributeName").is_empty() {
        put(out, "LabelAttributeName", json!(item.name));
    }
}
