"""OAI-PMH as harvesters ask it: six verbs, valid answers, refusals in the protocol's own words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.bootstrap import Archive
from app.models import RecordVersion
from app.services import texts
from app.services.harvest import Wanted
from app.services.viewer import SYSTEM, Viewer
from app.web.oai import routes
from metadata.profile import KINDS
from tests.made import festival, published, text

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("oai.rng")))
SPACES = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "i": "http://www.openarchives.org/OAI/2.0/oai-identifier",
}
RECORDS = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
IDENTIFIERS = RECORDS | {"verb": "ListIdentifiers"}


class Told:
    """An answer, valid by the grammar."""

    def __init__(self, answer: TestResponse) -> None:
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        self.tree = etree.fromstring(answer.get_data())
        assert GRAMMAR.validate(self.tree), GRAMMAR.error_log

    def all(self, path: str) -> list[Any]:
        found: list[Any] = self.tree.xpath(path, namespaces=SPACES)
        return found

    @property
    def error(self) -> str | None:
        return next(iter(self.all("//o:error/@code")), None)

    @property
    def identifiers(self) -> list[str]:
        return [str(each).rpartition(":")[2] for each in self.all("//o:header/o:identifier/text()")]

    @property
    def token(self) -> str | None:
        return next(iter(self.all("//o:resumptionToken/text()")), None)


@pytest.fixture
def ask(client: FlaskClient) -> Callable[..., Told]:
    """``ask(verb="Identify")``, or a query as it is written."""

    def asked(query: str | dict[str, str] | None = None, **arguments: str) -> Told:
        return Told(client.get("/oai", query_string=query or {key.rstrip("_"): arguments[key] for key in arguments}))

    return asked


@pytest.fixture
def in_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "AT_ONCE", 2)


def altered(token: str) -> list[str]:
    """One letter different; but the last, whose lowest bits say nothing."""
    others = ["A" if letter != "A" else "B" for letter in token[:-1]]
    return [token[:place] + other + token[place + 1 :] for place, other in enumerate(others)]


def test_identify_tells_who_keeps_what(archive: Archive, ask: Callable[..., Told]) -> None:
    published(archive, SYSTEM)
    told = ask(verb="Identify")
    assert told.all("//o:baseURL/text()") == ["http://archive.test/oai"]
    assert told.all("//o:adminEmail/text()") == ["admin@chieng.example"]
    assert told.all("//i:sampleIdentifier/text()")[0].startswith("oai:chieng.example:")
    header = archive.harvest.headers(Wanted(), None, 1)[0]
    assert told.all("//o:earliestDatestamp/text()") == [header.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")]


def test_an_empty_archive_answers_every_verb(ask: Callable[..., Told]) -> None:
    assert ask(verb="Identify").error is None
    assert ask(verb="ListMetadataFormats").error is None
    assert ask(verb="ListSets").error is None
    assert ask(RECORDS).error == "noRecordsMatch"
    assert ask(IDENTIFIERS).error == "noRecordsMatch"


def test_there_is_a_set_for_each_kind_and_one_for_all(archive: Archive, ask: Callable[..., Told]) -> None:
    record = published(archive, SYSTEM)
    sets = ask(verb="ListSets").all("//o:setSpec/text()")
    assert sets == ["kind", *(f"kind:{kind}" for kind in KINDS)]
    holding = [spec for spec in sets if record in ask(IDENTIFIERS | {"set": spec}).identifiers]
    assert holding == ["kind", "kind:festival"]
    assert ask(IDENTIFIERS).all("//o:header/o:setSpec/text()") == ["kind:festival"]


def test_a_record_comes_alike_by_itself_and_in_a_list(archive: Archive, ask: Callable[..., Told]) -> None:
    record = published(archive, SYSTEM)
    one = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=f"oai:chieng.example:{record}").all("//o:record")
    assert etree.tostring(one[0]) == etree.tostring(ask(RECORDS).all("//o:record")[0])
    assert one[0].xpath("string(//dc:title[lang('vi')])", namespaces=SPACES) == "Lễ hội cồng chiêng"
    assert one[0].xpath("//dc:identifier/text()", namespaces=SPACES) == [f"http://archive.test/records/{record}"]


def test_a_withdrawn_record_is_deleted_in_every_answer(archive: Archive, ask: Callable[..., Told]) -> None:
    record = published(archive, SYSTEM)
    archive.records.withdraw(SYSTEM, record, why="xem lại")
    name = f"oai:chieng.example:{record}"
    for told in (ask(RECORDS), ask(IDENTIFIERS), ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=name)):
        assert told.all("//o:header[@status='deleted']/o:identifier/text()") == [name]
        assert told.all("//o:metadata") == []
    assert ask(verb="ListMetadataFormats", identifier=name).error is None


def test_nobody_gets_more_for_being_signed_in(
    archive: Archive, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient], ask: Callable[..., Told]
) -> None:
    hidden = published(archive, officer, access="registered")
    name = f"oai:chieng.example:{hidden}"
    for verb in ("GetRecord", "ListMetadataFormats"):
        prefix = {"metadataPrefix": "oai_dc"} if verb == "GetRecord" else {}
        query = {"verb": verb, "identifier": name, **prefix}
        assert Told(browser_of(officer).get("/oai", query_string=query)).error == "idDoesNotExist"
        assert ask(query).error == "idDoesNotExist"
    assert Told(browser_of(officer).get("/oai", query_string=RECORDS)).error == "noRecordsMatch"


def test_words_that_would_break_the_answer_come_whole(archive: Archive, ask: Callable[..., Told]) -> None:
    record = published(archive, SYSTEM)
    worse = "\x00\ud83e" if archive.db.sqlite else ""  # which PostgreSQL does not keep
    words = f"A < B & \"C\" ]]> 'D'{worse}\x0b\x1f\ufffe 🥁 𖬀"  # as no form lets them in; something else may have
    with archive.db.unit_of_work() as work:
        work.execute(update(RecordVersion).values(body=texts.body(festival(source=[text(words)]))))
    assert ask(RECORDS).all("//dc:source/text()") == ["A < B & \"C\" ]]> 'D' 🥁 𖬀"]
    assert ask(RECORDS).identifiers == [record]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=%00", "badVerb"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=Identify&resumptionToken=x", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=%00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=a%22%3E%3Cb", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:chieng.example:k3v9qa7m", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%22%3E", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=a%20b%25", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:chieng.example:k3v9qa7m", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:elsewhere.example:k3v9qa7m", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=k3v9qa7m", "idDoesNotExist"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%00", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%ed%a0%80", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&resumptionToken=" + "x" * 100_000, "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=kind::festival", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=people:tay", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=kind:film", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-22T10:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-22T10:00:00%2B07:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-22T25:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=%D9%A2026-11-22", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2020-01-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-02&until=2020-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2001-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31&until=9999-12-31", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&until=0001-01-01", "noRecordsMatch"),
    ],
)
def test_what_can_not_be_answered_is_refused_in_the_words_of_the_protocol(
    archive: Archive, ask: Callable[..., Told], query: str, code: str
) -> None:
    published(archive, SYSTEM)
    told = ask(query or " ")
    assert told.error == code
    if code in {"badVerb", "badArgument"}:
        assert told.all("//o:request/@*") == []


def test_a_refusal_is_told_in_the_language_of_who_asks(client: FlaskClient) -> None:
    for language, words in (("vi", "Yêu cầu này còn thiếu"), ("en", "This request needs")):
        answer = client.get("/oai?verb=GetRecord", headers={"Accept-Language": language})
        assert words in answer.get_data(as_text=True)


def test_a_day_and_a_second_include_their_last_moment(archive: Archive, ask: Callable[..., Told]) -> None:
    record = published(archive, SYSTEM)
    at = archive.harvest.headers(Wanted(), None, 1)[0].changed_at
    second = timedelta(seconds=1)
    for form, step in (("%Y-%m-%d", timedelta(days=1)), ("%Y-%m-%dT%H:%M:%SZ", second)):
        here, before, after = (each.strftime(form) for each in (at, at - step, at + step))
        assert ask(IDENTIFIERS | {"from": here, "until": here}).identifiers == [record]
        assert ask(IDENTIFIERS | {"from": here}).identifiers == [record]
        assert ask(IDENTIFIERS | {"until": before}).error == "noRecordsMatch"
        assert ask(IDENTIFIERS | {"from": after}).error == "noRecordsMatch"


def test_who_asks_again_from_our_date_misses_nothing(archive: Archive, ask: Callable[..., Told]) -> None:
    record = published(archive, SYSTEM)
    since = ask(RECORDS).all("//o:responseDate/text()")[0]
    archive.records.withdraw(SYSTEM, record, why="xem lại")
    assert ask(IDENTIFIERS | {"from": since}).all("//o:header/@status") == ["deleted"]
    assert datetime.now(UTC) - datetime.fromisoformat(since) < timedelta(seconds=5)


@pytest.mark.usefixtures("in_twos")
def test_a_list_in_parts_holds_everything_once_and_counts_it(archive: Archive, ask: Callable[..., Told]) -> None:
    records = [published(archive, SYSTEM) for _ in range(5)]
    for verb in ("ListRecords", "ListIdentifiers"):
        told, parts = ask(RECORDS | {"verb": verb}), []
        while told.token:
            parts.append(told)
            told = ask(verb=verb, resumptionToken=told.token)
        parts.append(told)
        assert [part.identifiers for part in parts] == [records[:2], records[2:4], records[4:]]
        assert [part.all("//@cursor") for part in parts] == [["0"], ["2"], ["4"]]
        assert {size for part in parts for size in part.all("//@completeListSize")} == {"5"}
        assert len(parts[-1].all("//o:resumptionToken")) == 1


@pytest.mark.usefixtures("in_twos")
def test_a_list_that_ends_with_a_full_part_has_no_token(archive: Archive, ask: Callable[..., Told]) -> None:
    for _ in range(2):
        published(archive, SYSTEM)
    assert ask(RECORDS).all("//o:resumptionToken") == []


@pytest.mark.usefixtures("in_twos")
def test_a_list_stays_within_what_was_asked_for_at_its_beginning(archive: Archive, ask: Callable[..., Told]) -> None:
    asked = [published(archive, SYSTEM) for _ in range(3)]
    until = archive.harvest.headers(Wanted(), None, 9)[-1].changed_at
    told = ask(IDENTIFIERS | {"set": "kind:festival", "until": until.strftime("%Y-%m-%dT%H:%M:%SZ")})
    saved = archive.records.create(SYSTEM, "product", texts.body(festival()))
    archive.records.publish(SYSTEM, saved.identifier, base=1)
    assert told.token
    assert ask(verb="ListIdentifiers", resumptionToken=told.token).identifiers == asked[2:]


@pytest.mark.usefixtures("in_twos")
def test_a_list_whose_rest_has_changed_past_its_end_ends(
    archive: Archive, client: FlaskClient, ask: Callable[..., Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [published(archive, SYSTEM) for _ in range(3)]
    last = archive.harvest.headers(Wanted(), None, 9)[-1].changed_at
    token = ask(IDENTIFIERS | {"until": last.strftime("%Y-%m-%dT%H:%M:%SZ")}).token
    monkeypatch.setattr("app.services.changes.now", lambda: last + timedelta(seconds=2))
    archive.records.withdraw(SYSTEM, records[2], why="xem lại")
    # by the schema a list has something in it; harvesters take an end without anything for what it is
    answer = client.get("/oai", query_string={"verb": "ListIdentifiers", "resumptionToken": token})
    assert "<error" not in answer.get_data(as_text=True)
    assert "<header>" not in answer.get_data(as_text=True)


@pytest.mark.usefixtures("in_twos")
def test_a_token_that_was_altered_or_is_another_verbs_is_refused(archive: Archive, ask: Callable[..., Told]) -> None:
    for _ in range(3):
        published(archive, SYSTEM)
    token = ask(RECORDS).token
    assert token
    altered = [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))
    ]
    for other in [*altered[:-1], token[:-1], token + "A", token.replace(".", "")]:
        assert ask(verb="ListRecords", resumptionToken=other).error == "badResumptionToken", other
    assert ask(verb="ListIdentifiers", resumptionToken=token).error == "badResumptionToken"
    assert ask(verb="ListRecords", resumptionToken=token).error is None


def test_a_request_may_come_in_a_body(archive: Archive, client: FlaskClient, ask: Callable[..., Told]) -> None:
    record = published(archive, SYSTEM)
    assert Told(client.post("/oai", data=RECORDS)).identifiers == [record]
    assert Told(client.post("/oai?verb=Identify", data={})).error == "badVerb"
    assert Told(client.post("/oai", json=RECORDS)).error == "badVerb"
    assert (
        Told(client.post("/oai", data=b"\0\xff", content_type="application/x-www-form-urlencoded")).error == "badVerb"
    )


def test_the_address_answers_scripts_of_other_sites_and_is_asked_anew_each_time(client: FlaskClient) -> None:
    answer = client.get("/oai?verb=Identify")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-cache"
    head = client.head("/oai?verb=Identify")
    assert (head.status_code, head.get_data()) == (200, b"")
    assert client.put("/oai").status_code == 405


def test_an_answer_is_packed_for_who_unpacks_it(archive: Archive, client: FlaskClient) -> None:
    published(archive, SYSTEM)
    assert (
        client.get("/oai", query_string=RECORDS, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"]
        == "gzip"
    )
