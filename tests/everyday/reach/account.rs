//! A small account written by hand: principals with policies, and what they reach.

use aisec_tui::inventory::detail::{
    AttachedPolicy, Bucket, Domain, Group, InlinePolicy, KeyGrant, KmsKey, ManagedPolicy, Model,
    ModelContainer, Notebook, Role, User,
};
use aisec_tui::inventory::{AccountId, Arn, Detail, Field, Gap, GapKind, Inventory, Region, Resource, Tags};
use aisec_tui::posture::reach::{Rank, Reach, Reacher, WhoCan};
use serde_json::{Value, json};

pub const ACCOUNT: &str = "111122223333";
pub const DATA: &str = "arn:aws:s3:::training-data";

/// An inventory under construction.
pub struct Build(pub Inventory);

pub fn account() -> Build {
    Build(Inventory::new(
        AccountId::new(ACCOUNT),
        vec![Region::new("us-east-1")],
    ))
}

/// A document of statements.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the caller writes the value in place"
)]
pub fn document(statements: Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// One statement that allows actions on a resource.
pub fn allow(actions: &[&str], resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": actions, "Resource": resource})
}

/// Trust in a principal; of AWS, or a service.
pub fn trusts(kind: &str, who: &str) -> String {
    let action = if kind == "Federated" {
        "sts:AssumeRoleWithSAML"
    } else {
        "sts:AssumeRole"
    };
    document(json!({"Effect": "Allow", "Principal": {kind: who}, "Action": action}))
}

pub fn sagemaker() -> String {
    trusts("Service", "sagemaker.amazonaws.com")
}

pub fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

pub fn user_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/{name}")
}

pub fn policy_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:policy/{name}")
}

pub fn denied<T>(operation: &str) -> Field<T> {
    Field::Unknown(Gap {
        operation: operation.to_owned(),
        kind: GapKind::Denied,
        message: "not authorized".to_owned(),
    })
}

fn inline(policies: &[Value]) -> Field<Vec<InlinePolicy>> {
    let numbered = policies.iter().enumerate();
    Field::Known(
        numbered
            .map(|(at, statements)| InlinePolicy {
                name: format!("own-{at}"),
                document: document(statements.clone()),
            })
            .collect(),
    )
}

impl Build {
    pub fn put(mut self, arn: &str, name: &str, detail: impl Into<Detail>) -> Self {
        let service = arn.split(':').nth(2).unwrap_or("");
        let region = if matches!(service, "iam" | "s3") {
            "global"
        } else {
            "us-east-1"
        };
        self.0.upsert(Resource {
            arn: Arn::new(arn),
            name: name.to_owned(),
            region: Region::new(region),
            account: AccountId::new(ACCOUNT),
            created: None,
            tags: Field::Known(Tags::new()),
            detail: detail.into(),
        });
        self
    }

    pub fn role(self, name: &str, trust: &str, policies: &[Value]) -> Self {
        self.role_but(name, trust, policies, |_| {})
    }

    pub fn role_but(
        self,
        name: &str,
        trust: &str,
        policies: &[Value],
        change: impl FnOnce(&mut Role),
    ) -> Self {
        let mut role = Role {
            id: format!("AROA{}", name.to_uppercase()),
            path: "/".to_owned(),
            trust: Field::Known(trust.to_owned()),
            inline: inline(policies),
            attached: Field::Known(Vec::new()),
            boundary: Field::Known(None),
            last_used: Field::Known(None),
            last_accessed: Field::Known(None),
        };
        change(&mut role);
        self.put(&role_arn(name), name, role)
    }

    pub fn user(self, name: &str, policies: &[Value]) -> Self {
        self.user_but(name, policies, |_| {})
    }

    pub fn user_but(self, name: &str, policies: &[Value], change: impl FnOnce(&mut User)) -> Self {
        let mut user = User {
            id: format!("AIDA{}", name.to_uppercase()),
            path: "/".to_owned(),
            inline: inline(policies),
            attached: Field::Known(Vec::new()),
            groups: Field::Known(Vec::new()),
            boundary: Field::Known(None),
            ..User::default()
        };
        change(&mut user);
        self.put(&user_arn(name), name, user)
    }

