"""Inventories of OCFL 1.1 objects as values and as JSON, and where an object lies (extension 0003). No file here."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

ALGORITHM = "sha512"
OBJECT_MARK, OBJECT_MARK_BODY = "0=ocfl_object_1.1", b"ocfl_object_1.1\n"
ROOT_MARK, ROOT_MARK_BODY = "0=ocfl_1.1", b"ocfl_1.1\n"
INVENTORY, SIDECAR = "inventory.json", f"inventory.json.{ALGORITHM}"
LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
LAYOUT_CONFIG = {
    "extensionName": LAYOUT,
    "digestAlgorithm": "sha256",
    "tupleSize": 3,
    "numberOfTuples": 3,
}
USER = {"name": "Chiêng", "address": "https://w3id.org/chieng"}

_TYPE = "https://ocfl.io/1.1/spec/#inventory"
_PLAIN = re.compile(r"[A-Za-z0-9_-]")


def location(object_id: str) -> str:
    """The object's folder below the root: three times three digits of the id's sum, then the id itself."""
    digest = hashlib.sha256(object_id.encode()).hexdigest()
    name = "".join(
        character if _PLAIN.fullmatch(character) else "".join(f"%{octet:02x}" for octet in character.encode())
        for character in object_id
    )
    name = name if len(name) <= 100 else f"{name[:100]}-{digest}"
    return f"{digest[:3]}/{digest[3:6]}/{digest[6:9]}/{name}"


def id_of(folder_name: str) -> str:
    """The id that a folder's name was made of; ours are never so long that they are cut."""
    return unquote(folder_name)


@dataclass(frozen=True, slots=True)
class Inventory:
    """``manifest`` and ``sha256`` map sums to paths of content, ``states`` sums to logical paths, by version."""

    object_id: str
    manifest: dict[str, list[str]] = field(default_factory=dict)
    sha256: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def head(self) -> int:
        return len(self.versions)

    @property
    def created(self) -> datetime:
        return datetime.fromisoformat(self.versions[f"v{self.head}"]["created"])

    def files(self) -> dict[str, str]:
        """SHA-512 by logical path, of the newest version."""
        state = self.versions[f"v{self.head}"]["state"]
        return {path: digest for digest, paths in state.items() for path in paths}

    def add(self, files: Mapping[str, str], at: datetime, why: str) -> "Inventory":
        """With one more version, which holds ``files`` (SHA-512 by path)."""
        state: dict[str, list[str]] = {}
        for path in sorted(files):
            state.setdefault(files[path], []).append(path)
        made = {"created": at.isoformat(), "message": why, "user": USER, "state": state}
        versions = {**self.versions, f"v{self.head + 1}": made}
        return Inventory(self.object_id, self.manifest, self.sha256, versions)

    def at(self, version: int) -> "Inventory":
        """The inventory as it was written with an earlier version."""

        def earlier(sums: Mapping[str, list[str]]) -> dict[str, list[str]]:
            return {digest: paths for digest, paths in sums.items() if int(paths[0].partition("/")[0][1:]) <= version}

        versions = dict(list(self.versions.items())[:version])
        return Inventory(self.object_id, earlier(self.manifest), earlier(self.sha256), versions)

    def body(self) -> bytes:
        told = {
            "id": self.object_id,
            "type": _TYPE,
            "digestAlgorithm": ALGORITHM,
            "head": f"v{self.head}",
            "manifest": self.manifest,
            "fixity": {"sha256": self.sha256},
            "versions": self.versions,
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def parse(body: bytes) -> Inventory:
    """Raises ``ValueError`` or ``KeyError`` for what is no inventory."""
    told = json.loads(body)
    return Inventory(told["id"], told["manifest"], told.get("fixity", {}).get("sha256", {}), told["versions"])


def sidecar(body: bytes) -> bytes:
    return f"{hashlib.sha512(body).hexdigest()} {INVENTORY}\n".encode()
