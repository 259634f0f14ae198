"""The argument lists of FFmpeg and ffprobe, as pure functions over ffmpeg-python. Running them is ``process``."""

import re
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import ffmpeg

from app.media.av import colour
from app.media.av.info import AvInfo
from app.media.av.ladder import Beat, Sound, Step, progressive_step, sound_rate

# Containers of sound and film. Playlists, manifests and picture sequences, which name other files, are not among them.
CONTAINERS: Final = (
    "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,ogg,flac,wav,w64,aiff,mp3,aac,loas,amr,amrnb,amrwb,asf,asf_o,"
    "flv,dv,mxf,caf,au,rm,ape,wv,tta,tak,ac3,eac3,dts,dsf,iff,mpc,mpc8,voc,qcp,wtv,ivf,nut"
)
MOST_PIXELS: Final = 36_000_000
MOST_DEMUXED: Final = 1000
WAVEFORM_RATE: Final = 16_000
HLS_SECONDS: Final = 3.8
# WebP has one matrix, and FFmpeg hands on the numbers of a film as they are.
WEBP: Final = {"out_color_matrix": "bt601", "out_range": "tv"}

# All rungs start at one second exactly. Without it the muxer moves each rung by its own encoder's delay, and a change
# of rung, or to sound alone, jumps by up to 0.2 s.
HLS: Final = (
    "onfail=abort:f=hls:output_ts_offset=1:avoid_negative_ts=disabled:hls_time={seconds:.3f}:hls_playlist_type=vod:"
    "hls_segment_type=fmp4:hls_flags=single_file+independent_segments:hls_segment_filename={name}.mp4"
)


def probe(source: Path) -> list[str]:
    return [
        *("ffprobe", "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", CONTAINERS),
        *("-max_pixels", str(MOST_PIXELS), "-max_streams", str(MOST_DEMUXED)),
        # The first packets: of one that is encrypted nothing else tells.
        *("-show_format", "-show_streams", "-show_packets", "-read_intervals", "%+#2"),
        *("-of", "json", "-i", _url(source)),
    ]


def count(source: Path, indexes: Iterable[int]) -> list[str]:
    """Reads every packet and decodes none. One stream of which nothing is known would end it."""
    given = _input(source, threads=1)
    stream = ffmpeg.output(*(given[str(index)] for index in indexes), "-", f="null", c="copy")
    return _line(stream.global_args("-progress", "pipe:1"))


def analysis(source: Path, info: AvInfo, *, waveform: bool) -> list[str]:
    """Loudness on standard error; with ``waveform`` 16-bit samples of one channel on standard output."""
    heard = _heard(_source(source, info, threads=1), info).filter("ebur128", peak="true", framelog="verbose")
    if waveform:
        mono = _mono(heard, info).filter("aresample", WAVEFORM_RATE)
        return _line(ffmpeg.output(mono, "pipe:1", f="s16le", acodec="pcm_s16le"), loglevel="info")
    return _line(ffmpeg.output(heard, "-", f="null"), loglevel="info")


def film(
    source: Path,
    info: AvInfo,
    steps: tuple[Step, ...],
    sounds: tuple[Sound, ...],
    beat: Beat,
    *,
    gain: float,
    threads: int,
    tonemap: bool,
    even: Path | None = None,
) -> list[str]:
    """All rungs and the progressive film in one run: each picture and each sound is encoded once and the ``tee`` muxer
    puts them together, so that the better sound is not encoded again for every rung that carries it. ``even`` has the
    sound instead of the source, from where it begins."""
    given = _source(source, info, threads)
    pictures = _pictures(given, info, steps, beat, tonemap)
    sounding = _input(even, threads=1, itsoffset=f"{info.audio_starts:.3f}") if even else given
    voices = _voices(sounding, info, sounds, gain) if sounds else []
    parts = [_hls(step.name, _pair(n, step.rich, sounds), beat.seconds * 0.95) for n, step in enumerate(steps)]
    if sounds:
        parts.append(_hls(sounds[0].name, "a:0", HLS_SECONDS))
        parts.append(_whole_sound(sounds))
    at = steps.index(progressive_step(steps))
    parts.append(_faststart("progressive.mp4", _pair(at, True, sounds), "mp4"))
    options = {"vsync": "cfr"} | _picture_options(steps, beat, threads) | _sound_options(sounds)
    return _apart(_line(_tee(pictures + voices, parts, options), threads=threads))


