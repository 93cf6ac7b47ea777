//! The devices of the wards and the shops: policies, certificates, what they
//! act as, where they connect.

use super::teller::{Scene, Teller, json_tags, tags};
use super::{ABROAD, HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

fn labels(team: &str, why: &str) -> Value {
    let (owner, data) = if team == "cardio" {
        ("elena.rossi", "phi")
    } else {
        ("priya.nair", "pci")
    };
    json_tags(&tags(owner, team, data, why), "Key", "Value")
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}")
}

pub(super) async fn tell(teller: &Teller<'_>) -> Result<(), StoryError> {
    policies(&teller.scene("elena", HOME, 330)).await?;
    watched(teller).await?;
    authorities(teller).await?;
    certificates(teller).await?;
    controls(teller).await
}

async fn policies(scene: &Scene<'_>) -> Result<(), StoryError> {
    let arn = |what: &str| format!("arn:aws:iot:us-east-1:{ACCOUNT_ID}:{what}");
    let monitor = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iot:Connect", "Resource": arn("client/${iot:Connection.Thing.ThingName}")},
        {"Effect": "Allow", "Action": "iot:Publish", "Resource": arn("topic/ward/${iot:Connection.Thing.ThingName}/vitals")},
    ]});
    let anything = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iot:*", "Resource": "*"},
    ]});
    for (name, document, why) in [
        ("ward-monitor", monitor, ""),
        ("payment-terminal-pilot", anything, "the vendor's sample policy"),
    ] {
        let body = json!({"policyDocument": document.to_string(), "tags": labels("cardio", why)});
        scene
            .rest("iot", "POST", &format!("/policies/{name}"), body)
            .await?;
    }
    Ok(())
}

/// At home devices are logged and audited; in Europe nobody looks.
async fn watched(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("maria", HOME, 325);
    let logging = json!({"roleArn": role("iot-logging"), "defaultLogLevel": "WARN"});
    scene.rest("iot", "POST", "/v2LoggingOptions", logging).await?;
    let audit = json!({"roleArn": role("iot-logging"), "auditCheckConfigurations": {
        "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK": {"enabled": true},
        "DEVICE_CERTIFICATE_EXPIRING_CHECK": {"enabled": true},
    }});
    scene.rest("iot", "PATCH", "/audit/configuration", audit).await?;
    let alias = |to: &str, team: &str, why: &str| json!({"roleArn": role(to), "tags": labels(team, why)});
    let good = alias("ward-monitor-uploads", "cardio", "");
    scene
        .rest("iot", "POST", "/role-aliases/ward-monitor-uploads", good)
        .await?;
    let why = "terminals act as a role that may do anything with any stream";
    let bad = alias("payment-terminal-uploads", "fraud", why);
    let scene = teller.scene("jonas", HOME, 190);
    scene
        .rest("iot", "POST", "/role-aliases/payment-terminals", bad)
        .await?;
    Ok(())
}

/// The least of a certificate that says when it is valid: X.509 without names,
/// key or signature, which the account does not look at.
fn pem(serial: u8, from: i64, until: i64) -> String {
    let wrap = |tag: u8, content: &[u8]| {
        // Short lengths only: everything here is under 128 bytes.
        let length = u8::try_from(content.len()).unwrap_or(0x7f);
        [&[tag, length], content].concat()
    };
    let times = [from, until]
        .map(|at| wrap(0x18, generalized(at).as_bytes()))
        .concat();
    let body = [
        wrap(0xa0, &wrap(0x02, &[2])),
        wrap(0x02, &[serial]),
        wrap(0x30, &[]),
        wrap(0x30, &[]),
        wrap(0x30, &times),
    ]
    .concat();
    let der = wrap(0x30, &wrap(0x30, &body));
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        STANDARD.encode(der)
    )
}

/// `20260131080000Z`.
fn generalized(at: i64) -> String {
    let digits = crate::inventory::Timestamp(at).rfc3339();
    let digits: String = digits.chars().filter(char::is_ascii_digit).take(14).collect();
    format!("{digits}Z")
}

const DAY: i64 = 86_400;

