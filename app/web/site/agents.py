"""Pages of people who have agreed to one: their name, honour and roles, and the records in which they take part."""

from flask import url_for

from app.services import labels
from app.services.communities import naming
from app.services.reading import RecordView
from app.services.viewer import Viewer
from app.web.archive import archive
from app.web.site import cards, communities
from app.web.site.collections import pages
from app.web.site.named_views import AgentPage, Part
from app.web.site.told import Link
from app.web.site.values import Reader
from metadata.statements import every_value
from metadata.vocabulary import vocabulary

PER_PAGE = 24


def agent_page(viewer: Viewer, identifier: str, page: int, reader: Reader) -> AgentPage:
    """Raises ``NotFound`` or ``Gone``."""
    person = archive().agents.public(identifier)
    records, total = archive().named.page(viewer, naming.AGENT, identifier, page=page, per_page=PER_PAGE)
    path = url_for("site.agent", lang=reader.tag, identifier=identifier)
    community = None
    if person.community:
        name = communities.called(person.community_name, reader.tag)
        community = Link(name, communities.address(person.community, reader.tag))
    return AgentPage(
        name=person.name,
        roles=tuple(label("roles", role, reader.tag) for role in person.roles),
        honour=label("honours", person.honour, reader.tag),
        community=community,
        total=total,
        parts=tuple(Part(cards.card(record, reader), _roles(record, identifier, reader.tag)) for record in records),
        pages=pages(path, page, -(-total // PER_PAGE), reader),
    )


def label(name: str, key: str, tag: str) -> str:
    concept = vocabulary(name).concepts.get(key)
    return concept.label(tag) if concept else key


def _roles(record: RecordView, identifier: str, tag: str) -> str:
    """As what they take part, by the record itself and by those of its files that this reader sees."""
    texts = [record.metadata, *(file.description for file in record.media)]
    values = (value for text in texts for _path, value in every_value(labels.public(text)))
    parts = [value.get("parts", {}) for value in values if value.get("target") == identifier]
    roles = [one["value"] for part in parts for one in part.get("role", ())]
    return ", ".join(dict.fromkeys(label("roles", role, tag) for role in roles))
