//! The checksums of objects: CRC-32, CRC-32C, CRC-64/NVME and SHA-256.
//!
//! S3 also takes MD5, SHA-1, SHA-512 and xxHash; a request that brings one of
//! those is refused rather than believed.

use super::reply::Refusal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use sha2::{Digest, Sha256};

/// An algorithm whose value is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha256,
}

const ALL: [Algorithm; 4] = [
    Algorithm::Crc32,
    Algorithm::Crc32c,
    Algorithm::Crc64Nvme,
    Algorithm::Sha256,
];

const REFUSED: &[&str] = &[
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha512",
    "x-amz-checksum-md5",
    "x-amz-checksum-xxhash64",
    "x-amz-checksum-xxhash3",
    "x-amz-checksum-xxhash128",
];

impl Algorithm {
    /// As `x-amz-checksum-algorithm` and `ChecksumAlgorithm` name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha256 => "SHA256",
        }
    }

    /// The header that carries its value.
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// The element that carries its value: `ChecksumSHA256`.
    pub(super) fn element(self) -> String {
        format!("Checksum{}", self.name())
    }

    /// Reads a name.
    pub(super) fn named(name: &str) -> Result<Self, Refusal> {
        ALL.into_iter().find(|a| a.name() == name).ok_or_else(|| {
            Refusal::new(
                501,
                "NotImplemented",
                format!("The embedded account does not compute the checksum {name}."),
            )
        })
    }

    /// The value over some bytes, big-endian.
    pub(super) fn compute(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Crc32 => crc32(&CRC32, bytes).to_be_bytes().to_vec(),
            Self::Crc32c => crc32(&CRC32C, bytes).to_be_bytes().to_vec(),
            Self::Crc64Nvme => crc64(bytes).to_be_bytes().to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
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

/// The checksum that a request brings with its body, checked; `None` when it
/// brings none.
pub(super) fn brought(headers: &HeaderMap, body: &[u8]) -> Result<Option<Checksum>, Refusal> {
    if let Some(name) = REFUSED.iter().find(|name| headers.contains_key(**name)) {
        return Err(Refusal::new(
            501,
            "NotImplemented",
            format!("The embedded account does not compute {name}."),
        ));
    }
    let Some((algorithm, value)) = ALL
        .into_iter()
        .find_map(|a| headers.get(a.header()).map(|value| (a, value)))
    else {
        return Ok(None);
    };
    let computed = Checksum::of(algorithm, body);
    let sent = value.to_str().unwrap_or("");
    let length = STANDARD.decode(sent).ok().map(|bytes| bytes.len());
    if length != STANDARD.decode(&computed.value).ok().map(|bytes| bytes.len()) {
        return Err(Refusal::new(
            400,
            "InvalidRequest",
            format!("Value for {} header is invalid.", algorithm.header()),
        ));
    }
    if sent != computed.value {
        return Err(Refusal::new(
            400,
            "BadDigest",
            format!(
                "The {} you specified did not match the calculated checksum.",
                algorithm.name()
            ),
        ));
    }
    Ok(Some(computed))
}

/// An opaque ETag. S3 promises no more for encrypted objects; for others it is
/// an MD5, which the embedded account does not compute.
pub(super) fn etag(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(32);
    for byte in &Sha256::digest(bytes)[..16] {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

const CRC32: [u32; 256] = table32(0xedb8_8320);
const CRC32C: [u32; 256] = table32(0x82f6_3b78);
const CRC64: [u64; 256] = table64(0x9a6c_9329_ac4b_c9b5);

const fn table32(polynomial: u32) -> [u32; 256] {
    let mut table = [0_u32; 256];
    let (mut at, mut start) = (0_usize, 0_u32);
    while at < 256 {
        let (mut value, mut bit) = (start, 0);
        while bit < 8 {
            value = if value & 1 == 1 {
                (value >> 1) ^ polynomial
            } else {
                value >> 1
            };
            bit += 1;
        }
        table[at] = value;
        at += 1;
        start += 1;
    }
    table
}

const fn table64(polynomial: u64) -> [u64; 256] {
    let mut table = [0_u64; 256];
    let (mut at, mut start) = (0_usize, 0_u64);
    while at < 256 {
        let (mut value, mut bit) = (start, 0);
        while bit < 8 {
            value = if value & 1 == 1 {
                (value >> 1) ^ polynomial
            } else {
                value >> 1
            };
            bit += 1;
        }
        table[at] = value;
        at += 1;
        start += 1;
    }
    table
}

fn crc32(table: &[u32; 256], bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        let [low, ..] = crc.to_le_bytes();
        table[usize::from(low ^ byte)] ^ (crc >> 8)
    })
}

fn crc64(bytes: &[u8]) -> u64 {
    !bytes.iter().fold(u64::MAX, |crc, byte| {
        let [low, ..] = crc.to_le_bytes();
        CRC64[usize::from(low ^ byte)] ^ (crc >> 8)
    })
}
