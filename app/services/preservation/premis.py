"""Events of the archive as PREMIS 3, and back: what was done to which thing, when, with what outcome.

Accounts are told by number alone: who an officer was is known to the archive, not to what is kept for ever.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from app import __version__
from app.models import Event, Media

TYPES = {
    "created": "creation",
    "accessioned": "accession",
    "published": "dissemination",
    "withdrawn": "deaccession",
    "restricted": "policy assignment",
    "restored": "metadata modification",
    "erasure_asked": "appraisal",
    "erased": "deletion",
}
"""Kinds of our events that are preserved, and their names in the Library of Congress's list of event types."""
PRESERVED = tuple(TYPES)

_NAMESPACE = "http://www.loc.gov/premis/v3"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
_EVENT_TYPES = "http://id.loc.gov/vocabulary/preservation/eventType"
_SOFTWARE = "chieng"

ElementTree.register_namespace("premis", _NAMESPACE)
ElementTree.register_namespace("xsi", _SCHEMA)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is read back."""

    id: int
    at: datetime
    kind: str
    subject: str
    detail: dict[str, Any] | None


def document(media: Sequence[Media], events: Sequence[Event]) -> bytes:
    """Objects are the files that came in, events what happened; in the order that the schema asks for."""
    root = Element(_tag("premis"), {"version": "3.0"})
    for row in media:
        _object(root, row)
    for event in events:
        _event(root, event)
    for agent in sorted({_agent(event) for event in events}):
        _agent_element(root, agent)
    ElementTree.indent(root, " ")
    body: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return body


def read(body: bytes) -> Iterator[Told]:
    root = ElementTree.fromstring(body)  # noqa: S314 - our own file, whose sum the storage root vouches for
    for event in root.iter(_tag("event")):
        told = json.loads(_find(event, "eventDetailInformation/eventDetail"))
        yield Told(
            id=int(_find(event, "eventIdentifier/eventIdentifierValue")),
            at=datetime.fromisoformat(_find(event, "eventDateTime")),
            kind=told["kind"],
            subject=_find(event, "linkingObjectIdentifier/linkingObjectIdentifierValue"),
            detail=told["detail"],
        )


def _object(root: Element, row: Media) -> None:
    found = SubElement(root, _tag("object"), {f"{{{_SCHEMA}}}type": "premis:file"})
    _pair(found, "objectIdentifier", "local", row.id)
    traits = SubElement(found, _tag("objectCharacteristics"))
    _text(traits, "compositionLevel", "0")
    for algorithm, digest in (("SHA-256", row.sha256), ("SHA-512", row.sha512)):
        fixity = SubElement(traits, _tag("fixity"))
        _text(fixity, "messageDigestAlgorithm", algorithm)
        _text(fixity, "messageDigest", digest)
    _text(traits, "size", str(row.size))
    form = SubElement(traits, _tag("format"))
    _text(SubElement(form, _tag("formatDesignation")), "formatName", row.mime)
    if row.puid:
        registry = SubElement(form, _tag("formatRegistry"))
        _text(registry, "formatRegistryName", "PRONOM")
        _text(registry, "formatRegistryKey", row.puid)
    _text(found, "originalName", row.filename)


def _event(root: Element, event: Event) -> None:
    made = SubElement(root, _tag("event"))
    _pair(made, "eventIdentifier", "local", str(event.id))
    kind = _text(made, "eventType", TYPES[event.kind])
    kind.set("authority", "eventType")
    kind.set("authorityURI", _EVENT_TYPES)
    _text(made, "eventDateTime", event.at.isoformat())
    told = {"kind": event.kind, "detail": event.detail}
    detail = SubElement(made, _tag("eventDetailInformation"))
    _text(detail, "eventDetail", json.dumps(told, ensure_ascii=False))
    _text(SubElement(made, _tag("eventOutcomeInformation")), "eventOutcome", "success")
    _pair(made, "linkingAgentIdentifier", "local", _agent(event))
    _pair(made, "linkingObjectIdentifier", "local", event.subject)


def _agent(event: Event) -> str:
    return f"account:{event.account_id}" if event.account_id else _SOFTWARE


def _agent_element(root: Element, agent: str) -> None:
    made = SubElement(root, _tag("agent"))
    _pair(made, "agentIdentifier", "local", agent)
    software = agent == _SOFTWARE
    _text(made, "agentName", "Chiêng" if software else agent)
    _text(made, "agentType", "software" if software else "person")
    if software:
        _text(made, "agentVersion", __version__)


def _pair(parent: Element, name: str, kind: str, value: str) -> None:
    made = SubElement(parent, _tag(name))
    _text(made, f"{name}Type", kind)
    _text(made, f"{name}Value", value)


def _text(parent: Element, name: str, text: str) -> Element:
    made = SubElement(parent, _tag(name))
    made.text = text
    return made


def _find(parent: Element, path: str) -> str:
    return parent.findtext("/".join(map(_tag, path.split("/")))) or ""


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
