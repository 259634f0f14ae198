"""A book page by page, and documents made to do harm: seconds, and memory of the process that opens them.

``.venv/bin/python -m tests.bench.bench_documents``
"""

import tempfile
import time
from pathlib import Path

from app.errors import MediaRefused
from app.media import document_apart
from app.services.media import making
from tests.difficult_documents import HELLO, HOSTILE, Difficult, packed, several

PAGES = 200
SAID = "Gia lang danh ba hoi chieng. " * 3
TEXT = "\n".join(f"BT /F1 11 Tf 50 {780 - 16 * line} Td ({SAID}) Tj ET" for line in range(45))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book(folder)
        for difficult in HOSTILE:
            hostile(folder, difficult)


def book(folder: Path) -> None:
    source = folder / "book.pdf"
    source.write_bytes(several("4 0 R " * PAGES, PAGES, {5: packed(HELLO + TEXT)}))
    began, memory = time.monotonic(), [0]
    made = making.document(
        source, folder / "made", {}, lambda _done, _total: memory.append(document_apart.most_memory())
    )
    seconds = time.monotonic() - began
    most = max(memory) >> 20
    print(f"{PAGES} pages of A4, 45 lines each: {seconds:.1f} s, {1000 * seconds / PAGES:.0f} ms a page")
    print(f"  {len(made.detail['pages'])} pyramids with their text; memory of the process apart {most} MB at most")


def hostile(folder: Path, difficult: Difficult) -> None:
    source, began = difficult.made(folder), time.monotonic()
    try:
        document_apart.inspect(source)
        document_apart.render_page(source, 1, making.PAGE_DPI, folder / "1.png")
        outcome = f"shown, {document_apart.most_memory() >> 20} MB at most"
    except MediaRefused as refused:
        outcome = refused.problem.code
    print(f"{difficult.name:26} {time.monotonic() - began:6.1f} s  {outcome}", flush=True)


if __name__ == "__main__":
    main()
