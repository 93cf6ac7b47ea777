//! The stack as Terraform HCL, for the provider `hashicorp/aws`.
//!
//! - `hcl`: values and blocks as text
//! - `say`: which resource each step is
//! - `data`: keys, buckets, objects, roles
//! - `network`: the VPC and what lies in it
//! - `workload`: streams, models, endpoints
//!
//! What stands is imported by the ids of the journal: the plan of an applied
//! stack shows imports and no change.

mod data;
mod hcl;
mod network;
mod say;
mod workload;

use super::gather::{Gathered, Place, Resource, gather};
use super::handover::{ExportError, Handover};
use super::labels::{Case, Labels, labels};
use super::requests;
use super::value::{Item, Named, Value};
use super::words::{about, each_line, lines};
use crate::stack::reference::{Part, parts};
use crate::stack::{Spec, Step};
use hcl::{Addresses, Hcl, aligned};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The HCL of the stack.
///
/// # Errors
/// A policy is no JSON, or a text refers to what Terraform does not know.
pub fn write(handover: &Handover<'_>) -> Result<String, ExportError> {
    let gathered = gather(handover.steps, say::say);
    let file = File {
        kinds: kinds(&gathered),
        labels: labels(handover.steps, Case::Snake),
        handover,
        gathered,
    };
    let mut out = file.head();
    for place in &file.gathered.places {
        out.push('\n');
        match place {
            Place::Resource(resource, steps) => out.push_str(&file.resource(resource, steps)?),
            Place::Unsaid(step, reason) => out.push_str(&file.unsaid(step, reason)?),
        }
    }
    Ok(out)
}

fn kinds<'a>(gathered: &Gathered<'a>) -> BTreeMap<&'a str, &'static str> {
    let kind = |place: &Place<'a>| match place {
        Place::Resource(resource, steps) => Some((steps[0].id.as_str(), resource.kind)),
        Place::Unsaid(..) => None,
    };
    gathered.places.iter().filter_map(kind).collect()
}

struct File<'a> {
    handover: &'a Handover<'a>,
    gathered: Gathered<'a>,
    kinds: BTreeMap<&'a str, &'static str>,
    labels: Labels<'a>,
}

impl Addresses for File<'_> {
    fn output(&self, step: &str, output: &str) -> Option<String> {
        let made = self.handover.steps.iter().find(|s| s.id == step)?;
        let attribute = say::attribute(&made.spec, output)?;
        Some(format!("{}.{attribute}", self.address(step)?))
    }

    fn name(&self, kind: Named, name: &str) -> Option<String> {
        let attribute = match kind {
            Named::Bucket => "bucket",
            Named::Role | Named::Stream | Named::Model | Named::EndpointConfig => "name",
        };
        let step = self.gathered.maker(kind, name)?;
        Some(format!("{}.{attribute}", self.address(step)?))
    }
}

impl File<'_> {
    fn address(&self, step: &str) -> Option<String> {
        Some(format!("{}.{}", self.kinds.get(step)?, self.labels.get(step)?))
    }

    fn head(&self) -> String {
        let h = self.handover;
        let mut out = lines(&format!(
            "The stack {} of account {} in {}, written by `aisec-tui stack export`.",
            h.stack, h.account, h.region
        ));
        out.push_str(&lines(if h.standing.is_empty() {
            "It was not applied from where this was written: each `import` block is a comment that \
             says which id to fill in, for a stack that stands."
        } else {
            "It was applied from where this was written: the `import` blocks take over what stands."
        }));
        let _ = write!(
            out,
            "\nterraform {{\n  required_version = \">= 1.5.0\"\n\n  required_providers {{\n    aws = {{\n\
             \x20     source  = \"hashicorp/aws\"\n      version = \"~> 5.100\"\n    }}\n  }}\n}}\n\n\
             provider \"aws\" {{\n  region              = \"{}\"\n  allowed_account_ids = [\"{}\"]\n}}\n",
            hcl::escaped(h.region.as_str(), false),
            hcl::escaped(h.account.as_str(), false),
        );
        out
    }

    fn resource(&self, resource: &Resource, steps: &[&Step]) -> Result<String, ExportError> {
        let step = steps[0];
        let hcl = Hcl {
            addresses: self,
            step: &step.id,
        };
        let mut out: String = steps.iter().map(|s| about(s)).collect();
        let (waits, unsaid) = self.gathered.waits(resource, steps);
        for note in &resource.notes {
            out.push_str(&lines(note));
        }
        for missing in unsaid {
            out.push_str(&lines(&format!(
                "It waits for {missing}, which Terraform cannot say."
            )));
        }
        let waits: Vec<String> = waits.iter().filter_map(|w| self.address(w)).collect();
        out.push_str(&self.block(&hcl, resource, &waits)?);
        out.push_str(&self.import(resource, step));
        for other in &resource.beside {
            out.push('\n');
            out.push_str(&self.block(&hcl, other, &[])?);
            out.push_str(&self.import(other, step));
        }
        Ok(out)
    }

    fn block(&self, hcl: &Hcl<'_>, resource: &Resource, waits: &[String]) -> Result<String, ExportError> {
        let label = &self.labels[hcl.step];
        let mut out = format!("resource \"{}\" \"{label}\" {{\n", resource.kind);
        out.push_str(&hcl.body(&resource.items, 2)?);
        if !waits.is_empty() {
            let list = match waits {
                [one] => format!("[{one}]"),
                many => format!("[\n    {},\n  ]", many.join(",\n    ")),
            };
            out.push('\n');
            out.push_str(&aligned(&[("depends_on".to_owned(), list)], 2, ""));
        }
        out.push_str("}\n\n");
        Ok(out)
    }

    /// The import block; as a comment where an id is not known.
    fn import(&self, resource: &Resource, step: &Step) -> String {
        let stands = self.handover.standing.contains_key(&step.id);
        let mut known = true;
        let id: String = parts(&resource.import)
            .iter()
            .map(|part| match part {
                Part::Words(words) => (*words).to_owned(),
                Part::Output { step, output } => {
                    let made = self.handover.standing.get(*step);
                    let value = made.and_then(|m| m.get(*output)).filter(|v| !v.is_empty());
                    value.cloned().unwrap_or_else(|| {
                        known = false;
                        format!("<{output} of {step}>")
                    })
                }
            })
            .collect();
        let block = format!(
            "import {{\n  to = {}.{}\n  id = \"{}\"\n}}\n",
            resource.kind,
            self.labels[step.id.as_str()],
            hcl::escaped(&id, false)
        );
        if stands && known {
            return block;
        }
        each_line("# ", &block)
    }

    /// What Terraform has no resource for; a training job as its request.
    fn unsaid(&self, step: &Step, reason: &str) -> Result<String, ExportError> {
        let mut out = about(step);
        out.push_str(&lines(reason));
        let Spec::CreateTrainingJob(job) = &step.spec else {
            return Ok(out);
        };
        let hcl = Hcl {
            addresses: self,
            step: &step.id,
        };
        let label = format!("{}_request", self.labels[step.id.as_str()]);
        let request = hcl.value(&requests::object(requests::training_job(job)), 2)?;
        let _ = write!(
            out,
            "{}output \"{label}\" {{\n  value = jsonencode({request})\n}}\n",
            lines(&format!(
                "Once all of this stands: aws sagemaker create-training-job --cli-input-json \
                 \"$(terraform output -raw {label})\""
            ))
        );
        Ok(out)
    }
}

/// A field.
fn field(name: &'static str, value: Value) -> Item {
    Item::Field(name, value)
}
