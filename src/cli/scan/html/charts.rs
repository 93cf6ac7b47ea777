//! The figures as drawings: inline SVG whose colours are those of the
//! stylesheet. Every figure that is drawn is written beside it, and unknown is
//! hatched, so that nothing is said by colour alone.

use super::markup::Markup;
use crate::cli::scan::summary::{Summary, met, pass_rate, share, verdicts};
use crate::posture::compliance::Compliance;
use crate::posture::{Severity, Tally};

/// How wide the drawings are, in their own units.
const WIDTH: usize = 800;

/// A drawing with its name for those who do not see it.
fn drawing(page: &mut Markup, width: usize, height: usize, name: &str, body: impl FnOnce(&mut Markup)) {
    let size = format!("0 0 {width} {height}");
    let attributes: [super::Attribute<'_>; 3] = [("viewBox", &size), ("role", &"img"), ("aria-label", &name)];
    page.within("div", &[("class", &"chart scroll")], |page| {
        page.within("svg", &attributes, body);
    });
}

fn text(svg: &mut Markup, x: usize, y: usize, class: &'static str, words: &str) {
    svg.tag("text", &[("x", &x), ("y", &y), ("class", &class)], words);
}

fn bar(svg: &mut Markup, class: &str, place: (usize, usize), width: usize, height: usize) {
    if width > 0 {
        svg.void(
            "rect",
            &[
                ("class", &class),
                ("x", &place.0),
                ("y", &place.1),
                ("width", &width),
                ("height", &height),
            ],
        );
    }
}

/// What is unknown is drawn with this.
fn hatch(svg: &mut Markup, id: &'static str) {
    svg.within("defs", &[], |defs| {
        let attributes: [super::Attribute<'_>; 5] = [
            ("id", &id),
            ("width", &6),
            ("height", &6),
            ("patternUnits", &"userSpaceOnUse"),
            ("patternTransform", &"rotate(45)"),
        ];
        defs.within("pattern", &attributes, |pattern| {
            pattern.void(
                "rect",
                &[("class", &"hatch-paper"), ("width", &6), ("height", &6)],
            );
            pattern.void(
                "line",
                &[
                    ("class", &"hatch-line"),
                    ("x1", &1),
                    ("y1", &0),
                    ("x2", &1),
                    ("y2", &6),
                ],
            );
        });
    });
}

fn hatched(svg: &mut Markup, id: &'static str, place: (usize, usize), width: usize, height: usize) {
    if width > 0 {
        let fill = format!("url(#{id})");
        svg.void(
            "rect",
            &[
                ("class", &"hatched"),
                ("fill", &fill),
                ("x", &place.0),
                ("y", &place.1),
                ("width", &width),
                ("height", &height),
            ],
        );
    }
}

/// The score as a half circle.
pub(super) fn gauge(page: &mut Markup, score: u8) {
    const ARC: &str = "M 20 112 A 90 90 0 0 1 200 112";
    let name = format!("Score {score} of 100");
    drawing(page, 220, 128, &name, |svg| {
        svg.void("path", &[("class", &"arc-track"), ("d", &ARC)]);
        let drawn = format!("{score} 100");
        svg.void(
            "path",
            &[
                ("class", &"arc"),
                ("d", &ARC),
                ("pathLength", &100),
                ("stroke-dasharray", &drawn),
            ],
        );
        text(svg, 110, 100, "figure middle", &score.to_string());
        text(svg, 110, 124, "soft middle", "of 100");
    });
}

/// Fail, unknown and pass of each severity.
pub(super) fn severities(page: &mut Markup, summary: &Summary<'_>) {
    const ROW: usize = 34;
    const LEFT: usize = 120;
    const ROOM: usize = 400;
    let most = summary.severities.iter().map(|(_, t)| t.all()).max().unwrap_or(0);
    let height = ROW * (summary.severities.len() + 1);
    drawing(page, WIDTH, height, "Verdicts by severity", |svg| {
        hatch(svg, "hatch-severity");
        for ((severity, tally), top) in summary.severities.iter().zip((0..).step_by(ROW)) {
            text(svg, LEFT - 12, top + 20, "end", severity.word());
            let fail = length(tally.fail, most, ROOM);
            let unknown = length(tally.unknown, most, ROOM);
            let pass = length(tally.pass, most, ROOM);
            bar(svg, &format!("bar-{severity}"), (LEFT, top + 5), fail, 20);
            hatched(svg, "hatch-severity", (LEFT + fail, top + 5), unknown, 20);
            bar(svg, "bar-rest", (LEFT + fail + unknown, top + 5), pass, 20);
            text(
                svg,
                LEFT + fail + unknown + pass + 10,
                top + 20,
                "start",
                &in_words(*tally),
            );
        }
        let top = height - ROW;
        for (x, kind) in [(LEFT, "fail"), (LEFT + 90, "unknown"), (LEFT + 210, "pass")] {
            match kind {
                "fail" => bar(svg, "bar-fail", (x, top + 12), 16, 12),
                "unknown" => hatched(svg, "hatch-severity", (x, top + 12), 16, 12),
                _ => bar(svg, "bar-rest", (x, top + 12), 16, 12),
            }
            text(svg, x + 24, top + 23, "small soft", kind);
        }
    });
}

fn in_words(tally: Tally) -> String {
    format!(
        "{} fail, {} unknown, {} pass",
        tally.fail, tally.unknown, tally.pass
    )
}

/// What is not nothing is seen.
fn length(count: usize, most: usize, room: usize) -> usize {
    let exact = (count * room).checked_div(most).unwrap_or(0);
    if count > 0 { exact.max(2) } else { 0 }
}

/// Of each framework, the share of the verdicts that pass.
pub(super) fn frameworks(page: &mut Markup, summary: &Summary<'_>) {
    const ROW: usize = 32;
    drawing(
        page,
        WIDTH,
        ROW * summary.frameworks.len(),
        "Verdicts that pass, by framework",
        |svg| {
            hatch(svg, "hatch-framework");
            for (compliance, top) in summary.frameworks.iter().zip((0..).step_by(ROW)) {
                framework(svg, compliance, top);
            }
        },
    );
}

fn framework(svg: &mut Markup, compliance: &Compliance, top: usize) {
    const LEFT: usize = 160;
    const ROOM: usize = 260;
    let tally = verdicts(compliance);
    let part = |count: usize| (count * ROOM).checked_div(tally.all()).unwrap_or(0);
    let (pass, unknown) = (part(tally.pass), part(tally.unknown));
    text(svg, LEFT - 12, top + 20, "end", compliance.framework.name());
    bar(svg, "bar-rest", (LEFT, top + 6), ROOM, 18);
    bar(svg, "bar-pass", (LEFT, top + 6), pass, 18);
    hatched(svg, "hatch-framework", (LEFT + pass, top + 6), unknown, 18);
    let hidden = match tally.unknown {
        0 => String::new(),
        count => format!(", {count} unknown"),
    };
    let (met, decided) = met(compliance);
    let words = format!(
        "{} pass{hidden}; {met} of {decided} requirements met",
        share(pass_rate(compliance))
    );
    text(svg, LEFT + ROOM + 14, top + 20, "start", &words);
}

/// How many findings fail, by service and severity.
pub(super) fn heat_map(page: &mut Markup, summary: &Summary<'_>) {
    const ROW: usize = 28;
    const LEFT: usize = 150;
    const CELL: usize = 130;
    let height = ROW * (summary.services.len() + 1);
    drawing(
        page,
        WIDTH,
        height,
        "Failing findings by service and severity",
        |svg| {
            for (severity, left) in Severity::ALL.iter().zip((LEFT..).step_by(CELL)) {
                text(svg, left + CELL / 2, 18, "small soft middle", severity.word());
            }
            let most = summary
                .services
                .iter()
                .flat_map(|s| s.tallies)
                .map(|t| t.fail)
                .max();
            for (service, top) in summary.services.iter().zip((ROW..).step_by(ROW)) {
                text(svg, LEFT - 12, top + 19, "end", service.name);
                for (tally, left) in service.tallies.iter().zip((LEFT..).step_by(CELL)) {
                    let class = format!("heat-{}", heat(tally.fail, most.unwrap_or(0)));
                    bar(svg, &class, (left + 2, top + 2), CELL - 4, ROW - 4);
                    text(svg, left + CELL / 2, top + 19, "middle", &cell(*tally));
                }
            }
        },
    );
}

fn cell(tally: Tally) -> String {
    match (tally.fail, tally.unknown) {
        _ if tally.all() == 0 => "·".to_owned(),
        (fail, 0) => fail.to_string(),
        (fail, unknown) => format!("{fail} ?{unknown}"),
    }
}

/// Four steps, each a fourth of the root of the most: few stay apart from
/// none, and many from few.
fn heat(count: usize, most: usize) -> usize {
    (1..=4)
        .rev()
        .find(|step| count > 0 && count * 16 > most * (step - 1) * (step - 1))
        .unwrap_or(0)
}
