//! IAM's credential report: asking for it, waiting for it, reading it.
//!
//! AWS makes a report at most every four hours and answers the last one in
//! between. Making one changes nothing in the account: IAM lists
//! `GenerateCredentialReport` among its reads.

use super::Scope;
use crate::inventory::detail::{AccessKey, Credentials, Password};
use crate::inventory::{Arn, Field, Gap, GapKind, Timestamp};
use aws_sdk_iam::types::ReportStateType;
use std::collections::HashMap;

const GENERATE: &str = "iam:GenerateCredentialReport";
const GET: &str = "iam:GetCredentialReport";
/// How often a report that is being made is looked at.
pub(super) const LOOKS: usize = 60;

/// The report's rows by ARN, or why there is none.
#[derive(Clone, Debug)]
pub(super) struct Report {
    rows: Result<HashMap<String, Credentials>, Gap>,
}

impl Report {
    /// Asks for a report and waits until it is made.
    pub(super) async fn read(scope: &Scope) -> Self {
        Self {
            rows: rows(scope).await,
        }
    }

    /// What it says of a user, or of the account's root user.
    pub(super) fn of(&self, arn: &Arn) -> Field<Credentials> {
        match &self.rows {
            Err(gap) => Field::Unknown(gap.clone()),
            Ok(rows) => rows.get(arn.as_str()).map_or_else(
                || {
                    let why = "the report, up to four hours old, does not have this user yet";
                    Field::Unknown(gap(GapKind::NotCollected, why))
                },
                |row| Field::Known(row.clone()),
            ),
        }
    }
}

fn gap(kind: GapKind, message: &str) -> Gap {
    Gap {
        operation: GET.to_owned(),
        kind,
        message: message.to_owned(),
    }
}

async fn rows(scope: &Scope) -> Result<HashMap<String, Credentials>, Gap> {
    let iam = &scope.clients.iam;
    for look in 0..LOOKS {
        let call = iam.generate_credential_report().send();
        let answer = scope.call(GENERATE, call).await?;
        if answer.state() == Some(&ReportStateType::Complete) {
            let report = scope.call(GET, iam.get_credential_report().send()).await?;
            let content = report.content().map(|blob| blob.as_ref().to_vec());
            let text = content.and_then(|bytes| String::from_utf8(bytes).ok());
            let text = text.ok_or_else(|| gap(GapKind::Failed, "the report is not text"))?;
            return parse(&text)
                .ok_or_else(|| gap(GapKind::Failed, "the report lacks columns that it should have"));
        }
        scope.session.between_looks(look).await;
    }
    Err(gap(GapKind::Failed, "the report was not made in time"))
}

/// The rows of the report; `None` when a column that is needed is not there. A
/// row with more or fewer cells than the header is left out: its cells cannot
/// be told apart.
fn parse(text: &str) -> Option<HashMap<String, Credentials>> {
    let mut lines = text.lines();
    let header = cells(lines.next()?);
    let columns: HashMap<&str, usize> = header.iter().enumerate().map(|(n, c)| (c.as_str(), n)).collect();
    for needed in [
        "arn",
        "password_enabled",
        "mfa_active",
        "access_key_1_active",
        "access_key_2_active",
    ] {
        columns.get(needed)?;
    }
    let rows = lines.map(cells).filter(|row| row.len() == header.len());
    Some(
        rows.map(|row| {
            let cell = |name: &str| columns.get(name).map_or("", |n| row[*n].as_str());
            (cell("arn").to_owned(), credentials(&cell))
        })
        .collect(),
    )
}

/// One line of comma-separated values; user names may have commas and are
/// quoted then.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = cells.last_mut().expect("there is always a cell");
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                last.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => last.push(other),
        }
    }
    cells
}

/// One row. The root user's password is `not_supported`: it has one, unless
/// the organization took it away (`false`).
fn credentials<'r>(cell: &impl Fn(&str) -> &'r str) -> Credentials {
    let time = |name: &str| Timestamp::parse(cell(name));
    let password = (cell("password_enabled") != "false").then(|| Password {
        last_used: time("password_last_used"),
        changed: time("password_last_changed"),
    });
    let key = |number: u8| {
        let column = |what: &str| format!("access_key_{number}_{what}");
        let service = cell(&column("last_used_service"));
        let key = AccessKey {
            number,
            active: cell(&column("active")) == "true",
            rotated: time(&column("last_rotated")),
            last_used: time(&column("last_used_date")),
            last_used_service: (!["", "N/A"].contains(&service)).then(|| service.to_owned()),
        };
        (key.active || key.rotated.is_some()).then_some(key)
    };
    Credentials {
        password,
        mfa: cell("mfa_active") == "true",
        access_keys: (1..=2).filter_map(key).collect(),
    }
}
