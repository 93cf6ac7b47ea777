//! Encryption: the base does it, once we have said whether it may be done.

use super::find::{self, By};
use super::material::{self, Shape};
use super::state::{Key, Manager, State};
use super::{Refusal, Reply, Work, spec};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

/// The base writes the id of the key before what it encrypted.
const ID_LENGTH: usize = 36;

impl Key {
    pub(super) fn shape(&self) -> Shape<'_> {
        Shape {
            id: &self.id,
            spec: &self.spec,
            usage: &self.usage,
        }
    }

    /// Lets the newest material do an operation.
    pub(super) fn newest(&self, operation: &str, body: &Value) -> Result<Value, Refusal> {
        let material = self
            .materials
            .last()
            .ok_or_else(|| Refusal("KMSInternalException", format!("{} has no material.", self.arn)))?;
        material.ask(self.shape(), operation, body)
    }

    /// The id of the material that encrypts, of symmetric keys.
    fn material_id(&self) -> Value {
        match self.materials.last() {
            Some(material) if self.spec == spec::SYMMETRIC => json!(material.id),
            _ => Value::Null,
        }
    }

    /// Notes that a cryptographic operation succeeded.
    pub(super) fn use_now(&mut self, work: &Work<'_>) {
        self.used = Some((work.call.operation.clone(), work.now()));
    }
}

/// The key that a field names, if it is enabled and made for the usage.
pub(super) fn usable(
    state: &mut State,
    work: &Work<'_>,
    field: &str,
    usage: &str,
) -> Result<String, Refusal> {
    let id = find::id(state, work, field, By::IdOrAlias)?;
    let key = find::by_id(state, work, &id)?;
    find::refuse_unusable(key)?;
    refuse_usage(key, work, usage)?;
    refuse_tokens(state, work)?;
    Ok(id)
}

fn refuse_usage(key: &Key, work: &Work<'_>, usage: &str) -> Result<(), Refusal> {
    // The policies of AWS managed keys let their service in, and nobody by hand.
    if key.manager == Manager::Aws {
        find::refuse_aws_managed(key, work)?;
    }
    if key.usage == usage {
        return Ok(());
    }
    Err(Refusal(
        "InvalidKeyUsageException",
        format!(
            "{} key usage is {} which is not valid for {}.",
            key.arn, key.usage, work.call.operation
        ),
    ))
}

fn refuse_tokens(state: &mut State, work: &Work<'_>) -> Result<(), Refusal> {
    let here = state.region(work.region());
    let tokens = work.request["GrantTokens"].as_array().into_iter().flatten();
    for token in tokens {
        if !here.tokens.contains_key(token.as_str().unwrap_or("")) {
            return Err(Refusal(
                "InvalidGrantTokenException",
                "Invalid grant token".to_owned(),
            ));
        }
    }
    Ok(())
}

/// The algorithm, which must be one of the key's.
pub(super) fn algorithm<'w>(
    key: &Key,
    asked: Option<&'w str>,
    default: &'w str,
    of_key: &[&str],
) -> Result<&'w str, Refusal> {
    let algorithm = asked.unwrap_or(default);
    if of_key.contains(&algorithm) {
        return Ok(algorithm);
    }
    Err(Refusal(
        "InvalidKeyUsageException",
        format!(
            "Algorithm {algorithm} and key spec {} are incompatible.",
            key.spec
        ),
    ))
}

fn seal(key: &Key, plaintext: &str, context: &Value, algorithm: &str) -> Result<Value, Refusal> {
    let length = BASE64.decode(plaintext).map_or(0, |bytes| bytes.len());
    let longest = spec::longest_plaintext(&key.spec, algorithm);
    if key.spec == spec::SYMMETRIC && !(1..=longest).contains(&length) {
        return Err(Refusal::invalid(
            "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length between 1 and 4096",
        ));
    }
    if length > longest {
        return Err(Refusal::invalid(format!(
            "Algorithm {algorithm} and key spec {} cannot encrypt data larger than {longest} bytes.",
            key.spec
        )));
    }
    let mut body = json!({"KeyId": key.id, "Plaintext": plaintext});
    if context.is_object() {
        body["EncryptionContext"] = context.clone();
    }
    Ok(key.newest("Encrypt", &body)?["CiphertextBlob"].clone())
}

