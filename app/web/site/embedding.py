"""The snippet that brings a record into a page of another site. What stands in its frame is in ``app.web.embed``."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.reading import MediaView, RecordView
from app.web.archive import archive
from app.web.language import name_of
from app.web.site import cards, stage
from app.web.site.values import Reader
from app.web.site.views import Snippet

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
WIDTH = 640
NO_LIMIT = 10_000
FORMATS = (("application/json+oembed", "json"), ("text/xml+oembed", "xml"))
_CREDIT = 200  # title, who keeps it, whose rights: what stands below the picture in any frame
_STAGES: Mapping[str, int] = {"audio": 240, "document": 640, "": 40}


@dataclass(frozen=True, slots=True)
class Frame:
    """A page for a frame; ``title`` names it to those who do not see it."""

    address: str
    title: str
    width: int
    height: int

    @property
    def snippet(self) -> str:
        """It may run scripts and open the record in a window, and nothing else.

        ``allow-popups-to-escape-sandbox``: else the record's own page would refuse to open in that window.
        """
        return (
            f'<iframe src="{escape(self.address)}" title="{escape(self.title)}" width="{self.width}"'
            f' height="{self.height}" sandbox="{SANDBOX}" allow="fullscreen" loading="lazy"'
            ' style="border:0;max-width:100%"></iframe>'
        )


def for_everyone(view: RecordView) -> bool:
    """Published, and not what a season shows: a copy on somebody's site or in a cache would outlast it."""
    return view.status == "published" and view.access_id == EVERYONE_ID


def keeper(view: RecordView, reader: Reader) -> str:
    return view.unit.get(reader.tag) or view.unit.get("vi") or ""


def frame(
    view: RecordView,
    reader: Reader,
    *,
    media: str = "",
    second: int = 0,
    width: int = NO_LIMIT,
    height: int = NO_LIMIT,
) -> Frame:
    """The page in this reader's language, from one file and second on, no larger than asked."""
    begun = media if any(file.id == media for file in view.media) else ""
    wide, high = _size(first(view, media), width, height)
    wishes = {"lang": reader.tag, "media": begun, "t": second if begun else 0}
    query = urlencode({name: value for name, value in wishes.items() if value})
    address = f"{archive().settings.base_url}/embed/records/{view.identifier}?{query}"
    return Frame(address, f"{cards.title(labels.public(view.metadata), reader).value} · Chiêng", wide, high)


def first(view: RecordView, media: str = "") -> MediaView | None:
    """The file that a frame shows before anything is pressed."""
    ready = [file for file in view.media if stage.shown(file)]
    return next((file for file in ready if file.id == media), ready[0] if ready else None)


def snippets(view: RecordView) -> tuple[Snippet, ...]:
    """One for each language of the interface; none where not everybody may see the record, or a newer text is shown."""
    if not _offered(view):
        return ()
    languages = archive().settings.languages
    readers = (Reader(tag, interface=frozenset(languages)) for tag in languages)
    return tuple(Snippet(reader.tag, name_of(reader.tag), frame(view, reader).snippet) for reader in readers)


def discovery(view: RecordView, address: str) -> tuple[tuple[str, str], ...]:
    """Where oEmbed tells of the page at ``address``: media types and addresses."""
    if not _offered(view):
        return ()
    base = archive().settings.base_url
    return tuple((mime, f"{base}/oembed?{urlencode({'url': address, 'format': name})}") for mime, name in FORMATS)


def _offered(view: RecordView) -> bool:
    return for_everyone(view) and view.version == view.published_version


def _size(file: MediaView | None, width: int, height: int) -> tuple[int, int]:
    wide = min(WIDTH, width)
    type = file.type if file else ""
    high = _STAGES[type] if type in _STAGES else round(wide * _ratio(file))
    return wide, min(high + _CREDIT, height)


def _ratio(file: MediaView | None) -> float:
    detail = file.detail if file else {}
    return min(1.0, max(0.4, detail["height"] / detail["width"])) if detail.get("width") else 0.5625
