//! Uploads in parts: each part checked, the whole put together at the end.

use super::checksum::{self, Algorithm, Checksum};
use super::encryption::Encryption;
use super::reply::{Outcome, Refusal, document, empty, header};
use super::request::Request;
use super::state::{Part, Piece, Upload};
use super::{conditions, customer, encryption, objects};
use crate::demo::Response;
use crate::demo::wire::xml::Element;
use bytes::Bytes;
use md5::{Digest as _, Md5};
use std::collections::BTreeMap;

/// The least that every part but the last must hold, in bytes.
const SMALLEST_PART: usize = 5 * 1024 * 1024;

/// The highest part number.
const MOST_PARTS: u32 = 10_000;

/// `CreateMultipartUpload`.
pub(super) fn create(request: &mut Request<'_>) -> Outcome {
    let mut draft = objects::draft(request)?;
    let named = request.call.header("x-amz-checksum-algorithm");
    let algorithm = named.map_or(Ok(Algorithm::Crc64Nvme), Algorithm::named)?;
    draft.checksum.algorithm = algorithm;
    draft.checksum.composite = is_composite(request, algorithm)?;
    let id = request.ids.hex(64);
    let mut response = document("InitiateMultipartUploadResult", |x| {
        x.text("Bucket", &request.address.bucket);
        x.text("Key", &request.address.key);
        x.text("UploadId", &id);
    });
    encryption::write(&draft.encryption, &mut response);
    if named.is_some() {
        header(&mut response, "x-amz-checksum-algorithm", algorithm.name());
        header(&mut response, "x-amz-checksum-type", draft.checksum.kind());
    }
    let upload = Upload {
        started: request.call.now,
        draft,
        checksum_named: named.is_some(),
        parts: BTreeMap::new(),
    };
    let key = request.address.key.clone();
    request.bucket_mut()?.uploads.insert((key, id), upload);
    Ok(response)
}

/// Whether the checksum of the whole is one over those of the parts.
fn is_composite(request: &Request<'_>, algorithm: Algorithm) -> Result<bool, Refusal> {
    let wrong = |kind: &str| {
        Refusal::request(format!(
            "The {kind} checksum type cannot be used with the {} checksum algorithm.",
            algorithm.name().to_ascii_lowercase()
        ))
    };
    match request.call.header("x-amz-checksum-type") {
        Some(kind @ "COMPOSITE") if algorithm == Algorithm::Crc64Nvme => Err(wrong(kind)),
        Some(kind @ "FULL_OBJECT") if !algorithm.is_linear() => Err(wrong(kind)),
        Some("COMPOSITE") => Ok(true),
        Some("FULL_OBJECT") => Ok(false),
        Some(_) => Err(Refusal::request(
            "Value for x-amz-checksum-type header is invalid.",
        )),
        None => Ok(algorithm != Algorithm::Crc64Nvme),
    }
}

fn place(request: &Request<'_>) -> (String, String) {
    let id = request.call.query.text("uploadId");
    (request.address.key.clone(), id.to_owned())
}

/// The upload that a call names; it belongs to the key that is addressed.
pub(super) fn named<'a>(request: &'a Request<'_>) -> Result<&'a Upload, Refusal> {
    let place = place(request);
    request.bucket()?.uploads.get(&place).ok_or_else(|| {
        Refusal::new(
            404,
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been \
             aborted or completed.",
        )
        .element("UploadId", place.1)
    })
}

