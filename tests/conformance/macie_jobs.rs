//! Macie's classification jobs: their life on the clock, their scope.

use crate::macie_setting::{BUCKET, bucket, definition, findings, job, object, on, run};
use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_macie2::operation::describe_classification_job::DescribeClassificationJobOutput;
use aws_sdk_macie2::types::{
    CriteriaBlockForJob, CriteriaForJob, DailySchedule, JobComparator, JobScheduleFrequency, JobScopeTerm,
    JobScopingBlock, JobStatus, JobType, LastRunErrorStatusCode, ListJobsFilterCriteria, ListJobsFilterKey,
    ListJobsFilterTerm, ManagedDataIdentifierSelector as Selector, S3BucketCriteriaForJob, S3JobDefinition,
    ScopeFilterKey, Scoping, SimpleCriterionForJob, SimpleCriterionKeyForJob, SimpleScopeTerm,
    TagCriterionForJob, TagCriterionPairForJob,
};
use aws_sdk_macie2::{Client, types::S3BucketDefinitionForJob};

const CARD: &str = "card number 4539100070000013 was declined\n";

async fn read(api: &Client, id: &str) -> DescribeClassificationJobOutput {
    let read = api.describe_classification_job().job_id(id).send().await;
    read.expect("the job")
}

async fn status(api: &Client, id: &str) -> JobStatus {
    read(api, id).await.job_status().expect("a status").clone()
}

async fn a_one_time_job_runs_and_completes_on_the_clock(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "a.txt", "nothing").await;
    let made = job(&api, "phi")
        .description("once")
        .tags("team", "cardio")
        .send()
        .await;
    let made = made.expect("a job");
    let id = made.job_id().expect("an id");
    let arn = format!("arn:aws:macie2:us-east-1:{ACCOUNT}:classification-job/{id}");
    assert_eq!(made.job_arn(), Some(arn.as_str()));
    let running = read(&api, id).await;
    assert_eq!(running.job_status(), Some(&JobStatus::Running));
    let statistics = running.statistics().expect("statistics");
    assert_eq!(statistics.approximate_number_of_objects_to_process(), Some(1.0));
    aws.later(120);
    let done = read(&api, id).await;
    assert_eq!(done.job_status(), Some(&JobStatus::Complete));
    assert_eq!(done.job_arn(), Some(arn.as_str()));
    assert_eq!(done.description(), Some("once"));
    assert_eq!(done.sampling_percentage(), Some(100));
    assert_eq!(
        done.managed_data_identifier_selector(),
        Some(&Selector::Recommended)
    );
    assert_eq!(done.s3_job_definition(), Some(&definition()));
    assert_eq!(done.last_run_time().expect("a time").secs(), START);
    assert_eq!(done.tags().expect("tags")["team"], "cardio");
    let error = done.last_run_error_status().expect("a status");
    assert_eq!(error.code(), Some(&LastRunErrorStatusCode::None));
}

async fn a_recurring_job_idles_between_runs_and_reads_what_is_new(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "old.txt", CARD).await;
    let daily = JobScheduleFrequency::builder().daily_schedule(DailySchedule::builder().build());
    let job = job(&api, "daily").job_type(JobType::Scheduled).initial_run(true);
    let id = run(aws, job.schedule_frequency(daily.build())).await;
    assert_eq!(status(&api, &id).await, JobStatus::Idle);
    assert_eq!(findings(&api).await.len(), 1);
    object(aws, "new.txt", CARD).await;
    aws.later(86_400);
    let found = findings(&api).await;
    let keys: Vec<_> = found
        .iter()
        .filter_map(|f| f.resources_affected()?.s3_object()?.key())
        .collect();
    assert_eq!(keys, ["old.txt", "new.txt"]);
    let runs = read(&api, &id).await;
    assert_eq!(runs.statistics().expect("statistics").number_of_runs(), Some(2.0));
}

async fn a_job_is_paused_resumed_and_cancelled(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    let made = job(&api, "phi").send().await.expect("a job");
    let id = made.job_id().expect("an id");
    let set = |status| api.update_classification_job().job_id(id).job_status(status);
    set(JobStatus::UserPaused).send().await.expect("paused");
    aws.later(600);
    let paused = read(&api, id).await;
    assert_eq!(paused.job_status(), Some(&JobStatus::UserPaused));
    let details = paused.user_paused_details().expect("details");
    assert_eq!(details.job_paused_at().expect("a time").secs(), START);
    assert_eq!(
        details.job_expires_at().expect("a time").secs(),
        START + 30 * 86_400
    );
    set(JobStatus::Running).send().await.expect("resumed");
    assert_eq!(status(&api, id).await, JobStatus::Running);
    set(JobStatus::Cancelled).send().await.expect("cancelled");
    aws.later(600);
    assert_eq!(status(&api, id).await, JobStatus::Cancelled);
    assert_eq!(
        refusal(set(JobStatus::Running).send().await),
        "ValidationException"
    );
}

