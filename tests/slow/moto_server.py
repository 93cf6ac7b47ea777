"""Starts moto on a loopback port: `moto_server.py PORT [--corrected | --candid]`.

As it comes, moto 5.2.1 answers a few calls in a way that AWS does not. The
scan test uses it as it comes, and expects UNKNOWN where an answer cannot be
read. The crash tests need every step of a stack to be readable, so they ask
for the corrections below, each with the behaviour of AWS that it restores.

The conformance cases must tell what moto lacks from where it fails, and its
server answers both with the same page: `--candid` makes it answer 501 to what
it lacks, and changes nothing else.
"""

import json
import re
import sys

from moto.server import main


def rotation_keeps_its_period():
    """AWS gives back RotationPeriodInDays; moto forgets it."""
    from moto.kms.responses import KmsResponse

    enable, status = KmsResponse.enable_key_rotation, KmsResponse.get_key_rotation_status

    def key_of(self):
        backend = self.kms_backend
        return backend.keys[backend.get_key_id(self._get_param("KeyId"))]

    def corrected_enable(self):
        answer = enable(self)
        key_of(self).aisec_period = self._get_param("RotationPeriodInDays") or 365
        return answer

    def corrected_status(self):
        answer = json.loads(status(self))
        if answer.get("KeyRotationEnabled"):
            answer["RotationPeriodInDays"] = getattr(key_of(self), "aisec_period", 365)
        return json.dumps(answer)

    KmsResponse.enable_key_rotation = corrected_enable
    KmsResponse.get_key_rotation_status = corrected_status


def denials_with_conditions_do_not_deny_everything():
    """moto takes every condition that it does not know for met, so a bucket
    policy that denies plain HTTP denies every upload. AWS would look at the
    request, which here is all that the policy wants but for the scheme."""
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    original = FakeBucket.get_permission

    def corrected(self, action, resource):
        if self.policy is None:
            return original(self, action, resource)
        document = json.loads(self.policy)
        statements = document.get("Statement", [])
        statements = statements if isinstance(statements, list) else [statements]
        plain = [s for s in statements if not (s.get("Effect") == "Deny" and s.get("Condition"))]
        if not plain:
            return PermissionResult.NEUTRAL
        kept = self.policy
        self.policy = json.dumps({**document, "Statement": plain}).encode()
        try:
            return original(self, action, resource)
        finally:
            self.policy = kept

    FakeBucket.get_permission = corrected


def log_delivery_is_looked_for_in_any_policy():
    """AWS reads the log bucket's whole policy for leave to deliver; moto fails
    on a statement whose principal is "*" and on resources in a list."""
    from moto.s3.models import FakeBucket

    def listed(value):
        return value if isinstance(value, list) else [value]

    def corrected(target_bucket, target_prefix):
        if not target_bucket.policy:
            return False
        for statement in listed(json.loads(target_bucket.policy)["Statement"]):
            principal = statement.get("Principal")
            services = listed(principal.get("Service")) if isinstance(principal, dict) else []
            arn = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/"
            if (
                statement.get("Effect") == "Allow"
                and "logging.s3.amazonaws.com" in services
                and "s3:PutObject" in listed(statement.get("Action"))
                and any(
                    r.startswith(arn) and (arn + (target_prefix or "")).startswith(r.rstrip("*"))
                    for r in listed(statement.get("Resource"))
                )
            ):
                return True
        return False

    FakeBucket._log_permissions_enabled_policy = staticmethod(corrected)


def streams_keep_the_tags_they_are_made_with():
    """AWS tags a stream on creation; moto drops the tags."""
    from moto.kinesis.responses import KinesisResponse

    original = KinesisResponse.create_stream

    def corrected(self):
        answer = original(self)
        tags = self._get_param("Tags")
        if tags:
            name = self._get_param("StreamName")
            self.kinesis_backend.add_tags_to_stream(None, name, tags)
        return answer

    KinesisResponse.create_stream = corrected


def models_keep_their_isolation():
    """AWS gives back EnableNetworkIsolation of a model; moto says false."""
    from moto.sagemaker.responses import SageMakerResponse

    original = SageMakerResponse.create_model

    def corrected(self):
        answer = original(self)
        model = self.sagemaker_backend._models[self._get_param("ModelName")]
        model.enable_network_isolation = bool(self._get_param("EnableNetworkIsolation", False))
        return answer

    SageMakerResponse.create_model = corrected


def deleted_training_jobs_are_gone():
    """AWS deletes the record of a job that has ended; moto has no such call."""
    from moto.sagemaker.responses import SageMakerResponse

    def delete_training_job(self):
        from moto.core.responses import EmptyResult

        self.sagemaker_backend.training_jobs.pop(self._get_param("TrainingJobName"), None)
        return EmptyResult()

    SageMakerResponse.delete_training_job = delete_training_job


def what_is_missing_is_said():
    """501 for services, paths and actions that moto has not got."""
    import moto.server
    from werkzeug.exceptions import NotFound
    from werkzeug.wrappers import Response

    make = moto.server.create_backend_app
    choose = moto.server.DomainDispatcherApplication.get_application

    def missing(error):
        return f"moto has not implemented this: {error}", 501

    def make_candid(service):
        app = make(service)
        app.register_error_handler(NotImplementedError, missing)
        # Raised where no path matches; moto's own errors are of other classes.
        app.register_error_handler(NotFound, missing)
        return app

    def choose_candidly(self, environ):
        try:
            return choose(self, environ)
        except AttributeError:
            # It found no backend for the host, and went on as if it had one.
            return Response("moto has no such service", status=501)

    moto.server.create_backend_app = make_candid
    moto.server.DomainDispatcherApplication.get_application = choose_candidly


if __name__ == "__main__":
    if not re.fullmatch(r"\d{2,5}", sys.argv[1]):
        sys.exit(__doc__)
    if "--corrected" in sys.argv[2:]:
        rotation_keeps_its_period()
        denials_with_conditions_do_not_deny_everything()
        log_delivery_is_looked_for_in_any_policy()
        streams_keep_the_tags_they_are_made_with()
        models_keep_their_isolation()
        deleted_training_jobs_are_gone()
    if "--candid" in sys.argv[2:]:
        what_is_missing_is_said()
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
