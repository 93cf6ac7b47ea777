//! Which instance types keep data on local disks that take no KMS key.

/// Families with NVMe disks whose names do not say so with a `d`.
const LOCAL_STORAGE: &[&str] = &[
    "p5", "p5e", "p5en", "p6", "g5", "g6", "g6e", "g6f", "gr6", "gr6f", "trn1", "trn1n", "trn2", "trn2u",
    "i2", "i3", "i3en", "i4i", "i4g", "i7i", "i7ie", "i8g", "i8ge", "d2", "d3", "d3en", "h1", "im4gn",
    "is4gen", "x1", "x1e", "dl1", "f1", "f2", "g7e",
];

/// Whether a SageMaker instance type has local instance storage. It is
/// encrypted by the hardware, and SageMaker refuses `VolumeKmsKeyId` for it.
///
/// AWS writes local disks as a `d` after the generation (`p4d`, `g4dn`,
/// `c6id`); the families that lack the letter are listed.
pub fn has_local_storage(instance_type: &str) -> bool {
    let plain = instance_type.strip_prefix("ml.").unwrap_or(instance_type);
    let family = plain.split('.').next().unwrap_or(plain);
    let family = family.split('-').next().unwrap_or(family);
    let after_generation = family
        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .trim_start_matches(|c: char| c.is_ascii_digit());
    LOCAL_STORAGE.contains(&family) || after_generation.contains('d')
}
