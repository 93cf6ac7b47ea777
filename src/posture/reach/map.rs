//! The account made ready to be asked: every principal, every resource that
//! has a policy, and who runs as which role. Built once, asked many times.

use super::answer::Rank;
use super::edges::Edge;
use super::library::Library;
use super::place::Ground;
use super::principal::{Collector, Principal, Who};
use super::side::Side;
use super::stakes::object_of;
use crate::inventory::{Arn, Detail, Inventory, Kind, Names, Resource};
use crate::policy::query::ways::{Kept, Way};
use crate::policy::{Principal as Named, PrincipalElement};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Something that runs as a role.
#[derive(Clone, Debug)]
pub(super) struct Runs {
    pub(super) kept: Kept,
    /// The notebook or domain, or the object that a model loads.
    pub(super) on: String,
    /// What people call it.
    pub(super) name: String,
}

/// What a principal is allowed of an action that makes something: how sure,
/// and on which name.
pub(super) type Somewhere = Option<(Rank, Rc<str>)>;

/// The ways of which a principal may do everything but pass the role.
pub(super) type Passing = Rc<[(&'static Way, Rank)]>;

/// The account, made ready.
///
/// Building it parses each policy text once: linear in the principals and
/// their policies. Asking is described at [`Reach::who_can`].
pub struct Reach<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) names: Names<'a>,
    pub(super) library: Library,
    pub(super) ground: Ground,
    pub(super) principals: Vec<Principal>,
    /// The number of a principal, by how requests name it.
    pub(super) by_id: HashMap<String, usize>,
    /// Buckets, keys and roles (their trust), by ARN.
    pub(super) sides: HashMap<Arn, Side>,
    /// What runs as a role, by the role's ARN.
    pub(super) runs: HashMap<String, Vec<Runs>>,
    pub(super) into: RefCell<HashMap<usize, Rc<[Edge]>>>,
    pub(super) somewhere: RefCell<HashMap<(usize, &'static str), Somewhere>>,
    pub(super) passing: RefCell<HashMap<usize, Passing>>,
    pub(super) holders: RefCell<HashMap<&'static str, Rc<[usize]>>>,
}

impl<'a> Reach<'a> {
    /// Makes an inventory ready.
    pub fn new(inventory: &'a Inventory) -> Self {
        let names = Names::new(inventory);
        let mut library = Library::default();
        let mut sides = HashMap::new();
        for resource in inventory.iter() {
            if matches!(resource.kind(), Kind::Bucket | Kind::KmsKey | Kind::Role) {
                sides.insert(resource.arn.clone(), Side::of(resource, &mut library));
            }
        }
        let mut collector = Collector {
            inventory,
            names: &names,
            library: &mut library,
        };
        let mut principals = collector.own();
        let known: BTreeSet<String> = principals.iter().map(|p| p.id.clone()).collect();
        for (who, id) in strangers(&sides, collector.library, inventory.account.as_str()) {
            if !known.contains(&id) {
                let name = name_of(who, &id);
                principals.push(collector.outside(who, &id, &name));
            }
        }
        let numbered = principals.iter().enumerate();
        let by_id = numbered.map(|(at, p)| (p.id.clone(), at)).collect();
        let partition = principals
            .iter()
            .find_map(|p| p.id.strip_prefix("arn:")?.split(':').next());
        let ground = Ground {
            partition: partition.unwrap_or("aws").to_owned(),
            account: inventory.account.as_str().to_owned(),
            regions: inventory.regions.iter().map(|r| r.as_str().to_owned()).collect(),
        };
        Self {
            inventory,
            runs: runs(inventory),
            names,
            library,
            ground,
            principals,
            by_id,
            sides,
            into: RefCell::default(),
            somewhere: RefCell::default(),
            passing: RefCell::default(),
            holders: RefCell::default(),
        }
    }

    /// How many principals there are to be asked: groups are none.
    pub fn principals(&self) -> usize {
        self.principals.iter().filter(|p| p.who != Who::Group).count()
    }
}

/// Everyone whom a policy of a resource names and who is not of the account.
fn strangers(sides: &HashMap<Arn, Side>, library: &Library, account: &str) -> BTreeSet<(Who, String)> {
    let mut found = BTreeSet::new();
    let documents = sides
        .values()
        .filter_map(|s| s.paper.as_ref())
        .map(|p| library.get(p.document));
    for statement in documents.flat_map(|d| &d.statements) {
        // A condition may narrow everyone to other accounts.
        let accounts = statement.conditions.iter().filter(|c| is_account_key(&c.key));
        found.extend(
            accounts
                .flat_map(|c| &c.values)
                .filter_map(|value| stranger(value, account)),
        );
        let Some(PrincipalElement::Only(named)) = &statement.principal else {
            continue;
        };
        found.extend(named.iter().filter_map(|principal| match principal {
            Named::Everyone => Some((Who::Everyone, "*".to_owned())),
            Named::Aws(value) => stranger(value, account),
            Named::Service(value) => Some((Who::Service, value.clone())),
            Named::Federated(value) => Some((Who::Federated, value.clone())),
            Named::CanonicalUser(value) => Some((Who::Outside, value.clone())),
        }));
    }
    found
}

fn is_account_key(key: &str) -> bool {
    ["aws:PrincipalAccount", "kms:CallerAccount", "aws:PrincipalArn"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(key))
}

fn stranger(value: &str, account: &str) -> Option<(Who, String)> {
    if value == "*" {
        return Some((Who::Everyone, "*".to_owned()));
    }
    if value.len() == 12 && value.bytes().all(|b| b.is_ascii_digit()) {
        let root = format!("arn:aws:iam::{value}:root");
        return (value != account).then_some((Who::Account, root));
    }
    let arn = Arn::new(value);
    // A unique id is what is left of a principal that was deleted.
    if !arn.is_well_formed() || arn.account() == account {
        return None;
    }
    let who = if arn.resource() == "root" {
        Who::Account
    } else {
        Who::Outside
    };
    Some((who, value.to_owned()))
}

fn name_of(who: Who, id: &str) -> String {
    let arn = Arn::new(id);
    match who {
        Who::Account => arn.account().to_owned(),
        Who::Everyone => "anyone".to_owned(),
        Who::Outside if arn.is_well_formed() => format!("{} of {}", arn.short_name(), arn.account()),
        Who::Federated if arn.is_well_formed() => {
            let resource = arn.resource();
            resource
                .split_once('/')
                .map_or(resource, |(_, name)| name)
                .to_owned()
        }
        _ => id.to_owned(),
    }
}

/// What runs as each role, and can be made to do its caller's will.
fn runs(inventory: &Inventory) -> HashMap<String, Vec<Runs>> {
    let mut found: HashMap<String, Vec<Runs>> = HashMap::new();
    let mut add = |role: &Arn, kept, on: String, of: &Resource| {
        let name = format!("{} {}", of.kind().label(), of.name);
        found
            .entry(role.as_str().to_owned())
            .or_default()
            .push(Runs { kept, on, name });
    };
    for resource in inventory.iter() {
        match &resource.detail {
            Detail::Notebook(notebook) => {
                if let Some(role) = notebook.role.known() {
                    add(role, Kept::Notebook, resource.arn.as_str().to_owned(), resource);
                }
            }
            Detail::Domain(domain) => {
                if let Some(Some(role)) = domain.execution_role.known() {
                    add(role, Kept::Domain, resource.arn.as_str().to_owned(), resource);
                }
            }
            Detail::Model(model) => {
                let Some(Some(role)) = model.role.known() else {
                    continue;
                };
                let containers = model.containers.known().into_iter().flatten();
                for uri in containers.filter_map(|c| c.model_data.as_deref()) {
                    if let Some(object) = object_of(uri, resource) {
                        add(role, Kept::ModelData, object, resource);
                    }
                }
            }
            _ => {}
        }
    }
    found
}
