//! The stack for other tools: the same names, tags and policies, nothing left
//! out, and no text that a tool would carry out.

use super::account::{Account, account_id, block_on, plan, preset, region, run, small};
use aisec_tui::stack::export::{ExportError, Format, Handover, export, standing};
use aisec_tui::stack::reference::Produced;
use aisec_tui::stack::{Action, Blueprint, Journal, Outputs, Scenario, Spec, Step, planner};
use serde_json::Value;
use std::process::Command;

fn steps(blueprint: &Blueprint) -> Vec<Step> {
    planner::wanted(blueprint, &account_id()).expect("the blueprint is fit")
}

fn written(steps: &[Step], standing: &Produced, format: Format) -> Result<String, ExportError> {
    let handover = Handover {
        stack: "ward-dev",
        account: &account_id(),
        region: &region(),
        partition: "aws",
        steps,
        standing,
    };
    export(&handover, format)
}

fn fresh(steps: &[Step], format: Format) -> String {
    written(steps, &Produced::new(), format).expect("it can be written")
}

/// One step that makes a role with this description.
fn role(description: &str) -> Vec<Step> {
    let trust = r#"{"Version":"2012-10-17","Statement":[]}"#;
    vec![Step {
        id: "role".to_owned(),
        group: "identities".to_owned(),
        title: "Create\n#the role\u{202e}".to_owned(),
        why: String::new(),
        spec: Spec::CreateRole {
            role: "-role".to_owned(),
            path: "/".to_owned(),
            trust: trust.to_owned(),
            description: description.to_owned(),
            boundary: None,
            tags: [("aisec:step".to_owned(), "role".to_owned())].into(),
        },
        needs: Vec::new(),
        action: Action::Create,
        differences: Vec::new(),
        known: Outputs::new(),
        iam_actions: Vec::new(),
        controls: Vec::new(),
    }]
}

/// A preset with a file to upload, so that it has every step that it can have.
fn with_upload(scenario: Scenario, file: &tempfile::NamedTempFile) -> Vec<Step> {
    std::fs::write(file.path(), "id,age\n").expect("a file");
    let mut blueprint = preset(scenario);
    blueprint.data.upload = Some(file.path().to_str().expect("UTF-8").to_owned());
    steps(&blueprint)
}

/// Every text of a policy that holds no reference.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.contains("${") => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|v| texts(v, into)),
        Value::Object(fields) => fields.values().for_each(|v| texts(v, into)),
        _ => {}
    }
}

#[test]
fn every_step_of_every_preset_is_said_in_each_format() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    for scenario in Scenario::ALL {
        let steps = with_upload(scenario, &file);
        for format in Format::ALL {
            let text = fresh(&steps, format);
            for step in &steps {
                let said = format!("# {}: ", step.id);
                assert!(
                    text.contains(&said),
                    "{format:?} of {scenario:?} says nothing of {}",
                    step.id
                );
            }
        }
    }
}

