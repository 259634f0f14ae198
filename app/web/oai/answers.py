"""Answers of the protocol as XML, valid by its schema."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from app.services.harvest import Harvested, Header
from app.web.oai.xml import element, said, text
from metadata.crosswalks.oai_dc import Said
from metadata.profile import KINDS, profile

PREFIX: Final = "oai_dc"
OF_KIND: Final = "kind"
"""The set of everything; ``kind:festival`` and the others lie in it."""

_OAI: Final = "http://www.openarchives.org/OAI/2.0/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_IDENTIFIER: Final = f"{_OAI}oai-identifier"
_DUBLIN_CORE: Final = {
    "xmlns:oai_dc": f"{_OAI}oai_dc/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:xsi": _XSI,
    "xsi:schemaLocation": f"{_OAI}oai_dc/ {_OAI}oai_dc.xsd",
}
_OPENING: Final = "".join(("<oai_dc:dc", *(f' {name}="{value}"' for name, value in _DUBLIN_CORE.items()), ">"))
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]*")


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def answer(base: str, at: datetime, asked: Mapping[str, str], content: str) -> str:
    """``asked`` is empty where the request was not understood (3.2)."""
    # an identifier that is no URI can't be repeated in a valid answer
    repeated = {name: value for name, value in asked.items() if name != "identifier" or _URI.fullmatch(value)}
    repeated = {f"{name}_": value for name, value in repeated.items()}
    whole = element(
        "OAI-PMH",
        f"{said('responseDate', instant(at))}{said('request', base, **repeated)}{content}\n",
        xmlns=_OAI,
        xmlns__xsi=_XSI,
        xsi__schemaLocation=f"{_OAI} {_OAI}OAI-PMH.xsd",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'


def error(code: str, message: str) -> str:
    return said("error", message, code=code)


def identify(*, base: str, email: str, earliest: datetime, repository: str, sample: str) -> str:
    about = element(
        "oai-identifier",
        said("scheme", "oai")
        + said("repositoryIdentifier", repository)
        + said("delimiter", ":")
        + said("sampleIdentifier", identifier(repository, sample)),
        xmlns=_IDENTIFIER,
        xmlns__xsi=_XSI,
        xsi__schemaLocation=f"{_IDENTIFIER} {_IDENTIFIER}.xsd",
    )
    return element(
        "Identify",
        said("repositoryName", "Chiêng")
        + said("baseURL", base)
        + said("protocolVersion", "2.0")
        + said("adminEmail", email)
        + said("earliestDatestamp", instant(earliest))
        + said("deletedRecord", "persistent")
        + said("granularity", "YYYY-MM-DDThh:mm:ssZ")
        + said("compression", "gzip")
        + element("description", about),
    )


def formats() -> str:
    only = (
        said("metadataPrefix", PREFIX)
        + said("schema", f"{_OAI}oai_dc.xsd")
        + said("metadataNamespace", _DUBLIN_CORE["xmlns:oai_dc"])
    )
    return element("ListMetadataFormats", element("metadataFormat", only))


def sets() -> str:
    named = {OF_KIND: "Tất cả, theo loại / All, by kind"}
    for kind in KINDS:
        labels = profile(kind).labels
        named[f"{OF_KIND}:{kind}"] = f"{labels['vi']} / {labels['en']}"
    listed = (element("set", said("setSpec", spec) + said("setName", name)) for spec, name in named.items())
    return element("ListSets", "".join(listed))


def identifier(repository: str, record: str) -> str:
    return f"oai:{repository}:{record}"


def header(repository: str, found: Header) -> str:
    return element(
        "header",
        said("identifier", identifier(repository, found.identifier))
        + said("datestamp", instant(found.changed_at))
        + said("setSpec", f"{OF_KIND}:{found.kind}"),
        **({"status": "deleted"} if found.deleted else {}),
    )


def record(repository: str, found: Harvested) -> str:
    metadata = "" if found.header.deleted else element("metadata", dublin_core(found.said))
    return element("record", header(repository, found.header) + metadata)


def dublin_core(told: Iterable[Said]) -> str:
    """Thousands a second are made: what is always the same is written, only the words are escaped."""
    lines = [
        f'<dc:{name} xml:lang="{language}">{text(words)}</dc:{name}>'
        if language
        else f"<dc:{name}>{text(words)}</dc:{name}>"
        for name, words, language in told
    ]
    return f"{_OPENING}{''.join(lines)}</oai_dc:dc>"


def resumption(token: str, *, before: int, total: int) -> str:
    """``token`` is empty at the end of a list that came in parts."""
    return said("resumptionToken", token, completeListSize=str(max(total, before)), cursor=str(before))
