//! A policy of the set, opened in the editor and taken back into the answers.

use super::{Effect, Surroundings, Wizard};
use crate::app::action::Action;
use crate::app::policy::{self, Editor, Stroke};
use crate::stack::policies;

/// What the editor asks for, as the wizard's.
pub(super) fn asked(effects: Vec<policy::Effect>) -> Vec<Effect> {
    effects.into_iter().map(Effect::Policy).collect()
}

impl Wizard {
    /// Opens a policy of the blueprint.
    pub(super) fn open_policy(&mut self, name: &str) -> Vec<Effect> {
        let mut bare = self.answers.clone();
        bare.identities.policies.remove(name);
        let all = policies::composed(&self.answers, &self.account);
        let Some(policy) = all.into_iter().find(|p| p.name == name) else {
            return Vec::new();
        };
        let composed = policies::text(&bare, &self.account, name);
        let text = policy.text.clone();
        self.editor = Some(Editor::open(
            name,
            &policy.title,
            policy.kind,
            composed,
            policy.text,
        ));
        asked(vec![policy::Effect::Area(Stroke::Open(text))])
    }

    /// Does an action in the editor.
    pub(super) fn act_in_editor(&mut self, action: Action, around: Surroundings<'_>) -> Vec<Effect> {
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
            action => match &mut self.editor {
                Some(editor) => asked(editor.act(action)),
                None => Vec::new(),
            },
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

    /// Takes what comes of the editor's effects.
    pub(super) fn of_policy(&mut self, event: &policy::Event, around: Surroundings<'_>) {
        let Some(editor) = &mut self.editor else { return };
        match event {
            policy::Event::Edited {
                text,
                cursor,
                selection,
            } => editor.edited(text.clone(), *cursor, *selection, around.size),
        }
    }
}
