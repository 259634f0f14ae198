"""How a request reaches the archive, its viewer and its language."""

from flask import current_app, g, has_request_context, request
from flask_login import LoginManager, UserMixin, current_user

from app.bootstrap import Archive
from app.errors import NotFound
from app.services.viewer import VISITOR, Viewer

EXTENSION = "chieng"


def archive() -> Archive:
    found: Archive = current_app.extensions[EXTENSION]
    return found


def viewer() -> Viewer:
    """Who asks. Roles and memberships are read anew on every request: taking one away holds at once.

    In an address that carries a pass it is whom the pass names, whatever cookies come along (``app.web.passing``).
    """
    if passed():
        named: Viewer = g.passed
        return named
    if not has_request_context() or not current_user.is_authenticated:
        return VISITOR
    if "viewer" not in g:
        g.viewer = archive().accounts.viewer(int(current_user.account_id))
    known: Viewer = g.viewer
    return known


def passed() -> bool:
    """Whether the address carries a pass that opens what is asked for."""
    return has_request_context() and "passed" in g


def language() -> str:
    tag: str = g.get("language", archive().settings.languages[0])
    return tag


def asked_language() -> str:
    """The language of the address, else the best of what the reader's browser asks for."""
    languages = archive().settings.languages
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    if first in languages:
        return first
    asked = request.args.get("lang", "")
    best: str | None = asked if asked in languages else request.accept_languages.best_match(languages)
    return best or languages[0]


class SignedIn(UserMixin):  # type: ignore[misc]
    """What the session cookie carries: the account and its epoch, so that all its sessions can be ended."""

    def __init__(self, account_id: int, epoch: int) -> None:
        self.account_id, self.epoch = account_id, epoch

    def get_id(self) -> str:
        return f"{self.account_id}.{self.epoch}"


def load_signed_in(text: str) -> SignedIn | None:
    account, _, epoch = text.partition(".")
    if not (account.isdigit() and epoch.isdigit()):
        return None
    known = archive().accounts.session_epoch(int(account))
    return SignedIn(int(account), int(epoch)) if known == int(epoch) else None


def login_manager() -> LoginManager:
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(load_signed_in)
    return manager


def sign_in(account_id: int) -> SignedIn:
    epoch = archive().accounts.session_epoch(account_id)
    if epoch is None:
        raise NotFound("account.unknown")
    return SignedIn(account_id, epoch)
