//! Whole-app scenarios: keys in, screen out, over a hand-made account.

use aisec_tui::app::policy;
use aisec_tui::app::{
    self, Account, Context, Effect, Event, Key, Keymap, Observation, Options, Overlay, Size, State, Tab,
    Target, View,
};
use aisec_tui::inventory::detail::{
    AttachedPolicy, Bucket, BucketEncryption, Endpoint, InlinePolicy, KeyRotation, KmsKey, MacieJob,
    MacieSession, Model, Notebook, PublicAccessBlock, Role, SecurityGroup, SecurityRule, Trail,
    TrailSelectors, TrainingJob, Vpc, VpcConfig, VpcEndpoint,
};
use aisec_tui::inventory::{
    AccountId, Arn, Detail, Field, Gap, GapKind, Kind, Region, Resource, ScopeGap, Tags, Timestamp,
};
use aisec_tui::tui::Theme;
use aisec_tui::tui::policy_area::PolicyArea;
use aisec_tui::tui::screens;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use std::collections::HashSet;

const NOW: Timestamp = Timestamp(1_795_400_000);
const REGION: &str = "eu-central-1";
const ACCOUNT: &str = "123456789012";

pub(super) fn known<T>(value: T) -> Field<T> {
    Field::Known(value)
}

fn denied<T>(operation: &str) -> Field<T> {
    Field::Unknown(Gap {
        operation: operation.to_owned(),
        kind: GapKind::Denied,
        message: "not authorized to perform this action".to_owned(),
    })
}

fn arn(service: &str, rest: &str) -> Arn {
    let region = if ["iam", "s3"].contains(&service) {
        ""
    } else {
        REGION
    };
    let account = if service == "s3" { "" } else { ACCOUNT };
    Arn::new(format!("arn:aws:{service}:{region}:{account}:{rest}"))
}

fn resource(arn: Arn, name: &str, tags: &[(&str, &str)], detail: impl Into<Detail>) -> Resource {
    let tags: Tags = tags
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    let global = arn.service() == "iam";
    Resource {
        arn,
        name: name.to_owned(),
        region: if global {
            Region::global()
        } else {
            Region::new(REGION)
        },
        account: AccountId::new(ACCOUNT),
        created: Some(Timestamp(1_790_000_000)),
        tags: known(tags),
        detail: detail.into(),
    }
}

