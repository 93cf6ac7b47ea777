//! Taking back: all versions, nothing twice, and only what is on record.

use super::buckets::bucket_policy;
use super::hands::undo;
use crate::fake_aws::{FakeAws, HOME, Reply, otherwise};
use aisec_tui::stack::spec::Tags;
use aisec_tui::stack::{ActErrorKind, Spec};
use std::sync::Mutex;

#[tokio::test]
async fn a_purge_deletes_every_version_and_every_delete_marker() {
    let listings = Mutex::new(0);
    let fake = FakeAws::new(move |sent| {
        if sent.operation.starts_with("GET /?versions") {
            let mut listings = listings.lock().expect("no test panics with the lock");
            *listings += 1;
            let objects = match *listings {
                1 => {
                    "<Version><Key>a</Key><VersionId>1</VersionId></Version>\
                      <DeleteMarker><Key>a</Key><VersionId>2</VersionId></DeleteMarker>"
                }
                _ => "",
            };
            return Reply::Ok(format!("<ListVersionsResult>{objects}</ListVersionsResult>"));
        }
        if sent.operation.starts_with("GET /?uploads") {
            return Reply::Ok("<ListMultipartUploadsResult/>".to_owned());
        }
        if sent.operation.starts_with("POST /?delete") {
            return Reply::Ok("<DeleteResult/>".to_owned());
        }
        if sent.operation.starts_with("DELETE /") {
            return Reply::Ok(String::new());
        }
        otherwise()
    });
    let spec = Spec::CreateBucket {
        bucket: "data".to_owned(),
        region: HOME.to_owned(),
    };
    undo(&fake, &spec, &[])
        .await
        .expect("the bucket is emptied and deleted");
    let sent = fake.sent_after_connect();
    let delete = sent
        .iter()
        .find(|s| s.operation.starts_with("POST /?delete"))
        .expect("one batch");
    for version in ["<VersionId>1</VersionId>", "<VersionId>2</VersionId>"] {
        assert!(delete.body.contains(version), "{}", delete.body);
    }
    assert!(sent.last().is_some_and(|s| s.operation.starts_with("DELETE /")));
}

#[tokio::test]
async fn what_is_gone_already_is_taken_back() {
    let cases = [
        (
            Spec::CreateAlias {
                alias: "alias/a".to_owned(),
                key_id: "1234".to_owned(),
            },
            "NotFoundException",
            vec![],
        ),
        (
            Spec::CreateVpc {
                cidr: "10.0.0.0/16".to_owned(),
                tags: Tags::new(),
            },
            "InvalidVpcID.NotFound",
            vec![("VpcId", "vpc-1")],
        ),
        (bucket_policy("{}"), "NoSuchBucket", vec![]),
    ];
    for (spec, code, outputs) in cases {
        let fake = FakeAws::new(move |sent| match sent.operation.as_str() {
            "GetCallerIdentity" => otherwise(),
            _ => Reply::error(sent, 404, code, "it is not there"),
        });
        assert_eq!(undo(&fake, &spec, &outputs).await, Ok(()), "{code}");
    }
}

#[tokio::test]
async fn a_step_whose_resource_is_not_on_record_is_left_as_it_is() {
    let spec = Spec::CreateVpc {
        cidr: "10.0.0.0/16".to_owned(),
        tags: Tags::new(),
    };
    let fake = FakeAws::new(|_| otherwise());
    let error = undo(&fake, &spec, &[]).await.expect_err("no id is known");
    assert_eq!(error.kind, ActErrorKind::Fatal);
    assert_eq!(fake.sent_after_connect(), []);
}
