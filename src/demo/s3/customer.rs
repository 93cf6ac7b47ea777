//! Server-side encryption with keys of the caller (SSE-C): S3 keeps the MD5 of
//! a key, and reads the object for nobody who does not bring it.

use super::reply::{Refusal, header};
use crate::demo::{Call, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

/// The three headers of a key.
struct Headers {
    algorithm: &'static str,
    key: &'static str,
    md5: &'static str,
}

/// Of the object that is written or read.
const OWN: Headers = Headers {
    algorithm: "x-amz-server-side-encryption-customer-algorithm",
    key: "x-amz-server-side-encryption-customer-key",
    md5: "x-amz-server-side-encryption-customer-key-md5",
};

/// Of the source of a copy.
const SOURCE: Headers = Headers {
    algorithm: "x-amz-copy-source-server-side-encryption-customer-algorithm",
    key: "x-amz-copy-source-server-side-encryption-customer-key",
    md5: "x-amz-copy-source-server-side-encryption-customer-key-md5",
};

/// The MD5 of the key that a call brings; `None` when it brings none.
fn read(call: &Call, names: &Headers) -> Result<Option<String>, Refusal> {
    let [algorithm, key, md5] = [names.algorithm, names.key, names.md5].map(|name| call.header(name));
    if algorithm.is_none() && key.is_none() && md5.is_none() {
        return Ok(None);
    }
    let algorithm = algorithm.ok_or_else(|| {
        Refusal::argument(
            "Requests specifying Server Side Encryption with Customer provided keys must provide a valid \
             encryption algorithm.",
        )
    })?;
    if algorithm != "AES256" {
        return Err(Refusal::new(
            400,
            "InvalidEncryptionAlgorithmError",
            "The Encryption request you specified is not valid. Supported value: AES256.",
        ));
    }
    let key = key.ok_or_else(|| {
        Refusal::argument(
            "Requests specifying Server Side Encryption with Customer provided keys must provide an \
             appropriate secret key.",
        )
    })?;
    let key = STANDARD.decode(key).ok().filter(|bytes| bytes.len() == 32);
    let key =
        key.ok_or_else(|| Refusal::argument("The secret key was invalid for the specified algorithm."))?;
    let md5 = md5.ok_or_else(|| {
        Refusal::argument(
            "Requests specifying Server Side Encryption with Customer provided keys must provide the client \
             calculated MD5 of the secret key.",
        )
    })?;
    let computed = STANDARD.encode(Md5::digest(&key));
    if computed != md5 {
        return Err(Refusal::argument(
            "The calculated MD5 hash of the key did not match the hash that was provided.",
        ));
    }
    Ok(Some(computed))
}

/// The MD5 of the key for the object that is written.
pub(super) fn brought(call: &Call) -> Result<Option<String>, Refusal> {
    read(call, &OWN)
}

fn matches(brought: Option<String>, key_md5: &str) -> Result<(), Refusal> {
    match brought {
        None => Err(Refusal::request(
            "The object was stored using a form of Server Side Encryption. The correct parameters must be \
             provided to retrieve the object.",
        )),
        Some(md5) if md5 != key_md5 => Err(Refusal::denied("Access Denied")),
        Some(_) => Ok(()),
    }
}

/// Refuses a reader without the object's key.
pub(super) fn check(call: &Call, key_md5: &str) -> Result<(), Refusal> {
    matches(read(call, &OWN)?, key_md5)
}

/// Refuses to copy from an object without its key.
pub(super) fn check_source(call: &Call, key_md5: &str) -> Result<(), Refusal> {
    matches(read(call, &SOURCE)?, key_md5)
}

/// Refuses a key for an object that needs none.
pub(super) fn check_none(call: &Call) -> Result<(), Refusal> {
    match read(call, &OWN)? {
        None => Ok(()),
        Some(_) => Err(Refusal::request(
            "The encryption parameters are not applicable to this object.",
        )),
    }
}

/// The headers that answer: which algorithm, and the MD5 of which key.
pub(super) fn write(key_md5: &str, response: &mut Response) {
    header(response, OWN.algorithm, "AES256");
    header(response, OWN.md5, key_md5);
}
