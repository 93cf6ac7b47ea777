//! The relations that Bedrock's, AgentCore's and Firehose's resources state.

use super::detail::DeliveryStream;
use super::relations::{Links, RelationKind};
use super::{Arn, Detail, Field, Kind};

impl Links<'_, '_> {
    /// A guardrail, named by id or ARN.
    fn guardrail(&mut self, named: Option<&String>) {
        let Some(named) = named.filter(|n| !n.is_empty()) else {
            return;
        };
        let arn = if named.starts_with("arn:") {
            Arn::from(named.as_str())
        } else {
            self.beside("bedrock", &format!("guardrail/{named}"))
        };
        self.to(RelationKind::Uses, arn);
    }

    fn optional_role(&mut self, role: &Field<Option<Arn>>) {
        role.known().into_iter().flatten().for_each(|r| self.role(r));
    }

    fn reads(&mut self, uri: &Field<Option<String>>) {
        self.uris(RelationKind::ReadsFrom, uri.known().into_iter().flatten());
    }

    fn writes(&mut self, uri: &Field<Option<String>>) {
        self.uris(RelationKind::WritesTo, uri.known().into_iter().flatten());
    }

    fn subnets(&mut self, subnets: &Field<Vec<String>>) {
        self.placed(Kind::Subnet, subnets.known().into_iter().flatten());
    }

    /// Models, and the jobs that make and use them.
    pub(super) fn own_model(&mut self) {
        match &self.from.detail {
            Detail::CustomModel(model) => {
                self.key(&model.kms_key);
                self.reads(&model.training_data);
                self.writes(&model.output);
            }
            Detail::ImportedModel(model) => {
                self.key(&model.kms_key);
                self.reads(&model.source);
            }
            Detail::CustomizationJob(job) => {
                job.role.known().into_iter().for_each(|r| self.role(r));
                self.key(&job.kms_key);
                self.vpc(&job.vpc);
                self.reads(&job.training_data);
                self.writes(&job.output);
            }
            Detail::InvocationJob(job) => {
                job.role.known().into_iter().for_each(|r| self.role(r));
                self.key(&job.output_kms_key);
                self.vpc(&job.vpc);
                self.reads(&job.input);
                self.writes(&job.output);
            }
            _ => {}
        }
    }

    /// Agents and what they use.
    pub(super) fn agent(&mut self) {
        match &self.from.detail {
            Detail::Agent(agent) => {
                agent.role.known().into_iter().for_each(|r| self.role(r));
                self.key(&agent.kms_key);
                self.guardrail(agent.guardrail.known().and_then(Option::as_ref));
            }
            Detail::DataSource(source) => {
                self.key(&source.kms_key);
                self.reads(&source.bucket);
            }
            Detail::Prompt(prompt) => self.key(&prompt.kms_key),
            Detail::Flow(flow) => {
                flow.role.known().into_iter().for_each(|r| self.role(r));
                self.key(&flow.kms_key);
                for node in flow.nodes.known().into_iter().flatten() {
                    self.guardrail(node.guardrail.as_ref());
                }
            }
            Detail::AgentRuntime(runtime) => {
                runtime.role.known().into_iter().for_each(|r| self.role(r));
                self.subnets(&runtime.subnets);
            }
            Detail::AgentGateway(gateway) => {
                self.optional_role(&gateway.role);
                self.key(&gateway.kms_key);
            }
            Detail::AgentMemory(memory) => {
                self.optional_role(&memory.role);
                self.key(&memory.kms_key);
            }
            Detail::AgentBrowser(browser) => {
                self.optional_role(&browser.role);
                self.subnets(&browser.subnets);
                if let Some(name) = browser.recorded_to.known().and_then(Option::as_ref) {
                    self.bucket(RelationKind::WritesTo, name);
                }
            }
            Detail::CodeInterpreter(interpreter) => {
                self.optional_role(&interpreter.role);
                self.subnets(&interpreter.subnets);
            }
            _ => {}
        }
    }

    /// A delivery stream's key, source and buckets.
    pub(super) fn delivery(&mut self, stream: &DeliveryStream) {
        self.key(&stream.kms_key);
        if let Some(Some(source)) = stream.stream.known() {
            self.to(RelationKind::ReadsFrom, Arn::from(source.as_str()));
        }
        self.uris(
            RelationKind::WritesTo,
            stream.buckets.known().into_iter().flatten(),
        );
    }
}