async fn a_complete_job_stays_so_and_an_unknown_one_is_not_found(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    let id = run(aws, job(&api, "phi")).await;
    let cancel = api
        .update_classification_job()
        .job_id(&id)
        .job_status(JobStatus::Cancelled);
    assert_eq!(refusal(cancel.send().await), "ValidationException");
    assert_eq!(status(&api, &id).await, JobStatus::Complete);
    let unknown = api.describe_classification_job().job_id("0123").send().await;
    assert_eq!(refusal(unknown), "ResourceNotFoundException");
}

async fn a_job_that_contradicts_itself_is_refused(aws: &Aws) {
    let api = on(aws).await;
    let nothing = S3JobDefinition::builder().build();
    let stranger = S3BucketDefinitionForJob::builder()
        .account_id("210987654321")
        .buckets(BUCKET);
    let stranger = S3JobDefinition::builder()
        .bucket_definitions(stranger.build())
        .build();
    let daily = JobScheduleFrequency::builder().daily_schedule(DailySchedule::builder().build());
    let wrong = [
        job(&api, "a").s3_job_definition(nothing),
        job(&api, "b").s3_job_definition(stranger),
        job(&api, "c").job_type(JobType::Scheduled),
        job(&api, "d").schedule_frequency(daily.build()),
        job(&api, "e").sampling_percentage(101),
        job(&api, "f").managed_data_identifier_selector(Selector::None),
        job(&api, "g").managed_data_identifier_selector(Selector::Include),
        job(&api, "h").managed_data_identifier_ids("CREDIT_CARD_NUMBER"),
        job(&api, "i")
            .managed_data_identifier_selector(Selector::Include)
            .managed_data_identifier_ids("NO_SUCH_IDENTIFIER"),
        job(&api, "j").custom_data_identifier_ids("nothing"),
        job(&api, "k").allow_list_ids("nothing"),
    ];
    for (n, job) in wrong.into_iter().enumerate() {
        assert_eq!(refusal(job.send().await), "ValidationException", "{n}");
    }
}

async fn a_client_token_makes_one_job(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    let first = job(&api, "phi").send().await.expect("a job");
    let again = job(&api, "phi").send().await.expect("the job");
    assert_eq!(first.job_id(), again.job_id());
    let listed = api.list_classification_jobs().send().await.expect("a list");
    assert_eq!(listed.items().len(), 1);
}

async fn jobs_are_listed_by_filter_in_pages(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    for name in ["phi-a", "phi-b", "pci-a"] {
        job(&api, name).send().await.expect("a job");
    }
    let term = ListJobsFilterTerm::builder()
        .comparator(JobComparator::StartsWith)
        .key(ListJobsFilterKey::Name)
        .values("phi");
    let filter = ListJobsFilterCriteria::builder().includes(term.build()).build();
    let list = || {
        api.list_classification_jobs()
            .max_results(1)
            .filter_criteria(filter.clone())
    };
    let first = list().send().await.expect("a page");
    let second = list()
        .set_next_token(first.next_token.clone())
        .send()
        .await
        .expect("a page");
    assert_eq!(first.items()[0].name(), Some("phi-a"));
    assert_eq!(first.items()[0].job_status(), Some(&JobStatus::Running));
    assert_eq!(first.items()[0].bucket_definitions()[0].buckets(), [BUCKET]);
    assert_eq!(second.items()[0].name(), Some("phi-b"));
    assert_eq!(second.next_token(), None);
    assert_eq!(
        refusal(list().next_token("nonsense").send().await),
        "ValidationException"
    );
}

async fn a_scope_leaves_objects_out(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    for key in ["keep/a.txt", "keep/b.csv.txt", "skip/c.txt"] {
        object(aws, key, CARD).await;
    }
    let term = |key, comparator, value: &str| {
        let simple = SimpleScopeTerm::builder()
            .key(key)
            .comparator(comparator)
            .values(value);
        JobScopeTerm::builder().simple_scope_term(simple.build()).build()
    };
    let includes = JobScopingBlock::builder()
        .and(term(ScopeFilterKey::ObjectExtension, JobComparator::Eq, "txt"))
        .and(term(ScopeFilterKey::ObjectSize, JobComparator::Gt, "10"));
    let excludes = JobScopingBlock::builder().and(term(
        ScopeFilterKey::ObjectKey,
        JobComparator::StartsWith,
        "skip/",
    ));
    let scoping = Scoping::builder()
        .includes(includes.build())
        .excludes(excludes.build());
    let scoped = S3JobDefinition::builder()
        .set_bucket_definitions(definition().bucket_definitions)
        .scoping(scoping.build());
    run(aws, job(&api, "scoped").s3_job_definition(scoped.build())).await;
    assert_eq!(findings(&api).await.len(), 2);
    let bad = JobScopingBlock::builder().and(term(ScopeFilterKey::ObjectKey, JobComparator::Gt, "skip/"));
    let bad = S3JobDefinition::builder()
        .set_bucket_definitions(definition().bucket_definitions)
        .scoping(Scoping::builder().includes(bad.build()).build());
    let refused = job(&api, "bad").s3_job_definition(bad.build()).send().await;
    assert_eq!(refusal(refused), "ValidationException");
}

