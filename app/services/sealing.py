"""Short messages from the archive to itself through other hands: nobody else can read them, or make one.

HMAC-SHA256 in counter mode over a nonce hides the message, and another HMAC over both vouches for it (encrypt, then
authenticate); the standard library has no cipher, and what is sealed here is shorter than one block.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

_NONCE, _SUM = 13, 16
MOST = 32


class Seal:
    """``purpose`` parts keys from each other: what was sealed for one opens for no other."""

    def __init__(self, secret: str, purpose: str) -> None:
        keys = [hmac.digest(secret.encode(), f"{part} {purpose}".encode(), hashlib.sha256) for part in ("hide", "sign")]
        self._hiding, self._signing = keys

    def close(self, message: bytes) -> str:
        if len(message) > MOST:
            raise ValueError(len(message))
        nonce = secrets.token_bytes(_NONCE)
        hidden = nonce + self._veil(nonce, message)
        return base64.urlsafe_b64encode(hidden + self._sum(hidden)).rstrip(b"=").decode()

    def open(self, text: str) -> bytes | None:
        """None for whatever was not sealed here, in just this form."""
        try:
            whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        hidden, told = whole[:-_SUM], whole[-_SUM:]
        if len(hidden) <= _NONCE or not hmac.compare_digest(told, self._sum(hidden)):
            return None
        return self._veil(hidden[:_NONCE], hidden[_NONCE:])

    def _veil(self, nonce: bytes, message: bytes) -> bytes:
        mask = hmac.digest(self._hiding, nonce, hashlib.sha256)
        return bytes(one ^ other for one, other in zip(message, mask, strict=False))

    def _sum(self, hidden: bytes) -> bytes:
        return hmac.digest(self._signing, hidden, hashlib.sha256)[:_SUM]
