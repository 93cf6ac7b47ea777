//! `policy compose`: the matched set of a workload, and the proof that it does
//! what it should and nothing else.

use super::args::ComposeArgs;
use super::json;
use crate::cli::args::ListFormat;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output;
use crate::policy::compose::{Composed, ENDPOINT_SERVICES, KeyService, Workload, compose_personas};
use crate::policy::evaluate::Outcome;
use crate::policy::prove::{Matrix, prove_personas};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

pub(super) fn run(arguments: &ComposeArgs) -> Result<Exit, Failure> {
    let workload = workload(arguments);
    let set = compose_personas(&workload, &arguments.persona);
    let proofs = prove_personas(&workload, &arguments.persona, &set).map_err(|e| {
        Failure::usage(format!(
            "The set cannot be proven: {e}.\nA name or an ARN that was given does not fit; see --help."
        ))
    })?;
    let matrix = Matrix::of(&proofs);
    if let Some(folder) = &arguments.output_dir {
        write(folder, &set)?;
    }
    let text = match arguments.format {
        ListFormat::Json => json(&json!({
            "policies": set.iter().map(policy).collect::<Vec<_>>(),
            "matrix": rows(&matrix),
            "answered": matrix.answered(),
            "broken": matrix.broken().count(),
        })),
        ListFormat::Table => table(&set, &matrix, arguments),
    };
    output::emit(None, &text)?;
    Ok(if matrix.broken().next().is_none() {
        Exit::Fine
    } else {
        Exit::Findings
    })
}

fn workload(arguments: &ComposeArgs) -> Workload {
    let mut w = Workload::new(
        &arguments.account,
        &arguments.region,
        &arguments.name,
        arguments.scenario,
    );
    if let Some(operator) = &arguments.operator {
        operator.clone_into(&mut w.operator_arn);
    }
    w.data_prefix.clone_from(&arguments.data_prefix);
    w.log_bucket = Some(format!("{}-logs-{}", arguments.name, arguments.account));
    w.trail = Some(arguments.name.clone());
    w.key_services = vec![KeyService::LogGroups];
    w.endpoint_services = ENDPOINT_SERVICES.iter().map(|s| (*s).to_owned()).collect();
    w.vpc_endpoints.clone_from(&arguments.vpc_endpoint);
    w.only_through_endpoints = arguments.only_through_endpoints;
    w.subnet_ids.clone_from(&arguments.subnet);
    w.group_ids.clone_from(&arguments.security_group);
    w.image_repositories.clone_from(&arguments.image_repository);
    w.stream_arn.clone_from(&arguments.stream);
    w.models.clone_from(&arguments.model);
    if let Some(guardrail) = &arguments.guardrail {
        guardrail.clone_into(&mut w.guardrail_arn);
    }
    match arguments.stage {
        Some(stage) => w.at_stage(stage),
        None => w,
    }
}

fn write(folder: &Path, set: &[Composed]) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|e| Failure::usage(format!("{} cannot be made: {e}.", folder.display())))?;
    set.iter().try_for_each(|policy| {
        let file = folder.join(format!("{}.json", policy.name));
        output::write_private(&file, &policy.document)
    })
}

fn policy(policy: &Composed) -> Value {
    json!({
        "name": policy.name,
        "kind": policy.kind,
        "document": serde_json::from_str::<Value>(&policy.document).unwrap_or_default(),
        "statements": policy.statements.iter()
            .map(|(sid, why)| json!({"sid": sid, "why": why})).collect::<Vec<_>>(),
        "size": policy.size(),
        "quota": policy.quota().0,
    })
}

fn got(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "allowed",
        Outcome::ExplicitlyDenied => "denied by a statement",
        Outcome::ImplicitlyDenied => "allowed by nothing",
    }
}

fn rows(matrix: &Matrix) -> Vec<Value> {
    let cells = matrix.rows.iter().flat_map(|row| {
        let asked = row.cells.iter().zip(&matrix.columns);
        asked.filter_map(move |(cell, asker)| Some((row, asker, cell.as_ref()?)))
    });
    cells
        .map(|(row, asker, cell)| {
            let by = cell.deciding.iter();
            json!({
                "question": row.title,
                "asker": asker.label(),
                "action": row.action,
                "resource": row.resource,
                "wanted": cell.expected.word(),
                "got": got(cell.got),
                "by": by.map(|d| json!({"policy": d.policy, "sid": d.sid, "why": d.why})).collect::<Vec<_>>(),
            })
        })
        .collect()
}

fn table(set: &[Composed], matrix: &Matrix, arguments: &ComposeArgs) -> String {
    let mut out = String::new();
    for policy in set {
        let (kind, size, quota) = (policy.kind.word(), policy.size(), policy.quota().0);
        let _ = writeln!(out, "{} ({kind}, {size} of {quota} characters)", policy.name);
        for (sid, why) in &policy.statements {
            let _ = writeln!(out, "  {sid:<28} {why}");
        }
        if arguments.output_dir.is_none() {
            out.push_str(&policy.document);
        }
        out.push('\n');
    }
    let broken: Vec<_> = matrix.broken().collect();
    let _ = writeln!(
        out,
        "{} questions were put to the set; {} are answered as they should be.",
        matrix.answered(),
        matrix.answered() - broken.len()
    );
    for (row, asker, cell) in broken {
        let line = format!(
            "  {}: {} {} {}: wanted {}, got {}",
            asker.label(),
            row.title,
            row.action,
            row.resource,
            cell.expected.word(),
            got(cell.got)
        );
        let _ = writeln!(out, "{}", output::plain(&line));
    }
    out
}
