"""A viewer on another site, which asks as IIIF Authorization Flow 2.0 says, and what it is told."""

import html
import json
import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

ELSEWHERE = "https://viewer.example"
BASE = "http://archive.test"
PROBE = "/iiif/auth/2/probe"
ANNOUNCED, PREVIEW = "registered else announced", "registered else preview"


@dataclass(frozen=True, slots=True)
class Flow:
    """A viewer on another site, and the browser in which its user meets the archive."""

    browser: FlaskClient
    origin: str = ELSEWHERE

    def allow(self, **form: str) -> Any:
        page = self.browser.get("/iiif/auth/2/access", query_string={"origin": self.origin})
        return self.browser.post("/iiif/auth/2/access", data={**fields(page.text), **form})

    def message(self, **asked: str) -> dict[str, Any]:
        query = {"origin": self.origin, "messageId": "ae3415", **asked}
        page = self.browser.get("/iiif/auth/2/token", query_string=query)
        assert page.status_code == 200
        return said(page.text)

    def token(self) -> str:
        self.allow()
        return str(self.message()["accessToken"])


def fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def said(page: str) -> dict[str, Any]:
    found = re.search(r'data-said="([^"]*)"', page)
    told: dict[str, Any] = json.loads(html.unescape(found[1])) if found else {}
    return told


def probed(client: FlaskClient, thing: str, token: str = "", origin: str = ELSEWHERE) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Origin": origin} if token else {}
    answer = client.get(f"{PROBE}/{thing}", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told: dict[str, Any] = answer.get_json(force=True)
    assert (told["@context"], told["type"]) == ("http://iiif.io/api/auth/2/context.json", "AuthProbeResult2")
    return told


def located(client: FlaskClient, thing: str, token: str) -> str:
    told = probed(client, thing, token)
    assert told["status"] == 302
    address: str = told["location"]["id"]
    assert address.startswith(f"{BASE}/pass/")
    return address.removeprefix(BASE)


def framed(their: FlaskClient, **asked: str) -> dict[str, Any]:
    page = their.get("/iiif/auth/2/access", query_string=asked)
    return said(their.post("/iiif/auth/2/access", data=fields(page.text)).text)
