"""Content states: written as the annex says, read in all its forms, and refused where they are none."""

import json

import pytest

from app.iiif.content_state import LONGEST, State, decode, encode, read, write

MANIFEST = "https://example.org/object1/manifest"
CANVAS = "https://example.org/object1/canvas7"
# Section 6.3.2 of the specification, to the letter
TOLD = (
    '{"id":"https://example.org/object1/canvas7#xywh=1000,2000,1000,2000","type":"Canvas",'
    '"partOf":[{"id":"https://example.org/object1/manifest","type":"Manifest"}]}'
)
ENCODED = (
    "JTdCJTIyaWQlMjIlM0ElMjJodHRwcyUzQSUyRiUyRmV4YW1wbGUub3JnJTJGb2JqZWN0MSUyRmNhbnZhczclMjN4eXdoJTNEMTAwMCUyQzIwMDAl"
    "MkMxMDAwJTJDMjAwMCUyMiUyQyUyMnR5cGUlMjIlM0ElMjJDYW52YXMlMjIlMkMlMjJwYXJ0T2YlMjIlM0ElNUIlN0IlMjJpZCUyMiUzQSUyMmh0"
    "dHBzJTNBJTJGJTJGZXhhbXBsZS5vcmclMkZvYmplY3QxJTJGbWFuaWZlc3QlMjIlMkMlMjJ0eXBlJTIyJTNBJTIyTWFuaWZlc3QlMjIlN0QlNUQl"
    "N0Q"
)
REGION = State(MANIFEST, CANVAS, (1000, 2000, 1000, 2000))


def annotation(target: object, motivation: object = "contentState") -> str:
    return encode(json.dumps({"type": "Annotation", "motivation": motivation, "target": target}))


def canvas(fragment: str = "") -> dict[str, object]:
    return {"id": CANVAS + fragment, "type": "Canvas", "partOf": [{"id": MANIFEST, "type": "Manifest"}]}


def test_the_example_of_the_specification_is_encoded_and_decoded_to_the_letter() -> None:
    assert encode(TOLD) == ENCODED
    assert decode(ENCODED) == TOLD
    assert write(REGION) == ENCODED
    assert read(ENCODED) == (REGION,)


@pytest.mark.parametrize("plain", ["", "Lễ hội 🥁", "a/b?c=d&e~f'(g)*!", "\u0000\uffff"])
def test_any_text_comes_back(plain: str) -> None:
    encoded = encode(plain)
    assert not set(encoded) & set("+/=%&?#")
    if plain:
        assert decode(encoded) == plain


def test_every_form_of_a_state_is_read() -> None:
    whole = (State(MANIFEST),)
    assert read(MANIFEST) == read(encode(MANIFEST)) == whole
    assert read(annotation({"id": MANIFEST, "type": "Manifest"}, ["bookmarking", "contentState"])) == whole
    assert read(annotation(MANIFEST)) == whole
    assert read(annotation(canvas("#xywh=1000,2000,1000,2000"))) == (REGION,)
    assert read(json.dumps(canvas("#t=14.5,20"))) == (State(MANIFEST, CANVAS, stretch=(14.5, 20)),)
    assert read(ENCODED + "==") == (REGION,)


def test_a_range_is_read_with_the_manifest_that_it_is_part_of() -> None:
    told = {"id": f"{MANIFEST}/r1", "type": "Range", "partOf": [{"id": MANIFEST, "type": "Manifest"}]}
    assert read(annotation(told)) == (State(MANIFEST, range=f"{MANIFEST}/r1"),)


def test_a_fragment_behind_an_address_alone_is_a_place_too() -> None:
    assert read(f"{CANVAS}#t=3") == (State(CANVAS, stretch=(3, 3)),)


def test_selectors_tell_the_place_as_fragments_do() -> None:
    point = {"type": "SpecificResource", "source": canvas(), "selector": {"type": "PointSelector", "t": 14.5}}
    assert read(annotation(point)) == (State(MANIFEST, CANVAS, stretch=(14.5, 14.5)),)
    piece = {"type": "FragmentSelector", "value": "xywh=percent:25,25,50,50&t=3"}
    both = {"type": "SpecificResource", "source": canvas(), "selector": [piece]}
    assert read(annotation(both)) == (State(MANIFEST, CANVAS, (25, 25, 50, 50), True, (3, 3)),)


@pytest.mark.parametrize("number", [10**400, float("nan"), float("inf"), -1, True, "7"])
def test_a_number_that_is_no_place_asks_for_nothing(number: object) -> None:
    point = {"type": "SpecificResource", "source": canvas(), "selector": {"type": "PointSelector", "t": number}}
    assert read(annotation(point)) == (State(MANIFEST, CANVAS),)


def test_several_places_are_a_comparison() -> None:
    other = "https://example.org/object2/manifest"
    assert read(annotation([canvas(), {"id": other, "type": "Manifest"}])) == (State(MANIFEST, CANVAS), State(other))
    assert len(read(annotation([canvas()] * 20))) == 4


def test_what_is_written_is_read_again() -> None:
    for state in (State(MANIFEST), State(MANIFEST, CANVAS), State(MANIFEST, CANVAS, stretch=(1.25, 1.25)), REGION):
        assert read(write(state)) == (state,)


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "x",
        "javascript:alert(1)",
        "//elsewhere.test/manifest",
        "A" * (LONGEST + 1),
        "=" * 8,
        encode("{"),
        encode("null"),
        encode("[]"),
        encode("7"),
        encode("[" * 2_500),
        encode('{"type":"Canvas","id":"https://x.test/c"}'),
        encode('{"type":"Range","id":"https://x.test/r"}'),
        encode('{"type":"Manifest","id":7}'),
        encode('{"type":"SpecificResource"}'),
        annotation(MANIFEST, "commenting"),
        annotation(None),
        encode(json.dumps({"type": "Annotation", "motivation": "contentState", "target": [[[[[[[MANIFEST]]]]]]]})),
        "JTgw",  # %80, which is no UTF-8
        "gA",  # a byte that is no ASCII
        "A",  # a length that no encoding has
    ],
)
def test_what_is_no_content_state_is_refused(hostile: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them, and none that is not one
        read(hostile)


@pytest.mark.parametrize(
    "fragment", ["#xywh=1,2,3", "#xywh=0,0,0,9", "#t=abc", "#xywh=1e9,1,1,1", "#t=nan", "#t=", "#&="]
)
def test_a_fragment_that_makes_no_sense_asks_for_the_whole(fragment: str) -> None:
    assert read(json.dumps(canvas(fragment))) == (State(MANIFEST, CANVAS),)
