//! EC2: instances: metadata options, network, root volume, life and death.

use crate::ec2_net::{filter, net, switch};
use crate::place::{Aws, refusal};
use aws_sdk_ec2::Client;
use aws_sdk_ec2::operation::run_instances::builders::RunInstancesFluentBuilder;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, HttpTokensState, Instance, InstanceAttributeName, InstanceMetadataOptionsRequest,
    InstanceStateName, InstanceType, MetadataDefaultHttpTokensState,
};

fn launch(client: &Client) -> RunInstancesFluentBuilder {
    let launch = client.run_instances().image_id("ami-0abcdef1234567890");
    launch
        .instance_type(InstanceType::T3Micro)
        .min_count(1)
        .max_count(1)
}

async fn launched(call: RunInstancesFluentBuilder) -> Instance {
    call.send().await.expect("launched").instances()[0].clone()
}

async fn read(client: &Client, id: &str) -> Instance {
    let read = client.describe_instances().instance_ids(id).send().await;
    read.expect("read").reservations()[0].instances()[0].clone()
}

fn state(instance: &Instance) -> Option<&InstanceStateName> {
    instance.state().and_then(|s| s.name())
}

async fn an_instance_lives_in_a_subnet_under_its_groups(aws: &Aws) {
    let net = net(aws).await;
    let call = launch(&net.client)
        .subnet_id(&net.subnets[0])
        .security_group_ids(&net.group);
    let pending = launched(call).await;
    assert_eq!(state(&pending), Some(&InstanceStateName::Pending));
    aws.later(60);
    let instance = read(&net.client, pending.instance_id().expect("an id")).await;
    assert_eq!(state(&instance), Some(&InstanceStateName::Running));
    assert_eq!(instance.vpc_id(), Some(net.vpc.as_str()));
    assert_eq!(instance.subnet_id(), Some(net.subnets[0].as_str()));
    assert_eq!(instance.security_groups()[0].group_id(), Some(net.group.as_str()));
    assert_eq!(instance.private_ip_address(), Some("10.0.0.4"));
    assert_eq!(instance.public_ip_address(), None);
    assert_eq!(instance.network_interfaces().len(), 1);
    let held = net.client.delete_subnet().subnet_id(&net.subnets[0]).send().await;
    assert_eq!(refusal(held), "DependencyViolation");
}

async fn an_instance_gets_a_public_address_where_its_subnet_gives_them(aws: &Aws) {
    let net = net(aws).await;
    let set = net.client.modify_subnet_attribute().subnet_id(&net.subnets[0]);
    set.map_public_ip_on_launch(switch(true))
        .send()
        .await
        .expect("set");
    let instance = launched(launch(&net.client).subnet_id(&net.subnets[0])).await;
    assert!(instance.public_ip_address().is_some());
}

async fn metadata_options_are_the_calls_else_the_regions(aws: &Aws) {
    let client = aws.ec2();
    let old = launched(launch(&client)).await;
    let options = old.metadata_options().expect("options");
    assert_eq!(options.http_tokens(), Some(&HttpTokensState::Optional));
    assert_eq!(options.http_put_response_hop_limit(), Some(1));
    let prefer = client.modify_instance_metadata_defaults();
    let prefer = prefer.http_tokens(MetadataDefaultHttpTokensState::Required);
    prefer.send().await.expect("preferred");
    let new = launched(launch(&client)).await;
    let options = new.metadata_options().expect("options");
    assert_eq!(options.http_tokens(), Some(&HttpTokensState::Required));
    let own = InstanceMetadataOptionsRequest::builder()
        .http_tokens(HttpTokensState::Optional)
        .build();
    let asked = launched(launch(&client).metadata_options(own)).await;
    let options = asked.metadata_options().expect("options");
    assert_eq!(options.http_tokens(), Some(&HttpTokensState::Optional));
}

async fn metadata_options_are_changed(aws: &Aws) {
    let client = aws.ec2();
    let id = launched(launch(&client)).await.instance_id.expect("an id");
    let change = client.modify_instance_metadata_options().instance_id(&id);
    change
        .http_tokens(HttpTokensState::Required)
        .send()
        .await
        .expect("changed");
    let instance = read(&client, &id).await;
    let options = instance.metadata_options().expect("options");
    assert_eq!(options.http_tokens(), Some(&HttpTokensState::Required));
}

