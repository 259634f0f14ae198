"""A film's whole ladder beside the FFmpeg command that an engineer would type for the same rungs. ``make bench-av``."""

import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.media import av, waveform
from app.media.av import command, hearing, ladder, process, transcode
from app.media.av.ladder import Beat, Sound, Step
from tests.media_samples import film

SECONDS = 30
ROUNDS = 2
THREADS = 2


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = _repeated(folder / "film.mp4")
        info = av.inspect(source)
        steps, sounds, beat = ladder.steps(info), ladder.sounds(info, speech=False), ladder.beat(info.fps)
        ours = command.film(source, info, steps, sounds, beat, gain=0.0, threads=THREADS, tonemap=False)
        theirs = bare(source, steps, sounds, beat)
        # Taking turns, so that a busy machine is as busy for one as for the other.
        pairs = [(_timed(_run(theirs, folder / f"b{n}")), _timed(_run(ours, folder / f"a{n}"))) for n in range(ROUNDS)]
        least, own = (min(times) for times in zip(*pairs, strict=True))
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        measured = _timed(lambda: hearing.measure(source, info, waveform.Peaks(command.WAVEFORM_RATE)))
        rungs = av.transcode_video(source, folder / "made", info, lambda _: None, THREADS)
        pictures = _timed(lambda: transcode.stills_of(folder / "made", rungs[: len(steps)], beat.seconds))
    print(f"film of {info.duration:.0f} s, {info.width} × {info.height}, {len(steps)} rungs and sound alone")
    print(f"  bare FFmpeg                      {least:6.1f} s")
    print(
        f"  our encoding run                 {own:6.1f} s   {own / least:.2f} × bare, with progressive film and sound"
    )
    print(f"  loudness and waveform, before it {measured:6.1f} s")
    print(f"  poster and sprites, after it     {pictures:6.1f} s")
    print(f"  all of it                        {own + measured + pictures:6.1f} s   ", end="")
    print(f"{(own + measured + pictures) / least:.2f} × bare; FFmpeg's memory at most {most} MB")


def bare(source: Path, steps: tuple[Step, ...], sounds: tuple[Sound, ...], beat: Beat) -> list[str]:
    """Each rung scaled from the source, with its own sound, by the muxer's own map of variants; no progressive file."""
    count = len(steps)
    split = f"[0:v]fps={beat.fps},split={count}" + "".join(f"[i{n}]" for n in range(count))
    scaled = [
        f"[i{n}]{f'framestep={step.every},' if step.every > 1 else ''}scale={step.width}:{step.height},"
        f"setsar=1,format=yuv420p[v{n}]"
        for n, step in enumerate(steps)
    ]
    line = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(source), "-filter_complex", ";".join([split, *scaled])]
    for n in range(count):
        line += ["-map", f"[v{n}]", "-map", "0:a:0"]
    line += ["-map", "0:a:0", "-c:v", "libx264", "-profile:v", "high", "-sc_threshold", "0", "-c:a", "aac"]
    for n, step in enumerate(steps):
        rate = ("-crf", step.crf, "-maxrate", f"{step.kbit}k", "-bufsize", f"{2 * step.kbit}k")
        named = zip(rate[::2], rate[1::2], strict=True)
        line += [str(word) for option, value in named for word in (f"{option}:v:{n}", value)]
        line += [f"-preset:v:{n}", step.preset, f"-g:v:{n}", str(beat.frames // step.every)]
    for n, sound in enumerate([sounds[-1 if step.rich else 0] for step in steps] + [sounds[0]]):
        line += [f"-b:a:{n}", f"{sound.kbit}k", f"-ac:a:{n}", str(sound.channels)]
    variants = [f"v:{n},a:{n},name:{step.name}" for n, step in enumerate(steps)]
    line += ["-map_metadata", "-1", "-f", "hls", "-hls_time", "3.8", "-hls_playlist_type", "vod"]
    line += ["-hls_segment_type", "fmp4", "-hls_flags", "single_file+independent_segments"]
    line += ["-master_pl_name", "master.m3u8", "-var_stream_map", " ".join([*variants, f"a:{count},name:audio"])]
    return [*line, "-hls_segment_filename", "%v.mp4", "%v.m3u8"]


def _repeated(target: Path) -> Path:
    line = ["ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", str(film()), "-c", "copy", "-t", str(SECONDS)]
    subprocess.run([*line, str(target)], check=True, stdin=subprocess.DEVNULL)
    return target


def _run(line: list[str], folder: Path) -> Callable[[], object]:
    folder.mkdir()
    return lambda: process.run(line, seconds=3600, cwd=folder)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
