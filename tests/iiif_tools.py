"""What others wrote to judge manifests with and to open them in; ``.ci/iiif`` fetches it where it is missing.

Without it such tests are left out, or fail where everything is required.
"""

import json
import re
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.servers import REQUIRED

_ROOT = Path(__file__).parent.parent

_KNOWN = re.compile(
    r"'rendering' on resource"  # which any resource may have (2.1, 3.4)
    r"|Image' should have '(height|width)'"  # a thumbnail has them where they are known
    r"|should have 'description'"  # not everything is described
)


@cache
def folder() -> Path:
    found = subprocess.run([_ROOT / ".ci" / "iiif"], capture_output=True, text=True, check=False)
    if found.returncode:
        (pytest.fail if REQUIRED else pytest.skip)(found.stderr.strip())
    return Path(found.stdout.strip())


def complaints(documents: Sequence[dict[str, Any]]) -> list[str]:
    """What the judges of the Presentation API 3 say against manifests and collections."""
    script = _ROOT / "tests" / "tools" / "check.mjs"
    asked = json.dumps(list(documents))
    told = subprocess.run(["node", script, folder()], input=asked, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    found: list[str] = json.loads(told.stdout)
    return found


def complaints_v2(documents: Sequence[dict[str, Any]]) -> list[str]:
    """What the engine of the IIIF's own validator says against those of the Presentation API 2.1."""
    from iiif_prezi import loader
    from iiif_prezi.factory import PresentationError
    from pyld import jsonld

    def local(url: str, _options: Any) -> dict[str, Any]:
        """The package's own copies, also for contexts that services name; its loader is for an older pyld."""
        told = loader.load_document_local(url)
        return {**told, "document": json.loads(told["document"]), "contentType": "application/ld+json"}

    jsonld.set_document_loader(local)
    found = []
    for document in documents:
        reader = loader.ManifestReader(json.dumps(document), version="2.1")
        try:
            reader.read().toJSON(top=True)
        except (PresentationError, KeyError, TypeError, AttributeError, jsonld.JsonLdError) as error:
            found.append(f"{document.get('@id')}: {error!r}")
        found += [f"{document.get('@id')}: {line.strip()}" for line in reader.get_warnings() if not _KNOWN.search(line)]
    return found
