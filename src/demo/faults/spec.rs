//! A plan written as text: `throttle=0.3,latency@s3=2s,deny=kms:GetKeyPolicy,seed=7`.
//!
//! Parts are separated by commas. `throttle`, `timeout`, `reset`, `lost` and
//! `5xx` take a share from 0 to 1; `latency` a time in `ms` or `s`; `deny`
//! services or operations joined by `+`. A share or a time holds for every
//! call, or for what is named after an `@`: `reads`, `writes`, a service, or
//! an operation such as `kms:GetKeyPolicy`; the narrowest name decides.
//! `seed` decides which calls are befallen, `streak` how often in a row one
//! request may be, and `retry-after` is a time that the throttled are told.

use super::plan::Rate;
use super::{Fault, Plan, Target};
use std::str::FromStr;
use std::time::Duration;

/// The faults that take a share.
const SHARES: [Fault; 5] = [
    Fault::Throttle,
    Fault::Timeout,
    Fault::Reset,
    Fault::Lost,
    Fault::ServerError,
];

/// The longest latency: no client waits longer for an answer.
const SLOWEST: Duration = Duration::from_mins(10);

/// What is wrong with a specification.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// A part that is not `name=value`.
    #[error("“{0}” is not NAME=VALUE")]
    NotAPair(String),
    /// No such fault or setting.
    #[error(
        "there is no fault “{0}”; there are throttle, timeout, reset, lost, 5xx, latency, deny, seed, \
         streak and retry-after"
    )]
    UnknownName(String),
    /// Not from 0 to 1.
    #[error("“{name}={value}”: a share is a number from 0 to 1")]
    NotAShare {
        /// The fault.
        name: String,
        /// What was given.
        value: String,
    },
    /// Not a time.
    #[error("“{name}={value}”: a time is a number with ms or s, up to 600s")]
    NotATime {
        /// The setting.
        name: String,
        /// What was given.
        value: String,
    },
    /// Not a whole number.
    #[error("“{name}={value}”: it takes a whole number")]
    NotANumber {
        /// The setting.
        name: String,
        /// What was given.
        value: String,
    },
    /// No such calls.
    #[error("“{0}” names no calls; name reads, writes, a service (kms) or an operation (kms:GetKeyPolicy)")]
    NotATarget(String),
    /// More than every call.
    #[error("the shares of “{0}” add up to more than 1")]
    TooMuch(String),
}

impl FromStr for Plan {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let mut plan = Self::default();
        for part in text.split(',').map(str::trim) {
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| SpecError::NotAPair(part.to_owned()))?;
            plan.set(name.trim(), value.trim())?;
        }
        plan.check()?;
        Ok(plan)
    }
}

impl Plan {
    fn set(&mut self, name: &str, value: &str) -> Result<(), SpecError> {
        let (kind, aimed) = match name.split_once('@') {
            Some((kind, at)) => (kind, Some(target(at)?)),
            None => (name, None),
        };
        let everywhere = aimed.clone().unwrap_or(Target::All);
        if let Some(fault) = SHARES.into_iter().find(|fault| fault.name() == kind) {
            let share = share(name, value)?;
            self.rates.push(Rate {
                fault,
                target: everywhere,
                share,
            });
            return Ok(());
        }
        match kind {
            "latency" => self.latencies.push((everywhere, time(name, value)?)),
            "deny" if aimed.is_none() => {
                for denied in value.split('+') {
                    self.denied.push(target(denied)?);
                }
            }
            "seed" if aimed.is_none() => self.seed = number(name, value)?,
            "streak" if aimed.is_none() => self.streak = number(name, value)?,
            "retry-after" if aimed.is_none() => self.retry_after = Some(time(name, value)?),
            _ => return Err(SpecError::UnknownName(name.to_owned())),
        }
        Ok(())
    }

    /// Faults of one target exclude each other: together they befall at most
    /// every call.
    fn check(&self) -> Result<(), SpecError> {
        for rate in &self.rates {
            let same = self.rates.iter().filter(|other| other.target == rate.target);
            let sum: f64 = same.map(|other| other.share).sum();
            if sum > 1.0 {
                return Err(SpecError::TooMuch(written(&rate.target)));
            }
        }
        Ok(())
    }
}

fn written(target: &Target) -> String {
    match target {
        Target::All => "every call".to_owned(),
        Target::Reads => "reads".to_owned(),
        Target::Writes => "writes".to_owned(),
        Target::Service(service) => service.clone(),
        Target::Operation(service, operation) => format!("{service}:{operation}"),
    }
}

fn target(text: &str) -> Result<Target, SpecError> {
    let named = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match text.split_once(':') {
        Some((service, "*")) if named(service) => Ok(Target::Service(service.to_owned())),
        Some((service, operation)) if named(service) && named(operation) => {
            Ok(Target::Operation(service.to_owned(), operation.to_owned()))
        }
        None if text == "*" => Ok(Target::All),
        None if text == "reads" => Ok(Target::Reads),
        None if text == "writes" => Ok(Target::Writes),
        None if named(text) => Ok(Target::Service(text.to_owned())),
        _ => Err(SpecError::NotATarget(text.to_owned())),
    }
}

fn share(name: &str, value: &str) -> Result<f64, SpecError> {
    let share = value.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| SpecError::NotAShare {
        name: name.to_owned(),
        value: value.to_owned(),
    })
}

fn number<N: FromStr>(name: &str, value: &str) -> Result<N, SpecError> {
    value.parse().map_err(|_| SpecError::NotANumber {
        name: name.to_owned(),
        value: value.to_owned(),
    })
}

fn time(name: &str, value: &str) -> Result<Duration, SpecError> {
    let parsed = match value.strip_suffix("ms") {
        Some(number) => number.parse().ok().map(|milliseconds: f64| milliseconds / 1000.0),
        None => value.strip_suffix('s').and_then(|number| number.parse().ok()),
    };
    parsed
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|time| *time <= SLOWEST)
        .ok_or_else(|| SpecError::NotATime {
            name: name.to_owned(),
            value: value.to_owned(),
        })
}
