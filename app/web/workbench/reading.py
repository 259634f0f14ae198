"""The words of a page beside its picture, corrected line by line; and having it read again.

Each line has its strip of the page's one picture above it, cut out in SVG: forty lines cost one request. What a
correction does to the words is ``app.media.correction``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import Invalid, Stale
from app.iiif.canvas import image_id
from app.media import ocr
from app.media.alto import Line
from app.media.correction import direction
from app.services.media.correcting import Correction
from app.services.media.page_reading import READABLE, page_sizes
from app.services.reading import MediaView
from app.web.archive import archive, language, viewer
from app.web.errors import wants_page
from app.web.language import noted, say
from app.web.limits import ordinal
from app.web.problems import sentence
from app.web.workbench import options
from app.web.workbench.blueprint import blueprint
from app.web.workbench.files import own
from app.web.workbench.routes import SETTLED
from metadata.problem import Problem
from metadata.statements import title

WIDEST = 1600
MARGIN = 0.35
"""Round a line, in heights of it: its tones and tails are seen whole."""
SAVING = ("save", "checked")
LONG = 30
"""A strip of more heights than this is no longer fitted to its column: it is moved along below its frame."""

_FIELD = re.compile(r"m\.(line|seen)\.(\d{1,6})")
_TAGS = {"vie": "vi", "eng": "en", "khm": "km", "lao": "lo", "fra": "fr", "tha": "th"}
_NAMES = {"chi_tra": noted("Chinese and Nôm, traditional characters"), "chi_sim": noted("Chinese, simplified")}


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds: texts of lines by their index, which were looked at, and lines that were added."""

    lines: Mapping[int, str]
    seen: frozenset[int]
    more: str

    def of(self, correction: Correction) -> list[str]:
        """A text for each line; what a browser has not sent is empty."""
        return [self.lines.get(index, "") for index in range(len(correction.page.lines))]

    @property
    def whole(self) -> str:
        return "\n".join([*(self.lines[index] for index in sorted(self.lines)), self.more]).strip()


@dataclass(frozen=True, slots=True)
class Strip:
    """A line as the form shows it: what of the page's picture is seen, ``across`` of its heights wide, ``turned`` by
    degrees clockwise; ``doubtful`` are its words of which the machine was not sure, each with how sure it was in
    hundredths, and its box."""

    text: str
    view: str
    across: float
    turned: str
    box: tuple[int, int, int, int]
    seen: bool
    doubtful: list[tuple[str, int, tuple[int, int, int, int]]]
    theirs: str = ""


@blueprint.get("/<lang>/desk/<identifier>/media/<media>/pages/<int:number>")
def page(identifier: str, media: str, number: int) -> str:
    file = own(identifier, media)
    return _page(file, number, archive().correcting.page(viewer(), media, number))


@blueprint.post("/<lang>/desk/<identifier>/media/<media>/pages/<int:number>")
def page_saved(identifier: str, media: str, number: int) -> Any:
    file = own(identifier, media)
    deed = request.form.get("do", "save")
    there = archive().correcting.page(viewer(), media, number)
    typed, base = _typed(request.form), request.form.get("base", "")
    if deed == "back":
        archive().correcting.take_back(viewer(), media, number)
        flash(
            say(language(), "These are again the words of the machine. Yours are kept in the history."),
            SETTLED,
        )
        return redirect(url_for("workbench.page", identifier=identifier, media=media, number=number))
    if deed not in SAVING:
        return _page(file, number, there, typed, overtaken=base != there.stamp)
    checked = range(len(there.page.lines)) if deed == "checked" else typed.seen
    try:
        lines = typed.of(there) if base == there.stamp else []
        archive().correcting.save(viewer(), media, number, lines, checked=checked, more=typed.more, base=base)
    except Stale as error:
        if not wants_page():
            raise
        return _page(file, number, there, typed, overtaken=True, problem=error.problem), 412
    except Invalid as error:
        return _page(file, number, there, typed, problem=error.problem), 422
    flash(say(language(), _TOLD[deed]), SETTLED)
    return redirect(_following(identifier, file, number, request.form.get("then", "")))


_TOLD = {
    "save": noted("The text of the page has been saved. It is found by its words at once."),
    "checked": noted("The text of the page has been saved, as checked by people."),
}


@blueprint.post("/<lang>/desk/<identifier>/media/<media>/read")
def read_again(identifier: str, media: str) -> Any:
    """Has a picture or document read, in the languages that were chosen."""
    own(identifier, media)
    number = request.form.get("page", "1")
    try:
        archive().page_reading.ask(viewer(), media, "+".join(request.form.getlist("languages")[:5]))
        flash(say(language(), "The machine will read it. What people have corrected is kept."))
    except Invalid as error:
        flash(sentence(error.problem, language()), "failed")
    there = max(1, ordinal(number))
    return redirect(url_for("workbench.page", identifier=identifier, media=media, number=there))


