"""The one address of the protocol, and its six verbs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState

from app.models import now
from app.services.harvest import Harvested, Header
from app.services.identifiers import normal
from app.web import delivery
from app.web.archive import archive, language
from app.web.oai import answers
from app.web.oai.asking import Asked, Refused, read
from app.web.oai.listing import Listing, Tokens, asked_for, demand_format
from app.web.oai.xml import element
from app.web.problems import sentence
from metadata.problem import Problem

blueprint = Blueprint("oai", __name__)
blueprint.after_request(delivery.open_to_other_sites)

AT_ONCE: Final = 200
_SAMPLE: Final = "k3v9qa7m"

# Who harvests again asks for what changed since our responseDate. What is being committed as we answer bears a date
# a moment old, so we tell a moment before: then it is not missed the next time.
_BEING_COMMITTED: Final = timedelta(seconds=0.5)


@blueprint.record_once
def _without_csrf_token(state: BlueprintSetupState) -> None:
    """POST is a longer GET here: it changes nothing."""
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.route("/oai", methods=["GET", "POST"])
def oai() -> Response:
    at = now() - _BEING_COMMITTED
    arguments: Mapping[str, str] = {}
    try:
        asked = read((request.form if request.method == "POST" else request.args).items(multi=True))
        arguments = {"verb": asked.verb, **asked.arguments}
        content = _ANSWERS[asked.verb](asked, at)
    except Refused as refused:
        arguments = {} if refused.code in {"badVerb", "badArgument"} else arguments
        content = answers.error(refused.code, sentence(refused.problems[0], language()))
    response = Response(answers.answer(_base(), at, arguments, content), mimetype="text/xml")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _base() -> str:
    return f"{archive().settings.base_url}/oai"


def _identify(_asked: Asked, at: datetime) -> str:
    settings = archive().settings
    return answers.identify(
        base=_base(),
        email=settings.admin_email,
        earliest=archive().harvest.earliest() or at,
        repository=settings.repository_id,
        sample=_SAMPLE,
    )


def _list_formats(asked: Asked, _at: datetime) -> str:
    if "identifier" in asked.arguments:
        _record(asked)
    return answers.formats()


def _list_sets(asked: Asked, _at: datetime) -> str:
    if asked.token is not None:
        raise Refused("badResumptionToken", Problem("oai.token"))
    return answers.sets()


def _get_record(asked: Asked, _at: datetime) -> str:
    demand_format(asked.arguments)
    return element("GetRecord", answers.record(archive().settings.repository_id, _record(asked)))


def _record(asked: Asked) -> Harvested:
    """The record that an identifier of ours names. Raises ``Refused``."""
    named = asked.arguments["identifier"]
    own = answers.identifier(archive().settings.repository_id, "")
    identifier = named.removeprefix(own)
    known = named.startswith(own) and normal(identifier) == identifier
    found = archive().harvest.record(identifier) if known else None
    if found is None:
        raise Refused("idDoesNotExist", Problem("oai.identifier", value=named[:80]))
    return found


def _list_identifiers(asked: Asked, _at: datetime) -> str:
    tokens, listing = _begun(asked)
    found = archive().harvest.headers(listing.wanted, listing.after, AT_ONCE + 1)
    repository = archive().settings.repository_id
    told = [answers.header(repository, header) for header in found[:AT_ONCE]]
    return _part(asked.verb, tokens, listing, told, found)


def _list_records(asked: Asked, _at: datetime) -> str:
    tokens, listing = _begun(asked)
    found = archive().harvest.records(listing.wanted, listing.after, AT_ONCE + 1)
    repository = archive().settings.repository_id
    told = [answers.record(repository, record) for record in found[:AT_ONCE]]
    return _part(asked.verb, tokens, listing, told, [record.header for record in found])


def _begun(asked: Asked) -> tuple[Tokens, Listing]:
    tokens = Tokens(archive().settings.secret_key, asked.verb)
    return tokens, asked_for(asked) if asked.token is None else tokens.read(asked.token)


def _part(verb: str, tokens: Tokens, listing: Listing, told: Sequence[str], found: Sequence[Header]) -> str:
    """``found`` has one more than ``told`` where the list goes on."""
    first, whole = listing.after is None, len(found) == len(told)
    if first and not told:
        raise Refused("noRecordsMatch", Problem("oai.none"))
    if first and whole:
        return element(verb, "".join(told))
    if first:
        listing = replace(listing, total=archive().harvest.count(listing.wanted))
    token = "" if whole else tokens.write(listing.further(found[len(told) - 1].place, len(told)))
    return element(verb, "".join(told) + answers.resumption(token, before=listing.before, total=listing.total))


_ANSWERS: Final[Mapping[str, Callable[[Asked, datetime], str]]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}
