//! CloudTrail: trails, whether they log, what they record.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_cloudtrail::types::{
    AdvancedEventSelector, AdvancedFieldSelector, DataResource, EventSelector, InsightSelector, InsightType,
    ReadWriteType, Tag,
};

/// Makes a bucket that CloudTrail may deliver to.
pub async fn bucket(aws: &Aws, name: &str) {
    let s3 = aws.s3();
    s3.create_bucket().bucket(name).send().await.expect("a bucket");
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{{"Service":"cloudtrail.amazonaws.com"}},
              "Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::{name}"}},
            {{"Effect":"Allow","Principal":{{"Service":"cloudtrail.amazonaws.com"}},
              "Action":"s3:PutObject","Resource":"arn:aws:s3:::{name}/*",
              "Condition":{{"StringEquals":{{"s3:x-amz-acl":"bucket-owner-full-control"}}}}}}]}}"#
    );
    let put = s3.put_bucket_policy().bucket(name).policy(policy).send().await;
    put.expect("a policy");
}

/// Makes a trail over a bucket of its own, and gives its ARN.
async fn trail(aws: &Aws, name: &str) -> String {
    bucket(aws, "trail-logs").await;
    let call = aws.cloudtrail().create_trail().name(name);
    let made = call.s3_bucket_name("trail-logs").send().await.expect("a trail");
    made.trail_arn().expect("an ARN").to_owned()
}

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().expect("a tag")
}

fn field(name: &str, value: &str) -> AdvancedFieldSelector {
    let field = AdvancedFieldSelector::builder().field(name).equals(value);
    field.build().expect("a field")
}

async fn a_trail_keeps_every_setting_it_was_made_with(aws: &Aws) {
    bucket(aws, "trail-logs").await;
    let key = aws.key().await;
    let made = aws
        .cloudtrail()
        .create_trail()
        .name("events")
        .s3_bucket_name("trail-logs")
        .s3_key_prefix("audit")
        .kms_key_id(&key)
        .enable_log_file_validation(true)
        .is_multi_region_trail(true)
        .send()
        .await
        .expect("a trail");
    assert_eq!(made.kms_key_id(), Some(key.as_str()));
    assert_eq!(made.log_file_validation_enabled(), Some(true));
    assert_eq!(made.is_multi_region_trail(), Some(true));
    assert_eq!(made.include_global_service_events(), Some(true));
    assert_eq!(made.is_organization_trail(), Some(false));
    assert_eq!(made.s3_key_prefix(), Some("audit"));
    let arn = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/events");
    assert_eq!(made.trail_arn(), Some(arn.as_str()));
}

async fn a_trail_needs_a_bucket_that_exists_and_lets_it_write(aws: &Aws) {
    let api = aws.cloudtrail();
    let call = || api.create_trail().name("events").s3_bucket_name("trail-logs");
    assert_eq!(refusal(call().send().await), "S3BucketDoesNotExistException");
    let s3 = aws.s3();
    s3.create_bucket()
        .bucket("trail-logs")
        .send()
        .await
        .expect("a bucket");
    assert_eq!(
        refusal(call().send().await),
        "InsufficientS3BucketPolicyException"
    );
    assert_eq!(
        complaint(call().send().await),
        "Incorrect S3 bucket policy is detected for bucket: trail-logs"
    );
    bucket(aws, "trail-logs").await;
    call().send().await.expect("a trail");
    assert_eq!(refusal(call().send().await), "TrailAlreadyExistsException");
}

async fn a_trail_is_refused_what_cannot_be(aws: &Aws) {
    bucket(aws, "trail-logs").await;
    let api = aws.cloudtrail();
    let call = |name: &str| api.create_trail().name(name).s3_bucket_name("trail-logs");
    assert_eq!(
        refusal(call("no spaces").send().await),
        "InvalidTrailNameException"
    );
    let local = call("events")
        .is_multi_region_trail(true)
        .include_global_service_events(false);
    assert_eq!(
        refusal(local.send().await),
        "InvalidParameterCombinationException"
    );
    let organisation = call("events").is_organization_trail(true);
    assert_eq!(
        refusal(organisation.send().await),
        "OrganizationsNotInUseException"
    );
    let group = call("events")
        .cloud_watch_logs_log_group_arn("arn:aws:logs:us-east-1:123456789012:log-group:trail:*")
        .cloud_watch_logs_role_arn(aws.role("not-for-trails").await);
    assert_eq!(
        refusal(group.send().await),
        "InvalidCloudWatchLogsRoleArnException"
    );
    for n in 0..5 {
        call(&format!("trail-{n}")).send().await.expect("a trail");
    }
    assert_eq!(
        refusal(call("one-more").send().await),
        "MaximumNumberOfTrailsExceededException"
    );
}

