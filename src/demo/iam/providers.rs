//! Identity providers: OIDC and SAML; and the server certificates that nobody
//! has.

use super::Acts;
use super::ask::{Ask, Refusal};
use super::grants::{add_tags, drop_tags};
use super::show;
use super::state::{State, Tags};
use crate::demo::{ACCOUNT_ID, Response};
use crate::inventory::Timestamp;

pub(super) const ACTS: Acts = &[
    ("CreateOpenIDConnectProvider", create_oidc),
    ("GetOpenIDConnectProvider", get_oidc),
    ("ListOpenIDConnectProviders", list_oidc),
    ("DeleteOpenIDConnectProvider", delete_oidc),
    ("AddClientIDToOpenIDConnectProvider", add_client),
    ("RemoveClientIDFromOpenIDConnectProvider", remove_client),
    ("UpdateOpenIDConnectProviderThumbprint", update_thumbprints),
    ("TagOpenIDConnectProvider", tag_oidc),
    ("UntagOpenIDConnectProvider", untag_oidc),
    ("ListOpenIDConnectProviderTags", list_oidc_tags),
    ("CreateSAMLProvider", create_saml),
    ("GetSAMLProvider", get_saml),
    ("ListSAMLProviders", list_saml),
    ("UpdateSAMLProvider", update_saml),
    ("DeleteSAMLProvider", delete_saml),
    ("ListServerCertificates", list_certificates),
];

/// A provider of OpenID Connect.
#[derive(Debug)]
pub(super) struct Oidc {
    /// Without the scheme, as IAM keeps it.
    url: String,
    clients: Vec<String>,
    thumbprints: Vec<String>,
    tags: Tags,
    created: Timestamp,
}

/// A provider of SAML 2.0.
#[derive(Debug)]
pub(super) struct Saml {
    metadata: String,
    tags: Tags,
    created: Timestamp,
}

/// IAM takes a SAML document for a hundred years from when it was given.
const SAML_YEARS: i64 = 100;

fn strings(values: Vec<&str>) -> Vec<String> {
    values.into_iter().map(str::to_owned).collect()
}

fn create_oidc(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let url = ask.need("Url")?;
    let Some(host) = url.strip_prefix("https://") else {
        return Err(Refusal::invalid("Invalid Open ID Connect Provider URL"));
    };
    let arn = format!("arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{host}");
    if state.oidc.contains_key(&arn) {
        return Err(Refusal::exists(format!(
            "Provider with url {url} already exists."
        )));
    }
    let thumbprints = strings(ask.form.list("ThumbprintList"));
    check_thumbprints(&thumbprints)?;
    let provider = Oidc {
        url: host.to_owned(),
        clients: strings(ask.form.list("ClientIDList")),
        thumbprints,
        tags: ask.tags()?,
        created: ask.now,
    };
    let answer = ask.answer(|x| {
        x.text("OpenIDConnectProviderArn", &arn);
        show::tags(x, &provider.tags);
    });
    state.oidc.insert(arn, provider);
    Ok(answer)
}

/// Five at most, each the 40 hexadecimal digits of a SHA-1.
fn check_thumbprints(thumbprints: &[String]) -> Result<(), Refusal> {
    if thumbprints.len() > 5 {
        return Err(Refusal::input(
            "Thumbprint list must contain fewer than 5 entries.",
        ));
    }
    let bad = thumbprints
        .iter()
        .find(|t| t.len() != 40 || !t.bytes().all(|b| b.is_ascii_hexdigit()));
    match bad {
        Some(bad) => Err(super::ask::constraint(
            bad,
            "thumbprintList",
            "Member must have length equal to 40",
        )),
        None => Ok(()),
    }
}

fn oidc<'s>(state: &'s mut State, ask: &Ask<'_>) -> Result<&'s mut Oidc, Refusal> {
    let arn = ask.need("OpenIDConnectProviderArn")?;
    state
        .oidc
        .get_mut(arn)
        .ok_or_else(|| Refusal::no_entity(format!("OpenIDConnect Provider not found for arn {arn}")))
}

fn get_oidc(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let provider = oidc(state, ask)?;
    Ok(ask.answer(|x| {
        x.text("Url", &provider.url);
        x.list("ClientIDList", "member", &provider.clients, |x, id| {
            x.raw_text(id);
        });
        x.list("ThumbprintList", "member", &provider.thumbprints, |x, t| {
            x.raw_text(t);
        });
        x.text("CreateDate", provider.created.rfc3339());
        show::tags(x, &provider.tags);
    }))
}

