"""Officers at their desks, in a real browser."""

import re
import uuid

from playwright.sync_api import Page, expect

from app.services import texts
from app.services.jobs import process_name
from app.services.viewer import SYSTEM, Viewer
from tests.browser.conftest import Served
from tests.conftest import PASSWORD
from tests.made import festival, text
from workers.jobs import Runner

EDIT = re.compile(r"/vi/desk/[0-9a-z]{8}(#media)?$")
KEPT = re.compile("Những gì bạn gõ đã được giữ")
SAVED = re.compile("Đã lưu bản nháp")
STATE = "[data-autosave-state]"


def account(served: Served, role: str = "publisher") -> Viewer:
    made = served.archive.accounts.add(f"{role}-{uuid.uuid4().hex[:6]}", PASSWORD, role=role)
    return served.archive.accounts.viewer(made)


def sign_in(page: Page, served: Served, viewer: Viewer | None = None, path: str = "/vi/desk") -> Viewer:
    """Signs in through the form, and goes on to ``path``."""
    viewer = viewer or account(served)
    page.goto(f"{served.base}/vi/sign-in?next={path}")
    page.get_by_label("Tên đăng nhập").fill(viewer.name)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(served.base + path)
    return viewer


def listening(page: Page) -> None:
    """Waits until the page's script keeps what is typed."""
    page.locator("form[data-listening]").wait_for()


def draft(served: Served, **more: object) -> str:
    """The identifier of a draft that could be published."""
    described = {"title": [text("Lễ mừng lúa mới")]} if more.pop("bare", False) else festival("Lễ mừng lúa mới", **more)
    return served.archive.records.create(SYSTEM, "festival", texts.body(described)).identifier


def at(page: Page, served: Served, record: str, viewer: Viewer | None = None, *, scripts: bool = True) -> Viewer:
    """An officer with the form of a record before them."""
    viewer = sign_in(page, served, viewer, f"/vi/desk/{record}")
    if scripts:
        listening(page)
    return viewer


def title(served: Served, record: str) -> str:
    """The newest title, as saved."""
    found: str = served.archive.reading.record(SYSTEM, record, head=True).metadata["title"][0]["value"]
    return found


def work(served: Served) -> None:
    """Does the jobs that wait."""
    Runner(served.archive, process_name()).run_until_idle()


def told(page: Page, words: re.Pattern[str] | str) -> None:
    expect(page.locator(STATE)).to_have_text(words)


def focused(page: Page) -> str:
    """The name, else the text, of what has the focus."""
    found: str = page.evaluate(
        "(document.activeElement.name || '') + ' ' + (document.activeElement.value || document.activeElement.innerText)"
    )
    return found.strip()