fn key(id: &str, name: &str, rotated: bool) -> Resource {
    let detail = KmsKey {
        manager: known("CUSTOMER".to_owned()),
        state: known("Enabled".to_owned()),
        spec: known("SYMMETRIC_DEFAULT".to_owned()),
        usage: known("ENCRYPT_DECRYPT".to_owned()),
        origin: known("AWS_KMS".to_owned()),
        multi_region: known(false),
        description: known(String::new()),
        deletion_date: known(None),
        rotation: known(KeyRotation {
            enabled: rotated,
            period_days: rotated.then_some(365),
            next: None,
        }),
        policy: known(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"}]}"#.to_owned()),
        aliases: known(vec![name.to_owned()]),
        grants: known(Vec::new()),
    };
    resource(arn("kms", &format!("key/{id}")), name, &[], detail)
}

fn bucket(name: &str, key: Option<&str>, class: &str) -> Resource {
    let detail = Bucket {
        encryption: known(Some(BucketEncryption {
            algorithm: if key.is_some() { "aws:kms" } else { "AES256" }.to_owned(),
            kms_key: key.map(|k| format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{k}")),
            bucket_key: true,
        })),
        public_access_block: known(key.map(|_| PublicAccessBlock::full())),
        policy: known(None),
        policy_is_public: known(false),
        versioning: known(key.map(|_| "Enabled".to_owned())),
        mfa_delete: known(false),
        logging: denied("s3:GetBucketLogging"),
        ownership: known(Some("BucketOwnerEnforced".to_owned())),
    };
    resource(
        arn("s3", &format!("::{name}")[2..]),
        name,
        &[("classification", class)],
        detail,
    )
}

fn training(name: &str, role: &Arn, good: bool) -> Resource {
    let key = good.then(|| format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/1111"));
    let detail = TrainingJob {
        status: known("Completed".to_owned()),
        secondary_status: known("Completed".to_owned()),
        role: known(role.clone()),
        image: known(Some(
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com/train:1".to_owned(),
        )),
        inputs: known(vec!["s3://patients-raw/train/".to_owned()]),
        output_path: known("s3://patients-models/out/".to_owned()),
        output_kms_key: known(key.clone()),
        volume_kms_key: known(key),
        instance_type: known(Some("ml.m5.xlarge".to_owned())),
        instance_count: known(2),
        vpc: known(good.then(|| VpcConfig {
            subnets: vec!["subnet-1".to_owned(), "subnet-2".to_owned()],
            security_groups: vec!["sg-1".to_owned()],
        })),
        network_isolation: known(good),
        inter_container_encryption: known(good),
        remote_debug: known(false),
        failure: known(None),
        ended: known(Some(Timestamp(1_790_003_600))),
    };
    resource(
        arn("sagemaker", &format!("training-job/{name}")),
        name,
        &[("team", "health")],
        detail,
    )
}

fn identities() -> Vec<Resource> {
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let role = |name: &str, action: &str| {
        let detail = Role {
            id: "AROAEXAMPLE".to_owned(),
            path: "/".to_owned(),
            trust: known(trust.to_owned()),
            inline: known(vec![InlinePolicy {
                name: "work".to_owned(),
                document: format!(
                    r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#
                ),
            }]),
            attached: known(vec![AttachedPolicy {
                name: "AmazonSageMakerFullAccess".to_owned(),
                arn: Arn::new("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"),
            }]),
            boundary: known(None),
            last_used: known(None),
        };
        resource(arn("iam", &format!("role/{name}")), name, &[], detail)
    };
    vec![role("patient-trainer", "*"), role("fraud-scorer", "s3:GetObject")]
}

fn workloads(role: &Arn) -> Vec<Resource> {
    let notebook = Notebook {
        status: known("InService".to_owned()),
        instance_type: known("ml.t3.medium".to_owned()),
        role: known(role.clone()),
        kms_key: known(None),
        subnet: known(None),
        security_groups: known(Vec::new()),
        direct_internet: known(true),
        root_access: known(true),
        imds_version: known(Some("1".to_owned())),
        platform: known(None),
        lifecycle_config: known(None),
    };
    let model = Model {
        role: known(Some(role.clone())),
        vpc: known(None),
        network_isolation: known(false),
        containers: known(Vec::new()),
    };
    let endpoint = Endpoint {
        status: known("InService".to_owned()),
        config: known("fraud-config".to_owned()),
        failure: known(None),
    };
    vec![
        training("train-good", role, true),
        training("train-bad", role, false),
        resource(arn("sagemaker", "notebook-instance/lab"), "lab", &[], notebook),
        resource(arn("sagemaker", "model/fraud-model"), "fraud-model", &[], model),
        resource(arn("sagemaker", "endpoint/fraud"), "fraud", &[], endpoint),
    ]
}

fn network() -> Vec<Resource> {
    let group = SecurityGroup {
        id: "sg-1".to_owned(),
        vpc: "vpc-1".to_owned(),
        description: "training".to_owned(),
        ingress: known(vec![SecurityRule {
            protocol: "tcp".to_owned(),
            from_port: Some(22),
            to_port: Some(22),
            cidrs: vec!["0.0.0.0/0".to_owned()],
            ..SecurityRule::default()
        }]),
        egress: known(Vec::new()),
        interfaces: Field::default(),
    };
    let vpc = Vpc {
        id: "vpc-1".to_owned(),
        cidr: "10.0.0.0/16".to_owned(),
        is_default: false,
        cidrs: Vec::new(),
    };
    let endpoint = VpcEndpoint {
        id: "vpce-1".to_owned(),
        vpc: "vpc-1".to_owned(),
        service: "com.amazonaws.eu-central-1.sagemaker.api".to_owned(),
        endpoint_type: known("Interface".to_owned()),
        state: known("available".to_owned()),
        policy: known(None),
        private_dns: known(true),
        subnets: known(vec!["subnet-1".to_owned()]),
        route_tables: known(Vec::new()),
        security_groups: known(vec!["sg-1".to_owned()]),
    };
    vec![
        resource(arn("ec2", "vpc/vpc-1"), "ml-vpc", &[], vpc),
        resource(arn("ec2", "security-group/sg-1"), "training-sg", &[], group),
        resource(arn("ec2", "vpc-endpoint/vpce-1"), "sagemaker-api", &[], endpoint),
    ]
}

fn watch() -> Vec<Resource> {
    let trail = Trail {
        multi_region: known(true),
        home_region: known(REGION.to_owned()),
        organization: known(false),
        bucket: known("audit-logs".to_owned()),
        kms_key: known(None),
        validation: known(true),
        log_group: known(None),
        logging: known(true),
        delivery_error: known(None),
        selectors: known(TrailSelectors {
            management_events: true,
            read_write: "All".to_owned(),
            data_resources: vec!["AWS::S3::Object".to_owned()],
            data_arns: Vec::new(),
        }),
    };
    let session = MacieSession {
        status: known("ENABLED".to_owned()),
        frequency: known(None),
        automated_discovery: known(false),
    };
    let job = MacieJob {
        id: "job-1".to_owned(),
        status: known("RUNNING".to_owned()),
        job_type: known("SCHEDULED".to_owned()),
        buckets: known(vec!["patients-raw".to_owned()]),
        last_run_error: known(None),
    };
    vec![
        resource(arn("cloudtrail", "trail/main"), "main", &[], trail),
        resource(arn("macie2", "session"), "Macie", &[], session),
        resource(arn("macie2", "classification-job/job-1"), "weekly-scan", &[], job),
    ]
}

/// A small account with good and bad practice side by side.
pub(super) fn small_account() -> Vec<Observation> {
    let role = arn("iam", "role/patient-trainer");
    let mut resources = vec![
        key("1111", "alias/patients", true),
        key("2222", "alias/fraud", false),
        bucket("patients-raw", Some("1111"), "phi"),
        bucket("fraud-events", None, "internal"),
    ];
    resources.extend(identities());
    resources.extend(workloads(&role));
    resources.extend(network());
    resources.extend(watch());
    let mut observed: Vec<Observation> = Vec::new();
    for kind in Kind::ALL {
        let of_kind: Vec<Resource> = resources.iter().filter(|r| r.kind() == *kind).cloned().collect();
        let seen: HashSet<Arn> = of_kind.iter().map(|r| r.arn.clone()).collect();
        let region = of_kind
            .first()
            .map_or_else(|| Region::new(REGION), |r| r.region.clone());
        observed.extend(of_kind.into_iter().map(|r| Observation::Resource(Box::new(r))));
        observed.push(Observation::Completed {
            kind: *kind,
            region,
            seen,
            at: NOW,
            whole: *kind != Kind::IotPolicy,
        });
    }
    observed.push(Observation::Gap(ScopeGap {
        kind: Kind::IotPolicy,
        region: Region::new(REGION),
        gap: Gap {
            operation: "iot:ListPolicies".to_owned(),
            kind: GapKind::Denied,
            message: "User is not authorized to perform iot:ListPolicies".to_owned(),
        },
    }));
    observed
}

pub(super) fn account(demo: bool) -> Account {
    Account {
        id: AccountId::new(ACCOUNT),
        caller: Arn::new(format!("arn:aws:iam::{ACCOUNT}:user/operator")),
        regions: vec![Region::new(REGION)],
        demo,
    }
}

/// The app under test: effects that only compute are carried out at once, the
/// others are kept to be looked at.
#[derive(Clone)]
pub(super) struct Walk {
    pub(super) state: State,
    pub(super) theme: Theme,
    pub(super) effects: Vec<Effect>,
    area: PolicyArea,
}

impl Walk {
    /// Just started; the account is being opened.
    pub(super) fn start(width: u16, height: u16) -> Self {
        Self::start_with(
            Options {
                read_only: false,
                has_demo: true,
            },
            Keymap::default(),
            width,
            height,
        )
    }

    pub(super) fn start_with(options: Options, keymap: Keymap, width: u16, height: u16) -> Self {
        let mut state = State::new(options, keymap, Size { width, height }, NOW);
        let effects = app::start(&mut state, Target::Configured, NOW);
        let theme = Theme::named("mono").expect("an embedded theme");
        Self {
            state,
            theme,
            effects,
            area: PolicyArea::default(),
        }
    }

    /// The small account is open and read.
    pub(super) fn small(width: u16, height: u16) -> Self {
        let mut walk = Self::start(width, height);
        walk.event(Event::Connected(account(true)));
        walk.event(Event::Observed(small_account()));
        walk.event(Event::RefreshFinished { calls: 42 });
        walk.state.notice = None;
        walk.effects.clear();
        walk
    }

    pub(super) fn event(&mut self, event: Event) {
        let mut waiting = vec![event];
        while let Some(event) = waiting.pop() {
            for effect in app::update(&mut self.state, event, NOW) {
                match effect {
                    Effect::Digest(job) => waiting.push(Event::Digested(Box::new(job.run()))),
                    Effect::Index { tab, generation, job } => waiting.push(Event::Indexed {
                        tab,
                        generation,
                        index: job.run(),
                        rows: job.rows,
                    }),
                    Effect::Reach(job) => waiting.push(Event::Reach(Box::new(job.run()))),
                    Effect::Policy(effect) => waiting.push(Event::Policy(Box::new(match *effect {
                        policy::Effect::Area(stroke) => self.area.take(stroke),
                        policy::Effect::Compare(job) => policy::Event::Compared(job.run()),
                        policy::Effect::Prove(job) => policy::Event::Proved(Box::new(job.run())),
                    }))),
                    effect => self.effects.push(effect),
                }
            }
        }
    }

    /// Presses keys by their names, separated by spaces.
    pub(super) fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            let key = Key::parse(name).expect("a key's name");
            self.event(Event::Key(key));
        }
        self
    }

    /// Types text, character by character.
    pub(super) fn type_in(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.event(Event::Key(Key::char(c)));
        }
        self
    }

    pub(super) fn buffer(&self) -> Buffer {
        let backend = TestBackend::new(self.state.size.width, self.state.size.height);
        let mut terminal = Terminal::new(backend).expect("a test terminal");
        terminal
            .draw(|frame| screens::render(frame, &self.state, &self.theme))
            .expect("a drawn frame");
        terminal.backend().buffer().clone()
    }

    /// The screen as lines of text.
    pub(super) fn screen(&self) -> String {
        let buffer = self.buffer();
        let width = usize::from(buffer.area.width);
        let lines: Vec<String> = buffer
            .content
            .chunks(width.max(1))
            .map(|line| {
                line.iter()
                    .map(ratatui::buffer::Cell::symbol)
                    .collect::<String>()
                    .trim_end()
                    .to_owned()
            })
            .collect();
        lines.join("\n")
    }

    fn names(&self) -> Vec<String> {
        let table = self.state.table();
        table
            .index
            .iter()
            .map(|at| table.rows[*at as usize].cell(0).to_owned())
            .collect()
    }

    fn notice(&self) -> String {
        self.state
            .notice
            .as_ref()
            .map(|m| m.text.clone())
            .unwrap_or_default()
    }
}

