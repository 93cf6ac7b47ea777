//! Launch templates: numbered versions of what an instance is launched with;
//! one of them is the default.

use super::describe::{Described, Values, cut, describe_with};
use super::kinds::{self, Kind};
use super::launch_data;
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, list, number, require};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;

/// A launch template.
#[derive(Clone, Debug)]
pub(super) struct Template {
    id: String,
    name: String,
    created: Timestamp,
    by: String,
    default: i32,
    /// In the order of their numbers, which begin with 1.
    versions: Vec<Version>,
}

/// One version.
#[derive(Clone, Debug)]
struct Version {
    number: i32,
    description: Option<String>,
    created: Timestamp,
    by: String,
    data: Params,
}

impl Template {
    fn latest(&self) -> i32 {
        self.versions.last().map_or(0, |version| version.number)
    }

    /// The number that a call means: a number, `$Latest` or `$Default`.
    fn number(&self, text: &str) -> Result<i32, Refusal> {
        let number = match text {
            "$Latest" => self.latest(),
            "$Default" => self.default,
            text => text.parse().map_err(|_| Refusal::value("version", text))?,
        };
        if self.versions.iter().any(|version| version.number == number) {
            return Ok(number);
        }
        Err(Refusal::new(
            "InvalidLaunchTemplateId.VersionNotFound",
            format!(
                "Could not find launch template version {text} of template {}",
                self.id
            ),
        ))
    }

    fn write_version(&self, version: &Version, x: &mut Writer) {
        x.text("launchTemplateId", &self.id);
        x.text("launchTemplateName", &self.name);
        x.text("versionNumber", version.number);
        x.maybe("versionDescription", version.description.as_ref());
        x.text("createTime", version.created.rfc3339());
        x.text("createdBy", &version.by);
        x.text("defaultVersion", version.number == self.default);
        x.element("launchTemplateData", |x| {
            launch_data::write_template(&version.data, x);
        });
    }
}

impl Row for Template {
    fn keys(&self) -> Vec<(&'static str, String)> {
        vec![("launch-template-name", self.name.clone())]
    }
}

impl Described for Template {
    const KIND: &'static Kind = &kinds::TEMPLATE;
    const SET: &'static str = "launchTemplates";
    const IDS: &'static str = "LaunchTemplateId";
    const ID: &'static str = "launch-template-id";
    const SMALLEST_PAGE: usize = 1;
    const LARGEST_PAGE: usize = 200;
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("create-time", |t, _| vec![t.created.rfc3339()]),
        ("launch-template-name", |t, _| vec![t.name.clone()]),
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.templates
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("launchTemplateId", &self.id);
        x.text("launchTemplateName", &self.name);
        x.text("createTime", self.created.rfc3339());
        x.text("createdBy", &self.by);
        x.text("defaultVersionNumber", self.default);
        x.text("latestVersionNumber", self.latest());
        tags::write(request, &self.id, x);
    }
}

fn no_such_name(name: &str) -> Refusal {
    Refusal::new(
        "InvalidLaunchTemplateName.NotFoundException",
        format!("The specified launch template, with template name {name}, does not exist."),
    )
}

/// The template that a call names, by its id or by its name.
fn named<'a>(request: &'a Request<'_>) -> Result<&'a Template, Refusal> {
    let templates = &request.state().templates;
    if let Some(id) = request.params.get("LaunchTemplateId") {
        return found(templates, id, &kinds::TEMPLATE);
    }
    let name = require(&request.params, "LaunchTemplateName")?;
    let mut holders = templates.with("launch-template-name", name);
    holders.next().ok_or_else(|| no_such_name(name))
}

/// The version that a call describes.
fn asked(request: &Request<'_>, number: i32, before: Option<&Params>) -> Result<Version, Refusal> {
    let given = request.params.below("LaunchTemplateData");
    launch_data::check(&given)?;
    let top = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
    let named: Vec<String> = given.0.iter().map(|(name, _)| top(name)).collect();
    // What the new version names replaces what its source has of that name.
    let kept = before.into_iter().flat_map(|b| &b.0);
    let mut data: Vec<(String, String)> = kept
        .filter(|(name, _)| !named.contains(&top(name)))
        .cloned()
        .collect();
    data.extend(given.0);
    Ok(Version {
        number,
        description: request.params.get("VersionDescription").map(str::to_owned),
        created: request.call.now,
        by: request.call.caller.arn.to_string(),
        data: Params(data),
    })
}

/// `CreateLaunchTemplate`: its first version is the default.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = match request.made_before()? {
        Some(id) => id,
        None => make(request)?,
    };
    let template = found(&request.state().templates, &id, &kinds::TEMPLATE)?;
    x.element("launchTemplate", |x| template.write(request, x));
    Ok(())
}

