"""What is made of each type of original, into a scratch folder; ``app.services.media.derivation`` puts it in use.

The makers import their libraries when they run: a web process that never makes anything stays small.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import MediaRefused
from app.media.formats import SOUND_ENDINGS, ending_of
from app.services.jobs import Report
from metadata.problem import Problem
from metadata.statements import Metadata, values

if TYPE_CHECKING:
    from app.media.av import AvInfo, Rung

THUMBNAIL = 480
POSTER = "poster.webp"
PAGE_DPI = 200
MOST_BLANK = 10
"""Pages of a document that can't be drawn: with more it is refused."""
DOCUMENT_SECONDS, SECONDS_A_PAGE = 600.0, 30.0
"""For a document, and for each of its pages on average."""
NEAR_ENOUGH = 0.5
NO_PICTURE = "media.no_picture_kept_as_sound"
SPEECH_SITUATIONS = frozenset({"interview"})


@dataclass(frozen=True, slots=True)
class Made:
    """``detail`` is what is now known of the file; ``pages`` the text of a document's pages; ``type`` what it proved to
    be, where that is not what it seemed: a film without pictures is a sound."""

    detail: dict[str, Any]
    pages: Sequence[str] = field(default_factory=tuple)
    type: str | None = None


def image(original: Path, folder: Path, description: Metadata, report: Report) -> Made:
    """``image.tif`` with its edge tiles, and ``thumbnail.webp``; a scan of several pages is a document."""
    from app.media.image_apart import make_pyramid, make_thumbnail
    from app.media.tiff_pages import pages

    if len(pages(original)) > 1:
        return document(original, folder, description, report)
    width, height = make_pyramid(original, folder / "image.tif")
    report(1, 2)
    make_thumbnail(folder / "image.tif", folder / "thumbnail.webp", THUMBNAIL)
    return Made({"width": width, "height": height})


def video(original: Path, folder: Path, description: Metadata, report: Report) -> Made:
    """The ladder of qualities, ``progressive.mp4``, ``poster.webp``, ``thumbnail.webp``, sprites; of a film with sound
    ``audio.m4a`` and ``waveform.json``, too."""
    from app.media import av
    from app.media.image_apart import make_thumbnail

    info = av.inspect(original)
    if not info.has_video:
        heard = audio(original, folder, description, report)
        return replace(heard, detail={**heard.detail, "note": _kept_as_sound(info)})
    with _into(folder) as target:
        rungs = av.transcode_video(original, target, info, _seconds(info, report), speech=_spoken(description))
    make_thumbnail(folder / POSTER, folder / "thumbnail.webp", THUMBNAIL)
    if not (folder / "audio.m4a").exists() and info.has_audio:
        info = replace(info, audio_index=None, audio_codec="", unread=info.unread | {"audio"})
    return Made(_recording(info, rungs, folder) | _left_inside(info))


def audio(original: Path, folder: Path, description: Metadata, report: Report) -> Made:
    """The ladder of qualities, ``audio.m4a``, ``waveform.json``."""
    from app.media import av

    info = av.inspect(original)
    with _into(folder) as target:
        rungs = av.transcode_audio(original, target, info, _spoken(description), _seconds(info, report))
    return Made(_recording(info, rungs, folder), type="audio")


def document(original: Path, folder: Path, _description: Metadata, report: Report) -> Made:
    """``pages/0001/image.tif`` and so on, each with its edge tiles; ``thumbnail.webp`` of the first; the text."""
    from app.media import document as pdf
    from app.media.image_apart import make_thumbnail

    made = _printed if pdf.is_pdf(original) else _scanned
    pages = list(made(original, folder / "pages", report))
    make_thumbnail(folder / "pages" / "0001" / "image.tif", folder / "thumbnail.webp", THUMBNAIL)
    sizes = [{"width": page.size[0], "height": page.size[1]} for page in pages]
    blank = ", ".join(str(number) for number, page in enumerate(pages, 1) if page.blank)
    noted = {"note": "media.pages_not_drawn", "note_value": blank} if blank else {}
    return Made({**sizes[0], "pages": sizes, **noted}, [page.text for page in pages], type="document")


@dataclass(frozen=True, slots=True)
class _Page:
    """``blank``: a white one in the place of one that can't be drawn."""

    size: tuple[int, int]
    text: str = ""
    blank: bool = False