#[test]
fn the_screen_is_there_before_the_account_is_open() {
    let walk = Walk::start(80, 24);
    assert!(matches!(walk.effects[..], [Effect::Connect(Target::Configured)]));
    let screen = walk.screen();
    assert!(screen.contains("Opening the account"), "{screen}");
    assert!(screen.contains("1Posture"), "{screen}");
}

#[test]
fn an_account_that_cannot_be_opened_says_why_and_offers_the_demo() {
    let mut walk = Walk::start(80, 24);
    walk.event(Event::ConnectFailed("No AWS credentials were found.".to_owned()));
    walk.press("j");
    let screen = walk.screen();
    assert!(screen.contains("No AWS credentials were found."), "{screen}");
    assert!(screen.contains("d opens the embedded demo account"), "{screen}");
    walk.effects.clear();
    walk.press("d");
    assert!(
        matches!(walk.effects[..], [Effect::Connect(Target::Demo)]),
        "{:?}",
        walk.effects
    );
}

#[test]
fn an_open_account_is_read_at_once_and_again_on_r() {
    let mut walk = Walk::start(80, 24);
    walk.event(Event::Connected(account(false)));
    assert!(walk.effects.iter().any(|e| matches!(e, Effect::Refresh(None))));
    walk.press("r");
    assert_eq!(walk.notice(), "the account is being read already");
    walk.event(Event::RefreshFinished { calls: 1 });
    walk.effects.clear();
    walk.press("r");
    assert!(matches!(walk.effects[..], [Effect::Refresh(None)]));
}

