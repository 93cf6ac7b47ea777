//! Writing an answer into the blueprint.

use super::field::FieldId;
use super::form::{HOURS, INSTANCE_TYPES, ROTATIONS};
use super::offers::Offers;
use crate::stack::blueprint::{Blueprint, Scenario, Stage, Vpc};

/// Types an answer. Empty text means "the derived name" where there is one.
pub fn type_text(answers: &mut Blueprint, field: &FieldId, text: &str) {
    // A path may hold spaces, and is typed one character at a time.
    let text = if *field == FieldId::Upload {
        text.trim_start()
    } else {
        text.trim()
    };
    let optional = || (!text.is_empty()).then(|| text.to_owned());
    match field {
        FieldId::Name => text.clone_into(&mut answers.name),
        FieldId::DataBucket => answers.data.bucket = optional(),
        FieldId::ModelsBucket => answers.data.models_bucket = optional(),
        FieldId::LogsBucket => answers.data.logs_bucket = optional(),
        FieldId::Prefix => text.clone_into(&mut answers.data.prefix),
        FieldId::Upload => answers.data.upload = optional(),
        FieldId::Alias => answers.key.alias = optional(),
        FieldId::Role => answers.identities.role = optional(),
        FieldId::Cidr => {
            if let Vpc::Create { cidr, .. } = &mut answers.network.vpc {
                text.clone_into(cidr);
            }
        }
        FieldId::Job | FieldId::Image => {
            if let Some(training) = &mut answers.workload.training {
                let target = if *field == FieldId::Job {
                    &mut training.job
                } else {
                    &mut training.image
                };
                text.clone_into(target);
            }
        }
        FieldId::HostingImage => {
            if let Some(hosting) = &mut answers.workload.hosting {
                text.clone_into(&mut hosting.image);
            }
        }
        FieldId::ModelData => {
            if let Some(hosting) = &mut answers.workload.hosting {
                hosting.model_data = optional();
            }
        }
        FieldId::Policy(name) => {
            answers.identities.policies.insert(name.clone(), text.to_owned());
        }
        _ => {}
    }
}

/// Chooses the answer at a position.
pub fn choose(answers: &mut Blueprint, field: &FieldId, chosen: usize, offers: &Offers) {
    match field {
        FieldId::Scenario => {
            if let Some(scenario) = Scenario::ALL.get(chosen) {
                start_over(answers, *scenario);
            }
        }
        FieldId::Stage => answers.stage = Stage::ALL.get(chosen).copied().unwrap_or(answers.stage),
        FieldId::Region => {
            if let Some(region) = offers.regions.get(chosen) {
                answers.region = region.clone();
                // Zones, images and existing things belong to their Region.
                let fresh = Blueprint::preset(answers.scenario, &answers.name, answers.stage, region);
                answers.network.vpc = fresh.network.vpc;
                answers.workload = fresh.workload;
                answers.key.existing = None;
            }
        }
        FieldId::KeySource => {
            let picked = chosen.checked_sub(1).and_then(|at| offers.keys.get(at));
            answers.key.existing = picked.map(|key| key.arn.to_string());
        }
        FieldId::Rotation => answers.key.rotation_days = ROTATIONS.get(chosen).copied().unwrap_or(365),
        FieldId::Operator => {
            let picked = chosen.checked_sub(1).and_then(|at| offers.operators.get(at));
            answers.identities.operator = picked.map(ToString::to_string);
        }
        FieldId::Vpc => choose_vpc(answers, chosen, offers),
        FieldId::Zones => {
            if let Vpc::Create { zones, .. } = &mut answers.network.vpc {
                let region = answers.region.as_str();
                *zones = ["a", "b", "c"]
                    .iter()
                    .take(chosen + 1)
                    .map(|z| format!("{region}{z}"))
                    .collect();
            }
        }
        FieldId::InstanceType | FieldId::Instances | FieldId::Hours => {
            if let Some(training) = &mut answers.workload.training {
                match field {
                    FieldId::Hours => training.max_seconds = HOURS.get(chosen).copied().unwrap_or(1) * 3600,
                    FieldId::Instances => training.instances = count(chosen),
                    _ => {
                        if let Some(name) = INSTANCE_TYPES.get(chosen) {
                            (*name).clone_into(&mut training.instance_type);
                        }
                    }
                }
            }
        }
        FieldId::HostingInstances => {
            if let Some(hosting) = &mut answers.workload.hosting {
                hosting.instances = count(chosen);
            }
        }
        _ => {}
    }
}

/// Turns a yes-or-no answer round.
pub fn toggle(answers: &mut Blueprint, field: &FieldId) {
    let preset =
        |scenario| Blueprint::preset(scenario, &answers.name, answers.stage, &answers.region).workload;
    match field {
        FieldId::Adopt => answers.adopt = !answers.adopt,
        FieldId::Versioning => answers.data.versioning = !answers.data.versioning,
        FieldId::Endpoint(name) => {
            let mut on = answers.endpoints();
            match on.iter().position(|e| e == name) {
                Some(at) => {
                    on.remove(at);
                }
                None => on.push(name.clone()),
            }
            answers.network.endpoints = Some(on);
        }
        FieldId::Training => {
            answers.workload.training = match answers.workload.training.take() {
                Some(_) => None,
                None => preset(Scenario::Healthcare).training,
            };
        }
        FieldId::Stream => {
            answers.workload.stream = match answers.workload.stream.take() {
                Some(_) => None,
                None => preset(Scenario::Pipeline).stream,
            };
        }
        FieldId::Hosting => {
            answers.workload.hosting = match answers.workload.hosting.take() {
                Some(_) => None,
                None => preset(Scenario::Inference).hosting,
            };
        }
        FieldId::Capture => {
            if let Some(hosting) = &mut answers.workload.hosting {
                hosting.capture = !hosting.capture;
            }
        }
        _ => {}
    }
}

/// Takes the scenario's defaults, keeping the names that were given.
fn start_over(answers: &mut Blueprint, scenario: Scenario) {
    let mut fresh = Blueprint::preset(scenario, &answers.name, answers.stage, &answers.region);
    fresh.adopt = answers.adopt;
    fresh.data = std::mem::take(&mut answers.data);
    fresh.key = std::mem::take(&mut answers.key);
    fresh.identities.role = answers.identities.role.take();
    fresh.identities.operator = answers.identities.operator.take();
    *answers = fresh;
}

fn choose_vpc(answers: &mut Blueprint, chosen: usize, offers: &Offers) {
    let picked = chosen.checked_sub(1).and_then(|at| offers.vpcs.get(at));
    answers.network.vpc = match picked {
        Some(vpc) => Vpc::Existing {
            vpc_id: vpc.id.clone(),
            subnet_ids: vpc.subnets.clone(),
            route_table_ids: vpc.route_tables.clone(),
            group_ids: vpc.groups.clone(),
        },
        None => {
            Blueprint::preset(answers.scenario, &answers.name, answers.stage, &answers.region)
                .network
                .vpc
        }
    };
}

fn count(chosen: usize) -> i32 {
    i32::try_from(chosen + 1).unwrap_or(1)
}
