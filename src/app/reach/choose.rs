//! Which action is asked about: those that matter most for the kind of
//! resource first, then all that AWS has on it, narrowed by typing.

use crate::app::action::Action;
use crate::app::key::Key;
use crate::app::prompt::Prompt;
use crate::inventory::{Arn, Inventory, Kind};
use crate::posture::reach::actions_on;

/// The actions that are asked about most, by kind: reading, writing, taking
/// over, destroying.
const OFFERED: &[(Kind, &[&str])] = &[
    (
        Kind::Bucket,
        &[
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:ListBucket",
            "s3:PutBucketPolicy",
        ],
    ),
    (
        Kind::KmsKey,
        &[
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "kms:CreateGrant",
            "kms:PutKeyPolicy",
            "kms:ScheduleKeyDeletion",
        ],
    ),
    (
        Kind::Role,
        &[
            "sts:AssumeRole",
            "iam:PassRole",
            "iam:UpdateAssumeRolePolicy",
            "iam:AttachRolePolicy",
            "iam:PutRolePolicy",
        ],
    ),
    (
        Kind::User,
        &[
            "iam:CreateAccessKey",
            "iam:CreateLoginProfile",
            "iam:AttachUserPolicy",
        ],
    ),
    (Kind::Group, &["iam:AddUserToGroup", "iam:AttachGroupPolicy"]),
    (
        Kind::ManagedPolicy,
        &[
            "iam:CreatePolicyVersion",
            "iam:SetDefaultPolicyVersion",
            "iam:DeletePolicy",
        ],
    ),
    (
        Kind::Endpoint,
        &[
            "sagemaker:InvokeEndpoint",
            "sagemaker:UpdateEndpoint",
            "sagemaker:DeleteEndpoint",
        ],
    ),
    (Kind::Model, &["sagemaker:DescribeModel", "sagemaker:DeleteModel"]),
    (
        Kind::Notebook,
        &[
            "sagemaker:CreatePresignedNotebookInstanceUrl",
            "sagemaker:UpdateNotebookInstance",
        ],
    ),
    (
        Kind::TrainingJob,
        &["sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"],
    ),
    (
        Kind::Domain,
        &["sagemaker:UpdateDomain", "sagemaker:DeleteDomain"],
    ),
    (
        Kind::KinesisStream,
        &["kinesis:GetRecords", "kinesis:PutRecord", "kinesis:DeleteStream"],
    ),
    (
        Kind::Trail,
        &[
            "cloudtrail:StopLogging",
            "cloudtrail:PutEventSelectors",
            "cloudtrail:DeleteTrail",
        ],
    ),
    (
        Kind::Guardrail,
        &[
            "bedrock:ApplyGuardrail",
            "bedrock:UpdateGuardrail",
            "bedrock:DeleteGuardrail",
        ],
    ),
    (
        Kind::VpcEndpoint,
        &["ec2:ModifyVpcEndpoint", "ec2:DeleteVpcEndpoints"],
    ),
    (
        Kind::SecurityGroup,
        &[
            "ec2:AuthorizeSecurityGroupIngress",
            "ec2:AuthorizeSecurityGroupEgress",
        ],
    ),
];

/// The choice of an action.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is typed.
    pub prompt: Prompt,
    /// The chosen position among those that match.
    pub selected: usize,
    /// The first visible position.
    pub offset: usize,
    /// How many of the actions are those asked about most.
    pub offered: usize,
    actions: Vec<String>,
    shown: Vec<usize>,
}

impl Choice {
    /// The actions on a resource.
    pub fn of(resource: &Arn, inventory: &Inventory) -> Self {
        let kind = inventory.get(resource).map(crate::inventory::Resource::kind);
        let rows = OFFERED.iter().filter(|(of, _)| Some(*of) == kind);
        let mut actions: Vec<String> = rows.flat_map(|(_, all)| *all).map(|a| (*a).to_owned()).collect();
        let offered = actions.len();
        for action in actions_on(resource.as_str()) {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        Self {
            prompt: Prompt::default(),
            selected: 0,
            offset: 0,
            offered,
            shown: (0..actions.len()).collect(),
            actions,
        }
    }

    /// The actions that match, and whether each is one asked about most.
    pub fn matches(&self) -> impl Iterator<Item = (&str, bool)> {
        let of = |at: &usize| (self.actions[*at].as_str(), *at < self.offered);
        self.shown.iter().map(of)
    }

    /// The action under the cursor, or what was typed in full.
    pub fn chosen(&self) -> Option<String> {
        let typed = self.prompt.text.trim();
        if let Some((action, _)) = self.matches().nth(self.selected) {
            return Some(action.to_owned());
        }
        typed.contains(':').then(|| typed.to_owned())
    }

    /// Takes the action under the cursor into the prompt.
    pub fn complete(&mut self) {
        if let Some(action) = self.chosen() {
            self.prompt = Prompt::new(action);
            self.search();
        }
    }

    pub(super) fn key(&mut self, key: Key) {
        if self.prompt.key(key) {
            self.search();
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.prompt.insert(text);
        self.search();
    }

    fn search(&mut self) {
        let typed = self.prompt.text.trim().to_ascii_lowercase();
        let fits = |at: &usize| self.actions[*at].to_ascii_lowercase().contains(&typed);
        self.shown = (0..self.actions.len()).filter(fits).collect();
        self.selected = 0;
        self.offset = 0;
    }

    pub(super) fn scroll(&mut self, action: Action, page: usize) {
        let last = self.shown.len().saturating_sub(1);
        self.selected = moved(self.selected, action, page).min(last);
        let lowest = self.selected.saturating_sub(page.max(1) - 1);
        self.offset = self.offset.clamp(lowest, self.selected);
    }
}

/// Where an action moves a cursor; not beyond the end, which the caller knows.
pub(super) fn moved(from: usize, action: Action, page: usize) -> usize {
    match action {
        Action::Down => from + 1,
        Action::Up => from.saturating_sub(1),
        Action::PageDown => from + page,
        Action::PageUp => from.saturating_sub(page),
        Action::First => 0,
        Action::Last => usize::MAX,
        _ => from,
    }
}