#[test]
fn resources_show_as_they_come_before_the_reading_ends() {
    let mut walk = Walk::start(120, 40);
    walk.event(Event::Connected(account(false)));
    let one = Observation::Resource(Box::new(key("1111", "alias/patients", true)));
    walk.event(Event::Observed(vec![one]));
    walk.press("2");
    let screen = walk.screen();
    assert!(screen.contains("alias/patients"), "{screen}");
    assert!(screen.contains("reading, 1 so far"), "{screen}");
}

#[test]
fn another_account_never_shows_the_resources_of_the_one_before() {
    let mut walk = Walk::small(120, 40);
    walk.press("2");
    assert!(walk.screen().contains("alias/patients"));
    let other = Account {
        id: AccountId::new("999999999999"),
        ..account(false)
    };
    walk.event(Event::Connected(other));
    let screen = walk.screen();
    assert!(!screen.contains("alias/patients"), "{screen}");
    assert!(screen.contains("999999999999"), "{screen}");
}

#[test]
fn the_posture_strip_stays_on_every_screen() {
    let mut walk = Walk::small(120, 40);
    let report = walk.state.digest.report.clone();
    assert!(report.counts.total.fail > 0, "the account has something to say");
    let strip = format!("score {}/100", report.score);
    for keys in [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "0",
        "1 enter",
        "e",
        "?",
        "esc :",
        "esc m",
        "esc esc n",
    ] {
        let screen = walk.press(keys).screen();
        assert!(screen.contains(&strip), "after {keys}:\n{screen}");
        assert!(screen.contains("[DEMO]"), "after {keys}:\n{screen}");
    }
}

