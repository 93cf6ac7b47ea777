//! Conditions in words: a subject, what must be so, and what happens to a
//! request that does not carry the key.

use super::either;
use crate::policy::Condition;
use crate::policy::operator::{Base, Operator, SetQualifier};

/// What the keys that policies test most often stand for. A key that ends in
/// `/` is told with what follows it.
const SUBJECTS: &[(&str, &str)] = &[
    ("aws:CalledVia", "a service that the request was made through"),
    ("aws:CurrentTime", "the time of the request"),
    (
        "aws:MultiFactorAuthAge",
        "the age in seconds of the multi-factor sign-in",
    ),
    ("aws:PrincipalAccount", "the caller's account"),
    ("aws:PrincipalArn", "the caller's ARN"),
    ("aws:PrincipalOrgID", "the caller's organisation"),
    ("aws:PrincipalOrgPaths", "the caller's place in the organisation"),
    ("aws:PrincipalServiceName", "the calling AWS service"),
    ("aws:PrincipalTag/", "the caller's tag"),
    ("aws:PrincipalType", "the kind of caller"),
    ("aws:RequestTag/", "the request's tag"),
    ("aws:RequestedRegion", "the Region that is called"),
    ("aws:ResourceAccount", "the account that owns the resource"),
    ("aws:ResourceOrgID", "the organisation that owns the resource"),
    ("aws:ResourceTag/", "the resource's tag"),
    (
        "aws:SourceAccount",
        "the account on whose behalf the service calls",
    ),
    ("aws:SourceArn", "the resource on whose behalf the service calls"),
    ("aws:SourceIp", "the caller's address"),
    (
        "aws:SourceOrgID",
        "the organisation on whose behalf the service calls",
    ),
    ("aws:SourceVpc", "the VPC that the request comes from"),
    (
        "aws:SourceVpce",
        "the VPC endpoint that the request comes through",
    ),
    ("aws:TagKeys", "a tag key of the request"),
    ("aws:UserAgent", "the name that the caller's program gives itself"),
    ("aws:userid", "the caller's unique id"),
    ("aws:username", "the caller's user name"),
    ("aws:VpcSourceIp", "the caller's address within its VPC"),
    ("bedrock:GuardrailIdentifier", "the guardrail of the request"),
    ("ec2:Vpc", "the VPC"),
    (
        "iam:AssociatedResourceArn",
        "the resource that the role is passed for",
    ),
    ("iam:PassedToService", "the service that the role is passed to"),
    ("iam:PermissionsBoundary", "the permissions boundary"),
    ("kms:CallerAccount", "the account that calls for the key"),
    ("kms:EncryptionContext:", "the encryption context's value of"),
    ("kms:GranteePrincipal", "who gets the grant"),
    ("kms:KeyOrigin", "where the key material comes from"),
    ("kms:KeySpec", "the kind of key"),
    ("kms:ResourceAliases", "an alias of the key"),
    (
        "kms:ScheduleKeyDeletionPendingWindowInDays",
        "the days until the key is deleted",
    ),
    ("kms:ViaService", "the service that uses the key for the caller"),
    ("s3:DataAccessPointArn", "the access point"),
    ("s3:ExistingObjectTag/", "the object's tag"),
    ("s3:prefix", "the prefix that is listed"),
    ("s3:TlsVersion", "the TLS version"),
    ("s3:x-amz-acl", "the canned ACL that is set"),
    (
        "s3:x-amz-server-side-encryption",
        "the kind of encryption asked for",
    ),
    (
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "the key asked for",
    ),
    (
        "sagemaker:DirectInternetAccess",
        "whether the notebook gets to the internet",
    ),
    ("sagemaker:ImageArns", "an image of the domain"),
    ("sagemaker:InstanceTypes", "an instance type"),
    ("sagemaker:OutputKmsKey", "the key for the output"),
    ("sagemaker:RootAccess", "whether the notebook gives root access"),
    ("sagemaker:VolumeKmsKey", "the key for the volume"),
    ("sagemaker:VpcSecurityGroupIds", "a security group of the job"),
    ("sagemaker:VpcSubnets", "a subnet of the job"),
    ("sts:ExternalId", "the external id"),
    ("sts:RoleSessionName", "the session's name"),
    (
        "token.actions.githubusercontent.com:aud",
        "the audience of the GitHub token",
    ),
    (
        "token.actions.githubusercontent.com:sub",
        "the repository and branch of the GitHub token",
    ),
];

/// Keys of true and false: what the request is when true, and when false.
const FACTS: &[(&str, &str, &str)] = &[
    (
        "aws:MultiFactorAuthPresent",
        "the caller signed in with a second factor",
        "the caller signed in without a second factor",
    ),
    (
        "aws:PrincipalIsAWSService",
        "an AWS service calls for itself",
        "the caller is no AWS service",
    ),
    (
        "aws:SecureTransport",
        "the request is made over TLS",
        "the request is made over plain HTTP",
    ),
    (
        "aws:ViaAWSService",
        "an AWS service makes the request for the caller",
        "the caller makes the request itself",
    ),
    (
        "kms:BypassPolicyLockoutSafetyCheck",
        "the lockout check is skipped",
        "the lockout check is made",
    ),
    (
        "kms:GrantIsForAWSResource",
        "the grant is for an AWS resource",
        "the grant is not for an AWS resource",
    ),
    (
        "kms:MultiRegion",
        "the key is multi-Region",
        "the key is of one Region",
    ),
    (
        "sagemaker:InterContainerTrafficEncryption",
        "traffic between containers is encrypted",
        "traffic between containers is not encrypted",
    ),
    (
        "sagemaker:NetworkIsolation",
        "the containers have no network",
        "the containers have a network",
    ),
];

