//! What a setup script does that a setup has no need of: code from the
//! internet that is run unread, shells for strangers, root for everyone.
//!
//! Notebook lifecycle scripts run as root whenever the notebook starts, with
//! its role's credentials at hand; who changes one owns the notebook.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that a script does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Risk {
    /// What.
    pub kind: RiskKind,
    /// Where: `OnStart line 3`.
    pub place: String,
}

/// What is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskKind {
    /// Runs what it downloads without a look at it.
    RunsDownload,
    /// Runs what it decodes.
    RunsEncoded,
    /// Opens a shell or a tunnel to another machine.
    Shell,
    /// Sends a file away.
    Upload,
    /// Takes the role's credentials from the metadata service.
    Credentials,
    /// Changes IAM, or takes another role.
    Iam,
    /// Lets a key of its choice in over SSH.
    AuthorizedKey,
    /// Gives the notebook's users root.
    GivesRoot,
}

impl RiskKind {
    /// The words shown to people.
    pub fn words(self) -> &'static str {
        match self {
            Self::RunsDownload => "runs what it downloads",
            Self::RunsEncoded => "runs what it decodes",
            Self::Shell => "opens a shell or tunnel",
            Self::Upload => "sends a file away",
            Self::Credentials => "takes the role's credentials",
            Self::Iam => "changes IAM or takes another role",
            Self::AuthorizedKey => "adds an SSH key",
            Self::GivesRoot => "gives users root",
        }
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.kind.words(), self.place)
    }
}

/// Risks reported of one script.
const AT_MOST: usize = 20;
/// Characters read of one line.
const LINE: usize = 16 * 1024;

/// What a script does, line by line; `place` says which script it is.
pub fn risks(place: &str, script: &str) -> Vec<Risk> {
    let mut found = Vec::new();
    for (number, line) in logical_lines(script) {
        let line: String = line.chars().take(LINE).collect();
        for (kind, does) in KINDS {
            if does(&line) {
                let place = format!("{place} line {number}");
                found.push(Risk { kind: *kind, place });
            }
        }
        if found.len() >= AT_MOST {
            found.truncate(AT_MOST);
            break;
        }
    }
    found
}

/// Lines that a backslash continues are one; comments are none.
fn logical_lines(script: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (at, line) in script.lines().enumerate() {
        let text = line.trim().trim_end_matches('\\');
        match lines.last_mut().filter(|_| goes_on) {
            Some((_, before)) => {
                before.push(' ');
                before.push_str(text);
            }
            None if text.starts_with('#') => {}
            None => lines.push((at + 1, text.to_owned())),
        }
        goes_on = line.trim_end().ends_with('\\');
    }
    lines
}

type Does = fn(&str) -> bool;

const KINDS: &[(RiskKind, Does)] = &[
    (RiskKind::RunsDownload, runs_download),
    (RiskKind::RunsEncoded, runs_encoded),
    (RiskKind::Shell, opens_shell),
    (RiskKind::Upload, uploads),
    (RiskKind::Credentials, takes_credentials),
    (RiskKind::Iam, changes_iam),
    (RiskKind::AuthorizedKey, adds_key),
    (RiskKind::GivesRoot, gives_root),
];

const SHELLS: &[&str] = &["sh", "bash", "zsh", "python", "python3", "perl", "node"];

/// The commands of a line, each with its words, in order of a pipe.
fn commands(line: &str) -> Vec<Vec<&str>> {
    line.split(['|', ';', '&'])
        .map(|part| part.split_whitespace().collect::<Vec<_>>())
        .filter(|words| !words.is_empty())
        .collect()
}

/// The program of a command, without `sudo` and its path.
fn program<'l>(words: &[&'l str]) -> &'l str {
    let first = words
        .iter()
        .find(|w| !["sudo", "-E", "nohup", "exec", "time"].contains(w));
    let first = first.copied().unwrap_or("");
    first.rsplit('/').next().unwrap_or(first)
}

