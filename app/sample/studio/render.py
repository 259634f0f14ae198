"""Pictures, labels and pages by a headless Chromium. What is drawn is in ``landscape``, ``pattern`` and ``paper``."""

import re
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

from PIL import Image

from app.sample.studio.drawing import HEIGHT, WIDTH, svg

PAGE = '<!doctype html><meta charset="utf-8"><style>html,body{{margin:0;background:{ground}}}</style>{body}'
BROWSER = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")


def _chromium(html: str, *options: str, width: int = WIDTH, height: int = HEIGHT) -> None:
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        size = f"--window-size={width},{height}"
        run([*BROWSER, f"--user-data-dir={folder}/browser", size, *options, str(page)], check=True, capture_output=True)


def screenshot(inside: str, target: Path, scale: float = 1.0, grain: bool = True) -> None:
    """A composition as a PNG of 2000 by 1500 pixels, times ``scale``."""
    html = PAGE.format(ground="#000", body=svg(inside, grain))
    _chromium(html, f"--screenshot={target}", f"--force-device-scale-factor={scale}")


def picture(inside: str, target: Path, scale: float = 1.0, quality: int = 68) -> None:
    """A composition as JPEG or WebP, by the target's ending."""
    with TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        screenshot(inside, shot, scale)
        image = Image.open(shot).convert("RGB")
        if target.suffix == ".webp":
            image.save(target, quality=quality, method=6)
        else:
            image.save(target, quality=72, optimize=True, progressive=True)


def label(text: str, target: Path, width: int, height: int) -> None:
    """A line of text at the lower left of a transparent PNG, to be laid over a film."""
    style = (
        "position:absolute;left:3%;bottom:5%;padding:.3em .8em;border-radius:.4em;color:#fbf8f3;background:#14122acc"
    )
    body = f"<div style=\"{style};font:600 {height // 26}px 'Be Vietnam Pro','Noto Sans',sans-serif\">{text}</div>"
    html = PAGE.format(ground="transparent", body=body)
    _chromium(html, f"--screenshot={target}", "--default-background-color=00000000", width=width, height=height)


def pdf(html: str, target: Path, moment: str) -> None:
    """A page of HTML printed. The printer's clock is set to ``moment`` (``20261122090000``): same input, same bytes."""
    _chromium(html, f"--print-to-pdf={target}", "--no-pdf-header-footer")
    printed = target.read_bytes()
    target.write_bytes(re.sub(rb"(/(?:Creation|Mod)Date \(D:)\d{14}", rb"\g<1>" + moment.encode(), printed))
