"""Documents that are difficult, or made to do harm, and what must become of each: made here, none of them stored.

An entry of ``DIFFICULT`` or ``HOSTILE`` makes a PDF, and tells its outcome: ``Shown`` with its pages and words, or
``Refused`` with the code of the problem.
"""

import struct
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

A4 = (595, 842)
WORDS = "Le hoi cong chieng"
HELLO = f"BT /F1 24 Tf 50 700 Td ({WORDS}) Tj ET"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"


@dataclass(frozen=True, slots=True)
class Shown:
    """``size`` is that of the first page in points, ``words`` are those on it; ``drawn``: there is ink on it."""

    words: str = WORDS
    pages: int = 1
    size: tuple[int, int] = A4
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    code: str


DAMAGED, LOCKED, HEAVY = Refused("media.damaged"), Refused("media.encrypted"), Refused("media.page_too_heavy")
SLOW = Refused("media.page_too_slow")
EMPTY = Shown("", drawn=False)


@dataclass(frozen=True, slots=True)
class Difficult:
    name: str
    make: Callable[[], bytes]
    outcome: Shown | Refused

    def made(self, folder: Path) -> Path:
        path = folder / f"{self.name}.pdf"
        path.write_bytes(self.make())
        return path


def packed(data: bytes | str, entries: str = "") -> bytes:
    content = zlib.compress(data.encode() if isinstance(data, str) else data)
    return stream(content, f"{entries} /Filter /FlateDecode")


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<< /Length {len(content)} {entries} >>\nstream\n".encode() + content + b"\nendstream"


def file(objects: Mapping[int, bytes | str], trailer: str = "") -> bytes:
    """Of objects by their numbers, the first of which is the catalogue."""
    body, places, size = bytearray(b"%PDF-1.7\n"), {}, max(objects) + 1
    for number, content in sorted(objects.items()):
        places[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content.encode() if isinstance(content, str) else content)
    table = "".join(
        f"{places.get(number, 0):010} 00000 {'n' if number in places else 'f'} \n" for number in range(1, size)
    )
    start = len(body)
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n".encode()
    return bytes(body + f"startxref\n{start}\n%%EOF\n".encode())


def one(
    content: str | bytes = HELLO,
    others: Mapping[int, bytes | str] | None = None,
    *,
    box: str = "0 0 595 842",
    page: str = "",
    has: str = "",
    catalogue: str = "",
) -> bytes:
    """A document of one page. ``page`` and ``catalogue`` are more entries of these, ``has`` more resources; bytes are a
    whole stream."""
    objects: dict[int, bytes | str] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        2: "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        3: FONT,
        4: f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {page} /Contents 5 0 R "
        f"/Resources << /Font << /F1 3 0 R >> {has} >> >>",
        5: content if isinstance(content, bytes) else packed(content),
    }
    return file(objects | dict(others or {}))


def several(kids: str, count: int, others: Mapping[int, bytes | str] | None = None) -> bytes:
    objects: dict[int, bytes | str] = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        3: FONT,
        4: PAGE,
        5: packed(HELLO),
    }
    return file(objects | dict(others or {}))


def bomb(megabytes: int) -> bytes:
    """A content of spaces."""
    press = zlib.compressobj(9)
    head = press.compress(b"") + press.flush(zlib.Z_FULL_FLUSH)
    piece = press.compress(b" " * (1 << 20)) + press.flush(zlib.Z_FULL_FLUSH)
    return head + piece * megabytes + press.flush()


def bombed(times: int = 1) -> bytes:
    content = bomb(1500)
    for _ in range(times - 1):
        content = zlib.compress(content, 9)
    return stream(content, f"/Filter [{'/FlateDecode ' * times}]")


def with_letters(text: str) -> bytes:
    """Each letter is a code that the font's map alone gives a meaning."""
    codes = "".join(f"{33 + at:02x}" for at in range(len(text)))
    pairs = " ".join(f"<{33 + at:02x}> <{each.encode('utf-16-be').hex()}>" for at, each in enumerate(text))
    told = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <00> <FF> "
        f"endcodespacerange {len(text)} beginbfchar {pairs} endbfchar endcmap end end"
    )
    widths = "600 " * 223
    font = f"<< /Type /Font /Subtype /TrueType /BaseFont /Arial /FirstChar 33 /LastChar 255 /Widths [{widths}] "
    return one(f"BT /F1 18 Tf 40 700 Td <{codes}> Tj ET", {3: f"{font} /ToUnicode 6 0 R >>", 6: packed(told)})


def in_utf8() -> bytes:
    """Codes of one to four bytes, as some programs write Chinese, and no word of what they stand for."""
    told = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 2 begincodespacerange <00> "
        b"<7F> <F0808080> <F7BFBFBF> endcodespacerange 1 begincidchar <F0A8A780> 39 endcidchar endcmap end end"
    )
    others: dict[int, bytes | str] = {
        3: "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 8 0 R /DescendantFonts [6 0 R] >>",
        6: "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 7 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        7: "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 "
        "/Descent -200 /CapHeight 700 /StemV 80 >>",
        8: stream(told, "/Type /CMap /CMapName /X"),
    }
    return one(f"BT /F1 18 Tf 40 700 Td <{b'le hoi mua '.hex()}F0A8A780> Tj ET", others)


