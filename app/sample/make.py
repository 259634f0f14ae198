"""Makes the media files of the sample collection anew: ``python -m app.sample.make``, some four minutes on two cores.

It needs the archive's own dependencies and, on the machine: chromium, ffmpeg, sox, espeak-ng and Noto Sans. The
files are committed, so nobody needs to run it but whoever changes a picture, a sound or a text. The same code on the
same machine makes the same files.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app.sample import MEDIA_FILES
from app.sample.studio import landscape, pattern, speech
from app.sample.studio.film import Shot, encode, film
from app.sample.studio.gallery import GALLERY
from app.sample.studio.paper import html
from app.sample.studio.render import label, pdf, picture, screenshot
from app.sample.studio.sound import Sound, eight_strings, faded, level, mixed, one_by_one, six_gongs, write
from app.sample.studio.sound import pattern as gong_pattern

PICTURES = {
    "xtieng-chieng.jpg": pattern.one_gong,
    "xtieng-sau-chieng.jpg": pattern.six_gongs,
    "xtieng-mua-gat.webp": landscape.harvest_light,
    "xtieng-soi-vai.webp": pattern.plain_weave,
    "cham-kate.jpg": landscape.procession,
    "cham-akhar-thrah.webp": pattern.quarter_turns,
    "cham-gom.jpg": pattern.walked_circles,
    "cham-po-sah-inu.webp": landscape.courses,
    "tay-long-tong.jpg": landscape.terraces,
    "tay-nung-thai-then.webp": pattern.strings,
    "thai-xoe.webp": pattern.ring,
    "mong-gau-tao.jpg": landscape.ridges,
    "dao-cap-sac.webp": landscape.lamps,
    "khmer-ok-om-bok.webp": landscape.moon_on_water,
    "khmer-la-buong.webp": landscape.palm_fan,
    "e-de-khan.webp": landscape.hearth,
    "pa-then-nhay-lua.webp": landscape.sparks,
    "mau-chieng-tong-hop.webp": pattern.pulse,
    "mau-han-che.webp": pattern.screen,
    "mau-tai-lieu.webp": pattern.pages,
}
LARGE = {"xtieng-chieng.jpg": 1.2}
# scale and quality: the whole collection has to stay under eight megabytes
SMALL = (0.8, 60)
GONG_SHOTS = (pattern.one_gong, landscape.procession, landscape.harvest_light, pattern.six_gongs, pattern.ring)
LABEL = "Phim mẫu do Chiêng làm ra · A sample made by Chiêng"
PRINTED = "20261122090000"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def make_pictures() -> None:
    for name, composition in PICTURES.items():
        picture(composition(), MEDIA_FILES / name, LARGE.get(name, 1.0))
        say(name)
    for name, composition in GALLERY.items():
        picture(composition(), MEDIA_FILES / name, *SMALL)
        say(name)


def make_sounds(gongs: list[Sound], folder: Path) -> None:
    sounds = {
        "xtieng-sau-chieng.mp3": gong_pattern(gongs),
        "mau-chieng-tong-hop.flac": one_by_one(gongs),
        "khmer-ok-om-bok-loi-doc.m4a": spoken("khmer-ok-om-bok-loi-doc", speech.MOON_READING, folder)[0],
        "tay-ba-be-loi-doc.m4a": spoken("tay-ba-be-loi-doc", speech.LAKE_READING, folder)[0],
        "raglai-tieng-day.m4a": eight_strings(),
    }
    for name, sound in sounds.items():
        write(level(sound, 0.8), folder / "sound.wav")
        encode(folder / "sound.wav", MEDIA_FILES / name)
        say(name)


def spoken(stem: str, lines: tuple[speech.Line, ...], folder: Path, start: float = 0.3) -> tuple[Sound, list[float]]:
    """The voice, the second at which each line begins, and the captions written beside the file they belong to."""
    voice, cues = speech.speak(lines, folder, start)
    for language in ("vi", "en"):
        captions = speech.webvtt(cues, language)
        (MEDIA_FILES / f"{stem}.{language}.vtt").write_text(captions, encoding="utf-8")
    return voice, [cue.start for cue in cues]


def make_gong_film(gongs: list[Sound], folder: Path) -> None:
    voice, starts = spoken("xtieng-phim-mau", speech.GONG_FILM, folder, 1.2)
    end = 29.0
    stroke, strokes = (0.0, 0.5, gongs[0]), (starts[3] - 0.3, 0.34, gong_pattern(gongs))
    write(faded(mixed((stroke, strokes, (0.0, 0.95, voice)), end), 2.5), folder / "sound.wav")
    cuts = [0.0, *(start - 0.3 for start in starts[1:]), end]
    shots: list[Shot] = []
    for number, composition in enumerate(GONG_SHOTS):
        shots.append(Shot(folder / f"{number}.png", cuts[number + 1] - cuts[number]))
        screenshot(composition(), shots[-1].picture, grain=False)
    finish(shots, folder, "xtieng-phim-mau.mp4")


def make_closed_film(folder: Path) -> None:
    voice, _ = spoken("mau-phim-han-che", speech.CLOSED_FILM, folder)
    write(voice, folder / "sound.wav")
    screenshot(pattern.screen(), folder / "0.png", grain=False)
    finish([Shot(folder / "0.png", 8.0)], folder, "mau-phim-han-che.mp4")


def finish(shots: list[Shot], folder: Path, name: str) -> None:
    label(LABEL, folder / "label.png", 1280, 720)
    film(shots, folder / "label.png", folder / "sound.wav", MEDIA_FILES / name)
    say(name)


def main() -> None:
    MEDIA_FILES.mkdir(exist_ok=True)
    make_pictures()
    gongs = six_gongs()
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_sounds(gongs, folder)
        make_gong_film(gongs, folder)
        make_closed_film(folder)
    pdf(html(), MEDIA_FILES / "mau-kho-chieng-lam-the-nao.pdf", PRINTED)
    say(f"{sum(file.stat().st_size for file in MEDIA_FILES.iterdir()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
