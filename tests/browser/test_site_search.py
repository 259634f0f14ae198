"""Searching in a real browser: suggestions by keyboard, by ear and by finger; results as pictures on a phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from app.bootstrap import Archive
from app.services import texts
from app.services.viewer import SYSTEM
from metadata.vocabulary import vocabulary
from tests.browser.conftest import Served, serving
from tests.browser.waiting import until
from tests.made import festival

pytestmark = pytest.mark.browser

GONGS = "Lễ hội cồng chiêng của người Xtiêng"


def field(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("#q")).to_have_role("combobox")
    page.locator("#q").focus()


def requests_of(page: Page) -> list[str]:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/suggestions" in request.url:
            asked.append(request.url)

    page.on("request", note)
    return asked


@pytest.mark.parametrize("path", ["/vi/", "/vi/search", "/vi/x"])
def test_a_suggestion_is_reached_by_arrows_and_opened_by_enter(page: Page, served: Served, path: str) -> None:
    field(page, served.base + path)
    page.keyboard.type("xt")
    options = page.locator(".suggestion")
    expect(options.first).to_contain_text("Xtiêng")
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "false")
    chosen = options.nth(1).get_attribute("id")
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", str(chosen))
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("xt")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vi/records/*")


def test_the_arrows_go_round_and_home_and_end_lead_back_into_the_field(page: Page, served: Served) -> None:
    field(page, served.base + "/vi/")
    page.keyboard.type("le")
    options = page.locator(".suggestion")
    expect(options).to_have_count(4)
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#q")).not_to_have_attribute("aria-activedescendant", "q-suggestions-0")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "q-suggestions-0")
    page.keyboard.press("Home")
    assert page.locator("#q").get_attribute("aria-activedescendant") is None
    assert page.evaluate("document.activeElement.selectionStart") == 0


def test_escape_closes_and_keeps_what_was_typed_and_enter_then_searches(page: Page, served: Served) -> None:
    field(page, served.base + "/vi/")
    page.keyboard.type("cong chieng")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("cong chieng")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("kết quả cho “cong chieng”")


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page, served: Served) -> None:
    field(page, served.base + "/vi/")
    page.keyboard.type("cong chieng")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/vi/search?q=cong+chieng")


def test_how_many_there_are_is_said_and_who_looks_elsewhere_sees_none(page: Page, served: Served) -> None:
    field(page, served.base + "/vi/search")
    page.keyboard.type("cong chieng")
    said = page.locator("#q ~ [role=status]")
    expect(said).to_have_text(re.compile("^Có (một|[0-9]+) gợi ý; bấm mũi tên xuống để tới$"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.locator("#q").fill("kangaroo")
    expect(said).to_have_text("")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (360, "dark")])
def test_axe_finds_nothing_in_open_suggestions_and_in_the_gallery(
    page: Page, served: Served, violations: Callable[[], list[str]], width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    field(page, served.base + "/vi/search?view=gallery&q=le+hoi+cong+chiegn")
    expect(page.locator(".found__meant a")).to_have_text("lễ hội cồng chiêng")
    assert violations() == []
    page.locator("#q").fill("xt")
    expect(page.locator(".suggestion").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations() == []


def test_while_a_word_is_composed_nothing_is_asked_and_no_key_is_taken(page: Page, served: Served) -> None:
    field(page, served.base + "/vi/")
    asked = requests_of(page)
    compose = page.context.new_cdp_session(page)
    for typed in ("c", "co", "coo", "cô", "côn", "công"):
        compose.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
    page.evaluate(
        """() => document.querySelector('#q').dispatchEvent(
             new KeyboardEvent('keydown', {key: 'ArrowDown', bubbles: true, isComposing: true}))"""
    )
    page.wait_for_timeout(900)
    assert asked == []
    expect(page.get_by_role("listbox")).to_be_hidden()
    compose.send("Input.insertText", {"text": "công"})
    expect(page.locator(".suggestion").first).to_contain_text("cồng chiêng")
    assert len(asked) == 1


def test_on_a_phone_whose_keyboard_composes_every_word_one_that_rests_is_asked_for(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="vi")
    page = context.new_page()
    field(page, served.base + "/vi/")
    asked = requests_of(page)
    compose = context.new_cdp_session(page)
    for typed in ("c", "co", "con", "cong"):
        compose.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
    expect(page.locator(".suggestion").first).to_contain_text("cồng chiêng")
    assert [address.partition("?")[2] for address in asked] == ["q=cong"]
    expect(page.locator("#q")).to_have_value("cong")
    context.close()


def test_only_the_last_question_is_answered_however_slow_the_others_are(page: Page, served: Served) -> None:
    field(page, served.base + "/vi/")
    waiting: list[Route] = []
    page.route("**/suggestions?q=x", lambda route: waiting.append(route))
    page.keyboard.type("x")
    until(page, lambda: waiting, lambda: "no first question was asked")
    page.locator("#q").fill("cong")
    expect(page.locator(".suggestion")).to_have_count(1)
    waiting.pop().abort()
    expect(page.locator(".suggestion")).to_have_text([f"{GONGS} Lễ hội · Xtiêng"])


def test_a_finger_opens_a_suggestion(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="vi")
    page = context.new_page()
    field(page, served.base + "/vi/search")
    page.keyboard.type("cong")
    option = page.locator(".suggestion").first
    box = option.bounding_box()
    assert box
    assert box["height"] >= 44
    assert box["x"] + box["width"] <= 360
    option.tap()
    page.wait_for_url(f"**/vi/records/{served.gongs}")
    context.close()


def test_suggestions_go_on_after_a_filter_was_set(page: Page, served: Served) -> None:
    page.goto(served.base + "/vi/search")
    page.locator("#f-people-xtieng").check()
    page.wait_for_url("**people=xtieng")
    page.locator("#q").focus()
    page.keyboard.type("cong")
    expect(page.locator(".suggestion")).to_have_count(1)


def test_the_gallery_is_kept_while_one_filters_and_fits_a_phone(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(served.base + "/vi/search")
    page.get_by_role("link", name="Ảnh", exact=True).click()
    page.wait_for_url("**/vi/search?view=gallery")
    first, second = (page.locator(".gallery > li").nth(at).bounding_box() for at in (0, 1))
    assert first
    assert second
    assert first["y"] == second["y"], "two beside each other"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".filters__open").click()
    page.locator("#f-kind-festival").check()
    page.wait_for_url("**/vi/search?kind=festival&view=gallery")
    expect(page.locator(".gallery")).to_be_visible()
    page.get_by_role("link", name="Danh sách").click()
    page.wait_for_url("**/vi/search?kind=festival")
    expect(page.locator(".hits")).to_be_visible()


def test_the_address_after_a_filter_is_the_one_that_everybody_gets(page: Page, served: Served) -> None:
    page.goto(served.base + "/vi/search?q=le")
    page.locator("#f-people-xtieng").check()
    page.wait_for_url(served.base + "/vi/search?q=le&people=xtieng")
    page.locator("#f-kind-festival").check()
    page.wait_for_url(served.base + "/vi/search?q=le&kind=festival&people=xtieng")


@pytest.fixture
def of_many_peoples(archive: Archive) -> Iterator[str]:
    """Where an archive is served that has one festival of each of sixteen peoples."""
    for key in [*sorted(vocabulary("peoples").concepts)[:15], "xtieng"]:
        people = [{"type": "concept", "value": key, "vocabulary": "peoples"}]
        saved = archive.records.create(SYSTEM, "festival", texts.body(festival(f"Lễ hội {key}", people=people)))
        archive.records.publish(SYSTEM, saved.identifier, base=saved.version)
        archive.indexing.index(saved.identifier)
    with serving(archive) as base:
        yield base


def test_a_long_list_of_values_is_unfolded_and_looked_through_without_tones(
    page: Page, of_many_peoples: str, violations: Callable[[], list[str]]
) -> None:
    page.goto(of_many_peoples + "/vi/search")
    people = page.locator("[data-facet=people]")
    shown = people.locator("input[type=checkbox]:visible")
    expect(shown).to_have_count(6)
    expect(people.locator("input[type=search]")).to_be_hidden()
    page.locator("#more-people summary").focus()
    page.keyboard.press("Enter")
    expect(shown).to_have_count(16)
    expect(page.locator("#narrow-people")).to_be_visible()
    page.locator("#narrow-people").focus()
    page.keyboard.type("xtie")
    expect(shown).to_have_count(1)
    expect(people.get_by_role("status")).to_have_text("Còn một mục")
    page.keyboard.press("Enter")
    assert page.url.endswith("/vi/search"), "looking for a value is not asking for anything"
    assert violations() == []
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_url("**/vi/search?people=xtieng")
    expect(page.locator("#f-people-xtieng")).to_be_focused()
    expect(page.locator("#narrow-people")).to_have_value("xtie")
    expect(shown).to_have_count(1)
    page.locator("#narrow-people").fill("zz")
    expect(people.get_by_role("status")).to_have_text("Không có mục nào tên như vậy")
    expect(page.locator("#f-people-xtieng")).to_be_visible()
    page.locator("#narrow-people").fill("")
    page.locator("#more-people summary").click()
    expect(shown).to_have_count(7)  # what is chosen is never folded away


def test_without_scripts_a_long_list_is_whole_and_has_no_field_that_does_nothing(
    browser: Browser, of_many_peoples: str
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="vi")
    page = context.new_page()
    page.goto(of_many_peoples + "/vi/search")
    page.locator("#more-people summary").click()
    expect(page.locator("[data-facet=people] input[type=checkbox]:visible")).to_have_count(16)
    expect(page.locator("#narrow-people")).to_be_hidden()
    context.close()


def test_the_address_of_a_feed_can_be_copied_also_after_a_filter_was_set(page: Page, served: Served) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(served.base + "/vi/search?q=le")
    page.locator("#f-people-xtieng").check()
    page.wait_for_url("**people=xtieng")
    page.locator("#follow summary").click()
    page.get_by_role("button", name="Sao chép địa chỉ").click()
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/feed.atom?q=le&people=xtieng")