#[expect(clippy::unnecessary_wraps, reason = "as every operation")]
fn list_oidc(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    Ok(ask.answer(|x| {
        x.list(
            "OpenIDConnectProviderList",
            "member",
            state.oidc.keys(),
            |x, arn| {
                x.text("Arn", arn);
            },
        );
    }))
}

fn delete_oidc(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    // Deleting one that is not there succeeds (IAM API reference).
    state.oidc.remove(ask.need("OpenIDConnectProviderArn")?);
    Ok(ask.done())
}

fn add_client(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let client = ask.need("ClientID")?.to_owned();
    let provider = oidc(state, ask)?;
    if !provider.clients.contains(&client) {
        provider.clients.push(client);
    }
    Ok(ask.done())
}

fn remove_client(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let client = ask.need("ClientID")?;
    oidc(state, ask)?.clients.retain(|c| c != client);
    Ok(ask.done())
}

fn update_thumbprints(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let thumbprints = strings(ask.form.list("ThumbprintList"));
    check_thumbprints(&thumbprints)?;
    oidc(state, ask)?.thumbprints = thumbprints;
    Ok(ask.done())
}

fn tag_oidc(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let new = ask.tags()?;
    let provider = oidc(state, ask)?;
    provider.tags = add_tags(&provider.tags, new)?;
    Ok(ask.done())
}

fn untag_oidc(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    drop_tags(&mut oidc(state, ask)?.tags, ask);
    Ok(ask.done())
}

fn list_oidc_tags(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let tags = oidc(state, ask)?.tags.clone();
    ask.answer_page("Tags", &tags, show::tag)
}

/// A metadata document names the provider and how to reach it.
fn metadata(ask: &Ask<'_>) -> Result<String, Refusal> {
    let text = ask.need("SAMLMetadataDocument")?;
    let described = crate::demo::wire::xml::parse(text.as_bytes())
        .is_some_and(|root| ["EntityDescriptor", "EntitiesDescriptor"].contains(&root.name.as_str()));
    if text.len() < 1000 || !described {
        return Err(Refusal::input("Could not parse metadata"));
    }
    Ok(text.to_owned())
}

fn create_saml(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let name = ask.name("Name", 128)?;
    let arn = format!("arn:aws:iam::{ACCOUNT_ID}:saml-provider/{name}");
    if state.saml.contains_key(&arn) {
        return Err(Refusal::exists(format!(
            "SAMLProvider with name {name} already exists."
        )));
    }
    let provider = Saml {
        metadata: metadata(ask)?,
        tags: ask.tags()?,
        created: ask.now,
    };
    let answer = ask.answer(|x| {
        x.text("SAMLProviderArn", &arn);
        show::tags(x, &provider.tags);
    });
    state.saml.insert(arn, provider);
    Ok(answer)
}

fn saml<'s>(state: &'s mut State, ask: &Ask<'_>) -> Result<&'s mut Saml, Refusal> {
    let arn = ask.need("SAMLProviderArn")?;
    state
        .saml
        .get_mut(arn)
        .ok_or_else(|| Refusal::no_entity(format!("SAMLProvider {arn} not found")))
}

fn valid_until(provider: &Saml) -> String {
    Timestamp(provider.created.0 + SAML_YEARS * 365 * 86_400).rfc3339()
}

fn get_saml(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let provider = saml(state, ask)?;
    Ok(ask.answer(|x| {
        x.text("SAMLMetadataDocument", &provider.metadata);
        x.text("CreateDate", provider.created.rfc3339());
        x.text("ValidUntil", valid_until(provider));
        show::tags(x, &provider.tags);
    }))
}

#[expect(clippy::unnecessary_wraps, reason = "as every operation")]
fn list_saml(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    Ok(ask.answer(|x| {
        x.list("SAMLProviderList", "member", &state.saml, |x, (arn, provider)| {
            x.text("Arn", arn);
            x.text("ValidUntil", valid_until(provider));
            x.text("CreateDate", provider.created.rfc3339());
        });
    }))
}

fn update_saml(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let metadata = metadata(ask)?;
    saml(state, ask)?.metadata = metadata;
    let arn = ask.need("SAMLProviderArn")?;
    Ok(ask.answer(|x| x.text("SAMLProviderArn", arn)))
}

fn delete_saml(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    saml(state, ask)?;
    state.saml.remove(ask.need("SAMLProviderArn")?);
    Ok(ask.done())
}

fn list_certificates(_: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    ask.answer_page::<()>("ServerCertificateMetadataList", &[], |_, ()| {})
}