    pub fn group(self, name: &str, policies: &[Value]) -> Self {
        let group = Group {
            inline: inline(policies),
            attached: Field::Known(Vec::new()),
        };
        self.put(&format!("arn:aws:iam::{ACCOUNT}:group/{name}"), name, group)
    }

    pub fn policy(self, name: &str, statements: Value) -> Self {
        let policy = ManagedPolicy {
            aws_managed: false,
            document: Field::Known(document(statements)),
            default_version: "v1".to_owned(),
            attachment_count: 1,
        };
        self.put(&policy_arn(name), name, policy)
    }

    pub fn bucket(self, name: &str, policy: Field<Option<String>>) -> Self {
        let bucket = Bucket {
            policy,
            ..Bucket::default()
        };
        self.put(&format!("arn:aws:s3:::{name}"), name, bucket)
    }

    /// A bucket without a policy of its own.
    pub fn data(self) -> Self {
        self.bucket("training-data", Field::Known(None))
    }

    pub fn key(self, policy: Value, grants: Vec<KeyGrant>) -> Self {
        let key = KmsKey {
            policy: Field::Known(document(policy)),
            aliases: Field::Known(vec!["alias/training".to_owned()]),
            grants: Field::Known(grants),
            ..KmsKey::default()
        };
        self.put(KEY, "alias/training", key)
    }

    pub fn notebook(self, name: &str, role: &str) -> Self {
        let notebook = Notebook {
            role: Field::Known(Arn::new(role_arn(role))),
            ..Notebook::default()
        };
        let arn = format!("arn:aws:sagemaker:us-east-1:{ACCOUNT}:notebook-instance/{name}");
        self.put(&arn, name, notebook)
    }

    pub fn domain(self, id: &str, role: &str) -> Self {
        let domain = Domain {
            execution_role: Field::Known(Some(Arn::new(role_arn(role)))),
            ..Domain::default()
        };
        self.put(
            &format!("arn:aws:sagemaker:us-east-1:{ACCOUNT}:domain/{id}"),
            id,
            domain,
        )
    }

    pub fn model(self, name: &str, role: &str, data: &str) -> Self {
        let model = Model {
            role: Field::Known(Some(Arn::new(role_arn(role)))),
            containers: Field::Known(vec![ModelContainer {
                model_data: Some(data.to_owned()),
                ..ModelContainer::default()
            }]),
            ..Model::default()
        };
        self.put(
            &format!("arn:aws:sagemaker:us-east-1:{ACCOUNT}:model/{name}"),
            name,
            model,
        )
    }

    pub fn who_can(&self, action: &str, resource: &str) -> WhoCan {
        Reach::new(&self.0)
            .who_can(action, resource, 5)
            .expect("a question that can be asked")
    }

    /// The answer of one principal who can read the training data.
    pub fn reader(&self, name: &str) -> Option<Reacher> {
        named(self.who_can("s3:GetObject", DATA), name)
    }
}

pub const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

pub fn attached(names: &[&str]) -> Field<Vec<AttachedPolicy>> {
    let all = names.iter().map(|name| AttachedPolicy {
        name: (*name).to_owned(),
        arn: Arn::new(policy_arn(name)),
    });
    Field::Known(all.collect())
}

pub fn named(answer: WhoCan, name: &str) -> Option<Reacher> {
    answer.principals.into_iter().find(|r| r.name == name)
}

/// The ways of a path, and how sure it is.
pub fn told(reacher: Option<Reacher>) -> String {
    let Some(reacher) = reacher else {
        return "no".to_owned();
    };
    let ways: Vec<&str> = reacher.path.iter().map(|h| h.way.as_str()).collect();
    let word = match reacher.answer {
        Rank::Yes => "yes",
        Rank::If => "if",
        Rank::CannotTell => "cannot tell",
    };
    format!("{word}: {}", ways.join(", "))
}
