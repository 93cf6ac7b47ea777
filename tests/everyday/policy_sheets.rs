//! What two policies differ in, what a set of them allows and denies, and the
//! policies of things in the account: without terminal or account.

use aisec_tui::app::Action;
use aisec_tui::app::policy::difference::{CompareJob, Pair, Text};
use aisec_tui::app::policy::held::{Holdings, comparison};
use aisec_tui::app::policy::matrix::{Entry, Group, Pane, ProveJob, Table};
use aisec_tui::inventory::detail::{AttachedPolicy, Bucket, InlinePolicy, ManagedPolicy, Role};
use aisec_tui::inventory::{
    AccountId, Arn, Field, Gap, GapKind, Inventory, Region, Resource, Tags, Timestamp,
};
use aisec_tui::policy::PolicyKind;
use aisec_tui::policy::compare::lines::{Change, lines};
use aisec_tui::stack::{Blueprint, Scenario, Stage};

fn policy(action: &str, resource: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Only","Effect":"Allow","Action":"{action}","Resource":"{resource}"}}]}}"#
    )
}

fn compared(old: &str, new: &str) -> String {
    let text = |text: &str| {
        vec![Text {
            name: "role".to_owned(),
            shown: text.to_owned(),
            read: text.to_owned(),
        }]
    };
    let job = CompareJob {
        pairs: vec![Pair {
            title: "Role policy".to_owned(),
            names: ("the composed policy".to_owned(), "the edited policy".to_owned()),
            gaps: Vec::new(),
            old: text(old),
            new: text(new),
        }],
    };
    job.run().lines.iter().map(|l| l.text() + "\n").collect()
}

#[test]
fn a_wider_policy_is_told_with_a_request_that_only_it_allows() {
    let said = compared(
        &policy("s3:GetObject", "arn:aws:s3:::patients/*"),
        &policy("s3:*", "arn:aws:s3:::patients/*"),
    );
    for part in [
        "▲ yes  the edited policy allows what the composed policy does not, for example:",
        "    action       s3:",
        "    granted by   statement Only",
        "✓ no  the composed policy allows what the edited policy does not",
        "−       \"Action\": \"s3:GetObject\",",
        "+       \"Action\": \"s3:*\",",
    ] {
        assert!(said.contains(part), "{part}:\n{said}");
    }
}

#[test]
fn another_order_of_the_same_elements_is_no_difference() {
    let one = policy("s3:GetObject", "*");
    let other = r#"{"Statement":{"Resource":["*"],"Action":["s3:GetObject"],"Effect":"Allow","Sid":"Only"},"Version":"2012-10-17"}"#;
    let said = compared(&one, other);
    assert!(said.contains("say the same"), "{said}");
    assert_eq!(said.matches("✓ no").count(), 2, "{said}");
}

#[test]
fn what_cannot_be_read_or_told_is_never_a_no() {
    let said = compared(&policy("s3:GetObject", "*"), "{ broken");
    assert!(said.contains("? Which one allows more cannot be told"), "{said}");
    assert!(!said.contains("✓"), "{said}");
}

#[test]
fn lines_that_both_have_stay_and_the_others_are_few() {
    let changes = lines("a\nb\nc\nd\n", "a\nc\nx\nd\n");
    let marks: Vec<(Change, &str)> = changes.into_iter().filter(|(c, _)| *c != Change::Same).collect();
    assert_eq!(marks, [(Change::Removed, "b"), (Change::Added, "x")]);
    assert!(lines("", "").is_empty());
    assert_eq!(lines("a", ""), [(Change::Removed, "a")]);
}

fn blueprint(scenario: Scenario) -> Blueprint {
    Blueprint::preset(scenario, "ward", Stage::Dev, &Region::new("eu-central-1"))
}

fn proved(blueprint: Blueprint) -> Result<Table, String> {
    let account = AccountId::new("123456789012");
    ProveJob { blueprint, account }.run().table
}