async fn a_trail_of_all_regions_is_seen_in_each_of_them(aws: &Aws) {
    bucket(aws, "trail-logs").await;
    let key = aws.key().await;
    let call = aws
        .cloudtrail()
        .create_trail()
        .name("everywhere")
        .is_multi_region_trail(true);
    let call = call
        .s3_bucket_name("trail-logs")
        .kms_key_id(&key)
        .enable_log_file_validation(true);
    call.send().await.expect("a trail");
    let abroad = aws_sdk_cloudtrail::Client::new(&aws.config("eu-west-1"));
    let trails = abroad.describe_trails().send().await.expect("trails");
    let seen = &trails.trail_list()[0];
    assert_eq!(seen.home_region(), Some("us-east-1"));
    assert_eq!(seen.kms_key_id(), Some(key.as_str()));
    assert_eq!(seen.log_file_validation_enabled(), Some(true));
    assert_eq!(seen.has_custom_event_selectors(), Some(false));
    let without = abroad.describe_trails().include_shadow_trails(false).send().await;
    assert!(without.expect("trails").trail_list().is_empty());
}

async fn a_trail_is_got_by_name_at_home_and_by_arn_elsewhere(aws: &Aws) {
    let arn = trail(aws, "events").await;
    let got = aws.cloudtrail().get_trail().name("events").send().await;
    let got = got.expect("the trail");
    assert_eq!(got.trail().and_then(|t| t.trail_arn()), Some(arn.as_str()));
    let missing = aws.cloudtrail().get_trail().name("nothing").send().await;
    assert_eq!(refusal(missing), "TrailNotFoundException");
    // It is a trail of one Region: elsewhere nobody knows it.
    let abroad = aws_sdk_cloudtrail::Client::new(&aws.config("eu-west-1"));
    let unseen = abroad.get_trail().name(arn).send().await;
    assert_eq!(refusal(unseen), "TrailNotFoundException");
}

async fn trails_are_listed_with_their_home(aws: &Aws) {
    let arn = trail(aws, "events").await;
    let listed = aws.cloudtrail().list_trails().send().await.expect("trails");
    assert_eq!(listed.trails().len(), 1);
    assert_eq!(listed.trails()[0].trail_arn(), Some(arn.as_str()));
    assert_eq!(listed.trails()[0].home_region(), Some("us-east-1"));
}

async fn a_trail_is_changed_only_at_home(aws: &Aws) {
    let arn = trail(aws, "events").await;
    let api = aws.cloudtrail();
    let call = api.update_trail().name("events").enable_log_file_validation(true);
    let changed = call.is_multi_region_trail(true).send().await.expect("changed");
    assert_eq!(changed.log_file_validation_enabled(), Some(true));
    assert_eq!(changed.s3_bucket_name(), Some("trail-logs"));
    let abroad = aws_sdk_cloudtrail::Client::new(&aws.config("eu-west-1"));
    let refused = abroad
        .update_trail()
        .name(arn)
        .enable_log_file_validation(false)
        .send()
        .await;
    assert_eq!(refusal(refused), "InvalidHomeRegionException");
}

async fn a_trail_that_is_deleted_is_gone(aws: &Aws) {
    trail(aws, "events").await;
    let api = aws.cloudtrail();
    api.delete_trail().name("events").send().await.expect("deleted");
    let again = api.delete_trail().name("events").send().await;
    assert_eq!(refusal(again), "TrailNotFoundException");
}

async fn a_trail_logs_from_when_it_is_told_and_delivers_with_time(aws: &Aws) {
    trail(aws, "events").await;
    let api = aws.cloudtrail();
    let status = || api.get_trail_status().name("events").send();
    assert_eq!(status().await.expect("a status").is_logging(), Some(false));
    api.start_logging().name("events").send().await.expect("started");
    let fresh = status().await.expect("a status");
    assert_eq!(fresh.is_logging(), Some(true));
    assert_eq!(
        fresh.start_logging_time().map(aws_smithy_types::DateTime::secs),
        Some(START)
    );
    assert_eq!(fresh.latest_delivery_time(), None);
    aws.later(700);
    let later = status().await.expect("a status");
    assert_eq!(
        later.latest_delivery_time().map(aws_smithy_types::DateTime::secs),
        Some(START + 600)
    );
    assert_eq!(later.latest_delivery_error(), None);
}

