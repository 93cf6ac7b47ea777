//! A department's people: a group, a user, a policy; the role of all engineers.

use super::Telling;
use super::names::DEPARTMENTS;
use crate::demo::ACCOUNT_ID;
use crate::demo::story::people::{form_tags, own};
use crate::demo::story::roles::Role;
use crate::demo::story::teller::{fields, tags};
use crate::demo::story::{HOME, StoryError, policies};
use crate::inventory::Timestamp;

impl Telling<'_> {
    /// The role that the departments' engineers take on.
    pub(super) async fn engineers(&mut self) -> Result<(), StoryError> {
        let role = Role::new("ClinicEngineer", "platform", policies::people_trust());
        let scene = self.teller.scene("pipeline", HOME, 450);
        role.that_looks().tell(&scene).await?;
        self.made += 1;
        Ok(())
    }

    /// The people of a department, when it is first heard of.
    pub(super) async fn staff(&mut self, department: usize) -> Result<(), StoryError> {
        if !self.staffed.insert(department) {
            return Ok(());
        }
        let department = &DEPARTMENTS[department];
        let scene = self.teller.scene("pipeline", HOME, self.chance.between(360, 440));
        let policy = format!("{}-engineer", department.name);
        let document = policies::engineer(&format!("{}-*", department.name));
        let body = fields([("PolicyName", &policy), ("PolicyDocument", &document)]);
        scene.form("iam", "CreatePolicy", &body).await?;
        let group = format!("{}-scientists", department.name);
        scene
            .form("iam", "CreateGroup", &fields([("GroupName", &group)]))
            .await?;
        let body = fields([("GroupName", &group), ("PolicyArn", &own(&policy))]);
        scene.form("iam", "AttachGroupPolicy", &body).await?;
        let careless = self.chance.once_in(4);
        let why = if careless {
            "a key on a laptop that decrypts with every key"
        } else {
            ""
        };
        let mut body = fields([("UserName", department.analyst)]);
        body.extend(form_tags(&tags(
            department.lead,
            department.name,
            department.data,
            why,
        )));
        scene.form("iam", "CreateUser", &body).await?;
        let body = fields([("GroupName", &group), ("UserName", department.analyst)]);
        scene.form("iam", "AddUserToGroup", &body).await?;
        if careless {
            let body = fields([
                ("UserName", department.analyst),
                ("PolicyName", "exports"),
                ("PolicyDocument", &policies::allow(&["kms:Decrypt"], &["*"])),
            ]);
            scene.form("iam", "PutUserPolicy", &body).await?;
            let body = fields([("UserName", department.analyst)]);
            scene.form("iam", "CreateAccessKey", &body).await?;
        }
        let (iam, now) = (self.teller.account.iam(), self.teller.account.clock().now());
        let user = format!("arn:aws:iam::{ACCOUNT_ID}:user/{}", department.analyst);
        iam.set_called(&user, "sagemaker", Timestamp(now.0 - 2 * 86_400));
        self.made += 3;
        Ok(())
    }
}
