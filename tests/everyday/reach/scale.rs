//! A large account is answered at once.

use super::account::{ACCOUNT, account, allow, role_arn, sagemaker, trusts};
use aisec_tui::posture::reach::Reach;
use serde_json::json;
use std::time::Instant;

#[test]
fn hundreds_of_roles_that_pass_and_assume_one_another_are_answered() {
    let many = 200;
    let mut built = account().data();
    for at in 0..many {
        let name = format!("role-{at}");
        let next = role_arn(&format!("role-{}", (at + 1) % many));
        let trust = if at % 2 == 0 {
            sagemaker()
        } else {
            trusts("AWS", ACCOUNT)
        };
        let mut policies = vec![
            allow(&["sts:AssumeRole"], &next),
            allow(&["logs:PutLogEvents", "ecr:BatchGetImage"], "*"),
        ];
        if at % 10 == 0 {
            policies.push(allow(&["iam:PassRole", "sagemaker:CreateTrainingJob"], "*"));
        }
        if at == 1 {
            policies.push(json!([allow(&["s3:GetObject"], "arn:aws:s3:::training-data/*")]));
        }
        built = built.role(&name, &trust, &policies);
    }
    let started = Instant::now();
    let reach = Reach::new(&built.0);
    let answer = reach.who_can("s3:GetObject", "training-data", 5).expect("asked");
    println!("{many} roles: {:?}", started.elapsed());
    assert_eq!(answer.asked, many + 2, "the roles, the root user, SageMaker");
    assert!(
        answer
            .principals
            .iter()
            .any(|r| r.name == "role-0" && r.path.len() == 2)
    );
}