def in_font(font: str, codes: bytes) -> bytes:
    named = f"<< /Type /Font /Subtype /TrueType /BaseFont /{font} /Encoding /WinAnsiEncoding >>"
    return one(f"BT /F1 18 Tf 40 700 Td <{codes.hex()}> Tj ET", {3: named})


FIELD = "/Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Gia tri) /DA (/F1 14 Tf 0 g) /Rect [50 600 300 630] /F 4"


def form(field: str = "", others: Mapping[int, bytes | str] | None = None, more: str = "") -> bytes:
    """A field with a value, filled in by hand."""
    return one(
        "",
        {6: f"<< {FIELD} {field} >>", **(others or {})},
        page="/Annots [6 0 R]",
        catalogue=f"/AcroForm << /Fields [6 0 R] /DR << /Font << /F1 3 0 R >> >> {more} >>",
    )


def noted() -> bytes:
    """A note that is seen, one that is hidden, a link."""
    free = "<< /Type /Annot /Subtype /FreeText /DA (/Helv 14 Tf 0 g) /Rect"
    notes = {
        6: f"{free} [50 500 400 560] /Contents (Loi ghi) /F 4 >>",
        7: f"{free} [50 400 400 460] /Contents (Giau kin) /F 2 >>",
        8: "<< /Type /Annot /Subtype /Link /Rect [50 690 300 730] /A << /S /URI /URI (http://127.0.0.1:1/) >> >>",
    }
    return one(HELLO, notes, page="/Annots [6 0 R 7 0 R 8 0 R]")


def picture(entries: str, content: bytes) -> bytes:
    image = stream(content, f"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray {entries}")
    return one("q 595 0 0 842 0 0 cm /I Do Q", {6: image}, has="/XObject << /I 6 0 R >>")


def jbig2(side: int) -> bytes:
    """A page of JBIG2 whose picture claims to be so wide and high."""
    head = struct.pack(">IBBBIIIIIBH", 0, 48, 0, 1, 19, side, side, 0, 0, 0, 0)
    region = struct.pack(">IBBBIIIIIB", 1, 38, 0, 1, 26, side, side, 0, 0, 0)
    return head + region + bytes([0, 3, 255, 253, 255, 2, 254, 254, 254])


def forms(calls: int, depth: int) -> bytes:
    """Each draws the next so many times."""
    chain = {
        10 + at: packed("/X Do " * calls, f"{FORM} /Resources << /XObject << /X {11 + at} 0 R >> >>")
        for at in range(depth)
    }
    last = packed("0 0 9 9 re f", FORM)
    return one("/X Do", {**chain, 10 + depth: last}, has="/XObject << /X 10 0 R >>")


def groups(depth: int) -> bytes:
    """Transparent ones in one another, as large as a house."""
    chain: dict[int, bytes | str] = {6: "<< /ca 0.5 /BM /Multiply >>", 10 + depth: packed("0 0 99 99 re f", FORM)}
    inside = "/Group << /S /Transparency /I true >> /Resources << /ExtGState << /G 6 0 R >> /XObject << /X {} 0 R >> >>"
    for at in range(depth):
        chain[10 + at] = packed("/G gs /X Do", f"{FORM} {inside.format(11 + at)}")
    return one("/G gs /X Do", chain, box="0 0 14400 14400", has="/ExtGState << /G 6 0 R >> /XObject << /X 10 0 R >>")


def tiles(step: float) -> bytes:
    entries = f"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep {step} /YStep {step}"
    tile = packed("0 0 0.3 0.3 re f", f"{entries} /Resources << >>")
    return one(f"{HELLO} /Pattern cs /P scn 0 0 595 600 re f", {6: tile}, has="/Pattern << /P 6 0 R >>")


def layered() -> bytes:
    content = f"/OC /A BDC BT /F1 24 Tf 50 600 Td (Tat) Tj ET EMC {HELLO}"
    catalogue = "/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>"
    return one(content, {6: "<< /Type /OCG /Name (a) >>"}, has="/Properties << /A 6 0 R >>", catalogue=catalogue)


NFD = unicodedata.normalize("NFD", "Lễ hội đâm trâu")
UPWARD = " ".join(f"BT /F1 14 Tf 50 {500 + 20 * line} Td (dong {9 - line}) Tj ET" for line in range(4, 9))
TCVN = b"L\xd4 h\xe9i \xae\xa9m tr\xa9u"
SCRIPT = "/OpenAction << /S /JavaScript /JS (while\\(1\\);) >>"
LAUNCH = "/OpenAction << /S /Launch /F (/bin/sh) >>"

