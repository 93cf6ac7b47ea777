//! The questions, each with the answer that is wanted.

use super::Expected;
use crate::policy::compose::Workload;
use crate::policy::evaluate::Request;

/// A policy that bears on a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// This policy of the set; without it the question is not asked.
    Named(&'static str),
    /// This endpoint policy, if the set has it.
    IfPresent(&'static str),
    /// The principal is an administrator by its own policies.
    Administrator,
    /// The resource's own policy lets everyone do everything: an attacker's bucket.
    OpenResource,
    /// The resource's own policy leaves it to the identity policies of the
    /// account: the usual key.
    TrustsAccount,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// In words.
    pub title: &'static str,
    /// The request.
    pub request: Request,
    /// The wanted answer.
    pub expected: Expected,
    /// The policies that bear on it.
    pub bearings: Vec<Bearing>,
}

/// An account that is nobody's business here.
const STRANGER: &str = "999999999999";

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

struct Asking<'w> {
    w: &'w Workload,
    out: Vec<Question>,
}

/// The questions for a workload without references.
pub fn questions(w: &Workload) -> Vec<Question> {
    let mut asking = Asking { w, out: Vec::new() };
    asking.trust();
    asking.data();
    asking.output();
    asking.key_use();
    asking.key_control();
    asking.platform();
    asking.perimeter();
    asking.out
}

impl Asking<'_> {
    fn ask(&mut self, title: &'static str, expected: Expected, bearings: &[Bearing], request: Request) {
        self.out.push(Question {
            title,
            expected,
            bearings: bearings.to_vec(),
            request: request.with_aws_keys(),
        });
    }

    fn must(&mut self, title: &'static str, bearings: &[Bearing], request: Request) {
        self.ask(title, Expected::Allowed, bearings, request);
    }

    fn must_not(&mut self, title: &'static str, bearings: &[Bearing], request: Request) {
        self.ask(title, Expected::Denied, bearings, request);
    }

    fn session(&self) -> String {
        format!(
            "arn:{}:sts::{}:assumed-role/{}/SageMaker",
            self.w.partition, self.w.account, self.w.role_name
        )
    }

    /// An S3 request over TLS 1.3, through the first endpoint if there is one.
    fn s3(&self, principal: String, action: &str, path: &str) -> Request {
        let mut request = Request::new(principal, action, format!("arn:{}:s3:::{path}", self.w.partition))
            .owned_by(&self.w.account)
            .with("aws:SecureTransport", "true")
            .with("s3:TlsVersion", "1.3")
            .with("aws:PrincipalArn", self.w.role());
        if let Some(endpoint) = self.w.vpc_endpoints.first() {
            request = request.with("aws:SourceVpce", endpoint.clone());
        }
        request
    }

    fn role_s3(&self, action: &str, path: &str) -> Request {
        self.s3(self.session(), action, path)
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
        let operator = self.w.operator_arn.clone();
        self.s3(operator.clone(), action, path)
            .with("aws:PrincipalArn", operator)
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

    fn other_key(&self) -> String {
        format!(
            "arn:{}:kms:{}:{}:key/ffffffff-ffff-ffff-ffff-ffffffffffff",
            self.w.partition, self.w.region, self.w.account
        )
    }

    fn kms(&self, action: &str) -> Request {
        Request::new(self.session(), action, self.w.key_arn.clone())
            .owned_by(&self.w.account)
            .with("aws:PrincipalArn", self.w.role())
            .with("kms:CallerAccount", self.w.account.clone())
    }

    fn through_s3(&self, request: Request, bucket: &str) -> Request {
        request
            .with("kms:ViaService", format!("s3.{}.amazonaws.com", self.w.region))
            .with(
                "kms:EncryptionContext:aws:s3:arn",
                format!("arn:{}:s3:::{bucket}", self.w.partition),
            )
    }

    fn key_use(&mut self) {
        let w = self.w;
        let decrypt = self.through_s3(self.kms("kms:Decrypt"), &w.data_bucket);
        let write = self.through_s3(self.kms("kms:GenerateDataKey"), &w.output_bucket);
        if w.scenario.trains() || w.scenario.serves() {
            self.must(
                "the role decrypts objects through S3",
                ROLE_AND_KEY,
                decrypt.clone(),
            );
            self.must("the role encrypts objects through S3", ROLE_AND_KEY, write);
            let grant = self
                .kms("kms:CreateGrant")
                .with("kms:GrantIsForAWSResource", "true");
            self.must("a volume gets the key by a grant", ROLE_AND_KEY, grant);
            let describe = self.kms("kms:DescribeKey");
            self.must("SageMaker checks the volume key", ROLE_AND_KEY, describe);
        }
        let loose = self.kms("kms:Decrypt");
        self.must_not("the role decrypts loose data with the key", ROLE_AND_KEY, loose);
        let mut other = decrypt.clone();
        other.resource = self.other_key();
        self.must_not("the role decrypts with another key", ROLE_AND_USUAL_KEY, other);
        let grant = self
            .kms("kms:CreateGrant")
            .with("kms:GrantIsForAWSResource", "false");
        self.must_not("the role grants the key to a person", ROLE_AND_KEY, grant);
        let foreign = self.through_s3(self.kms("kms:Decrypt"), "another-bucket");
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
            let request = self.kms(action);
            self.must_not("the role controls the key", ROLE_AND_USUAL_KEY, request);
        }
        let mut operator = self
            .kms("kms:PutKeyPolicy")
            .with("aws:PrincipalArn", w.operator_arn.clone());
        operator.principal.clone_from(&w.operator_arn);
        self.must("the operator administers the key", ADMIN_AND_KEY, operator);
        let mut other = self.kms("kms:Decrypt").with("aws:PrincipalArn", "");
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
        let on_any = |action: &str| Request::new(self.session(), action, "*").owned_by(&w.account);
        let (token, network, metrics) = (
            on_any("ecr:GetAuthorizationToken"),
            on_any("ec2:CreateNetworkInterface"),
            on_any("cloudwatch:PutMetricData"),
        );
        let pass = Request::new(self.session(), "iam:PassRole", w.role());
        let images: Vec<Request> = w
            .image_repositories
            .iter()
            // Images of other accounts are shared by policies we do not see.
            .map(|r| Request::new(self.session(), "ecr:BatchGetImage", r.clone()).owned_by(&w.account))
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
            let get = Request::new(self.session(), "kinesis:GetRecords", stream.clone());
            self.must("the role reads the stream", ROLE, get);
            let put = Request::new(self.session(), "kinesis:PutRecord", stream.clone());
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
        let mut stranger = self.s3(
            format!("arn:{}:iam::{STRANGER}:role/x", w.partition),
            "s3:PutObject",
            &format!("{}/x", w.data_bucket),
        );
        stranger.context.set("aws:PrincipalArn", Vec::new());
        self.must_not(
            "another account's credentials work through the endpoint",
            ADMIN_AND_ENDPOINT,
            stranger,
        );
        if w.only_through_endpoints && !w.vpc_endpoints.is_empty() {
            let path = format!("{}/{}x", w.data_bucket, w.data_prefix);
            let mut outside = self.role_s3("s3:GetObject", &path);
            outside.context.set("aws:SourceVpce", Vec::new());
            self.must_not(
                "the role reads the input from outside the VPC",
                ADMIN_AND_DATA,
                outside,
            );
            let mut operator = self.operator_s3("s3:GetObject", &path);
            operator.context.set("aws:SourceVpce", Vec::new());
            self.must("the operator is not locked out", ADMIN_AND_DATA, operator);
        }
    }
}
