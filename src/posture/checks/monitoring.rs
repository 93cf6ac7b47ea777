//! SageMaker: what watches models in service: monitoring job definitions,
//! schedules, Clarify.

use crate::inventory::detail::{MonitoringDefinition, MonitoringSchedule, MonitoringType, Scheduled};
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.data_quality_job_isolation",
        title: "A data quality monitoring job has no network",
        severity: Severity::Medium,
        why: "The job reads every captured request; without a network a bad dependency in its image \
              can tell nobody.",
        fix: Fix::by_hand(
            "Make the data quality job definition anew with NetworkConfig.EnableNetworkIsolation, and \
              point the schedule at it.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.11"],
        reads: Reads::Itself,
        judges: &[Judge::MonitoringDefinition(|_, _, definition| {
            isolation(definition, MonitoringType::DataQuality)
        })],
    },
    Check {
        id: "sagemaker.data_quality_job_traffic_encryption",
        title: "A data quality monitoring job encrypts traffic between its containers",
        severity: Severity::Medium,
        why: "Captured requests are shuffled between the instances of the job; in the clear they can \
              be read on the way.",
        fix: Fix::by_hand(
            "Make the data quality job definition anew with \
              NetworkConfig.EnableInterContainerTrafficEncryption, and point the schedule at it.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.9"],
        reads: Reads::Itself,
        judges: &[Judge::MonitoringDefinition(|_, _, definition| {
            traffic(definition, MonitoringType::DataQuality)
        })],
    },
    Check {
        id: "sagemaker.model_quality_job_isolation",
        title: "A model quality monitoring job has no network",
        severity: Severity::High,
        why: "The job joins predictions with the truth about people; isolated, neither leaves its \
              container.",
        fix: Fix::by_hand(
            "Make the model quality job definition anew with NetworkConfig.EnableNetworkIsolation, \
              and point the schedule at it.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.25"],
        reads: Reads::Itself,
        judges: &[Judge::MonitoringDefinition(|_, _, definition| {
            isolation(definition, MonitoringType::ModelQuality)
        })],
    },
    Check {
        id: "sagemaker.model_quality_job_traffic_encryption",
        title: "A model quality monitoring job encrypts traffic between its containers",
        severity: Severity::Medium,
        why: "Predictions and their truth are joined across instances, over a network that others share.",
        fix: Fix::by_hand(
            "Make the model quality job definition anew with \
              NetworkConfig.EnableInterContainerTrafficEncryption, and point the schedule at it.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.13"],
        reads: Reads::Itself,
        judges: &[Judge::MonitoringDefinition(|_, _, definition| {
            traffic(definition, MonitoringType::ModelQuality)
        })],
    },
    Check {
        id: "sagemaker.bias_job_isolation",
        title: "A bias monitoring job has no network",
        severity: Severity::Medium,
        why: "The job reads the protected attributes of people beside what the model decided about them.",
        fix: Fix::by_hand(
            "Make the bias job definition anew with NetworkConfig.EnableNetworkIsolation, and point \
              the schedule at it.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.12"],
        reads: Reads::Itself,
        judges: &[Judge::MonitoringDefinition(|_, _, definition| {
            isolation(definition, MonitoringType::ModelBias)
        })],
    },
    Check {
        id: "sagemaker.bias_job_traffic_encryption",
        title: "A bias monitoring job encrypts traffic between its containers",
        severity: Severity::Medium,
        why: "Split over several instances, the job sends records with protected attributes from one \
              to the other.",
        fix: Fix::by_hand(
            "Make the bias job definition anew with \
              NetworkConfig.EnableInterContainerTrafficEncryption, and point the schedule at it.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.15"],
        reads: Reads::Itself,
        judges: &[Judge::MonitoringDefinition(|_, _, definition| {
            traffic(definition, MonitoringType::ModelBias)
        })],
    },
    Check {
        id: "sagemaker.explainability_job_isolation",
        title: "An explainability monitoring job has no network",
        severity: Severity::High,
        why: "The job queries the model with real records over and over; with a network it is a copy \
              machine for both.",
        fix: Fix::by_hand(
            "Make the explainability job definition anew with NetworkConfig.EnableNetworkIsolation, \
              and point the schedule at it.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.20"],
        reads: Reads::Itself,
        judges: &[Judge::MonitoringDefinition(|_, _, definition| {
            isolation(definition, MonitoringType::ModelExplainability)
        })],
    },
    Check {
        id: "sagemaker.explainability_job_traffic_encryption",
        title: "An explainability monitoring job encrypts traffic between its containers",
        severity: Severity::Medium,
        why: "Records and their attributions travel between the instances that work them out.",
        fix: Fix::by_hand(
            "Make the explainability job definition anew with \
              NetworkConfig.EnableInterContainerTrafficEncryption, and point the schedule at it.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.10"],
        reads: Reads::Itself,
        judges: &[Judge::MonitoringDefinition(|_, _, definition| {
            traffic(definition, MonitoringType::ModelExplainability)
        })],
    },
    Check {
        id: "sagemaker.monitoring_schedule_isolation",
        title: "A monitoring schedule runs its jobs without a network",
        severity: Severity::Medium,
        why: "What a schedule starts every hour reads live traffic every hour, unseen by anyone.",
        fix: Fix::by_hand(
            "Update the schedule with a job definition whose NetworkConfig.EnableNetworkIsolation is \
              on.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.14"],
        reads: Reads::Inventory,
        judges: &[Judge::MonitoringSchedule(schedule_isolation)],
    },
    Check {
        id: "sagemaker.monitoring_schedule_traffic_encryption",
        title: "A monitoring schedule encrypts traffic between its jobs' containers",
        severity: Severity::Medium,
        why: "A schedule that grows to several instances sends captured records between them from then on.",
        fix: Fix::by_hand(
            "Update the schedule with a job definition whose \
              NetworkConfig.EnableInterContainerTrafficEncryption is on.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.22"],
        reads: Reads::Inventory,
        judges: &[Judge::MonitoringSchedule(schedule_traffic)],
    },
    Check {
        id: "sagemaker.models_monitor_enabled",
        title: "Models in service in the Region are monitored on a schedule",
        severity: Severity::Low,
        why: "Drift, poisoned inputs and a model that was swapped show first in the numbers that a \
              monitor compares.",
        fix: Fix::by_hand(
            "Create a monitoring schedule for the endpoints of the Region, with data capture on.",
        ),
        prowler: &["sagemaker_models_monitor_enabled"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::MonitoringSchedule, monitored)],
    },
    Check {
        id: "sagemaker.clarify_exists",
        title: "Models of the Region are examined for bias with Clarify",
        severity: Severity::Low,
        why: "A model that treats groups of people differently is a finding for the regulator before \
              it is one for the team.",
        fix: Fix::by_hand(
            "Run a SageMaker Clarify processing job over each model's data and predictions, or \
              schedule bias monitoring.",
        ),
        prowler: &["sagemaker_clarify_exists"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::ProcessingJob, examined)],
    },
];

