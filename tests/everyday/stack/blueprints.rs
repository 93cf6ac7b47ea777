//! Blueprints in TOML: what they say back, and what is said about their faults.

use super::account::{account_id, preset, region};
use aisec_tui::stack::policies;
use aisec_tui::stack::{Blueprint, Scenario, Stage};

fn fault(text: &str) -> String {
    Blueprint::parse(text)
        .expect_err("the blueprint has a fault")
        .to_string()
}

#[test]
fn every_preset_is_valid_and_survives_the_file() {
    for scenario in Scenario::ALL {
        for stage in Stage::ALL {
            let blueprint = Blueprint::preset(scenario, "ward", stage, &region());
            let text = blueprint.to_toml();
            assert_eq!(Blueprint::parse(&text).as_ref(), Ok(&blueprint), "{text}");
        }
    }
}

#[test]
fn a_blueprint_of_four_lines_gets_the_rest_by_default() {
    let text = "name = \"ward\"\nscenario = \"healthcare\"\nstage = \"dev\"\nregion = \"eu-west-1\"\n";
    let blueprint = Blueprint::parse(text).expect("four lines are enough");
    assert_eq!(blueprint.zones(), ["eu-west-1a", "eu-west-1b"]);
    assert_eq!(blueprint.subnet_cidrs(), ["10.42.0.0/20", "10.42.16.0/20"]);
    assert_eq!(blueprint.data_bucket(&account_id()), "ward-dev-data-111122223333");
    assert!(blueprint.endpoints().contains(&"sagemaker.api".to_owned()));
}

#[test]
fn an_unknown_field_is_named_with_its_line() {
    let text = preset(Scenario::Blank)
        .to_toml()
        .replace("rotation_days", "rotate_days");
    let line = text
        .lines()
        .position(|l| l.contains("rotate_days"))
        .expect("it is there")
        + 1;
    let message = fault(&text);
    assert!(message.contains(&format!("line {line}: ")), "{message}");
    assert!(message.contains("rotate_days"), "{message}");
}

#[test]
fn a_fault_says_line_what_why_and_what_next() {
    let text = preset(Scenario::Healthcare)
        .to_toml()
        .replace("rotation_days = 365", "rotation_days = 30")
        .replace("ml.m5.large", "ml.g5.xlarge");
    let message = fault(&text);
    let line = |what: &str| text.lines().position(|l| l.contains(what)).expect("it is there") + 1;
    let rotation = line("rotation_days");
    assert!(
        message.contains(&format!(
            "line {rotation}: key.rotation_days: 30 days; KMS rotates every 90 to 2560 days"
        )),
        "{message}"
    );
    let instance = line("instance_type");
    assert!(
        message.contains(&format!(
            "line {instance}: workload.training.instance_type: ml.g5.xlarge has local NVMe"
        )),
        "{message}"
    );
}

#[test]
fn names_that_aws_would_refuse_are_refused_here() {
    type Spoil = fn(&mut Blueprint);
    let cases: [(&str, Spoil); 10] = [
        ("name", |b| b.name = "Ward_7".to_owned()),
        ("name", |b| b.name = "w".repeat(33)),
        ("region", |b| {
            b.region = "mars".into();
            b.network.vpc = aisec_tui::stack::Vpc::default();
        }),
        ("data.bucket", |b| b.data.bucket = Some("UPPER".to_owned())),
        ("data.models_bucket", |b| {
            b.data.bucket = Some("same-name".to_owned());
            b.data.models_bucket = Some("same-name".to_owned());
        }),
        ("data.prefix", |b| b.data.prefix = "*".to_owned()),
        ("key.alias", |b| b.key.alias = Some("alias/aws/mine".to_owned())),
        ("key.existing", |b| {
            b.key.existing = Some("arn:aws:kms:eu-west-1:111122223333:key/1".to_owned());
        }),
        ("identities.operator", |b| {
            b.identities.operator = Some("*".to_owned());
        }),
        ("identities.policies.rule", |b| {
            b.identities.policies.insert("rule".to_owned(), "{}".to_owned());
        }),
    ];
    for (field, spoil) in cases {
        let mut blueprint = preset(Scenario::Healthcare);
        spoil(&mut blueprint);
        let problems = blueprint.validate();
        assert_eq!(problems.len(), 1, "{field}: {problems:?}");
        assert_eq!(problems[0].field, field);
        assert!(!problems[0].why.is_empty() && !problems[0].next.is_empty());
    }
}

#[test]
fn text_that_is_not_toml_says_where() {
    let message = fault("name = \"ward\"\nscenario = healthcare\n");
    assert!(message.contains("line 2: "), "{message}");
}

#[test]
fn every_policy_is_composed_as_json_and_none_allows_everything() {
    for scenario in Scenario::ALL {
        for policy in policies::composed(&preset(scenario), &account_id()) {
            let document: serde_json::Value = serde_json::from_str(&policy.text).expect(&policy.name);
            let statements = document["Statement"].as_array().expect("statements");
            for statement in statements {
                let open = statement["Action"] == "*" || statement["Action"] == "kms:*";
                assert!(!open, "{}: {statement}", policy.name);
                let anyone = statement["Principal"] == "*" && statement["Effect"] == "Allow";
                let fenced = statement["Condition"].is_object() || statement["Sid"] == "EcrLayers";
                assert!(!anyone || fenced, "{}: {statement}", policy.name);
            }
            assert!(!policy.edited);
        }
    }
}

#[test]
fn an_edited_policy_takes_the_place_of_the_composed_one() {
    let mut blueprint = preset(Scenario::Blank);
    let mine = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
    blueprint
        .identities
        .policies
        .insert("role".to_owned(), mine.to_owned());
    assert_eq!(blueprint.validate(), []);
    let all = policies::composed(&blueprint, &account_id());
    let role = all.iter().find(|p| p.name == "role").expect("it is there");
    assert!(role.edited && role.text == mine);
}
