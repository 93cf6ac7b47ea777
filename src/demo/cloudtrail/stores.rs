//! CloudTrail Lake: event data stores with their keys.

use super::check;
use super::trails::Trails;
use crate::demo::wire::json::Refusal;
use crate::demo::{ACCOUNT_ID, Call};
use serde_json::{Value, json};

/// An event data store.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) arn: String,
    pub(super) tags: Vec<(String, String)>,
    home: String,
    body: Value,
    created: i64,
}

/// Days that a store keeps events when nobody says otherwise: a year, with the
/// pricing that is the default.
const RETENTION: i64 = 366;

impl Store {
    fn described(&self) -> Value {
        let mut out = json!({
            "EventDataStoreArn": self.arn,
            "Name": self.body["Name"],
            "Status": "ENABLED",
            "MultiRegionEnabled": self.body["MultiRegionEnabled"].as_bool().unwrap_or(true),
            "OrganizationEnabled": self.body["OrganizationEnabled"].as_bool().unwrap_or(false),
            "RetentionPeriod": self.body["RetentionPeriod"].as_i64().unwrap_or(RETENTION),
            "TerminationProtectionEnabled": self.body["TerminationProtectionEnabled"].as_bool().unwrap_or(true),
            "BillingMode": self.body["BillingMode"].as_str().unwrap_or("EXTENDABLE_RETENTION_PRICING"),
            "CreatedTimestamp": self.created,
            "UpdatedTimestamp": self.created,
        });
        for field in ["KmsKeyId", "AdvancedEventSelectors"] {
            if !self.body[field].is_null() {
                out[field] = self.body[field].clone();
            }
        }
        out
    }
}

impl Trails {
    /// `CreateEventDataStore`.
    pub(super) fn create_store(&mut self, call: &Call, request: &Value, id: &str) -> Result<Value, Refusal> {
        let name = request["Name"].as_str().unwrap_or("");
        check::name(name)?;
        if self
            .stores
            .values()
            .any(|s| s.body["Name"] == name && s.home == call.region)
        {
            return Err(Refusal::new(
                400,
                "EventDataStoreAlreadyExistsException",
                format!("An event data store with the name {name} already exists."),
            ));
        }
        let arn = format!(
            "arn:aws:cloudtrail:{}:{ACCOUNT_ID}:eventdatastore/{id}",
            call.region
        );
        let store = Store {
            arn: arn.clone(),
            tags: check::tags(&request["TagsList"])?,
            home: call.region.clone(),
            body: request.clone(),
            created: call.now.0,
        };
        let mut answer = store.described();
        answer["TagsList"] = request["TagsList"].clone();
        self.stores.insert(arn, store);
        Ok(answer)
    }

    /// `ListEventDataStores`: ARNs and names, as AWS answers since the other
    /// fields were withdrawn.
    pub(super) fn list_stores(&self, call: &Call) -> Value {
        let here = self.stores.values().filter(|s| s.home == call.region);
        let rows: Vec<Value> = here
            .map(|s| json!({"EventDataStoreArn": s.arn, "Name": s.body["Name"]}))
            .collect();
        json!({"EventDataStores": rows})
    }

    /// `GetEventDataStore`, by ARN or by the id that ends it.
    pub(super) fn get_store(&self, call: &Call, request: &Value) -> Result<Value, Refusal> {
        let given = request["EventDataStore"].as_str().unwrap_or("");
        let of =
            |s: &&Store| s.home == call.region && (s.arn == given || s.arn.ends_with(&format!("/{given}")));
        let found = self.stores.values().find(of);
        found.map(Store::described).ok_or_else(|| {
            Refusal::new(
                400,
                "EventDataStoreNotFoundException",
                "The specified event data store was not found.",
            )
        })
    }
}
