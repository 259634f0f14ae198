"""Communities, their stewards and members, and records that name them, for tests."""

from typing import Any

from app.bootstrap import Archive
from app.services import texts
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.conftest import PASSWORD
from tests.made import festival, text

SLUG = "mau"


def naming_it(slug: str = SLUG) -> dict[str, Any]:
    return festival(community=[{**text("Cộng đồng mẫu"), "target": slug}])


def person(archive: Archive, name: str) -> Viewer:
    return archive.accounts.viewer(archive.accounts.add(name, PASSWORD, role=None))


def made(archive: Archive, slug: str = SLUG, steward: str | None = "dai-dien") -> Viewer:
    """The steward of a community that is made for the test."""
    archive.communities.make(SYSTEM, slug, {"vi": "Cộng đồng mẫu"}, ["xtieng"])
    if steward is None:
        return VISITOR
    found = person(archive, steward)
    archive.communities.set_steward(SYSTEM, slug, steward, steward=True)
    return archive.accounts.viewer(found.account_id or 0)


def publisher(archive: Archive) -> Viewer:
    return archive.accounts.viewer(archive.accounts.add("xuatban", PASSWORD, role="publisher"))


def drafted(archive: Archive, officer: Viewer, **more: Any) -> str:
    return archive.records.create(officer, "festival", texts.body(naming_it() | more)).identifier


def public(archive: Archive, steward: Viewer, officer: Viewer) -> str:
    """A record that names the community, and was approved."""
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    archive.approvals.approve(steward, SLUG, identifier, version=1)
    assert archive.records.publish(officer, identifier, base=1) == []
    return identifier


def seen(archive: Archive, viewer: Viewer, identifier: str) -> bool:
    return bool(archive.reading.cards(viewer, [identifier]))


def member(archive: Archive, name: str, slug: str = SLUG) -> Viewer:
    found = person(archive, name)
    archive.communities.add_person(SYSTEM, slug, name)
    return archive.accounts.viewer(found.account_id or 0)
