//! What the projects of a department stand on: a Region's log bucket, a
//! department's network in it.

use super::Telling;
use super::names::{DEPARTMENTS, REGIONS};
use crate::demo::story::buckets::{self, Bucket, Extra, bucket};
use crate::demo::story::keys::{self, key};
use crate::demo::story::network::{self, FROM_GROUP, Place};
use crate::demo::story::teller::{Scene, WHY, fields};
use crate::demo::story::{ABROAD, HOME, StoryError};

/// Where a department's projects run in a Region.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) place: Place,
    /// Where access logs and flow logs of the Region go.
    pub(super) logs: String,
}

impl Telling<'_> {
    /// The ground of a department in a Region, made when it is first asked for.
    pub(super) async fn ground(&mut self, department: usize, region: usize) -> Result<Ground, StoryError> {
        if let Some(ground) = self.grounds.get(&(department, region)) {
            return Ok(ground.clone());
        }
        let logs = self.logs(region).await?;
        let ground = self.network(department, region, logs).await?;
        self.grounds.insert((department, region), ground.clone());
        Ok(ground)
    }

    /// The name of the Region's log bucket.
    async fn logs(&mut self, at: usize) -> Result<String, StoryError> {
        let (region, short) = REGIONS[at];
        if region == HOME {
            return Ok("clinic-audit-logs".to_owned());
        }
        let name = format!("clinic-access-logs-{short}");
        if !self.regions.insert(at) {
            return Ok(name);
        }
        if region != ABROAD {
            let founder = self.teller.scene("founder", region, 700);
            let made = network::left_as_made(&founder).await?;
            // Besides: the main route table, and what a Region has once.
            self.made += made + 12;
        }
        let scene = self.teller.scene("pipeline", region, 440);
        let key = keys::Key {
            region,
            ..key(&name, "Access logs and flow logs", "platform", "internal")
        };
        let key = keys::one(&scene, &key).await?;
        let bucket = Bucket {
            region,
            logged: false,
            extra: Extra::TrailDelivery,
            ..bucket(&name, "platform", "internal", &name)
        };
        buckets::create(&scene, &bucket).await?;
        buckets::guard(&scene, &bucket, &key).await?;
        self.made += 2;
        Ok(name)
    }

    async fn network(&mut self, department: usize, at: usize, logs: String) -> Result<Ground, StoryError> {
        let (region, short) = REGIONS[at];
        let owner = &DEPARTMENTS[department];
        let name = format!("{}-{short}", owner.name);
        let net = format!("10.{}", 50 + department * REGIONS.len() + at);
        let days = self.chance.between(380, 430);
        let scene = self.teller.scene(owner.lead, region, days);
        let careless = self.chance.once_in(3);
        let why = if careless {
            "copied from an older network: no flow logs, endpoints missing"
        } else {
            ""
        };
        let place = network::place(&scene, &name, &net, why).await?;
        network::default_acl_is_as_made(&scene, place.vpc()).await?;
        // VPC, main and own route table, default group and ACL, two subnets, a group.
        self.made += 8;
        if careless {
            self.leave_open(&scene, &place).await?;
        } else {
            self.close(&scene, &place, &name, &logs).await?;
        }
        Ok(Ground { place, logs })
    }

    async fn leave_open(&mut self, scene: &Scene<'_>, place: &Place) -> Result<(), StoryError> {
        network::endpoint(scene, place, "s3", None, None).await?;
        let group = place.group.clone();
        network::endpoint(scene, place, "kms", Some(&group), None).await?;
        let default = network::default_group(scene, place.vpc()).await?;
        let body = fields([
            ("ResourceId.1", &default),
            ("Tag.1.Key", WHY),
            ("Tag.1.Value", "as AWS makes it: nobody closed it"),
        ]);
        scene.form("ec2", "CreateTags", &body).await?;
        self.made += 2;
        Ok(())
    }

    async fn close(
        &mut self,
        scene: &Scene<'_>,
        place: &Place,
        name: &str,
        logs: &str,
    ) -> Result<(), StoryError> {
        let doors = format!("{name}-endpoints");
        let doors = network::security_group(scene, place.vpc(), &doors, "VPC endpoints", "").await?;
        network::admit(scene, &doors, "tcp", "443", (FROM_GROUP, &place.group)).await?;
        let policy = network::account_only;
        network::endpoint(scene, place, "s3", None, Some(policy())).await?;
        let doors_to = || network::DOORS.into_iter().chain(network::BEDROCK);
        for service in doors_to() {
            network::endpoint(scene, place, service, Some(&doors), Some(policy())).await?;
        }
        network::flow_logs(scene, place.vpc(), logs).await?;
        network::filter(scene, place).await?;
        network::close_default_group(scene, place.vpc()).await?;
        // The doors' group, the gateway, the doors, the flow log, the ACL.
        self.made += 4 + doors_to().count();
        Ok(())
    }
}
