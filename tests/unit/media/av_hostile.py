"""Files made to do harm: each is small, says what is not so, and is made by hand, byte by byte."""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.unit.media.av_samples import made, pattern

Maker = Callable[[Path], object]
ATOMS = {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl"}


def element(name: str, body: bytes) -> bytes:
    """EBML: a length of one byte where that will do."""
    size = bytes([0x80 | len(body)]) if len(body) < 127 else (1 << 56 | len(body)).to_bytes(8, "big")
    return bytes.fromhex(name) + size + body


def number(name: str, value: int) -> bytes:
    return element(name, value.to_bytes(8, "big"))


def matroska(tracks: bytes, clusters: bytes, milliseconds: float = 1_000) -> bytes:
    head = element("1A45DFA3", element("4282", b"matroska") + number("4287", 4) + number("4285", 2))
    told = number("2AD7B1", 1_000_000) + element("4489", struct.pack(">d", milliseconds))
    return head + element("18538067", element("1549A966", told) + element("1654AE6B", tracks) + clusters)


def sound(track: int = 1, *, rate: float = 8_000, channels: int = 1, packed: bytes = b"") -> bytes:
    shape = element("B5", struct.pack(">d", rate)) + number("9F", channels) + number("6264", 16)
    names = number("D7", track) + number("73C5", track) + number("83", 2) + element("86", b"A_PCM/INT/LIT")
    return element("AE", names + packed + element("E1", shape))


def picture(width: int, height: int) -> bytes:
    names = number("D7", 1) + number("73C5", 1) + number("83", 1) + element("86", b"V_UNCOMPRESSED")
    shape = number("B0", width) + number("BA", height) + element("2EB524", b"RGB\x18")
    return element("AE", names + element("E0", shape))


def cluster(*blocks: bytes, at: int = 0) -> bytes:
    simple = b"".join(element("A3", b"\x81" + struct.pack(">h", n) + b"\x80" + one) for n, one in enumerate(blocks))
    return element("1F43B675", number("E7", at) + simple)


def bomb(megabytes: int, times: int) -> bytes:
    """Packets of zeroes, packed by zlib as the container allows."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()
    packing = element("5034", number("4254", 0))
    coding = element("6D80", element("6240", number("5031", 0) + number("5032", 1) + number("5033", 0) + packing))
    return matroska(sound(packed=coding), cluster(*[body] * times))


def locked() -> bytes:
    """Encrypted as WebM is (RFC 9559, 5.1.4.1.31.10): the track names its key."""
    key = number("47E1", 5) + element("47E2", b"a key of 16 bytes")
    coding = element("6D80", element("6240", number("5033", 1) + element("5035", key)))
    return matroska(sound(packed=coding), cluster(bytes(range(1, 255)) * 4))


def wave(rate: int, channels: int) -> bytes:
    shape = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2 & 0xFFFFFFFF, channels * 2 & 0xFFFF, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + shape + b"data" + struct.pack("<I", 10_000) + bytes(10_000)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def atoms(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size = struct.unpack(">I", data[at : at + 4])[0]
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def rebuilt(data: bytes, change: Callable[[bytes, bytes], bytes]) -> bytes:
    """An MP4 whose boxes went through ``change``, with their lengths put right."""
    return b"".join(
        box(name, change(name, rebuilt(body, change) if name in ATOMS else body)) for name, body in atoms(data)
    )


def nested(depth: int) -> bytes:
    body = b""
    for _ in range(depth):
        body = box(b"moov", body)
    return box(b"ftyp", b"isom\0\0\2\0isom") + body


def tracks_without_end(number_of: int) -> bytes:
    one = box(b"trak", box(b"mdia", b""))
    return box(b"ftyp", b"isom\0\0\2\0isom") + box(b"moov", one * number_of)


def _overwritten(name: bytes, offset: int, value: bytes) -> Callable[[bytes, bytes], bytes]:
    def change(found: bytes, body: bytes) -> bytes:
        return body[:offset] + value + body[offset + len(value) :] if found == name else body

    return change


def _film(change: Callable[[bytes, bytes], bytes]) -> Maker:
    def make(path: Path) -> None:
        whole = pattern(path.with_name("whole.mp4"), "64x64", seconds=0.4).read_bytes()
        path.write_bytes(rebuilt(whole, change))

    return make


def borrower(path: Path, victim: Path) -> Path:
    """A QuickTime film whose pictures are said to lie in another file of the same shape."""
    shape = ("-c:v", "rawvideo", "-pix_fmt", "rgb24")
    own = made(path.with_name("own.mov"), "-f", "lavfi", "-i", "color=blue:s=64x64:r=25:d=0.4", *shape)
    made(victim, "-f", "lavfi", "-i", "color=red:s=64x64:r=25:d=0.4", *shape)
    name = str(victim).encode()
    head = bytes(10) + b"\3" + b"vol".ljust(27, b"\0") + bytes(12) + b"\x0a" + victim.name.encode().ljust(63, b"\0")
    alias = head + bytes(16) + struct.pack(">hh", -1, -1) + bytes(16) + struct.pack(">hH", 2, len(name)) + name
    alias += b"\0" * (len(name) % 2) + struct.pack(">hH", -1, 0)
    body = struct.pack(">II", 0, 1) + box(b"alis", bytes(4) + alias)
    path.write_bytes(rebuilt(own.read_bytes(), lambda found, had: body if found == b"dref" else had))
    return path


def _text(body: str) -> Maker:
    return lambda path: path.write_text(body)


def _bytes(make: Callable[[], bytes]) -> Maker:
    return lambda path: path.write_bytes(make())


SDP = "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5000 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
M3U8 = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/passwd\n#EXT-X-ENDLIST\n"
MPD = '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>\n'
XSPF = '<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"><trackList/></playlist>\n'
PIXELS = bytes(64 * 64 * 3)

HOSTILE: Mapping[str, tuple[Maker, str]] = {
    "list.m3u8": (_text(M3U8), "media.playlist"),
    "list.mp4": (_text(M3U8), "media.playlist"),
    "list.ts": (_text("\ufeff" + M3U8), "media.playlist"),
    "list.mp3": (_text("ffconcat version 1.0\nfile /etc/passwd\n"), "media.playlist"),
    "list.webm": (_text(MPD), "media.playlist"),
    "list.mov": (_text('<smil><body><video src="/etc/passwd"/></body></smil>'), "media.playlist"),
    "list.wmv": (_text('<ASX version="3.0"><entry><ref href="file:///etc/passwd"/></entry></ASX>'), "media.playlist"),
    "list.wma": (_text("[Reference]\nRef1=http://127.0.0.1/x.asf\n"), "media.playlist"),
    "list.pls": (_text("[playlist]\nFile1=/etc/passwd\n"), "media.playlist"),
    "list.rm": (_text("file:///etc/passwd\n"), "media.not_what_its_name_says"),
    "call.mp4": (_text(SDP), "media.playlist"),
    "call.sdp": (_text(SDP), "media.playlist"),
    "list.m3u": (_text("/etc/passwd\n"), "media.playlist"),
    "list.xspf": (_text(XSPF), "media.playlist"),
    "list.flv": (_text(XSPF), "media.playlist"),
    "subfile,,start,0,end,9,,:x.mp4": (_text("subfile,,start,0,end,99,,:/etc/passwd"), "media.not_what_its_name_says"),
    "elsewhere.mov": (
        _bytes(lambda: box(b"moov", box(b"rmra", box(b"rmda", box(b"rdrf", b"\0\0\0\0url \0\0\0\x07http://"))))),
        "media.no_streams",
    ),
    "ten-thousand-streams.mkv": (
        _bytes(lambda: matroska(b"".join(sound(n) for n in range(1, 10_001)), cluster(bytes(320)))),
        "media.too_many_streams",
    ),
    "ten-thousand-tracks.mp4": (_bytes(lambda: tracks_without_end(10_000)), "media.too_many_streams"),
    "hundred-streams.mkv": (
        _bytes(lambda: matroska(b"".join(sound(n) for n in range(1, 101)), cluster(bytes(320)))),
        "media.too_many_streams",
    ),
    "huge.mkv": (_bytes(lambda: matroska(picture(16_384, 16_384), cluster(bytes(999)))), "media.film_too_large"),
    "huger.mkv": (_bytes(lambda: matroska(picture(2**31 - 1, 2**31 - 1), cluster(bytes(9)))), "media.film_too_large"),
    "tape-measure.mkv": (_bytes(lambda: matroska(picture(65_535, 2), cluster(bytes(9)))), "media.film_too_large"),
    "day-after.mkv": (
        _bytes(lambda: matroska(picture(64, 64), cluster(PIXELS) + cluster(PIXELS, at=72_000_000))),
        "media.impossible_times",
    ),
    "age-after.mkv": (
        _bytes(lambda: matroska(picture(64, 64), cluster(PIXELS) + cluster(PIXELS, at=10**12))),
        "media.impossible_times",
    ),
    "for-ever.mkv": (
        _bytes(lambda: matroska(sound(), cluster(bytes(320)) + cluster(bytes(320), at=10**8), 1e12)),
        "media.too_long",
    ),
    "one-hertz.wav": (_bytes(lambda: wave(1, 1)), "media.impossible_rate"),
    "two-gigahertz.wav": (_bytes(lambda: wave(2_000_000_000, 1)), "media.impossible_rate"),
    "no-rate.wav": (_bytes(lambda: wave(0, 1)), "media.damaged"),
    "no-channels.wav": (_bytes(lambda: wave(8_000, 0)), "media.damaged"),
    "all-channels.wav": (_bytes(lambda: wave(8_000, 65_535)), "media.damaged"),
    "choir.mkv": (_bytes(lambda: matroska(sound(channels=200), cluster(bytes(40_000)))), "media.impossible_channels"),
    "packed.mkv": (_bytes(lambda: bomb(500, 1)), "media.damaged"),
    "packed-often.mkv": (_bytes(lambda: bomb(20, 100)), "media.damaged"),
    "locked.mkv": (_bytes(locked), "media.encrypted"),
    "nested.mp4": (_bytes(lambda: nested(25_000)), "media.damaged"),
    "samples.mp4": (_film(_overwritten(b"stsz", 4, b"\0\0\0\1\x0f\xff\xff\xf0")), "media.damaged"),
    "steps.mp4": (_film(_overwritten(b"stts", 12, b"\x7f\xff\xff\xff")), "media.damaged"),
}
