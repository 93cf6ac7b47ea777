//! A policy of the set, opened in the editor and taken back into the answers;
//! and what the whole set comes to.

use super::page::Page;
use super::{Effect, Surroundings, Wizard};
use crate::app::action::Action;
use crate::app::policy::difference::{CompareJob, Pair, Text};
use crate::app::policy::editor::Composition;
use crate::app::policy::matrix::ProveJob;
use crate::app::policy::{self, Editor, Sheet, Stroke};
use crate::inventory::Kind;
use crate::policy::complete::Known;
use crate::stack::policies::{self, ComposedPolicy};
use crate::stack::{Blueprint, proof};

/// What is offered by its ARN in a policy of a stack.
const NAMED: [Kind; 8] = [
    Kind::Bucket,
    Kind::KmsKey,
    Kind::Role,
    Kind::User,
    Kind::KinesisStream,
    Kind::Endpoint,
    Kind::Model,
    Kind::Guardrail,
];

/// The most ARNs of a kind that are offered.
const OFFERED: usize = 300;

/// What the editor asks for, as the wizard's.
pub(super) fn asked(effects: Vec<policy::Effect>) -> Vec<Effect> {
    effects.into_iter().map(Effect::Policy).collect()
}

impl Wizard {
    /// Opens a policy of the blueprint.
    pub(super) fn open_policy(&mut self, name: &str, around: Surroundings<'_>) -> Vec<Effect> {
        let all = policies::composed(&self.answers, &self.account);
        let Some(policy) = all.into_iter().find(|p| p.name == name) else {
            return Vec::new();
        };
        let bare = self.bare(name);
        let composition = Composition {
            text: bare.text,
            reasons: bare.reasons,
        };
        let text = policy.text.clone();
        self.editor = Some(Editor::open(
            name,
            &policy.title,
            policy.kind,
            composition,
            policy.text,
            self.known(around),
        ));
        asked(vec![policy::Effect::Area(Stroke::Open(text))])
    }

    /// A policy as the composer writes it, whatever was written by hand.
    fn bare(&self, name: &str) -> ComposedPolicy {
        let mut bare = self.answers.clone();
        bare.identities.policies.remove(name);
        let all = policies::composed(&bare, &self.account);
        let found = all.into_iter().find(|p| p.name == name);
        found.expect("the blueprint has the policy, whoever wrote it")
    }

    /// What is known of where the policies will be.
    fn known(&self, around: Surroundings<'_>) -> Known {
        let arns = NAMED.into_iter().flat_map(|kind| {
            let all = around.inventory.of_kind(kind).take(OFFERED);
            all.map(|r| r.arn.to_string())
        });
        Known {
            partition: self.answers.partition().to_owned(),
            region: self.answers.region.to_string(),
            account: self.account.to_string(),
            arns: arns.collect(),
        }
    }

    /// What the text area is to be told when the wizard comes back on screen.
    pub fn reopened(&self) -> Vec<policy::Effect> {
        self.editor.as_ref().map_or_else(Vec::new, |editor| {
            vec![
                policy::Effect::Area(Stroke::Open(editor.text.clone())),
                policy::Effect::Area(Stroke::MoveTo(editor.cursor)),
            ]
        })
    }

    /// Does an action in the editor.
    pub(super) fn act_in_editor(&mut self, action: Action, around: Surroundings<'_>) -> Vec<Effect> {
        let Some(editor) = &mut self.editor else {
            return Vec::new();
        };
        if editor.sheet.is_some() || editor.completion.is_some() {
            return asked(editor.act(action, around.size));
        }
        match action {
            Action::Back => {
                self.keep();
                self.editor = None;
                self.refresh(around);
                Vec::new()
            }
            Action::SaveBlueprint => {
                self.keep();
                vec![Effect::SaveBlueprint(Box::new(self.answers.clone()))]
            }
            Action::Compare | Action::ShowMatrix => {
                let (sheet, effect) = self.sheet_of(action, around);
                if let Some(editor) = &mut self.editor {
                    editor.lay(sheet);
                }
                asked(vec![effect])
            }
            action => asked(editor.act(action, around.size)),
        }
    }

    /// Does an action on the sheet over the review.
    pub(super) fn act_on_sheet(&mut self, action: Action, around: Surroundings<'_>) {
        match (&mut self.sheet, action) {
            (_, Action::Back) => self.sheet = None,
            (Some(sheet), action) => sheet.act(action, around.size),
            (None, _) => {}
        }
    }

    /// Lays a sheet over the review.
    pub(super) fn lay(&mut self, action: Action, around: Surroundings<'_>) -> Vec<Effect> {
        if self.page != Page::Review {
            return Vec::new();
        }
        let (sheet, effect) = self.sheet_of(action, around);
        self.sheet = Some(sheet);
        asked(vec![effect])
    }

    fn sheet_of(&self, action: Action, around: Surroundings<'_>) -> (Sheet, policy::Effect) {
        let blueprint = self.as_written();
        if action == Action::ShowMatrix {
            let account = self.account.clone();
            Sheet::proof(ProveJob { blueprint, account }, around.now)
        } else {
            Sheet::comparison("What was changed", self.changes(&blueprint))
        }
    }

    /// The answers with the text of the editor as it is now.
    fn as_written(&self) -> Blueprint {
        let mut blueprint = self.answers.clone();
        if let Some(editor) = self.editor.as_ref().filter(|e| e.is_changed()) {
            let (name, text) = (editor.name.clone(), editor.text.clone());
            blueprint.identities.policies.insert(name, text);
        }
        blueprint
    }

    /// Every policy that was written by hand beside what was composed; in the
    /// editor, the one that is open.
    fn changes(&self, blueprint: &Blueprint) -> CompareJob {
        let text = |name: &str, shown: String| Text {
            name: name.to_owned(),
            read: proof::grounded(blueprint, &self.account, &shown),
            shown,
        };
        let open = self.editor.as_ref().map(|e| &e.name);
        let all = policies::composed(blueprint, &self.account);
        let edited = all.into_iter().filter(|p| match open {
            Some(name) => p.name == *name,
            None => p.edited,
        });
        let pairs = edited.map(|policy| Pair {
            title: policy.title.clone(),
            names: ("the composed policy".to_owned(), "the edited policy".to_owned()),
            gaps: Vec::new(),
            old: vec![text(&policy.name, self.bare(&policy.name).text)],
            new: vec![text(&policy.name, policy.text)],
        });
        CompareJob {
            pairs: pairs.collect(),
        }
    }

    /// Takes what was written into the answers; what is as composed stays
    /// composed, and follows the other answers.
    fn keep(&mut self) {
        let Some(editor) = &self.editor else { return };
        let policies = &mut self.answers.identities.policies;
        if editor.is_changed() {
            policies.insert(editor.name.clone(), editor.text.clone());
        } else {
            policies.remove(&editor.name);
        }
    }

    /// Takes what comes of a policy's effects.
    pub(super) fn of_policy(&mut self, event: &policy::Event, around: Surroundings<'_>) {
        if let Some(editor) = &mut self.editor {
            editor.take(event, around.size);
        } else if let Some(sheet) = &mut self.sheet {
            sheet.take(event);
        }
    }
}
