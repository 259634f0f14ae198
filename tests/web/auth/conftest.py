"""Who asks from other sites, and for what."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services.viewer import Viewer
from tests.web.auth.flow import ANNOUNCED
from tests.web.shelf import shelve


@pytest.fixture
def member(make_officer: Callable[..., Viewer]) -> Viewer:
    """Somebody with an account and no role."""
    return make_officer(None, "nguoixem")


@pytest.fixture
def their(browser_of: Callable[[Viewer], FlaskClient], member: Viewer) -> FlaskClient:
    """The member's browser, at the archive itself."""
    return browser_of(member)


@pytest.fixture
def song(archive: Archive) -> str:
    return shelve(archive, "audio", media_access=ANNOUNCED).media["audio"]


@pytest.fixture
def elsewhere(app: APIFlask) -> FlaskClient:
    """A browser of which the archive knows nothing: what a viewer of another site asks with."""
    return app.test_client()
