//! SageMaker: order, filters and pages of lists, tags by ARN, Regions, and
//! lists of what nobody made.

use crate::place::{Aws, START, complaint, refusal};
use crate::sagemaker_requests::{model, tag, training};
use aws_sdk_sagemaker::types::{ModelSortKey, OrderKey, SortBy, SortOrder};
use aws_smithy_types::DateTime;

async fn jobs(aws: &Aws, names: &[&str]) {
    let role = aws.role("exec").await;
    for name in names {
        training(aws, name, &role).send().await.expect("a job");
        aws.later(100);
    }
}

async fn pages_follow_each_other_to_the_end(aws: &Aws) {
    jobs(aws, &["a", "b", "c", "d", "e"]).await;
    let (mut names, mut sizes, mut token) = (Vec::new(), Vec::new(), None);
    loop {
        let call = aws.sagemaker().list_training_jobs().max_results(2);
        let page = call.set_next_token(token).send().await.expect("a page");
        let entries = page.training_job_summaries();
        sizes.push(entries.len());
        names.extend(
            entries
                .iter()
                .filter_map(|job| job.training_job_name().map(str::to_owned)),
        );
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
    assert_eq!(sizes, [2, 2, 1]);
}

async fn a_page_is_not_moved_by_what_is_made_meanwhile(aws: &Aws) {
    for name in ["a", "b", "c"] {
        model(aws, name).await;
        aws.later(10);
    }
    let list = || aws.sagemaker().list_models().max_results(2);
    let first = list().send().await.expect("a page");
    model(aws, "d").await;
    let second = list()
        .set_next_token(first.next_token().map(str::to_owned))
        .send()
        .await
        .expect("a page");
    let names = |models: &[aws_sdk_sagemaker::types::ModelSummary]| -> Vec<String> {
        models
            .iter()
            .filter_map(|m| m.model_name().map(str::to_owned))
            .collect()
    };
    assert_eq!(names(first.models()), ["c", "b"]);
    assert_eq!(names(second.models()), ["a"]);
}

async fn a_page_has_ten_entries_unless_more_are_asked_for(aws: &Aws) {
    let role = aws.role("exec").await;
    for n in 0..12 {
        training(aws, &format!("job-{n}"), &role)
            .send()
            .await
            .expect("a job");
    }
    let list = || aws.sagemaker().list_training_jobs();
    let page = list().send().await.expect("a page");
    assert_eq!(page.training_job_summaries().len(), 10);
    assert!(page.next_token().is_some());
    let all = list().max_results(100).send().await.expect("a page");
    assert_eq!((all.training_job_summaries().len(), all.next_token()), (12, None));
    let much = complaint(list().max_results(101).send().await);
    assert_eq!(
        much,
        "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100"
    );
    assert_eq!(
        refusal(list().next_token("nonsense").send().await),
        "ValidationException"
    );
}

async fn jobs_are_sorted_as_asked(aws: &Aws) {
    jobs(aws, &["b", "a"]).await;
    let role = aws.role("exec-2").await;
    training(aws, "c", &role).send().await.expect("a job");
    for (by, order, wanted) in [
        (SortBy::Name, SortOrder::Ascending, ["a", "b", "c"]),
        (SortBy::Name, SortOrder::Descending, ["c", "b", "a"]),
        (SortBy::CreationTime, SortOrder::Descending, ["c", "a", "b"]),
        (SortBy::Status, SortOrder::Ascending, ["b", "a", "c"]),
    ] {
        let call = aws.sagemaker().list_training_jobs().sort_by(by).sort_order(order);
        let listed = call.send().await.expect("listed");
        let names: Vec<&str> = listed
            .training_job_summaries()
            .iter()
            .filter_map(|job| job.training_job_name())
            .collect();
        assert_eq!(names, wanted);
    }
}

async fn pages_by_name_go_on_after_the_last_name(aws: &Aws) {
    for name in ["c", "a", "b"] {
        model(aws, name).await;
    }
    let list = || {
        let call = aws.sagemaker().list_models().sort_by(ModelSortKey::Name);
        call.sort_order(OrderKey::Ascending).max_results(1)
    };
    let first = list().send().await.expect("a page");
    let next = first.next_token().expect("a token");
    let second = list().next_token(next).send().await.expect("a page");
    assert_eq!(first.models()[0].model_name(), Some("a"));
    assert_eq!(second.models()[0].model_name(), Some("b"));
}

async fn jobs_are_filtered_by_time(aws: &Aws) {
    jobs(aws, &["a", "b", "c"]).await;
    let at = |seconds: i64| DateTime::from_secs(START + seconds);
    let call = aws.sagemaker().list_training_jobs().creation_time_after(at(50));
    let listed = call.creation_time_before(at(150)).send().await.expect("listed");
    let names: Vec<&str> = listed
        .training_job_summaries()
        .iter()
        .filter_map(|job| job.training_job_name())
        .collect();
    assert_eq!(names, ["b"]);
    let call = aws
        .sagemaker()
        .list_training_jobs()
        .last_modified_time_after(at(220));
    let late = call.send().await.expect("listed");
    assert_eq!(late.training_job_summaries().len(), 1);
}

async fn tags_are_added_changed_and_taken_away_by_arn(aws: &Aws) {
    model(aws, "Echo").await;
    let arn = "arn:aws:sagemaker:us-east-1:123456789012:model/echo";
    let add = |key: &str, value: &str| {
        let call = aws.sagemaker().add_tags().resource_arn(arn);
        call.tags(tag(key, value)).send()
    };
    add("team", "cardio").await.expect("added");
    add("data", "phi").await.expect("added");
    let answer = add("team", "fraud").await.expect("changed");
    assert_eq!(answer.tags(), [tag("data", "phi"), tag("team", "fraud")]);
    let call = aws.sagemaker().delete_tags().resource_arn(arn);
    call.tag_keys("data").send().await.expect("deleted");
    let left = aws
        .sagemaker()
        .list_tags()
        .resource_arn(arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(left.tags(), [tag("team", "fraud")]);
}

async fn tags_of_nothing_are_refused(aws: &Aws) {
    let arn = "arn:aws:sagemaker:us-east-1:123456789012:model/ghost";
    let answer = aws.sagemaker().list_tags().resource_arn(arn).send().await;
    assert_eq!(refusal(answer), "ValidationException");
    let call = aws.sagemaker().delete_tags().resource_arn(arn).tag_keys("x");
    assert_eq!(refusal(call.send().await), "ValidationException");
}

async fn reserved_and_doubled_tags_are_refused(aws: &Aws) {
    model(aws, "echo").await;
    let arn = "arn:aws:sagemaker:us-east-1:123456789012:model/echo";
    let call = aws
        .sagemaker()
        .add_tags()
        .resource_arn(arn)
        .tags(tag("aws:team", "x"));
    assert_eq!(refusal(call.send().await), "ValidationException");
    let call = aws
        .sagemaker()
        .create_model()
        .model_name("other")
        .tags(tag("a", "1"))
        .tags(tag("a", "2"));
    assert!(complaint(call.send().await).starts_with("Duplicate tag keys found"));
}

async fn a_region_knows_only_its_own(aws: &Aws) {
    model(aws, "echo").await;
    let abroad = aws_sdk_sagemaker::Client::new(&aws.config("eu-west-1"));
    assert!(
        abroad
            .list_models()
            .send()
            .await
            .expect("listed")
            .models()
            .is_empty()
    );
    let answer = abroad.describe_model().model_name("echo").send().await;
    assert!(complaint(answer).contains(":eu-west-1:"));
}

async fn what_nobody_made_is_an_empty_list(aws: &Aws) {
    macro_rules! none {
        ($api:ident; $($list:ident $field:ident,)*) => {
            $(let answer = $api.$list().send().await.expect("listed");
            assert!(answer.$field().is_empty(), stringify!($list));
            assert_eq!(answer.next_token(), None);)*
        };
    }
    let api = aws.sagemaker();
    none! {
        api;
        list_experiments experiment_summaries,
        list_trials trial_summaries,
        list_trial_components trial_component_summaries,
        list_monitoring_executions monitoring_execution_summaries,
        list_edge_packaging_jobs edge_packaging_job_summaries,
        list_device_fleets device_fleet_summaries,
        list_human_task_uis human_task_ui_summaries,
        list_flow_definitions flow_definition_summaries,
        list_workforces workforces,
        list_projects project_summary_list,
        list_algorithms algorithm_summary_list,
        list_mlflow_tracking_servers tracking_server_summaries,
        list_inference_recommendations_jobs inference_recommendations_jobs,
        list_optimization_jobs optimization_job_summaries,
        list_partner_apps summaries,
        list_app_image_configs app_image_configs,
        list_contexts context_summaries,
        list_artifacts artifact_summaries,
        list_actions action_summaries,
    }
}

cases! {
    "sagemaker";
    ListTrainingJobs: pages_follow_each_other_to_the_end,
    ListModels: a_page_is_not_moved_by_what_is_made_meanwhile,
    ListTrainingJobs: a_page_has_ten_entries_unless_more_are_asked_for,
    ListTrainingJobs: jobs_are_sorted_as_asked,
    ListModels: pages_by_name_go_on_after_the_last_name,
    ListTrainingJobs: jobs_are_filtered_by_time,
    AddTags: tags_are_added_changed_and_taken_away_by_arn,
    ListTags: tags_of_nothing_are_refused,
    AddTags: reserved_and_doubled_tags_are_refused,
    ListModels: a_region_knows_only_its_own,
    ListExperiments: what_nobody_made_is_an_empty_list,
}