/// The fields that each type of definition is judged by.
const fn probes(monitors: MonitoringType) -> (Probe, Probe) {
    match monitors {
        MonitoringType::DataQuality => (
            Probe::new(
                "DescribeDataQualityJobDefinition.NetworkConfig.EnableNetworkIsolation",
                "true",
            ),
            Probe::new(
                "DescribeDataQualityJobDefinition.NetworkConfig.EnableInterContainerTrafficEncryption",
                "true",
            ),
        ),
        MonitoringType::ModelQuality => (
            Probe::new(
                "DescribeModelQualityJobDefinition.NetworkConfig.EnableNetworkIsolation",
                "true",
            ),
            Probe::new(
                "DescribeModelQualityJobDefinition.NetworkConfig.EnableInterContainerTrafficEncryption",
                "true",
            ),
        ),
        MonitoringType::ModelBias => (
            Probe::new(
                "DescribeModelBiasJobDefinition.NetworkConfig.EnableNetworkIsolation",
                "true",
            ),
            Probe::new(
                "DescribeModelBiasJobDefinition.NetworkConfig.EnableInterContainerTrafficEncryption",
                "true",
            ),
        ),
        MonitoringType::ModelExplainability => (
            Probe::new(
                "DescribeModelExplainabilityJobDefinition.NetworkConfig.EnableNetworkIsolation",
                "true",
            ),
            Probe::new(
                "DescribeModelExplainabilityJobDefinition.NetworkConfig.EnableInterContainerTrafficEncryption",
                "true",
            ),
        ),
    }
}

const INSTANCES: Probe = Probe::new(
    "DescribeModelBiasJobDefinition.JobResources.ClusterConfig.InstanceCount",
    "known",
);
const SCHEDULE_ISOLATION: Probe = Probe::new(
    "DescribeMonitoringSchedule.MonitoringJobDefinition.NetworkConfig.EnableNetworkIsolation",
    "true",
);
const SCHEDULE_TRAFFIC: Probe = Probe::new(
    "DescribeMonitoringSchedule.MonitoringJobDefinition.NetworkConfig.EnableInterContainerTrafficEncryption",
    "true",
);
const SCHEDULES: Probe = Probe::new("DescribeMonitoringSchedule.MonitoringScheduleStatus", "Scheduled");
const CLARIFY: Probe = Probe::new(
    "DescribeProcessingJob.AppSpecification.ImageUri",
    "a Clarify image in one job or more",
);
const SERVED: Probe = Probe::new("ListEndpoints.Endpoints", "listed");

fn isolation(definition: &MonitoringDefinition, monitors: MonitoringType) -> Judged {
    let (probe, _) = probes(monitors);
    if definition.monitors != monitors {
        return Ok(Verdict::NotApplicable);
    }
    let network = probe.read(&definition.network)?;
    Ok(probe.verdict(network.isolation, word(network.isolation)))
}

