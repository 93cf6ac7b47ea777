//! Machines beside SageMaker: the cardiology team's labelling host, well kept;
//! what the fraud team started by hand and forgot.

use super::StoryError;
use super::network::{Place, make, tagged, tagged_at};
use super::teller::{Scene, fields};
use crate::demo::ACCOUNT_ID;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

type Fields = Vec<(String, String)>;

/// The image that both teams start from.
const IMAGE: &str = "ami-0c1a2b3c4d5e6f708";

/// What prepares the labelling host: it reads its token when it needs it.
const CLEAN_START: &str = "#!/bin/bash
dnf install -y docker
aws secretsmanager get-secret-value --secret-id cardio/labelling --query SecretString > /run/labelling.env
systemctl enable --now docker
";

/// What prepares the fraud team's hosts; the token is of nobody.
const CARELESS_START: &str = "#!/bin/bash
pip install transformers jupyterlab
export HF_TOKEN=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
jupyter lab --ip 0.0.0.0 --no-browser &
";

fn encoded(script: &str) -> String {
    STANDARD.encode(script)
}

/// A launch of one instance in a subnet.
fn launch(subnet: &str, group: &str, tags: [Fields; 2]) -> Fields {
    let mut body = fields([
        ("ImageId", IMAGE),
        ("InstanceType", "g5.xlarge"),
        ("MinCount", "1"),
        ("MaxCount", "1"),
        ("SubnetId", subnet),
        ("SecurityGroupId.1", group),
        ("BlockDeviceMapping.1.DeviceName", "/dev/xvda"),
        ("BlockDeviceMapping.1.Ebs.VolumeType", "gp3"),
        ("BlockDeviceMapping.1.Ebs.VolumeSize", "200"),
    ]);
    body.extend(tags.into_iter().flatten());
    body
}

fn profile(name: &str) -> Fields {
    let arn = format!("arn:aws:iam::{ACCOUNT_ID}:instance-profile/{name}");
    fields([("IamInstanceProfile.Arn", &arn)])
}

/// Both tag specifications of a launch.
fn tags_of(name: &str, why: &str) -> [Fields; 2] {
    [
        tagged("instance", name, why),
        tagged_at(2, "volume", &format!("{name}-root"), why),
    ]
}

async fn start(scene: &Scene<'_>, body: Fields, extra: Fields) -> Result<String, StoryError> {
    let id = "instancesSet/item/instanceId";
    make(scene, "RunInstances", body, extra, id).await
}

/// The volume of an instance.
async fn volume(scene: &Scene<'_>, instance: &str) -> Result<String, StoryError> {
    let query = fields([
        ("Filter.1.Name", "attachment.instance-id"),
        ("Filter.1.Value.1", instance),
    ]);
    let found = scene.form("ec2", "DescribeVolumes", &query).await?;
    Ok(found.at("volumeSet/item/volumeId").unwrap_or("").to_owned())
}

/// An image of an instance, with the snapshot of its volume.
async fn image(scene: &Scene<'_>, instance: &str, name: &str, why: &str) -> Result<String, StoryError> {
    let mut body = fields([("InstanceId", instance), ("Name", name)]);
    body.extend(tagged_at(2, "snapshot", &format!("{name}-root"), why));
    make(scene, "CreateImage", body, tagged("image", name, why), "imageId").await
}

/// The labelling host: no address, metadata by token, its own key, a role,
/// backed up.
pub(super) async fn cardio(scene: &Scene<'_>, place: &Place, key: &str) -> Result<(), StoryError> {
    let subnet = place.subnets.first().map_or("", String::as_str);
    let mut body = launch(subnet, &place.group, tags_of("cardio-labelling", ""));
    body.extend(fields([
        ("BlockDeviceMapping.1.Ebs.Encrypted", "true"),
        ("BlockDeviceMapping.1.Ebs.KmsKeyId", key),
        ("MetadataOptions.HttpTokens", "required"),
        ("UserData", &encoded(CLEAN_START)),
    ]));
    let instance = start(scene, body, profile("cardio-labelling")).await?;
    let later = scene.later(60);
    image(&later, &instance, "cardio-labelling-2025", "").await?;
    let volume = volume(&later, &instance).await?;
    let vault = json!({"EncryptionKeyArn": key});
    later
        .rest("backup", "PUT", "/backup-vaults/clinic-vault", vault)
        .await?;
    let job = json!({
        "BackupVaultName": "clinic-vault",
        "ResourceArn": format!("arn:aws:ec2:{}:{ACCOUNT_ID}:volume/{volume}", scene.region),
        "IamRoleArn": format!("arn:aws:iam::{ACCOUNT_ID}:role/service-role/AWSBackupDefaultServiceRole"),
    });
    later.rest("backup", "PUT", "/backup-jobs", job).await?;
    template(&later, "cardio-workers", "", &worker(key)).await?;
    let disk = "SpotFleetRequestConfig.LaunchSpecifications.1.BlockDeviceMapping.1.Ebs";
    let sealed = [
        (format!("{disk}.Encrypted"), "true".to_owned()),
        (format!("{disk}.KmsKeyId"), key.to_owned()),
    ];
    fleet(&later, "cardio-preprocessing", "", &sealed).await
}

