//! What a check says about one resource, and the evidence it says it on.
//!
//! A check reads every [`Field`] through a [`Probe`]: the read either gives
//! the value or stops the check with the gap's reason, so that a check cannot
//! pass on something that was never read.

use crate::inventory::Field;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::ops::Deref;

/// One fact that a check read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The API field, e.g. `DescribeTrainingJob.ResourceConfig.VolumeKmsKeyId`.
    pub field: &'static str,
    /// What AWS said.
    pub value: Cow<'static, str>,
    /// What the check wants.
    pub wanted: &'static str,
}

/// What a check read: nearly always one fact, which is held in place, since
/// there are as many of these as findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidences(Held);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Held {
    #[default]
    None,
    One(Evidence),
    Many(Vec<Evidence>),
}

impl Evidences {
    /// Adds a fact.
    pub fn push(&mut self, evidence: Evidence) {
        self.0 = match std::mem::take(&mut self.0) {
            Held::None => Held::One(evidence),
            Held::One(first) => Held::Many(vec![first, evidence]),
            Held::Many(mut many) => {
                many.push(evidence);
                Held::Many(many)
            }
        };
    }

    fn append(&mut self, other: Self) {
        match other.0 {
            Held::None => {}
            Held::One(evidence) => self.push(evidence),
            Held::Many(many) => many.into_iter().for_each(|evidence| self.push(evidence)),
        }
    }
}

impl From<Evidence> for Evidences {
    fn from(evidence: Evidence) -> Self {
        Self(Held::One(evidence))
    }
}

impl Deref for Evidences {
    type Target = [Evidence];

    fn deref(&self) -> &[Evidence] {
        match &self.0 {
            Held::None => &[],
            Held::One(evidence) => std::slice::from_ref(evidence),
            Held::Many(many) => many,
        }
    }
}

impl<'e> IntoIterator for &'e Evidences {
    type Item = &'e Evidence;
    type IntoIter = std::slice::Iter<'e, Evidence>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for Evidences {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.deref().serialize(serializer)
    }
}

/// What a check says about one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is as wanted.
    Pass(Evidences),
    /// It is not as wanted.
    Fail(Evidences),
    /// It cannot be said: the reason, and what was read so far.
    Unknown(String, Evidences),
    /// The check does not concern this resource.
    NotApplicable,
}

/// Why a check stopped: a field that could not be read, or read and not
/// understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    probe: Probe,
    reason: String,
}

/// What every check returns; `?` on a read turns a gap into UNKNOWN.
pub type Judged = Result<Verdict, Unread>;

/// An API field that a check reads and the value that it wants there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    field: &'static str,
    wanted: &'static str,
}

impl Probe {
    /// Names the field (`Operation.Path.To.Field`) and the wanted value.
    pub const fn new(field: &'static str, wanted: &'static str) -> Self {
        Self { field, wanted }
    }

    /// The value, or the end of the check.
    pub fn read<T>(self, field: &Field<T>) -> Result<&T, Unread> {
        field.get().map_err(|gap| self.unread(gap.to_string()))
    }

    /// Stops the check for a reason of its own, e.g. a policy that does not parse.
    pub fn unread(self, reason: impl Into<String>) -> Unread {
        Unread {
            probe: self,
            reason: reason.into(),
        }
    }

    /// The evidence that this field had a value.
    pub fn saw(self, value: impl Into<Cow<'static, str>>) -> Evidence {
        Evidence {
            field: self.field,
            value: value.into(),
            wanted: self.wanted,
        }
    }

    /// Passes when `good`, fails otherwise, on this one value.
    pub fn verdict(self, good: bool, value: impl Into<Cow<'static, str>>) -> Verdict {
        let evidence = self.saw(value).into();
        if good {
            Verdict::Pass(evidence)
        } else {
            Verdict::Fail(evidence)
        }
    }

    /// Passes when the setting is `wanted`.
    pub fn switch(self, field: &Field<bool>, wanted: bool) -> Judged {
        let is = *self.read(field)?;
        Ok(self.verdict(is == wanted, if is { "true" } else { "false" }))
    }

    /// Passes when the optional setting has a value; an empty text is none.
    pub fn present(self, field: &Field<Option<String>>) -> Judged {
        let value = self.read(field)?.as_deref().unwrap_or("");
        Ok(self.verdict(!value.is_empty(), text(value)))
    }
}

impl From<Unread> for Verdict {
    fn from(unread: Unread) -> Self {
        Self::Unknown(unread.reason, unread.probe.saw("unknown").into())
    }
}

/// The value as evidence shows it: `not set` for the empty text.
pub fn text(value: &str) -> Cow<'static, str> {
    if value.is_empty() {
        Cow::Borrowed("not set")
    } else {
        Cow::Owned(value.to_owned())
    }
}

/// The verdict on several settings that must all be right: one bad setting
/// fails even when another could not be read; an unread one among good ones is
/// unknown; settings that do not apply are left out.
pub fn all(parts: impl IntoIterator<Item = Judged>) -> Judged {
    let mut evidence = Evidences::default();
    let mut reason = None;
    let mut failed = false;
    for part in parts {
        match part.unwrap_or_else(Verdict::from) {
            Verdict::Pass(seen) => evidence.append(seen),
            Verdict::Fail(seen) => {
                failed = true;
                evidence.append(seen);
            }
            Verdict::Unknown(why, seen) => {
                reason.get_or_insert(why);
                evidence.append(seen);
            }
            Verdict::NotApplicable => {}
        }
    }
    Ok(match (failed, reason, evidence.is_empty()) {
        (true, _, _) => Verdict::Fail(evidence),
        (false, Some(why), _) => Verdict::Unknown(why, evidence),
        (false, None, false) => Verdict::Pass(evidence),
        (false, None, true) => Verdict::NotApplicable,
    })
}
