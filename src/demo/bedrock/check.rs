//! What a guardrail must be: names, lengths, strengths, actions.

use super::{invalid, policies};
use crate::demo::wire::json::Refusal;
use serde_json::Value;
use std::collections::HashSet;

const STRENGTHS: &[&str] = &["NONE", "LOW", "MEDIUM", "HIGH"];
const FILTERS: &[&str] = &[
    "SEXUAL",
    "VIOLENCE",
    "HATE",
    "INSULTS",
    "MISCONDUCT",
    "PROMPT_ATTACK",
];
const ACTIONS: &[&str] = &["BLOCK", "ANONYMIZE", "NONE"];

fn fail(at: &str, fault: &str) -> Refusal {
    invalid(format!(
        "1 validation error detected: Value at '{at}' failed to satisfy constraint: {fault}"
    ))
}

/// A text between one and so many characters.
fn text<'v>(value: &'v Value, field: &str, most: usize) -> Result<&'v str, Refusal> {
    let text = value[field]
        .as_str()
        .ok_or_else(|| fail(field, "Member must not be null"))?;
    if !(1..=most).contains(&text.chars().count()) {
        return Err(fail(
            field,
            &format!("Member must have length between 1 and {most}"),
        ));
    }
    Ok(text)
}

fn one_of(value: &Value, field: &str, names: &[&str]) -> Result<(), Refusal> {
    if value[field].as_str().is_some_and(|given| names.contains(&given)) {
        return Ok(());
    }
    let names = names.join(", ");
    Err(fail(
        field,
        &format!("Member must satisfy enum value set: [{names}]"),
    ))
}

/// A list with at least one entry and at most so many, none twice by a field.
fn list<'v>(config: &'v Value, field: &str, most: usize, by: &str) -> Result<&'v [Value], Refusal> {
    let Some(entries) = config[field].as_array() else {
        return Ok(&[]);
    };
    if entries.is_empty() || entries.len() > most {
        return Err(fail(
            field,
            &format!("Member must have length between 1 and {most}"),
        ));
    }
    let mut seen = HashSet::new();
    if entries.iter().all(|entry| seen.insert(entry[by].to_string())) {
        return Ok(entries);
    }
    Err(invalid(format!("The {field} must not contain an entry twice.")))
}

/// What a request to make or change a guardrail must satisfy.
pub(super) fn guardrail(request: &Value) -> Result<(), Refusal> {
    let name = text(request, "name", 50)?;
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    {
        return Err(fail(
            "name",
            "Member must satisfy regular expression pattern: [0-9a-zA-Z-_]+",
        ));
    }
    if request["description"].is_string() {
        text(request, "description", 200)?;
    }
    text(request, "blockedInputMessaging", 500)?;
    text(request, "blockedOutputsMessaging", 500)?;
    if !policies::any(request) {
        return Err(invalid("A guardrail must have at least one policy configured."));
    }
    topics(&request["topicPolicyConfig"])?;
    content(&request["contentPolicyConfig"])?;
    words(&request["wordPolicyConfig"])?;
    sensitive(&request["sensitiveInformationPolicyConfig"])?;
    grounding(&request["contextualGroundingPolicyConfig"])
}

fn topics(config: &Value) -> Result<(), Refusal> {
    for topic in list(config, "topicsConfig", 30, "name")? {
        text(topic, "name", 100)?;
        text(topic, "definition", 200)?;
        one_of(topic, "type", &["DENY"])?;
        let examples = topic["examples"].as_array().map_or(&[][..], Vec::as_slice);
        let fits = |example: &Value| {
            let length = example.as_str().map_or(0, |text| text.chars().count());
            (1..=100).contains(&length)
        };
        if examples.len() > 5 || !examples.iter().all(fits) {
            return Err(fail(
                "examples",
                "Member must have length less than or equal to 5, of 1 to 100 characters each",
            ));
        }
    }
    Ok(())
}

fn content(config: &Value) -> Result<(), Refusal> {
    for filter in list(config, "filtersConfig", 6, "type")? {
        one_of(filter, "type", FILTERS)?;
        one_of(filter, "inputStrength", STRENGTHS)?;
        one_of(filter, "outputStrength", STRENGTHS)?;
        if filter["type"] == "PROMPT_ATTACK" && filter["outputStrength"] != "NONE" {
            return Err(invalid(
                "The output strength of a prompt attack filter must be NONE.",
            ));
        }
    }
    Ok(())
}

fn words(config: &Value) -> Result<(), Refusal> {
    for word in list(config, "wordsConfig", 10_000, "text")? {
        text(word, "text", 100)?;
    }
    for managed in list(config, "managedWordListsConfig", 1, "type")? {
        one_of(managed, "type", &["PROFANITY"])?;
    }
    Ok(())
}

fn sensitive(config: &Value) -> Result<(), Refusal> {
    for entity in list(config, "piiEntitiesConfig", 100, "type")? {
        text(entity, "type", 100)?;
        one_of(entity, "action", ACTIONS)?;
    }
    for form in list(config, "regexesConfig", 30, "name")? {
        text(form, "name", 100)?;
        text(form, "pattern", 500)?;
        one_of(form, "action", ACTIONS)?;
    }
    Ok(())
}

fn grounding(config: &Value) -> Result<(), Refusal> {
    for filter in list(config, "filtersConfig", 2, "type")? {
        one_of(filter, "type", &["GROUNDING", "RELEVANCE"])?;
        let fits = |threshold: f64| (0.0..=0.99).contains(&threshold);
        if !filter["threshold"].as_f64().is_some_and(fits) {
            return Err(fail("threshold", "Member must have value between 0 and 0.99"));
        }
    }
    Ok(())
}
