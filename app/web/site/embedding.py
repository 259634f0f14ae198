"""Snippets that bring a record or a collection into another site's page. Their frames are made in ``app.web.embed``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import urlencode

from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.collections import CollectionView
from app.services.collections.words import in_language
from app.services.reading import MediaView, RecordView
from app.services.viewer import VISITOR
from app.web.archive import archive
from app.web.language import name_of
from app.web.site import cards, stage
from app.web.site.values import Reader
from app.web.site.views import Offer, Snippet

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
SIGNING = f"{SANDBOX} allow-same-origin"
"""For what some people alone may see: the window in which they sign in answers only pages of the archive's origin."""
WIDTH = 640
NO_LIMIT = (10_000, 10_000)
NOTHING: Mapping[str, str | int] = {}
FORMATS = {"application/json+oembed": "json", "text/xml+oembed": "xml"}
_CREDIT = 200  # title, who keeps it, whose rights: what stands below the picture in any frame
_STAGES: Mapping[str, int] = {"audio": 240, "document": 640, "": 40}


@dataclass(frozen=True, slots=True)
class Frame:
    """A page for a frame; ``title`` names it to those who do not see it."""

    address: str
    title: str
    width: int
    height: int
    signing: bool = False

    @property
    def snippet(self) -> str:
        """It may run scripts and open the record in a window, and nothing else.

        ``allow-popups-to-escape-sandbox``: else the record's own page would refuse to open in that window.
        ``fullscreen *``: without the star it is for the origin of ``src``, which a sandboxed document has not got; only
        Chromium lets it pass.
        """
        sandbox = SIGNING if self.signing else SANDBOX
        return (
            f'<iframe src="{escape(self.address)}" title="{escape(self.title)}" width="{self.width}"'
            f' height="{self.height}" sandbox="{sandbox}" allow="fullscreen *" loading="lazy"'
            ' style="border:0;max-width:100%"></iframe>'
        )


def for_everyone(view: RecordView | CollectionView) -> bool:
    """Published, and not what a season shows: a copy on somebody's site or in a cache would outlast it."""
    return view.status == "published" and view.access_id == EVERYONE_ID


def keeper(view: RecordView | CollectionView, reader: Reader) -> str:
    return view.unit.get(reader.tag) or view.unit.get("vi") or ""


def record_frame(
    view: RecordView, reader: Reader, *, media: str = "", second: int = 0, most: tuple[int, int] = NO_LIMIT
) -> Frame:
    """The page in this reader's language, from one file and second on, no larger than ``most``."""
    begun = media if any(file.id == media for file in view.media) else ""
    wishes: dict[str, str | int] = {"media": begun, "t": second if begun else 0}
    title = cards.title(labels.public(view.metadata), reader).value
    made = _frame(f"records/{view.identifier}", title, reader, _height(first(view, media), most), most, wishes)
    return replace(made, signing=bool(view.announced))


def collection_frame(view: CollectionView, reader: Reader, *, most: tuple[int, int] = NO_LIMIT) -> Frame:
    title, _tag = in_language(view.title, reader.tag)
    return _frame(f"collections/{view.identifier}", title, reader, WIDTH, most)


def first(view: RecordView, media: str = "") -> MediaView | None:
    """The file that a frame shows before anything is pressed."""
    ready = [file for file in view.media if stage.shown(file)]
    return next((file for file in ready if file.id == media), ready[0] if ready else None)


def of_record(view: RecordView, address: str) -> Offer | None:
    """None where a newer text is shown than everybody sees, too."""
    if not for_everyone(view) or view.version != view.published_version:
        return None
    told = archive().reading.record(VISITOR, view.identifier).announced  # whoever looks may see more than others
    return _offer(address, lambda reader: record_frame(replace(view, announced=told), reader))


def of_collection(view: CollectionView, address: str) -> Offer | None:
    return _offer(address, lambda reader: collection_frame(view, reader)) if for_everyone(view) else None


def _offer(address: str, make: Callable[[Reader], Frame]) -> Offer:
    settings = archive().settings
    readers = (Reader(tag, interface=frozenset(settings.languages)) for tag in settings.languages)
    told = {mime: urlencode({"url": address, "format": name}) for mime, name in FORMATS.items()}
    return Offer(
        snippets=tuple(Snippet(reader.tag, name_of(reader.tag), make(reader).snippet) for reader in readers),
        told=tuple((mime, f"{settings.base_url}/oembed?{query}") for mime, query in told.items()),
    )


def _frame(
    path: str, title: str, reader: Reader, height: int, most: tuple[int, int], wishes: Mapping[str, str | int] = NOTHING
) -> Frame:
    query = urlencode({"lang": reader.tag, **{name: value for name, value in wishes.items() if value}})
    address = f"{archive().settings.base_url}/embed/{path}?{query}"
    return Frame(address, f"{title} · Chiêng", min(WIDTH, most[0]), min(height, most[1]))


def _height(file: MediaView | None, most: tuple[int, int]) -> int:
    type = file.type if file else ""
    return _CREDIT + (_STAGES[type] if type in _STAGES else round(min(WIDTH, most[0]) * _ratio(file)))


def _ratio(file: MediaView | None) -> float:
    detail = file.detail if file else {}
    return min(1.0, max(0.4, detail["height"] / detail["width"])) if detail.get("width") else 0.5625