fn make(request: &mut Request<'_>) -> Result<String, Refusal> {
    let name = require(&request.params, "LaunchTemplateName")?.to_owned();
    let odd = |c: char| !(c.is_ascii_alphanumeric() || "().-/_".contains(c));
    if !(3..=128).contains(&name.len()) || name.contains(odd) {
        return Err(Refusal::new(
            "InvalidLaunchTemplateName.MalformedException",
            "A launch template name must be between 3 and 128 characters, and may contain letters, numbers, \
             and the following characters: - ( ) . / _.",
        ));
    }
    if request.state().templates.any("launch-template-name", &name) {
        return Err(Refusal::new(
            "InvalidLaunchTemplateName.AlreadyExistsException",
            "Launch template name already in use.",
        ));
    }
    let tags = tags::specified(&request.params, "launch-template")?;
    let first = asked(request, 1, None)?;
    let id = request.ids.ec2("lt");
    let template = Template {
        id: id.clone(),
        name,
        created: request.call.now,
        by: first.by.clone(),
        default: 1,
        versions: vec![first],
    };
    let region = request.change()?;
    region.tags.add(&id, tags);
    region.templates.insert(&id, template);
    request.remember(&id);
    Ok(id)
}

/// `CreateLaunchTemplateVersion`: from nothing, or from a version that is there.
pub(super) fn create_version(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let template = named(request)?;
    let source = match request.params.get("SourceVersion") {
        Some(text) => Some(template.number(text)?),
        None => None,
    };
    let source = source.and_then(|number| template.versions.iter().find(|v| v.number == number));
    let version = asked(request, template.latest() + 1, source.map(|v| &v.data))?;
    let id = template.id.clone();
    let number = version.number;
    let templates = &mut request.change()?.templates;
    templates.change(&id, |template| template.versions.push(version));
    let template = found(&request.state().templates, &id, &kinds::TEMPLATE)?;
    let made = template.versions.iter().find(|version| version.number == number);
    if let Some(version) = made {
        x.element("launchTemplateVersion", |x| template.write_version(version, x));
    }
    Ok(())
}

/// `ModifyLaunchTemplate`: another version is the default.
pub(super) fn modify(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let template = named(request)?;
    let id = template.id.clone();
    let default = template.number(require(&request.params, "SetDefaultVersion")?)?;
    let templates = &mut request.change()?.templates;
    templates.change(&id, |template| template.default = default);
    let template = found(&request.state().templates, &id, &kinds::TEMPLATE)?;
    x.element("launchTemplate", |x| template.write(request, x));
    Ok(())
}

/// `DeleteLaunchTemplate`, with all of its versions.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let template = named(request)?.clone();
    request.change()?;
    x.element("launchTemplate", |x| template.write(request, x));
    let region = request.change()?;
    region.templates.remove(&template.id);
    region.tags.drop_all(&template.id);
    Ok(())
}

/// `DescribeLaunchTemplates`, which may also be asked by name.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let mut filters = request.params.filters();
    let names = list(&request.params, "LaunchTemplateName");
    let templates = &request.state().templates;
    if let Some(name) = names.iter().find(|n| !templates.any("launch-template-name", n)) {
        return Err(no_such_name(name));
    }
    if !names.is_empty() {
        filters.push(("launch-template-name".to_owned(), names));
    }
    describe_with::<Template>(request, &filters, x)
}

/// `DescribeLaunchTemplateVersions`: of one template, the newest first; or the
/// latest and the default ones of all.
pub(super) fn describe_versions(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let params = &request.params;
    let wanted = list(params, "LaunchTemplateVersion");
    let (least, most) = (number(params, "MinVersion")?, number(params, "MaxVersion")?);
    let one = params
        .get("LaunchTemplateId")
        .or(params.get("LaunchTemplateName"));
    let templates: Vec<&Template> = if one.is_some() {
        vec![named(request)?]
    } else {
        let of_all = |v: &String| ["$Latest", "$Default"].contains(&v.as_str());
        if wanted.is_empty() || !wanted.iter().all(of_all) {
            return Err(Refusal::missing("LaunchTemplateId"));
        }
        request.state().templates.iter().collect()
    };
    let mut chosen = Vec::new();
    for template in templates {
        let numbers: Result<Vec<i32>, Refusal> = wanted.iter().map(|v| template.number(v)).collect();
        let numbers = numbers?;
        let versions = template.versions.iter().filter(|version| {
            (numbers.is_empty() || numbers.contains(&version.number))
                && least.is_none_or(|least| version.number >= least)
                && most.is_none_or(|most| version.number <= most)
        });
        chosen.extend(versions.map(|version| {
            let newest_first = i32::MAX - version.number;
            (format!("{} {newest_first:010}", template.id), (template, version))
        }));
    }
    chosen.sort_by(|a, b| a.0.cmp(&b.0));
    let next = cut(params, 1, &mut chosen)?;
    x.list(
        "launchTemplateVersionSet",
        "item",
        chosen,
        |x, (_, (template, version))| {
            template.write_version(version, x);
        },
    );
    x.maybe("nextToken", next);
    Ok(())
}
