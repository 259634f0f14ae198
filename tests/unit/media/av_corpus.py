"""Difficult recordings, made when they are needed, and what must become of each. Hostile ones are in ``av_hostile``."""

import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.unit.media.av_samples import amr, made


@dataclass(frozen=True, slots=True)
class Film:
    """As it is shown and played; ``bright`` is the side of the picture that the source had at its left."""

    width: int
    height: int
    seconds: float
    fps: float = 25
    sound: bool = False
    interlaced: bool = False
    bright: str = ""


@dataclass(frozen=True, slots=True)
class Song:
    seconds: float
    channels: int = 1


@dataclass(frozen=True, slots=True)
class Refused:
    code: str


Outcome = Film | Song | Refused
Maker = Callable[[Path], object]


def moving(size: str = "96x72", rate: str | int = 25, seconds: float = 0.4) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}")


def tone(seconds: float = 0.4, *, hertz: int = 440, rate: int = 44_100) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"sine=f={hertz}:d={seconds}:r={rate}")


def by(*arguments: str) -> Maker:
    """By FFmpeg; words of one argument are as many arguments."""
    return lambda path: made(path, *" ".join(arguments).split())


def tracks(number: int, layout: str) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"aevalsrc={'|'.join(['0.2*sin(2000*t)'] * number)}:d=0.4:s=48000:c={layout}")


BOTH = (*moving(), *tone())
FIELDS = ("-flags", "+ilme+ildct", "-c:v", "mpeg2video", "-b:v", "4M")
COVER = (*tone(), *moving("64x64", seconds=0.04), "-map", "0", "-map", "1", "-disposition:v", "attached_pic")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le")
HALVES = ("-f", "lavfi", "-i", "color=black:s=96x64:r=25:d=0.2,drawbox=w=48:h=64:color=white:t=fill")


def _from(arguments: tuple[str, ...], suffix: str, change: Callable[[bytes], bytes]) -> Maker:
    def make(path: Path) -> None:
        path.write_bytes(change(made(path.with_name(f"whole.{suffix}"), *arguments).read_bytes()))

    return make


def _copied(first: tuple[str, ...], *arguments: str, suffix: str = "mp4") -> Maker:
    return lambda path: made(path, "-i", made(path.with_name(f"first.{suffix}"), *first), "-c", "copy", *arguments)


def _told(length: int) -> Callable[[bytes], bytes]:
    """A WAVE whose ``data`` says that it has so many bytes."""

    def change(body: bytes) -> bytes:
        at = body.index(b"data") + 4
        return body[:at] + struct.pack("<I", length) + body[at + 4 :]

    return change


def _telephone(path: Path) -> None:
    picture = made(path.with_name("picture.3gp"), *moving("176x144", 15), "-c:v", "h263", "-f", "3gp")
    made(path, "-i", picture, "-i", amr(path.with_name("voice.amr"), 1), "-c", "copy")


def _voice(path: Path) -> None:
    made(path, "-i", amr(path.with_name("voice.amr"), 1), "-c", "copy", "-f", "3gp")


def _attached(path: Path) -> None:
    cover = made(path.with_name("cover.jpg"), *moving("64x64", seconds=0.04), "-frames:v", "1")
    told = ("-metadata:s:t", "mimetype=image/jpeg", "-metadata:s:t", "filename=cover.jpg")
    made(path, *tone(), "-attach", str(cover), *told)


def _subtitled(path: Path) -> None:
    words = path.with_name("words.srt")
    words.write_text("1\n00:00:00,000 --> 00:00:01,000\nXin chào\n")
    font = path.with_name("font.ttf")
    font.write_bytes(bytes(2000))
    told = ("-metadata:s:t", "mimetype=application/x-truetype-font", "-metadata:s:t", "filename=font.ttf")
    made(path, *BOTH, "-i", str(words), "-map", "0", "-map", "1", "-map", "2", "-attach", str(font), *told)


