"""Where officers work: signing in, the desk, describing a record, taking files in, publishing; and where communities
do: their people, their rule, what they say of records."""

from app.web.workbench import (
    agents,
    collecting,
    communities,
    entrance,
    erasing,
    files,
    house,
    notes,
    old_letters,
    reading,
    routes,
    saying,
    spoken,
    units,
)
from app.web.workbench.blueprint import blueprint

__all__ = [
    "agents",
    "blueprint",
    "collecting",
    "communities",
    "entrance",
    "erasing",
    "files",
    "house",
    "notes",
    "old_letters",
    "reading",
    "routes",
    "saying",
    "spoken",
    "units",
]
