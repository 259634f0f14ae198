"""Streams as other programs read them over HTTP: FFmpeg's own reader, and hls.js in a browser for sound alone."""

import json
import re
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from playwright.sync_api import Page

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
STATIC = Path(__file__).parents[2] / "static"
VARIANT = re.compile(r"#EXT-X-STREAM-INF:(\S+)\n(\S+)")
ATTRIBUTE = re.compile(r'([A-Z-]+)=("[^"]*"|[^,]*)')


def read(address: str) -> dict[str, Any]:
    line = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", address]
    found: dict[str, Any] = json.loads(subprocess.run(line, check=True, capture_output=True).stdout)
    return found


def complaints(address: str) -> str:
    line = ["ffmpeg", "-v", "error", "-nostdin", "-i", address, "-f", "null", "-"]
    return subprocess.run(line, check=True, capture_output=True, text=True).stderr


@pytest.fixture
def film(served: Served) -> str:
    return f"{served.base}/media/{served.media['video']}/"


def variants(film: str) -> dict[str, dict[str, str]]:
    answer = requests.get(f"{film}master.m3u8", timeout=10)
    assert answer.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    return {
        name: {key: value.strip('"') for key, value in ATTRIBUTE.findall(told)}
        for told, name in VARIANT.findall(answer.text)
    }


def test_every_rung_is_over_http_what_the_master_playlist_says(film: str) -> None:
    for name, told in variants(film).items():
        found = read(urljoin(film, name))
        kinds = {stream["codec_type"]: stream for stream in found["streams"]}
        assert len(kinds) == told["CODECS"].count(",") + 1
        assert "mp4a.40.2" not in told["CODECS"] or kinds["audio"]["profile"] == "LC"
        if "RESOLUTION" in told:
            video = kinds["video"]
            assert told["RESOLUTION"] == f"{video['width']}x{video['height']}"
            assert told["CODECS"].startswith(f"avc1.6400{video['level']:02x}")
            assert float(told["FRAME-RATE"]) == pytest.approx(float(Fraction(video["avg_frame_rate"])), abs=0.01)
        assert complaints(urljoin(film, name)) == ""


def test_no_stretch_of_a_rung_takes_more_than_its_bandwidth(film: str) -> None:
    for name, told in variants(film).items():
        text = requests.get(urljoin(film, name), timeout=10).text
        pieces = [(float(s), int(n)) for s, n in re.findall(r"#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)@", text)]
        target = int(re.findall(r"TARGETDURATION:(\d+)", text)[0])
        rates = [length * 8 / seconds for seconds, length in pieces if 0.5 * target <= seconds <= 1.5 * target]
        assert max(rates) <= int(told["BANDWIDTH"]) + 1
        mean = sum(length for _, length in pieces) * 8 / sum(seconds for seconds, _ in pieces)
        assert int(told["AVERAGE-BANDWIDTH"]) == pytest.approx(mean, abs=2)


def test_the_sound_of_a_film_can_be_heard_and_fetched_alone(film: str, page: Page) -> None:
    alone = [name for name, told in variants(film).items() if "RESOLUTION" not in told]
    assert alone
    whole = requests.get(f"{film}audio.m4a", timeout=10)
    assert whole.headers["Content-Type"] == "audio/mp4"
    assert [stream["codec_type"] for stream in read(f"{film}audio.m4a")["streams"]] == ["audio"]
    assert requests.get(f"{film}waveform.json", timeout=10).json()["version"] == 2
    page.goto(urljoin(film, "/vi/"))
    library = next(STATIC.glob("vendor/hls/*/hls.light.min.js"))
    played = page.evaluate(
        """async ([address, library]) => {
            const { default: Hls } = await import(library);
            const sound = document.body.appendChild(document.createElement("audio"));
            sound.muted = true;
            const stream = new Hls();
            stream.loadSource(address);
            stream.attachMedia(sound);
            await new Promise((done) => stream.on(Hls.Events.MANIFEST_PARSED, done));
            await sound.play();
            await new Promise((done) => { sound.ontimeupdate = () => sound.currentTime > 0.3 && done(); });
            return sound.currentTime;
        }""",
        [urljoin(film, alone[0]), f"/static/{library.relative_to(STATIC)}"],
    )
    assert played > 0.3