/// `Encrypt`.
pub(super) fn encrypt(state: &mut State, work: &Work<'_>) -> Reply {
    let plaintext = work.given("Plaintext").unwrap_or("");
    let id = usable(state, work, "KeyId", "ENCRYPT_DECRYPT")?;
    let key = find::by_id(state, work, &id)?;
    let of_key = spec::encryption(&key.spec, &key.usage);
    let algorithm = algorithm(key, work.given("EncryptionAlgorithm"), spec::SYMMETRIC, of_key)?;
    work.unless_dry_run()?;
    let blob = seal(key, plaintext, &work.request["EncryptionContext"], algorithm)?;
    key.use_now(work);
    Ok(json!({"CiphertextBlob": blob, "KeyId": key.arn, "EncryptionAlgorithm": algorithm}))
}

/// What was opened: with which key, material and algorithm.
struct Opened {
    key: String,
    plaintext: Value,
    material: Value,
    algorithm: String,
}

/// Opens a ciphertext; `by` and `of` say which fields name the key, the context
/// and the algorithm.
fn open(state: &mut State, work: &Work<'_>, by: &str, context: &str, algo: &str) -> Result<Opened, Refusal> {
    let blob = work.text("CiphertextBlob")?;
    let bytes = BASE64.decode(blob).unwrap_or_default();
    let header = bytes.get(..ID_LENGTH).and_then(|id| std::str::from_utf8(id).ok());
    let bad = || Refusal("InvalidCiphertextException", String::new());
    let written = header
        .map(|id| id.trim_end_matches('\0').to_owned())
        .ok_or_else(bad)?;
    if work.given(by).is_some() {
        let asked = usable(state, work, by, "ENCRYPT_DECRYPT")?;
        if asked != written {
            return Err(Refusal(
                "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this operation."
                    .to_owned(),
            ));
        }
    }
    refuse_tokens(state, work)?;
    let Some(key) = state.key(work.region(), &written, work.now()) else {
        return Err(Refusal(
            "AccessDeniedException",
            "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.".to_owned(),
        ));
    };
    find::refuse_unusable(key)?;
    refuse_usage(key, work, "ENCRYPT_DECRYPT")?;
    if key.spec != spec::SYMMETRIC && work.given(by).is_none() {
        return Err(bad());
    }
    let of_key = spec::encryption(&key.spec, &key.usage);
    let algorithm = algorithm(key, work.given(algo), spec::SYMMETRIC, of_key)?;
    let mut body = json!({"CiphertextBlob": blob});
    if work.request[context].is_object() {
        body["EncryptionContext"] = work.request[context].clone();
    }
    // What an older material encrypted, the key still opens.
    let opened = key.materials.iter().rev().find_map(|material| {
        let answer = material.ask(key.shape(), "Decrypt", &body).ok()?;
        Some((answer["Plaintext"].clone(), json!(material.id)))
    });
    let (plaintext, material) = opened.ok_or_else(bad)?;
    let symmetric = key.spec == spec::SYMMETRIC;
    Ok(Opened {
        key: written,
        plaintext,
        material: if symmetric { material } else { Value::Null },
        algorithm: algorithm.to_owned(),
    })
}

/// `Decrypt`.
pub(super) fn decrypt(state: &mut State, work: &Work<'_>) -> Reply {
    let opened = open(state, work, "KeyId", "EncryptionContext", "EncryptionAlgorithm")?;
    work.unless_dry_run()?;
    let key = find::by_id(state, work, &opened.key)?;
    key.use_now(work);
    let mut body = json!({
        "KeyId": key.arn,
        "Plaintext": opened.plaintext,
        "EncryptionAlgorithm": opened.algorithm,
    });
    if !opened.material.is_null() {
        body["KeyMaterialId"] = opened.material;
    }
    Ok(body)
}

