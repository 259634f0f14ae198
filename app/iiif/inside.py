"""What stands in a manifest under an address of its own, as a document by itself."""

import json
from typing import Any, Final

from app.iiif import presentation, presentation2
from app.iiif.resources import Json

_NAMES: Final = {2: ("@id", "@type", "within", "sc:Manifest"), 3: ("id", "type", "partOf", "Manifest")}
_CONTEXTS: Final = {2: presentation2.CONTEXT, 3: presentation.CONTEXT}


def find(manifest: str, address: str, version: int) -> str | None:
    """The canvas, range, annotation page, annotation or sequence with this address, and of which manifest it is part;
    ``None`` where there is none. What is merely named, as a canvas is in a range, is not taken for the thing."""
    if json.dumps(address) not in manifest:
        return None
    whole = json.loads(manifest)
    id_name, type_name, holder, kind = _NAMES[version]
    found = _search(whole, address, id_name)
    if found is None:
        return None
    label = {"label": whole["label"]} if version == 3 else {}
    outer: Any = whole[id_name] if version == 2 else [{id_name: whole[id_name], type_name: kind, **label}]
    told = {"@context": _CONTEXTS[version], **found}
    if found[type_name] != "AnnotationPage":  # IIIF's own validator lets it be part of an AnnotationCollection alone
        told[holder] = outer
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _search(resource: Any, address: str, name: str) -> Json | None:
    """The fullest resource with this id: the others only name it."""
    best: Json | None = None
    waiting = [resource]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            if one.get(name) == address and len(one) > max(2, len(best or ())):
                best = one
            waiting += one.values()
    return best