/// What the cardiology team's workers are launched with.
fn worker(key: &str) -> Fields {
    fields([
        ("MetadataOptions.HttpTokens", "required"),
        ("BlockDeviceMapping.1.DeviceName", "/dev/xvda"),
        ("BlockDeviceMapping.1.Ebs.Encrypted", "true"),
        ("BlockDeviceMapping.1.Ebs.KmsKeyId", key),
        ("UserData", &encoded(CLEAN_START)),
    ])
}

async fn template(
    scene: &Scene<'_>,
    name: &str,
    why: &str,
    data: &[(String, String)],
) -> Result<(), StoryError> {
    let mut body = fields([("LaunchTemplateName", name), ("VersionDescription", "first")]);
    let mut whole = fields([("ImageId", IMAGE), ("InstanceType", "g5.2xlarge")]);
    whole.extend(data.iter().cloned());
    let whole = whole.into_iter();
    body.extend(whole.map(|(name, value)| (format!("LaunchTemplateData.{name}"), value)));
    body.extend(tagged("launch-template", name, why));
    scene.form("ec2", "CreateLaunchTemplate", &body).await?;
    Ok(())
}

async fn fleet(
    scene: &Scene<'_>,
    name: &str,
    why: &str,
    disk: &[(String, String)],
) -> Result<(), StoryError> {
    let role = format!("arn:aws:iam::{ACCOUNT_ID}:role/aws-ec2-spot-fleet-tagging-role");
    let config = [
        ("IamFleetRole", role.as_str()),
        ("TargetCapacity", "4"),
        ("LaunchSpecifications.1.ImageId", IMAGE),
        ("LaunchSpecifications.1.InstanceType", "g5.xlarge"),
        (
            "LaunchSpecifications.1.BlockDeviceMapping.1.DeviceName",
            "/dev/sdb",
        ),
        (
            "LaunchSpecifications.1.BlockDeviceMapping.1.Ebs.VolumeSize",
            "500",
        ),
    ];
    let tags = tagged("spot-fleet-request", name, why).into_iter();
    let config = config
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut body: Fields = config
        .chain(tags)
        .map(|(name, value)| (format!("SpotFleetRequestConfig.{name}"), value))
        .collect();
    body.extend(disk.iter().cloned());
    scene.form("ec2", "RequestSpotFleet", &body).await?;
    Ok(())
}

/// A notebook host on the internet, a machine nobody remembers, what was made
/// of them and what they are launched from.
pub(super) async fn fraud(
    scene: &Scene<'_>,
    place: &Place,
    public: &str,
    jupyter: &str,
) -> Result<(), StoryError> {
    let why = "started by hand for a demonstration, still running";
    let mut body = launch(public, jupyter, tags_of("fraud-notebook-host", why));
    body.extend(fields([("UserData", &encoded(CARELESS_START))]));
    let host = start(scene, body, profile("fraud-notebooks")).await?;
    let why = "for one afternoon of cleaning data, with someone's own keys on it";
    let subnet = place.subnets.first().map_or("", String::as_str);
    let body = launch(subnet, &place.group, tags_of("fraud-scratch", why));
    start(scene, body, Vec::new()).await?;
    let later = scene.later(60);
    let why = "shared with everyone so that a contractor could start it";
    let id = image(&later, &host, "fraud-notebook-2024", why).await?;
    let later = later.later(60);
    let share = fields([
        ("ImageId", &*id),
        ("Attribute", "launchPermission"),
        ("OperationType", "add"),
        ("UserGroup.1", "all"),
    ]);
    later.form("ec2", "ModifyImageAttribute", &share).await?;
    let why = "handed to a contractor by making it public";
    let body = fields([("VolumeId", &*volume(&later, &host).await?)]);
    let tags = tagged("snapshot", "fraud-handover", why);
    let snapshot = make(&later, "CreateSnapshot", body, tags, "snapshotId").await?;
    let share = fields([
        ("SnapshotId", &*snapshot),
        ("Attribute", "createVolumePermission"),
        ("OperationType", "add"),
        ("UserGroup.1", "all"),
    ]);
    later.form("ec2", "ModifySnapshotAttribute", &share).await?;
    let why = "the first version is still there, with its token and its public address";
    let careless = fields([
        ("MetadataOptions.HttpTokens", "optional"),
        ("NetworkInterface.1.DeviceIndex", "0"),
        ("NetworkInterface.1.AssociatePublicIpAddress", "true"),
        ("BlockDeviceMapping.1.DeviceName", "/dev/sdb"),
        ("BlockDeviceMapping.1.Ebs.VolumeSize", "500"),
        ("UserData", &encoded(CARELESS_START)),
    ]);
    template(&later, "fraud-trainers", why, &careless).await?;
    let second = fields([
        ("LaunchTemplateName", "fraud-trainers"),
        ("VersionDescription", "after the review"),
        ("LaunchTemplateData.ImageId", IMAGE),
        ("LaunchTemplateData.InstanceType", "g5.2xlarge"),
        ("LaunchTemplateData.MetadataOptions.HttpTokens", "required"),
    ]);
    later.form("ec2", "CreateLaunchTemplateVersion", &second).await?;
    let why = "cheap capacity for a backtest, disks as they come";
    fleet(&later, "fraud-backtest", why, &[]).await
}
