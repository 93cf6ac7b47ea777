//! IAM: policies that reach what they should have named: whole services, every
//! role, any product, other workloads' tokens.

use super::escalation::{inline, managed, of_role};
use crate::policy::query::{
    assume_role_star, full_access, passes_any_role_to_agentcore, subscribes_to_anything,
    workload_tokens_of_others,
};
use crate::policy::{Document, Statement};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::policies::statement_names;
use crate::posture::severity::Severity;

/// The judge of policies of one's own.
macro_rules! of_policies {
    ($wanted:expr, $fault:expr) => {
        Judge::ManagedPolicy(|context, _, policy| managed(context, policy, $wanted, $fault))
    };
}

/// The judges of the policies inside roles, users and groups.
macro_rules! of_inline {
    ($wanted:expr, $fault:expr) => {
        &[
            Judge::Role(|context, _, role| of_role(context, role, $wanted, $fault)),
            Judge::User(|context, _, user| inline(context, &user.inline, $wanted, $fault)),
            Judge::Group(|context, _, group| inline(context, &group.inline, $wanted, $fault)),
        ]
    };
}

const TRAIL_WHY: &str = "cloudtrail:* switches off the record of who read the training data, and deletes it: \
                         the first thing an intruder does.";
const TRAIL_FIX: Fix = Fix::by_hand(
    "Name the CloudTrail actions that are needed; keep StopLogging, DeleteTrail and PutEventSelectors for few.",
);
const KMS_WHY: &str = "kms:* on every key decrypts every dataset and model, rewrites key policies and schedules \
                       keys for deletion.";
const KMS_FIX: Fix =
    Fix::by_hand("Name the actions and the keys; give administration and use to different roles.");
const PRODUCT_WHY: &str = "With it any third-party model of the marketplace can be subscribed to, billed to the \
                           account and called: also by whoever stole the credentials.";
const PRODUCT_FIX: Fix =
    Fix::by_hand("Add a condition on aws-marketplace:ProductId with the products that were approved.");

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.policy_no_full_access_to_cloudtrail",
        title: "A policy of one's own does not own CloudTrail",
        severity: Severity::Medium,
        why: TRAIL_WHY,
        fix: TRAIL_FIX,
        prowler: &["iam_policy_no_full_access_to_cloudtrail"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[of_policies!(NAMED_TRAIL, cloudtrail)],
    },
    Check {
        id: "iam.inline_policy_no_full_access_to_cloudtrail",
        title: "An inline policy does not own CloudTrail",
        severity: Severity::High,
        why: TRAIL_WHY,
        fix: TRAIL_FIX,
        prowler: &["iam_inline_policy_no_full_access_to_cloudtrail"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: of_inline!(NAMED_TRAIL, cloudtrail),
    },
    Check {
        id: "iam.policy_no_full_access_to_kms",
        title: "A policy of one's own does not own KMS",
        severity: Severity::Medium,
        why: KMS_WHY,
        fix: KMS_FIX,
        prowler: &["iam_policy_no_full_access_to_kms"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[of_policies!(NAMED_KMS, kms)],
    },
    Check {
        id: "iam.inline_policy_no_full_access_to_kms",
        title: "An inline policy does not own KMS",
        severity: Severity::Medium,
        why: KMS_WHY,
        fix: KMS_FIX,
        prowler: &["iam_inline_policy_no_full_access_to_kms"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: of_inline!(NAMED_KMS, kms),
    },
    Check {
        id: "iam.policy_no_wildcard_marketplace_subscribe",
        title: "A policy of one's own subscribes to named marketplace products",
        severity: Severity::Medium,
        why: PRODUCT_WHY,
        fix: PRODUCT_FIX,
        prowler: &["iam_policy_no_wildcard_marketplace_subscribe"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[of_policies!(NAMED_PRODUCTS, marketplace)],
    },
    Check {
        id: "iam.inline_policy_no_wildcard_marketplace_subscribe",
        title: "An inline policy subscribes to named marketplace products",
        severity: Severity::Medium,
        why: PRODUCT_WHY,
        fix: PRODUCT_FIX,
        prowler: &["iam_inline_policy_no_wildcard_marketplace_subscribe"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: of_inline!(NAMED_PRODUCTS, marketplace),
    },
    Check {
        id: "iam.no_custom_policy_permissive_role_assumption",
        title: "A policy of one's own assumes named roles",
        severity: Severity::High,
        why: "sts:AssumeRole on every role tries every door: the execution role of another team's data opens \
              as soon as its trust is a little too wide.",
        fix: Fix::by_hand("Name the roles in Resource, or pick them by aws:ResourceTag."),
        prowler: &["iam_no_custom_policy_permissive_role_assumption"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[of_policies!(NAMED_ROLES, assume_role)],
    },
    Check {
        id: "iam.policy_no_agentcore_workload_access_token_wildcard",
        title: "A policy of one's own takes the tokens of named AgentCore workloads",
        severity: Severity::High,
        why: "A workload access token is the agent: who gets another agent's token acts with its users' \
              consent and its stored credentials.",
        fix: Fix::by_hand(
            "Name the workload identities: …:workload-identity-directory/default/workload-identity/NAME.",
        ),
        prowler: &["iam_policy_no_agentcore_workload_access_token_wildcard"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[of_policies!(NAMED_WORKLOADS, workload_tokens)],
    },
    Check {
        id: "iam.policy_passrole_to_bedrock_agentcore_restricted",
        title: "A policy of one's own passes named roles to AgentCore",
        severity: Severity::High,
        why: "An agent's code is its author's: with any role to pass, writing an agent is becoming the \
              strongest role of the account.",
        fix: Fix::by_hand(
            "Name the agents' execution roles in Resource and set iam:PassedToService to bedrock-agentcore.amazonaws.com.",
        ),
        prowler: &["iam_policy_passrole_to_bedrock_agentcore_restricted"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[of_policies!(NAMED_AGENT_ROLES, agentcore_roles)],
    },
];

const NAMED_TRAIL: &str = "named actions of CloudTrail, or named trails";
const NAMED_KMS: &str = "named actions of KMS, or named keys";
const NAMED_PRODUCTS: &str = "aws-marketplace:Subscribe with aws-marketplace:ProductId";
const NAMED_ROLES: &str = "sts:AssumeRole on named roles";
const NAMED_WORKLOADS: &str = "tokens of named workload identities";
const NAMED_AGENT_ROLES: &str = "iam:PassRole of named roles to AgentCore";

fn named(document: &Document, found: &[&Statement]) -> Option<String> {
    (!found.is_empty()).then(|| statement_names(document, found))
}

fn cloudtrail(document: &Document) -> Option<String> {
    named(document, &full_access(document, "cloudtrail"))
}

fn kms(document: &Document) -> Option<String> {
    named(document, &full_access(document, "kms"))
}

fn marketplace(document: &Document) -> Option<String> {
    named(document, &subscribes_to_anything(document))
}

fn assume_role(document: &Document) -> Option<String> {
    named(document, &assume_role_star(document))
}

fn workload_tokens(document: &Document) -> Option<String> {
    named(document, &workload_tokens_of_others(document))
}

fn agentcore_roles(document: &Document) -> Option<String> {
    named(document, &passes_any_role_to_agentcore(document))
}
