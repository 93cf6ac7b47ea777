//! The instance metadata service: a Region's defaults, and an instance's own
//! options.

use super::state::Request;
use super::wire::{Outcome, Refusal, done, number};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;

/// A Region's preferences; `None` is no preference.
#[derive(Clone, Debug, Default)]
pub(super) struct MetadataDefaults {
    tokens: Option<String>,
    hops: Option<i32>,
    endpoint: Option<String>,
    tags: Option<String>,
    enforced: Option<String>,
}

/// An instance's options.
#[derive(Clone, Debug)]
pub(super) struct MetadataOptions {
    pub(super) tokens: String,
    pub(super) hops: i32,
    pub(super) endpoint: String,
    pub(super) ipv6: String,
    pub(super) tags: String,
}

/// A value out of a set.
fn one_of(params: &Params, name: &str, values: &[&str]) -> Result<Option<String>, Refusal> {
    match params.get(name).filter(|v| !v.is_empty()) {
        Some(value) if values.contains(&value) => Ok(Some(value.to_owned())),
        Some(value) => Err(Refusal::value(name, value)),
        None => Ok(None),
    }
}

fn hops(params: &Params, least: i32) -> Result<Option<i32>, Refusal> {
    match number(params, "HttpPutResponseHopLimit")? {
        Some(hops) if hops == least || (1..=64).contains(&hops) => Ok(Some(hops)),
        Some(hops) => Err(Refusal::value("HttpPutResponseHopLimit", &hops.to_string())),
        None => Ok(None),
    }
}

impl MetadataOptions {
    /// What an instance is launched with: what the call says, else the Region's
    /// preference, else what images of old have.
    pub(super) fn launched(request: &Request<'_>) -> Result<Self, Refusal> {
        let prefer = request.state().defaults.metadata.clone();
        let or = |value: Option<String>, other: &str| value.unwrap_or_else(|| other.to_owned());
        let mut options = Self {
            tokens: or(prefer.tokens, "optional"),
            hops: prefer.hops.unwrap_or(1),
            endpoint: or(prefer.endpoint, "enabled"),
            ipv6: "disabled".to_owned(),
            tags: or(prefer.tags, "disabled"),
        };
        options.change(&request.params.below("MetadataOptions"))?;
        Ok(options)
    }

    /// Applies what a call gives.
    pub(super) fn change(&mut self, params: &Params) -> Result<(), Refusal> {
        let switch = ["enabled", "disabled"];
        if let Some(tokens) = one_of(params, "HttpTokens", &["optional", "required"])? {
            self.tokens = tokens;
        }
        if let Some(endpoint) = one_of(params, "HttpEndpoint", &switch)? {
            self.endpoint = endpoint;
        }
        if let Some(ipv6) = one_of(params, "HttpProtocolIpv6", &switch)? {
            self.ipv6 = ipv6;
        }
        if let Some(tags) = one_of(params, "InstanceMetadataTags", &switch)? {
            self.tags = tags;
        }
        self.hops = hops(params, 1)?.unwrap_or(self.hops);
        Ok(())
    }

    /// Writes the fields.
    pub(super) fn write(&self, state: &str, x: &mut Writer) {
        x.text("state", state);
        x.text("httpTokens", &self.tokens);
        x.text("httpPutResponseHopLimit", self.hops);
        x.text("httpEndpoint", &self.endpoint);
        x.text("httpProtocolIpv6", &self.ipv6);
        x.text("instanceMetadataTags", &self.tags);
    }
}

/// `GetInstanceMetadataDefaults`: only what is preferred is answered.
#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
pub(super) fn get(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let prefer = &request.state().defaults.metadata;
    x.element("accountLevel", |x| {
        x.maybe("httpTokens", prefer.tokens.as_ref());
        x.maybe("httpPutResponseHopLimit", prefer.hops);
        x.maybe("httpEndpoint", prefer.endpoint.as_ref());
        x.maybe("instanceMetadataTags", prefer.tags.as_ref());
        x.text("managedBy", "account");
        x.maybe("httpTokensEnforced", prefer.enforced.as_ref());
    });
    Ok(())
}

/// `ModifyInstanceMetadataDefaults`: what is not given stays; `no-preference`
/// and -1 take a preference back.
pub(super) fn modify(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let params = &request.params;
    let switch = ["enabled", "disabled", "no-preference"];
    let tokens = one_of(params, "HttpTokens", &["optional", "required", "no-preference"])?;
    let endpoint = one_of(params, "HttpEndpoint", &switch)?;
    let tags = one_of(params, "InstanceMetadataTags", &switch)?;
    let enforced = one_of(params, "HttpTokensEnforced", &switch)?;
    let hops = hops(params, -1)?;
    let prefer = &mut request.change()?.defaults.metadata;
    let set = |held: &mut Option<String>, given: Option<String>| {
        if let Some(given) = given {
            *held = Some(given).filter(|value| value != "no-preference");
        }
    };
    set(&mut prefer.tokens, tokens);
    set(&mut prefer.endpoint, endpoint);
    set(&mut prefer.tags, tags);
    set(&mut prefer.enforced, enforced);
    if let Some(hops) = hops {
        prefer.hops = Some(hops).filter(|hops| *hops > 0);
    }
    done(x);
    Ok(())
}
