//! What is kept by name: role aliases, domain configurations, security profiles,
//! mitigation actions, dimensions, custom authorizers. A row says how each
//! kind's path, fields and list are called.

use super::{MARKER, Region, Reply, TOKEN, Work, invalid, missing, tags};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// One kind.
#[derive(Debug)]
pub(super) struct Noun {
    /// The word in operations.
    pub(super) name: &'static str,
    /// The word in `List…`.
    pub(super) plural: &'static str,
    /// The path of one, before its name.
    one: &'static [&'static str],
    /// The path of all.
    all: &'static [&'static str],
    /// The fields of name and ARN.
    fields: (&'static str, &'static str),
    /// The word in its ARN.
    word: &'static str,
    /// The member of a list, and the fields of each; none for names alone.
    listed: (&'static str, &'static [&'static str]),
    /// How lists are paged.
    paged: [&'static str; 3],
    /// The member that holds the answer of `Describe…`.
    wrapped: Option<&'static str>,
    /// A field that a request must have.
    needs: &'static str,
}

const NOUNS: &[Noun] = &[
    Noun {
        name: "RoleAlias",
        plural: "RoleAliases",
        one: &["role-aliases"],
        all: &["role-aliases"],
        fields: ("roleAlias", "roleAliasArn"),
        word: "rolealias",
        listed: ("roleAliases", &[]),
        paged: MARKER,
        wrapped: Some("roleAliasDescription"),
        needs: "roleArn",
    },
    Noun {
        name: "DomainConfiguration",
        plural: "DomainConfigurations",
        one: &["domainConfigurations"],
        all: &["domainConfigurations"],
        fields: ("domainConfigurationName", "domainConfigurationArn"),
        word: "domainconfiguration",
        listed: (
            "domainConfigurations",
            &["domainConfigurationName", "domainConfigurationArn", "serviceType"],
        ),
        paged: MARKER,
        wrapped: None,
        needs: "",
    },
    Noun {
        name: "SecurityProfile",
        plural: "SecurityProfiles",
        one: &["security-profiles"],
        all: &["security-profiles"],
        fields: ("securityProfileName", "securityProfileArn"),
        word: "securityprofile",
        listed: ("securityProfileIdentifiers", &["name", "arn"]),
        paged: TOKEN,
        wrapped: None,
        needs: "",
    },
    Noun {
        name: "MitigationAction",
        plural: "MitigationActions",
        one: &["mitigationactions", "actions"],
        all: &["mitigationactions", "actions"],
        fields: ("actionName", "actionArn"),
        word: "mitigationaction",
        listed: ("actionIdentifiers", &["actionName", "actionArn", "creationDate"]),
        paged: TOKEN,
        wrapped: None,
        needs: "roleArn",
    },
    Noun {
        name: "Dimension",
        plural: "Dimensions",
        one: &["dimensions"],
        all: &["dimensions"],
        fields: ("name", "arn"),
        word: "dimension",
        listed: ("dimensionNames", &[]),
        paged: TOKEN,
        wrapped: None,
        needs: "stringValues",
    },
    Noun {
        name: "Authorizer",
        plural: "Authorizers",
        one: &["authorizer"],
        all: &["authorizers"],
        fields: ("authorizerName", "authorizerArn"),
        word: "authorizer",
        listed: ("authorizers", &["authorizerName", "authorizerArn"]),
        paged: MARKER,
        wrapped: Some("authorizerDescription"),
        needs: "authorizerFunctionArn",
    },
];

/// One of them.
#[derive(Debug)]
pub(super) struct Named {
    fields: Value,
    created: Timestamp,
    pub(super) tags: Vec<Value>,
}

/// What is done with one: verb and kind.
pub(super) fn route(method: &str, path: &[&str]) -> Option<(&'static str, &'static Noun)> {
    let one = |noun: &&Noun| path.len() == noun.one.len() + 1 && path.starts_with(noun.one);
    let verb = match method {
        "POST" => "Create",
        "GET" => "Describe",
        "DELETE" => "Delete",
        _ => return None,
    };
    if let Some(noun) = NOUNS.iter().find(one) {
        return Some((verb, noun));
    }
    let noun = NOUNS.iter().find(|noun| path == noun.all)?;
    (method == "GET").then_some(("List", noun))
}

/// The kind and name that an ARN's resource part means.
pub(super) fn of_resource(resource: &str) -> Option<(&'static str, String)> {
    let (word, name) = resource.split_once('/')?;
    let noun = NOUNS.iter().find(|noun| noun.word == word)?;
    Some((noun.name, name.split('/').next().unwrap_or(name).to_owned()))
}

fn arn(work: &Work<'_>, noun: &Noun, name: &str) -> String {
    work.arn(noun.word, name)
}

/// Does it.
pub(super) fn answer(region: &mut Region, work: &Work<'_>, verb: &str, noun: &'static Noun) -> Reply {
    let name = work.path.last().cloned().unwrap_or_default();
    let key = (noun.name, name.clone());
    match verb {
        "Create" => create(region, work, noun, &name),
        "List" => list(region, work, noun),
        "Delete" => {
            region.named.remove(&key);
            Ok(json!({}))
        }
        _ => {
            let found = region.named.get(&key);
            let found = found.ok_or_else(|| missing(format!("{} {name} does not exist", noun.name)))?;
            let body = shown(work, noun, &name, found);
            Ok(match noun.wrapped {
                Some(member) => json!({member: body}),
                None => body,
            })
        }
    }
}

fn create(region: &mut Region, work: &Work<'_>, noun: &'static Noun, name: &str) -> Reply {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_=,@-:.".contains(c);
    if !(1..=128).contains(&name.len()) || !name.chars().all(plain) {
        return Err(invalid(format!("Invalid name: {name}")));
    }
    if !noun.needs.is_empty() && work.request[noun.needs].is_null() {
        return Err(invalid(format!("{} is required", noun.needs)));
    }
    let key = (noun.name, name.to_owned());
    if region.named.contains_key(&key) {
        return Err(Refusal::new(
            409,
            "ResourceAlreadyExistsException",
            format!("{} {name} already exists", noun.name),
        ));
    }
    let tags = tags::read(&work.request["tags"])?;
    let mut fields = work.request.clone();
    if let Some(fields) = fields.as_object_mut() {
        fields.remove("tags");
    }
    let made = Named {
        fields,
        created: work.now(),
        tags,
    };
    region.named.insert(key, made);
    Ok(json!({noun.fields.0: name, noun.fields.1: arn(work, noun, name)}))
}

fn shown(work: &Work<'_>, noun: &Noun, name: &str, named: &Named) -> Value {
    let mut out = named.fields.clone();
    out[noun.fields.0] = json!(name);
    out[noun.fields.1] = json!(arn(work, noun, name));
    out["creationDate"] = json!(named.created.0);
    out["lastModifiedDate"] = json!(named.created.0);
    let defaults: &[(&str, Value)] = &match noun.name {
        "RoleAlias" => vec![
            ("owner", json!(ACCOUNT_ID)),
            ("credentialDurationSeconds", json!(3600)),
        ],
        "DomainConfiguration" => vec![
            ("domainConfigurationStatus", json!("ENABLED")),
            ("serviceType", json!("DATA")),
            ("domainType", json!("CUSTOMER_MANAGED")),
            (
                "tlsConfig",
                json!({"securityPolicy": "IoTSecurityPolicy_TLS13_1_2_2022_10"}),
            ),
        ],
        _ => Vec::new(),
    };
    for (field, value) in defaults {
        if out[*field].is_null() {
            out[*field] = value.clone();
        }
    }
    out
}

fn list(region: &Region, work: &Work<'_>, noun: &'static Noun) -> Reply {
    let all = region.named.iter().filter(|((kind, _), _)| *kind == noun.name);
    let row = |name: &String, named: &Named| {
        let whole = shown(work, noun, name, named);
        let (member, fields) = noun.listed;
        if fields.is_empty() {
            return json!(name);
        }
        let mut out = json!({});
        for field in fields {
            // Profiles call them plainly in lists.
            out[*field] = match (*field, member) {
                ("name", "securityProfileIdentifiers") => json!(name),
                ("arn", "securityProfileIdentifiers") => json!(arn(work, noun, name)),
                (field, _) => whole[field].clone(),
            };
        }
        out
    };
    let rows: Vec<Value> = all.map(|((_, name), named)| row(name, named)).collect();
    work.page(noun.listed.0, &rows, noun.paged)
}
