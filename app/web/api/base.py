"""The blueprint that every address of the API hangs on, and what all of them have in common."""

from typing import Any, TypeAlias

from apiflask import APIBlueprint
from flask import Response, request
from flask.blueprints import BlueprintSetupState

from app.errors import BadRequest, SignInNeeded
from app.services.viewer import Viewer
from app.web.api.schemas import ProblemDetails
from app.web.archive import viewer
from app.web.limits import ordinal, shallow
from metadata.problem import Problem

Failures: TypeAlias = dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]

blueprint = APIBlueprint("api", __name__, tag="records")

_SPECIFICATION = {
    "OPENAPI_VERSION": "3.1.0",
    "AUTO_SERVERS": False,
    "AUTO_404_RESPONSE": False,
    "AUTO_VALIDATION_ERROR_RESPONSE": False,
    "AUTO_OPERATION_ID": True,
}
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_REASONS = {
    400: "What was asked can't be understood.",
    401: "Sign in first, or this is announced only.",
    403: "Your roles do not allow this here.",
    404: "Nothing is there for you.",
    410: "It was public and has been withdrawn.",
    412: "Somebody saved in between; both texts are in the answer.",
    422: "The description breaks rules of its profile; all of them are listed.",
    428: "Say with If-Match which version you have seen.",
    503: "The search engine does not answer.",
}


@blueprint.record_once
def _describe(state: BlueprintSetupState) -> None:
    state.app.config.update(_SPECIFICATION)


@blueprint.before_request
def _writers_only() -> None:
    """Nobody else's body is read, nor one that lies deeper than the parser, or what comes after it, can go."""
    if request.method in _READING:
        return
    officer()
    try:
        deep = not shallow(request.get_json(silent=True))
    except RecursionError:
        deep = True
    if deep:
        raise BadRequest(Problem("api.deep"))


def failures(*codes: int) -> Failures:
    """Answers that are no success, as the specification lists them."""
    content: dict[str, dict[str, Any]] = {"application/problem+json": {"schema": ProblemDetails}}
    return {code: {"description": _REASONS[code], "content": content} for code in codes}


def officer() -> Viewer:
    """Whoever writes has signed in; what their roles allow is asked of the services."""
    known = viewer()
    if known.account_id is None:
        raise SignInNeeded(Problem("account.needed"))
    return known


def sent() -> dict[str, Any]:
    """The JSON object in the request's body. Raises ``BadRequest``."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadRequest(Problem("api.json"))
    return body


def text_of(body: dict[str, Any], name: str, default: str = "") -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or "\0" in value:  # which PostgreSQL can't keep
        raise BadRequest(Problem("api.text", name, str(value)[:80].replace("\0", "␀")))
    return value


def tagged(response: Response, version: int) -> Response:
    """``If-Match`` of the next write is this version."""
    response.headers["ETag"] = f'"{version}"'
    return response


def number_asked(name: str, default: int, most: int) -> int:
    """A number in the question, 1 at the least. Raises ``BadRequest``."""
    text = request.args.get(name, str(default))
    if not 1 <= ordinal(text) <= most:
        raise BadRequest(Problem("api.number", name, text[:80], str(most)))
    return int(text)
