//! The stack as a CloudFormation template in YAML.
//!
//! - `yaml`: values as text
//! - `say`: which resource each step is
//! - `data`: keys, buckets, roles
//! - `network`: the VPC and what lies in it
//! - `workload`: streams, models, endpoints
//!
//! Keys and buckets outlive the CloudFormation stack: what they hold cannot be
//! had back.

mod data;
mod network;
mod say;
mod workload;
mod yaml;

use super::gather::{Gathered, Place, Resource, gather};
use super::handover::{ExportError, Handover};
use super::labels::{Case, Labels, labels};
use super::requests;
use super::value::{Item, Named, Value, text};
use super::words::{about, each_line, lines};
use crate::stack::{Spec, Step};
use std::fmt::Write as _;
use yaml::{Attribute, Attributes, Yaml};

/// The most that CloudFormation takes without a bucket to upload from.
const DIRECT_BYTES: usize = 51_200;

/// The template of the stack.
///
/// # Errors
/// A policy is no JSON, refers to what CloudFormation does not know, or holds
/// text that CloudFormation would carry out.
pub fn write(handover: &Handover<'_>) -> Result<String, ExportError> {
    let file = File {
        labels: labels(handover.steps, Case::Pascal),
        gathered: gather(handover.steps, say::say),
        handover,
    };
    let mut body = String::new();
    let mut outputs = String::new();
    for place in &file.gathered.places {
        body.push('\n');
        match place {
            Place::Resource(resource, steps) => body.push_str(&file.resource(resource, steps)?),
            Place::Unsaid(step, reason) => {
                body.push_str(&indented(&format!("{}{}", about(step), lines(reason)), 2));
                outputs.push_str(&file.request(step)?);
            }
        }
    }
    let template = format!("{}\nResources:\n{}", file.start(), &body[1..]);
    let outputs = if outputs.is_empty() {
        String::new()
    } else {
        format!("\nOutputs:\n{outputs}")
    };
    let size = template.len() + outputs.len();
    Ok(format!("{}{template}{outputs}", file.head(size)))
}

struct File<'a> {
    handover: &'a Handover<'a>,
    gathered: Gathered<'a>,
    labels: Labels<'a>,
}

impl Attributes for File<'_> {
    fn output(&self, step: &str, output: &str) -> Option<(String, Attribute)> {
        let made = self.handover.steps.iter().find(|s| s.id == step)?;
        let attribute = say::attribute(&made.spec, output)?;
        let step = self.gathered.resource_of(step)?;
        Some((self.labels[step].clone(), attribute))
    }

    fn name(&self, kind: Named, name: &str) -> Option<(String, Attribute)> {
        let attribute = match kind {
            Named::Bucket | Named::Role | Named::Stream => Attribute::Ref,
            Named::Model => Attribute::Get("ModelName"),
            Named::EndpointConfig => Attribute::Get("EndpointConfigName"),
        };
        let step = self.gathered.maker(kind, name)?;
        Some((self.labels[step].clone(), attribute))
    }
}

impl File<'_> {
    fn head(&self, size: usize) -> String {
        let h = self.handover;
        let mut out = lines(&format!(
            "The stack {} of account {} in {}, written by `aisec-tui stack export`.",
            h.stack, h.account, h.region
        ));
        out.push_str(&lines(
            "It names its role, so it needs --capabilities CAPABILITY_NAMED_IAM. A template cannot say for \
             which account and Region it is: the names and policies are those of the ones above.",
        ));
        if size > DIRECT_BYTES {
            out.push_str(&lines(
                "It is longer than what CloudFormation takes directly: `aws cloudformation deploy` \
                 uploads it with --s3-bucket.",
            ));
        }
        out.push_str(&lines(
            "Keys, buckets and streams stay when the CloudFormation stack is deleted, because what they \
             hold cannot be had back.",
        ));
        out
    }

    fn start(&self) -> String {
        format!(
            "AWSTemplateFormatVersion: \"2010-09-09\"\n\
             Description: {}\n\
             Metadata:\n\
             \x20 cfn-lint:\n\
             \x20   config:\n\
             \x20     ignore_checks:\n\
             \x20       # The zones are those that the blueprint names.\n\
             \x20       - W3010\n",
            yaml::quoted(&format!("The stack {}", self.handover.stack))
        )
    }

    fn resource(&self, resource: &Resource, steps: &[&Step]) -> Result<String, ExportError> {
        let step = steps[0];
        let yaml = Yaml {
            attributes: self,
            step: &step.id,
        };
        let mut above: String = steps.iter().map(|s| about(s)).collect();
        let (waits, unsaid) = self.gathered.waits(resource, steps);
        for note in &resource.notes {
            above.push_str(&lines(note));
        }
        for missing in unsaid {
            above.push_str(&lines(&format!(
                "It waits for {missing}, which CloudFormation cannot say."
            )));
        }
        let mut out = indented(&above, 2);
        let _ = writeln!(
            out,
            "  {}:\n    Type: {}",
            self.labels[step.id.as_str()],
            resource.kind
        );
        if say::is_kept(&step.spec) {
            out.push_str("    DeletionPolicy: RetainExceptOnCreate\n    UpdateReplacePolicy: Retain\n");
        }
        if !waits.is_empty() {
            out.push_str("    DependsOn:\n");
            for wait in waits {
                let _ = writeln!(out, "      - {}", self.labels[wait]);
            }
        }
        let properties = resource
            .items
            .iter()
            .map(|item| match item {
                Item::Field(name, value) => ((*name).to_owned(), value.clone()),
                Item::Block(name, items) => ((*name).to_owned(), as_map(items)),
            })
            .collect();
        out.push_str("    Properties:");
        out.push_str(&yaml.value(&Value::Map(properties), 6)?);
        Ok(out)
    }

    /// The request of a training job as an output of the template.
    fn request(&self, step: &Step) -> Result<String, ExportError> {
        let Spec::CreateTrainingJob(job) = &step.spec else {
            return Ok(String::new());
        };
        let yaml = Yaml {
            attributes: self,
            step: &step.id,
        };
        let request = requests::object(requests::training_job(job)).json();
        Ok(format!(
            "{}  {}Request:\n    Value:{}",
            indented(
                &lines(
                    "Once all of this stands, and the data is uploaded: aws sagemaker create-training-job \
                     --cli-input-json with this."
                ),
                2
            ),
            self.labels[step.id.as_str()],
            yaml.value(&text(request), 4)?
        ))
    }
}

fn as_map(items: &[Item]) -> Value {
    let fields = items.iter().map(|item| match item {
        Item::Field(name, value) => ((*name).to_owned(), value.clone()),
        Item::Block(name, items) => ((*name).to_owned(), as_map(items)),
    });
    Value::Map(fields.collect())
}

fn indented(text: &str, indent: usize) -> String {
    each_line(&" ".repeat(indent), text)
}

/// A property.
fn property(name: &'static str, value: Value) -> Item {
    Item::Field(name, value)
}