async fn a_trail_whose_bucket_shuts_it_out_says_so(aws: &Aws) {
    trail(aws, "events").await;
    let api = aws.cloudtrail();
    api.start_logging().name("events").send().await.expect("started");
    let s3 = aws.s3();
    s3.delete_bucket_policy()
        .bucket("trail-logs")
        .send()
        .await
        .expect("gone");
    aws.later(600);
    let status = api.get_trail_status().name("events").send().await;
    assert_eq!(
        status.expect("a status").latest_delivery_error(),
        Some("AccessDenied")
    );
}

async fn a_trail_that_is_stopped_does_not_log(aws: &Aws) {
    trail(aws, "events").await;
    let api = aws.cloudtrail();
    api.start_logging().name("events").send().await.expect("started");
    aws.later(60);
    api.stop_logging().name("events").send().await.expect("stopped");
    let status = api.get_trail_status().name("events").send().await;
    let status = status.expect("a status");
    assert_eq!(status.is_logging(), Some(false));
    assert_eq!(
        status.stop_logging_time().map(aws_smithy_types::DateTime::secs),
        Some(START + 60)
    );
}

async fn basic_selectors_are_answered_with_their_defaults(aws: &Aws) {
    trail(aws, "events").await;
    let api = aws.cloudtrail();
    let objects = DataResource::builder()
        .r#type("AWS::S3::Object")
        .values("arn:aws:s3:::models/")
        .build();
    let selector = EventSelector::builder().data_resources(objects).build();
    let put = api
        .put_event_selectors()
        .trail_name("events")
        .event_selectors(selector);
    let put = put.send().await.expect("put");
    let kept = &put.event_selectors()[0];
    assert_eq!(kept.read_write_type(), Some(&ReadWriteType::All));
    assert_eq!(kept.include_management_events(), Some(true));
    assert_eq!(kept.data_resources()[0].values(), ["arn:aws:s3:::models/"]);
    let wrong = DataResource::builder()
        .r#type("AWS::EC2::Instance")
        .values("arn:aws:ec2:::x")
        .build();
    let wrong = EventSelector::builder().data_resources(wrong).build();
    let refused = api
        .put_event_selectors()
        .trail_name("events")
        .event_selectors(wrong);
    assert_eq!(refusal(refused.send().await), "InvalidEventSelectorsException");
}

async fn a_new_trail_records_management_events(aws: &Aws) {
    trail(aws, "events").await;
    let api = aws.cloudtrail();
    let read = api.get_event_selectors().trail_name("events").send().await;
    let read = read.expect("selectors");
    let selector = &read.event_selectors()[0];
    assert_eq!(selector.include_management_events(), Some(true));
    assert!(selector.data_resources().is_empty());
}

async fn advanced_selectors_are_answered_as_put_in_place_of_basic_ones(aws: &Aws) {
    trail(aws, "events").await;
    let api = aws.cloudtrail();
    let selector = AdvancedEventSelector::builder()
        .name("models")
        .field_selectors(field("eventCategory", "Data"))
        .field_selectors(field("resources.type", "AWS::S3::Object"))
        .build()
        .expect("a selector");
    let put = || api.put_event_selectors().trail_name("events");
    put()
        .advanced_event_selectors(selector.clone())
        .send()
        .await
        .expect("put");
    let read = api.get_event_selectors().trail_name("events").send().await;
    let read = read.expect("selectors");
    assert_eq!(read.advanced_event_selectors(), std::slice::from_ref(&selector));
    assert!(read.event_selectors().is_empty());
    let trails = api.describe_trails().send().await.expect("trails");
    assert_eq!(trails.trail_list()[0].has_custom_event_selectors(), Some(true));
    let both = put()
        .advanced_event_selectors(selector)
        .event_selectors(EventSelector::builder().build());
    assert_eq!(refusal(both.send().await), "InvalidEventSelectorsException");
}

