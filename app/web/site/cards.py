"""Records as cards: picture, kind and peoples, title, place, the next time something is held."""

from datetime import date

from babel.dates import format_interval

from app.services import labels
from app.services.calendar import Occurrence
from app.services.reading import MediaView, RecordView
from app.web.language import day, say, say_many
from app.web.site.frame import kind_label
from app.web.site.told import Picture, Text
from app.web.site.values import Reader, foreign, readable
from app.web.site.views import Card, Season
from metadata import recurrence
from metadata.statements import Metadata
from metadata.vocabulary import vocabulary

THUMBNAIL = 480
# Further off than this, a date says more than a number of days
SOON = 60


def card(record: RecordView, reader: Reader, season: Season | None = None) -> Card:
    metadata = labels.public(record.metadata)
    return Card(
        url=address(record.identifier, reader),
        kind=record.kind,
        kind_label=kind_label(record.kind, reader.tag),
        people=", ".join(people_names(metadata, reader)),
        title=title(metadata, reader),
        place=place(metadata),
        picture=picture(record),
        season=season,
    )


def address(identifier: str, reader: Reader) -> str:
    return f"/{reader.tag}/records/{identifier}"


def title(metadata: Metadata, reader: Reader) -> Text:
    """In the reader's language, else in the language in which there is one; a draft may have none yet."""
    found = readable(metadata.get("title", ()), reader)
    own = [value for value in found if value.get("lang") == reader.tag] or found
    return Text(own[0]["value"], foreign(own[0].get("lang"), reader)) if own else Text(say(reader.tag, "Untitled"))


def people_names(metadata: Metadata, reader: Reader) -> tuple[str, ...]:
    known = vocabulary("peoples").concepts
    keys = (value["value"] for value in metadata.get("people", ()))
    return tuple(known[key].label(reader.tag) for key in keys if key in known)


def place(metadata: Metadata) -> str:
    return str(metadata["spatial"][0]["value"]) if metadata.get("spatial") else ""


def picture(record: RecordView) -> Picture | None:
    """Of the first file that has one; a sound has none."""
    pictured = (media for media in record.media if media.generation and media.type != "audio")
    return next((thumbnail(media) for media in pictured), None)


def thumbnail(media: MediaView) -> Picture:
    width, height = int(media.detail.get("width") or 4), int(media.detail.get("height") or 3)
    scale = min(1.0, THUMBNAIL / width)
    return Picture(f"/media/{media.id}/thumbnail.webp", max(1, round(width * scale)), max(1, round(height * scale)))


def season(metadata: Metadata, held: Occurrence, today: date, reader: Reader) -> Season:
    """What is held next, as its people count the day and as everybody's calendar has it."""
    recorded, calendar = _recorded(metadata, reader)
    solar = "" if calendar == recurrence.SOLAR and _near(held, today) else _solar(held, reader)
    return Season(recorded or solar, solar if recorded else "", _when(held, today, reader), held.start.isoformat())


def _recorded(metadata: Metadata, reader: Reader) -> tuple[str, str]:
    for value in metadata.get("occurs", ()):
        try:
            found = recurrence.parse(value["value"])
        except ValueError:
            continue
        return found.label(reader.tag), found.calendar
    return "", ""


def _near(held: Occurrence, today: date) -> bool:
    return (held.start - today).days <= SOON


def _solar(held: Occurrence, reader: Reader) -> str:
    if not held.exact:
        first, last = (f"{end.month:02}/{end.year}" for end in (held.start, held.end))
        return first if first == last else f"{first}–{last}"
    if held.start == held.end:
        return day(held.start, reader.tag)
    if reader.tag != "vi":
        return str(format_interval(held.start, held.end, "yMMMd", locale=reader.tag))
    same_month = (held.start.year, held.start.month) == (held.end.year, held.end.month)
    return f"{held.start:{'%d' if same_month else '%d/%m'}}–{day(held.end, reader.tag)}"


def _when(held: Occurrence, today: date, reader: Reader) -> str:
    if not held.exact or not _near(held, today):
        return ""
    days = (held.start - today).days
    if days < 0:
        return say(reader.tag, "going on now")
    return say_many(reader.tag, "in one day", "in %(n)s days", days) if days else say(reader.tag, "today")
