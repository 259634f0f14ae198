"""Reading by Tesseract itself: clean pages, turned and crooked ones, columns, one bit a pixel; and what has no text."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app.errors import MediaRefused, SetupError
from app.media import alto, child, ocr, skew
from app.media.alto import Page
from app.media.correction import direction
from app.media.image import make_pyramid
from app.media.image_grey import make_grey
from tests.media_samples import photograph
from tests.unit.media.page_samples import STORY, TONES, columns, drawn, errors


def seen(tmp_path: Path, picture: Image.Image | Path, suffix: str = ".png", **options: object) -> Page:
    """As the archive does: original, pyramid, grey, read."""
    original = picture if isinstance(picture, Path) else tmp_path / f"original{suffix}"
    if isinstance(picture, Image.Image):
        picture.save(original, **options)
    made = make_pyramid(original, tmp_path / "image.tif")
    size = make_grey(tmp_path / "image.tif", tmp_path / "grey.png")
    assert size == (made.width, made.height)
    return ocr.read(tmp_path / "grey.png", "vie", size)


def test_a_clean_page_in_vietnamese_is_read_nearly_without_error(tmp_path: Path) -> None:
    meant = "\n".join((*STORY, *TONES))
    page = seen(tmp_path, drawn((*STORY, *TONES)))
    assert errors(alto.plain_text(page).replace("\n\n", "\n"), meant) <= 0.02
    assert (page.confidence or 0) > 0.9
    assert page.software.startswith("tesseract")
    assert page.settings == "vie"


def test_words_lie_where_they_are_drawn(tmp_path: Path) -> None:
    picture = drawn()
    page = seen(tmp_path, picture)
    assert (page.width, page.height) == picture.size
    for word in page.words:
        box = (word.x, word.y, word.x + word.width, word.y + word.height)
        assert min(picture.crop(box).tobytes()) < 100, f"no ink under {word}"
    picture = picture.copy()
    for word in page.words:
        box = (word.x - 3, word.y - 3, word.x + word.width + 3, word.y + word.height + 3)
        ImageDraw.Draw(picture).rectangle(box, fill=255)
    left = sum(picture.convert("1", dither=Image.Dither.NONE).histogram()[:1])
    assert left < 50, "ink outside of all words"


@pytest.mark.parametrize(("turn", "expected"), [(90, 90), (180, 180), (270, 270)])
def test_a_page_that_lies_on_its_side_is_read_where_its_words_are_seen(
    tmp_path: Path, turn: int, expected: int
) -> None:
    page = seen(tmp_path, drawn().rotate(turn, expand=True))
    assert errors(alto.plain_text(page), "\n".join(STORY)) <= 0.05
    assert direction(page) == expected
    assert all(word.x + word.width <= page.width and word.y + word.height <= page.height for word in page.words)


def test_a_crooked_scan_of_one_bit_a_pixel_is_read(tmp_path: Path) -> None:
    crooked = drawn(size=48).rotate(2, fillcolor=255, expand=True).convert("1", dither=Image.Dither.NONE)
    page = seen(tmp_path, crooked, ".tif", compression="group4")
    assert errors(alto.plain_text(page).replace("\n\n", "\n"), "\n".join(STORY)) <= 0.1


@pytest.mark.parametrize("turn", [-14, 7])
def test_a_page_photographed_askew_is_read_where_its_words_are_seen(tmp_path: Path, turn: int) -> None:
    picture = drawn().rotate(turn, fillcolor=255, expand=True)
    page = seen(tmp_path, picture)
    assert errors(alto.plain_text(page).replace("\n\n", "\n"), "\n".join(STORY)) <= 0.02
    assert (page.width, page.height) == picture.size
    for word in page.words:
        box = (word.x - 3, word.y - 3, word.x + word.width + 3, word.y + word.height + 3)
        assert min(picture.crop(box).tobytes()) < 100, f"no ink under {word}"
        ImageDraw.Draw(picture).rectangle(box, fill=255)
    left = sum(picture.convert("1", dither=Image.Dither.NONE).histogram()[:1])
    assert left < 50, "ink outside of all words"


@pytest.mark.parametrize("turn", [0, 3, -10, 19])
def test_how_crooked_a_page_lies_is_found_out(tmp_path: Path, turn: int) -> None:
    drawn().rotate(turn, fillcolor=255, expand=True).save(tmp_path / "page.png")
    assert skew.angle(tmp_path / "page.png") == pytest.approx(turn, abs=0.5)


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("L", (900, 600), 255),
        Image.effect_noise((900, 900), 90),
        Image.new("L", (3000, 1), 0),
        drawn().rotate(45, fillcolor=255, expand=True),
    ],
)
def test_what_nobody_can_tell_lies_straight(tmp_path: Path, picture: Image.Image) -> None:
    picture.save(tmp_path / "page.png")
    assert skew.angle(tmp_path / "page.png") == 0


def test_small_letters_of_a_picture_from_the_web_are_read(tmp_path: Path) -> None:
    page = seen(tmp_path, drawn(size=15, left=20))
    assert errors(alto.plain_text(page), "\n".join(STORY)) <= 0.1


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    text = alto.plain_text(seen(tmp_path, columns()))
    assert text.count("trái") == text.count("phải") == 7
    assert text.rindex("trái") < text.index("phải")


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("L", (900, 700), 255),
        Image.new("L", (900, 700), 0),
        Image.new("L", (1, 1), 0),
        Image.new("L", (3, 400), 128),
    ],
    ids=["blank", "black", "one pixel", "a line"],
)
def test_where_there_is_nothing_nothing_is_read(tmp_path: Path, picture: Image.Image) -> None:
    assert seen(tmp_path, picture).lines == ()


@pytest.mark.parametrize("name", ["china.jpg", "flower.jpg"])
def test_a_photograph_without_text_gets_none(tmp_path: Path, name: str) -> None:
    assert seen(tmp_path, photograph(name)).lines == ()


def test_a_picture_too_large_is_drawn_smaller_and_its_boxes_lie_on_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.media.image_grey.MOST_PIXELS", 400_000)
    picture = drawn(size=120)
    page = seen(tmp_path, picture)
    with Image.open(tmp_path / "grey.png") as grey:
        assert grey.width * grey.height <= 410_000
    assert (page.width, page.height) == picture.size
    assert errors(alto.plain_text(page), "\n".join(STORY)) <= 0.1
    assert next(page.words).height > 60


def test_reading_ends_when_its_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "SECONDS", 0.05)
    with pytest.raises(MediaRefused) as caught:
        seen(tmp_path, drawn(STORY * 5))
    assert caught.value.problem.code == "media.too_slow"


def test_what_needs_too_much_memory_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "MEMORY", 40_000)
    with pytest.raises(MediaRefused):
        seen(tmp_path, drawn())


def test_a_file_that_is_no_picture_is_refused_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"no picture at all")
    with pytest.raises(MediaRefused) as caught:
        ocr.read(tmp_path / "bad.png", "vie", (10, 10))
    assert caught.value.problem.code == "reading.failed"
    assert [path.name for path in tmp_path.iterdir()] == ["bad.png"]


def test_output_beyond_a_bound_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "MOST_BYTES", 500)
    with pytest.raises(MediaRefused) as caught:
        seen(tmp_path, drawn())
    assert caught.value.problem.code == "alto.too_large"


def test_a_language_without_its_data_is_told_with_what_to_install() -> None:
    with pytest.raises(SetupError) as caught:
        ocr.demand("vie+xyz")
    assert caught.value.problem.code == "reading.no_language"
    assert caught.value.problem.expected == "apt-get install tesseract-ocr-xyz"
    assert ocr.package("chi_tra") == "tesseract-ocr-chi-tra"
    ocr.demand("vie")


def test_a_machine_without_the_program_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(SetupError) as caught:
        ocr.demand("vie")
    assert caught.value.problem.code == "reading.no_program"


@pytest.mark.parametrize("languages", ["", "vie;ls", "-l", "../vie", "vie+", "vie eng", "v", "a" * 500])
def test_nothing_but_names_of_languages_becomes_an_argument(languages: str) -> None:
    assert not ocr.is_languages(languages)


@pytest.mark.parametrize("languages", ["vie", "vie+khm", "chi_tra", "chi_tra_vert+vie"])
def test_names_of_languages_are_taken(languages: str) -> None:
    assert ocr.is_languages(languages)


def test_the_program_runs_as_a_child_that_dies_with_its_worker() -> None:
    assert "ulimit -v" in " ".join(ocr._arguments(Path("/x.png"), "vie", 300))
    assert child.prefix()
