//! The checksums of objects: brought by the caller, checked, kept.

use super::reply::Refusal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc_fast::CrcAlgorithm;
use http::HeaderMap;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use std::fmt::Write as _;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};
use xxhash_rust::xxh64::xxh64;

/// An algorithm whose value is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
    Sha512,
    Md5,
    Xxhash64,
    Xxhash3,
    Xxhash128,
}

/// Each with its name and the header that carries its value.
const ALL: [(Algorithm, &str, &str); 10] = [
    (Algorithm::Crc32, "CRC32", "x-amz-checksum-crc32"),
    (Algorithm::Crc32c, "CRC32C", "x-amz-checksum-crc32c"),
    (Algorithm::Crc64Nvme, "CRC64NVME", "x-amz-checksum-crc64nvme"),
    (Algorithm::Sha1, "SHA1", "x-amz-checksum-sha1"),
    (Algorithm::Sha256, "SHA256", "x-amz-checksum-sha256"),
    (Algorithm::Sha512, "SHA512", "x-amz-checksum-sha512"),
    (Algorithm::Md5, "MD5", "x-amz-checksum-md5"),
    (Algorithm::Xxhash64, "XXHASH64", "x-amz-checksum-xxhash64"),
    (Algorithm::Xxhash3, "XXHASH3", "x-amz-checksum-xxhash3"),
    (Algorithm::Xxhash128, "XXHASH128", "x-amz-checksum-xxhash128"),
];

impl Algorithm {
    fn row(self) -> &'static (Self, &'static str, &'static str) {
        ALL.iter().find(|row| row.0 == self).unwrap_or(&ALL[2])
    }

    /// As `x-amz-checksum-algorithm` and `ChecksumAlgorithm` name it.
    pub(super) fn name(self) -> &'static str {
        self.row().1
    }

    /// The header that carries its value.
    pub(super) fn header(self) -> &'static str {
        self.row().2
    }

    /// The element that carries its value: `ChecksumSHA256`.
    pub(super) fn element(self) -> String {
        format!("Checksum{}", self.name())
    }

    /// Whether it can cover all the bytes of an object of parts: only a CRC
    /// can be put together from those of the parts.
    pub(super) fn is_linear(self) -> bool {
        matches!(self, Self::Crc32 | Self::Crc32c | Self::Crc64Nvme)
    }

    /// Reads a name.
    pub(super) fn named(name: &str) -> Result<Self, Refusal> {
        let row = ALL.iter().find(|row| row.1.eq_ignore_ascii_case(name));
        row.map(|row| row.0).ok_or_else(|| {
            Refusal::request(
                "Checksum algorithm provided is unsupported. Please try again with any of the valid types: \
                 [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
            )
        })
    }

    /// The value over some bytes, big-endian.
    pub(super) fn compute(self, bytes: &[u8]) -> Vec<u8> {
        let crc = |algorithm| crc_fast::checksum(algorithm, bytes);
        match self {
            // The 32-bit sums come in the low half.
            Self::Crc32 => crc(CrcAlgorithm::Crc32IsoHdlc).to_be_bytes()[4..].to_vec(),
            Self::Crc32c => crc(CrcAlgorithm::Crc32Iscsi).to_be_bytes()[4..].to_vec(),
            Self::Crc64Nvme => crc(CrcAlgorithm::Crc64Nvme).to_be_bytes().to_vec(),
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
            Self::Md5 => Md5::digest(bytes).to_vec(),
            Self::Xxhash64 => xxh64(bytes, 0).to_be_bytes().to_vec(),
            Self::Xxhash3 => xxh3_64(bytes).to_be_bytes().to_vec(),
            Self::Xxhash128 => xxh3_128(bytes).to_be_bytes().to_vec(),
        }
    }
}

/// A checked value, in Base64. `-N` follows that of an object of N parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checksum {
    pub(super) algorithm: Algorithm,
    pub(super) value: String,
    /// Whether it covers the parts' checksums instead of the bytes.
    pub(super) composite: bool,
}

impl Checksum {
    /// The checksum of an object in one piece.
    pub(super) fn of(algorithm: Algorithm, bytes: &[u8]) -> Self {
        Self {
            algorithm,
            value: STANDARD.encode(algorithm.compute(bytes)),
            composite: false,
        }
    }

