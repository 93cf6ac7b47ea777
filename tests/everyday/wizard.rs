//! The wizard's own rules, without terminal or account.

use super::app::{account, known, small_account};
use aisec_tui::app::policy::{self, Editor};
use aisec_tui::app::wizard::field::{Field, FieldId, Kind};
use aisec_tui::app::wizard::page::Page;
use aisec_tui::app::wizard::review::Review;
use aisec_tui::app::wizard::{Effect, Event, Flow, Input, Surroundings, Wizard};
use aisec_tui::app::{Account, Key, Keymap, Observation, Size};
use aisec_tui::inventory::detail::Subnet;
use aisec_tui::inventory::{Arn, Inventory, Region, Resource, Tags, Timestamp};
use aisec_tui::stack::preview::preview;
use aisec_tui::stack::{Blueprint, Plan, Scenario, Vpc};
use aisec_tui::tui::policy_area::PolicyArea;
use std::sync::Arc;

const NOW: Timestamp = Timestamp(1_795_400_000);

/// The wizard over a small account, and what it asked for.
struct Walk {
    wizard: Wizard,
    inventory: Inventory,
    account: Account,
    read_only: bool,
    keymap: Keymap,
    area: PolicyArea,
    effects: Vec<Effect>,
    left: bool,
}

fn subnet(id: &str, public: bool) -> Resource {
    Resource {
        arn: Arn::new(format!("arn:aws:ec2:eu-central-1:123456789012:subnet/{id}")),
        name: id.to_owned(),
        region: Region::new("eu-central-1"),
        account: account(true).id,
        created: None,
        tags: known(Tags::new()),
        detail: Subnet {
            id: id.to_owned(),
            vpc: "vpc-1".to_owned(),
            cidr: "10.0.1.0/24".to_owned(),
            zone: "eu-central-1a".to_owned(),
            public_ip_on_launch: known(public),
        }
        .into(),
    }
}

impl Walk {
    fn new() -> Self {
        let account = account(true);
        let mut inventory = Inventory::new(account.id.clone(), account.regions.clone());
        for observation in small_account() {
            if let Observation::Resource(resource) = observation {
                inventory.upsert(*resource);
            }
        }
        inventory.upsert(subnet("subnet-private", false));
        inventory.upsert(subnet("subnet-public", true));
        let around = Surroundings {
            inventory: &inventory,
            account: Some(&account),
            read_only: false,
            now: NOW,
            size: Size::default(),
        };
        Self {
            wizard: Wizard::new(around),
            inventory,
            account,
            read_only: false,
            keymap: Keymap::default(),
            area: PolicyArea::default(),
            effects: Vec::new(),
            left: false,
        }
    }

    /// A wizard with a name, on a page.
    fn on(page: Page) -> Self {
        let mut walk = Self::new();
        walk.press("pagedown").type_in("ward");
        while walk.wizard.page != page {
            let before = walk.wizard.page;
            walk.press("pagedown");
            assert_ne!(walk.wizard.page, before, "{:?}", walk.wizard.notice);
        }
        walk.effects.clear();
        walk
    }

    fn take(&mut self, input: &Input) -> &mut Self {
        let around = Surroundings {
            inventory: &self.inventory,
            account: Some(&self.account),
            read_only: self.read_only,
            now: NOW,
            size: Size::default(),
        };
        let effects = match self.wizard.update(input, around) {
            Flow::Stay(effects) => effects,
            Flow::Leave(effects) => {
                self.left = true;
                effects
            }
        };
        for effect in &effects {
            if let Effect::Policy(policy::Effect::Area(stroke)) = effect {
                let edited = self.area.take(stroke.clone());
                self.event(Event::Policy(edited));
            }
        }
        self.effects.extend(effects);
        self
    }

    fn event(&mut self, event: Event) -> &mut Self {
        self.take(&Input::Event(Box::new(event)))
    }

    /// Presses keys as the app would route them.
    fn press(&mut self, names: &str) -> &mut Self {
        for name in names.split_whitespace() {
            let key = Key::parse(name).expect("a key's name");
            let input = match self.keymap.action(self.wizard.context(), key) {
                Some(action) => Input::Action(action),
                None => Input::Key(key),
            };
            self.take(&input);
        }
        self
    }