#[test]
fn every_answer_of_a_composed_set_is_the_one_wanted() {
    for scenario in Scenario::ALL {
        let mut named = blueprint(scenario);
        let operator = "arn:aws:iam::123456789012:role/operator";
        named.identities.operator = Some(operator.to_owned());
        let table = proved(named).expect("a table");
        let broken: Vec<_> = table.rows.iter().filter(|r| !r.holds).collect();
        assert!(broken.is_empty(), "{scenario:?}: {broken:#?}");
        assert!(table.rows.len() > 20, "{scenario:?}: {}", table.rows.len());
        for group in [Group::Required, Group::Forbidden, Group::NeededByOthers] {
            let has = table.rows.iter().any(|r| r.group == group);
            assert!(has, "{scenario:?}: nothing in {group:?}");
        }
    }
}

#[test]
fn without_a_named_operator_the_answer_that_breaks_says_what_to_do() {
    let table = proved(blueprint(Scenario::Healthcare)).expect("a table");
    let broken: Vec<_> = table.rows.iter().filter(|r| !r.holds).collect();
    assert_eq!(broken.len(), 1, "{broken:#?}");
    assert!(
        broken[0]
            .remedy
            .is_some_and(|r| r.contains("on the page Identities"))
    );
}

#[test]
fn a_policy_that_was_widened_breaks_answers_and_they_come_first_in_their_group() {
    let mut blueprint = blueprint(Scenario::Healthcare);
    let wide = policy("*", "*");
    blueprint.identities.policies.insert("role".to_owned(), wide);
    let table = proved(blueprint).expect("a table");
    assert!(table.broken() > 3, "{}", table.broken());
    let forbidden: Vec<_> = table
        .rows
        .iter()
        .filter(|r| r.group == Group::Forbidden)
        .collect();
    assert!(!forbidden[0].holds);
    assert_eq!((forbidden[0].wanted, forbidden[0].got), ("denied", "allowed"));
    assert!(
        forbidden[0]
            .deciding
            .iter()
            .any(|(place, _)| place == "role/Only"),
        "{:?}",
        forbidden[0]
    );
}

#[test]
fn a_set_with_a_policy_that_is_none_is_not_proved_and_the_policy_is_named() {
    let mut blueprint = blueprint(Scenario::Fraud);
    blueprint
        .identities
        .policies
        .insert("bucket-models".to_owned(), "{".to_owned());
    let reason = proved(blueprint).expect_err("no table");
    assert!(reason.contains("bucket-models"), "{reason}");
}

#[test]
fn the_table_is_walked_from_what_is_broken_to_what_is_broken() {
    let mut blueprint = blueprint(Scenario::Healthcare);
    blueprint
        .identities
        .policies
        .insert("role".to_owned(), policy("*", "*"));
    let job = ProveJob {
        blueprint,
        account: AccountId::new("123456789012"),
    };
    let mut pane = Pane::new(job.clone(), Timestamp(0));
    pane.act(Action::Down, 10);
    assert_eq!(pane.selected, 0, "nothing is there yet");
    pane.take(&job.run());
    pane.act(Action::NextIssue, 10);
    assert!(pane.row().is_some_and(|r| !r.holds), "{:?}", pane.row());
    let first = pane.selected;
    pane.act(Action::NextIssue, 10);
    assert!(pane.selected > first);
    pane.act(Action::Last, 10);
    let table = pane.table.value().expect("a table");
    assert_eq!(pane.selected, table.rows.len() - 1);
    let entries = table.entries();
    assert_eq!(pane.offset, entries.len() - 10);
    assert!(matches!(entries[0], Entry::Heading(Group::Required, ..)));
    pane.act(Action::First, 10);
    assert_eq!(pane.offset, 0, "the heading is in sight");
}

fn known<T>(value: T) -> Field<T> {
    Field::Known(value)
}

