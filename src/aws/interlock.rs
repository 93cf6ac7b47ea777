//! Refuses every call that is not a known read, unless a permit is in scope.
//!
//! It sits in the SDK's own pipeline, in every client that the session makes,
//! so that no room can write by accident: a write needs a [`Permit`], which
//! only the executor of a confirmed plan can make, and it must be made inside
//! [`with_permit`]. The check happens once an execution, before the request is
//! serialised; attempts of the same execution are only counted, and the brakes
//! are told of those that came too often.

use super::errors::is_throttled;
use super::operations::{self, Class};
use super::pacing::Pacer;
use crate::stack::Permit;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
    FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::RetryConfig;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

tokio::task_local! {
    static PERMIT: Permit;
}

/// Runs a future with a permit in scope. The permit does not follow tasks that
/// the future spawns.
pub async fn with_permit<F: Future>(permit: &Permit, future: F) -> F::Output {
    PERMIT.scope(permit.clone(), future).await
}

/// Why the interlock refused a call. Nothing left the process.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A write without a permit for it.
    #[error("{0} writes to the account and no confirmed plan step covers it; nothing was sent")]
    NoPermit(String),
    /// A write in a read-only session.
    #[error("{0} writes to the account and this session is read-only; nothing was sent")]
    ReadOnly(String),
    /// A call that is not in the operation table.
    #[error("{0} is not in the table of operations; nothing was sent")]
    Unknown(String),
}

/// The interceptor, installed in every client.
#[derive(Clone, Debug)]
pub struct Interlock {
    read_only: bool,
    calls: Arc<AtomicU64>,
    pacer: Option<Arc<Pacer>>,
}

impl Interlock {
    /// An interlock that counts what is sent into `calls`.
    pub fn new(read_only: bool, calls: Arc<AtomicU64>) -> Self {
        Self {
            read_only,
            calls,
            pacer: None,
        }
    }

    /// Tells the brakes how each attempt was answered, retries included.
    #[must_use]
    pub fn easing(self, pacer: Arc<Pacer>) -> Self {
        Self {
            pacer: Some(pacer),
            ..self
        }
    }

    /// Whether a call may be made now: the rule itself.
    fn check(&self, operation: &str, class: Option<Class>) -> Result<(), Refusal> {
        match class {
            Some(Class::Read) => Ok(()),
            None => Err(Refusal::Unknown(operation.to_owned())),
            Some(Class::Write) if self.read_only => Err(Refusal::ReadOnly(operation.to_owned())),
            Some(Class::Write) => {
                let covered = PERMIT.try_with(|permit| permit.covers(operation));
                if covered == Ok(true) {
                    Ok(())
                } else {
                    Err(Refusal::NoPermit(operation.to_owned()))
                }
            }
        }
    }
}

impl Intercept for Interlock {
    fn name(&self) -> &'static str {
        "Interlock"
    }

    fn read_before_serialization(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (operation, class) = match cfg.load::<Metadata>() {
            Some(call) => {
                let row = operations::find(call.service(), call.name());
                let name = operations::qualified(call.service(), call.name());
                (name, row.map(|r| r.class))
            }
            None => ("a call without a name".to_owned(), None),
        };
        self.check(&operation, class)?;
        if class == Some(Class::Write) {
            // The SDK would send a write again after a timeout or a 5xx, and
            // most have no client token: CreateKey sent twice is two keys. The
            // plan engine looks first and then tries again.
            cfg.interceptor_state().store_put(RetryConfig::disabled());
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let row = cfg
            .load::<Metadata>()
            .and_then(|call| operations::find(call.service(), call.name()));
        if let (Some(pacer), Some(row), Some(answer)) = (&self.pacer, row, context.response()) {
            pacer.answered(row, is_throttled(answer));
        }
        Ok(())
    }
}
