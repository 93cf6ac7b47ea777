//! Reads the HTML report: as a tree, since it is well-formed XML too, and its
//! stylesheet as colours by name.

use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use std::collections::BTreeMap;

/// Every element that a report is made of; none of them loads or runs anything.
const ELEMENTS: &[&str] = &[
    "a", "b", "body", "code", "dd", "defs", "details", "div", "dl", "dt", "h1", "h2", "h3", "head", "header",
    "html", "li", "line", "main", "meta", "nav", "ol", "p", "path", "pattern", "rect", "section", "span",
    "style", "summary", "svg", "table", "tbody", "td", "text", "th", "thead", "title", "tr", "ul",
];

/// Every attribute; none of them names a script or an address.
const ATTRIBUTES: &[&str] = &[
    "aria-label",
    "charset",
    "class",
    "colspan",
    "content",
    "d",
    "fill",
    "height",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "open",
    "pathLength",
    "patternTransform",
    "patternUnits",
    "role",
    "rowspan",
    "scope",
    "stroke-dasharray",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// The page as a tree; fails when an element is not balanced, or a text not
/// escaped.
pub fn parse(html: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(html, options).expect("the report is well formed")
}

/// What in the page could load, run or lead anywhere.
pub fn harmful(page: &Document<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for node in page.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        if !ELEMENTS.contains(&name) {
            found.push(format!("<{name}>"));
        }
        for attribute in node.attributes() {
            let inside = attribute.name() != "href" || attribute.value().starts_with('#');
            let own = attribute.name() != "fill" || attribute.value().starts_with("url(#hatch-");
            if !ATTRIBUTES.contains(&attribute.name()) || !inside || !own {
                found.push(format!("<{name} {}=\"{}\">", attribute.name(), attribute.value()));
            }
        }
    }
    found
}

/// All text in an element, an element's texts set apart by spaces.
pub fn words(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    texts.filter_map(|t| t.text()).collect::<Vec<_>>().join(" ")
}

/// The element with an id.
pub fn by_id<'a, 'i>(page: &'a Document<'i>, id: &str) -> Node<'a, 'i> {
    let mut nodes = page.descendants();
    nodes
        .find(|n| n.attribute("id") == Some(id))
        .unwrap_or_else(|| panic!("there is #{id}"))
}

/// Every element of a name below another.
pub fn all<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.descendants().filter(move |n| n.has_tag_name(name))
}

/// The colours that the stylesheet names: light, then dark as it differs.
pub fn colours(page: &Document<'_>) -> [BTreeMap<String, String>; 2] {
    let style = all(page.root(), "style").next().expect("a stylesheet");
    let sheet = words(style);
    let (light, rest) = sheet.split_once("@media screen").expect("a dark scheme");
    let (dark, _) = rest.split_once("* {").expect("rules");
    [named(light), named(dark)]
}

fn named(text: &str) -> BTreeMap<String, String> {
    let mut colours = BTreeMap::new();
    for part in text.split(['{', ';', '}']) {
        let declared = part.split_once(':');
        let named = declared.and_then(|(name, value)| Some((name.trim().strip_prefix("--")?, value.trim())));
        if let Some((name, value)) = named {
            colours.insert(name.to_owned(), value.to_owned());
        }
    }
    colours
}

/// How far two colours are apart, as WCAG 2 says.
pub fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let byte = u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour of six digits");
        let part = f64::from(byte) / 255.0;
        if part <= 0.03928 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
