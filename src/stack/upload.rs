//! The digest of the file that a blueprint names, taken at plan time, so that
//! what was confirmed is what is uploaded.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read;

/// The most that one `PutObject` takes: 5 GiB.
pub const MOST_BYTES: u64 = 5 * 1024 * 1024 * 1024;

/// A local file and its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The file.
    pub path: String,
    /// SHA-256 in hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// A file that cannot be uploaded.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It cannot be read.
    #[error("{path} cannot be read: {source}; correct data.upload, or leave it out")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is too large for one call.
    #[error("{path} has {bytes} bytes and one upload takes at most 5 GiB; split it, or upload it yourself")]
    TooLarge {
        /// The file.
        path: String,
        /// Its size.
        bytes: u64,
    },
}

/// Reads a file to its end (in pieces, never held whole) and digests it.
///
/// # Errors
/// It cannot be read, or is larger than [`MOST_BYTES`].
pub fn digest(path: &str) -> Result<Upload, UploadError> {
    let unreadable = |source| UploadError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 256 * 1024];
    let mut bytes = 0u64;
    loop {
        let n = file.read(&mut piece).map_err(unreadable)?;
        if n == 0 {
            break;
        }
        bytes += n as u64;
        if bytes > MOST_BYTES {
            return Err(UploadError::TooLarge {
                path: path.to_owned(),
                bytes,
            });
        }
        hash.update(&piece[..n]);
    }
    Ok(Upload {
        path: path.to_owned(),
        sha256: hex(&hash.finalize()),
        bytes,
    })
}

/// Bytes as lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