/// `ReEncrypt`.
pub(super) fn re_encrypt(state: &mut State, work: &Work<'_>) -> Reply {
    let opened = open(
        state,
        work,
        "SourceKeyId",
        "SourceEncryptionContext",
        "SourceEncryptionAlgorithm",
    )?;
    let id = usable(state, work, "DestinationKeyId", "ENCRYPT_DECRYPT")?;
    let to = find::by_id(state, work, &id)?;
    let of_key = spec::encryption(&to.spec, &to.usage);
    let asked = work.given("DestinationEncryptionAlgorithm");
    let algorithm = algorithm(to, asked, spec::SYMMETRIC, of_key)?;
    work.unless_dry_run()?;
    let plaintext = opened.plaintext.as_str().unwrap_or("");
    let blob = seal(
        to,
        plaintext,
        &work.request["DestinationEncryptionContext"],
        algorithm,
    )?;
    to.use_now(work);
    let mut body = json!({
        "CiphertextBlob": blob,
        "KeyId": to.arn,
        "DestinationEncryptionAlgorithm": algorithm,
        "SourceEncryptionAlgorithm": opened.algorithm,
    });
    let material = to.material_id();
    if !material.is_null() {
        body["DestinationKeyMaterialId"] = material;
    }
    if !opened.material.is_null() {
        body["SourceKeyMaterialId"] = opened.material;
    }
    let from = find::by_id(state, work, &opened.key)?;
    from.use_now(work);
    body["SourceKeyId"] = json!(from.arn);
    Ok(body)
}

/// A symmetric key that may make data keys.
fn data_keys<'s>(state: &'s mut State, work: &Work<'_>) -> Result<&'s mut Key, Refusal> {
    let id = usable(state, work, "KeyId", "ENCRYPT_DECRYPT")?;
    let key = find::by_id(state, work, &id)?;
    if key.spec != spec::SYMMETRIC {
        return Err(Refusal(
            "InvalidKeyUsageException",
            format!(
                "{} key spec is {} which is not valid for {}.",
                key.arn, key.spec, work.call.operation
            ),
        ));
    }
    Ok(key)
}

/// `GenerateDataKey`, with and without plaintext.
pub(super) fn data_key(state: &mut State, work: &Work<'_>) -> Reply {
    let bytes = work.number("NumberOfBytes", 1, 1024)?;
    let size = match (work.given("KeySpec"), bytes) {
        (Some("AES_256"), None) => 32,
        (Some("AES_128"), None) => 16,
        (None, Some(bytes)) => bytes,
        (Some(spec), None) => {
            return Err(Refusal::invalid(format!(
                "1 validation error detected: Value '{spec}' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]"
            )));
        }
        _ => {
            return Err(Refusal::invalid(
                "Please specify either number of bytes or key spec.",
            ));
        }
    };
    let key = data_keys(state, work)?;
    work.unless_dry_run()?;
    let plaintext = material::random(size)?["Plaintext"].clone();
    let text = plaintext.as_str().unwrap_or("");
    let blob = seal(key, text, &work.request["EncryptionContext"], spec::SYMMETRIC)?;
    key.use_now(work);
    let mut body = json!({
        "CiphertextBlob": blob,
        "KeyId": key.arn,
        "KeyMaterialId": key.material_id(),
    });
    if work.call.operation == "GenerateDataKey" {
        body["Plaintext"] = plaintext;
    }
    Ok(body)
}

/// `GenerateDataKeyPair`, with and without plaintext.
pub(super) fn data_key_pair(state: &mut State, work: &Work<'_>) -> Reply {
    let pair = work.text("KeyPairSpec")?;
    let asymmetric = pair.starts_with("RSA_") || pair.starts_with("ECC_");
    let public = material::new_public_key(pair).filter(|_| asymmetric).ok_or_else(|| {
        Refusal::invalid(format!(
            "1 validation error detected: Value '{pair}' at 'keyPairSpec' failed to satisfy constraint: Member must satisfy enum value set: [RSA_2048, RSA_3072, RSA_4096, ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256K1]"
        ))
    })?;
    let key = data_keys(state, work)?;
    work.unless_dry_run()?;
    let private = material::random(128)?["Plaintext"].clone();
    let text = private.as_str().unwrap_or("");
    let blob = seal(key, text, &work.request["EncryptionContext"], spec::SYMMETRIC)?;
    key.use_now(work);
    let mut body = json!({
        "KeyId": key.arn,
        "KeyPairSpec": pair,
        "PublicKey": public,
        "PrivateKeyCiphertextBlob": blob,
        "KeyMaterialId": key.material_id(),
    });
    if work.call.operation == "GenerateDataKeyPair" {
        body["PrivateKeyPlaintext"] = private;
    }
    Ok(body)
}

/// `GenerateRandom`.
pub(super) fn random(work: &Work<'_>) -> Reply {
    let bytes = work.number("NumberOfBytes", 1, 1024)?;
    let bytes = bytes.ok_or_else(|| Refusal::invalid("NumberOfBytes must be specified."))?;
    Ok(json!({"Plaintext": material::random(bytes)?["Plaintext"]}))
}
