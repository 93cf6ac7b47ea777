//! Words and calls as bash: nothing of a blueprint is ever read as anything
//! but one argument.

use crate::stack::export::handover::ExportError;
use crate::stack::export::value::Value;
use crate::stack::export::words::is_plain;
use crate::stack::reference::{Part, parts};
use std::fmt::Write as _;

/// What the script needs before its first call.
pub(super) const PREAMBLE: &str = r#"
complaint=$(mktemp)
trap 'rm -f "$complaint"' EXIT

# What was made a moment ago is not known everywhere at once: the call is made again while
# AWS says so, for about a minute.
again() {
  local try
  for try in {1..26}; do
    if "$@" 2>"$complaint"; then
      return
    fi
    grep -qE "$not_yet" "$complaint" || break
    sleep "$((try < 3 ? 1 : 2))"
  done
  cat "$complaint" >&2
  return 1
}
not_yet='Could not assume role|Could not assume provided IAM role|invalid principals|Invalid principal in policy'
not_yet+='|PrincipalNotFound|KMS key is invalid for CreateGrant|adequate trust relationships'
not_yet+='|Unauthorized to List objects under S3 URL|Access denied to OutputDataConfig S3 bucket'
not_yet+='|Access denied for repository|no identity-based policy allows the s3:ListBucket action'
not_yet+='|NoSuchBucket|NoSuchEntity|NotFound|Could not find|OperationAborted|ConcurrentModification'
not_yet+='|Throttling|SlowDown|RequestLimitExceeded|TooManyRequests|ServiceUnavailable|InternalError'

# An interface endpoint answers when it is available, which takes minutes.
available() {
  local try state=
  for try in {1..120}; do
    state=$(aws ec2 describe-vpc-endpoints --vpc-endpoint-ids "$1" --query 'VpcEndpoints[0].State' --output text)
    case $state in
      [Aa]vailable) return ;;
      [Ff]ailed | [Rr]ejected | [Dd]elet*) break ;;
    esac
    sleep 5
  done
  echo "The endpoint $1 is $state." >&2
  return 1
}
"#;

/// What a reference is in the script.
pub(super) trait Variables {
    /// The name of the variable that holds an output.
    fn variable(&self, step: &str, output: &str) -> Option<String>;
}

/// Writes the words of one step.
pub(super) struct Shell<'a> {
    pub(super) variables: &'a dyn Variables,
    pub(super) step: &'a str,
}

impl Shell<'_> {
    /// One argument: words with their references.
    pub(super) fn words(&self, words: &str) -> Result<String, ExportError> {
        if words.is_empty() {
            return Ok("''".to_owned());
        }
        let mut out = String::new();
        for part in parts(words) {
            match part {
                Part::Words(words) => out.push_str(&literal(words)),
                Part::Output { step, output } => {
                    let name = self.variables.variable(step, output);
                    let name = name.ok_or_else(|| ExportError::Reference {
                        step: self.step.to_owned(),
                        to: step.to_owned(),
                        output: output.to_owned(),
                        format: "the script",
                    })?;
                    let _ = write!(out, "\"${name}\"");
                }
            }
        }
        Ok(out)
    }

    /// Several arguments on one line.
    pub(super) fn line(&self, words: &[String]) -> Result<String, ExportError> {
        let words = words
            .iter()
            .map(|w| self.words(w))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(words.join(" "))
    }

    /// A call of the AWS CLI over several lines.
    pub(super) fn command(
        &self,
        operation: &str,
        parameters: &[(&'static str, Value)],
    ) -> Result<String, ExportError> {
        let mut out = format!("aws {operation}");
        let mut input = Vec::new();
        for (name, value) in parameters {
            let flag = flag(name);
            let argument = match value {
                Value::Truth(true) => None,
                Value::Truth(false) => {
                    let _ = write!(out, " \\\n  --no-{flag}");
                    continue;
                }
                Value::Text(words) if is_read_otherwise(words) => {
                    input.push(((*name).to_owned(), value.clone()));
                    continue;
                }
                Value::Text(words) | Value::Document(words) => Some(self.words(words)?),
                Value::Verbatim(words) => Some(literal(words)),
                other => Some(self.words(&other.json())?),
            };
            let _ = write!(out, " \\\n  --{flag}");
            if let Some(argument) = argument {
                let _ = write!(out, " {argument}");
            }
        }
        if !input.is_empty() {
            let input = self.words(&Value::Map(input).json())?;
            let _ = write!(out, " \\\n  --cli-input-json {input}");
        }
        Ok(out)
    }
}

/// Whether the AWS CLI would take an argument for an option, or for the name
/// of a file or page whose content is meant.
fn is_read_otherwise(words: &str) -> bool {
    let prefixes = ["-", "file:", "fileb:", "http:", "https:"];
    prefixes.iter().any(|p| words.starts_with(p))
}

/// A parameter as the AWS CLI spells it: `SSEKMSKeyId` is `ssekms-key-id`.
fn flag(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|b| chars[b]);
        let next_is_small = chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
        let begins = c.is_ascii_uppercase()
            && before.is_some_and(|b| !b.is_ascii_uppercase() || (next_is_small && b.is_ascii_uppercase()));
        if begins {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Words that stand for themselves.
pub(super) fn literal(words: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,-".contains(c);
    if !words.is_empty() && words.chars().all(bare) {
        return words.to_owned();
    }
    if words.chars().all(|c| is_plain(c) || c == '\n') {
        return format!("'{}'", words.replace('\'', r"'\''"));
    }
    let mut out = String::from("$'");
    for c in words.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            c if is_plain(c) => out.push(c),
            // By bytes, so that it is the same in every locale.
            c => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(out, "\\{byte:03o}");
                }
            }
        }
    }
    out.push('\'');
    out
}