#[test]
fn read_only_is_said_on_screen() {
    let options = Options {
        read_only: true,
        has_demo: false,
    };
    let mut walk = Walk::start_with(options, Keymap::default(), 80, 24);
    walk.event(Event::Connected(account(false)));
    assert!(walk.screen().contains("[READ-ONLY]"));
    assert!(!walk.screen().contains("[DEMO]"));
}

#[test]
fn every_kind_of_resource_has_a_tab() {
    for kind in Kind::ALL {
        let shown = *kind == Kind::Bucket || Tab::ALL.iter().any(|t| t.kinds().contains(kind));
        assert!(shown, "{} is in no tab", kind.label());
    }
}

#[test]
fn words_of_a_filter_must_all_match_and_an_exclamation_mark_excludes() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("train-");
    walk.press("enter");
    assert_eq!(walk.names(), ["train-bad", "train-good"]);
    walk.press("/").type_in(" !good");
    walk.press("enter");
    assert_eq!(walk.names(), ["train-bad"]);
    walk.press("esc");
    assert_eq!(walk.names(), ["lab", "train-bad", "train-good"]);
}

#[test]
fn a_filter_looks_in_one_column_when_its_name_is_given() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("kind:notebook");
    assert_eq!(walk.names(), ["lab"]);
    walk.press("ctrl-u").type_in("!kind:notebook");
    assert_eq!(walk.names(), ["train-bad", "train-good"]);
    walk.press("ctrl-u").type_in("tag:team=health");
    assert_eq!(walk.names(), ["train-bad", "train-good"]);
    walk.press("ctrl-u").type_in("isolation:open");
    assert_eq!(walk.names(), ["train-bad"]);
}

#[test]
fn a_filter_matches_loosely_but_not_everything() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("trgood");
    assert_eq!(walk.names(), ["train-good"]);
    walk.press("ctrl-u").type_in("zzz");
    assert!(walk.names().is_empty());
    let screen = walk.press("enter").screen();
    assert!(screen.contains("Nothing matches the filter."), "{screen}");
}

#[test]
fn leaving_a_filter_restores_the_one_before() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("lab");
    walk.press("enter /").type_in("oratory");
    assert!(walk.names().is_empty());
    walk.press("esc");
    assert_eq!(walk.names(), ["lab"]);
}

#[test]
fn each_tab_keeps_its_own_filter_order_and_selection() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 s g j 2 /").type_in("fraud");
    walk.press("enter 5");
    assert_eq!(
        (walk.state.table().selected, walk.state.table().sort.column),
        (1, 1)
    );
    assert_eq!(walk.state.table().filter, "");
    walk.press("2");
    assert_eq!(walk.names(), ["alias/fraud"]);
}

#[test]
fn any_column_sorts_both_ways() {
    let mut walk = Walk::small(200, 60);
    walk.press("2");
    assert_eq!(walk.names(), ["alias/fraud", "alias/patients"]);
    walk.press("S");
    assert_eq!(walk.names(), ["alias/patients", "alias/fraud"]);
    // findings, state, rotation: the failing rotation is the worse one.
    walk.press("s s s");
    assert_eq!(
        walk.state.table().columns[walk.state.table().sort.column].name,
        "rotation"
    );
    assert_eq!(walk.names(), ["alias/fraud", "alias/patients"]);
    assert!(walk.screen().contains("ROTATION↓"));
}

#[test]
fn findings_are_listed_worst_first_and_passes_are_not_listed() {
    let walk = Walk::small(120, 40);
    let table = walk.state.table();
    let words: Vec<&str> = table
        .index
        .iter()
        .map(|at| table.rows[*at as usize].cell(1))
        .collect();
    assert!(!words.is_empty() && words.iter().all(|w| !w.contains("PASS")));
    let first = table.rows[table.index[0] as usize].cell(2);
    assert!(first.contains("critical") || first.contains("high"), "{first}");
    let unknown = words
        .iter()
        .position(|w| w.contains("UNKNOWN"))
        .expect("an unknown finding");
    assert!(
        words[unknown..].iter().all(|w| !w.contains("FAIL")),
        "unknown comes after every failure"
    );
}

#[test]
fn the_selection_stays_on_its_row_when_the_account_changes() {
    let mut walk = Walk::small(120, 40);
    walk.press("3 G");
    let id = walk.state.table().selection().map(|r| r.id.clone());
    assert!(id.is_some());
    let newer = bucket("aaa-first", None, "internal");
    walk.event(Event::Observed(vec![Observation::Resource(Box::new(newer))]));
    assert_eq!(walk.names(), ["aaa-first", "fraud-events", "patients-raw"]);
    assert_eq!(walk.state.table().selection().map(|r| r.id.clone()), id);
}