fn traffic(definition: &MonitoringDefinition, monitors: MonitoringType) -> Judged {
    let (_, probe) = probes(monitors);
    if definition.monitors != monitors {
        return Ok(Verdict::NotApplicable);
    }
    let on = probe.read(&definition.network)?.inter_container_encryption;
    // AWS asks it of bias jobs only when there is traffic between instances.
    if !on && monitors == MonitoringType::ModelBias && *INSTANCES.read(&definition.instance_count)? < 2 {
        return Ok(Verdict::NotApplicable);
    }
    Ok(probe.verdict(on, word(on)))
}

fn word(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

fn schedule_isolation(context: &Context<'_>, resource: &Resource, schedule: &MonitoringSchedule) -> Judged {
    of_schedule(context, resource, schedule, SCHEDULE_ISOLATION, |n| n.isolation)
}

fn schedule_traffic(context: &Context<'_>, resource: &Resource, schedule: &MonitoringSchedule) -> Judged {
    of_schedule(context, resource, schedule, SCHEDULE_TRAFFIC, |n| {
        n.inter_container_encryption
    })
}

/// The network of the schedule's own definition, or of the one that it names.
fn of_schedule(
    context: &Context<'_>,
    resource: &Resource,
    schedule: &MonitoringSchedule,
    probe: Probe,
    is_on: fn(&crate::inventory::detail::MonitoringNetwork) -> bool,
) -> Judged {
    let name = match probe.read(&schedule.runs)? {
        Scheduled::Inline(network) => return Ok(probe.verdict(is_on(network), word(is_on(network)))),
        Scheduled::Named(name) => name,
    };
    let Some(monitors) = *probe.read(&schedule.monitors)? else {
        return Err(probe.unread(format!("definition {name} is of a type that is not known here")));
    };
    let definition = named(context, resource, monitors, name, probe)?;
    let on = is_on(probe.read(&definition.network)?);
    Ok(probe.verdict(on, format!("{} in definition {name}", word(on))))
}

fn named<'a>(
    context: &Context<'a>,
    from: &Resource,
    monitors: MonitoringType,
    name: &str,
    probe: Probe,
) -> Result<&'a MonitoringDefinition, Unread> {
    let mut all = context.of_kind(Kind::MonitoringDefinition).iter();
    let found = all.find_map(|r| match &r.detail {
        Detail::MonitoringDefinition(d) => {
            let same = r.region == from.region && r.name.eq_ignore_ascii_case(name) && d.monitors == monitors;
            same.then_some(d)
        }
        _ => None,
    });
    found.ok_or_else(|| probe.unread(format!("definition {name} is not among those that were read")))
}

/// Whether the Region serves a model; without one there is nothing to watch.
fn serves(context: &Context<'_>, region: &Region) -> Result<bool, Unread> {
    if context
        .of_kind(Kind::Endpoint)
        .iter()
        .any(|r| r.region == *region)
    {
        return Ok(true);
    }
    context.listed(Kind::Endpoint, region, SERVED)?;
    Ok(false)
}

fn monitored(context: &Context<'_>, region: &Region) -> Judged {
    let (mut off, mut doubt) = (Vec::new(), None);
    for resource in context.of_kind(Kind::MonitoringSchedule) {
        let Detail::MonitoringSchedule(schedule) = &resource.detail else {
            continue;
        };
        if resource.region != *region {
            continue;
        }
        match SCHEDULES.read(&schedule.status) {
            Ok(status) if status == "Scheduled" => {
                return Ok(SCHEDULES.verdict(true, format!("{} is scheduled", resource.name)));
            }
            Ok(status) => off.push(format!("{} is {status}", resource.name)),
            Err(unread) => doubt = Some(unread),
        }
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::MonitoringSchedule, region, SCHEDULES)?;
    if !serves(context, region)? {
        return Ok(Verdict::NotApplicable);
    }
    let value = if off.is_empty() {
        "no schedule".to_owned()
    } else {
        off.join(", ")
    };
    Ok(SCHEDULES.verdict(false, value))
}

fn examined(context: &Context<'_>, region: &Region) -> Judged {
    let mut doubt = None;
    for resource in context.of_kind(Kind::ProcessingJob) {
        let Detail::ProcessingJob(job) = &resource.detail else {
            continue;
        };
        if resource.region != *region {
            continue;
        }
        match CLARIFY.read(&job.image) {
            Ok(image) if image.contains("sagemaker-clarify-processing") => {
                return Ok(CLARIFY.verdict(true, format!("job {}", resource.name)));
            }
            Ok(_) => {}
            Err(unread) => doubt = Some(unread),
        }
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::ProcessingJob, region, CLARIFY)?;
    if !serves(context, region)? {
        return Ok(Verdict::NotApplicable);
    }
    Ok(CLARIFY.verdict(false, "no such job"))
}