def sound(source: Path, info: AvInfo, sounds: tuple[Sound, ...], *, gain: float) -> list[str]:
    voices = _voices(_source(source, info, threads=1), info, sounds, gain)
    parts = [_hls(one.name, f"a:{n}", HLS_SECONDS) for n, one in enumerate(sounds)]
    parts.append(_whole_sound(sounds))
    return _line(_tee(voices, parts, _sound_options(sounds)))


def evened(source: Path, info: AvInfo, target: Path) -> list[str]:
    """One plain stream of two channels; holes are filled. In floating point numbers, for which FFmpeg does not make six
    channels softer than two."""
    shape = {"ac": 2, "ar": sound_rate(info), "sample_fmt": "fltp", "c:a": "wavpack", "af": "aresample=async=1"}
    given = _source(source, info, threads=1)[str(info.audio_index)]
    return _line(ffmpeg.output(given, _url(target), f="matroska", map_metadata=-1, **shape))


def times(source: Path, index: int) -> list[str]:
    """One line for each packet of a stream."""
    return [
        *("ffprobe", "-v", "error", "-protocol_whitelist", "file", "-format_whitelist", CONTAINERS),
        *("-select_streams", str(index), "-show_entries", "packet=pts_time", "-of", "csv=p=0", "-i", _url(source)),
    ]


def candidates(film: Path, *, every: float, keys: bool, width: int, height: int) -> list[str]:
    """Small frames, ``every`` seconds apart, as bytes of red, green, blue on standard output; on standard error lines
    with ``pts_time:``. With ``keys`` only key frames are decoded."""
    given = _input(film, threads=1, **({"skip_frame": "nokey"} if keys else {}))
    frames = given.video.filter("select", f"isnan(prev_selected_t)+gte(t-prev_selected_t,{every:.3f})")
    small = frames.filter("showinfo", checksum=0).filter("scale", width, height, flags="area")
    raw = {"f": "rawvideo", "pix_fmt": "rgb24", "vsync": "passthrough"}
    return _line(ffmpeg.output(small, "pipe:1", **raw), loglevel="info")


def poster(film: Path, target: Path, *, at: float, longest: int) -> list[str]:
    given = _input(film, threads=1, ss=f"{at:.3f}")
    side = f"min(1,{longest}/max(iw*sar,ih))"
    width, height = f"max(2,trunc(iw*sar*{side}))", f"max(2,trunc(ih*{side}))"
    scaled = given.video.filter("scale", width, height, **WEBP)
    return _line(ffmpeg.output(scaled.filter("setsar", 1), _url(target), **_webp(82)))


def sheet(film: Path, target: Path, *, nth: int, across: int, down: int, width: int, height: int) -> list[str]:
    """One picture with every ``nth`` key frame, small, in rows."""
    given = _input(film, threads=1, skip_frame="nokey")
    small = given.video.filter("select", f"not(mod(n,{nth}))").filter("scale", width, height, **WEBP)
    tiled = small.filter("tile", f"{across}x{down}")
    return _line(ffmpeg.output(tiled, _url(target), **_webp(60)))


def _url(path: Path) -> str:
    """Names like ``concat:a`` or ``-y`` are files too when they are said this way."""
    return f"file:{path.absolute()}"


def _source(source: Path, info: AvInfo, threads: int) -> Any:
    return _input(source, threads, **({"ignore_length": 1} if info.endless else {}))


def _input(source: Path, threads: int, **options: Any) -> Any:
    return ffmpeg.input(
        _url(source),
        protocol_whitelist="file",
        format_whitelist=CONTAINERS,
        max_pixels=MOST_PIXELS,
        threads=threads,
        **options,
    )


