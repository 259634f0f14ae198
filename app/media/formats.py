"""The file formats that the archive takes in: name, media type, kind, usual endings, PRONOM identifier.

Recognising them in a file is ``app.media.probe``. What is not in this table is refused.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from app.media import puids

Kind = Literal["image", "audio", "video", "document", "caption", "other"]


@dataclass(frozen=True, slots=True)
class Format:
    """``mime`` is the registered media type, ``others`` what libmagic may call it, ``endings[0]`` the ending that its
    files get here. ``puid`` is a PRONOM identifier, or finds it from the file's first bytes."""

    name: str
    mime: str
    kind: Kind
    endings: tuple[str, ...]
    puid: str | Callable[[bytes], str | None] | None = None
    others: tuple[str, ...] = ()

    def puid_of(self, head: bytes) -> str | None:
        return self.puid(head) if callable(self.puid) else self.puid


TEXT = Format("Text", "text/plain", "other", ("txt", "text", "md"), "x-fmt/111")
MP3 = Format("MP3", "audio/mpeg", "audio", ("mp3", "mp2", "mpga"), "fmt/134", ("audio/mp3", "audio/x-mp3"))
MPEG_TS = Format("MPEG-TS", "video/mp2t", "video", ("ts", "mts", "m2ts"), "fmt/585")
WAVE = Format("WAVE", "audio/wav", "audio", ("wav",), puids.wave, ("audio/x-wav", "audio/vnd.wave"))
BW64 = Format("WAVE", "audio/wav", "audio", ("wav", "bw64", "rf64"))
CAF = Format("Core Audio", "audio/x-caf", "audio", ("caf",))
WAVPACK = Format("WavPack", "audio/x-wavpack", "audio", ("wv",))
TTA = Format("True Audio", "audio/x-tta", "audio", ("tta",))
DTS = Format("DTS", "audio/vnd.dts", "audio", ("dts",))
AU = Format("Sun audio", "audio/basic", "audio", ("au", "snd"), "x-fmt/139")
PDF = Format("PDF", "application/pdf", "document", ("pdf",), puids.pdf)
HEIF = Format(
    "HEIF",
    "image/heic",
    "image",
    ("heic", "heif", "hif"),
    "fmt/1101",
    ("image/heif", "image/heic-sequence", "image/heif-sequence"),
)
# What playlists begin with: they name other files, and hold none.
PLAYLIST_MARKS = (
    *(b"#extm3u", b"ffconcat", b"<mpd", b"<smil", b"<asx", b"<playlist", b"<smoothstreamingmedia"),
    *(b"[playlist]", b"[reference]", b"rtsptext", b"# mpv edl", b"v=0\no=", b"v=0\r\no="),
)
# Some are plain lists of names, and tell by their own name only.
PLAYLIST_ENDINGS = ("m3u", "m3u8", "pls", "xspf", "asx", "wpl", "ram", "sdp")
# What sounds are called in containers that also hold films.
SOUND_ENDINGS = ("wma", "m4a", "m4b", "mka", "weba", "3ga", "aac", "mp3", "oga", "opus", "ra", "wav", "amr")
# First bytes of formats that libmagic has no media type for.
MARKS = (
    (b"ID3", MP3),
    (b"BW64", BW64),
    (b"caff", CAF),
    (b"wvpk", WAVPACK),
    (b"TTA1", TTA),
    (b"\x7f\xfe\x80\x01", DTS),
    (b".snd", AU),
)