    fn type_in(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.take(&Input::Key(Key::char(c)));
        }
        self
    }

    fn field(&self, id: &FieldId) -> &Field {
        let field = self.wizard.fields.iter().find(|f| f.id == *id);
        field.unwrap_or_else(|| panic!("{id:?} is not on {:?}", self.wizard.page))
    }

    fn focus(&mut self, id: &FieldId) -> &mut Self {
        let at = self.wizard.fields.iter().position(|f| f.id == *id);
        self.wizard.focus = at.expect("the field is on the page");
        self
    }

    /// A plan of the answers, without steps.
    fn planned(&mut self) -> &mut Self {
        let blueprint = self.wizard.answers.clone();
        self.event(Event::Planned(Ok(Arc::new(self.review(blueprint)))))
    }

    fn review(&self, blueprint: Blueprint) -> Review {
        let plan = Plan {
            stack: blueprint.stack(),
            ..super::stack::plan_of(&blueprint)
        };
        let preview = preview(&self.inventory, &plan, NOW);
        Review {
            blueprint,
            plan,
            preview,
        }
    }
}

fn labels(field: &Field) -> Vec<String> {
    match &field.kind {
        Kind::Choice { labels, .. } => labels.clone(),
        other => panic!("{:?} is {other:?}", field.id),
    }
}

#[test]
fn keys_that_exist_are_offered_and_one_can_be_chosen() {
    let mut walk = Walk::on(Page::Keys);
    assert_eq!(
        labels(walk.field(&FieldId::KeySource)),
        ["make a new key", "alias/patients", "alias/fraud"]
    );
    walk.press("right");
    let chosen = walk.wizard.answers.key.existing.clone();
    assert_eq!(
        chosen.as_deref(),
        Some("arn:aws:kms:eu-central-1:123456789012:key/1111")
    );
    assert_eq!(
        walk.wizard.fields.len(),
        1,
        "an existing key has its alias and rotation"
    );
    walk.press("left");
    assert_eq!(walk.wizard.answers.key.existing, None);
    assert_eq!(walk.field(&FieldId::Alias).placeholder, "alias/ward-dev-data");
}

#[test]
fn a_vpc_that_exists_is_offered_with_its_private_subnets_only() {
    let mut walk = Walk::on(Page::Network);
    let offered = labels(walk.field(&FieldId::Vpc));
    assert_eq!(offered, ["make a new VPC", "ml-vpc vpc-1 10.0.0.0/16"]);
    walk.press("right");
    let Vpc::Existing {
        vpc_id,
        subnet_ids,
        group_ids,
        ..
    } = &walk.wizard.answers.network.vpc
    else {
        panic!("{:?}", walk.wizard.answers.network.vpc)
    };
    assert_eq!(
        (vpc_id.as_str(), subnet_ids.as_slice()),
        ("vpc-1", &["subnet-private".to_owned()][..])
    );
    assert_eq!(group_ids.as_slice(), ["sg-1"]);
    assert!(walk.wizard.fields.iter().all(|f| f.id != FieldId::Cidr));
}

#[test]
fn names_that_are_not_typed_are_derived_and_shown() {
    let mut walk = Walk::on(Page::Data);
    let bucket = walk.field(&FieldId::DataBucket);
    assert_eq!(bucket.value, "");
    assert_eq!(bucket.placeholder, "ward-dev-data-123456789012");
    walk.type_in("my-data");
    assert_eq!(walk.field(&FieldId::DataBucket).value, "my-data");
    assert_eq!(walk.wizard.answers.data.bucket.as_deref(), Some("my-data"));
    walk.press("ctrl-u");
    assert_eq!(walk.wizard.answers.data.bucket, None);
}

#[test]
fn a_path_may_hold_spaces() {
    let mut walk = Walk::on(Page::Data);
    walk.focus(&FieldId::Upload).type_in("my data.csv");
    assert_eq!(walk.wizard.answers.data.upload.as_deref(), Some("my data.csv"));
}

#[test]
fn toggles_turn_round_and_back() {
    let mut walk = Walk::on(Page::Network);
    let endpoint = FieldId::Endpoint("kms".to_owned());
    assert_eq!(walk.field(&endpoint).kind, Kind::Toggle(true));
    walk.focus(&endpoint).press("space");
    assert_eq!(walk.field(&endpoint).kind, Kind::Toggle(false));
    assert!(!walk.wizard.answers.endpoints().contains(&"kms".to_owned()));
    walk.press("space");
    assert!(walk.wizard.answers.endpoints().contains(&"kms".to_owned()));
}

#[test]
fn the_region_of_the_scenario_is_kept_with_the_names_when_the_scenario_changes() {
    let mut walk = Walk::on(Page::Data);
    walk.type_in("kept").press("pageup pageup right");
    assert_eq!(walk.wizard.answers.scenario, Scenario::Fraud);
    assert_eq!(walk.wizard.answers.name, "ward");
    assert_eq!(walk.wizard.answers.data.bucket.as_deref(), Some("kept"));
    assert_eq!(walk.wizard.answers.region, Region::new("eu-central-1"));
    assert!(walk.wizard.answers.workload.stream.is_some());
}

