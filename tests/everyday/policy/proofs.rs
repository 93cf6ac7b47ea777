//! What the proof of a persona's set shows: who asks, what decided, what opens
//! when a policy is widened, and that stages are apart.

use crate::workloads::described;
use aisec_tui::policy::compose::{Composed, Persona, Scenario, Stage, Workload, compose_personas};
use aisec_tui::policy::evaluate::{Policies, Request, decide};
use aisec_tui::policy::prove::{Asker, Expected, Matrix, Proof, prove_personas};
use aisec_tui::policy::{Document, PolicyKind};

const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

fn with_role() -> impl Iterator<Item = Persona> {
    Persona::ALL.into_iter().filter(|p| p.has_role())
}

fn fraud() -> Workload {
    let mut w = described(Scenario::Fraud, Some(Stage::Dev));
    w.only_through_endpoints = true;
    w
}

fn proved(w: &Workload, personas: &[Persona], set: &[Composed]) -> Vec<Proof> {
    prove_personas(w, personas, set).expect("the texts can be read")
}

/// The set with one policy's text replaced.
fn replaced(mut set: Vec<Composed>, name: &str, text: &str) -> Vec<Composed> {
    let policy = set
        .iter_mut()
        .find(|p| p.name == name)
        .expect("a policy of the set");
    text.clone_into(&mut policy.document);
    set
}

#[test]
fn the_matrix_has_a_cell_for_every_answer_and_says_what_decided() {
    let w = fraud();
    let proofs = proved(&w, &Persona::ALL, &compose_personas(&w, &Persona::ALL));
    let matrix = Matrix::of(&proofs);
    let mut asked: Vec<_> = proofs
        .iter()
        .map(|p| (p.title, &p.request.action, &p.request.resource, p.asker.label()))
        .collect();
    asked.sort();
    let twice: Vec<_> = asked
        .windows(2)
        .filter(|two| two[0] == two[1])
        .map(|two| &two[0])
        .collect();
    assert!(twice.is_empty(), "these answers hide others: {twice:#?}");
    assert_eq!(matrix.answered(), proofs.len());
    assert_eq!(matrix.broken().count(), 0);
    for persona in Persona::ALL {
        assert!(
            matrix.columns.contains(&Asker::Persona(persona)),
            "{}",
            persona.word()
        );
    }
    for row in &matrix.rows {
        assert_eq!(row.cells.len(), matrix.columns.len());
        for cell in row.cells.iter().flatten() {
            assert!(!cell.deciding.is_empty(), "{} {}", row.title, row.action);
        }
    }
    let read = matrix
        .rows
        .iter()
        .find(|r| r.title == "reads the input" && r.action == "s3:GetObject")
        .expect("training reads its input");
    let column = matrix
        .columns
        .iter()
        .position(|c| *c == Asker::Persona(Persona::TrainingJob));
    let cell = read.cells[column.expect("a column")].as_ref().expect("an answer");
    let decided: Vec<_> = cell
        .deciding
        .iter()
        .map(|d| (d.policy.as_str(), d.sid.as_deref()))
        .collect();
    assert!(
        decided.contains(&("permissions-training-job", Some("ReadInput"))),
        "{decided:?}"
    );
    assert!(
        decided.contains(&("boundary-training-job", Some("OwnObjects"))),
        "{decided:?}"
    );
}

#[test]
fn the_matrix_shows_an_answer_that_is_not_the_one_wanted() {
    let w = fraud();
    let persona = Persona::TrainingJob;
    let set = replaced(
        compose_personas(&w, &[persona]),
        "boundary-training-job",
        EVERYTHING,
    );
    let matrix = Matrix::of(&proved(&w, &[persona], &set));
    let (row, asker, cell) = matrix.broken().next().expect("a boundary that holds nothing");
    assert_eq!(*asker, Asker::Widened(persona), "{}", row.title);
    assert_eq!(cell.expected, Expected::Denied);
    assert!(
        cell.deciding
            .iter()
            .any(|d| d.policy == "an administrator's policy"),
        "{cell:?}"
    );
}

