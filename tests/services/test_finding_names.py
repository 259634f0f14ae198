"""Whoever did not want to be named is not found by name either."""

from typing import Any

import pytest

from app.bootstrap import Archive
from app.services import texts
from app.services.discovery import Question
from app.services.viewer import SYSTEM, VISITOR
from tests.made import festival


def bearer(name: str, consent: str) -> dict[str, Any]:
    agreed = {"type": "concept", "value": consent, "vocabulary": "consents"}
    return {"type": "agent", "value": name, "parts": {"consent": [agreed]}}


@pytest.mark.parametrize(("consent", "total"), [("spoken", 1), ("anonymous", 0), ("refused", 0)])
def test_a_bearer_is_found_by_name_only_with_their_consent(archive: Archive, consent: str, total: int) -> None:
    description = festival(bearer=[bearer("Điểu Thị Xoan", consent)])
    saved = archive.records.create(SYSTEM, "festival", texts.body(description))
    archive.records.publish(SYSTEM, saved.identifier, base=saved.version)
    archive.indexing.index(saved.identifier)
    assert archive.discovery.search(VISITOR, Question("Điểu Thị Xoan")).total == total
    assert archive.discovery.search(VISITOR, Question("cồng chiêng")).total == 1