FORMATS: tuple[Format, ...] = (
    Format("JPEG", "image/jpeg", "image", ("jpg", "jpeg", "jpe", "jfif"), puids.jpeg),
    Format("PNG", "image/png", "image", ("png",), puids.png, ("image/apng", "image/vnd.mozilla.apng")),
    Format("TIFF", "image/tiff", "image", ("tif", "tiff"), puids.tiff),
    Format("WebP", "image/webp", "image", ("webp",), puids.webp),
    Format("GIF", "image/gif", "image", ("gif",), puids.gif),
    HEIF,
    Format("AVIF", "image/avif", "image", ("avif",)),
    Format(
        "JPEG 2000",
        "image/jp2",
        "image",
        ("jp2", "jpx", "jpf", "jph", "j2k", "j2c", "jpc", "jhc"),
        "x-fmt/392",
        ("image/jpx", "image/jph", "image/x-jp2-codestream"),
    ),
    Format("BMP", "image/bmp", "image", ("bmp", "dib"), puids.bmp, ("image/x-ms-bmp",)),
    MP3,
    WAVE,
    Format("Wave64", "audio/x-w64", "audio", ("w64",), None, ("audio/w64",)),
    CAF,
    WAVPACK,
    TTA,
    DTS,
    Format("Monkey's Audio", "audio/x-ape", "audio", ("ape",)),
    Format("Musepack", "audio/x-musepack", "audio", ("mpc", "mp+")),
    Format("DSD", "audio/x-dsf", "audio", ("dsf",)),
    Format("DSDIFF", "audio/x-dff", "audio", ("dff",)),
    AU,
    Format("AC-3", "audio/ac3", "audio", ("ac3",), None, ("audio/vnd.dolby.dd-raw",)),
    Format("FLAC", "audio/flac", "audio", ("flac",), "fmt/279", ("audio/x-flac",)),
    Format("Ogg", "audio/ogg", "audio", ("ogg", "oga", "opus", "spx"), puids.ogg, ("application/ogg",)),
    Format("M4A", "audio/mp4", "audio", ("m4a", "m4b"), "fmt/199", ("audio/x-m4a", "audio/m4a")),
    Format("AAC", "audio/aac", "audio", ("aac",), None, ("audio/x-hx-aac-adts", "audio/x-aac")),
    Format("AIFF", "audio/aiff", "audio", ("aif", "aiff", "aifc"), puids.aiff, ("audio/x-aiff",)),
    Format("AMR", "audio/amr", "audio", ("amr", "awb"), puids.amr, ("audio/amr-wb",)),
    Format("MPEG-4", "video/mp4", "video", ("mp4", "m4v"), "fmt/199", ("video/x-m4v", "application/mp4")),
    Format("QuickTime", "video/quicktime", "video", ("mov", "qt"), "x-fmt/384"),
    Format("3GPP", "video/3gpp", "video", ("3gp", "3g2"), "fmt/357", ("video/3gpp2", "audio/3gpp")),
    Format("Matroska", "video/x-matroska", "video", ("mkv", "mka"), "fmt/569", ("audio/x-matroska",)),
    Format("WebM", "video/webm", "video", ("webm",), "fmt/573", ("audio/webm",)),
    Format("AVI", "video/x-msvideo", "video", ("avi",), "fmt/5", ("video/avi",)),
    Format("MPEG", "video/mpeg", "video", ("mpg", "mpeg", "vob"), puids.mpeg, ("video/mpeg4-generic", "video/mpv")),
    Format("Video CD", "video/x-cdxa", "video", ("dat",)),
    MPEG_TS,
    Format("Windows Media", "video/x-ms-asf", "video", ("wmv", "wma", "asf"), "fmt/131", ("video/x-ms-wmv",)),
    Format("Ogg video", "video/ogg", "video", ("ogv",), "fmt/945"),
    Format("Flash Video", "video/x-flv", "video", ("flv",), "x-fmt/382"),
    Format("MXF", "application/mxf", "video", ("mxf",)),
    Format("RealMedia", "application/vnd.rn-realmedia", "video", ("rm", "rmvb", "ra")),
    Format("DV", "video/x-dv", "video", ("dv",), None, ("video/dv",)),
    PDF,
    Format("WebVTT", "text/vtt", "caption", ("vtt",), "fmt/1454"),
    Format("SubRip", "application/x-subrip", "caption", ("srt",), "fmt/1218"),
    TEXT,
    Format("CSV", "text/csv", "other", ("csv",), "x-fmt/18", ("application/csv",)),
    Format("XML", "text/xml", "other", ("xml", "eaf", "flextext", "musicxml"), "fmt/101", ("application/xml",)),
    Format("JSON", "application/json", "other", ("json",), "fmt/817"),
    Format("RTF", "text/rtf", "other", ("rtf",), None, ("application/rtf",)),
    Format("Word", "application/msword", "other", ("doc",)),
    Format(
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "other",
        ("docx",),
        "fmt/412",
    ),
    Format("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "other", ("xlsx",), "fmt/214"),
    Format(
        "PowerPoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "other",
        ("pptx",),
        "fmt/215",
    ),
    Format("OpenDocument text", "application/vnd.oasis.opendocument.text", "other", ("odt",)),
    Format("OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", "other", ("ods",)),
    Format("OpenDocument presentation", "application/vnd.oasis.opendocument.presentation", "other", ("odp",)),
    Format("EPUB", "application/epub+zip", "other", ("epub",), "fmt/483"),
)


def _index(pairs: Iterable[tuple[str, Format]]) -> dict[str, Format]:
    found: dict[str, Format] = {}
    for key, form in pairs:
        found.setdefault(key, form)
    return found


BY_MIME = _index((mime, form) for form in FORMATS for mime in (form.mime, *form.others))


def ending_of(filename: str) -> str:
    """As ``BY_ENDING`` has them: that of ``song.WMA`` is ``wma``."""
    return PurePath(filename).suffix.lower().removeprefix(".")


BY_ENDING = _index((ending, form) for form in FORMATS for ending in form.endings)