def _line(stream: Any, *, loglevel: str = "error", threads: int = 1) -> list[str]:
    words = ("-hide_banner", "-nostdin", "-nostats", "-loglevel", loglevel, "-filter_complex_threads", str(threads))
    line: list[str] = stream.global_args(*words).overwrite_output().compile()
    return line


def _apart(line: list[str]) -> list[str]:
    """Chains that share nothing become graphs of their own: when a picture changes its size in the middle, the filters
    of its graph are made anew, and the sound must not begin again because of it."""
    at = line.index("-filter_complex")
    graphs: list[tuple[set[str], list[str]]] = []
    for chain in line[at + 1].split(";"):
        labels, chains = set(re.findall(r"\[(\w+)\]", chain)), [chain]
        for other in [graph for graph in graphs if graph[0] & labels]:
            graphs.remove(other)
            labels, chains = labels | other[0], other[1] + chains
        graphs.append((labels, chains))
    words = [word for _, chains in graphs for word in ("-filter_complex", ";".join(chains))]
    return [*line[:at], *words, *line[at + 2 :]]


def _pictures(given: Any, info: AvInfo, steps: tuple[Step, ...], beat: Beat, tonemap: bool) -> list[Any]:
    """Made once at the largest size; the others are scaled from it."""
    picture = given[str(info.video_index)]
    if info.interlaced:
        picture = picture.filter("bwdif", mode="send_frame", deint="interlaced")
    # What comes before the first frame is filled when frames are written (``-vsync cfr``): where a film changes its
    # size in the middle FFmpeg makes all filters anew, and one that began at 0 would do so each time.
    picture = picture.filter("fps", _fraction(beat.fps))
    if missing := _missing(info.video_duration, info.audio_duration):
        picture = picture.filter("tpad", stop_mode="clone", stop_duration=missing)
    picture = _fitted(picture, steps[-1], info, colour.scaling(info.colour, convert=tonemap))
    for words in colour.filters(info.colour, convert=tonemap):
        picture = picture.filter(**words)
    # format: telephones and cameras give full range, 10 bits or 4:2:2, which many browsers do not play.
    copies = picture.filter("format", "yuv420p").filter_multi_output("split", len(steps))
    return [_rung(copies[n], step, steps[-1]) for n, step in enumerate(steps)]


def _rung(copy: Any, step: Step, top: Step) -> Any:
    thinned = copy.filter("framestep", step.every) if step.every > 1 else copy
    return thinned if step is top else _scaled(thinned, step)


def _fitted(picture: Any, step: Step, info: AvInfo, options: dict[str, str]) -> Any:
    """A film that stands up in the middle, as a telephone does in a call, is shown whole, with black beside it."""
    wider = f"dar*{info.height}/{info.width}"
    alike = f"lt(abs({wider}-1),0.03)"
    width = f"if({alike}+gt({wider},1),{step.width},max(2,2*trunc({step.height}*dar/2)))"
    height = f"if({alike}+lt({wider},1),{step.height},max(2,2*trunc({step.width}/dar/2)))"
    scaled = picture.filter("scale", width, height, out_range="tv", **options).filter("setsar", 1)
    return scaled.filter("pad", step.width, step.height, -1, -1)


def _scaled(picture: Any, step: Step) -> Any:
    return picture.filter("scale", step.width, step.height, out_range="tv").filter("setsar", 1)


def _heard(given: Any, info: AvInfo) -> Any:
    """At most two channels of floating point numbers, which a sum of channels cannot clip, from time 0."""
    chosen = given[str(info.audio_index)]
    if info.right_index is not None:
        both = (chosen, given[str(info.right_index)])
        chosen = ffmpeg.filter(both, "join", inputs=2, channel_layout="stereo", map="0.0-FL|1.0-FR")
    elif info.channels > 8:  # no layout has a name any more; the first two tracks of a field recorder are its mix
        chosen = chosen.filter("pan", "stereo|c0<c0|c1<c1")
    layout = "mono" if info.channels == 1 else "stereo"
    even = chosen.filter("aresample", sound_rate(info), first_pts=0, **{"async": 1})
    if info.offset:
        even = even.filter("dcshift", shift=f"{-info.offset:.5f}")
    return even.filter("aformat", sample_fmts="fltp", channel_layouts=layout)