def _video_cd(path: Path) -> None:
    """Sectors of a disc, as Windows copies them: 2,324 bytes of MPEG in 2,352 each."""
    film = made(path.with_name("film.mpg"), *moving("352x288"), *tone(), "-target", "pal-vcd").read_bytes()
    head = b"\0" + b"\xff" * 10 + b"\0\0\2\0\2" + bytes.fromhex("0101620f") * 2
    parts = (film[at : at + 2324].ljust(2324, b"\0") for at in range(0, len(film), 2324))
    sectors = b"".join(head + part + bytes(4) for part in parts)
    body = b"CDXAfmt " + struct.pack("<I", 16) + bytes(16) + b"data" + struct.pack("<I", len(sectors)) + sectors
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def _one_bit(seconds: float) -> bytes:
    """A tone as DSD has it: 2,822,400 bits a second, more ones where it is high; the first bit is the lowest."""
    bits, rest = bytearray(), 0.0
    for at in range(0, int(2_822_400 * seconds), 8):
        level, byte = 0.3 * math.sin(at * 2 * math.pi * 440 / 2_822_400), 0
        for bit in range(8):
            rest += level
            byte |= (rest >= 0) << bit
            rest -= 1 if rest >= 0 else -1
        bits.append(byte)
    return bytes(bits)


def _dsf(path: Path) -> None:
    bits = _one_bit(0.2)
    blocks = bits.ljust(-(-len(bits) // 4096) * 4096, b"\x69")
    shape = b"fmt " + struct.pack("<Q6IQ2I", 52, 1, 0, 1, 1, 2_822_400, 1, len(bits) * 8, 4096, 0)
    data = b"data" + struct.pack("<Q", 12 + len(blocks)) + blocks
    path.write_bytes(b"DSD " + struct.pack("<3Q", 28, 28 + len(shape) + len(data), 0) + shape + data)


def _dff(path: Path) -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return name + struct.pack(">Q", len(body)) + body + b"\0" * (len(body) % 2)

    bits = _one_bit(0.2).translate(bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256)))
    shape = chunk(b"FS  ", struct.pack(">I", 2_822_400)) + chunk(b"CHNL", b"\0\1C   ")
    shape += chunk(b"CMPR", b"DSD \x0enot compressed\0")
    path.write_bytes(
        chunk(b"FRM8", b"DSD " + chunk(b"FVER", b"\1\5\0\0") + chunk(b"PROP", b"SND " + shape) + chunk(b"DSD ", bits))
    )


def _shown_by(matrix: tuple[int, ...]) -> Callable[[bytes], bytes]:
    """An MP4 whose first track is drawn through this matrix (ISO/IEC 14496-12, 8.3.2)."""

    def change(body: bytes) -> bytes:
        at = body.index(b"tkhd") + 44
        return body[:at] + struct.pack(">9i", *matrix) + body[at + 36 :]

    return change


def _announced(path: Path) -> None:
    """A broadcast whose programme has a sound of which no packet was sent."""
    body = made(path.with_name("whole.ts"), *BOTH).read_bytes()
    packets = (body[at : at + 188] for at in range(0, len(body), 188))
    path.write_bytes(b"".join(one for one in packets if int.from_bytes(one[1:3], "big") & 0x1FFF != 0x101))


def _promised(path: Path) -> None:
    """A film whose list of chapters ends a day later."""
    words = path.with_name("chapters.txt")
    words.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=1\nEND=99999\ntitle=A\n")
    made(path, *BOTH, "-i", str(words), "-map", "0", "-map", "1", "-map_metadata", "2")


def _hours(body: bytes) -> bytes:
    """The head of an MP4 says that it is months long."""
    at = body.index(b"mvhd") + 20
    return body[:at] + b"\xff\xff\xff\xf0" + body[at + 4 :]


