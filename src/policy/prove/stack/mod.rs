//! The questions about a stack with one execution role.
//!
//! - [`duties`]: what the role does besides reading and writing data
//! - [`sides`]: the two sides of the role's use of the key and the stream,
//!   each of which must do without the other
//! - [`company`]: who works beside the role: the caller, notebooks

mod company;
mod duties;
mod sides;

use super::question::{Asking, Bearing, Question, STRANGER, without};
use super::shared;
use crate::policy::compose::Workload;
use crate::policy::evaluate::Request;

const ROLE: &[Bearing] = &[Bearing::Named("execution-role")];
const ROLE_AND_DATA: &[Bearing] = &[
    Bearing::Named("execution-role"),
    Bearing::Named("bucket-data"),
    Bearing::IfPresent("endpoint-s3"),
];
const ROLE_AND_OUTPUT: &[Bearing] = &[
    Bearing::Named("execution-role"),
    Bearing::Named("bucket-output"),
    Bearing::IfPresent("endpoint-s3"),
];
const ROLE_AND_KEY: &[Bearing] = &[Bearing::Named("execution-role"), Bearing::Named("key")];
const ADMIN_AND_DATA: &[Bearing] = &[Bearing::Administrator, Bearing::Named("bucket-data")];
const ADMIN_AND_KEY: &[Bearing] = &[Bearing::Administrator, Bearing::Named("key")];
const TRUST: &[Bearing] = &[Bearing::Named("trust")];
const ADMIN_AND_ENDPOINT: &[Bearing] = &[
    Bearing::Administrator,
    Bearing::Named("endpoint-s3"),
    Bearing::OpenResource,
];
const ROLE_AND_OPEN_RESOURCE: &[Bearing] = &[Bearing::Named("execution-role"), Bearing::OpenResource];
const ROLE_AND_USUAL_KEY: &[Bearing] = &[Bearing::Named("execution-role"), Bearing::TrustsAccount];

/// The questions for a workload without references.
pub fn questions(w: &Workload) -> Vec<Question> {
    let mut asking = Asking::about(w);
    asking.trust();
    asking.data();
    asking.output();
    asking.key_use();
    asking.key_control();
    asking.platform();
    asking.perimeter();
    duties::ask(&mut asking);
    sides::ask(&mut asking);
    company::ask(&mut asking);
    shared::ask(&mut asking);
    asking.out
}

