//! Many buckets cost no more each than a few.

use super::{account, s3};
use bytes::Bytes;
use http::HeaderMap;

#[tokio::test]
async fn ten_thousand_buckets_are_made_in_no_time() {
    let account = account();
    let began = std::time::Instant::now();
    for n in 0..10_000 {
        let mut headers = HeaderMap::new();
        let scope = "AWS4-HMAC-SHA256 Credential=AKID/20260131/us-east-1/s3/aws4_request, Signature=0";
        headers.insert("authorization", scope.parse().expect("a header"));
        let uri = format!("https://clinic-{n}.s3.us-east-1.amazonaws.com/");
        let answer = account.answer("PUT", &uri, headers, Bytes::new()).await;
        assert_eq!(answer.status, 200);
    }
    let listed = s3(&account, "us-east-1")
        .list_buckets()
        .send()
        .await
        .expect("buckets");
    assert_eq!(listed.buckets().len(), 10_000);
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
