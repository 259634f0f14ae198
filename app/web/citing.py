"""How a record is cited: in words, as Vietnamese and English practice has it, and as files for reference programs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from app.errors import NotFound
from app.models import now
from app.services import labels
from app.services.access import EVERYONE_ID, VIETNAM
from app.services.reading import RecordView
from app.web import delivery
from app.web.archive import archive, language, viewer
from app.web.language import day, say
from metadata import statements
from metadata.crosswalks import citation
from metadata.crosswalks.citation import Cited
from metadata.problem import Problem
from metadata.vocabulary import vocabulary

blueprint = Blueprint("citing", __name__)

ARCHIVE = "Chiêng"
_AUTHORS = ("creator", "performer")
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Form:
    """A file for reference programs: the ending of its address, its name, its media type."""

    ending: str
    name: str
    mime: str
    write: Callable[[Cited], str]


FORMS = (
    Form("ris", "RIS", "application/x-research-info-systems", citation.ris),
    Form("bib", "BibTeX", "application/x-bibtex", citation.bibtex),
    Form(
        "csl.json",
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        lambda cited: json.dumps(citation.csl(cited), ensure_ascii=False, indent=1),
    ),
)
_BY_ENDING: Mapping[str, Form] = {form.ending: form for form in FORMS}


def file(identifier: str, ending: str) -> Response:
    """Of what has been published: a draft is nothing to cite."""
    view = archive().reading.record(viewer(), identifier)
    if view.status != "published" or view.version != view.published_version:
        raise NotFound(Problem("record.unknown", value=identifier))
    tag = request.args.get("lang", "")
    form = _BY_ENDING[ending]
    text = form.write(cited(view, tag if tag in archive().settings.languages else language()))
    response = delivery.body(
        text, form.mime, etag=delivery.digest(text), everyone=view.access_id == EVERYONE_ID, seconds=_SECONDS
    )
    response.headers["Content-Type"] = f"{form.mime}; charset=utf-8"
    response.headers["Content-Disposition"] = delivery.attachment(f"chieng-{view.identifier}.{ending}")
    response.vary.add("Accept-Language")
    return response


for _form in FORMS:
    blueprint.add_url_rule(f"/records/<identifier>.{_form.ending}", view_func=file, defaults={"ending": _form.ending})


def cited(view: RecordView, tag: str) -> Cited:
    """What the record says of itself, in a language of the interface."""
    metadata = labels.public(view.metadata)
    title = statements.text(metadata, "title", tag) or view.identifier
    titles = [text for texts in statements.texts(metadata, "title").values() for text in texts]
    return Cited(
        identifier=view.identifier,
        title=title,
        language=_language_of(metadata, title) or tag,
        kind=_kind(view, tag),
        keeper=view.unit.get(tag) or view.unit.get("vi") or "",
        archive=ARCHIVE,
        address=f"{archive().settings.base_url}/records/{view.identifier}",
        accessed=now().astimezone(VIETNAM).date(),
        issued=view.published_at.astimezone(VIETNAM).date() if view.published_at else None,
        authors=tuple(agent["value"] for agent in _authors(metadata)),
        other_titles=tuple(text for text in titles if text != title),
    )


def sentence(view: RecordView, tag: str) -> str:
    """``Tên người (năm), “Tên hồ sơ”, …`` in Vietnamese; in English as the Chicago Manual cites from archives."""
    told = cited(view, tag)
    names = [_honoured(agent, tag) for agent in _authors(labels.public(view.metadata))]
    return _SENTENCES.get(tag, _in_english)(told, ", ".join(names), tag)


def _in_vietnamese(told: Cited, names: str, tag: str) -> str:
    year = f" ({told.issued:%Y})" if told.issued else ""
    parts = [
        f"{names}{year}, “{told.title}”" if names else f"“{told.title}”{year}",
        told.kind.lower(),
        told.keeper,
        f"{told.archive}, mã hồ sơ {told.identifier}",
        told.address,
        f"truy cập ngày {_short(told.accessed)}",
    ]
    return f"{', '.join(part for part in parts if part)}."


def _in_english(told: Cited, names: str, tag: str) -> str:
    issued = say(tag, "published %(day)s", day=day(told.issued, tag)) if told.issued else ""
    parts = [
        names,
        f"“{told.title}.”",
        ", ".join(part for part in (told.kind, issued) if part),
        told.keeper,
        f"{told.archive}, {say(tag, 'record %(identifier)s', identifier=told.identifier)}",
        told.address,
        say(tag, "Accessed %(day)s", day=day(told.accessed, tag)),
    ]
    return " ".join(part if part.endswith((".”", ".")) else f"{part}." for part in parts if part)


_SENTENCES: Mapping[str, Callable[[Cited, str, str], str]] = {"vi": _in_vietnamese}


def _short(when: date) -> str:
    return f"{when.day}/{when.month}/{when.year}"


def _authors(metadata: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who made it, else who performed it, of those who let themselves be named."""
    found = ([agent for agent in metadata.get(term, ()) if agent["value"]] for term in _AUTHORS)
    return next((agents for agents in found if agents), [])


def _honoured(agent: Mapping[str, Any], tag: str) -> str:
    """An honour stands before a Vietnamese name; English puts it behind."""
    known = vocabulary("honours").concepts
    keys = (value["value"] for value in agent.get("parts", {}).get("honour", ()))
    honours = [known[key].label(tag) for key in keys if key in known]
    if not honours:
        return str(agent["value"])
    if tag == "vi":
        return f"{', '.join(honours)} {agent['value']}"
    return f"{agent['value']} ({', '.join(honours)})"


def _kind(view: RecordView, tag: str) -> str:
    concept = vocabulary("kinds").concepts.get(view.kind)
    return concept.label(tag) if concept else view.kind


def _language_of(metadata: Mapping[str, Any], title: str) -> str:
    return next((str(value.get("lang", "")) for value in metadata.get("title", ()) if value["value"] == title), "")