DIFFICULT = (
    Difficult("wrong-places", lambda: one().replace(b"0000000", b"0000999"), Shown()),
    Difficult("rubbish-after", lambda: one() + bytes(range(256)) * 9, Shown()),
    Difficult("tells-of-more-pages", lambda: several("4 0 R 4 0 R", 4000), Shown(pages=2)),
    Difficult("tells-of-100000-pages", lambda: several("4 0 R", 100_000), Shown()),
    Difficult("tells-of-fewer-than-none", lambda: several("4 0 R 4 0 R", -5), Shown(pages=2)),
    Difficult("a-page-is-missing", lambda: several("4 0 R 9 0 R 4 0 R", 3), Shown(pages=3)),
    Difficult("no-size", lambda: one().replace(b"/MediaBox [0 0 595 842]", b""), Shown(size=(612, 792))),
    Difficult("upside-down", lambda: one(box="595 842 0 0"), Shown()),
    Difficult("far-off", lambda: one(box="10000 10000 10595 10842"), EMPTY),
    Difficult("speck", lambda: one(box="0 0 0.01 0.01"), Shown("", size=(0, 0), drawn=False)),
    Difficult("cut-beside-the-page", lambda: one(page="/CropBox [1000 1000 1200 1300]"), Shown()),
    Difficult("cut-and-turned", lambda: one(page="/CropBox [0 600 300 842] /Rotate -90"), Shown(size=(242, 300))),
    Difficult("turned-askew", lambda: one(page="/Rotate 45"), Shown()),
    Difficult("a-province", lambda: one(box="0 0 10000000 10000000"), Shown(WORDS, 1, (10_000_000, 10_000_000), False)),
    Difficult("form-without-looks", form, Shown("Gia tri")),
    Difficult("form-to-be-drawn-anew", lambda: form(more="/NeedAppearances true"), Shown("Gia tri")),
    Difficult("form-for-print-alone", lambda: form("/F 32"), EMPTY),
    Difficult("notes", noted, Shown(f"{WORDS} Loi ghi")),
    Difficult("layer-that-is-off", layered, Shown(f"{WORDS} Tat")),
    Difficult("decomposed", lambda: with_letters(NFD), Shown("Lễ hội đâm trâu")),
    Difficult("khmer", lambda: with_letters("ភាសាខ្មែរ"), Shown("ភាសាខ្មែរ")),
    Difficult("nom", lambda: with_letters("𡨸喃 越南"), Shown("𡨸喃 越南")),
    Difficult("in-utf8", in_utf8, Shown("le hoi mua \ufffd")),
    Difficult("upward", lambda: one(UPWARD), Shown("dong 1 dong 2 dong 3 dong 4 dong 5")),
    Difficult("vntime", lambda: in_font(".VnTimeNewRoman", TCVN), Shown("Lễ hội đâm trâu")),
    Difficult("vni", lambda: in_font("ABCDEF+VNI-Helve", "Leã hoäi ñaâm".encode("cp1252")), Shown("Lễ hội đâm")),
    Difficult("words-off-the-page", lambda: one(box="0 0 595 600"), Shown("", size=(595, 600), drawn=False)),
)

HOSTILE = (
    Difficult("nothing-but-a-mark", lambda: b"%PDF-1.7\n", DAMAGED),
    Difficult("half", lambda: one()[:400], DAMAGED),
    Difficult("pages-in-a-circle", lambda: several("2 0 R", 1), DAMAGED),
    Difficult("lock-of-a-company", lambda: file({1: "<< >>"}, "/Encrypt << /Filter /Adobe.PubSec /V 4 >>"), LOCKED),
    Difficult(
        "xfa", lambda: one(catalogue="/AcroForm << /XFA 5 0 R >> /NeedsRendering true"), Refused("media.form_of_adobe")
    ),
    Difficult("too-many-pages", lambda: several("4 0 R " * 5001, 5001), Refused("media.too_many_pages")),
    Difficult("script", lambda: one(catalogue=SCRIPT), Shown()),
    Difficult("program", lambda: one(catalogue=LAUNCH), Shown()),
    Difficult("file-of-this-machine", lambda: one(b"<< /Length 0 /F (/etc/passwd) >>\nstream\n\nendstream"), EMPTY),
    Difficult("field-in-itself", lambda: form("/Kids [6 0 R] /Parent 6 0 R"), EMPTY),
    Difficult("flate-bomb", lambda: one(bombed()), HEAVY),
    Difficult("flate-bomb-in-another", lambda: one(bombed(2)), HEAVY),
    Difficult("filters", lambda: one(stream(b"41>", f"/Filter [{'/ASCIIHexDecode ' * 5000}]")), EMPTY),
    Difficult("form-in-itself", lambda: forms(10, 12), HEAVY),
    Difficult("groups", lambda: groups(60), Shown("", 1, (14_400, 14_400), False)),
    Difficult("tiles", lambda: tiles(0.0001), SLOW),
    Difficult(
        "picture-of-4e18-pixels",
        lambda: picture("/Width 2000000000 /Height 2000000000 /BitsPerComponent 8", b""),
        EMPTY,
    ),
    Difficult(
        "jbig2",
        lambda: picture("/Width 60000 /Height 60000 /BitsPerComponent 1 /Filter /JBIG2Decode", jbig2(60_000)),
        EMPTY,
    ),
    Difficult("brackets", lambda: one("[" * 500_000 + HELLO), EMPTY),
)