impl Asking<'_> {
    fn role_session(&self) -> String {
        self.session(&self.w.role_name, "SageMaker")
    }

    fn role_s3(&self, action: &str, path: &str) -> Request {
        self.s3(&self.role_session(), action, path)
            .with("aws:PrincipalArn", self.w.role())
    }

    fn assume(&self) -> Request {
        Request::new("sagemaker.amazonaws.com", "sts:AssumeRole", self.w.role())
    }

    fn trust(&mut self) {
        let w = self.w;
        let arn = |account: &str| {
            format!(
                "arn:{}:sagemaker:{}:{account}:training-job/j",
                w.partition, w.region
            )
        };
        let ours = self
            .assume()
            .with("aws:SourceAccount", w.account.clone())
            .with("aws:SourceArn", arn(&w.account));
        self.must(
            "SageMaker assumes the role for a job of this account",
            TRUST,
            ours,
        );
        let theirs = self
            .assume()
            .with("aws:SourceAccount", STRANGER)
            .with("aws:SourceArn", arn(STRANGER));
        self.must_not(
            "SageMaker assumes the role for another account's job",
            TRUST,
            theirs,
        );
        let bare = self.assume();
        self.must_not("SageMaker assumes the role without saying for whom", TRUST, bare);
        let user = Request::new(
            format!("arn:{}:iam::{}:user/anyone", w.partition, w.account),
            "sts:AssumeRole",
            w.role(),
        );
        let bearings = [Bearing::Administrator, Bearing::Named("trust")];
        self.must_not("an administrator assumes the role by hand", &bearings, user);
    }

    fn data(&mut self) {
        let w = self.w;
        let object = format!("{}/{}patients.csv", w.data_bucket, w.data_prefix);
        if w.scenario.trains() {
            let list = self.role_s3("s3:ListBucket", &w.data_bucket);
            self.must("the role lists the data bucket", ROLE_AND_DATA, list);
            let get = self.role_s3("s3:GetObject", &object);
            self.must("the role reads the input", ROLE_AND_DATA, get);
        }
        let plain = self
            .role_s3("s3:GetObject", &object)
            .with("aws:SecureTransport", "false");
        self.must_not("the role reads the input over plain HTTP", ROLE_AND_DATA, plain);
        let old = self.role_s3("s3:GetObject", &object).with("s3:TlsVersion", "1.1");
        self.must_not("the role reads the input over TLS 1.1", ROLE_AND_DATA, old);
        let put = self.role_s3("s3:PutObject", &object);
        self.must_not("the role changes the input (poisoning)", ROLE_AND_DATA, put);
        let delete = self.role_s3("s3:DeleteObject", &object);
        self.must_not("the role deletes the input", ROLE_AND_DATA, delete);
        let other = self.role_s3("s3:GetObject", "another-bucket/secret");
        self.must_not("the role reads another bucket", ROLE, other);
        let foreign = self
            .role_s3("s3:PutObject", &format!("{}/output/m", w.output_bucket))
            .owned_by(STRANGER);
        self.must_not(
            "the role writes to a bucket of that name in another account",
            ROLE_AND_OPEN_RESOURCE,
            foreign,
        );
        let plain = self
            .operator_s3("s3:GetObject", &object)
            .with("aws:SecureTransport", "false");
        self.must_not(
            "an administrator reads the input over plain HTTP",
            ADMIN_AND_DATA,
            plain,
        );
        let upload = self.operator_s3("s3:PutObject", &object).with(
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
            w.key_arn.clone(),
        );
        self.must(
            "the operator uploads with the stack's key",
            ADMIN_AND_DATA,
            upload.with("s3:x-amz-server-side-encryption", "aws:kms"),
        );
    }

    fn operator_s3(&self, action: &str, path: &str) -> Request {
        let operator = &self.w.operator_arn;
        self.s3(operator, action, path)
            .with("aws:PrincipalArn", operator.clone())
    }

    fn output(&mut self) {
        const KEY: &str = "s3:x-amz-server-side-encryption-aws-kms-key-id";
        let w = self.w;
        if !w.scenario.trains() {
            return;
        }
        let model = format!("{}/output/model.tar.gz", w.output_bucket);
        let put = self.role_s3("s3:PutObject", &model);
        self.must(
            "the role writes a model, by the bucket's default key",
            ROLE_AND_OUTPUT,
            put.clone(),
        );
        let kms = put.clone().with("s3:x-amz-server-side-encryption", "aws:kms");
        self.must(
            "the role writes a model with the stack's key",
            ROLE_AND_OUTPUT,
            kms.clone().with(KEY, w.key_arn.clone()),
        );
        self.must_not(
            "the role writes a model with another key",
            ROLE_AND_OUTPUT,
            kms.with(KEY, self.other_key()),
        );
        self.must_not(
            "the role writes a model without the key (SSE-S3)",
            ROLE_AND_OUTPUT,
            put.with("s3:x-amz-server-side-encryption", "AES256"),
        );
        let elsewhere = self.role_s3("s3:PutObject", &format!("{}/other/x", w.output_bucket));
        self.must_not("the role writes outside its prefixes", ROLE_AND_OUTPUT, elsewhere);
    }

    fn role_kms(&self, action: &str) -> Request {
        self.kms(&self.role_session(), action)
            .with("aws:PrincipalArn", self.w.role())
    }

    fn key_use(&mut self) {
        let w = self.w;
        let decrypt = self.through_s3(self.role_kms("kms:Decrypt"), &w.data_bucket);
        let write = self.through_s3(self.role_kms("kms:GenerateDataKey"), &w.output_bucket);
        if w.scenario.trains() || w.scenario.serves() {
            self.must(
                "the role decrypts objects through S3",
                ROLE_AND_KEY,
                decrypt.clone(),
            );
            self.must("the role encrypts objects through S3", ROLE_AND_KEY, write);
            let grant = self
                .role_kms("kms:CreateGrant")
                .with("kms:GrantIsForAWSResource", "true");
            self.must("a volume gets the key by a grant", ROLE_AND_KEY, grant);
            let describe = self.role_kms("kms:DescribeKey");
            self.must("SageMaker checks the volume key", ROLE_AND_KEY, describe);
        }
        let loose = self.role_kms("kms:Decrypt");
        self.must_not("the role decrypts loose data with the key", ROLE_AND_KEY, loose);
        let mut other = decrypt.clone();
        other.resource = self.other_key();
        self.must_not("the role decrypts with another key", ROLE_AND_USUAL_KEY, other);
        let grant = self
            .role_kms("kms:CreateGrant")
            .with("kms:GrantIsForAWSResource", "false");
        self.must_not("the role grants the key to a person", ROLE_AND_KEY, grant);
        let foreign = self.through_s3(self.role_kms("kms:Decrypt"), "another-bucket");
        let key_only = [Bearing::Administrator, Bearing::Named("key")];
        self.must_not(
            "the role decrypts another bucket's objects with the key",
            &key_only,
            foreign,
        );
    }

    fn key_control(&mut self) {
        let w = self.w;
        for action in ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey"] {
            let request = self.role_kms(action);
            self.must_not("the role controls the key", ROLE_AND_USUAL_KEY, request);
        }
        let mut operator = self
            .role_kms("kms:PutKeyPolicy")
            .with("aws:PrincipalArn", w.operator_arn.clone());
        operator.principal.clone_from(&w.operator_arn);
        self.must("the operator administers the key", ADMIN_AND_KEY, operator);
        let mut other = self.role_kms("kms:Decrypt").with("aws:PrincipalArn", "");
        other.principal = format!("arn:{}:iam::{}:role/another", w.partition, w.account);
        self.must_not(
            "another role of the account decrypts with the key",
            ADMIN_AND_KEY,
            other.clone(),
        );
        let mut stranger = other;
        stranger.principal = format!("arn:{}:iam::{STRANGER}:role/x", w.partition);
        self.must_not("another account decrypts with the key", ADMIN_AND_KEY, stranger);
    }

    fn platform(&mut self) {
        let w = self.w;
        let on_any = |action: &str| Request::new(self.role_session(), action, "*").owned_by(&w.account);
        let (token, network, metrics) = (
            on_any("ecr:GetAuthorizationToken"),
            on_any("ec2:CreateNetworkInterface"),
            on_any("cloudwatch:PutMetricData"),
        );
        let pass = Request::new(self.role_session(), "iam:PassRole", w.role());
        let images: Vec<Request> = w
            .image_repositories
            .iter()
            // Images of other accounts are shared by policies we do not see.
            .map(|r| Request::new(self.role_session(), "ecr:BatchGetImage", r.clone()).owned_by(&w.account))
            .collect();
        if w.scenario.trains() || w.scenario.serves() {
            self.must("the role logs in to the registry", ROLE, token);
            self.must("SageMaker places interfaces in the VPC", ROLE, network);
            self.must("SageMaker publishes metrics", ROLE, metrics);
            for image in images {
                self.must("the role pulls the image", ROLE, image);
            }
        }
        self.must_not("the role passes a role on (escalation)", ROLE, pass);
        if let Some(stream) = &w.stream_arn {
            let get = Request::new(self.role_session(), "kinesis:GetRecords", stream.clone());
            self.must("the role reads the stream", ROLE, get);
            let put = Request::new(self.role_session(), "kinesis:PutRecord", stream.clone());
            self.must_not("the role writes to the stream", ROLE, put);
        }
    }

    fn perimeter(&mut self) {
        let w = self.w;
        let other = self
            .operator_s3("s3:PutObject", "another-bucket/x")
            .owned_by(STRANGER);
        self.must_not(
            "data leaves through the endpoint to another account's bucket",
            ADMIN_AND_ENDPOINT,
            other,
        );
        let path = format!("{}/x", w.data_bucket);
        let stranger = self.s3(&self.stranger(), "s3:PutObject", &path);
        self.must_not(
            "another account's credentials work through the endpoint",
            ADMIN_AND_ENDPOINT,
            stranger,
        );
        if w.only_through_endpoints && !w.vpc_endpoints.is_empty() {
            let path = format!("{}/{}x", w.data_bucket, w.data_prefix);
            let outside = without(self.role_s3("s3:GetObject", &path), "aws:SourceVpce");
            self.must_not(
                "the role reads the input from outside the VPC",
                ADMIN_AND_DATA,
                outside,
            );
            let operator = without(self.operator_s3("s3:GetObject", &path), "aws:SourceVpce");
            self.must("the operator is not locked out", ADMIN_AND_DATA, operator);
        }
    }
}
