//! Presigned URLs: good until their time is over. Signatures are not checked,
//! as nowhere in the embedded account.

use super::reply::Refusal;
use crate::demo::Call;
use crate::inventory::Timestamp;

/// The longest that a presigned URL may be good for, in seconds: seven days.
const LONGEST: i64 = 604_800;

/// Refuses a URL that is no longer good.
pub(super) fn check(call: &Call) -> Result<(), Refusal> {
    let query = &call.query;
    if query.has("AWSAccessKeyId") {
        return check_version_2(call);
    }
    if !query.has("X-Amz-Signature") {
        return Ok(());
    }
    let malformed = |message: &str| Refusal::new(400, "AuthorizationQueryParametersError", message);
    let lifetime = query
        .number("X-Amz-Expires")
        .ok_or_else(|| malformed("X-Amz-Expires should be a number"))?;
    if !(0..=LONGEST).contains(&lifetime) {
        return Err(malformed(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be \
             less than 604800 seconds",
        ));
    }
    let signed = moment(query.text("X-Amz-Date"))
        .ok_or_else(|| malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""))?;
    let end = Timestamp(signed.0 + lifetime);
    if call.now > end {
        return Err(Refusal::denied("Request has expired")
            .element("X-Amz-Expires", lifetime.to_string())
            .element("Expires", end.rfc3339())
            .element("ServerTime", call.now.rfc3339()));
    }
    Ok(())
}

/// The same for Signature Version 2, which names the end itself, in seconds
/// since 1970.
fn check_version_2(call: &Call) -> Result<(), Refusal> {
    let end = call.query.number("Expires").map(Timestamp);
    let Some(end) = end.filter(|_| call.query.has("Signature")) else {
        return Err(Refusal::denied(
            "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
        ));
    };
    if call.now > end {
        return Err(Refusal::denied("Request has expired")
            .element("Expires", end.rfc3339())
            .element("ServerTime", call.now.rfc3339()));
    }
    Ok(())
}

/// Reads `20260320T094640Z`.
fn moment(text: &str) -> Option<Timestamp> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let [date, time] = [date, time].map(|t| (t.get(..t.len().min(8)).unwrap_or(""), t));
    let (year, month, day) = (date.1.get(..4)?, date.1.get(4..6)?, date.1.get(6..8)?);
    let (hour, minute, second) = (time.1.get(..2)?, time.1.get(2..4)?, time.1.get(4..6)?);
    Timestamp::parse(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}