    /// The checksum over the checksums of parts.
    pub(super) fn of_parts<'a>(algorithm: Algorithm, parts: impl Iterator<Item = &'a [u8]>) -> Self {
        let values: Vec<Vec<u8>> = parts.map(|part| algorithm.compute(part)).collect();
        Self {
            algorithm,
            value: format!(
                "{}-{}",
                STANDARD.encode(algorithm.compute(&values.concat())),
                values.len()
            ),
            composite: true,
        }
    }

    /// `ChecksumType`.
    pub(super) fn kind(&self) -> &'static str {
        if self.composite {
            "COMPOSITE"
        } else {
            "FULL_OBJECT"
        }
    }
}

/// `BadDigest` of an algorithm.
pub(super) fn mismatch(name: &str) -> Refusal {
    Refusal::new(
        400,
        "BadDigest",
        format!("The {name} you specified did not match the calculated checksum."),
    )
}

/// The checksum that a request brings with its body, checked; `None` when it
/// brings none. `Content-MD5` and the signed payload hash are checked too.
pub(super) fn brought(headers: &HeaderMap, body: &[u8]) -> Result<Option<Checksum>, Refusal> {
    check_content_md5(headers, body)?;
    check_signed_hash(headers, body)?;
    let mut values = ALL
        .iter()
        .filter_map(|(algorithm, _, name)| Some((*algorithm, headers.get(*name)?)));
    let Some((algorithm, value)) = values.next() else {
        return match headers.get("x-amz-sdk-checksum-algorithm") {
            Some(_) if !headers.contains_key("content-md5") => Err(Refusal::request(
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or \
                 x-amz-trailer headers were found.",
            )),
            _ => Ok(None),
        };
    };
    if values.next().is_some() {
        return Err(Refusal::request(
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
        ));
    }
    let computed = Checksum::of(algorithm, body);
    let sent = value.to_str().unwrap_or("");
    let length = STANDARD.decode(sent).ok().map(|bytes| bytes.len());
    if length != STANDARD.decode(&computed.value).ok().map(|bytes| bytes.len()) {
        return Err(Refusal::request(format!(
            "Value for {} header is invalid.",
            algorithm.header()
        )));
    }
    if sent != computed.value {
        return Err(mismatch(algorithm.name()));
    }
    Ok(Some(computed))
}

fn check_content_md5(headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let Some(sent) = headers.get("content-md5") else {
        return Ok(());
    };
    match STANDARD.decode(sent.as_bytes()) {
        Ok(bytes) if bytes.len() == 16 => {
            if bytes == Md5::digest(body).as_slice() {
                Ok(())
            } else {
                Err(Refusal::new(
                    400,
                    "BadDigest",
                    "The Content-MD5 you specified did not match what we received.",
                ))
            }
        }
        _ => Err(Refusal::new(
            400,
            "InvalidDigest",
            "The Content-MD5 you specified was invalid.",
        )),
    }
}

fn check_signed_hash(headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let signed = headers.get("x-amz-content-sha256").and_then(|v| v.to_str().ok());
    let Some(signed) = signed.filter(|v| v.len() == 64) else {
        return Ok(());
    };
    if signed.eq_ignore_ascii_case(&hex(&Sha256::digest(body))) {
        return Ok(());
    }
    Err(Refusal::new(
        400,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ))
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The ETag of bytes under S3's own keys: their MD5.
pub(super) fn etag(bytes: &[u8]) -> String {
    hex(&Md5::digest(bytes))
}

/// The ETag of bytes under other keys: opaque, as S3 documents.
pub(super) fn opaque_etag(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..16])
}

#[cfg(test)]
mod tests {
    use super::{Algorithm, hex};

    #[test]
    fn the_sums_of_their_specifications_come_out() {
        let sum = |algorithm: Algorithm| hex(&algorithm.compute(b"123456789"));
        assert_eq!(sum(Algorithm::Crc32), "cbf43926");
        assert_eq!(sum(Algorithm::Crc32c), "e3069283");
        assert_eq!(sum(Algorithm::Crc64Nvme), "ae8b14860a799888");
        assert_eq!(sum(Algorithm::Md5), "25f9e794323b453885f5181f1b624d0b");
        assert_eq!(sum(Algorithm::Sha1), "f7c3bc1d808e04732adf679965ccc34ca7ae3441");
        assert_eq!(hex(&Algorithm::Xxhash64.compute(b"abc")), "44bc2cf5ad770999");
    }
}