#[test]
fn a_boundary_or_trust_that_holds_nothing_no_longer_proves() {
    let w = fraud();
    for persona in with_role() {
        let set = compose_personas(&w, &[persona]);
        let boundary = replaced(set.clone(), &format!("boundary-{}", persona.word()), EVERYTHING);
        let open = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}"#;
        let trust = replaced(set, &format!("trust-{}", persona.word()), open);
        for widened in [boundary, trust] {
            let opened = proved(&w, &[persona], &widened)
                .iter()
                .filter(|p| p.expected == Expected::Denied && !p.holds())
                .count();
            assert!(opened > 0, "{}", persona.word());
        }
    }
}

#[test]
fn a_role_that_was_made_administrator_is_held_by_its_boundary() {
    let w = fraud();
    for persona in with_role() {
        let proofs = proved(&w, &[persona], &compose_personas(&w, &[persona]));
        let widened: Vec<_> = proofs
            .iter()
            .filter(|p| p.asker == Asker::Widened(persona))
            .collect();
        for word in [
            "escalation",
            "another team",
            "another key",
            "control off",
            "another stage",
        ] {
            assert!(
                widened.iter().any(|p| p.title.contains(word) && p.holds()),
                "{} is not asked about {word}",
                persona.word()
            );
        }
        assert!(
            widened
                .iter()
                .all(|p| p.expected == Expected::Denied && p.holds())
        );
    }
}

/// What a role of one stage gets of another stage's bucket and key, decided
/// here and not by the proof.
fn crosses(from: &Workload, to: &Workload, persona: Persona, widened: bool) -> [bool; 2] {
    let ground = |text: &str| {
        text.replace("${data-key-dev.KeyArn}", "DEV")
            .replace("${data-key-prod.KeyArn}", "PROD")
    };
    let read = |set: &[Composed], name: &str| {
        set.iter()
            .find(|p| p.name == name)
            .map(|p| Document::parse(&ground(&p.document)).expect("a composed text is a policy"))
    };
    let own = compose_personas(from, &Persona::ALL);
    let theirs = compose_personas(to, &Persona::ALL);
    let mut identity: Vec<_> = read(&own, &format!("permissions-{}", persona.word()))
        .into_iter()
        .collect();
    if widened {
        identity.push(Document::parse(EVERYTHING).expect("a policy"));
    }
    let role = from
        .role_of(persona)
        .replace(":iam:", ":sts:")
        .replace(":role/", ":assumed-role/");
    let session = format!("{role}/session");
    let policies = |resource: &str| Policies {
        identity: identity.clone(),
        boundary: read(&own, &format!("boundary-{}", persona.word()))
            .into_iter()
            .collect(),
        resource: read(&theirs, resource),
        ..Policies::default()
    };
    let object = Request::new(
        session.clone(),
        "s3:GetObject",
        to.s3(&format!("{}/train/x", to.data_bucket)),
    )
    .owned_by(&to.account)
    .with("aws:SecureTransport", "true")
    .with("s3:TlsVersion", "1.3")
    .with_aws_keys();
    let key = Request::new(
        session,
        "kms:Decrypt",
        "arn:aws:kms:us-east-1:111122223333:key/PROD",
    )
    .owned_by(&to.account)
    .with("kms:ViaService", "s3.us-east-1.amazonaws.com")
    .with("kms:CallerAccount", to.account.clone())
    .with("kms:EncryptionContext:aws:s3:arn", to.s3(&to.data_bucket))
    .with_aws_keys();
    [
        decide(&object, &policies("bucket-data")).is_allowed(),
        decide(&key, &policies("key")).is_allowed(),
    ]
}

#[test]
fn production_data_is_not_readable_from_any_role_of_another_stage() {
    let base = described(Scenario::Fraud, None);
    let [dev, prod] = [Stage::Dev, Stage::Prod].map(|stage| base.at_stage(stage));
    assert_ne!(dev.data_bucket, prod.data_bucket);
    assert_ne!(dev.key_arn, prod.key_arn);
    for persona in with_role() {
        for widened in [false, true] {
            assert_eq!(
                crosses(&dev, &prod, persona, widened),
                [false, false],
                "{}",
                persona.word()
            );
        }
    }
    let reads = crosses(&prod, &prod, Persona::TrainingJob, false);
    assert!(reads[0], "training of production reads its own data");
}

