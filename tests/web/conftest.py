"""The web application over a real archive, and people who use it."""

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.bootstrap import Archive
from app.factory import create_app
from app.services.viewer import Viewer


class Browser(FlaskClient):
    """Reads each answer to its end, as browsers do, so that no file stays open."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **kwargs)


@pytest.fixture
def app(archive: Archive) -> APIFlask:
    made = create_app(archive)
    made.test_client_class = Browser
    return made


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def browser_of(app: APIFlask) -> Callable[[Viewer], FlaskClient]:
    """A browser in which somebody has signed in."""

    def open_browser(viewer: Viewer) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"] = f"{viewer.account_id}.0"
        return browser

    return open_browser
