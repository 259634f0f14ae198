"""People: a page only while they agree to it, and names in records as they wish."""

from collections.abc import Callable
from typing import Any

import pytest

from app.bootstrap import Archive
from app.errors import Gone, Invalid, NotAllowed, NotFound
from app.services import texts
from app.services.agents import Told
from app.services.viewer import VISITOR, Viewer
from tests.made import festival
from tests.services.communities import publisher
from tests.web.shelf import shelve

NAME = "Người Mẫu"


def bearer(identifier: str, consent: str = "written") -> dict[str, Any]:
    parts = {
        "role": [{"type": "concept", "value": "singer", "vocabulary": "roles"}],
        "consent": [{"type": "concept", "value": consent, "vocabulary": "consents"}],
        "birthYear": [{"type": "date", "value": "1950"}],
    }
    return {"type": "agent", "value": NAME, "target": identifier, "parts": parts}


def record_of(archive: Archive, officer: Viewer, identifier: str, **more: Any) -> str:
    body = texts.body(festival(bearer=[bearer(identifier, **more)]))
    made = archive.records.create(officer, "festival", body).identifier
    archive.records.publish(officer, made, base=1)
    return made


def agree(archive: Archive, officer: Viewer, identifier: str) -> None:
    archive.agents.consent(officer, identifier, what="Một trang công khai", when="2026-01-02", how="spoken")


def shown(archive: Archive, record: str) -> dict[str, Any]:
    value: dict[str, Any] = archive.reading.record(VISITOR, record).metadata["bearer"][0]
    return value


def test_there_is_a_page_only_while_somebody_agrees_to_it(archive: Archive) -> None:
    officer = publisher(archive)
    made = archive.agents.add(officer, Told(NAME, ["singer"], "meritorious-artisan"))
    with pytest.raises(NotFound):
        archive.agents.public(made)
    agree(archive, officer, made)
    consent = archive.agents.public(made).consent
    assert consent is not None
    assert (consent.how, consent.by) == ("spoken", officer.account_id)
    archive.agents.take_back(officer, made, stays="name")
    with pytest.raises(Gone):
        archive.agents.public(made)


def test_records_lead_to_somebody_only_while_they_have_a_page(archive: Archive, officer: Viewer) -> None:
    made = archive.agents.add(officer, Told(NAME))
    record = record_of(archive, officer, made)
    assert "target" not in shown(archive, record)
    agree(archive, officer, made)
    assert shown(archive, record)["target"] == made
    archive.agents.take_back(officer, made, stays="name")
    assert shown(archive, record)["value"] == NAME
    assert "target" not in shown(archive, record)


@pytest.mark.parametrize(("stays", "name"), [("other", "Một nghệ nhân"), ("withheld", "")])
def test_a_name_that_is_taken_back_is_told_nowhere_any_more(
    archive: Archive, officer: Viewer, run_jobs: Any, stays: str, name: str
) -> None:
    from app.services.discovery import Question

    made = archive.agents.add(officer, Told(NAME))
    agree(archive, officer, made)
    record = record_of(archive, officer, made)
    run_jobs()
    assert archive.discovery.search(VISITOR, Question('"Người Mẫu"')).total == 1
    archive.agents.take_back(officer, made, stays=stays, shown_as="Một nghệ nhân")
    run_jobs()
    assert shown(archive, record)["value"] == name
    assert ("birthYear" in shown(archive, record)["parts"]) == (stays == "other")
    assert archive.discovery.search(VISITOR, Question('"Người Mẫu"')).total == 0
    assert archive.reading.record(officer, record).metadata["bearer"][0]["value"] == NAME


def test_who_is_not_to_be_named_is_not_counted_with_their_page(archive: Archive, officer: Viewer) -> None:
    made = archive.agents.add(officer, Told(NAME))
    agree(archive, officer, made)
    record_of(archive, officer, made, consent="anonymous")
    record_of(archive, officer, made)
    assert archive.named.page(VISITOR, "agent", made, page=1, per_page=9)[1] == 1


def test_a_consent_says_to_what_when_and_how(archive: Archive, officer: Viewer) -> None:
    made = archive.agents.add(officer, Told(NAME))
    with pytest.raises(Invalid) as refusal:
        archive.agents.consent(officer, made, what=" ", when="2999-01-01", how="refused")
    assert {problem.code for problem in refusal.value.problems} == {"agent.what", "agent.when", "agent.how"}
    with pytest.raises(NotAllowed):
        archive.agents.consent(VISITOR, made, what="Trang", when="2026-01-02", how="spoken")


def test_somebody_whom_nobody_knows_is_told(archive: Archive, officer: Viewer) -> None:
    with pytest.raises(Invalid) as refusal:
        archive.records.create(officer, "festival", texts.body(festival(bearer=[bearer("k3v9qa7m")])))
    assert refusal.value.problem.code == "agent.unknown"


def test_what_officers_read_of_names_is_kept_apart_from_what_others_are_sent(archive: Archive, officer: Viewer) -> None:
    made = archive.agents.add(officer, Told(NAME))
    agree(archive, officer, made)
    record = shelve(archive, "image", metadata=festival(bearer=[bearer(made)])).record
    archive.agents.take_back(officer, made, stays="withheld")
    assert NAME in archive.manifests.manifest(officer, record).body
    assert NAME not in archive.manifests.manifest(VISITOR, record).body


def test_who_writes_drafts_alone_makes_no_page_public_and_closes_one_at_once(
    archive: Archive, officer: Viewer, make_officer: Callable[..., Viewer]
) -> None:
    contributor, editor = make_officer("contributor", unit="dong-nai"), make_officer("editor", unit="dong-nai")
    made = archive.agents.add(contributor, Told(NAME))
    archive.agents.describe(contributor, made, Told(f"{NAME} A"))
    with pytest.raises(NotAllowed):
        agree(archive, contributor, made)
    agree(archive, editor, made)
    with pytest.raises(NotAllowed):
        archive.agents.describe(contributor, made, Told("Người Khác"))
    assert archive.agents.public(made).name == f"{NAME} A"
    archive.agents.take_back(contributor, made, stays="withheld")
    with pytest.raises(Gone):
        archive.agents.public(made)