async fn insights_are_off_until_they_are_put(aws: &Aws) {
    trail(aws, "events").await;
    let api = aws.cloudtrail();
    let off = api.get_insight_selectors().trail_name("events").send().await;
    assert_eq!(refusal(off), "InsightNotEnabledException");
    let rate = InsightSelector::builder()
        .insight_type(InsightType::ApiCallRateInsight)
        .build();
    let put = api
        .put_insight_selectors()
        .trail_name("events")
        .insight_selectors(rate.clone());
    put.send().await.expect("put");
    let on = api.get_insight_selectors().trail_name("events").send().await;
    assert_eq!(on.expect("on").insight_selectors(), [rate]);
    let trails = api.describe_trails().send().await.expect("trails");
    assert_eq!(trails.trail_list()[0].has_insight_selectors(), Some(true));
}

async fn tags_are_added_replaced_and_taken_away(aws: &Aws) {
    let arn = trail(aws, "events").await;
    let api = aws.cloudtrail();
    let add = api.add_tags().resource_id(&arn);
    let add = add.tags_list(tag("team", "cardio")).tags_list(tag("env", "prod"));
    add.send().await.expect("tagged");
    let add = api.add_tags().resource_id(&arn).tags_list(tag("team", "fraud"));
    add.send().await.expect("tagged again");
    let remove = api.remove_tags().resource_id(&arn).tags_list(tag("env", "prod"));
    remove.send().await.expect("taken away");
    let list = api.list_tags().resource_id_list(&arn).send().await.expect("tags");
    assert_eq!(list.resource_tag_list()[0].tags_list(), [tag("team", "fraud")]);
    let name = api.list_tags().resource_id_list("events").send().await;
    assert_eq!(refusal(name), "CloudTrailARNInvalidException");
}

async fn an_account_has_no_event_data_stores_of_its_own(aws: &Aws) {
    let stores = aws.cloudtrail().list_event_data_stores().send().await;
    assert!(stores.expect("a list").event_data_stores().is_empty());
}

async fn an_event_data_store_shows_its_key_and_tags(aws: &Aws) {
    let key = aws.key().await;
    let trails = aws.cloudtrail();
    let made = trails
        .create_event_data_store()
        .name("clinic-lake")
        .kms_key_id(&key)
        .tags_list(tag("team", "security"))
        .send()
        .await
        .expect("a store");
    let arn = made.event_data_store_arn().expect("an ARN");
    let listed = trails.list_event_data_stores().send().await.expect("listed");
    assert_eq!(listed.event_data_stores().len(), 1);
    assert_eq!(listed.event_data_stores()[0].event_data_store_arn(), Some(arn));
    let read = trails.get_event_data_store().event_data_store(arn).send().await;
    let read = read.expect("read");
    assert_eq!(read.name(), Some("clinic-lake"));
    assert_eq!(read.kms_key_id(), Some(key.as_str()));
    assert_eq!(read.multi_region_enabled(), Some(true));
    assert_eq!(read.termination_protection_enabled(), Some(true));
    let tags = trails
        .list_tags()
        .resource_id_list(arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(tags.resource_tag_list()[0].tags_list(), [tag("team", "security")]);
    let gone = trails.get_event_data_store().event_data_store(format!("{arn}0"));
    assert_eq!(refusal(gone.send().await), "EventDataStoreNotFoundException");
}

cases! {
    "cloudtrail";
    GetEventDataStore: an_event_data_store_shows_its_key_and_tags,
    CreateTrail: a_trail_keeps_every_setting_it_was_made_with,
    CreateTrail: a_trail_needs_a_bucket_that_exists_and_lets_it_write,
    CreateTrail: a_trail_is_refused_what_cannot_be,
    DescribeTrails: a_trail_of_all_regions_is_seen_in_each_of_them,
    GetTrail: a_trail_is_got_by_name_at_home_and_by_arn_elsewhere,
    ListTrails: trails_are_listed_with_their_home,
    UpdateTrail: a_trail_is_changed_only_at_home,
    DeleteTrail: a_trail_that_is_deleted_is_gone,
    StartLogging: a_trail_logs_from_when_it_is_told_and_delivers_with_time,
    GetTrailStatus: a_trail_whose_bucket_shuts_it_out_says_so,
    StopLogging: a_trail_that_is_stopped_does_not_log,
    PutEventSelectors: basic_selectors_are_answered_with_their_defaults,
    GetEventSelectors: a_new_trail_records_management_events,
    PutEventSelectors: advanced_selectors_are_answered_as_put_in_place_of_basic_ones,
    GetInsightSelectors: insights_are_off_until_they_are_put,
    ListTags: tags_are_added_replaced_and_taken_away,
    ListEventDataStores: an_account_has_no_event_data_stores_of_its_own,
}
