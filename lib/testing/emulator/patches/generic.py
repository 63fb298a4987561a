"""All services: what moto lacks is answered at once, with HTTP 400 in the service's own protocol.

Stock moto answers 500 or an HTML page. Terraform's provider retries the first up to its limit, and reports the second
as a syntax error in XML or JSON.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from botocore.exceptions import UnknownServiceError
from flask import Flask, Response, request
from moto.core.model import OperationModel
from moto.core.request import determine_request_protocol
from moto.core.responses import ActionResult, BaseResponse
from moto.core.responses import boto3_service_name as service_names
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from .registry import Fault, Function, Patch

unimplemented = Patch("generic.unimplemented", "an operation that moto lacks is refused once, not retried")


@unimplemented.wraps(BaseResponse)
def _call_action(original: Function, self: Any) -> Any:
    try:
        return original(self)
    except NotImplementedError as error:
        message = f"the emulator (moto) lacks this operation of {self.service_name}: {error}"
        _log(message)
        status, headers, body = self.serialized(ActionResult(Fault("UnsupportedOperation", message)))
        return status, {**headers, "status": str(status)}, body


unrouted = Patch("generic.unrouted", "a path that moto does not know is refused in the service's own protocol")
failed = Patch("generic.failed", "a fault inside moto is an error message, not an HTML page to be retried")


@unrouted.wraps(DomainDispatcherApplication, "__init__")
def _answer_unknown_paths(original: Function, self: Any, create_app: Function) -> None:
    original(self, lambda service: _with_handler(create_app(service), HTTPException, _unknown_path))


@failed.wraps(DomainDispatcherApplication, "__init__")
def _answer_faults(original: Function, self: Any, create_app: Function) -> None:
    original(self, lambda service: _with_handler(create_app(service), Exception, _fault))


def _with_handler(app: Flask, error: type[Exception], handler: Function) -> Flask:
    service = service_names.get(app.service, app.service)  # type: ignore[attr-defined]  # moto names its apps
    app.register_error_handler(error, lambda raised: handler(service, raised))
    return app


def _unknown_path(service: str, error: HTTPException) -> Any:
    if request.routing_exception is None or not isinstance(error, NotFound | MethodNotAllowed):
        return error
    return _refuse(service, f"the emulator (moto) has no route for {request.method} {request.path} of {service}")


def _fault(service: str, error: Exception) -> Any:
    logging.getLogger(__name__).exception("moto failed at %s %s", request.method, request.path)
    return _refuse(service, f"the emulator (moto) failed: {type(error).__name__}: {error}")


def _refuse(service: str, message: str) -> Response:
    _log(message)
    try:
        model = get_service_model(service)
    except UnknownServiceError:  # moto's own pages
        return Response(message, 400)
    protocol = determine_request_protocol(model, request.content_type)
    serializer = get_serializer_class(service, protocol)(operation_model=OperationModel({}, model))
    answer = serializer.serialize(Fault("UnsupportedOperation", message))
    return Response(answer["body"], answer["status_code"], answer["headers"])


def _log(message: str) -> None:
    sys.stderr.write(message + "\n")
