"""What lets somebody who has an account see restricted media in a viewer on another site, without any cookie there.

Three seals, each for one thing and a short time, none of them kept anywhere: a *leave* says that a person allowed a
site to show them what they may see; a *token* lets a script of that site ask whether they may; a *pass* stands in an
address and opens one file, or the files of one record. Each names an account. Whether that account still is one, has
not been signed out, and may see the thing is asked anew whenever a seal is used.
"""

import hashlib
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.errors import NotFound
from app.services.accounts import Accounts
from app.services.reading import MediaView
from app.services.sealing import Seal
from app.services.viewer import Viewer

LEAVE, TOKEN, PASS = 8 * 3600, 300, 600
"""Seconds. A pass for a film or a sound lasts twice as long as that, beside: it must not stop in the middle."""
LONGEST = 4 * 3600

_FORM = struct.Struct(">QIQ8s")


@dataclass(frozen=True, slots=True)
class Opened:
    """``viewer`` is None for a seal that is over: its time has passed, or the account has signed out since."""

    viewer: Viewer | None
    scope: bytes


class Passes:
    def __init__(self, accounts: Accounts, secret: str) -> None:
        self._accounts = accounts
        self._leave, self._token, self._pass = (Seal(secret, f"viewing {name}") for name in ("leave", "token", "pass"))

    def leave(self, account_id: int, origin: str) -> str:
        return self._close(self._leave, account_id, _digest(origin), LEAVE)

    def token(self, account_id: int, origin: str) -> str:
        return self._close(self._token, account_id, _digest(origin), TOKEN)

    def for_file(self, account_id: int, media: MediaView) -> str:
        return self._close(self._pass, account_id, media.id.encode(), lasting([media]))

    def for_record(self, account_id: int, record: str, media: Sequence[MediaView]) -> str:
        return self._close(self._pass, account_id, record.encode(), lasting(media))

    def opened_leave(self, sealed: str) -> Opened | None:
        """None for what is no such seal. Its ``scope`` is to be held against ``told`` of an origin."""
        return self._open(self._leave, sealed)

    def opened_token(self, sealed: str) -> Opened | None:
        return self._open(self._token, sealed)

    def opened_pass(self, sealed: str) -> Opened | None:
        """Its ``scope`` is the id of a file or of a record."""
        return self._open(self._pass, sealed)

    def as_shown(self, account_id: int) -> Viewer:
        """By what they are told to see alone: an officer's roles open drafts, which belong on no other site."""
        return replace(self._accounts.viewer(account_id), roles={}, stewards=frozenset())

    def _close(self, seal: Seal, account_id: int, scope: bytes, seconds: int) -> str:
        epoch = self._accounts.session_epoch(account_id)
        if epoch is None:
            raise NotFound("account.unknown")
        return seal.close(_FORM.pack(account_id, epoch, int(time.time()) + seconds, scope))

    def _open(self, seal: Seal, sealed: str) -> Opened | None:
        message = seal.open(sealed)
        if message is None:
            return None
        account_id, epoch, until, scope = _FORM.unpack(message)
        over = time.time() >= until or self._accounts.session_epoch(account_id) != epoch
        return Opened(None if over else self.as_shown(account_id), scope)


def told(opened: Opened, origin: str) -> bool:
    """Whether a leave or a token was given for this origin."""
    return opened.scope == _digest(origin)


def lasting(media: Sequence[MediaView]) -> int:
    heard = sum(float(file.detail.get("duration") or 0) for file in media)
    return min(LONGEST, PASS + round(2 * heard))


def _digest(origin: str) -> bytes:
    return hashlib.sha256(origin.encode()).digest()[:8]