#[test]
fn names_tags_and_policies_are_those_of_the_plan() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let steps = with_upload(Scenario::Fraud, &file);
    for format in Format::ALL {
        let text = fresh(&steps, format);
        for step in &steps {
            let spec = serde_json::to_value(&step.spec).expect("specs are JSON");
            for field in [
                "bucket", "role", "alias", "stream", "job", "service", "cidr", "zone",
            ] {
                let Some(name) = spec[field].as_str() else {
                    continue;
                };
                assert!(text.contains(name), "{format:?}: {name}");
            }
            // What takes two steps to make has its first policy in neither of
            // the formats that make it in one.
            let replaced = format != Format::Cli && matches!(step.spec, Spec::CreateKey { .. });
            for field in ["policy", "trust"] {
                let Some(policy) = spec[field].as_str().filter(|_| !replaced) else {
                    continue;
                };
                let mut said = Vec::new();
                texts(&serde_json::from_str(policy).expect("JSON"), &mut said);
                assert!(!said.is_empty());
                for one in said {
                    assert!(
                        text.contains(&format!("\"{one}\"")),
                        "{format:?} {}: {one}",
                        step.id
                    );
                }
            }
        }
        let tagged = |s: &&Step| serde_json::to_value(&s.spec).is_ok_and(|v| v.get("tags").is_some());
        for step in steps.iter().filter(tagged) {
            let pair = match (format, &step.spec) {
                (_, Spec::PutObject { .. }) if format == Format::CloudFormation => continue,
                (_, Spec::CreateTrainingJob(_)) => continue,
                (Format::Terraform, _) => format!("\"aisec:step\"     = \"{}\"", step.spec_tag()),
                (Format::CloudFormation, _) => {
                    format!("Key: \"aisec:step\"\n          Value: \"{}\"", step.spec_tag())
                }
                (Format::Cli, Spec::PutObject { .. }) => format!("aisec%3Astep={}", step.spec_tag()),
                (Format::Cli, Spec::CreateKey { .. }) => {
                    format!(r#"{{"TagKey":"aisec:step","TagValue":"{}"}}"#, step.spec_tag())
                }
                (Format::Cli, Spec::CreateStream { .. }) => format!(r#""aisec:step":"{}""#, step.spec_tag()),
                (Format::Cli, _) => format!(r#"{{"Key":"aisec:step","Value":"{}"}}"#, step.spec_tag()),
            };
            assert!(text.contains(&pair), "{format:?} has no {pair}");
        }
    }
}

/// The tag by which a step's thing is found again.
trait Tagged {
    fn spec_tag(&self) -> String;
}

impl Tagged for Step {
    fn spec_tag(&self) -> String {
        let spec = serde_json::to_value(&self.spec).expect("specs are JSON");
        spec["tags"]["aisec:step"].as_str().expect("a tag").to_owned()
    }
}

#[test]
fn what_a_step_produces_is_an_address_an_attribute_or_a_variable() {
    let steps = steps(&preset(Scenario::Inference));
    let terraform = fresh(&steps, Format::Terraform);
    assert!(terraform.contains("kms_master_key_id = aws_kms_key.data_key.arn"));
    assert!(terraform.contains("bucket = aws_s3_bucket.models_bucket.bucket"));
    assert!(terraform.contains("model_name             = aws_sagemaker_model.model.name"));
    let template = fresh(&steps, Format::CloudFormation);
    assert!(template.contains("KMSMasterKeyID: !GetAtt DataKey.Arn"));
    assert!(template.contains("Bucket: !Ref ModelsBucket"));
    assert!(template.contains("ModelName: !GetAtt Model.ModelName"));
    let script = fresh(&steps, Format::Cli);
    assert!(script.contains(r#"read -r DATA_KEY__KEY_ID DATA_KEY__KEY_ARN <<<"$made""#));
    assert!(script.contains(r#""KMSMasterKeyID":"'"$DATA_KEY__KEY_ARN"'"}"#));
}

#[test]
fn what_a_format_has_no_word_for_is_said_at_its_place() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let steps = with_upload(Scenario::Healthcare, &file);
    let terraform = fresh(&steps, Format::Terraform);
    assert!(terraform.contains("Terraform has no resource for a training job"));
    assert!(terraform.contains("output \"training_job_request\""));
    assert!(terraform.contains("(If-None-Match)"));
    let template = fresh(&steps, Format::CloudFormation);
    assert!(template.contains("CloudFormation uploads no files"));
    assert!(template.contains("CloudFormation has no resource for a training job"));
    assert!(template.contains("TrainingJobRequest:\n    Value: !Sub"));
}

#[test]
fn an_applied_stack_is_imported_by_the_ids_of_its_journal() {
    let (account, directory) = (Account::default(), tempfile::tempdir().expect("a folder"));
    let mut blueprint = small(Scenario::Blank);
    let plan = block_on(plan(&account, &blueprint));
    block_on(run(&account, &plan, directory.path()));
    let journal = Journal::read(directory.path(), &plan.stack)
        .expect("a journal")
        .expect("of this stack");
    let wanted = steps(&blueprint);
    let known = standing(&wanted, &journal);
    let text = written(&wanted, &known, Format::Terraform).expect("it can be written");
    assert!(!text.contains("# import"), "{text}");
    let resources = text.lines().filter(|l| l.starts_with("resource ")).count();
    assert_eq!(text.matches("\nimport {").count(), resources);
    let vpc = &known["vpc"]["VpcId"];
    assert!(text.contains(&format!("to = aws_vpc.vpc\n  id = \"{vpc}\"")));
    let routes = format!(
        "id = \"{}/{}\"",
        known["subnet-1"]["SubnetId"], known["route-table"]["RouteTableId"]
    );
    assert!(text.contains(&routes), "{routes}");
    // What was renamed since is another thing, which does not stand.
    blueprint.data.bucket = Some("another-bucket".to_owned());
    let wanted = steps(&blueprint);
    let text = written(&wanted, &standing(&wanted, &journal), Format::Terraform).expect("it can be written");
    assert!(text.contains("# import {\n#   to = aws_s3_bucket.data_bucket\n"));
    assert!(text.contains("\nimport {\n  to = aws_s3_bucket.logs_bucket\n"));
}

#[test]
fn a_stack_that_was_not_applied_says_which_ids_to_fill_in() {
    let text = fresh(&steps(&small(Scenario::Blank)), Format::Terraform);
    assert!(!text.contains("\nimport {"));
    assert!(text.contains("# import {\n#   to = aws_vpc.vpc\n#   id = \"<VpcId of vpc>\"\n# }"));
}

#[test]
fn a_key_policy_that_leads_back_to_its_key_stands_beside_it() {
    let mut blueprint = small(Scenario::Blank);
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Sid":"${data-key.KeyArn}"}]}"#;
    blueprint
        .identities
        .policies
        .insert("trust".to_owned(), trust.to_owned());
    let steps = steps(&blueprint);
    let terraform = fresh(&steps, Format::Terraform);
    assert!(terraform.contains("resource \"aws_kms_key_policy\" \"data_key_policy\""));
    let template = fresh(&steps, Format::CloudFormation);
    let at = template.find("# data-key-policy: ").expect("it is said");
    assert!(template[at..].contains("a circle"), "{}", &template[at..at + 600]);
}

#[test]
fn a_reference_to_nothing_is_refused_with_its_name() {
    let steps = role("${data-key.KeyArn}");
    for format in Format::ALL {
        let error = written(&steps, &Produced::new(), format).expect_err("there is no such step");
        assert!(
            error.to_string().contains("${data-key.KeyArn}"),
            "{format:?}: {error}"
        );
    }
}

#[test]
fn hostile_text_stays_text_in_hcl() {
    for (said, written) in [
        (r#"a "b" \c"#, r#""a \"b\" \\c""#),
        ("${aws:username} %{if}", r#""$${aws:username} %%{if}""#),
        ("$${x} %%{y}", r#""\u0024\u0024{x} \u0025\u0025{y}""#),
        ("one\ntwo\u{0}", r#""one\ntwo\u0000""#),
        ("\u{202e}gnp", r#""\u202egnp""#),
        ("Müller", r#""Müller""#),
    ] {
        let text = fresh(&role(said), Format::Terraform);
        assert!(
            text.contains(&format!("description = {written}\n")),
            "{said:?}: {text}"
        );
    }
    let mut two = role("x");
    two.push(Step {
        id: "other".to_owned(),
        ..role("$${role.RoleArn}%").remove(0)
    });
    let text = fresh(&two, Format::Terraform);
    assert!(
        text.contains(r#"description = "\u0024${aws_iam_role.role.arn}%""#),
        "{text}"
    );
    let comments: Vec<&str> = text.lines().filter(|l| l.contains("Create")).collect();
    assert_eq!(
        comments,
        ["# role: Create #the role?.", "# other: Create #the role?."]
    );
}

#[test]
fn hostile_text_stays_text_in_yaml() {
    for (said, written) in [
        (r#"a "b" \c: - #d"#, r#""a \"b\" \\c: - #d""#),
        ("${AWS::AccountId}", r#""${AWS::AccountId}""#),
        ("one\ntwo\u{7f}", r#""one\ntwo\x7f""#),
        ("\u{202e}gnp\u{1f600}", r#""\u202egnp\U0001f600""#),
    ] {
        let text = fresh(&role(said), Format::CloudFormation);
        assert!(
            text.contains(&format!("Description: {written}\n")),
            "{said:?}: {text}"
        );
    }
    let mut two = role("x");
    two.push(Step {
        id: "other".to_owned(),
        ..role("${AWS::Region} of ${role.RoleArn}").remove(0)
    });
    let text = fresh(&two, Format::CloudFormation);
    assert!(
        text.contains(r#"Description: !Sub "${!AWS::Region} of ${Role.Arn}""#),
        "{text}"
    );
}

#[test]
fn what_cloudformation_would_carry_out_is_refused() {
    let steps = role("{{resolve:secretsmanager:prod}}");
    let refused = written(&steps, &Produced::new(), Format::CloudFormation);
    assert!(
        matches!(refused, Err(ExportError::Instruction { .. })),
        "{refused:?}"
    );
    for key in ["Fn::ImportValue", "Ref"] {
        let mut steps = role("x");
        if let Spec::CreateRole { trust, .. } = &mut steps[0].spec {
            *trust = format!(r#"{{"{key}":"other-stack"}}"#);
        }
        let refused = written(&steps, &Produced::new(), Format::CloudFormation);
        assert!(
            matches!(refused, Err(ExportError::Instruction { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn hostile_text_reaches_the_aws_cli_as_one_argument() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let aws = folder.path().join("aws");
    let fake = "#!/usr/bin/env bash\nprintf '%s\\0' \"$@\" >>\"$LOG\"\necho 111122223333\n";
    std::fs::write(&aws, fake).expect("a fake AWS CLI");
    let made = Command::new("chmod")
        .arg("+x")
        .arg(&aws)
        .status()
        .expect("chmod runs");
    assert!(made.success());
    let path = format!(
        "{}:{}",
        folder.path().display(),
        std::env::var("PATH").expect("a PATH")
    );
    for said in [
        "'; touch broken; '",
        "$(touch broken) `touch broken` $HOME \\",
        "two\nlines\u{202e} \u{7}'",
        "file:///etc/passwd",
        "--debug",
    ] {
        let _ = std::fs::remove_file(&log);
        let ran = Command::new("bash")
            .args(["-c", &fresh(&role(said), Format::Cli)])
            .current_dir(folder.path())
            .env("PATH", &path)
            .env("LOG", &log)
            .output()
            .expect("bash runs");
        assert!(
            ran.status.success(),
            "{said:?}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let log = std::fs::read_to_string(&log).expect("it was called");
        let arguments: Vec<&str> = log.split('\0').collect();
        let given = arguments
            .iter()
            .position(|a| *a == "--description")
            .map(|at| arguments[at + 1]);
        let inside = arguments
            .iter()
            .position(|a| *a == "--cli-input-json")
            .map(|at| serde_json::from_str::<Value>(arguments[at + 1]).expect("JSON"));
        // The role's name begins like an option, so it is never an argument.
        let inside = inside.expect("what would be read otherwise is in the input");
        assert_eq!(inside["RoleName"], "-role");
        assert_eq!(given.or(inside["Description"].as_str()), Some(said));
        assert!(!folder.path().join("broken").exists(), "{said:?} was carried out");
    }
}
