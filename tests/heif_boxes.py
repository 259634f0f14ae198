"""HEIF files put together box by box, as telephones write them and libheif's writer does not: tiles, small copies,
gain maps, colours by code points (ISO/IEC 23008-12, ISO/IEC 14496-12)."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import pillow_heif
from PIL import Image

_ESSENTIAL = (b"hvcC", b"irot", b"imir", b"clap")


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind: bytes, body: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags) + body)


def extent(width: int, height: int) -> bytes:
    return full(b"ispe", struct.pack(">II", width, height))


def turned(quarters: int) -> bytes:
    """Anticlockwise."""
    return box(b"irot", bytes([quarters]))


def mirrored(axis: int) -> bytes:
    """0: top and bottom change places; 1: left and right."""
    return box(b"imir", bytes([axis]))


def code_points(primaries: int, transfer: int, matrix: int) -> bytes:
    return box(b"colr", b"nclx" + struct.pack(">HHHB", primaries, transfer, matrix, 0x80))


def profiled(profile: bytes) -> bytes:
    return box(b"colr", b"prof" + profile)


def auxiliary(urn: bytes) -> bytes:
    return full(b"auxC", urn + b"\0")


@dataclass(slots=True)
class Heif:
    """``items`` are kind, data, properties, and whether viewers shall not list them; numbered from 1."""

    items: list[tuple[bytes, bytes, list[bytes], bool]] = field(default_factory=list)
    references: list[tuple[bytes, int, list[int]]] = field(default_factory=list)
    primary: int = 1

    def add(self, kind: bytes, data: bytes, *properties: bytes, hidden: bool = False) -> int:
        self.items.append((kind, data, list(properties), hidden))
        return len(self.items)

    def picture(self, picture: Image.Image, *properties: bytes, hidden: bool = False, ten_bits: bool = False) -> int:
        data, configuration = _encoded(picture, ten_bits=ten_bits)
        return self.add(b"hvc1", data, box(b"hvcC", configuration), extent(*picture.size), *properties, hidden=hidden)

    def grid(self, picture: Image.Image, tile: int, *properties: bytes, ten_bits: bool = False) -> int:
        """The picture in square tiles, the last of each row and column filled up with black."""
        columns, rows = -(-picture.width // tile), -(-picture.height // tile)
        canvas = Image.new(picture.mode, (columns * tile, rows * tile))
        canvas.paste(picture)
        colours = [each for each in properties if each[4:8] == b"colr"]
        tiles = []
        for top in range(0, rows * tile, tile):
            for left in range(0, columns * tile, tile):
                part = canvas.crop((left, top, left + tile, top + tile))
                tiles.append(self.picture(part, *colours, hidden=True, ten_bits=ten_bits))
        shape = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *picture.size)
        self.primary = self.add(b"grid", shape, extent(*picture.size), *properties)
        self.references.append((b"dimg", self.primary, tiles))
        return self.primary

    def refer(self, kind: bytes, item: int, *to: int) -> None:
        self.references.append((kind, item, list(to)))

    def content(self) -> bytes:
        head = box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
        at = len(head) + len(self._meta([0] * len(self.items))) + 8
        places = []
        for _, data, _, _ in self.items:
            places.append(at)
            at += len(data)
        return head + self._meta(places) + box(b"mdat", b"".join(data for _, data, _, _ in self.items))

    def _meta(self, places: list[int]) -> bytes:
        parts = [
            full(b"hdlr", bytes(4) + b"pict" + bytes(13)),
            full(b"pitm", struct.pack(">H", self.primary)),
            full(b"iloc", b"\x44\0" + struct.pack(">H", len(self.items)) + b"".join(self._located(places))),
            full(b"iinf", struct.pack(">H", len(self.items)) + b"".join(self._listed())),
            self._properties(),
        ]
        if self.references:
            parts.append(full(b"iref", b"".join(_reference(*each) for each in self.references)))
        return full(b"meta", b"".join(parts))

    def _located(self, places: list[int]) -> Iterator[bytes]:
        for number, ((_, data, _, _), place) in enumerate(zip(self.items, places, strict=True), 1):
            yield struct.pack(">HHHII", number, 0, 1, place, len(data))

    def _listed(self) -> Iterator[bytes]:
        for number, (kind, _, _, hidden) in enumerate(self.items, 1):
            yield full(b"infe", struct.pack(">HH4sx", number, 0, kind), version=2, flags=int(hidden))

    def _properties(self) -> bytes:
        known = list(dict.fromkeys(each for _, _, properties, _ in self.items for each in properties))
        tied = struct.pack(">I", len(self.items))
        for number, (_, _, properties, _) in enumerate(self.items, 1):
            tied += struct.pack(">HB", number, len(properties))
            tied += bytes((known.index(each) + 1) | 0x80 * (each[4:8] in _ESSENTIAL) for each in properties)
        return box(b"iprp", box(b"ipco", b"".join(known)) + full(b"ipma", tied))


def _reference(kind: bytes, item: int, to: list[int]) -> bytes:
    return box(kind, struct.pack(f">HH{len(to)}H", item, len(to), *to))


def _encoded(picture: Image.Image, *, ten_bits: bool) -> tuple[bytes, bytes]:
    """HEVC, and the box with which a decoder starts, out of a file that libheif writes."""
    file = io.BytesIO()
    if ten_bits:
        samples = b"".join(struct.pack("<H", value << 8 | value) for value in picture.tobytes())
        pillow_heif.from_bytes("RGB;16", picture.size, samples).save(file, quality=95)
    else:
        pillow_heif.from_pillow(picture).save(file, quality=95)
    content = file.getvalue()
    boxes = dict(_boxes(content))
    meta = dict(_boxes(boxes[b"meta"][4:]))
    known = dict(_boxes(dict(_boxes(meta[b"iprp"]))[b"ipco"]))
    return boxes[b"mdat"], known[b"hvcC"]


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + length]
        at += length
