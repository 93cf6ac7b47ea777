//! The data key: made first with an administrator's policy, completed when the
//! role that uses it exists (KMS refuses unknown principals).

use super::{Build, Words};
use crate::stack::{Spec, controls, policies};

const GROUP: &str = "keys";
const KEY_ID: &str = "${data-key.KeyId}";

pub(super) fn key(build: &mut Build<'_>) {
    let b = build.blueprint;
    if b.key.existing.is_some() {
        return;
    }
    build.push(
        Words {
            id: "data-key",
            group: GROUP,
            title: "Create the data key".to_owned(),
            why: "One key of your own encrypts data, volumes and models; whoever lacks it reads nothing.",
            controls: controls::KEY,
        },
        Spec::CreateKey {
            description: format!("Data key of the stack {}", b.stack()),
            policy: policies::initial_key_policy(b, build.account),
            tags: build.tags("data-key"),
        },
        &[],
    );
    build.push(
        Words {
            id: "data-key-rotation",
            group: GROUP,
            title: format!("Rotate the data key every {} days", b.key.rotation_days),
            why: "New key material limits what one leaked key can open.",
            controls: controls::ROTATION,
        },
        Spec::EnableKeyRotation {
            key_id: KEY_ID.to_owned(),
            period_days: b.key.rotation_days,
        },
        &["data-key"],
    );
    build.push(
        Words {
            id: "data-key-alias",
            group: GROUP,
            title: format!("Name the data key {}", b.key_alias()),
            why: "People and scripts find the key by its alias.",
            controls: controls::NONE,
        },
        Spec::CreateAlias {
            alias: b.key_alias(),
            key_id: KEY_ID.to_owned(),
        },
        &["data-key"],
    );
}

pub(super) fn final_policy(build: &mut Build<'_>) {
    let b = build.blueprint;
    if b.key.existing.is_some() {
        return;
    }
    build.push(
        Words {
            id: "data-key-policy",
            group: GROUP,
            title: "Let the execution role use the data key".to_owned(),
            why: "Only the named role decrypts; administrators cannot read data.",
            controls: controls::KEY_POLICY,
        },
        Spec::PutKeyPolicy {
            key_id: KEY_ID.to_owned(),
            policy: policies::text(b, build.account, "key"),
        },
        &["data-key", "exec-role"],
    );
}
