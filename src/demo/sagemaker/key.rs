//! How a call names a resource: by name, by the names of its path, by an id,
//! or by ARN where SageMaker takes one.

use super::nouns::Noun;
use super::store::Store;
use crate::demo::ACCOUNT_ID;
use serde_json::Value;

/// The ARN of a key.
pub fn arn(region: &str, noun: &Noun, key: &str) -> String {
    format!("arn:aws:sagemaker:{region}:{ACCOUNT_ID}:{}/{key}", noun.arn_word)
}

/// The key of the resource that a call is about.
pub fn of(store: &Store, region: &str, noun: &Noun, request: &Value) -> String {
    let word = match noun.name {
        "App" => return app(request),
        "ModelPackage" => request["ModelPackageArn"]
            .as_str()
            .or_else(|| request["ModelPackageName"].as_str())
            .unwrap_or(""),
        _ => {
            let words = noun.path.iter().filter_map(|field| request[*field].as_str());
            let words: Vec<&str> = words.collect();
            if words.len() > 1 {
                return words.join("/").to_lowercase();
            }
            words.first().copied().unwrap_or("")
        }
    };
    let word = word.strip_prefix("arn:").map_or(word, |arn| {
        arn.split_once(&format!(":{}/", noun.arn_word))
            .map_or(word, |(_, key)| key)
    });
    let titled = noun.titled.and_then(|_| store.titled(region, noun, word));
    titled.map_or_else(|| word.to_lowercase(), str::to_owned)
}

/// An app belongs to a user profile or to a space.
fn app(request: &Value) -> String {
    let owner = request["UserProfileName"]
        .as_str()
        .or_else(|| request["SpaceName"].as_str());
    let words = [
        request["DomainId"].as_str(),
        owner,
        request["AppType"].as_str(),
        request["AppName"].as_str(),
    ];
    let words: Vec<&str> = words.into_iter().map(Option::unwrap_or_default).collect();
    words.join("/").to_lowercase()
}