async fn bucket_criteria_choose_buckets_as_they_run(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "a.txt", CARD).await;
    let tagging = aws_sdk_s3::types::Tag::builder()
        .key("data")
        .value("pci")
        .build()
        .expect("a tag");
    let tagging = aws_sdk_s3::types::Tagging::builder()
        .tag_set(tagging)
        .build()
        .expect("tags");
    let put = aws.s3().put_bucket_tagging().bucket(BUCKET).tagging(tagging);
    put.send().await.expect("tagged");
    let tagged = |value: &str| {
        let pair = TagCriterionPairForJob::builder().key("data").value(value).build();
        let tag = TagCriterionForJob::builder()
            .comparator(JobComparator::Eq)
            .tag_values(pair);
        let simple = SimpleCriterionForJob::builder()
            .comparator(JobComparator::Eq)
            .key(SimpleCriterionKeyForJob::S3BucketEffectivePermission)
            .values("NOT_PUBLIC");
        let block = CriteriaBlockForJob::builder()
            .and(CriteriaForJob::builder().tag_criterion(tag.build()).build())
            .and(CriteriaForJob::builder().simple_criterion(simple.build()).build());
        let criteria = S3BucketCriteriaForJob::builder().includes(block.build()).build();
        S3JobDefinition::builder().bucket_criteria(criteria).build()
    };
    run(aws, job(&api, "phi").s3_job_definition(tagged("phi"))).await;
    assert!(findings(&api).await.is_empty());
    run(aws, job(&api, "pci").s3_job_definition(tagged("pci"))).await;
    assert_eq!(findings(&api).await.len(), 1);
}

async fn sampling_takes_its_share_of_the_objects(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    for n in 0..10 {
        object(aws, &format!("{n}.txt"), CARD).await;
    }
    let id = run(aws, job(&api, "half").sampling_percentage(50)).await;
    assert_eq!(findings(&api).await.len(), 5);
    assert_eq!(read(&api, &id).await.sampling_percentage(), Some(50));
}

async fn a_bucket_that_is_not_there_or_denies_macie_ends_a_run_in_error(aws: &Aws) {
    let api = on(aws).await;
    let gone = run(aws, job(&api, "gone")).await;
    let error = |job: DescribeClassificationJobOutput| job.last_run_error_status.expect("a status").code;
    assert_eq!(
        error(read(&api, &gone).await),
        Some(LastRunErrorStatusCode::Error)
    );
    bucket(aws).await;
    object(aws, "a.txt", CARD).await;
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"s3:GetObject",
        "Resource":"arn:aws:s3:::{BUCKET}/*","Condition":{{"ArnNotLike":{{"aws:PrincipalArn":
        "arn:aws:iam::{ACCOUNT}:role/Trainer"}}}}}}]}}"#
    );
    let put = aws.s3().put_bucket_policy().bucket(BUCKET).policy(policy);
    put.send().await.expect("a policy");
    let denied = run(aws, job(&api, "denied")).await;
    assert_eq!(
        error(read(&api, &denied).await),
        Some(LastRunErrorStatusCode::Error)
    );
    assert!(findings(&api).await.is_empty());
}

cases! {
    "macie2";
    CreateClassificationJob: a_one_time_job_runs_and_completes_on_the_clock,
    CreateClassificationJob: a_recurring_job_idles_between_runs_and_reads_what_is_new,
    CreateClassificationJob: a_job_that_contradicts_itself_is_refused,
    CreateClassificationJob: a_client_token_makes_one_job,
    CreateClassificationJob: a_scope_leaves_objects_out,
    CreateClassificationJob: bucket_criteria_choose_buckets_as_they_run,
    CreateClassificationJob: sampling_takes_its_share_of_the_objects,
    UpdateClassificationJob: a_job_is_paused_resumed_and_cancelled,
    DescribeClassificationJob: a_complete_job_stays_so_and_an_unknown_one_is_not_found,
    DescribeClassificationJob: a_bucket_that_is_not_there_or_denies_macie_ends_a_run_in_error,
    ListClassificationJobs: jobs_are_listed_by_filter_in_pages,
}