def _following(identifier: str, file: MediaView, number: int, then: str) -> str:
    """The page itself, or the next one for who goes through a whole document."""
    on = number + 1 if then == "next" and number < len(page_sizes(file.detail)) else number
    return url_for("workbench.page", identifier=identifier, media=file.id, number=on)


def _typed(form: Mapping[str, str]) -> Typed:
    lines: dict[int, str] = {}
    seen: set[int] = set()
    for name, text in form.items():
        if found := _FIELD.fullmatch(name):
            if found[1] == "line":
                lines[int(found[2])] = text
            else:
                seen.add(int(found[2]))
    return Typed(lines, frozenset(seen), form.get("m.more", ""))


def _page(
    file: MediaView,
    number: int,
    there: Correction,
    typed: Typed | None = None,
    *,
    overtaken: bool = False,
    problem: Problem | None = None,
) -> str:
    record = archive().reading.record(viewer(), file.record, head=True)
    sizes = page_sizes(file.detail)
    fits = typed is not None and (not overtaken or len(typed.lines) == len(there.page.lines))
    return render_template(
        "workbench/reading.html",
        media=file,
        heading=title({"title": file.description.get("label", [])}, language()) or file.filename,
        record_title=title(record.metadata, language()) or record.identifier,
        number=number,
        count=len(sizes),
        there=there,
        strips=_strips(there, typed if fits else None, overtaken=overtaken),
        long=LONG,
        sure=round(100 * there.page.confidence) if there.page.confidence is not None else None,
        more=typed.more if typed and fits else "",
        lost=typed.whole if typed and not fits else "",
        base=there.stamp,
        picture=_picture(file, number, sizes[number - 1]),
        states=archive().correcting.states(file.id),
        standing=archive().page_reading.standing(file.id),
        stopped=_sentence(archive().page_reading.standing(file.id).problem),
        tongues=_tongues(archive().page_reading.languages(file.detail)),
        tag=_TAGS.get(archive().page_reading.languages(file.detail).partition("+")[0], ""),
        overtaken=overtaken,
        problem=_sentence(problem),
        unsaved=typed is not None,
    )


def _sentence(problem: Problem | None) -> str:
    return sentence(problem, language()) if problem else ""


def _strips(there: Correction, typed: Typed | None, *, overtaken: bool) -> list[Strip]:
    turned = direction(there.page)
    made = []
    for index, line in enumerate(there.page.lines):
        text = typed.lines.get(index, "") if typed else line.text
        seen = index in typed.seen if typed else line.checked
        theirs = line.text if overtaken and typed and text.split() != line.text.split() else ""
        view, across, transform = _view(line, turned)
        made.append(Strip(text, view, across, transform, line.box, seen, _doubtful(line), theirs))
    return made


def _view(line: Line, turned: int) -> tuple[str, float, str]:
    """The part of the picture that an SVG shows, how many times as wide as high it is, and how the picture lies beneath
    it for the line to be upright."""
    x, y, across, down = line.box
    middle_x, middle_y = x + across / 2, y + down / 2
    if turned in (90, 270):
        across, down = down, across
    margin = max(4, MARGIN * down)
    width, height = across + 2 * margin, down + 2 * margin
    view = f"{middle_x - width / 2:.0f} {middle_y - height / 2:.0f} {width:.0f} {height:.0f}"
    return view, width / height, f"rotate({turned} {middle_x:.0f} {middle_y:.0f})" if turned else ""


def _doubtful(line: Line) -> list[tuple[str, int, tuple[int, int, int, int]]]:
    if line.checked:
        return []
    return [
        (word.text, round(100 * word.confidence), (word.x, word.y, word.width, word.height))
        for word in line.words
        if word.confidence is not None and word.confidence < ocr.UNSURE
    ]


def _picture(file: MediaView, number: int, size: tuple[int, int]) -> dict[str, Any]:
    name = image_id(file.id, number if file.type == "document" else None)
    asked = "max" if size[0] <= WIDEST else f"{WIDEST},"
    return {"src": f"/iiif/image/3/{name}/full/{asked}/0/default.jpg", "width": size[0], "height": size[1]}


def _tongues(chosen: str) -> list[tuple[str, str, bool]]:
    """Languages that this machine can read, those that are chosen first: code, name, whether it is chosen."""
    wanted = chosen.split("+")
    others = sorted(ocr.installed() - {*wanted, "osd", "equ"})
    return [(code, _named(code), code in wanted) for code in (*wanted, *others)]


def _named(code: str) -> str:
    if code in _NAMES:
        return say(language(), _NAMES[code])
    return options.language_name(_TAGS[code], language()) if code in _TAGS else code


def readable(file: MediaView) -> bool:
    """Whether a file has pages that are read."""
    return file.type in READABLE and file.state == "ready"
