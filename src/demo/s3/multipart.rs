//! Uploads in parts: each part checked, the whole put together at the end.

use super::checksum::{self, Algorithm, Checksum};
use super::objects;
use super::reply::{Outcome, Refusal, document, empty, header};
use super::state::{Part, Request, Upload};
use crate::demo::wire::xml::Element;
use crate::demo::{ACCOUNT_ID, Response};

/// The least that every part but the last must hold, in bytes.
const SMALLEST_PART: usize = 5 * 1024 * 1024;

/// The highest part number.
const MOST_PARTS: u32 = 10_000;

/// `CreateMultipartUpload`.
pub(super) fn create(request: &mut Request<'_>) -> Outcome {
    let mut draft = objects::draft(request)?;
    let algorithm = request.call.header("x-amz-checksum-algorithm");
    let algorithm = algorithm.map_or(Ok(Algorithm::Crc64Nvme), Algorithm::named)?;
    draft.checksum.algorithm = algorithm;
    draft.checksum.composite = match request.call.header("x-amz-checksum-type") {
        Some("COMPOSITE") if algorithm == Algorithm::Crc64Nvme => {
            return Err(Refusal::new(
                400,
                "InvalidRequest",
                "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.",
            ));
        }
        Some("FULL_OBJECT") if algorithm == Algorithm::Sha256 => {
            return Err(Refusal::new(
                400,
                "InvalidRequest",
                "The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.",
            ));
        }
        Some(kind) => kind == "COMPOSITE",
        None => algorithm != Algorithm::Crc64Nvme,
    };
    let id = request.ids.hex(64);
    let mut response = document("InitiateMultipartUploadResult", |x| {
        x.text("Bucket", &request.address.bucket);
        x.text("Key", &request.address.key);
        x.text("UploadId", &id);
    });
    super::encryption::write(&draft.encryption, &mut response);
    header(&mut response, "x-amz-checksum-algorithm", algorithm.name());
    header(&mut response, "x-amz-checksum-type", draft.checksum.kind());
    let upload = Upload {
        bucket: request.address.bucket.clone(),
        key: request.address.key.clone(),
        started: request.call.now,
        draft,
        parts: std::collections::BTreeMap::new(),
    };
    request.state.uploads.insert(id, upload);
    Ok(response)
}

/// The upload that a call names; it belongs to the key that is addressed.
fn named<'a>(request: &'a Request<'_>) -> Result<&'a Upload, Refusal> {
    request.bucket()?;
    let id = request.call.query.text("uploadId");
    let ours = |u: &&Upload| u.bucket == request.address.bucket && u.key == request.address.key;
    request.state.uploads.get(id).filter(ours).ok_or_else(|| {
        Refusal::new(
            404,
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have \
             been aborted or completed.",
        )
    })
}

/// `UploadPart`.
pub(super) fn part(request: &mut Request<'_>) -> Outcome {
    if request.call.headers.contains_key("x-amz-copy-source") {
        return Err(Refusal::new(
            501,
            "NotImplemented",
            "The embedded account copies whole objects only.",
        ));
    }
    let upload = named(request)?;
    let number = request.call.query.get("partNumber");
    let number = number
        .and_then(|n| n.parse::<u32>().ok())
        .filter(|n| (1..=MOST_PARTS).contains(n))
        .ok_or_else(|| Refusal::argument("Part number must be an integer between 1 and 10000, inclusive"))?;
    let body = request.call.body.clone();
    let algorithm = upload.draft.checksum.algorithm;
    // A part that brings another algorithm's value is checked by that, and
    // counted by the upload's.
    checksum::brought(&request.call.headers, &body)?;
    let part = Part {
        etag: checksum::etag(&body),
        checksum: Checksum::of(algorithm, &body),
        modified: request.call.now,
        body,
    };
    let mut response = empty(200);
    header(&mut response, "etag", &format!("\"{}\"", part.etag));
    header(&mut response, algorithm.header(), &part.checksum.value);
    super::encryption::write(&upload.draft.encryption, &mut response);
    let id = request.call.query.text("uploadId");
    if let Some(upload) = request.state.uploads.get_mut(id) {
        upload.parts.insert(number, part);
    }
    Ok(response)
}

