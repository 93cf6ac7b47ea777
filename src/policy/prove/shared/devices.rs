//! Devices: each connects, sends and hears as itself.

use crate::policy::evaluate::Request;
use crate::policy::prove::question::{Asking, Bearing};

/// A device is asked as a user of the account: its certificate's policy
/// decides for it as a user's policies do, and it has no other.
pub(super) fn ask(asking: &mut Asking<'_>) {
    let w = asking.w;
    let bearings = [Bearing::Named("devices")];
    let device = |action: &str, resource: &str| {
        Request::new(w.iam("user/device-1"), action, w.arn("iot", resource))
            .with("iot:Connection.Thing.ThingName", "device-1")
            .with("iot:Connection.Thing.IsAttached", "true")
    };
    let own = |what: &str, last: &str| format!("{what}/{}/device-1/{last}", w.prefix());
    let other = |what: &str, last: &str| format!("{what}/{}/device-2/{last}", w.prefix());
    let connect = device("iot:Connect", "client/device-1");
    asking.must("a device connects as itself", &bearings, connect.clone());
    for (title, action, resource) in [
        ("a device sends its data", "iot:Publish", own("topic", "data")),
        (
            "a device hears its commands",
            "iot:Receive",
            own("topic", "commands"),
        ),
        (
            "a device subscribes to its commands",
            "iot:Subscribe",
            own("topicfilter", "commands"),
        ),
    ] {
        asking.must(title, &bearings, device(action, &resource));
    }
    asking.must_not(
        "a certificate without a thing connects",
        &bearings,
        connect.with("iot:Connection.Thing.IsAttached", "false"),
    );
    for (title, action, resource) in [
        (
            "a device connects as another",
            "iot:Connect",
            "client/device-2".to_owned(),
        ),
        (
            "a device sends another's data",
            "iot:Publish",
            other("topic", "data"),
        ),
        (
            "a device gives itself commands",
            "iot:Publish",
            own("topic", "commands"),
        ),
        (
            "a device hears another's commands",
            "iot:Receive",
            other("topic", "commands"),
        ),
        (
            "a device subscribes to everything",
            "iot:Subscribe",
            "topicfilter/#".to_owned(),
        ),
        (
            "a device reads its shadow",
            "iot:GetThingShadow",
            "thing/device-1".to_owned(),
        ),
        (
            "a device of another stack's topics sends",
            "iot:Publish",
            "topic/another-stack/device-1/data".to_owned(),
        ),
    ] {
        asking.must_not(title, &bearings, device(action, &resource));
    }
}
