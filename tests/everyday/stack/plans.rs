//! Plans: what they say about an account, and what they refuse.

use super::account::{ACCOUNT, Account, NOW, account_id, block_on, confirmed, plan, preset, run};
use aisec_tui::stack::reference::{self, Produced, ReferenceError};
use aisec_tui::stack::{Action, Confirmation, Outputs, PlanError, Scenario, Spec, Vpc, make_plan, render};
use std::collections::BTreeSet;

#[test]
fn on_an_empty_account_everything_would_be_created_in_an_order_that_works() {
    for scenario in Scenario::ALL {
        let plan = block_on(plan(&Account::default(), &preset(scenario)));
        let mut before = BTreeSet::new();
        for step in &plan.steps {
            assert_eq!(step.action, Action::Create, "{}", step.id);
            assert!(
                step.needs.iter().all(|n| before.contains(n)),
                "{} waits for {:?}",
                step.id,
                step.needs
            );
            let settled = step.spec.is_setting();
            assert!(!settled || !step.needs.is_empty(), "{} sets something", step.id);
            assert!(!step.iam_actions.is_empty() && !step.why.is_empty());
            assert!(before.insert(step.id.clone()), "{} is there once", step.id);
        }
        assert_eq!(plan.summary().create, plan.steps.len());
    }
}

#[test]
fn each_scenario_brings_its_workload() {
    let ids = |scenario| -> Vec<String> {
        let plan = block_on(plan(&Account::default(), &preset(scenario)));
        plan.steps.into_iter().map(|s| s.id).collect()
    };
    let has = |ids: &[String], id: &str| ids.iter().any(|i| i == id);
    let healthcare = ids(Scenario::Healthcare);
    assert!(has(&healthcare, "training-job") && has(&healthcare, "endpoint-notebook"));
    let fraud = ids(Scenario::Fraud);
    assert!(has(&fraud, "stream-encryption") && has(&fraud, "training-job"));
    let inference = ids(Scenario::Inference);
    assert!(has(&inference, "endpoint") && !has(&inference, "training-job"));
    assert!(has(&ids(Scenario::Pipeline), "stream"));
    assert!(!has(&ids(Scenario::Blank), "stream"));
}

#[test]
fn everything_that_takes_tags_carries_the_stacks_tags_and_no_run() {
    let plan = block_on(plan(&Account::default(), &preset(Scenario::Fraud)));
    let mut tagged = 0;
    for step in &plan.steps {
        let spec = serde_json::to_value(&step.spec).expect("specs are JSON");
        let Some(tags) = spec.get("tags") else { continue };
        tagged += 1;
        assert_eq!(tags["aisec:stack"], "ward-dev", "{}", step.id);
        assert_eq!(tags["aisec:scenario"], "fraud");
        assert_eq!(tags["aisec:stage"], "dev");
        assert!(tags.get("aisec:run").is_none());
    }
    assert!(tagged > 20);
}

#[test]
fn a_bucket_of_somebody_else_is_a_conflict_until_adopting_is_allowed() {
    let account = Account::default();
    let bucket = format!("ward-dev-data-{ACCOUNT}");
    account.put(Spec::CreateBucket {
        bucket: bucket.clone(),
        region: "us-east-1".to_owned(),
    });
    let mut blueprint = preset(Scenario::Blank);
    let error =
        block_on(make_plan(&blueprint, &account_id(), NOW, &account)).expect_err("it is somebody else's");
    assert!(matches!(error, PlanError::Conflict { .. }), "{error}");
    assert!(error.to_string().contains(&bucket), "{error}");
    assert!(error.to_string().contains("adopt = true"), "{error}");

    blueprint.adopt = true;
    let plan = block_on(plan(&account, &blueprint));
    let step = plan.step("data-bucket").expect("it is there");
    assert_eq!(step.action, Action::Adopt);
    let guard = plan.step("data-bucket-public-access").expect("it is there");
    assert_eq!(guard.action, Action::Create);
}

#[test]
fn a_setting_that_was_changed_by_hand_is_a_change_with_before_and_after() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    let mut blueprint = preset(Scenario::Blank);
    let first = block_on(plan(&account, &blueprint));
    block_on(run(&account, &first, directory.path()));
    blueprint.key.rotation_days = 180;
    let second = block_on(plan(&account, &blueprint));
    let summary = second.summary();
    assert_eq!(
        (summary.create, summary.change, summary.adopt),
        (0, 1, 0),
        "{summary}"
    );
    let step = second.step("data-key-rotation").expect("it is there");
    assert_eq!(step.differences[0].actual, "365");
    assert_eq!(step.differences[0].wanted, "180");
    assert!(render::text(&second).contains("period_days: 365 -> 180"));
}