#[test]
fn the_detail_pane_shows_fields_gaps_relations_findings_and_json() {
    let mut walk = Walk::small(120, 40);
    walk.press("3 G enter");
    let fields = walk.screen();
    assert!(fields.contains("bucket patients-raw"), "{fields}");
    assert!(fields.contains("aws:kms"), "{fields}");
    assert!(fields.contains("? denied s3:GetBucketLogging"), "{fields}");
    let findings = walk.press("l").screen();
    for word in ["evidence", "wanted", "why", "fix", "framework", "UNKNOWN"] {
        assert!(findings.contains(word), "{word} is missing:\n{findings}");
    }
    let relations = walk.press("l").screen();
    assert!(relations.contains("is encrypted with"), "{relations}");
    assert!(relations.contains("is read by"), "{relations}");
    let json = walk.press("l").screen();
    assert!(json.contains("\"public_access_block\""), "{json}");
}

#[test]
fn relations_lead_to_other_resources_and_esc_leads_back() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("train-good");
    walk.press("enter enter l l");
    let View::Detail(pane) = &walk.state.view else {
        panic!("the pane is open")
    };
    let role = pane
        .lines
        .iter()
        .position(|l| l.text().contains("role/patient-trainer"));
    let role = role.expect("the job runs as its role");
    for _ in 0..role {
        walk.press("j");
    }
    walk.press("enter");
    assert!(
        walk.screen().contains("role patient-trainer"),
        "{}",
        walk.screen()
    );
    walk.press("esc");
    assert!(
        walk.screen().contains("training job train-good"),
        "{}",
        walk.screen()
    );
    walk.press("esc");
    assert!(matches!(walk.state.view, View::Table));
}

#[test]
fn a_search_in_the_detail_pane_goes_from_match_to_match() {
    let mut walk = Walk::small(120, 20);
    walk.press("5 /").type_in("train-bad");
    walk.press("enter enter l l l /").type_in("known");
    walk.press("enter");
    let cursor = |walk: &Walk| match &walk.state.view {
        View::Detail(pane) => (pane.cursor, pane.lines[pane.cursor].text()),
        _ => panic!("the pane is open"),
    };
    let (first, text) = cursor(&walk);
    assert!(text.contains("known"), "{text}");
    walk.press("n");
    let (second, text) = cursor(&walk);
    assert!(second > first && text.contains("known"), "{text}");
    walk.press("N");
    assert_eq!(cursor(&walk).0, first);
}

#[test]
fn evidence_is_one_key_away_from_a_row() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("train-bad");
    let screen = walk.press("enter e").screen();
    assert!(screen.contains("FAIL"), "{screen}");
    assert!(screen.contains("VolumeKmsKeyId"), "{screen}");
}

#[test]
fn a_finding_opens_on_its_own_evidence() {
    let mut walk = Walk::small(120, 40);
    let title = walk
        .state
        .table()
        .selection()
        .map(|r| r.cell(0).to_owned())
        .expect("a finding");
    let screen = walk.press("enter").screen();
    let evidence = screen.find("evidence").expect("evidence on screen");
    let shown = screen
        .find(title.split('…').next().unwrap_or(&title))
        .expect("the finding's title");
    assert!(shown < evidence, "{screen}");
}

