"""From what was typed or sent to the body that is kept."""

import pytest

from app.errors import Invalid
from app.media import captions, cue_sheet
from app.services.media import wording


def test_what_is_kept_can_always_be_read_again() -> None:
    typed = "".join(f"{n // 60}:{n % 60:02} – {n // 60}:{n % 60:02}.9\n{'đ' * 40}\n" for n in range(19_000))
    assert len(typed.encode()) < captions.MOST_BYTES
    with pytest.raises(Invalid) as refused:
        wording.body("captions", cue_sheet.read(typed))
    assert refused.value.problem.code == "captions.too_large"


def test_paragraphs_are_a_transcript_and_nothing_else() -> None:
    assert wording.sent("transcript", "Già làng kể.\n".encode()) == "Già làng kể.\n"
    for kind in ("captions", "chapters"):
        with pytest.raises(Invalid):
            wording.sent(kind, "Già làng kể.\n".encode())
    with pytest.raises(Invalid):
        wording.sent("transcript", b" \n ")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (None, None, True),
        (None, "Lời\n", False),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\n", "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\na", False),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\n", "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na", True),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\n", "a\n", False),
    ],
)
def test_texts_are_the_same_when_their_lines_are(one: str | None, other: str | None, same: bool) -> None:
    assert wording.same(one, other) is same