fn resource(arn: &str, name: &str, detail: impl Into<aisec_tui::inventory::detail::Detail>) -> Resource {
    Resource {
        arn: Arn::new(arn),
        name: name.to_owned(),
        region: Region::new("eu-central-1"),
        account: AccountId::new("123456789012"),
        created: None,
        tags: known(Tags::new()),
        detail: detail.into(),
    }
}

const MANAGED: &str = "arn:aws:iam::123456789012:policy/reading";

fn role(name: &str, inline: &str) -> Resource {
    let role = Role {
        trust: known(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#.to_owned()),
        inline: known(vec![InlinePolicy {
            name: "own".to_owned(),
            document: policy(inline, "*"),
        }]),
        attached: known(vec![AttachedPolicy {
            name: "reading".to_owned(),
            arn: Arn::new(MANAGED),
        }]),
        boundary: known(None),
        ..Role::default()
    };
    resource(&format!("arn:aws:iam::123456789012:role/{name}"), name, role)
}

fn inventory() -> Inventory {
    let mut inventory = Inventory::new(AccountId::new("123456789012"), vec![Region::new("eu-central-1")]);
    let managed = ManagedPolicy {
        document: known(policy("s3:GetObject", "*")),
        ..ManagedPolicy::default()
    };
    inventory.upsert(resource(MANAGED, "reading", managed));
    inventory.upsert(role("narrow", "kms:Decrypt"));
    inventory.upsert(role("wide", "kms:*"));
    let bucket = Bucket {
        policy: Field::Unknown(Gap {
            operation: "s3:GetBucketPolicy".to_owned(),
            kind: GapKind::Denied,
            message: "no".to_owned(),
        }),
        ..Bucket::default()
    };
    inventory.upsert(resource("arn:aws:s3:::closed", "closed", bucket));
    inventory
}

fn of_role(name: &str) -> Arn {
    Arn::new(format!("arn:aws:iam::123456789012:role/{name}"))
}

#[test]
fn a_role_holds_its_inline_attached_and_trust_policies_laid_out_to_be_read() {
    let holdings = Holdings::of(&inventory(), &of_role("narrow"));
    let names: Vec<(&str, PolicyKind)> = holdings
        .documents
        .iter()
        .map(|d| (d.name.as_str(), d.kind))
        .collect();
    assert_eq!(
        names,
        [
            ("inline own", PolicyKind::Identity),
            ("attached reading", PolicyKind::Identity),
            ("trust policy", PolicyKind::Trust),
        ]
    );
    assert!(holdings.documents[0].text.lines().count() > 5);
    assert_eq!(holdings.gaps, [""; 0]);
}

#[test]
fn a_policy_that_could_not_be_read_is_a_gap_and_not_none() {
    let holdings = Holdings::of(&inventory(), &Arn::new("arn:aws:s3:::closed"));
    assert!(holdings.documents.is_empty());
    assert!(
        holdings.gaps[0].contains("s3:GetBucketPolicy"),
        "{:?}",
        holdings.gaps
    );
}

#[test]
fn two_roles_are_compared_by_all_that_they_grant() {
    let inventory = inventory();
    let said = |old: &str, new: &str| -> String {
        let job = comparison(&inventory, &of_role(old), &of_role(new));
        job.run().lines.iter().map(|l| l.text() + "\n").collect()
    };
    let wider = said("narrow", "wide");
    assert!(
        wider.contains("▲ yes  wide allows what narrow does not"),
        "{wider}"
    );
    assert!(
        wider.contains("✓ no  narrow allows what wide does not"),
        "{wider}"
    );
    assert!(wider.contains("statement Only of inline own"), "{wider}");
    let closed = comparison(&inventory, &Arn::new("arn:aws:s3:::closed"), &of_role("wide"));
    let closed: String = closed.run().lines.iter().map(|l| l.text() + "\n").collect();
    assert!(
        closed.contains("could not be read") && !closed.contains('✓'),
        "{closed}"
    );
}
