"""Finding records over HTTP, and the specification of the API."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import texts
from app.services.viewer import SYSTEM
from metadata.profile import KINDS
from tests.made import festival, published

RECORDS = "/api/v1/records"


def indexed(archive: Archive, name: str, **how: Any) -> str:
    record = published(archive, SYSTEM, name, **how)
    archive.indexing.index(record)
    return record


def test_hits_are_told_with_their_facets(archive: Archive, client: FlaskClient) -> None:
    record = indexed(archive, "Lễ hội cồng chiêng")
    told = client.get(f"{RECORDS}?q=le hoi cong chieng").get_json()
    assert told["total"] == 1
    assert (told["items"][0]["identifier"], told["items"][0]["kind"]) == (record, "festival")
    assert told["items"][0]["title"] == {"vi": ["Lễ hội cồng chiêng"], "en": ["Gong festival"]}
    people = told["facets"]["people"][0]
    assert (people["value"], people["count"], people["label"]["vi"]) == ("xtieng", 1, "Xtiêng")
    assert told["items"][0]["links"]["self"] == f"http://archive.test/api/v1/records/{record}"


def test_a_facet_narrows(archive: Archive, client: FlaskClient) -> None:
    indexed(archive, "Lễ hội cồng chiêng")
    assert client.get(f"{RECORDS}?people=xtieng").get_json()["total"] == 1
    assert client.get(f"{RECORDS}?people=tay").get_json()["total"] == 0
    assert client.get(f"{RECORDS}?kind=festival&kind=costume").get_json()["total"] == 1


def test_pages_follow_one_another_to_the_end(archive: Archive, client: FlaskClient) -> None:
    records = {indexed(archive, f"Lễ hội cồng chiêng {number}") for number in range(5)}
    seen: list[str] = []
    address = f"{RECORDS}?sort=newest&per_page=2"
    for _ in range(3):
        told = client.get(address).get_json()
        assert told["total"] == 5
        seen += [hit["identifier"] for hit in told["items"]]
        address = told["links"].get("next", "").removeprefix("http://archive.test")
    assert (set(seen), len(seen), address) == (records, 5, "")
    second = client.get(f"{RECORDS}?sort=newest&per_page=2&page=2").get_json()
    assert [hit["identifier"] for hit in second["items"]] == seen[2:4]
    assert "page=1" in second["links"]["previous"]


def test_a_draft_and_a_restricted_record_are_not_found_nor_counted(archive: Archive, client: FlaskClient) -> None:
    draft = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    archive.indexing.index(draft)
    indexed(archive, "Lễ hội cồng chiêng kín", access="registered")
    told = client.get(f"{RECORDS}?q=cồng chiêng").get_json()
    assert (told["total"], told["items"], any(told["facets"].values())) == (0, [], False)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("page=0", "api.number"),
        ("page=x", "api.number"),
        ("page=١", "api.number"),
        ("per_page=101", "api.number"),
        ("page=9999999999999999999999", "api.number"),
        (f"page=000000001{'9' * 20}", "api.number"),
        (f"page=000000001{'9' * 5_000}", "api.number"),
        ("page=501&per_page=20", "api.too_deep"),
        ("sort=price", "api.choice"),
    ],
)
def test_what_can_not_be_asked_is_told_in_words(client: FlaskClient, query: str, code: str) -> None:
    answer = client.get(f"{RECORDS}?{query}", headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    problem = answer.get_json()["problems"][0]
    assert problem["code"] == code
    assert "code:" not in problem["message"]


@pytest.mark.parametrize("typed", ['"', "((", "title:", "\0", "a" * 5000, "AND OR NOT", "kind:", "*", "\ud800"])
def test_nothing_typed_is_an_error(archive: Archive, client: FlaskClient, typed: str) -> None:
    indexed(archive, "Lễ hội cồng chiêng")
    assert client.get(RECORDS, query_string={"q": typed.encode("utf-8", "replace").decode()}).status_code == 200


def specification(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for item in part for found in references(item)]
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for item in part.values() for found in references(item)]
    return []


def test_the_specification_names_every_address_of_the_api_and_no_other(client: FlaskClient) -> None:
    told = specification(client)
    assert told["openapi"] == "3.1.0"
    assert {
        (method, path) for path, methods in told["paths"].items() for method in methods if method != "parameters"
    } == {
        ("get", "/api/v1/records"),
        ("post", "/api/v1/records"),
        ("get", "/api/v1/records/{identifier}"),
        ("put", "/api/v1/records/{identifier}"),
        ("post", "/api/v1/records/{identifier}/publish"),
        ("post", "/api/v1/records/{identifier}/withdraw"),
        ("get", "/api/v1/session"),
        ("get", "/api/v1/suggestions"),
        ("get", "/api/v1/collections"),
        ("get", "/api/v1/collections/{identifier}"),
        ("get", "/api/v1/communities"),
        ("get", "/api/v1/communities/{slug}"),
        ("get", "/api/v1/agents/{identifier}"),
        ("get", "/api/v1/peoples"),
        ("get", "/api/v1/peoples/{slug}"),
        ("get", "/api/v1/units"),
        ("get", "/api/v1/units/{code}"),
    }


def test_the_specification_refers_to_nothing_that_is_not_in_it(client: FlaskClient) -> None:
    told = specification(client)
    found = set(references(told))
    assert found
    for reference in found:
        part: Any = told
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


def test_each_operation_says_what_it_answers_and_takes_the_parameters_of_its_path(client: FlaskClient) -> None:
    operations = [
        (path, operation, shared.get("parameters", []))
        for path, shared in specification(client)["paths"].items()
        for method, operation in shared.items()
        if method != "parameters"
    ]
    names = [operation["operationId"] for _, operation, _ in operations]
    assert len(set(names)) == len(names)
    for path, operation, shared in operations:
        known = {
            parameter["name"] for parameter in [*operation.get("parameters", []), *shared] if parameter["in"] == "path"
        }
        assert known == set(re.findall(r"\{(\w+)\}", path))
        assert any(status.startswith("2") for status in operation["responses"])
        assert all(response["description"] for response in operation["responses"].values())


def test_the_specification_knows_the_kinds_and_facets_of_the_profiles(client: FlaskClient) -> None:
    told = specification(client)
    parameters = {parameter["name"] for parameter in told["paths"]["/api/v1/records"]["get"]["parameters"]}
    assert {"q", "kind", "people", "place", "month", "page", "per_page", "cursor"} <= parameters
    assert told["components"]["schemas"]["NewRecord"]["properties"]["kind"]["enum"] == list(KINDS)


@pytest.mark.parametrize("schema", ["Record", "Hits"])
def test_answers_are_what_the_specification_says(archive: Archive, client: FlaskClient, schema: str) -> None:
    from jsonschema import Draft202012Validator

    told = specification(client)
    record = indexed(archive, "Lễ hội cồng chiêng")
    answer = client.get(f"{RECORDS}/{record}" if schema == "Record" else RECORDS).get_json()
    rules = {"$ref": f"#/components/schemas/{schema}", "components": told["components"]}
    assert [error.message for error in Draft202012Validator(rules).iter_errors(answer)] == []