fn downloads(line: &str) -> bool {
    (line.contains("curl") || line.contains("wget")) && (line.contains("://") || line.contains('$'))
}

fn runs_download(line: &str) -> bool {
    let piped = line.contains('|')
        && commands(line)
            .iter()
            .any(|words| SHELLS.contains(&program(words)));
    let substituted = [
        "bash <(",
        "sh <(",
        "source <(",
        ". <(",
        "bash -c \"$(",
        "sh -c \"$(",
        "eval \"$(",
        "eval $(",
        "eval `",
    ]
    .iter()
    .any(|form| line.contains(form));
    downloads(line) && (piped || substituted)
}

fn runs_encoded(line: &str) -> bool {
    let decodes = ["base64 -d", "base64 --decode", "base64 -D", "b64decode", "xxd -r"];
    let runs = commands(line)
        .iter()
        .any(|words| SHELLS.contains(&program(words)))
        || ["exec(", "eval"].iter().any(|word| line.contains(word));
    decodes.iter().any(|word| line.contains(word)) && runs
}

fn opens_shell(line: &str) -> bool {
    let forms = [
        "/dev/tcp/",
        "/dev/udp/",
        "bash -i >",
        "ngrok ",
        "cloudflared tunnel",
        "pty.spawn(",
    ];
    let netcat = commands(line).iter().any(|words| {
        let listens = words
            .iter()
            .any(|w| w.starts_with('-') && w.contains(['e', 'l', 'c']));
        ["nc", "ncat", "netcat", "socat"].contains(&program(words)) && (listens || program(words) == "socat")
    });
    let reverse = commands(line).iter().any(|words| {
        program(words) == "ssh" && words.iter().any(|w| w.starts_with("-R") || w.starts_with("-fNR"))
    });
    forms.iter().any(|form| line.contains(form)) || netcat || reverse
}

fn uploads(line: &str) -> bool {
    commands(line).iter().any(|words| {
        let sends = |w: &&str| {
            ["-T", "--upload-file", "--post-file"].contains(w)
                || w.starts_with("--post-file=")
                || w.starts_with("--data-binary=@")
        };
        let from_file = words.windows(2).any(|pair| {
            ["-d", "--data", "--data-binary", "-F", "--form"].contains(&pair[0]) && pair[1].contains('@')
        });
        ["curl", "wget"].contains(&program(words)) && (words.iter().any(sends) || from_file)
    })
}

fn takes_credentials(line: &str) -> bool {
    line.contains("meta-data/iam")
        || line.contains("security-credentials")
        || line.contains("AWS_CONTAINER_CREDENTIALS")
}

fn changes_iam(line: &str) -> bool {
    let changes = ["create-", "put-", "attach-", "update-", "add-", "delete-"];
    commands(line).iter().any(|words| {
        let after = |service: &str| {
            let at = words.iter().position(|w| *w == service)?;
            words.get(at + 1).copied()
        };
        program(words) == "aws"
            && (after("iam").is_some_and(|verb| changes.iter().any(|c| verb.starts_with(c)))
                || after("sts").is_some_and(|verb| verb.starts_with("assume-role")))
    })
}

fn adds_key(line: &str) -> bool {
    line.contains("authorized_keys")
}

fn gives_root(line: &str) -> bool {
    let words = |program_is: &str, test: fn(&str) -> bool| {
        commands(line)
            .iter()
            .any(|words| program(words) == program_is && words.iter().any(|w| test(w)))
    };
    line.contains("NOPASSWD")
        || line.contains("/etc/sudoers")
        || words("usermod", |w| ["wheel", "sudo", "docker", "root"].contains(&w))
        || words("gpasswd", |w| ["wheel", "sudo", "docker", "root"].contains(&w))
        || words("chmod", |w| {
            ["u+s", "+s"].contains(&w) || (w.len() == 4 && w.starts_with(['4', '6']))
        })
        || words("setcap", |_| true)
}
