//! The credential report: every user's credentials and how old they are.

use super::Acts;
use super::ask::{Ask, Refusal};
use super::state::{AccessKey, State, User};
use crate::demo::{ACCOUNT_ID, Response};
use crate::inventory::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(super) const ACTS: Acts = &[
    ("GenerateCredentialReport", generate),
    ("GetCredentialReport", get),
];

/// A report that was asked for.
#[derive(Debug)]
pub(super) struct Report {
    begun: Timestamp,
    /// How often somebody looked whether it is done.
    looks: u8,
    content: String,
}

impl Report {
    /// Whether it is done by now. A clock that stands still does not keep it
    /// back for ever: it is done at the third look.
    fn is_done(&mut self, now: Timestamp) -> bool {
        self.looks = self.looks.saturating_add(1);
        self.looks > 2 || now.0 - self.begun.0 >= TAKES
    }
}

/// Seconds that a report takes.
const TAKES: i64 = 2;
/// Seconds for which a report is good: four hours (IAM API reference).
const GOOD: i64 = 4 * 3600;

const COLUMNS: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
    password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,\
    access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,\
    access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,\
    access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

/// When the account was opened: the root user's creation time.
const OPENED: Timestamp = Timestamp(1_552_295_565);

#[expect(clippy::unnecessary_wraps, reason = "as every operation")]
fn generate(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let fresh = |report: &&mut Report| ask.now.0 - report.begun.0 < GOOD;
    let (word, description) = if let Some(report) = state.report.as_mut().filter(fresh) {
        (
            if report.is_done(ask.now) {
                "COMPLETE"
            } else {
                "INPROGRESS"
            },
            None,
        )
    } else {
        state.report = Some(Report {
            begun: ask.now,
            looks: 0,
            content: content(state),
        });
        (
            "STARTED",
            Some("No report exists. Starting a new report generation task"),
        )
    };
    Ok(ask.answer(|x| {
        x.text("State", word);
        x.maybe("Description", description);
    }))
}

fn get(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let Some(report) = &mut state.report else {
        let message = "No report exists. Please call GenerateCredentialReport first.";
        return Err(Refusal::other(410, "ReportNotPresent", message));
    };
    let age = ask.now.0 - report.begun.0;
    if !report.is_done(ask.now) {
        let message = "A report is being generated. Please try again in a moment.";
        return Err(Refusal::other(404, "ReportInProgress", message));
    }
    if age >= GOOD {
        let message = "The report has expired. Please call GenerateCredentialReport again.";
        return Err(Refusal::other(410, "ReportExpired", message));
    }
    Ok(ask.answer(|x| {
        x.text("Content", STANDARD.encode(&report.content));
        x.text("ReportFormat", "text/csv");
        x.text("GeneratedTime", Timestamp(report.begun.0 + TAKES).rfc3339());
    }))
}

fn content(state: &State) -> String {
    let mut text = COLUMNS.to_owned();
    text.push('\n');
    text.push_str(&root_row(state));
    let age = state.password_policy.as_ref().and_then(|p| p.longest_age);
    for user in state.users.values() {
        text.push('\n');
        text.push_str(&user_row(user, age));
    }
    text
}

/// As the report writes dates: with an offset.
fn date(at: Timestamp) -> String {
    at.rfc3339().replace('Z', "+00:00")
}

fn root_row(state: &State) -> String {
    let root = state.root;
    let arn = format!("arn:aws:iam::{ACCOUNT_ID}:root");
    let (active, rotated) = if root.access_key {
        ("true", date(OPENED))
    } else {
        ("false", "N/A".to_owned())
    };
    format!(
        "<root_account>,{arn},{},not_supported,no_information,not_supported,not_supported,{},{active},{rotated},\
         N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A",
        date(OPENED),
        root.mfa
    )
}

fn user_row(user: &User, longest_age: Option<i64>) -> String {
    let mut row = vec![
        user.core.name.clone(),
        user.core.arn.clone(),
        date(user.core.created),
    ];
    match &user.password {
        Some(password) => row.extend([
            "true".to_owned(),
            password.used.map_or("no_information".to_owned(), date),
            date(password.changed),
            longest_age.map_or("N/A".to_owned(), |days| {
                date(Timestamp(password.changed.0 + days * 86_400))
            }),
        ]),
        None => row.extend(["false", "N/A", "N/A", "N/A"].map(str::to_owned)),
    }
    row.push((!user.mfa.is_empty()).to_string());
    for n in 0..2 {
        row.extend(key_cells(user.keys.get(n)));
    }
    row.extend(["false", "N/A", "false", "N/A"].map(str::to_owned));
    row.join(",")
}

fn key_cells(key: Option<&AccessKey>) -> [String; 5] {
    let Some(key) = key else {
        return ["false", "N/A", "N/A", "N/A", "N/A"].map(str::to_owned);
    };
    let used = key.used.as_ref();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "N/A".to_owned());
    [
        key.active.to_string(),
        date(key.created),
        or_none(used.map(|u| date(u.at))),
        or_none(used.map(|u| u.region.clone())),
        or_none(used.map(|u| u.service.clone())),
    ]
}
