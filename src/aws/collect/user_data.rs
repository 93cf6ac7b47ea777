//! User data of EC2: opened, looked at for secrets, and let go again.

use crate::inventory::secrets::{self, Secret};
use crate::inventory::{Field, Gap, GapKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// User data is at most 16 KiB before base64; what is compressed may be larger
/// inside, but not by this much.
const LARGEST: usize = 4 << 20;

/// The secrets of user data as the API has it: base64, which cloud-init also
/// takes compressed. What cannot be opened is not known to hold none.
pub(super) fn secrets(operation: &str, encoded: Option<&str>) -> Field<Vec<Secret>> {
    let Some(encoded) = encoded.filter(|text| !text.is_empty()) else {
        return Field::Known(Vec::new());
    };
    let unread = |message: &str| {
        Field::Unknown(Gap {
            operation: operation.to_owned(),
            kind: GapKind::Failed,
            message: message.to_owned(),
        })
    };
    let mut plain = encoded.to_owned();
    plain.retain(|c| !c.is_ascii_whitespace());
    let Ok(bytes) = STANDARD.decode(plain) else {
        return unread("the user data is not base64");
    };
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        match inflated(&bytes) {
            Some(bytes) => bytes,
            None => return unread("the user data is compressed and does not inflate"),
        }
    } else {
        bytes
    };
    Field::Known(secrets::in_text("user data", &String::from_utf8_lossy(&bytes)))
}

/// What a gzip member holds (RFC 1952): its header is skipped, its check is not
/// made.
fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & 0b100 != 0 {
        let extra = u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]);
        at += 2 + usize::from(extra);
    }
    // A name and a comment end with a zero each.
    for flag in [0b1000, 0b1_0000] {
        if flags & flag != 0 {
            at += bytes.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    if flags & 0b10 != 0 {
        at += 2;
    }
    miniz_oxide::inflate::decompress_to_vec_with_limit(bytes.get(at..)?, LARGEST).ok()
}
