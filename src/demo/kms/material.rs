//! Key material, and the base's cryptography over it: a base KMS that holds
//! one key. The base copies all that it holds at every call, so it is given
//! no more than it needs, and only when a key is first used.

use super::{Refusal, spec};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use futures_util::FutureExt as _;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;
use winterbaume_core::{MockRequest, MockService as _, StatefulService as _};
use winterbaume_kms::KmsService;
use winterbaume_kms::views::{KeyView, KmsStateView};

/// Where the one key of a base lives; nobody sees it.
const REGION: &str = "us-east-1";
const MADE: &str = "2020-01-01T00:00:00Z";

/// One generation of a key's material.
pub(super) struct Material {
    /// `KeyMaterialId`: 64 hexadecimal digits.
    pub(super) id: String,
    bytes: Vec<u8>,
    base: OnceLock<KmsService>,
}

impl fmt::Debug for Material {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Material")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// What the base must know of the key.
#[derive(Clone, Copy)]
pub(super) struct Shape<'k> {
    pub(super) id: &'k str,
    pub(super) spec: &'k str,
    pub(super) usage: &'k str,
}

impl Material {
    /// Generation `n` of a key, the same for the same id: in all Regions.
    pub(super) fn derived(id: &str, n: usize) -> Self {
        let seed = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let ids = Ids::new(seed.wrapping_add(u64::try_from(n).unwrap_or(0)));
        Self {
            id: ids.hex(64),
            bytes: ids.hex(32).into_bytes(),
            base: OnceLock::new(),
        }
    }

    fn base(&self, shape: Shape<'_>) -> &KmsService {
        self.base.get_or_init(|| {
            let base = KmsService::default();
            let mut key = made_by_base(&base, shape).unwrap_or_else(|| self.view(shape));
            shape.id.clone_into(&mut key.key_id);
            key.arn = super::find::key_arn(REGION, shape.id);
            let view = KmsStateView {
                keys: HashMap::from([(key.key_id.clone(), key)]),
                ..KmsStateView::default()
            };
            // Nobody else has this base, so nothing has to be waited for.
            let _ = base
                .restore(winterbaume_core::default_account_id(), REGION, view)
                .now_or_never();
            base
        })
    }

    fn view(&self, shape: Shape<'_>) -> KeyView {
        KeyView {
            key_id: String::new(),
            arn: String::new(),
            account_id: ACCOUNT_ID.to_owned(),
            region: REGION.to_owned(),
            description: String::new(),
            key_spec: shape.spec.to_owned(),
            key_usage: shape.usage.to_owned(),
            key_state: "Enabled".to_owned(),
            creation_date: MADE.to_owned(),
            enabled: true,
            origin: "AWS_KMS".to_owned(),
            key_manager: "CUSTOMER".to_owned(),
            deletion_date: None,
            key_rotation_enabled: false,
            key_material: self.bytes.clone(),
            public_key_der: None,
            tags: HashMap::new(),
            multi_region: false,
        }
    }

    /// Lets the base do an operation with this material.
    pub(super) fn ask(&self, shape: Shape<'_>, operation: &str, body: &Value) -> Result<Value, Refusal> {
        ask(self.base(shape), operation, body)
    }
}

/// An asymmetric key needs a pair of keys, which only the base makes.
fn made_by_base(base: &KmsService, shape: Shape<'_>) -> Option<KeyView> {
    if shape.spec == spec::SYMMETRIC || shape.spec.starts_with("HMAC_") {
        return None;
    }
    let body = serde_json::json!({"KeySpec": shape.spec, "KeyUsage": shape.usage});
    ask(base, "CreateKey", &body).ok()?;
    let account = winterbaume_core::default_account_id();
    let state = base.snapshot(account, REGION).now_or_never()?;
    state.keys.into_values().next()
}

/// The public key of a new pair that is not kept: DER, in base64.
pub(super) fn new_public_key(spec: &str) -> Option<String> {
    let shape = Shape {
        id: "pair",
        spec,
        usage: spec::usages(spec).last()?,
    };
    let material = Material::derived(spec, 0);
    let answer = material
        .ask(shape, "GetPublicKey", &serde_json::json!({"KeyId": "pair"}))
        .ok()?;
    answer["PublicKey"].as_str().map(str::to_owned)
}

/// Random bytes in base64.
pub(super) fn random(bytes: i64) -> Result<Value, Refusal> {
    let body = serde_json::json!({"NumberOfBytes": bytes});
    ask(&KmsService::default(), "GenerateRandom", &body)
}

fn ask(base: &KmsService, operation: &str, body: &Value) -> Result<Value, Refusal> {
    let mut headers = HeaderMap::new();
    if let Ok(target) = HeaderValue::from_str(&format!("TrentService.{operation}")) {
        headers.insert("x-amz-target", target);
    }
    let request = MockRequest {
        method: "POST".to_owned(),
        uri: format!("https://kms.{REGION}.amazonaws.com/"),
        headers,
        body: body.to_string().into(),
    };
    // KMS holds its own lock over the call: the base's is free, and it answers
    // at the first poll.
    let Some(response) = base.handle(request).now_or_never() else {
        let message = "The base did not answer.".to_owned();
        return Err(Refusal("KMSInternalException", message));
    };
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    if response.status < 300 {
        return Ok(body);
    }
    let message = body["message"].as_str().unwrap_or("").to_owned();
    let code = body["__type"].as_str().unwrap_or("");
    let known = [
        "InvalidCiphertextException",
        "KMSInvalidMacException",
        "KMSInvalidSignatureException",
        "IncorrectKeyException",
    ];
    let code = known.into_iter().find(|known| code.ends_with(known));
    Err(Refusal(code.unwrap_or("ValidationException"), message))
}
