//! A project of a department: roles, a key, buckets, a security group, and what
//! it runs.

use super::Telling;
use super::ground::Ground;
use super::names::{DEPARTMENTS, Department, REGIONS, STAGES, Stage};
use crate::demo::story::buckets::{self, Bucket, Extra, bucket};
use crate::demo::story::keys::{self, Key, key};
use crate::demo::story::network::{self, FROM_CIDR, Place};
use crate::demo::story::roles::Role;
use crate::demo::story::teller::fields;
use crate::demo::story::workload::Team;
use crate::demo::story::{HOME, StoryError, policies};

/// A project at one stage in one Region.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) department: &'static Department,
    pub(super) stage: &'static Stage,
    pub(super) region: &'static str,
    /// What everything of it is named after, e.g. `radiology-bone-age-prod`.
    pub(super) name: String,
    /// Its title in words.
    pub(super) title: String,
}

impl Project {
    /// By places in the lists of names.
    pub(super) fn new(department: usize, project: usize, stage: usize, region: usize) -> Self {
        let home = department % REGIONS.len();
        let (department, stage) = (&DEPARTMENTS[department], &STAGES[stage]);
        let project = department.projects[project];
        let (code, short) = REGIONS[region];
        let mut name = format!("{}-{project}-{}", department.name, stage.name);
        if region != home {
            name = format!("{name}-{short}");
        }
        Self {
            department,
            stage,
            region: code,
            name,
            title: format!(
                "{} of {}, {}",
                project.replace('-', " "),
                department.name,
                stage.name
            ),
        }
    }

    /// What its requests to SageMaker are made of.
    pub(super) fn team<'a>(&'a self, place: &'a Place, key: &'a str) -> Team<'a> {
        Team {
            name: self.department.name,
            project: &self.name,
            owner: self.department.lead,
            data: self.department.data,
            place,
            key,
            region: self.region,
        }
    }
}

impl Telling<'_> {
    /// Whether something of the project is at fault.
    pub(super) fn faulty(&self, project: &Project) -> bool {
        self.chance.once_in(project.stage.faults)
    }

    /// Tells a whole project, and gives the ARN of its key.
    pub(super) async fn project(&mut self, project: &Project, ground: &Ground) -> Result<String, StoryError> {
        let begun = self.chance.between(140, 360);
        let models = format!("{}-models", project.name);
        let data = format!("{}-data", project.name);
        self.roles(project, begun, &data, &models).await?;
        let key = self.key(project, begun).await?;
        for (name, object) in [(&data, "train/part-0000.parquet"), (&models, "v1/model.tar.gz")] {
            self.bucket(project, begun, (name, object), (&key, &ground.logs))
                .await?;
        }
        let mut ground = ground.clone();
        self.group(project, begun, &mut ground).await?;
        let team = project.team(&ground.place, &key);
        self.work(project, &team).await?;
        self.serve(project, &team).await?;
        self.side(project, &key).await?;
        Ok(key)
    }

    async fn roles(
        &mut self,
        project: &Project,
        begun: i64,
        data: &str,
        models: &str,
    ) -> Result<(), StoryError> {
        let scene = self.teller.scene("pipeline", HOME, begun);
        let team = project.department.name;
        let training = format!("{}-training-exec", project.name);
        let training = if self.faulty(project) {
            let everything = policies::allow(&["s3:*"], &["*"]);
            Role::new(&training, team, policies::open_trust("sagemaker.amazonaws.com"))
                .with("data", everything)
                .faulty("every bucket of the account, to get started")
        } else {
            Role::sagemaker(&training, team, policies::training(data, models))
        };
        training.tell(&scene).await?;
        let serving = format!("{}-serving-exec", project.name);
        let serving = Role::sagemaker(&serving, team, policies::serving(models));
        serving.tell(&scene).await?;
        self.made += 2;
        Ok(())
    }

    async fn key(&mut self, project: &Project, begun: i64) -> Result<String, StoryError> {
        let scene = self.teller.scene(project.department.lead, project.region, begun);
        let users = ["training", "serving"].map(|what| format!("{}-{what}-exec", project.name));
        let users: [&str; 2] = [&users[0], &users[1]];
        let Project { department, .. } = project;
        let mut wanted = Key {
            users: &users,
            ..key(&project.name, &project.title, department.name, department.data)
        };
        if self.faulty(project) {
            wanted.rotation = None;
            wanted.why = "rotation was never turned on";
        }
        let arn = keys::one(&scene, &wanted).await?;
        let iam = self.teller.scene("pipeline", HOME, begun);
        for role in users {
            let body = fields([
                ("RoleName", role),
                ("PolicyName", "key-use"),
                ("PolicyDocument", &policies::key_use(&arn, project.region)),
            ]);
            iam.form("iam", "PutRolePolicy", &body).await?;
        }
        self.made += 1;
        Ok(arn)
    }

    /// A bucket and an object in it; `under` is its key and where its logs go.
    async fn bucket(
        &mut self,
        project: &Project,
        begun: i64,
        (name, object): (&str, &str),
        under: (&str, &str),
    ) -> Result<(), StoryError> {
        let Project { department, .. } = project;
        let scene = self.teller.scene(department.lead, project.region, begun);
        let good = Bucket {
            region: project.region,
            logs: under.1,
            ..bucket(name, department.name, department.data, "the project's")
        };
        let bucket = if self.faulty(project) {
            self.faulty_bucket(good)
        } else {
            good
        };
        buckets::create(&scene, &bucket).await?;
        buckets::guard(&scene, &bucket, under.0).await?;
        let path = format!("/{name}/{object}");
        scene
            .s3("PUT", &path, &[], format!("{object} of {name}\n"))
            .await?;
        self.made += 1;
        Ok(())
    }

    fn faulty_bucket<'b>(&self, good: Bucket<'b>) -> Bucket<'b> {
        match self.chance.below(12) {
            0..4 => Bucket {
                versioned: false,
                tls: false,
                why: "plain HTTP is let in, no versions",
                ..good
            },
            4..7 => Bucket {
                key: "",
                why: "S3's own key, not the project's",
                ..good
            },
            7..10 => Bucket {
                logged: false,
                why: "nobody asked for access logs",
                ..good
            },
            10 => Bucket {
                extra: Extra::Partner,
                why: "shared with a partner's whole account",
                ..good
            },
            _ => Bucket {
                blocked: false,
                logged: false,
                tls: false,
                extra: Extra::PublicRead,
                why: "opened for a workshop, still readable by everyone",
                ..good
            },
        }
    }

    /// The security group of the project's workloads, which takes the place of
    /// the department's in `ground`.
    async fn group(&mut self, project: &Project, begun: i64, ground: &mut Ground) -> Result<(), StoryError> {
        let scene = self.teller.scene(project.department.lead, project.region, begun);
        let name = format!("{}-workloads", project.name);
        let open = self.chance.once_in(3 * project.stage.faults);
        let why = if open {
            "Jupyter on the open internet, for working from home"
        } else {
            ""
        };
        let group = network::security_group(&scene, ground.place.vpc(), &name, &project.title, why).await?;
        if open {
            network::admit(&scene, &group, "tcp", "8888", (FROM_CIDR, "0.0.0.0/0")).await?;
        }
        ground.place.group = group;
        self.made += 1;
        Ok(())
    }
}
