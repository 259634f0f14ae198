"""Text of the years before Unicode: told by what it becomes, converted by letters, left alone where it is right."""

import random
import time
import unicodedata
from itertools import product

import pytest

from metadata import legacy_text
from metadata.legacy_text import CP1258, DECOMPOSED, SURE, TCVN3, UNICODE, UTF8, VISCII, VNI, VPS, convert, detect
from metadata.syllables import ONSETS, RIMES, is_syllable
from metadata.tables import read

STORY = """Lễ hội đâm trâu của người Xtiêng ở xã Bù Đăng được tổ chức sau mùa thu hoạch, khi kho lúa đã đầy.
Già làng đánh ba hồi chiêng mời thần linh về dự; phụ nữ dệt thổ cẩm, thanh niên uống rượu cần suốt đêm."""
TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
VOWELS = "aăâeêioôơuưy"


def spelled(rime: str, tone: str) -> str:
    """The tone on the last vowel but one of several, else on the only one: any place will do here."""
    place = max(index for index, letter in enumerate(rime) if letter in VOWELS)
    return unicodedata.normalize("NFC", rime[: place + 1] + tone + rime[place + 1 :])


SYLLABLES = [
    onset + spelled(rime, tone)
    for onset, rime, tone in product(ONSETS, sorted(RIMES), TONES)
    if is_syllable(onset + spelled(rime, tone))
]


def written(text: str, encoding: str) -> bytes:
    """As an old program wrote it."""
    if encoding == CP1258:
        return b"".join(map(in_cp1258, text))
    codes = {row["letter"]: bytes.fromhex(row[encoding]) for row in read("legacy_letters.csv") if row[encoding]}
    return b"".join(codes.get(letter) or letter.encode("latin-1") for letter in text)


def in_cp1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in marks if mark in TONES)
        kept = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in TONES))
        return (kept + tones).encode("cp1258")


OLD = (TCVN3, VNI, VISCII, VPS, CP1258)


@pytest.mark.parametrize("encoding", OLD)
def test_every_syllable_comes_back_from_every_encoding(encoding: str) -> None:
    text = " ".join(SYLLABLES)
    assert len(SYLLABLES) > 10_000
    assert convert(written(text, encoding), encoding) == text
    if encoding != TCVN3:
        assert convert(written(text.upper(), encoding), encoding) == text.upper()


@pytest.mark.parametrize("encoding", OLD)
def test_a_story_is_told_by_its_bytes_and_by_what_a_western_program_made_of_them(encoding: str) -> None:
    data = written(STORY, encoding)
    for source in (data, data.decode("latin-1"), data.decode("latin-1").translate(legacy_text._TO_SIGNS)):
        guess = detect(source)
        assert guess.encoding == encoding
        assert guess.confidence >= SURE
        assert convert(source, encoding) == STORY


@pytest.mark.parametrize("encoding", OLD)
def test_short_texts_are_told_apart_too(encoding: str) -> None:
    dice = random.Random(encoding)
    words = [word for word in STORY.replace("\n", " ").split(" ") if not word.isascii()]
    told = sum(detect(written(" ".join(dice.sample(words, 5)), encoding)).encoding == encoding for _ in range(100))
    assert told >= 95


RIGHT = [
    STORY,
    "Tôi là cô giáo, có cá không",
    "Ê-đê: čiăng, hlăm, êa, mnuih, ƀuôn, ê̆, ŏ; Gia-rai: pơtao; Mnông: ƀon",
    "L'été, à la forêt, où l'élève dès hélas naïf apprend le français",
    "déjà vu, café, naïve, résumé",
    "El niño está aquí mañana por la acción",
    "Für schöne Größe hören wir Mädchen über Öl",
    "Århus på ø, så får jeg blåbær",
    "Bù Đăng, Lộc Ninh, Phú Riềng",
    "ꪵꪜ ក្រុង ꨌꩌ",
    "plain ASCII text of a form",
    "",
    "“quoted” – and … 5 µm, 20 °C, ©",
]


