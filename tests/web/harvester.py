"""A harvester of IIIF as the Change Discovery API 1.0 describes it (3.5.1 and 3.5.2): backwards, page by page."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient

ALL_CHANGES = "/iiif/discovery/1/all-changes"


@dataclass(slots=True)
class Harvester:
    """``held`` is what it knows to be there; ``last`` the newest time that it has seen."""

    client: FlaskClient
    held: set[str] = field(default_factory=set)
    last: str = ""
    read: int = 0

    def crawl(self) -> None:
        processed: set[str] = set()
        stream = get(self.client, ALL_CHANGES)
        since, newest, only_delete = self.last, self.last, False
        page: dict[str, Any] | None = get(self.client, stream["last"]["id"])
        while page:
            self.read += 1
            for activity in reversed(page["orderedItems"]):
                at = activity.get("endTime") or activity["startTime"]
                newest = max(newest, at)
                if at < since:
                    page = None
                    break
                if activity["type"] == "Refresh":
                    if not since:
                        page = None
                        break
                    only_delete = True
                    continue
                self._one(activity, processed, only_delete=only_delete, stream=stream["id"])
            page = get(self.client, page["prev"]["id"]) if page and "prev" in page else None
        self.last = newest

    def _one(self, activity: dict[str, Any], processed: set[str], *, only_delete: bool, stream: str) -> None:
        type, thing = activity["type"], activity["object"]["id"]
        if thing in processed:
            return
        if type == "Delete" or (type == "Remove" and activity["origin"]["id"] == stream):
            self.held.discard(thing)
        elif only_delete:
            return
        elif type in {"Create", "Update"} or (type == "Add" and activity["target"]["id"] == stream):
            self.held.add(thing)
        elif type == "Move":
            self.held.discard(thing)
            if activity["target"]["id"] not in processed:
                self.held.add(activity["target"]["id"])
        processed.add(thing)


def get(client: FlaskClient, address: str) -> dict[str, Any]:
    response = client.get(urlsplit(address).path)
    assert response.status_code == 200, address
    found: dict[str, Any] = response.get_json(force=True)
    return found


def activities(client: FlaskClient) -> list[dict[str, Any]]:
    """All of them, oldest first, read forwards."""
    page = get(client, get(client, ALL_CHANGES)["first"]["id"])
    found = list(page["orderedItems"])
    while "next" in page:
        page = get(client, page["next"]["id"])
        found += page["orderedItems"]
    return found


def types(client: FlaskClient, identifier: str) -> list[str]:
    """What was told of one thing."""
    mine = (one for one in activities(client) if f"/{identifier}" in one.get("object", {}).get("id", ""))
    return [one["type"] for one in mine]


def harvested(client: FlaskClient) -> set[str]:
    """What one that begins now ends with."""
    harvester = Harvester(client)
    harvester.crawl()
    return harvester.held
