//! EC2: disks, images, instances, and what instances are launched from.

use crate::inventory::secrets::Secret;
use crate::inventory::{Arn, Field, Timestamp};
use serde::{Deserialize, Serialize};

/// An EBS volume.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// `VolumeId`.
    pub id: String,
    /// `State`, e.g. `in-use`.
    pub state: Field<String>,
    /// `Encrypted`.
    pub encrypted: Field<bool>,
    /// `KmsKeyId`.
    pub kms_key: Field<Option<String>>,
    /// When AWS Backup last backed it up (`ListProtectedResources`); `None`
    /// when it never did.
    pub backed_up: Field<Option<Timestamp>>,
}

/// An EBS snapshot of the account's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// `SnapshotId`.
    pub id: String,
    /// `VolumeId`.
    pub volume: String,
    /// `State`, e.g. `completed`.
    pub state: Field<String>,
    /// `Encrypted`.
    pub encrypted: Field<bool>,
    /// `KmsKeyId`.
    pub kms_key: Field<Option<String>>,
    /// Whether `CreateVolumePermission` has the group `all`.
    pub public: Field<bool>,
}

/// An AMI of the account's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// `ImageId`.
    pub id: String,
    /// `State`, e.g. `available`.
    pub state: Field<String>,
    /// `Public`.
    pub public: Field<bool>,
}

/// An instance that is not on its way out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// `InstanceId`.
    pub id: String,
    /// `InstanceType`.
    pub instance_type: String,
    /// `State.Name`.
    pub state: Field<String>,
    /// `VpcId`.
    pub vpc: Field<Option<String>>,
    /// `SubnetId`.
    pub subnet: Field<Option<String>>,
    /// `SecurityGroups[].GroupId`.
    pub security_groups: Field<Vec<String>>,
    /// `BlockDeviceMappings[].Ebs.VolumeId`.
    pub volumes: Field<Vec<String>>,
    /// `MetadataOptions.HttpTokens`.
    pub metadata_tokens: Field<Option<String>>,
    /// `MetadataOptions.HttpEndpoint`.
    pub metadata_endpoint: Field<Option<String>>,
    /// The public addresses of its network interfaces.
    pub public_ips: Field<Vec<String>>,
    /// `IamInstanceProfile.Arn`.
    pub profile: Field<Option<Arn>>,
    /// What its user data holds that it should not.
    pub user_data_secrets: Field<Vec<Secret>>,
}

/// A launch template with all of its versions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchTemplate {
    /// `LaunchTemplateId`.
    pub id: String,
    /// `DefaultVersionNumber`.
    pub default_version: Option<i64>,
    /// Every version: each can be launched by its number.
    pub versions: Field<Vec<LaunchVersion>>,
}

/// One version of a launch template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchVersion {
    /// `VersionNumber`.
    pub number: i64,
    /// `MetadataOptions.HttpTokens`.
    pub metadata_tokens: Option<String>,
    /// `MetadataOptions.HttpEndpoint`.
    pub metadata_endpoint: Option<String>,
    /// Whether one of `NetworkInterfaces` has `AssociatePublicIpAddress`.
    pub public_ip: bool,
    /// `NetworkInterfaces[].NetworkInterfaceId`: interfaces that are there.
    pub interfaces: Vec<String>,
    /// `SecurityGroupIds` and `NetworkInterfaces[].Groups`.
    pub security_groups: Vec<String>,
    /// `BlockDeviceMappings` with a volume.
    pub disks: Vec<LaunchDisk>,
    /// What its user data holds that it should not.
    pub secrets: Field<Vec<Secret>>,
}

/// A volume that a launch makes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchDisk {
    /// `DeviceName`.
    pub device: String,
    /// `Ebs.Encrypted`; `None` leaves it to the snapshot and the Region.
    pub encrypted: Option<bool>,
}

/// A Spot Fleet request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpotFleet {
    /// `SpotFleetRequestId`.
    pub id: String,
    /// `SpotFleetRequestState`.
    pub state: Field<String>,
    /// The volumes of its launch specifications; `None` when it launches from
    /// templates only.
    pub disks: Field<Option<Vec<LaunchDisk>>>,
}