@pytest.mark.parametrize("text", [text for text in RIGHT if text == unicodedata.normalize("NFC", text)])
def test_what_is_right_is_left_alone(text: str) -> None:
    for source in (text, text.encode()):
        guess = detect(source)
        assert guess.encoding == UNICODE or guess.confidence < SURE
    assert not detect(text).legacy


def test_western_bytes_are_not_taken_for_vietnamese() -> None:
    for text in RIGHT[3:8]:
        assert not detect(text.encode("cp1252")).legacy
        assert convert(text.encode("cp1252"), UTF8) == text


def test_tones_that_are_signs_of_their_own_are_composed() -> None:
    apart = unicodedata.normalize("NFD", STORY)
    assert detect(apart).encoding == DECOMPOSED
    assert convert(apart, DECOMPOSED) == STORY
    assert convert(written(STORY, CP1258).decode("cp1258"), DECOMPOSED) == STORY


def test_utf_8_that_was_taken_for_western_european_is_read_again() -> None:
    twice = STORY.encode().decode("latin-1")
    assert detect(twice).encoding == UTF8
    assert convert(twice, UTF8) == STORY
    assert detect("Lá»\x85 há»™i").encoding == UTF8
    assert convert("Lá»\x85 há»™i", UTF8) == "Lễ hội"


def test_a_title_in_a_font_of_capitals_becomes_capitals() -> None:
    assert convert("TØNH B×NH PH¦íC", TCVN3) == "TỈNH BÌNH PHƯỚC"
    assert convert("TØNH B×NH PH¦íC\nLÔ héi ®©m tr©u", TCVN3) == "TỈNH BÌNH PHƯỚC\nLễ hội đâm trâu"


def test_the_letter_that_programs_take_for_a_hyphen_is_found_again() -> None:
    assert convert("ng-êi Xtiªng, ®-îc, ph-¬ng, t- liÖu", TCVN3) == "người Xtiêng, được, phương, tư liệu"
    assert convert("Gia-rai, M'n«ng-Lar 1990-1995 - n¬i", TCVN3) == "Gia-rai, M'nông-Lar 1990-1995 - nơi"
    assert convert("Gia-rai, ng\xad\xeai t-", TCVN3) == "Gia-rai, người t-"


def test_signs_stay_what_they_are() -> None:
    assert convert("“LÔ héi” – …", TCVN3) == "“Lễ hội” – …"
    assert convert(b"\x93L\xd4 h\xe9i\x94", TCVN3) == "“Lễ hội”"
    assert convert("“Leã hoäi” – 5°", VNI) == "“Lễ hội” – 5°"


def test_a_single_word_is_a_guess_and_no_more() -> None:
    assert detect("héi") == detect("héi".encode("cp1252"))
    assert detect("héi").confidence < SURE


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", TCVN3),
        ("ABCDEF+.VnTimeH", TCVN3),
        ("ABCDEF+VNI-Times,Bold", VNI),
        ("VPS Times", VPS),
        ("VnExpress", ""),
        ("TimesNewRomanPSMT", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_font_tells_its_encoding(font: str, encoding: str) -> None:
    assert legacy_text.of_font(font) == encoding
    assert legacy_text.is_capital_font(font) == font.endswith("H")


def test_an_encoding_that_is_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="koi8"):
        convert("a", "koi8")


@pytest.mark.parametrize("text", ["nghiêng", "Quỳnh", "giếng", "gì", "hoà", "hòa", "khuỷu", "ƯỚC", "đượm", "ý", "thuở"])
def test_syllables_are_known(text: str) -> None:
    assert is_syllable(text)
    assert is_syllable(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("text", ["été", "forêt", "schön", "bàt", "kố́", "hộngg", "", "¸", "wên", "năo"])
def test_what_is_no_syllable_is_told(text: str) -> None:
    assert not is_syllable(text)


@pytest.mark.parametrize("word", ["¸" * 200_000, "é" + "—" * 200_000 + "é", "e\u0301" * 100_000])
def test_a_word_without_end_is_looked_through_once(word: str) -> None:
    begun = time.process_time()
    detect(word)
    convert(word, TCVN3)
    assert time.process_time() - begun < 10  # once each took minutes, and no other thread went on meanwhile
