//! Lifecycle scripts: what runs, as root, whenever a notebook starts, and in
//! each Studio app.

use super::environment::without;
use crate::inventory::detail::{LifecycleConfig, Notebook};
use crate::inventory::scripts::{Risk, RiskKind};
use crate::inventory::{Detail, Kind, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.notebook_instance_no_secrets",
        title: "A notebook's lifecycle scripts hold no secrets",
        severity: Severity::High,
        why: "Everyone who may describe the lifecycle configuration reads its script, and it is \
              written into the notebook's log each time it runs.",
        fix: Fix::by_hand(
            "Read the secret from Secrets Manager in the script, with the notebook's role; then \
              change the secret.",
        ),
        prowler: &["sagemaker_notebook_instance_no_secrets"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Notebook(notebook_secrets)],
    },
    Check {
        id: "sagemaker.studio_lifecycle_no_secrets",
        title: "A Studio lifecycle script holds no secrets",
        severity: Severity::High,
        why: "The script runs in the app of every user of the domain, who can each read it there.",
        fix: Fix::by_hand(
            "Read the secret from Secrets Manager in the script, with the user's role; then change \
              the secret.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::LifecycleConfig(studio_secrets)],
    },
    Check {
        id: "sagemaker.notebook_lifecycle_root",
        title: "Root access that is off for a notebook is not given back by its lifecycle script",
        severity: Severity::Medium,
        why: "Lifecycle scripts run as root even where users are not: one line for sudo in them undoes \
              the setting for everyone.",
        fix: Fix::by_hand(
            "Take the line out of the script, and let only administrators update lifecycle \
              configurations.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Notebook(root_again)],
    },
    Check {
        id: "sagemaker.lifecycle_script_content",
        title: "A lifecycle script does what a setup needs and no more",
        severity: Severity::High,
        why: "A script that fetches code, opens a tunnel or takes the role's credentials is how an \
              attacker stays in a notebook from start to start.",
        fix: Fix::by_hand(
            "Review the script and who changed it; keep what it installs in a bucket or repository of \
              your own, by hash.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::LifecycleConfig(content)],
    },
];

const CONFIG: Probe = Probe::new(
    "DescribeNotebookInstance.NotebookInstanceLifecycleConfigName",
    "no configuration, or one without secrets",
);
const SCRIPT: Probe = Probe::new(
    "DescribeNotebookInstanceLifecycleConfig.OnStart.Content",
    "no secrets",
);
const STUDIO: Probe = Probe::new(
    "DescribeStudioLifecycleConfig.StudioLifecycleConfigContent",
    "no secrets",
);
const ROOT: Probe = Probe::new("DescribeNotebookInstance.RootAccess", "Disabled");
const GIVES: Probe = Probe::new(
    "DescribeNotebookInstanceLifecycleConfig.OnStart.Content",
    "no root for the notebook's users",
);
const CONTENT: Probe = Probe::new(
    "DescribeNotebookInstanceLifecycleConfig.OnStart.Content",
    "no code from elsewhere, tunnels, uploads or credentials",
);
const STUDIO_CONTENT: Probe = Probe::new(
    "DescribeStudioLifecycleConfig.StudioLifecycleConfigContent",
    "no code from elsewhere, tunnels, uploads or credentials",
);

/// The configuration that a notebook names; `None` when it names none.
fn config<'a>(
    context: &Context<'a>,
    resource: &Resource,
    notebook: &Notebook,
) -> Result<Option<(&'a str, &'a LifecycleConfig)>, Unread> {
    let Some(name) = CONFIG.read(&notebook.lifecycle_config)? else {
        return Ok(None);
    };
    let found = context
        .names()
        .find(Kind::LifecycleConfig, name, resource.region.as_str());
    match found.map(|r| (r.name.as_str(), &r.detail)) {
        Some((name, Detail::LifecycleConfig(config))) => Ok(Some((name, config))),
        _ => Err(CONFIG.unread(format!(
            "lifecycle config {name} is not among those that were read"
        ))),
    }
}

fn notebook_secrets(context: &Context<'_>, resource: &Resource, notebook: &Notebook) -> Judged {
    match config(context, resource, notebook)? {
        Some((_, config)) => without(SCRIPT, &config.secrets),
        None => Ok(CONFIG.verdict(true, "no configuration")),
    }
}

fn studio_secrets(_: &Context<'_>, _: &Resource, config: &LifecycleConfig) -> Judged {
    if config.app.is_none() {
        return Ok(Verdict::NotApplicable);
    }
    without(STUDIO, &config.secrets)
}

fn root_again(context: &Context<'_>, resource: &Resource, notebook: &Notebook) -> Judged {
    if *ROOT.read(&notebook.root_access)? {
        return Ok(Verdict::NotApplicable);
    }
    let Some((name, config)) = config(context, resource, notebook)? else {
        return Ok(CONFIG.verdict(true, "no configuration"));
    };
    let gives: Vec<&Risk> = GIVES
        .read(&config.risks)?
        .iter()
        .filter(|risk| risk.kind == RiskKind::GivesRoot)
        .collect();
    if gives.is_empty() {
        return Ok(GIVES.verdict(true, format!("{name} runs as root and gives it to nobody")));
    }
    Ok(GIVES.verdict(false, words(gives)))
}

fn content(_: &Context<'_>, _: &Resource, config: &LifecycleConfig) -> Judged {
    let probe = if config.app.is_some() {
        STUDIO_CONTENT
    } else {
        CONTENT
    };
    // Root is the notebook's own question: some give it on purpose.
    let risks: Vec<&Risk> = probe
        .read(&config.risks)?
        .iter()
        .filter(|risk| risk.kind != RiskKind::GivesRoot)
        .collect();
    if risks.is_empty() {
        return Ok(probe.verdict(true, "nothing of the kind"));
    }
    Ok(probe.verdict(false, words(risks)))
}

fn words(risks: Vec<&Risk>) -> String {
    let words: Vec<String> = risks.into_iter().map(ToString::to_string).collect();
    words.join(", ")
}