#[test]
fn a_problem_is_shown_at_its_field_and_keeps_the_page() {
    let mut walk = Walk::new();
    walk.press("pagedown").type_in("Ward").press("pagedown");
    assert_eq!(walk.wizard.page, Page::Names);
    assert!(walk.field(&FieldId::Name).problem.is_some());
    let notice = walk.wizard.notice.clone().unwrap_or_default();
    assert!(notice.starts_with("Name: "), "{notice}");
    walk.press("ctrl-u").type_in("ward");
    assert_eq!(walk.field(&FieldId::Name).problem, None);
    walk.press("pagedown");
    assert_eq!(walk.wizard.page, Page::Data);
}

#[test]
fn a_policy_that_was_broken_keeps_the_page_until_it_is_restored() {
    let mut walk = Walk::on(Page::Identities);
    walk.press("down down enter");
    walk.press("down down down down").type_in("oops");
    let editor = walk.wizard.editor.clone().expect("the editor is open");
    assert!(!editor.is_valid() && editor.is_changed());
    assert!(editor.issues.iter().any(|i| i.line == 5), "{:?}", editor.issues);
    walk.press("esc pagedown");
    assert_eq!(walk.wizard.page, Page::Identities);
    let notice = walk.wizard.notice.clone().unwrap_or_default();
    assert!(notice.starts_with("Key policy"), "{notice}");
    assert_eq!(walk.wizard.answers.identities.policies.len(), 1);
    walk.press("enter ctrl-r esc pagedown");
    assert_eq!(walk.wizard.page, Page::Network);
    assert!(walk.wizard.answers.identities.policies.is_empty());
}

#[test]
fn a_policy_that_was_opened_and_left_alone_is_still_composed() {
    let mut walk = Walk::on(Page::Identities);
    walk.press("down down enter");
    assert!(walk.wizard.editor.as_ref().is_some_and(Editor::is_valid));
    walk.press("esc");
    assert!(walk.wizard.answers.identities.policies.is_empty());
}

#[test]
fn the_name_that_is_typed_must_match_and_cannot_be_pasted() {
    let mut walk = Walk::on(Page::Review);
    walk.planned().press("a").type_in("ward").press("enter");
    assert_eq!(walk.wizard.page, Page::Review);
    let notice = walk.wizard.notice.clone().unwrap_or_default();
    assert!(notice.contains("Type ward-dev"), "{notice}");
    walk.take(&Input::Paste("-dev".to_owned())).press("enter");
    assert_eq!(walk.wizard.page, Page::Review, "pasted text is not typed");
    assert!(!walk.effects.iter().any(Effect::writes));
    walk.type_in("-dev").press("enter");
    assert_eq!(walk.wizard.page, Page::Apply);
    assert_eq!(walk.effects.iter().filter(|e| e.writes()).count(), 1);
}

#[test]
fn read_only_asks_for_no_name() {
    let mut walk = Walk::on(Page::Review);
    walk.read_only = true;
    walk.planned().press("a");
    assert!(walk.wizard.confirming.is_none());
    assert!(
        walk.wizard
            .notice
            .as_deref()
            .is_some_and(|n| n.contains("read-only"))
    );
}

#[test]
fn a_plan_of_other_answers_is_not_shown() {
    let mut walk = Walk::on(Page::Review);
    let mut other = walk.wizard.answers.clone();
    other.name = "elsewhere".to_owned();
    let review = Arc::new(walk.review(other));
    walk.event(Event::Planned(Ok(review)));
    assert!(walk.wizard.review.value().is_none());
    walk.press("a").type_in("elsewhere-dev").press("enter");
    assert!(!walk.effects.iter().any(Effect::writes));
    walk.planned();
    assert!(walk.wizard.review.value().is_some());
    // Answers that change make the plan one of yesterday.
    walk.press("esc").focus(&FieldId::Training).press("space");
    assert!(walk.wizard.review.value().is_none());
}

#[test]
fn answers_are_kept_after_each_change_and_taken_up_once() {
    let mut walk = Walk::new();
    let mut draft = walk.wizard.answers.clone();
    draft.name = "yesterday".to_owned();
    walk.event(Event::Draft(Some(Box::new(draft.clone()))));
    assert!(walk.wizard.resumed);
    assert_eq!(walk.wizard.answers.name, "yesterday");
    walk.effects.clear();
    walk.press("pagedown").type_in("s");
    let kept = walk.effects.iter().filter_map(|e| match e {
        Effect::SaveDraft(answers) => Some(answers.name.clone()),
        _ => None,
    });
    assert_eq!(kept.collect::<Vec<_>>(), ["yesterdays"]);
    // A draft that comes late does not overwrite what was answered meanwhile.
    walk.event(Event::Draft(Some(Box::new(draft))));
    assert_eq!(walk.wizard.answers.name, "yesterdays");
}