#[test]
fn what_aws_cannot_change_in_place_is_said_and_not_tried() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    let mut blueprint = preset(Scenario::Healthcare);
    let first = block_on(plan(&account, &blueprint));
    block_on(run(&account, &first, directory.path()));
    let training = blueprint.workload.training.as_mut().expect("it trains");
    training.volume_gb = 99;
    let error = block_on(make_plan(&blueprint, &account_id(), NOW, &account)).expect_err("jobs are for good");
    assert!(
        error.to_string().contains("the training job ward-dev-train"),
        "{error}"
    );
    assert!(matches!(error, PlanError::Immutable { .. }));
}

#[test]
fn a_confirmation_of_another_plan_is_refused() {
    let account = Account::default();
    let old = block_on(plan(&account, &preset(Scenario::Blank)));
    let seen = Confirmation::of(&old);
    let mut blueprint = preset(Scenario::Blank);
    blueprint.data.versioning = false;
    let new = block_on(plan(&account, &blueprint));
    assert!(new.confirm(&seen).is_err());
    assert!(old.clone().confirm(&seen).is_ok());
    assert_eq!(
        confirmed(&old).run(),
        confirmed(&old).run(),
        "the same plan is the same run"
    );
}

#[test]
fn an_existing_network_and_key_are_used_and_not_made() {
    let mut blueprint = preset(Scenario::Healthcare);
    let key = "arn:aws:kms:us-east-1:111122223333:key/abc";
    blueprint.key.existing = Some(key.to_owned());
    blueprint.network.vpc = Vpc::Existing {
        vpc_id: "vpc-0a".to_owned(),
        subnet_ids: vec!["subnet-0a".to_owned()],
        route_table_ids: vec!["rtb-0a".to_owned()],
        group_ids: vec!["sg-0a".to_owned()],
    };
    let plan = block_on(plan(&Account::default(), &blueprint));
    assert!(plan.step("vpc").is_none() && plan.step("data-key").is_none());
    let Spec::CreateTrainingJob(job) = &plan.step("training-job").expect("it trains").spec else {
        panic!("it is a training job")
    };
    assert_eq!(job.key_arn, key);
    assert_eq!(job.subnet_ids, ["subnet-0a"]);
    assert_eq!(job.group_ids, ["sg-0a"]);
}

#[test]
fn the_text_of_a_plan_shows_marks_reasons_actions_and_controls() {
    let plan = block_on(plan(&Account::default(), &preset(Scenario::Healthcare)));
    let text = render::text(&plan);
    for part in [
        "  + data-key ",
        "# takes kms:CreateKey",
        "# satisfies HIPAA 164.312(a)(2)(iv)",
        "48 to create",
        &plan.hash(),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(render::json(&plan)["hash"], plan.hash());
}

#[test]
fn references_are_resolved_inside_json_without_breaking_it() {
    let spec = Spec::PutKeyPolicy {
        key_id: "${data-key.KeyId}".to_owned(),
        policy: r#"{"a":"${exec-role.RoleArn}","b":"${aws:username}"}"#.to_owned(),
    };
    let outputs = |k: &str, v: &str| Outputs::from([(k.to_owned(), v.to_owned())]);
    let mut produced = Produced::from([("data-key".to_owned(), outputs("KeyId", "k"))]);
    let error = reference::resolve(&spec, &produced).expect_err("the role is not made");
    assert!(
        matches!(&error, ReferenceError::NotDone { step, .. } if step == "exec-role"),
        "{error}"
    );
    produced.insert("exec-role".to_owned(), outputs("RoleId", "x"));
    let error = reference::resolve(&spec, &produced).expect_err("the role gave no ARN");
    assert!(matches!(error, ReferenceError::NotProduced { .. }), "{error}");

    let hostile = "x\",\"Effect\":\"Allow";
    produced.insert("exec-role".to_owned(), outputs("RoleArn", hostile));
    let Spec::PutKeyPolicy { policy, key_id } = reference::resolve(&spec, &produced).expect("all is there")
    else {
        panic!("it is the same call")
    };
    assert_eq!(key_id, "k");
    let json: serde_json::Value = serde_json::from_str(&policy).expect("still JSON");
    assert_eq!(json["a"], hostile);
    assert_eq!(json["b"], "${aws:username}");
}
