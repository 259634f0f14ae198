"""Who gets into the workbench: signing in and out, sessions that end, tokens, and what was typed meanwhile."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import accounts
from app.services.viewer import Viewer
from tests.conftest import PASSWORD
from tests.web.bench import begun, commune, head, opened, sign_in
from tests.web.pages import HTML, Page, get, path_of, press, sent
from tests.web.shelf import shelve

ADDRESSES = (
    ("GET", "/vi/desk"),
    ("GET", "/vi/desk/new"),
    ("GET", "/vi/desk/session"),
    ("GET", "/vi/desk/meaning?type=date&value=1975"),
    ("GET", "/vi/desk/{record}"),
    ("GET", "/vi/desk/{record}/media"),
    ("GET", "/vi/desk/{record}/media/{media}"),
    ("GET", "/vi/desk/{record}/media/{media}/notes"),
    ("GET", "/vi/desk/{record}/media/{media}/pages/{number}"),
    ("GET", "/vi/desk/{record}/media/{media}/words"),
    ("GET", "/vi/desk/{record}/media/{media}/words/{kind}/{tag}"),
    ("GET", "/vi/records/{record}/erase"),
    ("GET", "/vi/records/{record}/takedown"),
    ("GET", "/vi/desk/agents"),
    ("GET", "/vi/desk/agents/{record}"),
    ("GET", "/vi/desk/collections"),
    ("GET", "/vi/desk/collections/new"),
    ("GET", "/vi/desk/collections/{collection}"),
    ("GET", "/vi/desk/communities"),
    ("GET", "/vi/desk/communities/{slug}"),
    ("GET", "/vi/desk/communities/{slug}/records/{record}"),
    ("GET", "/vi/desk/letters"),
    ("GET", "/vi/desk/requests"),
    ("GET", "/vi/desk/rules"),
    ("GET", "/vi/desk/units"),
    ("GET", "/vi/desk/units/new"),
    ("GET", "/vi/desk/units/{code}"),
)
DEEDS = (
    ("POST", "/vi/desk/new"),
    ("POST", "/vi/desk/{record}"),
    ("POST", "/vi/desk/{record}/autosave"),
    ("POST", "/vi/desk/{record}/manage"),
    ("POST", "/vi/desk/{record}/media"),
    ("PUT", "/vi/desk/{record}/media?filename=a.jpg"),
    ("POST", "/vi/desk/{record}/media/order"),
    ("POST", "/vi/desk/{record}/media/{media}"),
    ("POST", "/vi/desk/{record}/media/{media}/notes"),
    ("POST", "/vi/desk/{record}/media/{media}/pages/{number}"),
    ("POST", "/vi/desk/{record}/media/{media}/read"),
    ("POST", "/vi/desk/{record}/media/{media}/words/{kind}/{tag}"),
    ("POST", "/vi/records/{record}/erase"),
    ("POST", "/vi/records/{record}/takedown"),
    ("POST", "/vi/desk/agents"),
    ("POST", "/vi/desk/agents/{record}"),
    ("POST", "/vi/desk/collections/new"),
    ("POST", "/vi/desk/collections/{collection}"),
    ("POST", "/vi/desk/collections/{collection}/arrange"),
    ("POST", "/vi/desk/collections/{collection}/manage"),
    ("POST", "/vi/desk/communities"),
    ("POST", "/vi/desk/communities/{slug}"),
    ("POST", "/vi/desk/communities/{slug}/records/{record}"),
    ("POST", "/vi/desk/letters"),
    ("POST", "/vi/desk/requests"),
    ("POST", "/vi/desk/rules"),
    ("POST", "/vi/desk/units/new"),
    ("POST", "/vi/desk/units/{code}"),
)
OF_A_RECORD = tuple(
    one for one in ADDRESSES + DEEDS if one[1].startswith(("/vi/desk/{record}", "/vi/records/{record}"))
)
THINGS = {
    "slug": "mau",
    "collection": "k3v9qa7m",
    "code": "archive",
    "kind": "captions",
    "tag": "vi",
    "number": "1",
}
"""Parts of addresses; who is refused is so before anybody looks whether these are there."""


def asked_of(archive: Archive, addresses: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Addresses of a published record and its file."""
    shelf = shelve(archive, "audio")
    there = {"record": shelf.record, "media": shelf.media["audio"], **THINGS}
    return [(method, path.format(**there)) for method, path in addresses]


