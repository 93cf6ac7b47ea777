//! Inputs in, effects out: moving between pages and fields, and the apply.

use super::editing::asked;
use super::field::{FieldId, Kind};
use super::page::Page;
use super::run::Run;
use super::{Effect, Event, Flow, Input, Surroundings, Wizard, answer};
use crate::app::action::Action;
use crate::app::key::Key;
use crate::app::prompt::Prompt;
use crate::app::remote::Remote;
use crate::stack::{Blueprint, Confirmation};

impl Wizard {
    /// Takes an input.
    pub fn update(&mut self, input: &Input, around: Surroundings<'_>) -> Flow {
        let before = self.answers.clone();
        let mut flow = self.take(input, around);
        if self.answers != before {
            self.changed(around);
            let (Flow::Stay(effects) | Flow::Leave(effects)) = &mut flow;
            effects.push(Effect::SaveDraft(Box::new(self.answers.clone())));
        }
        flow
    }

    fn take(&mut self, input: &Input, around: Surroundings<'_>) -> Flow {
        match input {
            Input::Event(event) => Flow::Stay(self.event(event, around)),
            Input::Key(key) => Flow::Stay(self.typed(*key, around)),
            Input::Paste(text) => Flow::Stay(self.pasted(text)),
            Input::Action(action) => {
                self.notice = None;
                self.act(*action, around)
            }
        }
    }

    /// The answers changed: fields and plan are of yesterday.
    fn changed(&mut self, around: Surroundings<'_>) {
        self.review = Remote::Idle;
        self.confirming = None;
        self.refresh(around);
    }

    fn act(&mut self, action: Action, around: Surroundings<'_>) -> Flow {
        if self.editor.is_some() {
            return Flow::Stay(self.act_in_editor(action, around));
        }
        if self.sheet.is_some() {
            self.act_on_sheet(action, around);
            return Flow::Stay(Vec::new());
        }
        if self.confirming.is_some() {
            return Flow::Stay(self.act_in_question(action, around));
        }
        match action {
            Action::Back
                if self.page == Page::Scenario || !self.page.is_form() && self.page != Page::Review =>
            {
                return Flow::Leave(Vec::new());
            }
            Action::Back | Action::PagePrevious => return Flow::Stay(self.back(around)),
            Action::Next | Action::Down => self.move_focus(1),
            Action::Previous | Action::Up => self.move_focus(-1),
            Action::PageDown => self.scroll = self.scroll.saturating_add(10),
            Action::PageUp => self.scroll = self.scroll.saturating_sub(10),
            Action::ChooseNext => self.choose(1),
            Action::ChoosePrevious => self.choose(-1),
            Action::Leave => return Flow::Leave(Vec::new()),
            Action::PageNext => return Flow::Stay(self.forward(around)),
            Action::Accept | Action::EditPolicy => return Flow::Stay(self.accept(around)),
            Action::Compare | Action::ShowMatrix => return Flow::Stay(self.lay(action, around)),
            Action::Apply => return Flow::Stay(self.apply(around)),
            Action::CancelApply => return Flow::Stay(self.cancel()),
            Action::SaveBlueprint => {
                return Flow::Stay(vec![Effect::SaveBlueprint(Box::new(self.answers.clone()))]);
            }
            _ => {}
        }
        Flow::Stay(Vec::new())
    }

    fn move_focus(&mut self, by: isize) {
        if self.page == Page::Scenario {
            // The one field of the page is its list.
            self.choose(by);
        } else if self.page.is_form() {
            let last = self.fields.len().saturating_sub(1);
            self.focus = self.focus.saturating_add_signed(by).min(last);
        } else {
            self.scroll = self.scroll.saturating_add_signed(by);
        }
    }

    fn choose(&mut self, by: isize) {
        let Some(field) = self.focused().cloned() else {
            return;
        };
        match field.kind {
            Kind::Choice { labels, chosen } => {
                let count = labels.len().max(1);
                let next = (chosen + count).saturating_add_signed(by) % count;
                answer::choose(&mut self.answers, &field.id, next, &self.offers);
            }
            Kind::Toggle(_) => answer::toggle(&mut self.answers, &field.id),
            Kind::Text | Kind::Policy { .. } => {}
        }
    }

    /// Enter: opens a policy, else the next field, else the next page.
    fn accept(&mut self, around: Surroundings<'_>) -> Vec<Effect> {
        if let Some(FieldId::Policy(name)) = self.focused().map(|f| f.id.clone()) {
            return self.open_policy(&name, around);
        }
        if self.page.is_form() && self.focus + 1 < self.fields.len() && self.page != Page::Network {
            self.focus += 1;
            return Vec::new();
        }
        self.forward(around)
    }

    fn forward(&mut self, around: Surroundings<'_>) -> Vec<Effect> {
        match self.page {
            Page::Review => return self.ask(around),
            Page::Apply if self.is_applying() => return Vec::new(),
            Page::Done => return Vec::new(),
            _ => {}
        }
        let stopped = self
            .fields
            .iter()
            .position(|f| f.problem.is_some() || matches!(f.kind, Kind::Policy { errors: 1.., .. }));
        if let Some(at) = stopped {
            self.focus = at;
            let field = &self.fields[at];
            let why = field
                .problem
                .clone()
                .unwrap_or_else(|| "the policy has errors; open it with enter".to_owned());
            self.notice = Some(format!("{}: {why}", field.label));
            return Vec::new();
        }
        self.turn_to(self.page.next(), around);
        if self.page == Page::Review {
            self.plan(around)
        } else {
            Vec::new()
        }
    }

    fn back(&mut self, around: Surroundings<'_>) -> Vec<Effect> {
        self.turn_to(self.page.previous(), around);
        Vec::new()
    }

