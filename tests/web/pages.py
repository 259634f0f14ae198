"""Pages as a browser without scripts reads them: their words, links and forms, and what a button would send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

Pairs = list[tuple[str, str]]
HTML = {"Accept": "text/html,*/*;q=0.8", "Origin": "http://localhost"}
"""What browsers send with everything that a person asks for."""


@dataclass(slots=True)
class Form:
    """``controls`` are those that are sent whatever is pressed; ``buttons`` their names and values."""

    action: str
    method: str = "get"
    controls: Pairs = field(default_factory=list)
    buttons: Pairs = field(default_factory=list)

    def get(self, name: str) -> str | None:
        return next((text for key, text in self.controls if key == name), None)


class Page(HTMLParser):
    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.labelled: set[str] = set()
        self.described: set[str] = set()
        self.by_id: dict[str, str] = {}
        self._open: list[str] = []
        self._words: list[str] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._box: str | None = None
        self.feed(self.html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())

    def form(self, has: str) -> Form:
        """The form that has a control or a button of this name, or a button that does this deed."""
        return next(
            form
            for form in self.forms
            if any(name == has for name, _ in form.controls + form.buttons) or ("do", has) in form.buttons
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        present = dict(attrs).keys()
        self._note(given)
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "template":
            self._open.append(tag)
        elif self._open or not self.forms:
            return
        elif tag == "button":
            self.forms[-1].buttons.append((given.get("name", ""), given.get("value", "")))
        elif tag == "input" and given.get("type") not in {"file", "submit"}:
            unchecked = given.get("type") in {"radio", "checkbox"} and "checked" not in present
            if "name" in given and not unchecked:
                self.forms[-1].controls.append((given["name"], given.get("value", "")))
        elif tag == "select":
            self._select = (given.get("name", ""), [])
        elif tag == "option" and self._select:
            self._select[1].append((given.get("value", ""), "selected" in present))
        elif tag == "textarea":
            self._box = given.get("name", "")
            self.forms[-1].controls.append((self._box, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template" and self._open:
            self._open.pop()
        elif tag == "select" and self._select:
            name, options = self._select
            self._select = None
            if options:
                chosen = next((value for value, selected in options if selected), options[0][0])
                self.forms[-1].controls.append((name, chosen))
        elif tag == "textarea":
            self._box = None

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._box is not None:
            name, text = self.forms[-1].controls[-1]
            self.forms[-1].controls[-1] = (name, text + data)

    def _note(self, given: dict[str, str]) -> None:
        if "id" in given and not self._open:
            assert given["id"] not in self.ids, f"two elements are called {given['id']}"
            self.ids.add(given["id"])
        if not self._open:
            self.labelled.update(filter(None, [given.get("for")]))
            self.described.update(given.get("aria-describedby", "").split())


def get(client: FlaskClient, path: str, **headers: str) -> Page:
    response = client.get(path, headers=HTML | headers)
    assert response.status_code < 400, response.get_data(as_text=True)[:500]
    return Page(response)


def press(client: FlaskClient, form: Form, deed: str = "", changes: dict[str, str] | None = None) -> TestResponse:
    """What the server answers when the button for ``deed`` is pressed, with some controls filled in otherwise."""
    assert not deed or ("do", deed) in form.buttons, f"no button does {deed}: {form.buttons}"
    return client.post(form.action, data=sent(form, deed, changes), headers=HTML)


def sent(form: Form, deed: str = "", changes: dict[str, str] | None = None) -> MultiDict[str, str]:
    changed = dict(changes or {})
    pairs = [(name, changed.pop(name, text)) for name, text in form.controls]
    pairs += changed.items()
    return MultiDict([*pairs, *([("do", deed)] if deed else [])])


def path_of(response: TestResponse) -> str:
    """Where an answer leads."""
    assert response.status_code == 302, response.get_data(as_text=True)[:2000]
    parts = urlsplit(response.location)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def named(form: Form, prefix: str) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, text in form.controls if name.startswith(prefix))
