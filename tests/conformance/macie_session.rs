//! Macie on, off, paused; what it publishes.

use crate::macie_setting::{bucket, job, on};
use crate::place::{Aws, START, complaint, refusal};
use aws_sdk_macie2::types::{
    AutomatedDiscoveryStatus, FindingPublishingFrequency, JobStatus, MacieStatus, SecurityHubConfiguration,
};

async fn macie_that_is_off_says_so(aws: &Aws) {
    let api = aws.macie();
    let off = api.get_macie_session().send().await;
    assert_eq!(refusal(off), "AccessDeniedException");
    let off = api.get_macie_session().send().await;
    assert!(complaint(off).contains("Macie is not enabled"));
    assert_eq!(refusal(api.list_findings().send().await), "AccessDeniedException");
}

async fn macie_is_turned_on_once_in_a_region(aws: &Aws) {
    let api = on(aws).await;
    let session = api.get_macie_session().send().await.expect("a session");
    assert_eq!(session.status(), Some(&MacieStatus::Enabled));
    assert_eq!(
        session.finding_publishing_frequency(),
        Some(&FindingPublishingFrequency::SixHours)
    );
    assert_eq!(session.created_at().expect("a time").secs(), START);
    let role = session.service_role().expect("a role");
    assert!(role.ends_with("role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"));
    assert_eq!(refusal(api.enable_macie().send().await), "ConflictException");
    let abroad = aws_sdk_macie2::Client::new(&aws.config("eu-west-1"));
    assert_eq!(
        refusal(abroad.get_macie_session().send().await),
        "AccessDeniedException"
    );
}

async fn a_session_changes_its_frequency_and_pausing_cancels_jobs(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    let id = job(&api, "phi")
        .send()
        .await
        .expect("a job")
        .job_id
        .expect("an id");
    aws.later(10);
    let update = api.update_macie_session().status(MacieStatus::Paused);
    let update = update.finding_publishing_frequency(FindingPublishingFrequency::FifteenMinutes);
    update.send().await.expect("updated");
    let session = api.get_macie_session().send().await.expect("a session");
    assert_eq!(session.status(), Some(&MacieStatus::Paused));
    assert_eq!(
        session.finding_publishing_frequency(),
        Some(&FindingPublishingFrequency::FifteenMinutes)
    );
    assert_eq!(session.updated_at().expect("a time").secs(), START + 10);
    let job = api.describe_classification_job().job_id(id).send().await;
    assert_eq!(job.expect("the job").job_status(), Some(&JobStatus::Cancelled));
}

async fn macie_turned_off_forgets_everything(aws: &Aws) {
    let api = on(aws).await;
    api.create_sample_findings().send().await.expect("samples");
    api.disable_macie().send().await.expect("off");
    assert_eq!(refusal(api.disable_macie().send().await), "AccessDeniedException");
    api.enable_macie().send().await.expect("on again");
    let listed = api.list_findings().send().await.expect("a list");
    assert!(listed.finding_ids().is_empty());
}

async fn automated_discovery_is_off_until_it_is_turned_on(aws: &Aws) {
    let api = on(aws).await;
    let read = || api.get_automated_discovery_configuration();
    let before = read().send().await.expect("a configuration");
    assert_eq!(before.status(), Some(&AutomatedDiscoveryStatus::Disabled));
    assert!(before.first_enabled_at().is_none());
    let set = |status| api.update_automated_discovery_configuration().status(status);
    set(AutomatedDiscoveryStatus::Enabled).send().await.expect("on");
    let now = read().send().await.expect("a configuration");
    assert_eq!(now.status(), Some(&AutomatedDiscoveryStatus::Enabled));
    assert_eq!(now.first_enabled_at().expect("a time").secs(), START);
    assert_eq!(now.classification_scope_id().map(str::len), Some(32));
    aws.later(60);
    set(AutomatedDiscoveryStatus::Disabled).send().await.expect("off");
    let after = read().send().await.expect("a configuration");
    assert_eq!(after.disabled_at().expect("a time").secs(), START + 60);
    assert_eq!(after.first_enabled_at().expect("a time").secs(), START);
}

async fn what_is_published_is_kept(aws: &Aws) {
    let api = on(aws).await;
    let read = || api.get_findings_publication_configuration();
    let hub = read().send().await.expect("a configuration");
    let hub = hub.security_hub_configuration().expect("one");
    assert_eq!(hub.publish_policy_findings(), Some(true));
    assert_eq!(hub.publish_classification_findings(), Some(false));
    let wanted = SecurityHubConfiguration::builder()
        .publish_classification_findings(true)
        .publish_policy_findings(false)
        .build();
    let put = api.put_findings_publication_configuration();
    put.security_hub_configuration(wanted.clone())
        .send()
        .await
        .expect("put");
    let hub = read().send().await.expect("a configuration");
    assert_eq!(hub.security_hub_configuration(), Some(&wanted));
}

cases! {
    "macie2";
    GetMacieSession: macie_that_is_off_says_so,
    EnableMacie: macie_is_turned_on_once_in_a_region,
    UpdateMacieSession: a_session_changes_its_frequency_and_pausing_cancels_jobs,
    DisableMacie: macie_turned_off_forgets_everything,
    GetAutomatedDiscoveryConfiguration: automated_discovery_is_off_until_it_is_turned_on,
    PutFindingsPublicationConfiguration: what_is_published_is_kept,
}