def _mono(heard: Any, info: AvInfo) -> Any:
    """The mean of both channels (``<`` makes the shares add up to 1): FFmpeg's own sum would be 3 dB louder."""
    return heard if info.channels == 1 else heard.filter("pan", "mono|c0<c0" if info.opposed else "mono|c0<c0+c1")


def _voices(given: Any, info: AvInfo, sounds: tuple[Sound, ...], gain: float) -> list[Any]:
    heard = _heard(given, info).filter("volume", f"{gain:.2f}dB", precision="float")
    if missing := _missing(info.audio_duration, info.video_duration):
        # Players stop where one of two streams has nothing, even when the film goes on.
        heard = heard.filter("apad", pad_dur=missing)
    copies = heard.filter_multi_output("asplit", len(sounds))
    return [_mono(copies[n], info) if one.channels == 1 else copies[n] for n, one in enumerate(sounds)]


def _missing(own: float | None, other: float | None) -> float:
    """Seconds by which a stream is shorter than the one beside it; 0 where the container does not say."""
    return round(other - own, 3) if own and other and other - own > 0.1 else 0.0


def _tee(streams: Iterable[Any], parts: Iterable[str], options: dict[str, Any]) -> Any:
    common = {"f": "tee", "map_metadata": -1, "map_chapters": -1, "flags": "+global_header+bitexact"}
    output = ffmpeg.output(*streams, "|".join(parts), **common, **options)
    return output.global_args("-progress", "pipe:1", "-stats_period", "1")


def _pair(picture: int, rich: bool, sounds: tuple[Sound, ...]) -> str:
    return f"v:{picture},a:{len(sounds) - 1 if rich else 0}" if sounds else f"v:{picture}"


def _hls(name: str, select: str, seconds: float) -> str:
    return rf"[select=\'{select}\':{HLS.format(name=name, seconds=seconds)}]{name}.m3u8"


def _faststart(name: str, select: str, container: str) -> str:
    return rf"[select=\'{select}\':onfail=abort:f={container}:fflags=+bitexact:movflags=+faststart]{name}"


def _whole_sound(sounds: tuple[Sound, ...]) -> str:
    return _faststart("audio.m4a", f"a:{len(sounds) - 1}", "ipod")


def _picture_options(steps: tuple[Step, ...], beat: Beat, threads: int) -> dict[str, Any]:
    options: dict[str, Any] = {"c:v": "libx264", "profile:v": "high", "sc_threshold": 0, "threads:v": threads}
    for n, step in enumerate(steps):
        options |= {
            f"preset:v:{n}": step.preset,
            f"crf:v:{n}": step.crf,
            f"maxrate:v:{n}": f"{step.kbit}k",
            f"bufsize:v:{n}": f"{2 * step.kbit}k",
            f"g:v:{n}": beat.frames // step.every,
            # The encoder is then as late with half of the frames as with all, 1 long frame instead of 2 short ones. How
            # late it is decides where the muxer cuts the sound, and a player that changes rungs must find no hole.
            f"b-pyramid:v:{n}": "none" if step.every == 2 else "normal",
        }
    return options


def _sound_options(sounds: tuple[Sound, ...]) -> dict[str, Any]:
    options: dict[str, Any] = {"c:a": "aac"} if sounds else {}
    options |= {f"b:a:{n}": f"{one.kbit}k" for n, one in enumerate(sounds)}
    return options | {f"cutoff:a:{n}": one.cutoff for n, one in enumerate(sounds) if one.cutoff}


def _webp(quality: int) -> dict[str, Any]:
    return {"frames:v": 1, "c:v": "libwebp", "q:v": quality, "f": "image2", "update": 1, "map_metadata": -1}


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
