"""From an original to everything a player needs, in one folder that appears whole. Sizes and qualities: ``ladder``."""

import errno
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from app.errors import MediaRefused
from app.media import child
from app.media.av import command, hearing, ladder, playlists, process, stills, times
from app.media.av.aside import aside
from app.media.av.info import AvInfo
from app.media.av.playlists import Rung
from metadata.problem import Problem

# What the encoder is allowed is seldom used up: about this part of it is, in films that move much.
USED_UP = 0.5

Told = Callable[[float], None]


def transcode_video(
    source: Path, target_dir: Path, info: AvInfo, on_progress: Told, threads: int = 2, *, speech: bool = False
) -> tuple[Rung, ...]:
    """Makes ``master.m3u8``, ``RUNG.m3u8`` and ``RUNG.mp4`` for each rung returned, ``progressive.mp4``,
    ``poster.webp``, ``sprites.webp`` and ``sprites.vtt``; of a film with sound that can be read ``audio.m4a`` and
    ``waveform.json``, too. ``target_dir`` is replaced.

    ``on_progress`` hears how many seconds of ``info.duration`` are encoded. Raises ``MediaRefused``:
    ``media.no_picture``, ``media.damaged``, ``media.too_slow``, ``media.too_heavy``, ``media.too_long``,
    ``media.impossible_times``; ``OSError`` when the disk has no room for it.
    """
    if not info.has_video:
        raise MediaRefused(Problem("media.no_picture"))
    steps, beat = ladder.steps(info), ladder.beat(info.fps)
    with aside(target_dir) as folder:
        sound = hearing.heard(source, info, folder)
        sounds = ladder.sounds(sound.info, speech=speech) if sound.info.has_audio else ()
        _room(folder, info, sum(step.kbit for step in steps), sounds)
        line = command.film(
            *(source, sound.info, steps, sounds, beat),
            gain=sound.gain,
            threads=threads,
            tonemap=_can_tonemap(),
            even=sound.even,
        )
        _encode(line, folder, source, info, on_progress)
        sound.settled()
        made = [
            playlists.rung(folder, step.name, step.width, step.height, beat.fps / step.every, sound=bool(sounds))
            for step in steps
        ]
        rungs = _whole([*made, *_heard_alone(folder, sounds[:1])])
        (folder / "master.m3u8").write_text(playlists.master(rungs), "ascii")
        if sounds:
            (folder / "waveform.json").write_text(sound.peaks.json(sound.gain), "ascii")
        stills_of(folder, rungs[: len(steps)], beat.seconds)
    return rungs


def transcode_audio(source: Path, target_dir: Path, info: AvInfo, speech: bool, on_progress: Told) -> tuple[Rung, ...]:
    """Makes ``master.m3u8``, ``RUNG.m3u8`` and ``RUNG.mp4`` for each rung returned, ``audio.m4a`` and
    ``waveform.json``; ``target_dir`` is replaced. Raises ``MediaRefused``: ``media.no_sound``, else as for films."""
    if not info.has_audio:
        raise MediaRefused(Problem("media.no_sound"))
    with aside(target_dir) as folder:
        sound = hearing.heard(source, info, folder)
        sounds = ladder.sounds(sound.info, speech=speech)
        _room(folder, info, 0, sounds)
        line = command.sound(sound.even or source, sound.info, sounds, gain=sound.gain)
        _encode(line, folder, sound.even or source, info, on_progress)
        sound.settled()
        rungs = _whole(_heard_alone(folder, sounds))
        (folder / "master.m3u8").write_text(playlists.master(rungs), "ascii")
        (folder / "waveform.json").write_text(sound.peaks.json(sound.gain), "ascii")
    return rungs


def _encode(line: list[str], folder: Path, source: Path, info: AvInfo, on_progress: Told) -> None:
    clock = times.Clock(source, info)

    def tell(seconds: float) -> None:
        clock(seconds)
        on_progress(seconds)

    try:
        process.run(line, seconds=times.limit(info), cwd=folder, on_output=process.Progress(tell))
    except process.Failed as error:
        raise MediaRefused(Problem("media.damaged")) from error


def _room(folder: Path, info: AvInfo, pictures: int, sounds: tuple[ladder.Sound, ...]) -> None:
    """Before hours of work, not after them: is there room for what it is likely to make?"""
    kbit = pictures * USED_UP + sum(sound.kbit for sound in sounds) * 2
    if shutil.disk_usage(folder).free < kbit * 125 * info.duration:
        raise OSError(errno.ENOSPC, child.NO_SPACE)


def _heard_alone(folder: Path, sounds: tuple[ladder.Sound, ...]) -> list[Rung | None]:
    return [playlists.rung(folder, one.name, 0, 0, Fraction(0), sound=True) for one in sounds]


def _whole(made: list[Rung | None]) -> tuple[Rung, ...]:
    rungs = tuple(rung for rung in made if rung)
    if len(rungs) < len(made):
        raise MediaRefused(Problem("media.damaged"))
    return rungs


def stills_of(folder: Path, rungs: tuple[Rung, ...], gap: float) -> None:
    largest, small = rungs[-1], rungs[min(1, len(rungs) - 1)]
    looked_at = folder / f"{small.name}.mp4"
    stills.poster(folder / f"{largest.name}.mp4", folder / "poster.webp", largest.seconds, small=looked_at)
    stills.sprites(looked_at, folder, small.seconds, gap, (small.width, small.height))


def _can_tonemap() -> bool:
    return {"zscale", "tonemap"} <= process.filters()