async fn authorities(teller: &Teller<'_>) -> Result<(), StoryError> {
    let now = teller.account.clock().now().0;
    let authorities = [
        (1, "cardio", "elena", 3650, ""),
        (
            2,
            "fraud",
            "priya",
            12,
            "the terminal vendor's CA runs out; nobody has asked for the next",
        ),
    ];
    for (serial, team, who, days, why) in authorities {
        let scene = teller.scene(who, HOME, 328);
        let body = json!({
            "caCertificate": pem(serial, now - 700 * DAY, now + days * DAY),
            "certificateMode": "SNI_ONLY",
            "tags": labels(team, why),
        });
        scene
            .rest("iot", "POST", "/cacertificate?setAsActive=true", body)
            .await?;
    }
    Ok(())
}

/// Three monitors with a certificate each, one of which runs out; terminals
/// that share one, which their vendor has since revoked.
async fn certificates(teller: &Teller<'_>) -> Result<(), StoryError> {
    let now = teller.account.clock().now().0;
    let devices: [(u8, i64, &[&str]); 4] = [
        (11, 900, &["ward-monitor-01"]),
        (12, 800, &["ward-monitor-02"]),
        (13, 9, &["ward-monitor-03"]),
        (14, 500, &["payment-terminal-101", "payment-terminal-102"]),
    ];
    for (serial, days, things) in devices {
        let ward = things[0].starts_with("ward");
        let (who, policy) = if ward {
            ("elena", "ward-monitor")
        } else {
            ("jonas", "payment-terminal-pilot")
        };
        let scene = teller.scene(who, HOME, 180);
        let body = json!({
            "certificatePem": pem(serial, now - 400 * DAY, now + days * DAY),
            "status": "ACTIVE",
        });
        let made = scene
            .rest("iot", "POST", "/certificate/register-no-ca", body)
            .await?;
        let arn = made["certificateArn"].as_str().unwrap_or("");
        let target = json!({"target": arn});
        scene
            .rest("iot", "PUT", &format!("/target-policies/{policy}"), target)
            .await?;
        for thing in things {
            let path = format!("/things/{thing}");
            scene.rest("iot", "POST", &path, json!({})).await?;
            scene.principal(&path, arn).await?;
        }
        if !ward {
            let id = made["certificateId"].as_str().unwrap_or("");
            teller.account.revoke_device_certificate(HOME, id);
        }
    }
    Ok(())
}

/// What watches and admits devices; some of it without tags.
async fn controls(teller: &Teller<'_>) -> Result<(), StoryError> {
    let scene = teller.scene("maria", HOME, 300);
    let good = labels("cardio", "");
    let function = format!("arn:aws:lambda:us-east-1:{ACCOUNT_ID}:function:device-tokens");
    let all = [
        (
            "/security-profiles/ward-monitors",
            json!({"securityProfileDescription": "Monitors speak of their own ward only", "tags": good}),
        ),
        (
            "/mitigationactions/actions/quarantine",
            json!({"roleArn": role("iot-logging"), "actionParams": {"addThingsToThingGroupParams": {
                "thingGroupNames": ["quarantine"],
            }}, "tags": good}),
        ),
        (
            "/dimensions/ward-topics",
            json!({"type": "TOPIC_FILTER", "stringValues": ["ward/#"], "tags": good}),
        ),
        // Made in a hurry: nobody wrote down whose they are.
        ("/security-profiles/terminals-trial", json!({})),
        (
            "/authorizer/terminal-tokens",
            json!({"authorizerFunctionArn": function, "signingDisabled": true}),
        ),
    ];
    for (path, body) in all {
        scene.rest("iot", "POST", path, body).await?;
    }
    let domain = |host: &str, policy: &str, team: &str, why: &str| {
        json!({
            "domainName": host,
            "serviceType": "DATA",
            "tlsConfig": {"securityPolicy": policy},
            "tags": labels(team, why),
        })
    };
    let good = domain(
        "devices.clinic.example",
        "IoTSecurityPolicy_TLS13_1_2_2022_10",
        "cardio",
        "",
    );
    scene
        .rest("iot", "POST", "/domainConfigurations/wards", good)
        .await?;
    let why = "old terminals speak TLS 1.0 only";
    let bad = domain(
        "terminals.clinic.example",
        "IoTSecurityPolicy_TLS12_1_0_2016_01",
        "fraud",
        why,
    );
    let scene = teller.scene("jonas", ABROAD, 140);
    scene
        .rest("iot", "POST", "/domainConfigurations/terminals", bad)
        .await?;
    Ok(())
}
