"""A steward's walk with the keyboard alone: what waits, a word given, a rule set; every page passes axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.services import texts
from app.services.viewer import SYSTEM
from tests.browser.conftest import Served
from tests.conftest import PASSWORD
from tests.made import festival, text

SLUG = "mau"


@pytest.fixture
def waiting(served: Served) -> str:
    """A text that waits for the steward ``dai-dien``."""
    archive = served.archive
    archive.accounts.add("dai-dien", PASSWORD, role=None, display_name="Người đại diện mẫu")
    archive.communities.make(SYSTEM, SLUG, {"vi": "Cộng đồng mẫu"}, ["xtieng"])
    archive.communities.set_steward(SYSTEM, SLUG, "dai-dien", steward=True)
    body = texts.body(festival("Lễ chờ ý kiến", community=[{**text("Cộng đồng mẫu"), "target": SLUG}]))
    identifier = archive.records.create(SYSTEM, "festival", body).identifier
    archive.records.publish(SYSTEM, identifier, base=1)
    return identifier


def press(page: Page, name: str, role: str = "link") -> None:
    """Walks to it with Tab, as somebody without a mouse does, and presses Enter."""
    target = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    for _ in range(120):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"nobody comes to “{name}” by Tab")


def test_a_steward_agrees_and_sets_a_rule_by_keyboard(
    served: Served, page: Page, waiting: str, violations: Callable[[], list[str]]
) -> None:
    page.goto(f"{served.base}/vi/sign-in")
    page.get_by_label("Tên đăng nhập").focus()
    page.keyboard.type("dai-dien")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cộng đồng của tôi")
    assert violations() == []
    press(page, "Cộng đồng mẫu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cộng đồng mẫu")
    assert violations() == []
    press(page, "Lễ chờ ý kiến")
    expect(page.get_by_role("heading", name="Ý kiến của bạn")).to_be_visible()
    assert violations() == []
    press(page, "Xem đúng như công chúng sẽ thấy")
    expect(page.get_by_text("Đang chờ ý kiến của cộng đồng")).to_be_visible()
    assert violations() == []
    page.go_back()
    press(page, "Đồng ý công bố", "button")
    expect(page.get_by_role("status").first).to_contain_text("Xin cảm ơn")
    page.get_by_label("Ai được xem").focus()
    page.keyboard.type("Thành viên")
    press(page, "Đặt quy định", "button")
    expect(page.get_by_role("status").first).to_contain_text("Quy định có hiệu lực")
    assert served.archive.communities.one(SLUG).protocol == f"community:{SLUG}"
    assert served.archive.records.publish(SYSTEM, waiting, base=1) == []
    assert served.archive.reading.record(SYSTEM, waiting).access == f"community:{SLUG}"
    assert violations() == []


@pytest.mark.parametrize("width", [360, 1366])
def test_pages_of_communities_fit_and_pass(
    served: Served, page: Page, violations: Callable[[], list[str]], width: int
) -> None:
    slug = f"rong-{width}"
    served.archive.communities.make(
        SYSTEM, slug, {"vi": "Cộng đồng có tên rất dài để thử trang hẹp"}, ["mong"], "Nhà văn hóa"
    )
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/vi/communities", f"/vi/communities/{slug}", f"/en/communities/{slug}"):
        page.goto(served.base + path)
        assert violations() == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
