//! What the base's STS does, and what AWS documents.

use crate::demo::corrections::Correction;

pub(in crate::demo) const ROWS: &[Correction] = &[
    Correction {
        service: "sts",
        operations: &["GetCallerIdentity"],
        base: "names one user for every credential",
        aws: "names the principal whose credentials signed the call",
        test: "sts::a_user_is_told_who_it_is",
    },
    Correction {
        service: "sts",
        operations: &["AssumeRole"],
        base: "assumes roles that do not exist",
        aws: "AccessDenied for a role that does not exist, or whose trust policy does not let the caller in",
        test: "sts::a_role_lets_in_whom_its_trust_policy_names",
    },
    Correction {
        service: "sts",
        operations: &["AssumeRole", "GetSessionToken", "GetFederationToken"],
        base: "forgets whose the temporary credentials are, and when they end",
        aws: "calls signed with them are made by arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION, until they expire",
        test: "sts::a_session_acts_as_its_role_until_it_expires",
    },
    Correction {
        service: "sts",
        operations: &["AssumeRole"],
        base: "takes any duration and any session name",
        aws: "900 seconds to the role's MaxSessionDuration; names of [\\w+=,.@-]{2,64}",
        test: "sts::a_session_lasts_no_longer_than_its_role_allows",
    },
    Correction {
        service: "sts",
        operations: &["AssumeRoleWithWebIdentity"],
        base: "believes any token",
        aws: "InvalidIdentityToken for a token that no provider of the account issued",
        test: "sts::a_web_identity_of_nobody_is_refused",
    },
];