def _printed(original: Path, folder: Path, report: Report) -> Iterator[_Page]:
    """The pages of a PDF. A few that are damaged do not take the others with them. Raises ``MediaRefused``."""
    from app.media import document_apart as pdf
    from app.media.image_apart import make_pyramid

    info = pdf.inspect(original)
    began, blank = time.monotonic(), 0
    for number, size in enumerate(info.sizes, 1):
        page = _page(folder, number)
        drawn = page / "drawn.png"
        try:
            text = _drawn(original, number, drawn)
        except MediaRefused:
            blank += 1
            if blank > MOST_BLANK or blank == info.pages:
                raise
            text = None
            pdf.draw_blank(size, PAGE_DPI, drawn)
        made = make_pyramid(drawn, page / "image.tif")
        drawn.unlink()
        yield _Page(made, text or "", blank=text is None)
        if time.monotonic() - began > DOCUMENT_SECONDS + SECONDS_A_PAGE * number:
            raise MediaRefused(Problem("media.document_too_slow"))
        report(number, info.pages)


def _drawn(original: Path, number: int, target: Path) -> str:
    """The text of a page of a PDF that is drawn; what is left out is read by a job of its own."""
    from app.media import document_apart as pdf
    from app.media.text_layer import is_sound

    pdf.render_page(original, number, PAGE_DPI, target)
    text = pdf.page_text(original, number)
    return text if is_sound(text) else ""


def _scanned(original: Path, folder: Path, report: Report) -> Iterator[_Page]:
    """The pages of a TIFF; what is written on them, OCR will tell. Raises ``MediaRefused``."""
    from app.media.document import MOST_PAGES
    from app.media.image_apart import make_pyramid
    from app.media.tiff_pages import pages

    found = pages(original)
    if len(found) > MOST_PAGES:
        raise MediaRefused(Problem("media.too_many_pages", value=str(len(found)), expected=str(MOST_PAGES)))
    for number, directory in enumerate(found, 1):
        with _numbered(number):
            size = make_pyramid(original, _page(folder, number) / "image.tif", page=directory)
        yield _Page(size)
        report(number, len(found))


@contextmanager
def _numbered(number: int) -> Iterator[None]:
    """What is damaged is told with the page that it is on."""
    try:
        yield
    except MediaRefused as error:
        if error.problem.code not in ("media.damaged", "media.truncated"):
            raise
        raise MediaRefused(Problem("media.page_damaged", value=str(number))) from error


def _page(folder: Path, number: int) -> Path:
    page = folder / f"{number:04}"
    page.mkdir(parents=True)
    return page


Maker = Callable[[Path, Path, Metadata, Report], Made]
MAKERS: dict[str, Maker] = {"image": image, "video": video, "audio": audio, "document": document}


@contextmanager
def _into(folder: Path) -> Iterator[Path]:
    """A folder for FFmpeg to replace, whose files then move up into ``folder``."""
    target = folder / "ladder"
    yield target
    for path in target.iterdir():
        path.rename(folder / path.name)
    target.rmdir()


def _recording(info: "AvInfo", rungs: "Sequence[Rung]", folder: Path) -> dict[str, Any]:
    files = {
        name: (folder / name).stat().st_size for name in ("progressive.mp4", "audio.m4a") if (folder / name).exists()
    }
    return {
        "width": info.width,
        "height": info.height,
        "duration": round(_played(info, rungs), 3),
        "sound": info.has_audio,
        "codecs": list(info.codecs),
        "rungs": [
            {"name": rung.name, "width": rung.width, "height": rung.height, "size": rung.size, "rate": rung.bandwidth}
            for rung in rungs
        ],
        "files": files,
    }


def told_to(filename: str, made: Made) -> Made:
    """Whoever sends ``song.wma`` need not hear that it has no picture: containers of films hold the sounds of voice
    recorders, too."""
    if ending_of(filename) not in SOUND_ENDINGS or made.detail.get("note") != NO_PICTURE:
        return made
    return replace(made, detail={name: value for name, value in made.detail.items() if name != "note"})


def _kept_as_sound(info: "AvInfo") -> str:
    return "media.picture_unread" if "video" in info.unread else NO_PICTURE


def _left_inside(info: "AvInfo") -> dict[str, str]:
    """One note: another language that is spoken is missed sooner than one that is written."""
    if "audio" in info.unread:
        return {"note": "media.sound_unread"}
    if info.others:
        return {"note": "media.other_sounds", "note_value": str(len(info.others))}
    return {"note": "media.captions_inside", "note_value": str(info.captions)} if info.captions else {}


def _played(info: "AvInfo", rungs: "Sequence[Rung]") -> float:
    """What the file says of itself, unless it is wrong: films put together from parts often tell of the first alone."""
    made = rungs[0].seconds
    return info.duration if abs(made - info.duration) < NEAR_ENOUGH else made


def _seconds(info: "AvInfo", report: Report) -> Callable[[float], None]:
    total = max(1, int(info.duration))
    return lambda done: report(min(int(done), total), total)


def _spoken(description: Metadata) -> bool:
    return bool(SPEECH_SITUATIONS & set(values(description, "recordingContext")))