#[test]
fn y_copies_the_arn_or_every_marked_one_without_control_characters() {
    let mut walk = Walk::small(120, 40);
    walk.press("2 y");
    let copied = |walk: &Walk| match walk.effects.last() {
        Some(Effect::Copy { text, count }) => (text.clone(), *count),
        other => panic!("nothing was copied: {other:?}"),
    };
    assert_eq!(
        copied(&walk),
        (format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/2222"), 1)
    );
    walk.press("space space y");
    let (text, count) = copied(&walk);
    assert_eq!((text.lines().count(), count), (2, 2));
    walk.press("9 /").type_in("iot");
    walk.press("enter y");
    assert_eq!(walk.notice(), "this row has no ARN");
}

#[test]
fn the_palette_finds_an_action_by_a_few_letters_and_does_it() {
    let mut walk = Walk::small(120, 40);
    walk.press(":").type_in("bucket");
    assert!(walk.screen().contains("show-buckets"), "{}", walk.screen());
    walk.press("enter");
    assert_eq!(walk.state.tab, Tab::Buckets);
}

#[test]
fn an_action_that_cannot_be_done_says_why() {
    let mut walk = Walk::small(120, 40);
    walk.press(":").type_in("open-demo");
    let screen = walk.screen();
    assert!(
        screen.contains("not now: the embedded account is open already"),
        "{screen}"
    );
    walk.press("enter");
    assert_eq!(walk.notice(), "the embedded account is open already");
    assert!(walk.effects.is_empty());
}

#[test]
fn the_help_lists_every_binding() {
    let keymap = Keymap::default();
    let lines: Vec<String> = app::help::lines(&keymap, 120)
        .iter()
        .map(app::detail::Line::text)
        .collect();
    let text = lines.join("\n");
    for binding in keymap.bindings() {
        let (name, words) = (format!(" {}", binding.action.name()), &binding.description);
        let keys: Vec<String> = binding.keys.iter().map(Key::to_string).collect();
        let whole = |l: &&String| l.ends_with(&name) && l.contains(words) && l.contains(&keys.join(", "));
        assert!(
            lines.iter().any(|l| whole(&l)),
            "{name} ({keys:?}) is missing:\n{text}"
        );
    }
}

#[test]
fn the_help_scrolls_to_its_end_on_a_small_screen() {
    let mut walk = Walk::small(80, 24);
    walk.press("? G");
    assert!(walk.screen().contains("○ low"), "{}", walk.screen());
    walk.press("esc");
    assert!(matches!(walk.state.overlay, Overlay::None));
}

#[test]
fn the_embedded_keymap_has_no_conflicts_and_binds_every_tab() {
    let keymap = Keymap::default();
    assert_eq!(keymap.conflicts(), []);
    for tab in Tab::ALL {
        let bound = keymap
            .bindings()
            .iter()
            .any(|b| b.action.tab() == Some(tab) && !b.keys.is_empty());
        assert!(bound, "{} has no key", tab.title());
    }
}

#[test]
fn a_users_keymap_replaces_keys_and_its_conflicts_are_said() {
    let text = r#"
        [[bind]]
        context = "table"
        keys = ["x"]
        action = "sort"
        [[bind]]
        context = "table"
        keys = ["x", "o"]
        action = "open"
    "#;
    let keymap = Keymap::with_overrides(text).expect("a good keymap");
    assert_eq!(keymap.action(Context::Table, Key::char('s')), None);
    assert_eq!(
        keymap.action(Context::Table, Key::char('o')),
        Some(app::Action::Open)
    );
    let said: Vec<String> = keymap.conflicts().iter().map(ToString::to_string).collect();
    assert_eq!(said, [r#"table: "x" means both open and sort; open wins"#]);
    let wrong =
        Keymap::with_overrides("[[bind]]\ncontext = \"table\"\nkeys = [\"hyper-x\"]\naction = \"open\"");
    assert!(wrong.expect_err("no such key").to_string().contains("hyper-x"));
}

#[test]
fn q_leaves_at_once_when_nothing_is_being_applied() {
    let mut walk = Walk::small(80, 24);
    walk.press("q");
    assert!(matches!(walk.effects[..], [Effect::Quit]));
}

/// Every key of every context, on every screen, in an account that can be
/// written: none may ask for a write.
#[test]
fn no_key_on_any_screen_asks_for_a_write_without_a_confirmed_review() {
    let keymap = Keymap::default();
    let mut keys: Vec<Key> = keymap.bindings().iter().flat_map(|b| b.keys.clone()).collect();
    keys.extend((' '..='~').map(Key::char));
    keys.sort();
    keys.dedup();
    let screens = [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "0",
        "2 enter",
        "2 enter l",
        "1 enter",
        ":",
        "?",
        "m",
        "2 /",
        "n",
    ];
    let mut pressed = 0;
    for screen in screens {
        let mut there = Walk::small(80, 24);
        there.press(screen);
        for first in &keys {
            let mut walk = there.clone();
            walk.event(Event::Key(*first));
            for second in [Key::char('y'), Key::parse("enter").expect("enter")] {
                walk.event(Event::Key(second));
                pressed += 1;
            }
            let writes: Vec<&Effect> = walk.effects.iter().filter(|e| e.writes()).collect();
            assert!(writes.is_empty(), "{screen} then {first}: {writes:?}");
        }
    }
    assert!(pressed > 3000, "only {pressed} keys were pressed");
}

#[test]
fn hostile_names_reach_neither_the_screen_nor_the_clipboard() {
    let hostile = "evil\u{1b}]0;title\u{7}\u{1b}[2J\u{202e}gpj.exe\u{200b}\u{9b}31m\r\nnext";
    let mut walk = Walk::small(120, 40);
    let mut job = training("x", &arn("iam", "role/patient-trainer"), false);
    job.name = hostile.to_owned();
    job.arn = Arn::new(format!(
        "arn:aws:sagemaker:{REGION}:{ACCOUNT}:training-job/{hostile}"
    ));
    job.tags = known([(hostile.to_owned(), hostile.to_owned())].into());
    walk.event(Event::Observed(vec![Observation::Resource(Box::new(job))]));
    walk.event(Event::ConnectFailed(hostile.to_owned()));
    for keys in ["5 /", "enter enter", "l", "l", "l", "m", "esc y"] {
        walk.press(keys);
        if keys == "5 /" {
            walk.type_in("evil");
        }
        let bad = |c: char| c.is_control() || ['\u{202e}', '\u{200b}'].contains(&c);
        for cell in &walk.buffer().content {
            assert!(
                !cell.symbol().chars().any(bad),
                "after {keys}: {:?}",
                cell.symbol()
            );
        }
    }
    let Some(Effect::Copy { text, .. }) = walk.effects.last() else {
        panic!("nothing was copied: {:?}", walk.effects)
    };
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

#[test]
fn a_name_of_a_megabyte_stays_within_its_cell() {
    let mut walk = Walk::small(80, 24);
    let mut job = training("x", &arn("iam", "role/patient-trainer"), false);
    job.name = "long ".repeat(200_000);
    walk.event(Event::Observed(vec![Observation::Resource(Box::new(job))]));
    walk.press("5 /").type_in("long");
    let row = walk.press("enter").screen();
    assert!(row.contains('…'), "{row}");
    let longest = walk.state.table().rows.iter().map(|r| r.text().len()).max();
    assert!(longest < Some(6_000), "{longest:?}");
    walk.press("enter G l G l G");
    assert!(walk.screen().contains("JSON"));
}

#[test]
fn pasted_text_is_not_a_burst_of_commands() {
    let mut walk = Walk::small(80, 24);
    walk.event(Event::Paste("qqq\n2".to_owned()));
    assert!(walk.effects.is_empty());
    assert_eq!(walk.state.tab, Tab::Posture);
    walk.press("5 /");
    walk.event(Event::Paste("train-\nbad".to_owned()));
    assert_eq!(walk.state.table().filter, "train- bad");
}

#[test]
fn the_selected_row_is_told_without_colour() {
    for keys in ["1", "2", "3", "4", "5", "6", "7", "8", "9"] {
        let mut walk = Walk::small(80, 24);
        walk.press(keys);
        let buffer = walk.buffer();
        let reversed = |y: u16| (0..80).all(|x| buffer[(x, y)].modifier.contains(Modifier::REVERSED));
        let marked: Vec<u16> = (3..23).filter(|y| buffer[(0, *y)].symbol() == "▸").collect();
        assert_eq!(marked.len(), 1, "tab {keys}: one cursor");
        assert!(reversed(marked[0]), "tab {keys}: the row is reversed");
        let coloured = buffer
            .content
            .iter()
            .any(|c| c.fg != ratatui::style::Color::Reset || c.bg != ratatui::style::Color::Reset);
        assert!(!coloured, "tab {keys}: mono has no colour");
    }
}

#[test]
fn a_large_table_is_filtered_off_the_loop_and_a_late_answer_is_dropped() {
    let mut walk = Walk::start(80, 24);
    walk.event(Event::Connected(account(false)));
    let many = (0..app::table::INLINE_ROWS + 5).map(|i| {
        let name = format!("job-{i:06}");
        Observation::Resource(Box::new(training(&name, &arn("iam", "role/r"), false)))
    });
    walk.event(Event::Observed(many.collect()));
    walk.press("5");
    assert_eq!(walk.state.table().index.len(), app::table::INLINE_ROWS + 5);
    // The first letter's answer comes after the second letter was typed.
    let mut asked = Vec::new();
    for c in ['/', '0', '7'] {
        let effects = app::update(&mut walk.state, Event::Key(Key::char(c)), NOW);
        asked.extend(effects);
    }
    let answers: Vec<Event> = asked
        .into_iter()
        .filter_map(|e| match e {
            Effect::Index { tab, generation, job } => {
                let index = job.run();
                Some(Event::Indexed {
                    tab,
                    generation,
                    rows: job.rows,
                    index,
                })
            }
            _ => None,
        })
        .collect();
    assert_eq!(answers.len(), 2, "one job for each letter");
    let expected = match &answers[1] {
        Event::Indexed { index, .. } => index.clone(),
        _ => unreachable!("only indexes were kept"),
    };
    for answer in answers.into_iter().rev() {
        walk.event(answer);
    }
    assert_eq!(*walk.state.table().index, expected);
}
