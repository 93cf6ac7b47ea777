//! What `Describe…` answers: the request as it was given, under the names that
//! the answer uses, with defaults, times and the state of the moment.

use super::progress::{self, State};
use super::store::{Item, Store};
use crate::inventory::Timestamp;
use serde_json::{Map, Value, json};

/// The whole description of an item.
pub fn describe(store: &Store, region: &str, item: &Item, now: Timestamp) -> Value {
    let state = progress::state(item, now);
    let mut out = item.request.as_object().cloned().unwrap_or_default();
    put(&mut out, item.noun.arn_field, json!(item.arn));
    put(&mut out, "CreationTime", json!(item.created.0));
    if let Some(field) = item.noun.status_field {
        put(&mut out, field, json!(state.status));
        let moved = state.ended.or(state.started).unwrap_or(item.changed);
        put(&mut out, "LastModifiedTime", json!(moved.max(item.changed).0));
    }
    if let Some(reason) = item.failed.as_ref().filter(|_| state.status == "Failed") {
        put(&mut out, "FailureReason", json!(reason));
    }
    match item.noun.name {
        "NotebookInstance" => notebook(&mut out, item, region),
        "NotebookInstanceLifecycleConfig" => put(&mut out, "LastModifiedTime", json!(item.changed.0)),
        "Model" | "EndpointConfig" => default(&mut out, "EnableNetworkIsolation", json!(false)),
        "Endpoint" => endpoint(&mut out, store, region, &state),
        "TrainingJob" => training(&mut out, item, &state, now),
        "ProcessingJob" => job_times(&mut out, "Processing", &state),
        "TransformJob" => job_times(&mut out, "Transform", &state),
        "Domain" => domain(&mut out, item),
        _ => {}
    }
    Value::Object(out)
}

/// The entry of an item in a list.
pub fn summary(store: &Store, region: &str, item: &Item, now: Timestamp) -> Value {
    let full = describe(store, region, item, now);
    let noun = item.noun;
    let fields = [
        Some(noun.name_field),
        Some(noun.arn_field),
        Some("CreationTime"),
        Some("LastModifiedTime"),
        noun.status_field,
    ];
    let mut out = Map::new();
    for field in fields.into_iter().flatten().chain(noun.summary.iter().copied()) {
        if let Some(value) = full.get(field) {
            out.insert(field.to_owned(), value.clone());
        }
    }
    Value::Object(out)
}

fn put(out: &mut Map<String, Value>, field: &str, value: Value) {
    out.insert(field.to_owned(), value);
}

fn default(out: &mut Map<String, Value>, field: &str, value: Value) {
    out.entry(field).or_insert(value);
}

fn rename(out: &mut Map<String, Value>, from: &str, to: &str) {
    if let Some(value) = out.remove(from) {
        out.insert(to.to_owned(), value);
    }
}

fn notebook(out: &mut Map<String, Value>, item: &Item, region: &str) {
    rename(out, "SecurityGroupIds", "SecurityGroups");
    rename(out, "LifecycleConfigName", "NotebookInstanceLifecycleConfigName");
    default(out, "DirectInternetAccess", json!("Enabled"));
    default(out, "RootAccess", json!("Enabled"));
    default(out, "VolumeSizeInGB", json!(5));
    default(out, "PlatformIdentifier", json!("notebook-al2-v3"));
    default(
        out,
        "InstanceMetadataServiceConfiguration",
        json!({"MinimumInstanceMetadataServiceVersion": "1"}),
    );
    let url = format!("{}.notebook.{region}.sagemaker.aws", item.key);
    put(out, "Url", json!(url));
}

fn endpoint(out: &mut Map<String, Value>, store: &Store, region: &str, state: &State) {
    let config = out
        .get("EndpointConfigName")
        .and_then(Value::as_str)
        .unwrap_or("");
    let Some((_, noun)) = super::Noun::of_operation("DescribeEndpointConfig") else {
        return;
    };
    let Some(config) = store.get(region, noun, config) else {
        return;
    };
    let variants: Vec<Value> = config.request["ProductionVariants"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|variant| {
            let instances = variant["InitialInstanceCount"].clone();
            json!({
                "VariantName": variant["VariantName"],
                "CurrentInstanceCount": if state.status == "InService" { instances.clone() } else { json!(0) },
                "DesiredInstanceCount": instances,
                "CurrentWeight": variant["InitialVariantWeight"].as_f64().unwrap_or(1.0),
                "DesiredWeight": variant["InitialVariantWeight"].as_f64().unwrap_or(1.0),
            })
        })
        .collect();
    let capture = &config.request["DataCaptureConfig"];
    let capture = capture.is_object().then(|| {
        let on = capture["EnableCapture"].as_bool().unwrap_or(false);
        json!({
            "EnableCapture": on,
            "CaptureStatus": if on { "Started" } else { "Stopped" },
            "CurrentSamplingPercentage": capture["InitialSamplingPercentage"].as_i64().unwrap_or(100),
            "DestinationS3Uri": capture["DestinationS3Uri"],
            "KmsKeyId": capture["KmsKeyId"].as_str().unwrap_or(""),
        })
    });
    put(out, "ProductionVariants", Value::Array(variants));
    if let Some(capture) = capture {
        put(out, "DataCaptureConfig", capture);
    }
}

fn training(out: &mut Map<String, Value>, item: &Item, state: &State, now: Timestamp) {
    default(out, "EnableNetworkIsolation", json!(false));
    default(out, "EnableInterContainerTrafficEncryption", json!(false));
    default(out, "EnableManagedSpotTraining", json!(false));
    put(out, "SecondaryStatus", json!(state.secondary));
    job_times(out, "Training", state);
    let steps: Vec<Value> = progress::transitions(item, now)
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
        put(out, "TrainingTimeInSeconds", json!(end.seconds_since(start)));
        put(out, "BillableTimeInSeconds", json!(end.seconds_since(start)));
    }
    if state.status == "Completed" {
        let output = item.request["OutputDataConfig"]["S3OutputPath"]
            .as_str()
            .unwrap_or("");
        let artifact = format!(
            "{}/{}/output/model.tar.gz",
            output.trim_end_matches('/'),
            item.key
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
        "Completed" => "Training job completed",
        "Stopped" => "Training job stopped",
        _ => "Training job failed",
    }
}

fn job_times(out: &mut Map<String, Value>, word: &str, state: &State) {
    if let Some(start) = state.started {
        put(out, &format!("{word}StartTime"), json!(start.0));
    }
    if let Some(end) = state.ended {
        put(out, &format!("{word}EndTime"), json!(end.0));
    }
}

fn domain(out: &mut Map<String, Value>, item: &Item) {
    default(out, "AppNetworkAccessType", json!("PublicInternetOnly"));
    put(out, "DomainId", json!(item.key));
    let url = format!("https://{}.studio.sagemaker.aws", item.key);
    put(out, "Url", json!(url));
    put(
        out,
        "HomeEfsFileSystemId",
        json!(format!("fs-0{}", &item.key[2..])),
    );
}
