//! The columns of Keys, Buckets and Identities.

use super::column::{Cell, Column, Facts, Item, Tone};
use super::value::{encryption, field, findings, kind, name, of, region, state, switch};
use crate::inventory::Detail;
use crate::inventory::detail::PublicAccessBlock;

/// KMS keys.
pub(super) const KEYS: &[Column] = &[
    Column::text("name", 24, name),
    Column::text("findings", 15, findings).by_tone(),
    Column::text("state", 12, state),
    Column::text("rotation", 12, rotation).by_tone(),
    Column::text("manager", 9, manager),
    Column::text("aliases", 7, aliases).by_number(),
    Column::text("grants", 10, grants).by_number(),
    Column::text("spec", 18, spec),
    Column::text("region", 12, region),
];

/// S3 buckets.
pub(super) const BUCKETS: &[Column] = &[
    Column::text("name", 28, name),
    Column::text("findings", 15, findings).by_tone(),
    Column::text("public", 14, public).by_tone(),
    Column::text("encryption", 18, encryption).by_tone(),
    Column::text("versioning", 12, versioning).by_tone(),
    Column::text("logging", 10, logging).by_tone(),
    Column::text("lifecycle", 10, lifecycle).by_tone(),
    Column::text("ownership", 20, ownership),
    Column::text("region", 12, region),
];

/// Roles, users, groups, policies, analyzers.
pub(super) const IDENTITIES: &[Column] = &[
    Column::text("name", 30, name),
    Column::text("findings", 15, findings).by_tone(),
    Column::text("kind", 15, kind),
    Column::text("policies", 12, policies).by_number(),
    Column::text("boundary", 14, boundary),
    Column::text("mfa", 10, mfa).by_tone(),
    Column::text("access keys", 14, access_keys).by_tone(),
    Column::text("last used", 12, last_used),
];

fn rotation(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::KmsKey(k) => field(&k.rotation, |rotation| match rotation.period_days {
            Some(days) if rotation.enabled => Cell::new(format!("✓ {days} days"), Tone::Pass),
            _ => switch(rotation.enabled, true, "on", "off"),
        }),
        _ => Cell::none(),
    })
}

fn manager(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::KmsKey(k) => field(&k.manager, |m| Cell::plain(m.to_lowercase())),
        _ => Cell::none(),
    })
}

fn aliases(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::KmsKey(k) => field(&k.aliases, |a| Cell::plain(a.len().to_string())),
        _ => Cell::none(),
    })
}

fn grants(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::KmsKey(k) => field(&k.grants, |g| Cell::plain(g.len().to_string())),
        _ => Cell::none(),
    })
}

fn spec(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::KmsKey(k) => field(&k.spec, |s| Cell::new(s.as_str(), Tone::Dim)),
        _ => Cell::none(),
    })
}

fn public(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| {
        let b = match &r.detail {
            Detail::Bucket(b) => b,
            // AWS blocks it and lets nobody change that.
            Detail::DirectoryBucket(_) => return Cell::new("✓ blocked", Tone::Pass),
            _ => return Cell::none(),
        };
        if b.policy_is_public.known() == Some(&true) {
            return Cell::new("✗ public", Tone::Critical);
        }
        field(&b.public_access_block, |block| match block {
            Some(block) if *block == PublicAccessBlock::full() => Cell::new("✓ blocked", Tone::Pass),
            Some(_) => Cell::new("✗ part blocked", Tone::Fail),
            None => Cell::new("✗ not blocked", Tone::Fail),
        })
    })
}

fn versioning(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Bucket(b) => field(&b.versioning, |v| match v.as_deref() {
            Some("Enabled") => Cell::new("✓ on", Tone::Pass),
            Some(other) => Cell::new(format!("✗ {other}"), Tone::Fail),
            None => Cell::new("✗ off", Tone::Fail),
        }),
        Detail::DirectoryBucket(_) => Cell::new("no versions", Tone::Dim),
        _ => Cell::none(),
    })
}

fn lifecycle(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| {
        let rules = match &r.detail {
            Detail::Bucket(b) => &b.lifecycle,
            Detail::DirectoryBucket(b) => &b.lifecycle,
            _ => return Cell::none(),
        };
        field(rules, |rules| {
            switch(rules.iter().any(|rule| rule.enabled), true, "on", "none")
        })
    })
}

fn logging(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Bucket(b) => field(&b.logging, |l| switch(l.is_some(), true, "on", "off")),
        _ => Cell::none(),
    })
}

fn ownership(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Bucket(b) => field(&b.ownership, |o| {
            Cell::new(o.as_deref().unwrap_or("ACLs on"), Tone::Dim)
        }),
        Detail::DirectoryBucket(_) => Cell::new("BucketOwnerEnforced", Tone::Dim),
        _ => Cell::none(),
    })
}

fn policies(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| {
        let (inline, attached) = match &r.detail {
            Detail::Role(d) => (&d.inline, &d.attached),
            Detail::User(d) => (&d.inline, &d.attached),
            Detail::Group(d) => (&d.inline, &d.attached),
            Detail::ManagedPolicy(d) => return Cell::plain(format!("used by {}", d.attachment_count)),
            Detail::Analyzer(d) => {
                return field(&d.active_findings, |f| {
                    Cell::plain(format!("{} findings", f.count))
                });
            }
            _ => return Cell::none(),
        };
        field(inline, |inline| {
            field(attached, |attached| {
                Cell::plain(format!(
                    "{} ({} inline)",
                    inline.len() + attached.len(),
                    inline.len()
                ))
            })
        })
    })
}

fn boundary(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| {
        let boundary = match &r.detail {
            Detail::Role(d) => &d.boundary,
            Detail::User(d) => &d.boundary,
            _ => return Cell::none(),
        };
        field(boundary, |b| match b {
            Some(arn) => Cell::plain(arn.short_name()),
            None => Cell::new("none", Tone::Dim),
        })
    })
}

/// Whether a password is guarded by an MFA device.
fn mfa(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::User(d) => field(&d.credentials, |c| match (&c.password, c.mfa) {
            (None, false) => Cell::new("no password", Tone::Dim),
            (_, on) => switch(on, true, "mfa", "no mfa"),
        }),
        Detail::AccountSummary(d) => field(&d.root_mfa, |on| switch(*on, true, "root", "no root mfa")),
        _ => Cell::none(),
    })
}

/// How many access keys are active.
fn access_keys(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::User(d) => field(&d.credentials, |c| {
            match c.access_keys.iter().filter(|k| k.active).count() {
                0 => Cell::new("none", Tone::Dim),
                1 => Cell::plain("1 active"),
                n => Cell::new(format!("✗ {n} active"), Tone::Fail),
            }
        }),
        Detail::AccountSummary(d) => field(&d.root_access_keys, |on| {
            switch(*on, false, "root key", "no root key")
        }),
        _ => Cell::none(),
    })
}

fn last_used(item: Item<'_>, _: &Facts<'_>) -> Cell {
    of(item, |r| match &r.detail {
        Detail::Role(d) => field(&d.last_used, |at| match at {
            Some(at) => Cell::plain(at.rfc3339().chars().take(10).collect::<String>()),
            None => Cell::new("never", Tone::Dim),
        }),
        _ => Cell::none(),
    })
}