    fn turn_to(&mut self, page: Page, around: Surroundings<'_>) {
        self.page = page;
        self.focus = 0;
        self.scroll = 0;
        self.refresh(around);
    }

    fn plan(&mut self, around: Surroundings<'_>) -> Vec<Effect> {
        if let Some(problem) = self.answers.validate().first() {
            self.review = Remote::Failed {
                reason: problem.to_string(),
                stale: None,
            };
            return Vec::new();
        }
        self.review = Remote::Loading {
            since: around.now,
            stale: None,
        };
        vec![Effect::Plan(Box::new(self.answers.clone()))]
    }

    /// On the review: asks. After an apply that stopped: plans what remains.
    fn apply(&mut self, around: Surroundings<'_>) -> Vec<Effect> {
        match self.page {
            Page::Review => self.ask(around),
            Page::Apply if !self.is_applying() => {
                self.turn_to(Page::Review, around);
                self.plan(around)
            }
            _ => Vec::new(),
        }
    }

    /// Asks for the stack's name before anything is written.
    fn ask(&mut self, around: Surroundings<'_>) -> Vec<Effect> {
        match &self.review {
            Remote::Ready(_) if around.read_only => {
                self.notice = Some(
                    "This session is read-only: nothing can be applied. Start without --read-only.".into(),
                );
            }
            Remote::Ready(review) if review.plan.writes().next().is_none() => {
                self.notice =
                    Some("There is nothing to apply: everything is as the blueprint wants it.".into());
            }
            Remote::Ready(_) => self.confirming = Some(Prompt::default()),
            Remote::Loading { .. } => self.notice = Some("The plan is still being made.".into()),
            Remote::Idle | Remote::Failed { .. } => return self.plan(around),
        }
        Vec::new()
    }

    fn act_in_question(&mut self, action: Action, around: Surroundings<'_>) -> Vec<Effect> {
        match action {
            Action::Back => self.confirming = None,
            Action::Accept => return self.confirm(around),
            _ => {}
        }
        Vec::new()
    }

    fn confirm(&mut self, around: Surroundings<'_>) -> Vec<Effect> {
        let Remote::Ready(review) = &self.review else {
            return Vec::new();
        };
        let typed = self
            .confirming
            .as_ref()
            .map(|p| p.text.trim().to_owned())
            .unwrap_or_default();
        if typed != review.plan.stack {
            self.notice = Some(format!("Type {} to apply, or press esc.", review.plan.stack));
            return Vec::new();
        }
        let agreement = Confirmation::of(&review.plan);
        match review.plan.clone().confirm(&agreement) {
            Ok(confirmed) => {
                self.run = Some(Run::new(&review.plan, around.now));
                self.turn_to(Page::Apply, around);
                self.confirming = None;
                vec![Effect::Apply(Box::new(confirmed))]
            }
            Err(error) => {
                self.notice = Some(error.to_string());
                Vec::new()
            }
        }
    }

    fn cancel(&mut self) -> Vec<Effect> {
        let Some(run) = self.run.as_mut().filter(|r| r.is_going()) else {
            return Vec::new();
        };
        run.cancelling = true;
        vec![Effect::CancelApply]
    }

    fn typed(&mut self, key: Key, around: Surroundings<'_>) -> Vec<Effect> {
        if let Some(editor) = &mut self.editor {
            return asked(editor.typed(key, around.size));
        }
        if let Some(prompt) = &mut self.confirming {
            prompt.key(key);
            return Vec::new();
        }
        self.edit_field(|prompt| {
            prompt.key(key);
        });
        Vec::new()
    }

    fn pasted(&mut self, text: &str) -> Vec<Effect> {
        if let Some(editor) = &mut self.editor {
            return asked(editor.pasted(text));
        }
        // A name that must be typed is not pasted.
        if self.confirming.is_none() {
            self.edit_field(|prompt| prompt.insert(text));
        }
        Vec::new()
    }

    fn edit_field(&mut self, edit: impl FnOnce(&mut Prompt)) {
        let Some(field) = self.focused().filter(|f| f.kind == Kind::Text).cloned() else {
            return;
        };
        let mut prompt = Prompt::new(field.value);
        edit(&mut prompt);
        answer::type_text(&mut self.answers, &field.id, &prompt.text);
    }

    fn event(&mut self, event: &Event, around: Surroundings<'_>) -> Vec<Effect> {
        match event {
            Event::Policy(event) => self.of_policy(event, around),
            Event::Draft(draft) => self.take_up(draft.as_deref(), around),
            Event::Saved(saved) => self.saved = Some(saved.clone()),
            Event::Planned(Ok(review)) => {
                // A plan of other answers than these is not shown.
                if review.blueprint == self.answers {
                    self.review = Remote::Ready(review.clone());
                }
            }
            Event::Planned(Err(reason)) => {
                self.review = Remote::Failed {
                    reason: reason.clone(),
                    stale: None,
                };
            }
            Event::Progress(progress) => {
                if let Some(run) = &mut self.run {
                    run.take(progress);
                }
            }
            Event::Ended(ended) => {
                if let Some(run) = &mut self.run {
                    run.end(ended.clone(), around.now);
                    if run.is_whole() {
                        self.turn_to(Page::Done, around);
                        return vec![
                            Effect::SaveBlueprint(Box::new(self.answers.clone())),
                            Effect::ClearDraft,
                        ];
                    }
                }
            }
        }
        Vec::new()
    }

    /// Takes up answers from last time, unless something was answered already.
    fn take_up(&mut self, draft: Option<&Blueprint>, around: Surroundings<'_>) {
        let Some(draft) = draft else { return };
        if self.page == Page::Scenario && self.answers.name.is_empty() {
            self.answers = draft.clone();
            self.resumed = true;
            self.refresh(around);
        }
    }
}
