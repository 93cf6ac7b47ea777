//! Asking endpoints and models, and feeding the stream.

use super::{call, does_not, may, may_not};
use crate::policy::compose::Persona;
use crate::policy::prove::question::{Asking, Bearing, without};

pub(super) fn invoker(asking: &mut Asking<'_>) {
    let me = Persona::EndpointInvoker;
    let w = asking.w;
    let runtime = [Bearing::IfPresent("endpoint-sagemaker.runtime")];
    let at = |asking: &Asking<'_>, action: &str, name: &str| {
        let request = call(
            asking,
            me,
            action,
            w.arn("sagemaker", &format!("endpoint/{name}")),
        );
        match w.vpc_endpoints.first() {
            Some(endpoint) => request.with("aws:SourceVpce", endpoint.clone()),
            None => request,
        }
    };
    let own = format!("{}-x", w.prefix());
    for action in [
        "sagemaker:InvokeEndpoint",
        "sagemaker:InvokeEndpointWithResponseStream",
    ] {
        let ask = at(asking, action, &own);
        may(asking, me, "asks the workload's endpoint", ask, &runtime);
        let other = at(asking, action, "another-team-x");
        may_not(asking, me, "asks another team's endpoint", other, &runtime);
    }
    if !w.vpc_endpoints.is_empty() {
        let outside = without(at(asking, "sagemaker:InvokeEndpoint", &own), "aws:SourceVpce");
        does_not(
            asking,
            me,
            "asks the endpoint from outside the VPC (public network)",
            outside,
            &[],
        );
    }
    for action in ["sagemaker:UpdateEndpoint", "sagemaker:DeleteEndpoint"] {
        let change = at(asking, action, &own);
        may_not(asking, me, "changes the endpoint", change, &[]);
    }
}

pub(super) fn bedrock(asking: &mut Asking<'_>) {
    const GUARDRAIL: &str = "bedrock:GuardrailIdentifier";
    let me = Persona::BedrockApplication;
    let w = asking.w;
    let runtime = [Bearing::IfPresent("endpoint-bedrock-runtime")];
    let foundation = |id: &str| format!("arn:{}:bedrock:{}::foundation-model/{id}", w.partition, w.region);
    let model = foundation(w.models.first().map_or("any", String::as_str));
    for action in ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"] {
        let bare = call(asking, me, action, model.clone());
        let guarded = bare.clone().with(GUARDRAIL, w.guardrail());
        may(
            asking,
            me,
            "asks a model behind the guardrail",
            guarded.clone(),
            &runtime,
        );
        may_not(
            asking,
            me,
            "asks a model without a guardrail",
            bare.clone(),
            &runtime,
        );
        asking.must_not(
            "asks a model without a guardrail, its boundary taken away",
            &[Bearing::Permissions(me), Bearing::Administrator],
            bare.clone(),
        );
        let other = bare
            .clone()
            .with(GUARDRAIL, w.arn("bedrock", "guardrail/another:1"));
        may_not(
            asking,
            me,
            "asks a model behind another guardrail",
            other,
            &runtime,
        );
        let draft = bare.with(GUARDRAIL, w.guardrail_arn.clone());
        may_not(
            asking,
            me,
            "asks a model behind the guardrail's draft",
            draft,
            &runtime,
        );
        if !w.models.is_empty() {
            let mut other = guarded;
            other.resource = foundation("another.model-v1:0");
            may_not(asking, me, "asks another model", other, &runtime);
        }
    }
    let apply = call(asking, me, "bedrock:ApplyGuardrail", w.guardrail_arn.clone());
    may(asking, me, "applies the guardrail", apply, &runtime);
    for action in [
        "bedrock:UpdateGuardrail",
        "bedrock:DeleteGuardrail",
        "bedrock:CreateGuardrailVersion",
    ] {
        let change = call(asking, me, action, w.guardrail_arn.clone());
        may_not(asking, me, "changes the guardrail", change, &[]);
    }
    let mantle = call(asking, me, "bedrock-mantle:CreateInference", "*");
    may_not(
        asking,
        me,
        "asks through a service without guardrails",
        mantle,
        &[],
    );
    let agent = call(
        asking,
        me,
        "bedrock:InvokeAgent",
        w.arn("bedrock", "agent-alias/a/b"),
    );
    may_not(asking, me, "asks an agent (escalation)", agent, &[]);
}

pub(super) fn ingest(asking: &mut Asking<'_>) {
    let me = Persona::PipelineIngest;
    let w = asking.w;
    let own = [Bearing::Named("stream")];
    let at = |asking: &Asking<'_>, action: &str, secure: &str| {
        call(asking, me, action, w.stream()).with("aws:SecureTransport", secure)
    };
    for action in ["kinesis:PutRecord", "kinesis:PutRecords"] {
        let write = at(asking, action, "true");
        may(asking, me, "writes to the stream", write, &own);
        let plain = at(asking, action, "false");
        may_not(asking, me, "writes to the stream over plain HTTP", plain, &own);
    }
    for action in ["kinesis:GetRecords", "kinesis:GetShardIterator"] {
        let read = at(asking, action, "true");
        may_not(asking, me, "reads the stream back", read, &own);
    }
    for action in ["kinesis:DeleteStream", "kinesis:StopStreamEncryption"] {
        let end = at(asking, action, "true");
        may_not(asking, me, "ends the stream or its encryption", end, &own);
    }
    let other = call(
        asking,
        me,
        "kinesis:PutRecord",
        w.arn("kinesis", "stream/another-team"),
    );
    may_not(asking, me, "writes to another team's stream", other, &[]);
}