/// Keeps a part of the upload that a call names.
pub(super) fn add(request: &mut Request<'_>, body: Bytes) -> Result<Part, Refusal> {
    let upload = named(request)?;
    let number = request.call.query.get("partNumber");
    let number = number
        .and_then(|n| n.parse::<u32>().ok())
        .filter(|n| (1..=MOST_PARTS).contains(n))
        .ok_or_else(|| {
            Refusal::argument("Part number must be an integer between 1 and 10000, inclusive")
                .element("ArgumentName", "partNumber")
        })?;
    check_customer_key(request, &upload.draft.encryption)?;
    let algorithm = upload.draft.checksum.algorithm;
    let brought = request.brought.as_ref().map(|checksum| checksum.algorithm);
    if let Some(brought) = brought.filter(|brought| upload.checksum_named && *brought != algorithm) {
        return Err(Refusal::request(format!(
            "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
            algorithm.name().to_ascii_lowercase(),
            brought.name().to_ascii_lowercase()
        )));
    }
    let etag = if upload.draft.encryption.has_md5_etag() {
        checksum::etag(&body)
    } else {
        checksum::opaque_etag(&body)
    };
    let part = Part {
        etag,
        checksum: Checksum::of(algorithm, &body),
        modified: request.call.now,
        body,
    };
    let place = place(request);
    if let Some(upload) = request.bucket_mut()?.uploads.get_mut(&place) {
        upload.parts.insert(number, part.clone());
    }
    Ok(part)
}

/// Parts of an upload under a key of the caller bring that key each.
fn check_customer_key(request: &Request<'_>, encryption: &Encryption) -> Result<(), Refusal> {
    let brought = customer::brought(request.call)?;
    match (encryption, brought) {
        (Encryption::Customer { .. }, None) => Err(Refusal::request(
            "The multipart upload initiate requested encryption. Subsequent part requests must include the \
             appropriate encryption parameters.",
        )),
        (Encryption::Customer { key_md5 }, Some(brought)) if *key_md5 != brought => Err(Refusal::request(
            "The provided encryption parameters did not match the ones used originally.",
        )),
        (Encryption::Customer { .. }, Some(_)) | (_, None) => Ok(()),
        (_, Some(_)) => Err(Refusal::request(
            "The multipart upload initiate did not request encryption. Please resend the request without \
             sending encryption parameters.",
        )),
    }
}

/// `UploadPart`.
pub(super) fn part(request: &mut Request<'_>) -> Outcome {
    let part = add(request, request.call.body.clone())?;
    let mut response = empty(200);
    header(&mut response, "etag", &format!("\"{}\"", part.etag));
    // What was sent is answered; the upload's own sum shows in ListParts.
    let shown = request.brought.as_ref().unwrap_or(&part.checksum);
    header(&mut response, shown.algorithm.header(), &shown.value);
    encryption::write(&named(request)?.draft.encryption, &mut response);
    Ok(response)
}

/// `CompleteMultipartUpload`.
pub(super) fn complete(request: &mut Request<'_>) -> Outcome {
    let body = request.body("CompleteMultipartUpload")?;
    let key = request.address.key.clone();
    let upload = named(request)?;
    conditions::of_write(request.call, request.bucket()?, &key)?;
    let parts = chosen(&body, upload)?;
    let mut version = upload.draft.clone();
    let bytes: Vec<u8> = parts.iter().flat_map(|(_, p)| p.body.iter().copied()).collect();
    let algorithm = version.checksum.algorithm;
    version.checksum = if version.checksum.composite {
        Checksum::of_parts(algorithm, parts.iter().map(|(_, p)| p.body.as_ref()))
    } else {
        Checksum::of(algorithm, &bytes)
    };
    if let Some(sent) = request.call.header(algorithm.header())
        && sent.split('-').next() != version.checksum.value.split('-').next()
    {
        return Err(checksum::mismatch(algorithm.name()));
    }
    let announced = request.call.header("x-amz-mp-object-size");
    if announced.is_some_and(|size| size != bytes.len().to_string()) {
        return Err(Refusal::request(
            "The provided 'x-amz-mp-object-size' header does not match what was computed.",
        ));
    }
    version.etag = whole_etag(&version.encryption, &parts);
    version.parts = parts
        .iter()
        .map(|(number, part)| Piece {
            number: *number,
            size: part.body.len(),
            checksum: part.checksum.value.clone(),
        })
        .collect();
    version.modified = request.call.now;
    version.body = bytes.into();
    let mut response = finished(request, &version.etag, &version.checksum);
    objects::describe_write(request.bucket()?, &key, &version, &mut response);
    response.headers.remove("etag");
    let place = place(request);
    let bucket = request.bucket_mut()?;
    bucket.store(&key, version);
    bucket.uploads.remove(&place);
    Ok(response)
}

