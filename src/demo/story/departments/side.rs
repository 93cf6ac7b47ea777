//! A project's logs, and what only some projects have: streams, device policies, guardrails, Macie jobs.

use super::Telling;
use super::project::Project;
use crate::demo::ACCOUNT_ID;
use crate::demo::story::teller::{Scene, json_tags, tags};
use crate::demo::story::watch::{grounded, guardrail, one_stream};
use crate::demo::story::{HOME, StoryError};
use serde_json::{Value, json};

impl Telling<'_> {
    /// Logs, and one or two of the rest, or none.
    pub(super) async fn side(&mut self, project: &Project, key: &str) -> Result<(), StoryError> {
        let days = self.chance.between(30, 130);
        let scene = self.teller.scene(project.department.lead, project.region, days);
        let (faulty, labels) = self.labels(project, "made by a script: no key of ours, kept for ever");
        let labels: serde_json::Map<String, Value> = labels
            .into_iter()
            .map(|(key, value)| (key, Value::String(value)))
            .collect();
        let group = format!("/clinic/{}", project.name);
        let mut body = json!({"logGroupName": group, "tags": labels});
        if !faulty {
            body["kmsKeyId"] = json!(key);
        }
        scene.json("logs", "CreateLogGroup", body).await?;
        self.made += 1;
        if !faulty {
            let body = json!({"logGroupName": group, "retentionInDays": 365});
            scene.json("logs", "PutRetentionPolicy", body).await?;
        }
        if self.chance.once_in(3) {
            self.stream(project, &scene, key).await?;
        }
        if self.chance.once_in(6) {
            self.devices(project, &scene).await?;
        }
        if self.chance.once_in(6) {
            self.guardrail(project, &scene, key).await?;
        }
        // Macie is on in one Region only.
        if project.region == HOME && self.chance.once_in(4) {
            self.discovery(project, &scene).await?;
        }
        Ok(())
    }

    fn labels(&self, project: &Project, why: &'static str) -> (bool, Vec<(String, String)>) {
        let faulty = self.faulty(project);
        let why = if faulty { why } else { "" };
        let department = project.department;
        (
            faulty,
            tags(department.lead, department.name, department.data, why),
        )
    }

    async fn stream(&mut self, project: &Project, scene: &Scene<'_>, key: &str) -> Result<(), StoryError> {
        let (faulty, labels) = self.labels(project, "made by a vendor's template: never encrypted");
        let name = format!("{}-events", project.name);
        one_stream(scene, &name, if faulty { "" } else { key }, labels).await?;
        self.made += 1;
        Ok(())
    }

    async fn devices(&mut self, project: &Project, scene: &Scene<'_>) -> Result<(), StoryError> {
        let (faulty, labels) = self.labels(project, "the vendor's sample policy");
        let arn = |what: &str| format!("arn:aws:iot:{}:{ACCOUNT_ID}:{what}", project.region);
        let document = if faulty {
            json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]})
        } else {
            let topic = format!("topic/{}/${{iot:Connection.Thing.ThingName}}", project.name);
            json!({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "iot:Connect", "Resource": arn("client/${iot:Connection.Thing.ThingName}")},
                {"Effect": "Allow", "Action": "iot:Publish", "Resource": arn(&topic)},
            ]})
        };
        let body = json!({
            "policyDocument": document.to_string(),
            "tags": json_tags(&labels, "Key", "Value"),
        });
        let path = format!("/policies/{}-devices", project.name);
        scene.rest("iot", "POST", &path, body).await?;
        self.made += 1;
        Ok(())
    }

    async fn guardrail(&mut self, project: &Project, scene: &Scene<'_>, key: &str) -> Result<(), StoryError> {
        let (faulty, labels) = self.labels(project, "names and numbers pass in both directions");
        let labels = json_tags(&labels, "key", "value");
        let mut body = guardrail(&project.name, &project.title, &labels);
        if !faulty {
            body["kmsKeyId"] = json!(key);
            body["sensitiveInformationPolicyConfig"] = json!({"piiEntitiesConfig": [
                {"type": "NAME", "action": "ANONYMIZE"},
                {"type": "US_SOCIAL_SECURITY_NUMBER", "action": "BLOCK"},
                {"type": "PHONE", "action": "ANONYMIZE"},
            ]});
            body["contextualGroundingPolicyConfig"] = grounded();
        }
        let made = scene.rest("bedrock", "POST", "/guardrails", body).await?;
        if !faulty {
            let id = made["guardrailId"].as_str().unwrap_or("");
            let tested = scene.later(3600);
            tested
                .rest("bedrock", "POST", &format!("/guardrails/{id}"), json!({}))
                .await?;
        }
        self.made += 1;
        Ok(())
    }

    async fn discovery(&mut self, project: &Project, scene: &Scene<'_>) -> Result<(), StoryError> {
        let bucket = format!("{}-data", project.name);
        let job = json!({
            "clientToken": project.name,
            "name": format!("personal-data-in-{bucket}"),
            "jobType": "ONE_TIME",
            "s3JobDefinition": {"bucketDefinitions": [{"accountId": ACCOUNT_ID, "buckets": [bucket]}]},
            "samplingPercentage": 100,
        });
        scene.rest("macie2", "POST", "/jobs", job).await?;
        self.made += 1;
        Ok(())
    }
}
