//! What faults were done to whom.

use super::Fault;
use crate::demo::Call;
use std::collections::BTreeMap;
use std::fmt;

/// Faults by kind and operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many calls were decided on.
    pub calls: u64,
    done: BTreeMap<(Fault, String), u64>,
}

impl Counts {
    pub(super) fn add(&mut self, fault: Fault, call: &Call) {
        let operation = format!("{}:{}", call.service, call.operation);
        *self.done.entry((fault, operation)).or_default() += 1;
    }

    /// How often a fault was done, to whatever operation.
    pub fn of(&self, fault: Fault) -> u64 {
        let of_kind = self.done.iter().filter(|((kind, _), _)| *kind == fault);
        of_kind.map(|(_, times)| times).sum()
    }

    /// How often a fault was done to an operation such as `kms:ListKeys`.
    pub fn to(&self, fault: Fault, operation: &str) -> u64 {
        let key = (fault, operation.to_owned());
        self.done.get(&key).copied().unwrap_or_default()
    }

    /// Every fault, operation and count, by fault.
    pub fn iter(&self) -> impl Iterator<Item = (Fault, &str, u64)> {
        self.done
            .iter()
            .map(|((fault, operation), times)| (*fault, operation.as_str(), *times))
    }
}

impl fmt::Display for Counts {
    /// One line a fault and operation, after one with the number of calls.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} calls", self.calls)?;
        for (fault, operation, times) in self.iter() {
            writeln!(f, "{:<8} {times:>7}  {operation}", fault.name())?;
        }
        Ok(())
    }
}