#[test]
fn nobody_needed_is_locked_out() {
    let w = fraud();
    let proofs = proved(&w, &Persona::ALL, &compose_personas(&w, &Persona::ALL));
    let service = |name: &str| Asker::Service(name.to_owned());
    for (asker, titles) in [
        (
            Asker::Administrator,
            &["an administrator of the account keeps the key"][..],
        ),
        (
            Asker::Operator,
            &[
                "the operator is not locked out, wherever they are",
                "the operator uploads with the stack's key",
                "the operator's uploads are encrypted",
            ],
        ),
        (
            Asker::ServiceLinkedRole,
            &[
                "Macie reads what it classifies",
                "Macie decrypts what it classifies",
            ],
        ),
        (
            service("logging.s3.amazonaws.com"),
            &["S3 delivers access logs", "S3 encrypts the access logs"],
        ),
        (
            service("cloudtrail.amazonaws.com"),
            &[
                "CloudTrail delivers the trail's files",
                "CloudTrail encrypts the trail's files",
            ],
        ),
        (
            service("logs.us-east-1.amazonaws.com"),
            &["CloudWatch Logs encrypts the log groups"],
        ),
        (
            Asker::Persona(Persona::BreakGlass),
            &[
                "puts a bucket policy right, wherever they are",
                "wins the key back",
            ],
        ),
    ] {
        for title in titles {
            let allowed = proofs
                .iter()
                .any(|p| p.title == *title && p.asker == asker && p.decision.is_allowed());
            assert!(allowed, "{}: {title}", asker.label());
        }
    }
}

#[test]
fn a_set_that_lacks_a_policy_is_not_proved() {
    let w = fraud();
    for persona in Persona::ALL {
        let set = compose_personas(&w, &[persona]);
        for policy in &set {
            let less: Vec<_> = set.iter().filter(|p| p.name != policy.name).cloned().collect();
            let error = prove_personas(&w, &[persona], &less).expect_err("a policy is missing");
            assert_eq!(error.name(), policy.name);
            assert!(error.to_string().contains("compose it again"), "{error}");
        }
    }
}

#[test]
fn personas_have_their_policies_in_every_partition() {
    for region in ["us-gov-west-1", "cn-north-1"] {
        let mut w = Workload::new("111122223333", region, "ml", Scenario::Fraud).at_stage(Stage::Prod);
        w.log_bucket = Some("ml-logs".to_owned());
        w.vpc_endpoints = vec!["vpce-1".to_owned()];
        w.only_through_endpoints = true;
        let set = compose_personas(&w, &Persona::ALL);
        for policy in &set {
            assert!(
                !policy.document.contains("arn:aws:"),
                "{}: {}",
                policy.name,
                policy.document
            );
        }
        assert!(
            proved(&w, &Persona::ALL, &set).iter().all(Proof::holds),
            "{region}"
        );
    }
}

#[test]
fn every_kind_of_policy_that_the_personas_need_is_in_their_set() {
    let w = fraud();
    let set = compose_personas(&w, &Persona::ALL);
    for kind in [
        PolicyKind::Trust,
        PolicyKind::Identity,
        PolicyKind::KeyPolicy,
        PolicyKind::BucketPolicy,
        PolicyKind::EndpointPolicy,
        PolicyKind::ResourcePolicy,
        PolicyKind::Iot,
    ] {
        assert!(set.iter().any(|p| p.kind == kind), "{kind:?}");
    }
    let mut names: Vec<_> = set.iter().map(|p| p.name.clone()).collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "each policy has a name of its own");
    for persona in Persona::ALL {
        assert_eq!(Persona::parse(persona.word()), Some(persona));
    }
    for stage in Stage::ALL {
        assert_eq!(Stage::parse(stage.word()), Some(stage));
    }
}
