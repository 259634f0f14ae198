"""Officers at their desks, in a real browser."""

import re

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
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


_accounts: dict[tuple[str, str], Viewer] = {}


def account(served: Served, role: str = "publisher") -> Viewer:
    """One for each role, since making a password is slow; it is ``PASSWORD``."""
    if (served.base, role) not in _accounts:
        made = served.archive.accounts.add(f"canbo-{role}", PASSWORD, role=role)
        _accounts[served.base, role] = served.archive.accounts.viewer(made)
    return _accounts[served.base, role]


def sign_in(page: Page, served: Served, path: str = "/vi/desk", role: str = "publisher") -> Viewer:
    """An officer who has signed in, before the page of ``path``."""
    viewer = account(served, role)
    page.context.add_cookies([{"name": "session", "value": session_of(served, viewer), "url": served.base}])
    page.goto(served.base + path)
    return viewer


def session_of(served: Served, viewer: Viewer) -> str:
    """What the browser of somebody holds after signing in."""
    app = Flask("session")
    app.secret_key = served.archive.settings.secret_key
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    made = serializer.dumps({"_user_id": f"{viewer.account_id}.0", "_fresh": True})
    return made if isinstance(made, str) else made.decode()


def enter(page: Page, viewer: Viewer) -> None:
    """Fills in the form of a page that asks to sign in, and sends it."""
    page.get_by_label("Tên đăng nhập").fill(viewer.name)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def listening(page: Page) -> None:
    """Waits until the page's script keeps what is typed."""
    page.locator("form[data-listening]").wait_for()


def draft(served: Served, **more: object) -> str:
    """The identifier of a draft that could be published."""
    described = {"title": [text("Lễ mừng lúa mới")]} if more.pop("bare", False) else festival("Lễ mừng lúa mới", **more)
    return served.archive.records.create(SYSTEM, "festival", texts.body(described)).identifier


def at(page: Page, served: Served, record: str, role: str = "publisher", *, scripts: bool = True) -> Viewer:
    """An officer with the form of a record before them."""
    viewer = sign_in(page, served, f"/vi/desk/{record}", role)
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