/// `CompleteMultipartUpload`.
pub(super) fn complete(request: &mut Request<'_>) -> Outcome {
    let body = request.body("CompleteMultipartUpload")?;
    objects::check_write(request)?;
    let upload = named(request)?;
    let parts = chosen(&body, upload)?;
    let mut version = upload.draft.clone();
    let bytes: Vec<u8> = parts.iter().flat_map(|p| p.body.iter().copied()).collect();
    let algorithm = version.checksum.algorithm;
    version.checksum = if version.checksum.composite {
        Checksum::of_parts(algorithm, parts.iter().map(|p| p.body.as_ref()))
    } else {
        Checksum::of(algorithm, &bytes)
    };
    if let Some(sent) = request.call.header(algorithm.header())
        && sent.split('-').next() != version.checksum.value.split('-').next()
    {
        return Err(Refusal::new(
            400,
            "BadDigest",
            format!(
                "The {} you specified did not match the calculated checksum.",
                algorithm.name()
            ),
        ));
    }
    version.etag = format!("{}-{}", checksum::etag(&bytes), parts.len());
    version.parts = Some(parts.len());
    version.modified = request.call.now;
    version.body = bytes.into();
    let mut response = finished(request, &version.etag, &version.checksum);
    objects::describe_write(request.bucket()?, &version, &mut response);
    response.headers.remove("etag");
    let key = request.address.key.clone();
    objects::store(request.bucket_mut()?, &key, version);
    let id = request.call.query.text("uploadId");
    request.state.uploads.remove(id);
    Ok(response)
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
fn chosen<'a>(body: &Element, upload: &'a Upload) -> Result<Vec<&'a Part>, Refusal> {
    let mut parts = Vec::new();
    let mut before = 0;
    for listed in body.all("Part") {
        let number = listed.at("PartNumber").and_then(|n| n.parse::<u32>().ok());
        let number = number.ok_or_else(Refusal::malformed)?;
        if number <= before {
            return Err(Refusal::new(
                400,
                "InvalidPartOrder",
                "The list of parts was not in ascending order. Parts must be ordered by part number.",
            ));
        }
        before = number;
        let etag = listed.at("ETag").unwrap_or("").trim_matches('"');
        let part = upload.parts.get(&number).filter(|p| p.etag == etag);
        let checked = part.filter(|p| {
            listed
                .at(&p.checksum.algorithm.element())
                .is_none_or(|sent| sent == p.checksum.value)
        });
        parts.push(checked.ok_or_else(|| {
            Refusal::new(
                400,
                "InvalidPart",
                "One or more of the specified parts could not be found. The part may not have been \
                 uploaded, or the specified entity tag may not match the part's entity tag.",
            )
        })?);
    }
    let Some((_, all_but_last)) = parts.split_last() else {
        return Err(Refusal::malformed());
    };
    if all_but_last.iter().any(|p| p.body.len() < SMALLEST_PART) {
        return Err(Refusal::new(
            400,
            "EntityTooSmall",
            "Your proposed upload is smaller than the minimum allowed size",
        ));
    }
    Ok(parts)
}

/// `AbortMultipartUpload`.
pub(super) fn abort(request: &mut Request<'_>) -> Outcome {
    named(request)?;
    let id = request.call.query.text("uploadId");
    request.state.uploads.remove(id);
    Ok(empty(204))
}

/// `ListParts`.
pub(super) fn parts(request: &mut Request<'_>) -> Outcome {
    let upload = named(request)?;
    let query = &request.call.query;
    let after = query
        .get("part-number-marker")
        .and_then(|n| n.parse::<u32>().ok())
        .unwrap_or(0);
    let size = query
        .get("max-parts")
        .and_then(|n| n.parse::<usize>().ok())
        .unwrap_or(1000)
        .min(1000);
    let mut rest = upload.parts.range(after.saturating_add(1)..);
    let page: Vec<(&u32, &Part)> = rest.by_ref().take(size).collect();
    let more = rest.next().is_some();
    let checksum = &upload.draft.checksum;
    Ok(document("ListPartsResult", |x| {
        x.text("Bucket", &upload.bucket);
        x.text("Key", &upload.key);
        x.text("UploadId", query.text("uploadId"));
        x.text("PartNumberMarker", after);
        x.maybe("NextPartNumberMarker", page.last().map(|(number, _)| *number));
        x.text("MaxParts", size);
        x.text("IsTruncated", more);
        x.text("StorageClass", "STANDARD");
        x.text("ChecksumAlgorithm", checksum.algorithm.name());
        x.text("ChecksumType", checksum.kind());
        x.element("Initiator", |x| {
            x.text("ID", format!("arn:aws:iam::{ACCOUNT_ID}:root"));
        });
        x.element("Owner", |x| x.text("ID", Request::owner()));
        for (number, part) in page {
            x.element("Part", |x| {
                x.text("PartNumber", number);
                x.text("LastModified", part.modified.rfc3339());
                x.text("ETag", format!("\"{}\"", part.etag));
                x.text("Size", part.body.len());
                x.text(&part.checksum.algorithm.element(), &part.checksum.value);
            });
        }
    }))
}

/// `ListMultipartUploads`: in one page, for a demo never has a thousand.
pub(super) fn uploads(request: &mut Request<'_>) -> Outcome {
    request.bucket()?;
    let prefix = request.call.query.text("prefix");
    let mut found: Vec<(&String, &Upload)> = request
        .state
        .uploads
        .iter()
        .filter(|(_, u)| u.bucket == request.address.bucket && u.key.starts_with(prefix))
        .collect();
    found.sort_by(|a, b| (&a.1.key, a.1.started, a.0).cmp(&(&b.1.key, b.1.started, b.0)));
    Ok(document("ListMultipartUploadsResult", |x| {
        x.text("Bucket", &request.address.bucket);
        x.text("Prefix", prefix);
        x.text("MaxUploads", 1000);
        x.text("IsTruncated", false);
        for (id, upload) in found {
            x.element("Upload", |x| {
                x.text("Key", &upload.key);
                x.text("UploadId", id);
                x.text("Initiated", upload.started.rfc3339());
                x.text("StorageClass", "STANDARD");
                x.element("Owner", |x| x.text("ID", Request::owner()));
            });
        }
    }))
}