ONE, WHOLE = 1 << 16, 1 << 30
CORPUS: Mapping[str, tuple[Maker, Outcome]] = {
    # Tape
    "pal.dv": (
        by(*moving("720x576", 25, 0.2), *tone(0.2, rate=48000), "-target pal-dv"),
        Film(768, 576, 0.2, sound=True, interlaced=True),
    ),
    "ntsc.avi": (
        by(*moving("720x480", "30000/1001", 0.2), "-c:v dvvideo -pix_fmt yuv411p -vf setsar=8/9"),
        Film(640, 480, 0.2, fps=29.97, interlaced=True),
    ),
    "top-first.mpg": (
        by(*moving("96x72", 50), "-vf tinterlace=4,setfield=tff", *FIELDS, "-top 1"),
        Film(96, 72, 0.4, interlaced=True),
    ),
    "bottom-first.vob": (
        by(
            *moving("96x72", "60000/1001"),
            *tone(rate=48000),
            "-vf tinterlace=5,setfield=bff",
            *FIELDS,
            "-top 0 -c:a ac3 -f vob",
        ),
        Film(96, 72, 0.4, 29.97, True, True),
    ),
    "fields.ts": (
        by(*moving("96x72", 50), "-vf tinterlace=4,setfield=tff -flags +ilme+ildct -c:v libx264 -x264-params tff=1"),
        Film(96, 72, 0.4, interlaced=True),
    ),
    "camcorder.mts": (
        by(
            *moving("96x72", 50),
            *tone(),
            "-vf tinterlace=4,setfield=tff -flags +ilme+ildct -c:v libx264",
            "-x264-params tff=1 -c:a ac3 -mpegts_m2ts_mode 1 -f mpegts",
        ),
        Film(96, 72, 0.4, sound=True, interlaced=True),
    ),
    "hard-telecine.mpg": (
        by(*moving("96x72", "24000/1001"), "-vf telecine", *FIELDS),
        Film(96, 72, 0.4, 29.97, False, True),
    ),
    # Telephones
    "old-telephone.3gp": (_telephone, Film(176, 144, 1, 15, sound=True)),
    "voice.3gp": (_voice, Song(1)),
    "voice.amr": (lambda path: amr(path, 1), Song(1)),
    "wide-range.mp4": (by(*moving(), *HEVC, "-color_trc smpte2084 -tag:v hvc1"), Film(96, 72, 0.4)),
    "turned-90.mov": (_copied(HALVES, "-metadata:s:v:0", "rotate=90"), Film(64, 96, 0.2, bright="bottom")),
    "turned-180.mov": (_copied(HALVES, "-metadata:s:v:0", "rotate=180"), Film(96, 64, 0.2, bright="right")),
    "turned-270.mp4": (_copied(HALVES, "-metadata:s:v:0", "rotate=270"), Film(64, 96, 0.2, bright="top")),
    "mirrored.mp4": (
        _from(HALVES, "mp4", _shown_by((-ONE, 0, 0, 0, ONE, 0, 96 * ONE, 0, WHOLE))),
        Film(96, 64, 0.2, bright="right"),
    ),
    "mirrored-and-turned.mp4": (
        _from(HALVES, "mp4", _shown_by((0, ONE, 0, ONE, 0, 0, 0, 0, WHOLE))),
        Film(64, 96, 0.2, bright="top"),
    ),
    "no-matrix.mp4": (_from(HALVES, "mp4", _shown_by((0,) * 9)), Film(96, 64, 0.2, bright="left")),
    "varying.mkv": (
        by(*moving(rate=30, seconds=1), *tone(1), "-vf select='not(mod(n,3))+lt(random(0),0.4)' -vsync vfr"),
        Film(96, 72, 1, 30, sound=True),
    ),
    "wide-and-turned.mov": (
        _copied(("-f", "lavfi", "-i", "testsrc2=s=96x64:d=0.2,setsar=4/3"), "-metadata:s:v:0", "rotate=90"),
        Film(64, 128, 0.2),
    ),
    "portrait-odd.mkv": (by(*moving("61x97"), "-pix_fmt yuv444p"), Film(60, 96, 0.4)),
    "timecode.mov": (by(*BOTH, "-timecode 10:00:00:00"), Film(96, 72, 0.4, sound=True)),
    # Pictures
    "one-pixel.mkv": (by(*moving(), "-vf scale=1:1,setsar=1 -c:v ffv1"), Film(1, 1, 0.4)),
    "thin.mkv": (by(*moving(), "-vf scale=2:400,setsar=1 -c:v ffv1"), Film(2, 400, 0.4)),
    "slides.mp4": (by(*moving(rate=1, seconds=3), *tone(3)), Film(96, 72, 3, fps=5, sound=True)),
    "one-frame.mp4": (by(*moving(seconds=0.04)), Film(96, 72, 0.04)),
    "one-frame-and-sound.mp4": (by(*moving(seconds=0.04), *tone(1)), Film(96, 72, 1, sound=True)),
    "thousand-a-second.mkv": (by(*moving("64x64", 1000, 0.2), "-c:v ffv1"), Film(64, 64, 0.2, 29.412)),
    "silent.mp4": (by(*moving()), Film(96, 72, 0.4)),
    "sony.mp4": (_from(BOTH, "mp4", lambda body: body.replace(b"isom", b"XAVC", 1)), Film(96, 72, 0.4, sound=True)),
    "no-brand.mov": (_from(BOTH, "mov", lambda body: body.replace(b"ftyp", b"skip", 1)), Film(96, 72, 0.4, sound=True)),
    "prores.mov": (
        by(*BOTH, "-c:v prores_ks -profile:v 3 -c:a pcm_s24le"),
        Film(96, 72, 0.4, sound=True),
    ),
    "prores-alpha.mov": (
        by(*moving(), "-vf format=yuva444p10 -c:v prores_ks -profile:v 4444"),
        Film(96, 72, 0.4),
    ),
    "animation.mov": (by(*moving(), "-vf format=argb -c:v qtrle"), Film(96, 72, 0.4)),
    "camera.avi": (
        by(*BOTH, "-c:v mjpeg -pix_fmt yuvj422p -c:a pcm_u8"),
        Film(96, 72, 0.4, sound=True, interlaced=True),
    ),
    "full-range.mp4": (by(*moving(), "-vf scale=out_range=pc -pix_fmt yuvj420p"), Film(96, 72, 0.4)),
    "ten-bits.mp4": (by(*moving(), "-pix_fmt yuv422p10le"), Film(96, 72, 0.4)),
    "alpha.webm": (by(*moving(), "-vf format=yuva420p -c:v libvpx-vp9 -cpu-used 8"), Film(96, 72, 0.4)),
    "palette.avi": (by(*moving(), "-c:v rawvideo -pix_fmt pal8"), Film(96, 72, 0.4)),
    "grey.mkv": (by(*moving(), "-c:v ffv1 -pix_fmt gray16le"), Film(96, 72, 0.4)),
    # Streams and times
    "two-pictures.mkv": (
        by(*moving("64x64"), *moving(), "-map 0 -map 1 -disposition:v:0 0 -disposition:v:1 default"),
        Film(96, 72, 0.4),
    ),
    "subtitles-and-font.mkv": (_subtitled, Film(96, 72, 0.4, sound=True)),
    "begins-late.mkv": (by(*BOTH, "-output_ts_offset 36000"), Film(96, 72, 0.4, sound=True)),
    "begins-late.ts": (by(*BOTH, "-output_ts_offset 36000"), Film(96, 72, 0.4, sound=True)),
    "begins-early.mkv": (
        by(*BOTH, "-output_ts_offset -5 -avoid_negative_ts disabled"),
        Film(96, 72, 0.4, sound=True),
    ),
    "sound-late.mkv": (
        by(*moving(seconds=1), "-itsoffset 0.5", *tone(0.5), "-c:a flac"),
        Film(96, 72, 1, sound=True),
    ),
    "picture-late.mkv": (
        by(*tone(1), "-itsoffset 0.5", *moving(seconds=0.5), "-c:a flac"),
        Film(96, 72, 1, sound=True),
    ),
    "sound-short.mp4": (by(*moving(seconds=1), *tone(0.3)), Film(96, 72, 1, sound=True)),
    "sound-long.mp4": (by(*moving(seconds=0.3), *tone(1)), Film(96, 72, 1, sound=True)),
    "cut-without-encoding.mp4": (
        lambda path: made(
            path,
            "-ss",
            "0.7",
            "-i",
            made(path.with_name("w.mp4"), *moving(seconds=2), *tone(2), "-g", "50"),
            "-c",
            "copy",
        ),
        Film(96, 72, 1.3, sound=True),
    ),
    "put-together.mpg": (
        _from((*moving(seconds=1), *tone(1)), "mpg", lambda body: body * 3),
        Film(96, 72, 3, sound=True),
    ),
    "put-together.ts": (
        _from((*moving(seconds=1), *tone(1)), "ts", lambda body: body * 3),
        Film(96, 72, 3, sound=True),
    ),
    "begins-at-one-o-clock.mp4": (
        _copied(BOTH, "-copyts", "-output_ts_offset", "3600", "-avoid_negative_ts", "disabled"),
        Film(96, 72, 0.4, sound=True),
    ),
    "clock-goes-round.ts": (
        by(*BOTH, "-c:v mpeg2video -c:a mp2 -output_ts_offset 95443.5"),
        Film(96, 72, 0.4, sound=True),
    ),
    "nothing-moves.mkv": (
        by(*moving(rate=30, seconds=6), *tone(6), "-vf select='lt(t,0.1)+gt(t,5.95)' -vsync vfr"),
        Film(96, 72, 6, 30, sound=True),
    ),
    "chapters-of-a-day.mp4": (_promised, Film(96, 72, 0.4, sound=True)),
    "months.mp4": (_from(BOTH, "mp4", _hours), Film(96, 72, 0.4, sound=True)),
    "sound-announced.ts": (_announced, Film(96, 72, 0.4)),
    "sound-short.ts": (by(*moving(seconds=2), *tone(0.4), "-c:v mpeg2video"), Film(96, 72, 2, sound=True)),
    "zeros-behind.mp4": (_from(BOTH, "mp4", lambda body: body + bytes(99_999)), Film(96, 72, 0.4, sound=True)),
    "-y.mp4": (by(*moving()), Film(96, 72, 0.4)),
    "100%d.mp4": (by(*moving()), Film(96, 72, 0.4)),
    "concat:a|b.mkv": (by(*moving()), Film(96, 72, 0.4)),
    "fragments.mp4": (by(*BOTH, "-movflags frag_keyframe+empty_moov"), Film(96, 72, 0.4, sound=True)),
    # Broken off
    "no-index.avi": (
        _from((*BOTH, "-c:v", "mpeg4"), "avi", lambda body: body[: body.rindex(b"idx1")]),
        Film(96, 72, 0.4, sound=True, interlaced=True),
    ),
    "cut.ts": (
        _from((*moving(seconds=2), "-g", "5"), "ts", lambda body: body[len(body) // 4 + 77 : -len(body) // 4]),
        Film(96, 72, 1),
    ),
    "battery-empty.mp4": (
        _from(BOTH, "mp4", lambda body: body[: body.rindex(b"moov") - 4]),
        Refused("media.unfinished"),
    ),
    "locked.mp4": (
        by(
            *BOTH,
            "-encryption_scheme cenc-aes-ctr",
            "-encryption_key 76a6c65c5ea762046bd749a2e632ccbb",
            "-encryption_kid a7e61c373e219033c21091fa607bf3b8",
        ),
        Refused("media.encrypted"),
    ),
    # Containers and codecs
    "a.webm": (by(*BOTH, "-c:v libvpx-vp9 -cpu-used 8 -c:a libopus"), Film(96, 72, 0.4, sound=True)),
    "old.webm": (by(*BOTH, "-c:v libvpx -c:a libvorbis"), Film(96, 72, 0.4, sound=True)),
    "av1.mp4": (by(*moving(), "-c:v libaom-av1 -cpu-used 8"), Film(96, 72, 0.4)),
    "theora.ogv": (by(*BOTH, "-c:v libtheora -c:a libvorbis"), Film(96, 72, 0.4, sound=True)),
    "windows.wmv": (by(*BOTH, "-c:v wmv2 -c:a wmav2"), Film(96, 72, 0.4, sound=True)),
    "flash.flv": (by(*BOTH, "-c:v flv -ar 44100"), Film(96, 72, 0.4, sound=True)),
    "divx.avi": (
        by(*BOTH, "-c:v libxvid -bf 2 -c:a libmp3lame"),
        Film(96, 72, 0.4, sound=True, interlaced=True),
    ),
    "real.rm": (by(*BOTH, "-c:v rv20 -c:a ac3"), Film(96, 72, 0.4, sound=True)),
    "video-cd.dat": (_video_cd, Film(352, 288, 0.4, sound=True)),
    "disc.mpg": (by(*moving("352x288"), *tone(), "-target pal-vcd"), Film(352, 288, 0.4, sound=True)),
    # Sound
    "a.wma": (by(*tone(), "-c:a wmav2"), Song(0.4)),
    "no-picture.mp4": (by(*tone()), Song(0.4)),
    "cover.mp3": (by(*COVER, "-c:v mjpeg"), Song(0.4)),
    "cover.m4a": (by(*COVER, "-c:v png"), Song(0.4)),
    "cover.flac": (by(*COVER, "-c:v mjpeg"), Song(0.4)),
    "cover.mka": (_attached, Song(0.4)),
    "vorbis.ogg": (by(*tone(), "-c:a libvorbis"), Song(0.4)),
    "opus.opus": (by(*tone(), "-c:a libopus"), Song(0.4)),
    "flac.ogg": (by(*tone(), "-c:a flac"), Song(0.4)),
    "speex.spx": (by(*tone(rate=16000), "-c:a libspeex"), Song(0.4)),
    "adts.aac": (by(*tone()), Song(0.4)),
    "a.aiff": (by(*tone()), Song(0.4)),
    "alac.caf": (by(*tone(), "-c:a alac"), Song(0.4)),
    "wavpack.wv": (by(*tone()), Song(0.4)),
    "a.w64": (by(*tone()), Song(0.4)),
    "telephone.au": (by(*tone(rate=8000), "-c:a pcm_alaw"), Song(0.4)),
    "telephone.wav": (by(*tone(rate=8000), "-c:a pcm_mulaw"), Song(0.4)),
    "recorder.wav": (by(*tone(), "-c:a adpcm_ima_wav"), Song(0.4)),
    "studio.wav": (by(*tone(rate=192000), "-c:a pcm_s24le"), Song(0.4)),
    "studio.flac": (by(*tone(rate=96000), "-sample_fmt s32"), Song(0.4)),
    "over-full.wav": (by("-f lavfi -i aevalsrc=3*sin(2765*t):d=0.4 -c:a pcm_f32le"), Song(0.4)),
    "large.wav": (by(*tone(), "-rf64 always"), Song(0.4)),
    "broadcast.wav": (_from((*tone(), "-rf64", "always"), "wav", lambda body: b"BW64" + body[4:]), Song(0.4)),
    "length-nothing.wav": (_from(tone(), "wav", _told(0)), Song(0.4)),
    "length-unknown.wav": (_from(tone(), "wav", _told(0xFFFFFFFF)), Song(0.4)),
    "length-too-long.wav": (_from(tone(), "wav", _told(10**8)), Song(0.4)),
    "length-too-short.wav": (_from(tone(), "wav", _told(1_000)), Song(0.4)),
    "nothing-recorded.wav": (_from((*tone(), "-bitexact"), "wav", lambda body: body[:44]), Refused("media.no_streams")),
    "two-songs.mp3": (
        _from((*tone(), "-write_xing", "0"), "mp3", lambda body: body * 2),
        Song(0.85),
    ),
    "by-chance-like-a-disk.wav": (
        _from(tone(), "wav", lambda body: body[:510] + b"\x55\xaa" + body[512:]),
        Song(0.4),
    ),
    "no-length.flac": (
        _from(tone(), "flac", lambda body: body[:21] + bytes([body[21] & 0xF0]) + bytes(4) + body[26:]),
        Song(0.4),
    ),
    "cinema.dts": (by(*tone(rate=48000), "-c:a dca -strict -2 -ac 2"), Song(0.4, 2)),
    "studio.dsf": (_dsf, Song(0.2)),
    "studio.dff": (_dff, Song(0.2)),
    "four-channels.wav": (by(*tracks(4, "4c")), Song(0.4, 2)),
    "surround.flac": (by(*tracks(6, "5.1")), Song(0.4, 2)),
    "eight.mka": (by(*tracks(8, "7.1"), "-c:a flac"), Song(0.4, 2)),
    "field-recorder.wav": (by(*tracks(16, "16c")), Song(0.4, 2)),
}