async fn a_root_volume_is_encrypted_where_that_is_the_default(aws: &Aws) {
    let client = aws.ec2();
    client
        .enable_ebs_encryption_by_default()
        .send()
        .await
        .expect("enabled");
    let instance = launched(launch(&client)).await;
    let id = instance.instance_id().expect("an id");
    let volumes = client
        .describe_volumes()
        .filters(filter("attachment.instance-id", id));
    let volumes = volumes.send().await.expect("volumes");
    let root = &volumes.volumes()[0];
    assert_eq!(root.encrypted(), Some(true));
    assert!(root.kms_key_id().is_some());
    let delete = client.delete_volume().volume_id(root.volume_id().expect("an id"));
    assert_eq!(refusal(delete.send().await), "VolumeInUse");
}

async fn user_data_is_answered_as_it_was_sent(aws: &Aws) {
    let client = aws.ec2();
    let instance = launched(launch(&client).user_data("ZWNobyBoaQ==")).await;
    let ask = client
        .describe_instance_attribute()
        .attribute(InstanceAttributeName::UserData);
    let read = ask
        .instance_id(instance.instance_id().expect("an id"))
        .send()
        .await
        .expect("read");
    assert_eq!(read.user_data().and_then(|d| d.value()), Some("ZWNobyBoaQ=="));
}

async fn a_protected_instance_is_not_terminated(aws: &Aws) {
    let client = aws.ec2();
    let id = launched(launch(&client)).await.instance_id.expect("an id");
    let protect = |on: bool| {
        let change = client.modify_instance_attribute().instance_id(&id);
        change.disable_api_termination(switch(on)).send()
    };
    let terminate = || client.terminate_instances().instance_ids(&id).send();
    protect(true).await.expect("protected");
    let ask = client.describe_instance_attribute().instance_id(&id);
    let read = ask.attribute(InstanceAttributeName::DisableApiTermination).send();
    let read = read.await.expect("read");
    assert_eq!(
        read.disable_api_termination()
            .and_then(AttributeBooleanValue::value),
        Some(true)
    );
    assert_eq!(refusal(terminate().await), "OperationNotPermitted");
    protect(false).await.expect("unprotected");
    terminate().await.expect("going");
}

async fn an_instance_shuts_down_and_takes_its_volume_along(aws: &Aws) {
    let client = aws.ec2();
    let id = launched(launch(&client)).await.instance_id.expect("an id");
    aws.later(60);
    let going = client
        .terminate_instances()
        .instance_ids(&id)
        .send()
        .await
        .expect("going");
    let change = &going.terminating_instances()[0];
    let name = |s: Option<&aws_sdk_ec2::types::InstanceState>| s.and_then(|s| s.name().cloned());
    assert_eq!(name(change.previous_state()), Some(InstanceStateName::Running));
    assert_eq!(
        name(change.current_state()),
        Some(InstanceStateName::ShuttingDown)
    );
    aws.later(60);
    assert_eq!(
        state(&read(&client, &id).await),
        Some(&InstanceStateName::Terminated)
    );
    assert!(
        client
            .describe_volumes()
            .send()
            .await
            .expect("none")
            .volumes()
            .is_empty()
    );
    aws.later(7200);
    let gone = client.describe_instances().instance_ids(&id).send().await;
    assert_eq!(refusal(gone), "InvalidInstanceID.NotFound");
}

cases! {
    "ec2";
    RunInstances: an_instance_lives_in_a_subnet_under_its_groups,
    RunInstances: an_instance_gets_a_public_address_where_its_subnet_gives_them,
    RunInstances: metadata_options_are_the_calls_else_the_regions,
    ModifyInstanceMetadataOptions: metadata_options_are_changed,
    DescribeVolumes: a_root_volume_is_encrypted_where_that_is_the_default,
    DescribeInstanceAttribute: user_data_is_answered_as_it_was_sent,
    ModifyInstanceAttribute: a_protected_instance_is_not_terminated,
    TerminateInstances: an_instance_shuts_down_and_takes_its_volume_along,
}
