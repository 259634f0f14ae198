"""Waiting for what comes in its own time: polled from here, so that a slow machine only makes it later.

What a page itself can tell is waited for with ``page.wait_for_function("() => …")``; a bare expression, which would be
evaluated again and again, its policy forbids.
"""

from collections.abc import Callable

from playwright.sync_api import Page


def until(page: Page, holds: Callable[[], object], told: Callable[[], object] = lambda: "") -> None:
    """Comes back once ``holds`` is true; after twenty seconds fails with what ``told`` says."""
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError(told())


def kept_here(page: Page, words: str) -> None:
    """Waits until the page's script has kept what was typed in this browser."""
    among = "(words) => Object.values(localStorage).some((one) => one.includes(words))"
    page.wait_for_function(among, arg=words, timeout=20_000)
