//! What a project prepares and trains.

use super::Telling;
use super::ground::Ground;
use super::project::Project;
use crate::demo::story::StoryError;
use crate::demo::story::workload::{Team, with, without};
use serde_json::{Value, json};

const DAY: i64 = 86_400;

/// How a job goes wrong: why, and the fields that it leaves out.
type Fault = (&'static str, &'static [&'static [&'static str]]);

const TRAINING: &[Fault] = &[
    (
        "copied from a notebook: no VPC and no isolation",
        &[&["VpcConfig"], &["EnableNetworkIsolation"]],
    ),
    (
        "scratch volume without a key of ours",
        &[&["ResourceConfig", "VolumeKmsKeyId"]],
    ),
    (
        "writes its model without a key",
        &[&["OutputDataConfig", "KmsKeyId"]],
    ),
    (
        "traffic between its containers is in the clear for speed",
        &[&["EnableInterContainerTrafficEncryption"]],
    ),
    (
        "a first try with nothing of what the template asks for",
        &[
            &["VpcConfig"],
            &["EnableNetworkIsolation"],
            &["EnableInterContainerTrafficEncryption"],
            &["ResourceConfig", "VolumeKmsKeyId"],
            &["OutputDataConfig", "KmsKeyId"],
        ],
    ),
];

const PROCESSING: &[Fault] = &[
    ("runs on the open internet", &[&["NetworkConfig"]]),
    (
        "prepared data and scratch volume without keys",
        &[
            &["ProcessingOutputConfig", "KmsKeyId"],
            &["ProcessingResources", "ClusterConfig", "VolumeKmsKeyId"],
        ],
    ),
];

const TRANSFORM: &[Fault] = &[(
    "results and scratch volume without a key of ours",
    &[
        &["TransformOutput", "KmsKeyId"],
        &["TransformResources", "VolumeKmsKeyId"],
    ],
)];

impl Telling<'_> {
    /// A request as it should be, or with one of the faults.
    fn perhaps(&self, project: &Project, faults: &[Fault], request: impl Fn(&str) -> Value) -> Value {
        match self.chance.pick(faults).filter(|_| self.faulty(project)) {
            Some((why, missing)) => without(request(why), missing),
            None => request(""),
        }
    }

    /// Processing and training jobs of the last months, and a notebook.
    pub(super) async fn work(&mut self, project: &Project, team: &Team<'_>) -> Result<(), StoryError> {
        let exec = format!("{}-training-exec", project.name);
        let data = format!("{}-data", project.name);
        for n in 1..=self.chance.between(2, 6) {
            let job = format!("{}-prepare-{n:02}", project.name);
            let request = self.perhaps(project, PROCESSING, |why| {
                team.processing(&job, &exec, &data, &data, why)
            });
            self.in_the_past(project, "CreateProcessingJob", request).await?;
        }
        let runs = self.chance.between(8, 22);
        self.train(project, team, 1..=runs).await?;
        let notebook = self.notebook(project, team, &exec);
        self.in_the_past(project, "CreateNotebookInstance", notebook)
            .await
    }

    fn notebook(&self, project: &Project, team: &Team<'_>, exec: &str) -> Value {
        let name = format!("{}-lab", project.name);
        if !self.faulty(project) {
            return team.notebook(&name, exec, "");
        }
        if self.chance.once_in(2) {
            let root = team.notebook(&name, exec, "root on the machine to install drivers");
            return with(root, &["RootAccess"], json!("Enabled"));
        }
        let open = team.notebook(
            &name,
            exec,
            "made in a workshop: on the internet and without a key",
        );
        let open = with(open, &["DirectInternetAccess"], json!("Enabled"));
        without(
            open,
            &[
                &["KmsKeyId"],
                &["SubnetId"],
                &["SecurityGroupIds"],
                &["InstanceMetadataServiceConfiguration"],
            ],
        )
    }

    /// Training runs by number.
    async fn train(
        &mut self,
        project: &Project,
        team: &Team<'_>,
        runs: std::ops::RangeInclusive<i64>,
    ) -> Result<(), StoryError> {
        let data = format!("{}-data", project.name);
        let models = format!("{}-models", project.name);
        for run in runs {
            let job = format!("{}-run-{run:03}", project.name);
            let request = self.perhaps(project, TRAINING, |why| team.training(&job, &data, &models, why));
            if self.chance.once_in(60) {
                self.under_way(project, &job, request).await?;
            } else {
                self.in_the_past(project, "CreateTrainingJob", request).await?;
            }
        }
        Ok(())
    }

    /// More runs of a project, until the account is full.
    pub(super) async fn runs(
        &mut self,
        project: &Project,
        (ground, key): (&Ground, &str),
        count: usize,
    ) -> Result<(), StoryError> {
        let team = project.team(&ground.place, key);
        let first = 101;
        let count = i64::try_from(count).unwrap_or(0);
        self.train(project, &team, first..=first + count - 1).await
    }

    /// A training job that ends while somebody watches.
    async fn under_way(&mut self, project: &Project, job: &str, request: Value) -> Result<(), StoryError> {
        let ago = self.chance.between(20, 600);
        let seconds = ago + self.chance.between(30, 1800);
        let scene = self.teller.moment(project.department.lead, project.region, ago);
        scene.json("sagemaker", "CreateTrainingJob", request).await?;
        self.teller
            .account
            .sagemaker()
            .lasts(project.region, job, seconds);
        self.made += 1;
        Ok(())
    }

    /// Makes something of SageMaker's, some time in the last months.
    pub(super) async fn in_the_past(
        &mut self,
        project: &Project,
        operation: &str,
        request: Value,
    ) -> Result<(), StoryError> {
        let ago = self.chance.between(DAY, 130 * DAY);
        let scene = self.teller.moment(project.department.lead, project.region, ago);
        scene.json("sagemaker", operation, request).await?;
        self.made += 1;
        Ok(())
    }

    /// Batch predictions with a model.
    pub(super) async fn score(
        &mut self,
        project: &Project,
        team: &Team<'_>,
        model: &str,
    ) -> Result<(), StoryError> {
        let data = format!("{}-data", project.name);
        for n in 1..=self.chance.between(1, 5) {
            let job = format!("{}-scoring-{n:02}", project.name);
            let request = self.perhaps(project, TRANSFORM, |why| team.transform(&job, model, &data, why));
            self.in_the_past(project, "CreateTransformJob", request).await?;
        }
        Ok(())
    }

    /// A Studio domain of the project's own.
    pub(super) async fn studio(&mut self, project: &Project, team: &Team<'_>) -> Result<(), StoryError> {
        let exec = format!("{}-training-exec", project.name);
        let name = format!("{}-studio", project.name);
        let good = team.domain(&name, &exec, "");
        let request = if self.faulty(project) {
            let open = team.domain(&name, &exec, "on the internet with storage under the AWS key");
            let open = with(open, &["AppNetworkAccessType"], json!("PublicInternetOnly"));
            without(open, &[&["KmsKeyId"]])
        } else {
            good
        };
        self.in_the_past(project, "CreateDomain", request).await
    }
}