/// The MD5 of the parts' MD5s, and how many there are.
fn whole_etag(encryption: &Encryption, parts: &[(u32, &Part)]) -> String {
    let sums: Vec<u8> = parts
        .iter()
        .flat_map(|(_, part)| Md5::digest(&part.body))
        .collect();
    let sum = if encryption.has_md5_etag() {
        checksum::etag(&sums)
    } else {
        checksum::opaque_etag(&sums)
    };
    format!("{sum}-{}", parts.len())
}

fn finished(request: &Request<'_>, etag: &str, checksum: &Checksum) -> Response {
    let (bucket, key) = (&request.address.bucket, &request.address.key);
    document("CompleteMultipartUploadResult", |x| {
        x.text(
            "Location",
            format!("https://{bucket}.s3.{}.amazonaws.com/{key}", request.call.region),
        );
        x.text("Bucket", bucket);
        x.text("Key", key);
        x.text("ETag", format!("\"{etag}\""));
        x.text(&checksum.algorithm.element(), &checksum.value);
        x.text("ChecksumType", checksum.kind());
    })
}

/// The parts that the caller lists, in order, each as it was uploaded.
fn chosen<'a>(body: &Element, upload: &'a Upload) -> Result<Vec<(u32, &'a Part)>, Refusal> {
    let mut parts: Vec<(u32, &Part)> = Vec::new();
    for listed in body.all("Part") {
        let number = listed.at("PartNumber").and_then(|n| n.parse::<u32>().ok());
        let number = number.ok_or_else(Refusal::malformed)?;
        if parts.last().is_some_and(|(before, _)| number <= *before) {
            return Err(Refusal::new(
                400,
                "InvalidPartOrder",
                "The list of parts was not in ascending order. Parts must be ordered by part number.",
            ));
        }
        let etag = listed.at("ETag").unwrap_or("").trim_matches('"');
        let part = upload.parts.get(&number).filter(|p| p.etag == etag);
        let part = part.ok_or_else(|| invalid_part(number, etag))?;
        let name = part.checksum.algorithm.element();
        match listed.at(&name) {
            Some(sent) if sent != part.checksum.value => return Err(invalid_part(number, etag)),
            None if upload.checksum_named && upload.draft.checksum.composite => {
                return Err(Refusal::request(format!(
                    "The upload was created using a {} checksum. The complete request must include the \
                     checksum for each part. It was missing for part {number} in the request.",
                    part.checksum.algorithm.name().to_ascii_lowercase()
                )));
            }
            _ => {}
        }
        parts.push((number, part));
    }
    let Some((_, all_but_last)) = parts.split_last() else {
        return Err(Refusal::malformed());
    };
    if let Some((number, part)) = all_but_last.iter().find(|(_, p)| p.body.len() < SMALLEST_PART) {
        return Err(Refusal::new(
            400,
            "EntityTooSmall",
            "Your proposed upload is smaller than the minimum allowed size",
        )
        .element("ProposedSize", part.body.len().to_string())
        .element("MinSizeAllowed", SMALLEST_PART.to_string())
        .element("PartNumber", number.to_string()));
    }
    Ok(parts)
}

fn invalid_part(number: u32, etag: &str) -> Refusal {
    Refusal::new(
        400,
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the \
         specified entity tag may not match the part's entity tag.",
    )
    .element("PartNumber", number.to_string())
    .element("ETag", etag)
}

/// `AbortMultipartUpload`.
pub(super) fn abort(request: &mut Request<'_>) -> Outcome {
    named(request)?;
    let place = place(request);
    request.bucket_mut()?.uploads.remove(&place);
    Ok(empty(204))
}
