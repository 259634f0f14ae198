"""Waiting for what a page does in its own time: polled from here, so that a slow machine only makes it later."""

from collections.abc import Callable

from playwright.sync_api import Frame, Page


def until(
    page: Page, holds: Callable[[], object], told: Callable[[], object] = lambda: "", *, seconds: int = 20
) -> None:
    """Comes back once ``holds`` is true; else fails with what ``told`` says."""
    for _ in range(seconds * 20):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError(told())


def until_said(page: Page, expression: str, frame: Frame | None = None) -> None:
    """Waits for an expression to hold; a page's own policy forbids Playwright's way of waiting for one."""
    until(page, lambda: (frame or page).evaluate(expression), lambda: expression)


def kept_here(page: Page, words: str) -> None:
    """Waits until the page's script has kept what was typed in this browser."""
    until(
        page, lambda: page.evaluate("(words) => Object.values(localStorage).some((one) => one.includes(words))", words)
    )
