//! Whether a trail logs, and when it last delivered, on the account's clock.

use super::check;
use super::trails::{Ground, Trail, Trails};
use crate::demo::Call;
use crate::demo::wire::json::Refusal;
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// Seconds between deliveries of log files: about five minutes.
const DELIVERY: i64 = 300;

/// Seconds between digest files.
const DIGEST: i64 = 3_600;

/// When a trail was told to log, and to stop.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Logging {
    started: Option<Timestamp>,
    stopped: Option<Timestamp>,
}

impl Logging {
    fn on(self) -> bool {
        self.started.is_some() && self.stopped.is_none()
    }

    /// The last whole step of `every` seconds since logging began.
    fn last(self, now: Timestamp, every: i64) -> Option<Timestamp> {
        let started = self.started?;
        let until = if self.on() { now } else { self.stopped? };
        let steps = until.seconds_since(started) / every;
        (steps > 0).then(|| Timestamp(started.0 + steps * every))
    }
}

impl Trails {
    /// `StartLogging` and `StopLogging`.
    pub(super) fn set_logging(&mut self, call: &Call, request: &Value) -> Result<Value, Refusal> {
        let trail = self.change(call, &request["Name"])?;
        if call.operation == "StartLogging" {
            trail.logging.started = Some(call.now);
            trail.logging.stopped = None;
        } else {
            trail.logging.stopped = Some(call.now);
            // Stopping what never started records nothing else.
            if trail.logging.started.is_none() {
                trail.logging.stopped = None;
            }
        }
        Ok(json!({}))
    }

    /// `GetTrailStatus`.
    pub(super) fn status(&self, ground: &Ground<'_>, call: &Call, request: &Value) -> Result<Value, Refusal> {
        let trail = self.read(call, &request["Name"])?;
        Ok(status(ground, trail, call.now))
    }
}

fn status(ground: &Ground<'_>, trail: &Trail, now: Timestamp) -> Value {
    let logging = trail.logging;
    let on = logging.on();
    let mut out = json!({
        "IsLogging": on,
        "LatestNotificationAttemptTime": "",
        "LatestNotificationAttemptSucceeded": "",
        "TimeLoggingStarted": logging.started.map_or_else(String::new, Timestamp::rfc3339),
        "TimeLoggingStopped": logging.stopped.map_or_else(String::new, Timestamp::rfc3339),
        "LatestDeliveryAttemptTime": "",
        "LatestDeliveryAttemptSucceeded": "",
    });
    if let Some(started) = logging.started {
        out["StartLoggingTime"] = json!(started.0);
    }
    if let Some(stopped) = logging.stopped {
        out["StopLoggingTime"] = json!(stopped.0);
    }
    let Some(delivered) = logging.last(now, DELIVERY) else {
        return out;
    };
    out["LatestDeliveryAttemptTime"] = json!(delivered.rfc3339());
    let prefix = trail.settings["S3KeyPrefix"].as_str().unwrap_or("");
    if !check::delivers(ground, trail.bucket(), prefix, &trail.arn) {
        let gone = ground.s3.bucket(trail.bucket()).is_none();
        out["LatestDeliveryError"] = json!(if gone { "NoSuchBucket" } else { "AccessDenied" });
        return out;
    }
    out["LatestDeliveryTime"] = json!(delivered.0);
    out["LatestDeliveryAttemptSucceeded"] = json!(delivered.rfc3339());
    if let (true, Some(digest)) = (trail.validates(), logging.last(now, DIGEST)) {
        out["LatestDigestDeliveryTime"] = json!(digest.0);
    }
    if trail.settings["CloudWatchLogsLogGroupArn"]
        .as_str()
        .is_some_and(|g| !g.is_empty())
    {
        out["LatestCloudWatchLogsDeliveryTime"] = json!(delivered.0);
    }
    out
}