def test_every_address_of_the_workbench_is_asked_about_here(app: APIFlask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("workbench.")}
    asked = {path.partition("?")[0] for _method, path in ADDRESSES + DEEDS}
    named = {name: f"<{name}>" for name in THINGS}
    named |= {"record": "<identifier>", "media": "<media>", "number": "<int:number>"}
    asked = {path.replace("/vi/", "/<lang>/").format(**named) for path in asked}
    assert rules == asked | {"/<lang>/sign-in", "/<lang>/sign-out"}


def test_a_visitor_is_led_to_sign_in_and_back_again(client: FlaskClient, archive: Archive, officer: Viewer) -> None:
    for _method, path in asked_of(archive, ADDRESSES):
        answer = client.get(path, headers=HTML)
        assert path_of(answer).startswith("/vi/sign-in?next=")
        assert get(client, path_of(answer)).form("password").get("next") == path
    form = get(client, "/vi/sign-in?next=/vi/desk/new").form("password")
    assert path_of(press(client, form, changes={"name": officer.name, "password": PASSWORD})) == "/vi/desk/new"


def test_a_visitor_who_sends_something_is_asked_to_sign_in(client: FlaskClient, archive: Archive) -> None:
    for method, path in asked_of(archive, DEEDS):
        answer = client.open(path, method=method, data={}, headers=HTML)
        assert (path, answer.status_code) == (path, 401)
        assert Page(answer).form("password")


def test_a_script_without_a_session_is_told_so_in_json(client: FlaskClient, archive: Archive) -> None:
    for method, path in asked_of(archive, ADDRESSES + DEEDS):
        answer = client.open(path, method=method, headers={"Accept": "application/json"})
        assert (path, answer.status_code, answer.mimetype) == (path, 401, "application/problem+json")


def test_an_officer_of_another_unit_finds_nothing(
    archive: Archive, make_officer: Callable[..., Viewer], browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    browser = browser_of(make_officer("publisher", unit=commune(archive, "bom-bo")))
    token = browser.get("/vi/desk/session").json["token"]
    for method, path in asked_of(archive, OF_A_RECORD):
        answer = browser.open(path, method=method, headers=HTML | {"X-CSRFToken": token})
        assert (path, answer.status_code) == (path, 404)


def test_without_the_token_of_the_session_nothing_is_done(
    archive: Archive, officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    browser = browser_of(officer)
    asked = asked_of(archive, DEEDS)
    record = asked[1][1].rpartition("/")[2]
    before = archive.reading.record(officer, record, head=True)
    for method, path in asked:
        answer = browser.open(path, method=method, data={"do": "withdraw"}, headers=HTML)
        assert (path, answer.status_code) == (path, 400)
        assert "<h1" in answer.get_data(as_text=True)
    assert archive.reading.record(officer, record, head=True) == before


def test_somebody_without_a_role_is_told_that_it_is_not_theirs(
    app: APIFlask, make_officer: Callable[..., Viewer]
) -> None:
    browser = app.test_client()
    visitor = make_officer(None, "nguoixem")
    form = get(browser, "/vi/sign-in").form("password")
    answer = press(browser, form, changes={"name": visitor.name, "password": PASSWORD})
    assert path_of(answer) == "/vi/"
    assert browser.get("/vi/desk", headers=HTML).status_code == 403


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "javascript:alert(1)",
        "http:/evil",
    ],
)
def test_signing_in_leads_nobody_to_another_site(client: FlaskClient, target: str) -> None:
    page = get(client, f"/vi/sign-in?{urlencode({'next': target})}")
    assert page.form("password").get("next") == ""


def test_a_target_put_into_the_form_is_judged_too(client: FlaskClient, officer: Viewer) -> None:
    form = get(client, "/vi/sign-in").form("password")
    changes = {"name": officer.name, "password": PASSWORD, "next": "//evil.example/"}
    assert press(client, form, changes=changes).location == "/vi/desk"


def test_who_has_signed_in_is_not_asked_again(client: FlaskClient, officer: Viewer) -> None:
    sign_in(client, officer)
    assert path_of(client.get("/vi/sign-in?next=/vi/desk/new")) == "/vi/desk/new"


def test_a_wrong_password_keeps_the_name_and_says_what_to_try(client: FlaskClient, officer: Viewer) -> None:
    form = get(client, "/vi/sign-in?next=/vi/desk/new").form("password")
    page = Page(press(client, form, changes={"name": officer.name, "password": "sai mất rồi"}))
    assert page.status == 403
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page.text
    again = page.form("password")
    assert (again.get("name"), again.get("password"), again.get("next")) == (officer.name, "", "/vi/desk/new")


