//! Organizations, as far as an account that looks at itself needs it: the
//! organization, its root, its policies, the services it trusts.
//!
//! - [`policies`]: policies of its types, and where they are attached
//!
//! The account becomes the management account when it makes an organization.
//! The base has no such service.

mod policies;

use super::iam::Iam;
use super::ids::Ids;
use super::wire::json::Refusal;
use super::wire::outcome::{self, Outcome};
use super::{ACCOUNT_ID, Call, Response, Service};
use policies::Policy;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The organization that the account has made.
#[derive(Debug)]
struct Organization {
    id: String,
    root: String,
    all_features: bool,
    /// Types of policy that are on at the root.
    types: BTreeSet<String>,
    /// By id.
    policies: BTreeMap<String, Policy>,
    /// Service principals that may act in all accounts.
    trusted: BTreeSet<String>,
}

/// The service.
pub struct Organizations {
    ids: Arc<Ids>,
    iam: Arc<Iam>,
    organization: Mutex<Option<Organization>>,
}

/// One call with what it works on.
struct Request<'a> {
    body: Value,
    ids: &'a Ids,
    organization: &'a mut Organization,
}

impl Organizations {
    /// No organization yet. IAM is told of it, for its own features.
    pub fn new(ids: Arc<Ids>, iam: Arc<Iam>) -> Self {
        Self {
            ids,
            iam,
            organization: Mutex::new(None),
        }
    }

    fn answer(&self, call: &Call) -> Outcome {
        let mut held = self.organization.lock().unwrap_or_else(PoisonError::into_inner);
        let body = call.json();
        if call.operation == "CreateOrganization" {
            return self.create(&mut held, &body);
        }
        let Some(organization) = held.as_mut() else {
            return Err(Refusal::new(
                400,
                "AWSOrganizationsNotInUseException",
                "Your account is not a member of an organization.",
            ));
        };
        if call.operation == "DeleteOrganization" {
            *held = None;
            self.iam.in_organization(None);
            return Ok(Value::Null);
        }
        let mut request = Request {
            body,
            ids: &self.ids,
            organization,
        };
        let answer = request.answer(&call.operation);
        let trusted = organization.trusted.contains("iam.amazonaws.com");
        self.iam.in_organization(Some((&organization.id, trusted)));
        answer
    }

    fn create(&self, held: &mut Option<Organization>, body: &Value) -> Outcome {
        if held.is_some() {
            return Err(Refusal::new(
                400,
                "AlreadyInOrganizationException",
                "The AWS account is already a member of an organization.",
            ));
        }
        let all_features = match outcome::text(body, "FeatureSet") {
            None | Some("ALL") => true,
            Some("CONSOLIDATED_BILLING") => false,
            Some(_) => {
                return Err(invalid(
                    "INVALID_ENUM",
                    "FeatureSet is not one of the known values.",
                ));
            }
        };
        let organization = Organization {
            id: format!("o-{}", self.ids.hex(10)),
            root: format!("r-{}", self.ids.hex(4)),
            all_features,
            types: BTreeSet::new(),
            policies: BTreeMap::new(),
            trusted: BTreeSet::new(),
        };
        self.iam.in_organization(Some((&organization.id, false)));
        let answer = json!({"Organization": organization.described()});
        *held = Some(organization);
        Ok(answer)
    }
}

fn invalid(reason: &str, message: &str) -> Refusal {
    Refusal::new(400, "InvalidInputException", message).with("Reason", reason)
}

impl Organization {
    fn described(&self) -> Value {
        let (id, set) = (
            &self.id,
            if self.all_features {
                "ALL"
            } else {
                "CONSOLIDATED_BILLING"
            },
        );
        json!({
            "Id": id,
            "Arn": format!("arn:aws:organizations::{ACCOUNT_ID}:organization/{id}"),
            "FeatureSet": set,
            "MasterAccountId": ACCOUNT_ID,
            "MasterAccountArn": format!("arn:aws:organizations::{ACCOUNT_ID}:account/{id}/{ACCOUNT_ID}"),
            "MasterAccountEmail": "root@clinic.example",
            "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
        })
    }

    fn root_described(&self) -> Value {
        let types: Vec<Value> = self
            .types
            .iter()
            .map(|kind| json!({"Type": kind, "Status": "ENABLED"}))
            .collect();
        json!({
            "Id": self.root,
            "Arn": format!("arn:aws:organizations::{ACCOUNT_ID}:root/{}/{}", self.id, self.root),
            "Name": "Root",
            "PolicyTypes": types,
        })
    }
}

impl Request<'_> {
    fn required(&self, field: &str) -> Result<&str, Refusal> {
        outcome::text(&self.body, field)
            .ok_or_else(|| invalid("INPUT_REQUIRED", &format!("You must specify {field}.")))
    }

    fn page(&self, name: &str, rows: &[Value]) -> Outcome {
        let limit = outcome::limit(&self.body["MaxResults"]).unwrap_or(20);
        let token = outcome::text(&self.body, "NextToken");
        outcome::page_of(name, rows, "NextToken", token, limit)
            .ok_or_else(|| invalid("INVALID_NEXT_TOKEN", "The NextToken is not valid."))
    }

    fn answer(&mut self, operation: &str) -> Outcome {
        match operation {
            "DescribeOrganization" => Ok(json!({"Organization": self.organization.described()})),
            "ListRoots" => self.page("Roots", &[self.organization.root_described()]),
            "ListAccounts" => {
                let id = &self.organization.id;
                let arn = format!("arn:aws:organizations::{ACCOUNT_ID}:account/{id}/{ACCOUNT_ID}");
                let account = json!({
                    "Id": ACCOUNT_ID, "Arn": arn, "Email": "root@clinic.example", "Name": "clinic",
                    "State": "ACTIVE", "Status": "ACTIVE", "JoinedMethod": "INVITED",
                });
                self.page("Accounts", &[account])
            }
            "EnableAWSServiceAccess" => {
                let service = self.required("ServicePrincipal")?.to_owned();
                self.organization.trusted.insert(service);
                Ok(Value::Null)
            }
            "DisableAWSServiceAccess" => {
                let service = self.required("ServicePrincipal")?.to_owned();
                self.organization.trusted.remove(&service);
                Ok(Value::Null)
            }
            "EnablePolicyType" => policies::enable_type(self),
            "CreatePolicy" => policies::create(self),
            "DescribePolicy" => policies::describe(self),
            "ListPolicies" => policies::list(self),
            "DeletePolicy" => policies::delete(self),
            "AttachPolicy" => policies::attach(self),
            "DetachPolicy" => policies::detach(self),
            "ListTargetsForPolicy" => policies::targets(self),
            _ => Err(Refusal::new(
                400,
                "UnknownOperationException",
                "The embedded account has no such Organizations operation.",
            )),
        }
    }
}

impl Service for Organizations {
    fn handle(&self, call: &Call) -> Response {
        outcome::json_response(self.answer(call))
    }
}
