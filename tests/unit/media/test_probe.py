"""What a file is, whatever it is called."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from app.errors import MediaRefused
from app.media.formats import BY_ENDING, BY_MIME, FORMATS
from app.media.probe import probe
from tests.media_samples import enlarged, film, photograph, tagged_exif
from tests.unit.media.pdf_samples import page, pdf

TEXT = "Lễ hội cồng chiêng của người Xtiêng\n".encode()


def refusal(path: Path, filename: str | None = None) -> tuple[str, str, str]:
    with pytest.raises(MediaRefused) as refused:
        probe(path, filename or path.name)
    problem = refused.value.problem
    return problem.code, problem.value, problem.expected


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_photograph_is_measured() -> None:
    found = probe(photograph(), "china.jpg")
    assert (found.kind, found.format, found.mime, found.ending, found.agrees) == (
        "image",
        "JPEG",
        "image/jpeg",
        "jpg",
        True,
    )
    assert found.size == photograph().stat().st_size
    assert found.image
    assert (found.image.width, found.image.height, found.image.mode) == (640, 427, "rgb")
    assert found.image.icc
    assert "sRGB" in found.image.icc


def test_a_film_is_a_film() -> None:
    found = probe(film(), "Phim lễ hội.MP4")
    assert (found.kind, found.mime, found.puid, found.agrees, found.image) == (
        "video",
        "video/mp4",
        "fmt/199",
        True,
        None,
    )


def test_a_jpeg_named_png_is_a_jpeg_whose_name_disagrees() -> None:
    found = probe(photograph(), "ảnh.png")
    assert (found.format, found.ending, found.agrees) == ("JPEG", "jpg", False)


@pytest.mark.parametrize("name", ["ảnh", "ảnh.tmp", ".jpg"])
def test_a_name_that_promises_nothing_is_no_reason_to_refuse(name: str) -> None:
    found = probe(photograph(), name)
    assert (found.kind, found.agrees) == ("image", False)


@pytest.mark.parametrize(
    ("name", "promised"),
    [("a.jpg", "JPEG"), ("a.MP3", "MP3"), ("a.mp4", "MPEG-4"), ("a.pdf", "PDF"), ("a.vtt", "WebVTT")],
)
def test_text_under_the_name_of_something_else_is_refused(tmp_path: Path, name: str, promised: str) -> None:
    path = written(tmp_path / "upload", TEXT)
    assert refusal(path, name) == ("media.not_what_its_name_says", name, promised)


def test_text_that_is_called_text_is_kept(tmp_path: Path) -> None:
    found = probe(written(tmp_path / "notes.txt", TEXT), "notes.txt")
    assert (found.kind, found.mime) == ("other", "text/plain")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "empty.jpg", b""))[:2] == ("media.empty", "empty.jpg")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("program", b"MZ" + bytes(300)),
        ("noise.bin", bytes(range(256)) * 20),
    ],
)
def test_what_is_not_in_the_table_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    assert refusal(written(tmp_path / name, content))[:2] == ("media.unknown_format", name)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("page.html", b"<!DOCTYPE html><html><script>alert(1)</script></html>", "media.save_as_pdf"),
        ("no name", b"<!DOCTYPE html><html></html>", "media.save_as_pdf"),
        ("book.djvu", b"AT&TFORM\0\0\0\x20DJVMDIRM" + bytes(40), "media.save_as_pdf"),
        ("page.ps", b"%!PS-Adobe-3.0\nshowpage\n", "media.save_as_pdf"),
        ("book.mobi", bytes(60) + b"BOOKMOBI" + bytes(100), "media.save_as_pdf"),
        ("letter.wps", bytes(range(1, 255)), "media.save_as_pdf"),
        ("photos.rar", b"Rar!\x1a\x07\0" + bytes(50), "media.unpack_first"),
        ("photos.7z", b"7z\xbc\xaf'\x1c" + bytes(50), "media.unpack_first"),
        ("photos", b"PK\x05\x06" + bytes(18), "media.unpack_first"),
        ("report.xps", b"PK\x05\x06" + bytes(18), "media.save_as_pdf"),
    ],
)
def test_what_to_do_with_a_file_that_is_not_taken_in_is_said(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    assert refusal(written(tmp_path / name, content))[:2] == (code, name)


def test_a_pdf_may_begin_with_what_a_server_said_of_it_but_not_as_a_page_of_html(tmp_path: Path) -> None:
    whole = pdf(tmp_path / "a.pdf", page("Le hoi")).read_bytes()
    for before in (b"\r\n\r\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\n\r\n", bytes(800)):
        assert probe(written(tmp_path / "late.pdf", before + whole), "late.pdf").kind == "document"
    for before in (b"<html><script>alert(1)</script><!--", b"\n <svg>", bytes(1100)):
        refused = refusal(written(tmp_path / "never.pdf", before + whole))
        assert refused == ("media.not_what_its_name_says", "never.pdf", "PDF")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "media.picture_unknown"),
        ("layers.psd", b"8BPS\0\1" + bytes(300), "media.picture_unknown"),
        ("DSCF0001.RAF", b"FUJIFILMCCD-RAW 0201" + bytes(300), "media.camera_raw"),
        ("IMG_0001.CR2", b"II*\0\x10\0\0\0CR\2\0" + bytes(300), "media.camera_raw"),
    ],
)
def test_pictures_that_are_not_taken_in_are_told_from_what_is_none(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    assert refusal(written(tmp_path / name, content))[:2] == (code, name)


def test_noise_under_the_name_of_a_picture_is_not_what_its_name_says(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "noise.jpg", bytes(range(256)) * 20))[0] == "media.not_what_its_name_says"


def test_a_jpeg_that_stops_in_its_head_is_truncated(tmp_path: Path) -> None:
    path = written(tmp_path / "cut.jpg", photograph().read_bytes()[:300])
    assert refusal(path) == ("media.truncated", "cut.jpg", "")


@pytest.mark.parametrize(
    ("name", "content", "puid"),
    [
        ("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nXin ch\xc3\xa0o\n", "fmt/1454"),
        ("a.vtt", b"\xef\xbb\xbfWEBVTT\r\n\r\n00:00.000 --> 00:01.000\r\nXin\r\n", "fmt/1454"),
        ("a.srt", b"1\r\n00:00:00,000 --> 00:00:01,000\r\nXin ch\xc3\xa0o\r\n\r\n", "fmt/1218"),
    ],
)
def test_captions_are_captions(tmp_path: Path, name: str, content: bytes, puid: str) -> None:
    found = probe(written(tmp_path / name, content), name)
    assert (found.kind, found.puid) == ("caption", puid)


@pytest.mark.parametrize(
    ("ending", "options", "kind", "mime", "puid"),
    [
        ("mp3", [], "audio", "audio/mpeg", "fmt/134"),
        ("mp3", ["-id3v2_version", "0", "-write_xing", "0"], "audio", "audio/mpeg", "fmt/134"),
        ("wav", [], "audio", "audio/wav", "fmt/141"),
        ("flac", [], "audio", "audio/flac", "fmt/279"),
        ("ogg", [], "audio", "audio/ogg", "fmt/203"),
        ("m4a", [], "audio", "audio/mp4", "fmt/199"),
        ("aiff", [], "audio", "audio/aiff", "fmt/414"),
        ("mkv", [], "video", "video/x-matroska", "fmt/569"),
        ("webm", [], "video", "video/webm", "fmt/573"),
        ("mov", [], "video", "video/quicktime", "x-fmt/384"),
        ("avi", [], "video", "video/x-msvideo", "fmt/5"),
        ("ts", [], "video", "video/mp2t", "fmt/585"),
        ("m2ts", [], "video", "video/mp2t", "fmt/585"),
        ("mpg", [], "video", "video/mpeg", "x-fmt/385"),
        ("wmv", [], "video", "video/x-ms-asf", "fmt/131"),
    ],
)
def test_sound_and_film_are_told_by_content(
    tmp_path: Path, ending: str, options: list[str], kind: str, mime: str, puid: str
) -> None:
    path = tmp_path / f"tone.{ending}"
    tone = ["-f", "lavfi", "-i", "sine=d=0.3"]
    subprocess.run(["ffmpeg", "-v", "error", *tone, *options, str(path)], check=True)
    found = probe(path, path.name)
    assert (found.kind, found.mime, found.puid, found.agrees) == (kind, mime, puid, True)


@pytest.mark.parametrize(
    ("name", "start", "mime"),
    [
        ("C0001.MP4", b"\0\0\0\x18ftypXAVC\1\0\x1f\xffXAVCmp42", "video/mp4"),
        ("P1000001.MOV", b"\0\0\0\x18ftyppana\0\0\0\0pana3gp4", "video/quicktime"),
        ("voice.3g2", b"\0\0\0\x18ftypkddi\0\0\0\0kddi3g2a", "video/3gpp"),
        ("MVI_0001.MOV", b"\0\0\0\x14pnot" + bytes(12) + b"\0\0\0\x08wide\0\0\0\x08wide", "video/quicktime"),
        ("no name", b"\0\0\0\x10free" + bytes(8), "video/mp4"),
    ],
)
def test_films_are_told_by_their_boxes_whatever_brand_their_cameras_have(
    tmp_path: Path, name: str, start: bytes, mime: str
) -> None:
    found = probe(written(tmp_path / name, start + b"\0\0\1\0mdat" + bytes(248)), name)
    assert (found.kind, found.mime) == ("video", mime)


def test_boxes_that_hold_no_film_are_none(tmp_path: Path) -> None:
    for start in (
        b"\0\0\0\x10free" + bytes(8) + b"\0\0\0\x10moof",
        b"\0\0\0\0skip",
        b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",
    ):
        assert refusal(written(tmp_path / "a.mp4", start + bytes(range(200))))[0] == "media.not_what_its_name_says"


@pytest.mark.parametrize(
    ("ending", "options", "puid"),
    [
        ("jpg", {}, "fmt/43"),
        ("png", {}, "fmt/11"),
        ("tif", {}, "fmt/353"),
        ("gif", {}, "fmt/3"),
        ("bmp", {}, "fmt/116"),
        ("webp", {}, "fmt/566"),
        ("webp", {"lossless": True}, "fmt/567"),
        ("jp2", {}, "x-fmt/392"),
        ("avif", {}, None),
    ],
)
def test_pictures_have_a_pronom_identifier_where_one_is_known(
    tmp_path: Path, ending: str, options: dict[str, bool], puid: str | None
) -> None:
    path = tmp_path / f"plain.{ending}"
    Image.new("RGB", (40, 30), "teal").save(path, **options)
    assert probe(path, path.name).puid == puid


def test_the_version_of_exif_is_told(tmp_path: Path) -> None:
    exif = tagged_exif()
    exif.get_ifd(0x8769)[0x9000] = b"0231"
    with Image.open(photograph()) as picture:
        picture.save(tmp_path / "jfif.jpg", exif=exif)
    content = (tmp_path / "jfif.jpg").read_bytes()
    # Cameras write EXIF first and no JFIF; Pillow writes both.
    path = written(tmp_path / "exif.jpg", content[:2] + content[20:])
    assert probe(path, path.name).puid == "fmt/1507"


@pytest.mark.parametrize(
    ("version", "puid"), [("1.4", "fmt/18"), ("1.7", "fmt/276"), ("2.0", "fmt/1129"), ("9.9", None)]
)
def test_the_version_of_pdf_is_told(tmp_path: Path, version: str, puid: str | None) -> None:
    path = written(tmp_path / "a.pdf", f"%PDF-{version}\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n".encode("latin-1"))
    found = probe(path, "a.pdf")
    assert (found.kind, found.puid) == ("document", puid)


def test_orientation_and_limit_reach_the_caller(tmp_path: Path) -> None:
    path = enlarged(tmp_path / "a.jpg", 300, 200)
    with Image.open(path) as picture:
        picture.save(tmp_path / "b.jpg", exif=tagged_exif(6))
    found = probe(tmp_path / "b.jpg", "b.jpg").image
    assert found
    assert (found.width, found.height, found.orientation) == (200, 300, 6)
    with pytest.raises(MediaRefused) as refused:
        probe(path, "a.jpg", limit_pixels=100)
    assert refused.value.problem.code == "media.too_large"


def test_no_two_formats_share_an_ending_or_a_media_type() -> None:
    endings = [ending for form in FORMATS for ending in form.endings]
    mimes = [mime for form in FORMATS for mime in {form.mime, *form.others}]
    assert len(endings) == len(set(endings)) == len(BY_ENDING)
    assert len(mimes) == len(set(mimes)) == len(BY_MIME)
    assert all(mime == mime.lower() for mime in mimes)