def test_guessing_is_slowed_down_in_the_reader_s_language(client: FlaskClient, officer: Viewer) -> None:
    form = get(client, "/en/sign-in").form("password")
    guess = {"name": officer.name, "password": "guess"}
    for _ in range(accounts.FAILURES_PER_NAME):
        assert press(client, form, changes=guess).status_code == 403
    answer = press(client, form, changes={"name": officer.name, "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "15" in Page(answer).text


def test_signing_in_begins_a_new_session(client: FlaskClient, officer: Viewer) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = get(client, "/vi/sign-in").form("password").get("csrf_token")
    sign_in(client, officer)
    with client.session_transaction() as session:
        assert "planted" not in session
    answer = client.post("/vi/sign-out", data={"csrf_token": before}, headers=HTML)
    assert answer.status_code == 400


def test_signing_out_ends_it(client: FlaskClient, officer: Viewer) -> None:
    desk = sign_in(client, officer)
    assert path_of(press(client, desk.forms[0])) == "/vi/"
    assert path_of(client.get("/vi/desk", headers=HTML)).startswith("/vi/sign-in")


def test_an_account_whose_sessions_were_ended_is_signed_out(
    client: FlaskClient, officer: Viewer, archive: Archive
) -> None:
    sign_in(client, officer)
    assert officer.account_id
    archive.accounts.sign_out_everywhere(officer.account_id)
    assert path_of(client.get("/vi/desk", headers=HTML)).startswith("/vi/sign-in")


def test_a_role_that_is_taken_away_holds_at_once(client: FlaskClient, officer: Viewer, archive: Archive) -> None:
    from sqlalchemy import delete

    from app.models import Grant

    sign_in(client, officer)
    with archive.db.unit_of_work() as work:
        work.execute(delete(Grant).where(Grant.account_id == officer.account_id))
    assert client.get("/vi/desk", headers=HTML).status_code == 403


def test_pages_of_officers_are_kept_in_no_cache(client: FlaskClient, officer: Viewer) -> None:
    sign_in(client, officer)
    assert client.get("/vi/desk").headers["Cache-Control"] == "private, no-store"
    packed = client.get("/vi/desk", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(
    client: FlaskClient, officer: Viewer, archive: Archive
) -> None:
    record = begun(archive)
    sign_in(client, officer)
    form = opened(client, record)
    client.delete_cookie("session")
    page = Page(press(client, form, "publish", {"m.description.0.value": "Viết mãi mới xong"}))
    assert page.status == 401
    assert "không mất" in page.text
    wrong = Page(press(client, page.form("password"), changes={"name": officer.name, "password": "sai"}))
    answer = press(client, wrong.form("password"), changes={"name": officer.name, "password": PASSWORD})
    assert path_of(answer) == f"/vi/desk/{record}"
    assert opened(client, record).get("m.description.0.value") == "Viết mãi mới xong"
    assert "description" not in head(archive, record)


def test_what_was_typed_is_carried_by_this_site_s_own_pages_only(
    client: FlaskClient, officer: Viewer, archive: Archive
) -> None:
    record = begun(archive)
    sign_in(client, officer)
    form = opened(client, record)
    client.delete_cookie("session")
    data = sent(form, "save", {"m.title.0.value": "Lời của người khác"})
    for headers in (HTML | {"Origin": "https://evil.example"}, {"Accept": "text/html"}):
        answer = client.post(form.action, data=data, headers=headers)
        assert "Lời của người khác" not in answer.get_data(as_text=True)


def test_what_was_typed_goes_to_nobody_who_may_not_edit_the_record(
    client: FlaskClient, officer: Viewer, archive: Archive, make_officer: Callable[..., Viewer]
) -> None:
    record = begun(archive)
    stranger = make_officer("publisher", unit=commune(archive, "bom-bo"))
    sign_in(client, officer)
    form = opened(client, record)
    client.delete_cookie("session")
    page = Page(press(client, form, "save", {"m.description.0.value": "Của người viết"}))
    answer = press(client, page.form("password"), changes={"name": stranger.name, "password": PASSWORD})
    assert path_of(answer) == f"/vi/desk/{record}"
    assert client.get(answer.location).status_code == 404
    assert archive.records.working_copy(stranger, record) is None


def test_a_session_that_began_anew_in_another_window_costs_no_word(
    client: FlaskClient, officer: Viewer, archive: Archive
) -> None:
    record = begun(archive)
    sign_in(client, officer)
    form = opened(client, record)
    client.delete_cookie("session")
    sign_in(client, officer)
    answer = press(client, form, "save", {"m.description.0.value": "Gõ ở cửa sổ cũ"})
    assert path_of(answer) == f"/vi/desk/{record}"
    assert opened(client, record).get("m.description.0.value") == "Gõ ở cửa sổ cũ"


def test_the_name_of_a_new_record_waits_behind_signing_in(client: FlaskClient, officer: Viewer) -> None:
    sign_in(client, officer)
    form = get(client, "/vi/desk/new").form("kind")
    client.delete_cookie("session")
    page = Page(press(client, form, changes={"kind": "costume", "title": "Váy ngày hội"}))
    answer = press(client, page.form("password"), changes={"name": officer.name, "password": PASSWORD})
    again = get(client, path_of(answer)).form("kind")
    assert (again.get("title"), again.get("kind")) == ("Váy ngày hội", "costume")


def test_a_description_of_a_file_waits_behind_signing_in(
    client: FlaskClient, officer: Viewer, archive: Archive
) -> None:
    shelf = shelve(archive, "audio")
    sign_in(client, officer)
    form = get(client, f"/vi/desk/{shelf.record}/media/{shelf.media['audio']}").form("m.label.0.value")
    client.delete_cookie("session")
    page = Page(press(client, form, "save", {"m.label.0.value": "Sáu người đánh chiêng"}))
    shown = Page(press(client, page.form("password"), changes={"name": officer.name, "password": PASSWORD}))
    assert shown.form("m.label.0.value").get("m.label.0.value") == "Sáu người đánh chiêng"
    saved = press(client, shown.form("m.label.0.value"), "save")
    assert path_of(saved) == f"/vi/desk/{shelf.record}"


def test_notes_on_a_picture_wait_behind_signing_in(client: FlaskClient, officer: Viewer, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    address = f"/vi/desk/{shelf.record}/media/{shelf.media['image']}/notes"
    sign_in(client, officer)
    form = get(client, address).form("m.note.0.words.vi")
    client.delete_cookie("session")
    page = Page(press(client, form, "save", {"m.note.0.words.vi": "Hoa văn cây dương xỉ"}))
    again = Page(press(client, page.form("password"), changes={"name": officer.name, "password": PASSWORD}))
    assert "Hoa văn cây dương xỉ" in again.text
    assert path_of(press(client, again.form("m.note.0.words.vi"))) == address
    [note] = archive.notes.of(officer, shelf.media["image"]).notes
    assert note.words == {"vi": "Hoa văn cây dương xỉ"}


def test_corrected_words_of_a_page_wait_behind_signing_in(
    client: FlaskClient, officer: Viewer, archive: Archive
) -> None:
    shelf = shelve(archive, "document")
    address = f"/vi/desk/{shelf.record}/media/{shelf.media['document']}/pages/2"
    sign_in(client, officer)
    form = get(client, address).form("m.more")
    client.delete_cookie("session")
    page = Page(press(client, form, "save", {"m.more": "Già làng kể chuyện"}))
    again = Page(press(client, page.form("password"), changes={"name": officer.name, "password": PASSWORD}))
    assert path_of(press(client, again.form("m.more"))) == address
    assert get(client, address).form("m.line.0").get("m.line.0") == "Già làng kể chuyện"


def test_pasted_old_letters_wait_behind_signing_in(client: FlaskClient, officer: Viewer) -> None:
    sign_in(client, officer)
    form = get(client, "/vi/desk/letters").form("text")
    client.delete_cookie("session")
    page = Page(press(client, form, changes={"text": "LÔ héi cång chiªng"}))
    again = Page(press(client, page.form("password"), changes={"name": officer.name, "password": PASSWORD}))
    assert "Lễ hội cồng chiêng" in Page(press(client, again.form("text"))).html


def test_a_sign_in_page_that_was_open_for_a_day_asks_once_more(client: FlaskClient, officer: Viewer) -> None:
    form = get(client, "/vi/sign-in").form("password")
    client.delete_cookie("session")
    page = Page(press(client, form, changes={"name": officer.name, "password": PASSWORD}))
    assert page.status == 400
    assert page.form("password").get("name") == officer.name
    assert "mở đã lâu" in page.text
    answer = press(client, page.form("password"), changes={"password": PASSWORD})
    assert path_of(answer) == "/vi/desk"