/// A condition in a sentence.
pub fn condition(condition: &Condition) -> String {
    let Some(operator) = Operator::parse(&condition.operator) else {
        return format!(
            "{} with {} and {}: AWS has no such operator.",
            condition.operator,
            condition.key,
            either(&condition.values)
        );
    };
    let text = match operator.base {
        Base::Null => null(condition),
        Base::Bool => fact(condition).unwrap_or_else(|| plain(condition, operator)),
        _ => plain(condition, operator),
    };
    let (text, absent) = (text, when_absent(operator));
    format!("{text}{absent} ({} {}).", condition.operator, condition.key)
}

fn null(condition: &Condition) -> String {
    let is_null = condition.values.iter().any(|v| v.eq_ignore_ascii_case("true"));
    let carries = if is_null { "does not carry" } else { "carries" };
    format!("The request {carries} {}", subject(&condition.key))
}

/// A key of true and false with one value.
fn fact(condition: &Condition) -> Option<String> {
    let [value] = condition.values.as_slice() else {
        return None;
    };
    let (_, yes, no) = FACTS
        .iter()
        .find(|(k, ..)| k.eq_ignore_ascii_case(&condition.key))?;
    let words = if value.eq_ignore_ascii_case("true") {
        yes
    } else {
        no
    };
    Some(capital(words))
}

fn plain(condition: &Condition, operator: Operator) -> String {
    let subject = subject(&condition.key);
    let subject = match operator.set {
        None => subject,
        Some(SetQualifier::ForAllValues) => format!("each value of {subject}"),
        Some(SetQualifier::ForAnyValue) => format!("at least one value of {subject}"),
    };
    let (one, many) = verb(operator.base);
    let verb = if condition.values.len() == 1 { one } else { many };
    let values = if operator.base.is_negated() {
        condition.values.join(", ")
    } else {
        either(&condition.values)
    };
    format!("{} {verb} {values}", capital(&subject))
}

/// What must be so, for one value and for several.
fn verb(base: Base) -> (&'static str, &'static str) {
    match base {
        Base::StringEquals | Base::NumericEquals | Base::DateEquals | Base::BinaryEquals | Base::Bool => {
            ("is", "is")
        }
        Base::StringNotEquals | Base::NumericNotEquals | Base::DateNotEquals => ("is not", "is none of"),
        Base::StringEqualsIgnoreCase => ("is, in any case of letters,", "is, in any case of letters,"),
        Base::StringNotEqualsIgnoreCase => (
            "is not, in any case of letters,",
            "is, in any case of letters, none of",
        ),
        Base::StringLike | Base::ArnLike | Base::ArnEquals => ("matches", "matches"),
        Base::StringNotLike | Base::ArnNotLike | Base::ArnNotEquals => ("does not match", "matches none of"),
        Base::NumericLessThan => ("is below", "is below"),
        Base::NumericLessThanEquals => ("is at most", "is at most"),
        Base::NumericGreaterThan => ("is above", "is above"),
        Base::NumericGreaterThanEquals => ("is at least", "is at least"),
        Base::DateLessThan => ("is before", "is before"),
        Base::DateLessThanEquals => ("is not after", "is not after"),
        Base::DateGreaterThan => ("is after", "is after"),
        Base::DateGreaterThanEquals => ("is not before", "is not before"),
        Base::IpAddress => ("is in", "is in"),
        Base::NotIpAddress => ("is not in", "is in none of"),
        Base::Null => ("is absent:", "is absent:"),
    }
}

/// What a request without the key comes to, where it is not plainly a miss.
fn when_absent(operator: Operator) -> &'static str {
    let holds = operator.if_exists || operator.base.is_negated();
    match operator.set {
        _ if operator.base == Base::Null => "",
        Some(SetQualifier::ForAllValues) => "; also if there is none",
        Some(SetQualifier::ForAnyValue) if !operator.if_exists => "",
        _ if holds => "; also if the request does not say",
        _ => "",
    }
}

/// What a key stands for.
fn subject(key: &str) -> String {
    let known = SUBJECTS.iter().find(|(name, _)| {
        let varies = name.ends_with(['/', ':']);
        let head = key.get(..name.len()).unwrap_or_default();
        name.eq_ignore_ascii_case(if varies { head } else { key })
    });
    match known {
        Some((name, words)) if name.ends_with(['/', ':']) => format!("{words} {}", &key[name.len()..]),
        Some((_, words)) => (*words).to_owned(),
        None => key.to_owned(),
    }
}

fn capital(text: &str) -> String {
    // A key stands as it is written.
    let first = text.split(' ').next().unwrap_or_default();
    if first.contains(':') {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
