//! What a project serves: models, endpoint configurations, endpoints, batches.

use super::Telling;
use super::project::Project;
use crate::demo::story::StoryError;
use crate::demo::story::workload::{Team, with, without};
use serde_json::{Value, json};

impl Telling<'_> {
    /// The versions that are or were in service, newest last.
    pub(super) async fn serve(&mut self, project: &Project, team: &Team<'_>) -> Result<(), StoryError> {
        let newest = self.chance.between(2, 5);
        let mut last = String::new();
        for version in 1..=newest {
            let name = format!("{}-v{version}", project.name);
            let scene_days = 130 - 20 * version;
            let scene = self
                .teller
                .scene(project.department.lead, project.region, scene_days);
            let model = self.model(project, team, &name, version);
            scene.json("sagemaker", "CreateModel", model).await?;
            let config = self.config(project, team, &name);
            scene.json("sagemaker", "CreateEndpointConfig", config).await?;
            self.made += 2;
            last = name;
        }
        let scene = self.teller.scene(project.department.lead, project.region, 20);
        scene
            .json("sagemaker", "CreateEndpoint", team.endpoint(&project.name, &last))
            .await?;
        self.made += 1;
        self.score(project, team, &last).await?;
        if self.chance.once_in(8) {
            self.studio(project, team).await?;
        }
        Ok(())
    }

    fn model(&self, project: &Project, team: &Team<'_>, name: &str, version: i64) -> Value {
        let artifact = format!("{}-models/v{version}/model.tar.gz", project.name);
        if !self.faulty(project) {
            return team.model(name, &artifact, "");
        }
        let open = team.model(name, &artifact, "a pilot: no VPC and not isolated");
        without(open, &[&["VpcConfig"], &["EnableNetworkIsolation"]])
    }

    fn config(&self, project: &Project, team: &Team<'_>, name: &str) -> Value {
        let capture = format!("{}-data/capture", project.name);
        if !self.faulty(project) {
            return team.config(name, name, &capture, "");
        }
        let why = "a pilot that stayed: one instance and no key";
        let small = with(
            team.config(name, name, &capture, why),
            &["ProductionVariants"],
            json!([{
                "VariantName": "main", "ModelName": name, "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1, "InitialVariantWeight": 1.0,
            }]),
        );
        without(small, &[&["KmsKeyId"], &["DataCaptureConfig"]])
    }
}
